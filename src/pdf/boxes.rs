//! The fields of a form as PDF readers leave them (ISO 32000-2, 12.7).
//!
//! Readers leave an answer in many places: in the field, in its boxes, in copies of these on
//! the pages. All that a field says anywhere is gathered here; which of it is new is seen
//! where it is known what the form was made with.

mod said;

use std::collections::{HashMap, HashSet};

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Rect};

use self::said::{box_says, means_off, part_of_name, text_says, value};
use crate::base::text::normal;
use crate::document::fields::FieldKind;
use crate::pdf::widgets;

/// How deeply fields may be nested: ours are nested three deep.
const MAX_DEPTH: usize = 16;

/// The most fields and boxes that are visited: about ten times the largest form.
const MAX_FIELDS: usize = 100_000;

/// The most that one field may say.
const MAX_SAID: usize = 16;

/// The most bytes of a field's full name.
const MAX_NAME: usize = 1000;

/// A field that can be filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct FilledField {
    /// Its full name, with full stops between its parts.
    pub name: String,
    /// All that it says, each once: what is likeliest to count comes first. Nothing, if it
    /// says nothing anywhere.
    pub said: Vec<FieldContent>,
    /// The room that it has for text on paper.
    pub room: Option<Room>,
    /// How many boxes the most complete of its places has.
    boxes: usize,
}

/// The content of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldContent {
    /// Text, as it is in the file.
    Text(String),
    /// The words of text with styles, which should be those of a text beside it.
    Styled(String),
    /// The box that is ticked, if one is.
    Box(Option<Ticked>),
    /// Something that cannot be read.
    Unreadable,
}

/// A ticked box.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Its possible names, the most likely first.
    pub names: Vec<String>,
    /// Its position among its siblings, from 0.
    pub place: Option<usize>,
}

impl Ticked {
    /// Whether what it is called says that it is not ticked, and no box is called so.
    pub fn means_off(&self) -> bool {
        self.place.is_none() && self.names.first().is_some_and(|name| means_off(name))
    }
}

/// The room that a field has for text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    kind: FieldKind,
    /// Its width and height in pt.
    area: (f32, f32),
}

impl Room {
    /// Whether a text is longer than the field shows.
    pub fn overflows(&self, text: &str) -> bool {
        widgets::overflows(&normal(text), self.kind, self.area)
    }
}

/// All fields of a PDF for text and boxes, in the order of its form.
///
/// Fields that the form has lost are found on the pages, and so are copies that a reader
/// keeps there of those that the form has.
pub fn filled(pdf: &Pdf, form: Option<&Dict>) -> Vec<FilledField> {
    let mut walk = Walk {
        pdf,
        met: HashSet::new(),
        left: MAX_FIELDS,
        places: HashMap::new(),
        fields: Vec::new(),
    };
    if let Some(fields) = form.and_then(|form| form.get::<Array>(b"Fields")) {
        walk.all(&fields, &Above::default(), 0);
    }
    let mut copies = Copies::default();
    for page in pdf.pages().iter() {
        if let Some(annotations) = page.raw().get::<Array>(b"Annots") {
            walk.widgets(&annotations, &mut copies);
        }
    }
    for (field, boxes) in copies.fields {
        walk.add(&field, &boxes);
    }
    walk.fields
}

/// What a field inherits from the fields around it.
#[derive(Clone, Default)]
struct Above<'a> {
    name: String,
    kind: Option<Name<'a>>,
    value: Option<Object<'a>>,
    styled: Option<Object<'a>>,
    options: Option<Array<'a>>,
    flags: u32,
}

impl<'a> Above<'a> {
    /// What the fields inside this one inherit.
    fn with(&self, field: &Dict<'a>) -> Self {
        let mut name = self.name.clone();
        if let Some(part) = part_of_name(field) {
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(&part);
            let end = name.floor_char_boundary(MAX_NAME);
            name.truncate(end);
        }
        Self {
            name,
            kind: field.get(b"FT").or_else(|| self.kind.clone()),
            value: value(field).or_else(|| self.value.clone()),
            styled: field.get(b"RV").or_else(|| self.styled.clone()),
            options: field.get(b"Opt").or_else(|| self.options.clone()),
            flags: field.get(b"Ff").unwrap_or(self.flags),
        }
    }

    fn is(&self, kind: &[u8]) -> bool {
        self.kind.as_deref() == Some(kind)
    }
}

/// The flag of a multi-line field.
const MULTI_LINE: u32 = 1 << 12;

/// The flag of a push button, which has no value.
const PUSH_BUTTON: u32 = 1 << 16;

struct Walk<'a> {
    pdf: &'a Pdf,
    /// Where the dictionaries visited so far begin, so that none is visited twice.
    met: HashSet<*const u8>,
    /// How many more fields and boxes may be visited.
    left: usize,
    /// Where the fields are, by their names.
    places: HashMap<String, usize>,
    fields: Vec<FilledField>,
}

/// Boxes on pages that are not in the form, by their fields.
#[derive(Default)]
struct Copies<'a> {
    fields: Vec<(Above<'a>, Vec<Dict<'a>>)>,
    places: HashMap<String, usize>,
    met: HashSet<*const u8>,
}

impl<'a> Copies<'a> {
    fn add(&mut self, field: Above<'a>, boxes: Vec<Dict<'a>>) {
        let place = *self.places.entry(field.name.clone()).or_insert_with(|| {
            self.fields.push((field, Vec::new()));
            self.fields.len() - 1
        });
        let is_new = |dict: &Dict| self.met.insert(dict.data().as_ptr());
        self.fields[place].1.extend(boxes.into_iter().filter(is_new));
    }
}

impl<'a> Walk<'a> {
    /// Visits the fields of a list.
    fn all(&mut self, list: &Array<'a>, above: &Above<'a>, depth: usize) {
        for field in self.dicts(list) {
            self.field(&field, above, depth);
        }
    }

    /// The dictionaries of a list that have not been visited before.
    fn dicts(&mut self, list: &Array<'a>) -> Vec<Dict<'a>> {
        let mut dicts = self.resolved(list, self.left);
        self.left = self.left.saturating_sub(dicts.len());
        dicts.retain(|dict| self.met.insert(dict.data().as_ptr()));
        dicts
    }

    /// At most this many dictionaries of a list.
    ///
    /// The reader's own iterator ends at a reference that leads nowhere, or back to
    /// itself.
    fn resolved(&mut self, list: &Array<'a>, most: usize) -> Vec<Dict<'a>> {
        let Some(mut references) = references(list.data()) else {
            return list.iter::<Dict>().take(most).collect();
        };
        references.truncate(most);
        let dict = |reference| self.pdf.xref().get::<Dict>(reference);
        let dicts: Vec<_> = references.iter().copied().filter_map(dict).collect();
        self.left = self.left.saturating_sub(references.len() - dicts.len());
        dicts
    }

    fn field(&mut self, field: &Dict<'a>, above: &Above<'a>, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let here = above.with(field);
        let kids = field.get::<Array>(b"Kids").map(|kids| self.dicts(&kids));
        let kids = kids.unwrap_or_default();
        let is_field = |kid: &Dict| kid.contains_key(b"T") || kid.contains_key(b"Kids");
        let (fields, boxes): (Vec<_>, Vec<_>) = kids.into_iter().partition(is_field);
        for kid in &fields {
            self.field(kid, &here, depth + 1);
        }
        let is_field = fields.is_empty() || !boxes.is_empty();
        if is_field && !here.name.is_empty() {
            let boxes = if boxes.is_empty() { vec![field.clone()] } else { boxes };
            self.add(&here, &boxes);
        }
    }

    /// Adds what a field says here to what it says elsewhere.
    fn add(&mut self, field: &Above, boxes: &[Dict]) {
        let has_state = || boxes.iter().any(|dict| dict.contains_key(b"AS"));
        let is_box = field.is(b"Btn") || field.kind.is_none() && has_state();
        if field.is(b"Sig") || is_box && field.flags & PUSH_BUTTON != 0 {
            return;
        }
        let place = *self.places.entry(field.name.clone()).or_insert_with(|| {
            let name = field.name.clone();
            self.fields.push(FilledField {
                name,
                said: Vec::new(),
                room: None,
                boxes: 0,
            });
            self.fields.len() - 1
        });
        let filled = &mut self.fields[place];
        let said = if is_box {
            // Of a few of its boxes, none need be ticked.
            let are_all = boxes.len() >= filled.boxes;
            box_says(field, boxes, are_all)
        } else {
            filled.room = filled.room.or_else(|| room(field, boxes));
            text_says(field, boxes)
        };
        filled.boxes = filled.boxes.max(boxes.len());
        for content in said {
            if filled.said.len() < MAX_SAID && !filled.said.contains(&content) {
                filled.said.push(content);
            }
        }
    }

    /// Boxes on a page that are not in the form.
    fn widgets(&mut self, annotations: &Array<'a>, copies: &mut Copies<'a>) {
        for widget in self.dicts(annotations) {
            let is_widget =
                widget.get::<Name>(b"Subtype").as_deref() == Some(b"Widget".as_slice());
            if !is_widget {
                continue;
            }
            let start = widget.data().as_ptr();
            let mut chain = vec![widget];
            while let Some(parent) =
                chain.last().and_then(|field| field.get::<Dict>(b"Parent"))
            {
                if chain.len() > MAX_DEPTH {
                    break;
                }
                chain.push(parent);
            }
            // The box itself comes first; the ancestors with names make up the field.
            let above = chain
                .iter()
                .rev()
                .fold(Above::default(), |above, field| above.with(field));
            if above.name.is_empty() {
                continue;
            }
            let parent = chain.get(1).filter(|_| !chain[0].contains_key(b"T"));
            let kids = parent.and_then(|parent| parent.get::<Array>(b"Kids"));
            let boxes = kids.map(|kids| self.resolved(&kids, MAX_DEPTH));
            let has_it = |boxes: &Vec<Dict>| {
                boxes.iter().any(|dict| dict.data().as_ptr() == start)
            };
            let boxes = boxes.filter(has_it).unwrap_or_else(|| vec![chain[0].clone()]);
            copies.add(above, boxes);
        }
    }
}

/// The room that a field's first box has.
fn room(field: &Above, boxes: &[Dict]) -> Option<Room> {
    let rect = boxes.first()?.get::<Rect>(b"Rect")?;
    let kind =
        if field.flags & MULTI_LINE != 0 { FieldKind::Lines } else { FieldKind::Line };
    Some(Room { kind, area: ((rect.x1 - rect.x0) as f32, (rect.y1 - rect.y0) as f32) })
}

/// The objects that a list refers to, if it has only references.
fn references(list: &[u8]) -> Option<Vec<ObjectIdentifier>> {
    let words = std::str::from_utf8(list).ok()?.split_ascii_whitespace();
    let words: Vec<_> = words.collect();
    let reference = |words: &[&str]| match words {
        [number, generation, "R"] => {
            Some(ObjectIdentifier::new(number.parse().ok()?, generation.parse().ok()?))
        }
        _ => None,
    };
    words.chunks(3).map(reference).collect()
}

#[cfg(test)]
mod tests;

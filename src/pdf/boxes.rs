//! The fields of a form as PDF readers leave them (ISO 32000-2, 12.7).

use std::collections::HashSet;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Rect};

use crate::base::text::normal;
use crate::document::fields::FieldKind;
use crate::pdf::stream::content;
use crate::pdf::{strings, widgets};

/// How deeply fields may be nested: ours are nested three deep.
const MAX_DEPTH: usize = 16;

/// The most fields and boxes that are visited: about ten times the largest form.
const MAX_FIELDS: usize = 100_000;

/// The most bytes of a field's full name.
const MAX_NAME: usize = 1000;

/// A field that can be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledField {
    /// Its full name, with full stops between its parts.
    pub name: String,
    /// Its content.
    pub content: FieldContent,
    /// Whether it holds more text than it shows on paper.
    pub overflows: bool,
}

/// The content of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldContent {
    /// Text, as it is in the file.
    Text(String),
    /// The box that is ticked, if one is.
    Box(Option<Ticked>),
}

/// A ticked box.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Its possible names, the most likely first.
    pub names: Vec<String>,
    /// Its position among its siblings, from 0.
    pub place: Option<usize>,
}

/// All text fields and boxes of a PDF, in the order of its form.
///
/// Fields that are missing from the form are found on the pages.
pub fn filled(pdf: &Pdf, form: Option<&Dict>) -> Vec<FilledField> {
    let mut walk = Walk {
        pdf,
        met: HashSet::new(),
        left: MAX_FIELDS,
        names: HashSet::new(),
        fields: Vec::new(),
    };
    if let Some(fields) = form.and_then(|form| form.get::<Array>(b"Fields")) {
        walk.all(&fields, &Above::default(), 0);
    }
    for page in pdf.pages().iter() {
        if let Some(annotations) = page.raw().get::<Array>(b"Annots") {
            walk.widgets(&annotations);
        }
    }
    walk.fields
}

/// What a field inherits from the fields around it.
#[derive(Clone, Default)]
struct Above<'a> {
    name: String,
    kind: Option<Name<'a>>,
    value: Option<Object<'a>>,
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
    names: HashSet<String>,
    fields: Vec<FilledField>,
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
        if fields.is_empty() && !here.name.is_empty() {
            let boxes = if boxes.is_empty() { vec![field.clone()] } else { boxes };
            self.add(&here, &boxes);
        }
    }

    fn add(&mut self, field: &Above, boxes: &[Dict]) {
        let mut overflowing = false;
        let content = if field.is(b"Btn") {
            if field.flags & PUSH_BUTTON != 0 {
                return;
            }
            FieldContent::Box(ticked(field, boxes))
        } else if field.is(b"Sig") {
            return;
        } else {
            let own = boxes.iter().find_map(value);
            let text = text(field.value.as_ref().or(own.as_ref()), field);
            overflowing = overflows(&text, field, boxes);
            FieldContent::Text(text)
        };
        self.names.insert(field.name.clone());
        let name = field.name.clone();
        self.fields.push(FilledField { name, content, overflows: overflowing });
    }

    /// Adds fields on a page that are not in the form.
    fn widgets(&mut self, annotations: &Array<'a>) {
        for widget in self.dicts(annotations) {
            let is_widget =
                widget.get::<Name>(b"Subtype").as_deref() == Some(b"Widget".as_slice());
            if !is_widget {
                continue;
            }
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
            if above.name.is_empty() || self.names.contains(&above.name) {
                continue;
            }
            let parent = chain.get(1).filter(|_| !chain[0].contains_key(b"T"));
            let kids = parent.and_then(|parent| parent.get::<Array>(b"Kids"));
            let boxes = kids.map(|kids| self.resolved(&kids, MAX_DEPTH));
            self.add(&above, &boxes.unwrap_or_else(|| vec![chain[0].clone()]));
        }
    }
}

/// Whether a field's text is longer than its box can show.
fn overflows(text: &str, field: &Above, boxes: &[Dict]) -> bool {
    let rect = boxes.first().and_then(|first| first.get::<Rect>(b"Rect"));
    let area = rect.map(|rect| ((rect.x1 - rect.x0) as f32, (rect.y1 - rect.y0) as f32));
    let kind =
        if field.flags & MULTI_LINE != 0 { FieldKind::Lines } else { FieldKind::Line };
    area.is_some_and(|area| widgets::overflows(&normal(text), kind, area))
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

/// The part that a field adds to the full name.
fn part_of_name(field: &Dict) -> Option<String> {
    let part = field.get::<Object>(b"T")?;
    Some(string(&part)).filter(|part| !part.is_empty())
}

fn value<'a>(field: &Dict<'a>) -> Option<Object<'a>> {
    field.get::<Object>(b"V").filter(|value| !matches!(value, Object::Null(_)))
}

/// The text of a string, a name or a stream.
fn string(object: &Object) -> String {
    match object {
        Object::String(string) => strings::text(string.as_bytes()),
        Object::Name(name) => word(name),
        Object::Stream(stream) => {
            content(stream).map(|bytes| strings::text(&bytes)).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// Names in a PDF are UTF-8 by convention.
fn word(name: &Name) -> String {
    match std::str::from_utf8(name) {
        Ok(word) => word.to_string(),
        Err(_) => strings::text(name),
    }
}

/// The text of a field; several choices from a list are each on a line.
fn text(value: Option<&Object>, field: &Above) -> String {
    match value {
        Some(Object::Array(chosen)) => {
            let chosen = chosen.iter::<Object>().map(|value| string(&value));
            chosen.take(MAX_DEPTH).collect::<Vec<_>>().join("\n")
        }
        Some(value) if field.is(b"Ch") => shown(&string(value), field),
        Some(value) => string(value),
        None => String::new(),
    }
}

/// What a list shows for a value: options may have one text for the file and one for
/// people.
fn shown(value: &str, field: &Above) -> String {
    let options = field.options.iter().flat_map(Array::iter::<Object>);
    for option in options.take(MAX_FIELDS) {
        let Some(pair) = option.into_array() else { continue };
        let mut pair = pair.iter::<Object>();
        if let (Some(in_file), Some(shown)) = (pair.next(), pair.next())
            && string(&in_file) == value
        {
            return string(&shown);
        }
    }
    value.to_string()
}

/// The box of a field that is ticked.
///
/// PDF readers record this in the value of the field, in the state of the box, or in
/// both.
fn ticked(field: &Above, boxes: &[Dict]) -> Option<Ticked> {
    let is_on = |state: &String| !state.is_empty() && state != "Off";
    let state =
        |dict: &Dict| dict.get::<Name>(b"AS").map(|name| word(&name)).filter(is_on);
    let own_value = || boxes.iter().find_map(value);
    let value = field.value.clone().or_else(own_value);
    let value = value.map(|value| string(&value)).filter(is_on);
    let place = match &value {
        Some(value) => boxes.iter().position(|dict| states(dict).contains(value)),
        None => boxes.iter().position(|dict| state(dict).is_some()),
    };
    let place = place.or_else(|| boxes.iter().position(|dict| state(dict).is_some()));
    let of_box = place.and_then(|place| state(&boxes[place]));
    let number = value.as_ref().and_then(|value| value.parse().ok());
    let option = |place: usize| {
        let option = field.options.as_ref()?.iter::<Object>().nth(place)?;
        Some(string(&option)).filter(|option| !option.is_empty())
    };
    if value.is_none() && of_box.is_none() {
        return None;
    }
    let named = place.or(number).and_then(option);
    let names = value.into_iter().chain(of_box).chain(named).collect();
    Some(Ticked { names, place: place.or(number) })
}

/// The states that a box can have, apart from `Off`.
fn states(dict: &Dict) -> Vec<String> {
    let looks = dict.get::<Dict>(b"AP").and_then(|looks| looks.get::<Dict>(b"N"));
    let states = looks.iter().flat_map(Dict::keys).map(|name| word(&name));
    states.filter(|state| state != "Off").collect()
}

#[cfg(test)]
mod tests;

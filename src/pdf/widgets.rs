//! Turns a PDF into a form: its links to `field:…` become fields.
//!
//! Typst has no fields yet (<https://github.com/typst/typst/issues/1765>), but a link is
//! an annotation in the structure tree, as a field is. Each keeps its object and its
//! place in the tree, where it becomes a `Form` instead of a `Link`, so the form conforms
//! to PDF/UA-1 as the blank does (ISO 14289-1, 7.18.4). This module can go when Typst has
//! fields.

mod appearance;
mod font;
mod object;
mod places;

use std::collections::{BTreeMap, HashMap, HashSet};

use ecow::{EcoString, EcoVec, eco_format};
use pdf_writer::types::{AnnotationFlags, AnnotationType, FieldFlags, FieldType};
use pdf_writer::writers::Field as FieldWriter;
use pdf_writer::{Finish, Name, Rect, Ref, Str, TextStr};

use self::font::Font;
use self::object::WrittenObjects;
use self::places::{FieldPlace, places};
use crate::base::geometry::BODY;
use crate::base::problem::{Outcome, Problem, alone, hinted};
use crate::document::fields::{Field, FieldKind, TickBox};
use crate::pdf::pack::Objects;

/// The state of a box that is not ticked.
const OFF: &str = "Off";

/// A form.
pub struct FormPdf {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// The names of the fields that hold more text than they can show.
    pub overflowing: Vec<String>,
}

/// Turns the links of a PDF that typst-pdf wrote into fields, with type of this size in
/// pt.
///
/// # Errors
/// If the layouts lack a place for a field, have too many, or have one for an unknown
/// field, or if this module cannot read what typst-pdf wrote.
pub fn form(pdf: &[u8], fields: &[Field], size: f32) -> Outcome<FormPdf> {
    let unknown = || alone(not_understood());
    let mut places = places(pdf).ok_or_else(unknown)?;
    let mut objects = Objects::read(pdf).ok_or_else(unknown)?;
    let mut problems = EcoVec::new();
    let mut placed = Vec::new();
    for field in fields {
        let places = places.remove(&field.name).unwrap_or_default();
        match check(field, &places) {
            Ok(()) => placed.push((field, places)),
            Err(problem) => problems.push(problem),
        }
    }
    for name in places.into_keys() {
        problems.push(mistake(eco_format!("the layouts have an unknown field `{name}`")));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut writer = FormWriter::new(size, objects.next_number());
    writer.fields(placed);
    writer.structure(&objects);
    let root = writer.tree();
    writer.catalog(&objects, root).ok_or_else(unknown)?;
    objects.change(writer.written.into_objects());
    let pdf = objects.pack().ok_or_else(unknown)?;
    Ok(FormPdf { pdf, overflowing: writer.overflowing })
}

/// Whether text is longer than a field of this width and height in pt can show.
pub fn overflows(text: &str, kind: FieldKind, area: (f32, f32)) -> bool {
    let font = Font::text();
    let size = appearance::size(kind, area.1, BODY as f32, font);
    appearance::set(text, kind, area, size, font).overflows
}

/// Whether a field has its places: one, or one for each of its boxes.
fn check(field: &Field, places: &[FieldPlace]) -> Result<(), Problem> {
    let mut found: Vec<_> = places.iter().map(|place| place.code.as_deref()).collect();
    let mut wanted: Vec<_> = match field.kind {
        FieldKind::Choice(boxes) => boxes.iter().map(|one| Some(one.code)).collect(),
        _ => vec![None],
    };
    found.sort_unstable();
    wanted.sort_unstable();
    if found == wanted {
        return Ok(());
    }
    let places = places.len();
    Err(mistake(eco_format!(
        "the layouts have {places} places for the field `{}`",
        field.name
    )))
}

fn mistake(message: EcoString) -> Problem {
    hinted(message, "this is a mistake in the layouts: nothing was written")
}

/// The problem that the PDF to turn into a form is not written as expected.
fn not_understood() -> Problem {
    hinted(
        "Proforma does not understand the PDF that it must turn into this form",
        "this is a mistake in Proforma, not in your files: please report it, with the \
         input file. You can still print the blank, without `--fillable`",
    )
}

/// A node in the hierarchy of fields, which is a part of their names.
#[derive(Default)]
struct FieldNode {
    /// The field with exactly this name.
    field: Option<Ref>,
    /// Those below it, in reading order.
    below: Vec<(String, FieldNode)>,
}

impl FieldNode {
    /// The node of a name below this one.
    fn at(&mut self, name: &str) -> &mut Self {
        let (first, rest) = name
            .split_once('.')
            .map_or((name, None), |(first, rest)| (first, Some(rest)));
        let index = self.below.iter().position(|(part, _)| part == first);
        let index = index.unwrap_or_else(|| {
            self.below.push((first.into(), Self::default()));
            self.below.len() - 1
        });
        let node = &mut self.below[index].1;
        match rest {
            Some(rest) => node.at(rest),
            None => node,
        }
    }
}

/// Writes fields.
struct FormWriter {
    size: f32,
    font: &'static Font,
    font_ref: Ref,
    written: WrittenObjects,
    /// The numbers of the groups of fields, by their names.
    parents: HashMap<String, Ref>,
    root: FieldNode,
    /// The appearances of boxes, by their size in hundredths of a pt.
    ticks: BTreeMap<i32, [Ref; 2]>,
    /// The numbers of the annotations.
    annotations: Vec<usize>,
    overflowing: Vec<String>,
}

impl FormWriter {
    fn new(size: f32, next: usize) -> Self {
        let mut written = WrittenObjects::new(next);
        let font_ref = written.number();
        Self {
            size,
            font: Font::text(),
            font_ref,
            written,
            parents: HashMap::new(),
            root: FieldNode::default(),
            ticks: BTreeMap::new(),
            annotations: Vec::new(),
            overflowing: Vec::new(),
        }
    }

    fn fields(&mut self, placed: Vec<(&Field, Vec<FieldPlace>)>) {
        let font = self.font_ref;
        self.font.write(font, &mut self.written);
        for (field, places) in placed {
            self.annotations.extend(places.iter().map(|place| place.annotation));
            let written = match (field.kind, places.as_slice()) {
                (FieldKind::Choice(_), [place]) => self.check_box(field, place),
                (FieldKind::Choice(_), places) => self.radio_buttons(field, places),
                (_, places) => self.text(field, &places[0]),
            };
            self.root.at(&field.name).field = Some(written);
        }
    }

    /// The number of the group that a field belongs to.
    fn parent(&mut self, name: &str) -> Ref {
        self.group(name.rsplit_once('.').map_or("", |(group, _)| group))
    }

    /// The number of a group, which is written [later](Self::tree).
    fn group(&mut self, name: &str) -> Ref {
        let written = &mut self.written;
        *self.parents.entry(name.into()).or_insert_with(|| written.number())
    }

    fn text(&mut self, field: &Field, place: &FieldPlace) -> Ref {
        let area = place.area();
        let size = appearance::size(field.kind, area.1, self.size, self.font);
        let set = appearance::set(&field.value, field.kind, area, size, self.font);
        if set.overflows {
            self.overflowing.push(field.name.clone());
        }
        let font = (self.font, self.font_ref);
        let look = appearance::text(&set, field.kind, area, font, &mut self.written);
        let parent = self.parent(&field.name);
        let number = number(place.annotation);
        self.written.object(number, |chunk| {
            let mut writer = chunk.form_field(number);
            named(&mut writer, field, parent);
            writer.field_type(FieldType::Text).text_value(TextStr(&field.value));
            if field.kind == FieldKind::Lines {
                writer.field_flags(FieldFlags::MULTILINE);
            }
            writer.vartext_default_appearance(Str(default_appearance(size).as_bytes()));
            let mut widget = writer.into_annotation();
            place_entries(&mut widget, place);
            widget.appearance().normal().stream(look);
        });
        number
    }

    fn check_box(&mut self, field: &Field, place: &FieldPlace) -> Ref {
        let looks = self.looks(place);
        let parent = self.parent(&field.name);
        let number = number(place.annotation);
        let state = chosen(field, place);
        self.written.object(number, |chunk| {
            let mut writer = chunk.form_field(number);
            named(&mut writer, field, parent);
            writer.field_type(FieldType::Button);
            writer.pair(Name(b"V"), Name(state.as_bytes()));
            let mut widget = writer.into_annotation();
            place_entries(&mut widget, place);
            box_entries(&mut widget, place, state, looks);
        });
        number
    }

    /// Writes boxes of which at most one is ticked.
    fn radio_buttons(&mut self, field: &Field, places: &[FieldPlace]) -> Ref {
        let group = self.written.number();
        let parent = self.parent(&field.name);
        for place in places {
            let looks = self.looks(place);
            let number = number(place.annotation);
            let state = chosen(field, place);
            let code = place.code.as_deref();
            let own = boxes(field).iter().find(|one| code == Some(one.code));
            let label = format!("{}, {}", field.label, own.map_or("", |one| one.words));
            self.written.object(number, |chunk| {
                let mut widget = chunk.annotation(number);
                widget.subtype(AnnotationType::Widget).parent(group);
                widget.pair(Name(b"TU"), TextStr(&label));
                place_entries(&mut widget, place);
                box_entries(&mut widget, place, state, looks);
            });
        }
        self.written.object(group, |chunk| {
            let mut writer = chunk.form_field(group);
            named(&mut writer, field, parent);
            let state = ticked(field).map_or(OFF, |one| one.code);
            writer
                .field_type(FieldType::Button)
                .field_flags(FieldFlags::RADIO)
                .pair(Name(b"V"), Name(state.as_bytes()));
            writer.children(places.iter().map(|place| number(place.annotation)));
        });
        group
    }

    /// The appearances of a box.
    fn looks(&mut self, place: &FieldPlace) -> [Ref; 2] {
        let (side, _) = place.area();
        let key = (side * 100.0).round() as i32;
        let written = &mut self.written;
        *self.ticks.entry(key).or_insert_with(|| appearance::tick(side, written))
    }

    /// Turns the links in the structure tree into forms.
    fn structure(&mut self, objects: &Objects) {
        let ours: HashSet<_> = self.annotations.iter().copied().collect();
        for (number, body) in objects.iter() {
            let Some(annotation) = linked(body) else { continue };
            if ours.contains(&annotation) {
                let body =
                    String::from_utf8_lossy(body).replacen("/S/Link", "/S/Form", 1);
                self.written.insert(number, body.into_bytes());
            }
        }
    }

    /// Writes the groups of fields, and returns the top level.
    fn tree(&mut self) -> Vec<Ref> {
        let root = std::mem::take(&mut self.root);
        self.groups("", &root)
    }

    /// Writes the groups below the node with this name, and returns what is directly
    /// below it.
    fn groups(&mut self, name: &str, node: &FieldNode) -> Vec<Ref> {
        let mut refs = Vec::new();
        for (part, below) in &node.below {
            let full =
                if name.is_empty() { part.clone() } else { format!("{name}.{part}") };
            if let Some(field) = below.field {
                refs.push(field);
                continue;
            }
            let kids = self.groups(&full, below);
            let number = self.group(&full);
            let parent = (!name.is_empty()).then(|| self.group(name));
            self.written.object(number, |chunk| {
                let mut writer = chunk.form_field(number);
                if let Some(parent) = parent {
                    writer.parent(parent);
                }
                writer.partial_name(TextStr(part)).children(kids);
            });
            refs.push(number);
        }
        refs
    }

    /// Adds the form to the catalog.
    fn catalog(&mut self, objects: &Objects, fields: Vec<Ref>) -> Option<()> {
        let is_catalog =
            |(_, body): &(usize, &[u8])| body.starts_with(b"<</Type/Catalog");
        let (catalog, body) = objects.iter().find(is_catalog)?;
        let number = self.written.number();
        let (font, size) = (self.font_ref, self.size);
        self.written.object(number, |chunk| {
            let mut form = chunk.indirect(number).start::<pdf_writer::writers::Form>();
            form.fields(fields);
            form.default_appearance(Str(default_appearance(size).as_bytes()));
            form.default_resources().fonts().pair(font::NAME, font);
        });
        let mut body = body.strip_suffix(b">>")?.to_vec();
        body.extend_from_slice(format!("/AcroForm {} 0 R>>", number.get()).as_bytes());
        self.written.insert(catalog, body);
        Some(())
    }
}

fn number(annotation: usize) -> Ref {
    Ref::new(i32::try_from(annotation).expect("a number read from a PDF fits one"))
}

/// The entries of all fields: their place in the hierarchy, their name and their label.
fn named(writer: &mut FieldWriter, field: &Field, parent: Ref) {
    let part = field.name.rsplit('.').next().unwrap_or(&field.name);
    writer.parent(parent);
    writer.partial_name(TextStr(part)).alternate_name(TextStr(&field.label));
}

/// How text typed into a field is set.
fn default_appearance(size: f32) -> String {
    format!("/Text {size:.1} Tf 0 g")
}

/// The entries of all widgets: where they are.
fn place_entries(widget: &mut pdf_writer::writers::Annotation, place: &FieldPlace) {
    let [x0, y0, x1, y1] = place.rect;
    widget
        .rect(Rect::new(x0, y0, x1, y1))
        .flags(AnnotationFlags::PRINT)
        .page(number(place.page))
        .struct_parent(place.struct_parent);
}

/// The entries of all boxes: whether they are ticked, and how they look.
fn box_entries(
    widget: &mut pdf_writer::writers::Annotation,
    place: &FieldPlace,
    state: &str,
    [ticked, empty]: [Ref; 2],
) {
    widget.appearance_state(Name(state.as_bytes()));
    // A tick, in readers that draw their own (ISO 32000-1, table 189).
    widget.appearance_characteristics().normal_caption(TextStr("4"));
    let on = place.code.as_deref().unwrap_or_default();
    let mut looks = widget.appearance();
    let mut streams = looks.normal().streams();
    streams.pair(Name(on.as_bytes()), ticked).pair(Name(OFF.as_bytes()), empty);
    streams.finish();
    looks.finish();
}

/// The boxes of a field.
fn boxes(field: &Field) -> &'static [TickBox] {
    match field.kind {
        FieldKind::Choice(boxes) => boxes,
        _ => &[],
    }
}

/// The box of a field that is ticked.
fn ticked(field: &Field) -> Option<&'static TickBox> {
    boxes(field).iter().find(|one| one.words == field.value)
}

/// The state of the box at a place.
fn chosen(field: &Field, place: &FieldPlace) -> &'static str {
    let ticked = ticked(field).map(|one| one.code);
    ticked.filter(|code| place.code.as_deref() == Some(code)).unwrap_or(OFF)
}

/// The number of the annotation that an element of the structure tree is the link of.
fn linked(body: &[u8]) -> Option<usize> {
    let body = std::str::from_utf8(body).ok()?;
    let rest = body.strip_prefix("<</Type/StructElem/S/Link")?;
    let (_, rest) = rest.split_once("/Type/OBJR")?;
    if rest.contains("/OBJR") {
        return None;
    }
    let (_, rest) = rest.split_once("/Obj ")?;
    rest.split_once(' ')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_in_another_form_is_no_mistake_of_the_layouts() {
        for odd in ["no PDF", "%PDF-1.7\nin another form"] {
            let problems =
                form(odd.as_bytes(), &[], BODY as f32).err().expect("it is no form");
            assert_eq!(problems, [not_understood()], "{odd}");
        }
    }
}

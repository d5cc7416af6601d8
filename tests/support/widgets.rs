//! The fields of a form, as a reader finds them.

use std::collections::HashMap;

use hayro_interpret::RectExt;
use hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, ObjRef, Object, Rect, Stream, String as PdfString,
};

use super::document::{decode, is_named};
use super::drawing::{area_of, to_mm};
use super::reader::{Area, Pdf};

/// A place of a field on a page.
#[derive(Clone, Debug)]
pub struct Widget {
    /// The full name of its field.
    pub name: String,
    /// What a screen reader calls the field.
    pub label: String,
    /// The index of its page.
    pub page: usize,
    /// Where it is.
    pub area: Area,
    /// What the field is filled with: text, or the name of a state.
    pub value: String,
    /// The state of its box, if it is one: `Off`, or the name of what it says.
    pub state: Option<String>,
    /// The states that its box may have.
    pub states: Vec<String>,
    /// How text is set in it.
    pub appearance: String,
    /// The number of its object.
    pub object: i32,
}

impl Pdf {
    /// The places of all fields, in the order in which the pages list them.
    #[track_caller]
    pub fn widgets(&self) -> Vec<Widget> {
        let form: Dict = self.catalog().get(b"AcroForm").expect("the PDF is no form");
        let fields: Array = form.get(b"Fields").expect("the form has no fields");
        let mut found = HashMap::new();
        self.fields(&fields, &Inherited::default(), &mut found);
        let mut widgets = Vec::new();
        for (index, page) in self.file.pages().iter().enumerate() {
            let annotations: Array = page.raw().get(b"Annots").unwrap_or_default();
            for annotation in refs(&annotations) {
                let Some(mut widget) = found.remove(&annotation.obj_number) else {
                    continue;
                };
                let dict: Dict =
                    self.file.xref().get(annotation.into()).expect("it is there");
                let rect: Rect = dict.get(b"Rect").expect("a widget has a place");
                widget.page = index;
                widget.area = area_of(&to_mm(page).transform_rect_bbox(rect.to_kurbo()));
                widgets.push(widget);
            }
        }
        assert!(found.is_empty(), "fields without a place: {:?}", found.values());
        widgets
    }

    fn fields(
        &self,
        fields: &Array,
        above: &Inherited,
        found: &mut HashMap<i32, Widget>,
    ) {
        for field in refs(fields) {
            let dict: Dict =
                self.file.xref().get(field.into()).expect("a field is there");
            let own = above.with(&dict);
            if let Some(kids) = dict.get::<Array>(b"Kids") {
                self.fields(&kids, &own, found);
            }
            if is_named(&dict, b"Subtype", "Widget") {
                found.insert(field.obj_number, own.widget(&dict, field.obj_number));
            }
        }
    }

    /// How often each object is named by a `Form` of the logical structure.
    pub fn forms_in_structure(&self) -> HashMap<i32, usize> {
        let root: Dict = self.catalog().get(b"StructTreeRoot").expect("it is tagged");
        let mut found = HashMap::new();
        let kids: Array = root.get(b"K").unwrap_or_default();
        count_forms(&kids, false, &mut found);
        found
    }
}

fn count_forms(kids: &Array, in_form: bool, found: &mut HashMap<i32, usize>) {
    for kid in kids.iter::<Object>() {
        let Object::Dict(kid) = kid else { continue };
        if is_named(&kid, b"Type", "OBJR") {
            let object = kid.get_raw::<Dict>(b"Obj");
            if let Some(MaybeRef::Ref(object)) = object.filter(|_| in_form) {
                *found.entry(object.obj_number).or_default() += 1;
            }
            continue;
        }
        let is_form = is_named(&kid, b"S", "Form");
        match kid.get::<Object>(b"K") {
            Some(Object::Array(kids)) => count_forms(&kids, is_form, found),
            _ => continue,
        }
    }
}

fn refs(array: &Array) -> Vec<ObjRef> {
    array.raw_iter().filter_map(|entry| entry.as_obj_ref()).collect()
}

/// What a field has from those above it.
#[derive(Clone, Default)]
struct Inherited {
    name: String,
    label: String,
    value: String,
    appearance: String,
}

impl Inherited {
    fn with(&self, dict: &Dict) -> Self {
        let text = |key: &[u8]| dict.get::<PdfString>(key).map(|text| decode(&text));
        let mut own = self.clone();
        if let Some(part) = text(b"T") {
            assert!(!part.contains('.'), "{part} holds a period");
            own.name =
                if self.name.is_empty() { part } else { format!("{}.{part}", self.name) };
        }
        own.label = text(b"TU").unwrap_or(own.label);
        own.appearance = text(b"DA").unwrap_or(own.appearance);
        own.value = match dict.get::<Object>(b"V") {
            Some(Object::String(text)) => decode(&text),
            Some(Object::Name(name)) => name.as_str().into(),
            _ => own.value,
        };
        own
    }

    fn widget(&self, dict: &Dict, object: i32) -> Widget {
        let normal = dict.get::<Dict>(b"AP").map(|looks| {
            assert!(
                looks.get::<Stream>(b"N").is_some() || looks.get::<Dict>(b"N").is_some(),
                "{} has no appearance",
                self.name
            );
            looks.get::<Dict>(b"N").unwrap_or_default()
        });
        let normal = normal.unwrap_or_else(|| panic!("{} has no appearance", self.name));
        let state = dict.get::<Name>(b"AS").map(|state| state.as_str().to_string());
        let mut states: Vec<_> =
            normal.keys().map(|key| String::from_utf8_lossy(&key).into_owned()).collect();
        states.sort();
        assert_eq!(dict.get::<i32>(b"F"), Some(4), "{} is not printed", self.name);
        assert!(!dict.contains_key(b"A") && !dict.contains_key(b"Contents"));
        Widget {
            name: self.name.clone(),
            label: self.label.clone(),
            page: 0,
            area: Area { x0: 0.0, y0: 0.0, x1: 0.0, y1: 0.0 },
            value: self.value.clone(),
            states: if state.is_some() { states } else { Vec::new() },
            state,
            appearance: self.appearance.clone(),
            object,
        }
    }
}

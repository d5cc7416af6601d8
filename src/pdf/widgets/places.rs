//! Where the layouts have put the fields, as links to `field:NAME`, or `field:NAME=CODE` for
//! the box of a code.

use std::collections::HashMap;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Rect, String as PdfString};

/// How the addresses of fields begin.
const SCHEME: &str = "field:";

/// A place for a field on a page.
pub(super) struct FieldPlace {
    /// The number of the link's object.
    pub(super) annotation: usize,
    /// The number of the page's object.
    pub(super) page: usize,
    /// Left, lower, right and upper edge in pt from the page's lower left corner.
    pub(super) rect: [f32; 4],
    /// Its key in the structure tree.
    pub(super) struct_parent: i32,
    /// The code of its box.
    pub(super) code: Option<String>,
}

impl FieldPlace {
    /// Width and height in pt.
    pub(super) fn area(&self) -> (f32, f32) {
        let [x0, y0, x1, y1] = self.rect;
        (x1 - x0, y1 - y0)
    }
}

/// The places by the names of their fields; none if the PDF cannot be read.
pub(super) fn places(pdf: &[u8]) -> Option<HashMap<String, Vec<FieldPlace>>> {
    let pdf = Pdf::new(pdf.to_vec()).ok()?;
    let mut places: HashMap<String, Vec<FieldPlace>> = HashMap::new();
    for page in pdf.pages().iter() {
        let number = page.raw().obj_id()?.obj_number;
        let annotations: Array = page.raw().get(b"Annots").unwrap_or_default();
        for annotation in annotations.raw_iter() {
            let link = annotation.as_obj_ref()?;
            let dict: Dict = pdf.xref().get(link.into())?;
            if let Some((name, place)) = place(&dict, link.obj_number, number) {
                places.entry(name).or_default().push(place);
            }
        }
    }
    Some(places)
}

/// The name and the place of a field, if this link stands for one.
fn place(link: &Dict, annotation: i32, page: i32) -> Option<(String, FieldPlace)> {
    let address = link.get::<Dict>(b"A")?.get::<PdfString>(b"URI")?;
    let address = String::from_utf8(address.as_bytes().to_vec()).ok()?;
    let field = address.strip_prefix(SCHEME)?;
    let (name, code) = match field.split_once('=') {
        Some((name, code)) => (name, Some(code.to_string())),
        None => (field, None),
    };
    let rect = link.get::<Rect>(b"Rect")?;
    let place = FieldPlace {
        annotation: usize::try_from(annotation).ok()?,
        page: usize::try_from(page).ok()?,
        rect: [rect.x0, rect.y0, rect.x1, rect.y1].map(|length| length as f32),
        struct_parent: link.get::<i32>(b"StructParent")?,
        code,
    };
    Some((name.to_string(), place))
}

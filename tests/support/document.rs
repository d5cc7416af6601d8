//! What a PDF says about itself: title, language, metadata, bookmarks and links.

use super::drawing::{area_of, to_mm};
use super::reader::{Link, Pdf, page_index};
use hayro_interpret::RectExt;
use hayro_syntax::object::{
    Array, DateTime, Dict, Name, Object, Rect, Stream, String as PdfString,
};
use hayro_syntax::page::Page;

/// One bookmark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// How deep it is nested; 0 for the outermost.
    pub depth: usize,
    /// What it says.
    pub title: String,
    /// The index of the page it leads to.
    pub page: Option<usize>,
}

impl Pdf {
    /// The title in the document information, empty if there is none.
    pub fn title(&self) -> String {
        let title = self.file.metadata().title.as_deref();
        title.map(decode).unwrap_or_default()
    }

    /// The main language, empty if there is none.
    pub fn lang(&self) -> String {
        let lang = self.catalog().get::<PdfString>(b"Lang");
        lang.map(|lang| decode(&lang)).unwrap_or_default()
    }

    /// The XMP metadata, empty if there is none.
    pub fn xmp(&self) -> String {
        let Some(stream) = self.catalog().get::<Stream>(b"Metadata") else {
            return String::new();
        };
        let bytes = stream.decoded().expect("the XMP metadata cannot be unpacked");
        String::from_utf8(bytes.into_owned()).expect("the XMP metadata is not UTF-8")
    }

    /// The entries of the document information that are there, dates as ISO 8601.
    pub fn info(&self) -> Vec<(&'static str, String)> {
        let info = self.file.metadata();
        let entries = [
            ("Title", info.title.as_deref().map(decode)),
            ("Author", info.author.as_deref().map(decode)),
            ("Subject", info.subject.as_deref().map(decode)),
            ("Keywords", info.keywords.as_deref().map(decode)),
            ("Creator", info.creator.as_deref().map(decode)),
            ("Producer", info.producer.as_deref().map(decode)),
            ("CreationDate", info.creation_date.map(iso_date)),
            ("ModDate", info.modification_date.map(iso_date)),
        ];
        let present = entries.into_iter().filter_map(|(key, value)| Some((key, value?)));
        present.collect()
    }

    /// The bookmarks, outer before inner.
    pub fn outline(&self) -> Vec<Bookmark> {
        let mut bookmarks = Vec::new();
        if let Some(outline) = self.catalog().get::<Dict>(b"Outlines") {
            read_bookmarks(&self.file, &outline, 0, &mut bookmarks);
        }
        bookmarks
    }

    /// What viewers are asked to do when they print: scaling, and the sides of the paper.
    pub fn print_preferences(&self) -> [Option<String>; 2] {
        let asked = self.catalog().get::<Dict>(b"ViewerPreferences");
        let word = |key: &[u8]| {
            let name = asked.as_ref()?.get::<Name>(key)?;
            Some(String::from_utf8_lossy(name.as_ref()).into_owned())
        };
        [word(b"PrintScaling"), word(b"Duplex")]
    }

    /// The catalog, at the root of everything else in the file.
    pub(super) fn catalog(&self) -> Dict<'_> {
        catalog(&self.file)
    }
}

fn catalog(file: &hayro_syntax::Pdf) -> Dict<'_> {
    let xref = file.xref();
    xref.get(xref.root_id()).expect("the PDF has no catalog")
}

/// The links of each page.
pub(super) fn page_links(file: &hayro_syntax::Pdf) -> Vec<Vec<Link>> {
    let links = |page: &Page<'_>| {
        let annotations = page.raw().get::<Array>(b"Annots").unwrap_or_default();
        let links =
            annotations.iter::<Dict>().filter(|a| is_named(a, b"Subtype", "Link"));
        links.map(|link| read_link(file, page, &link)).collect()
    };
    file.pages().iter().map(links).collect()
}

fn read_link(file: &hayro_syntax::Pdf, page: &Page<'_>, link: &Dict<'_>) -> Link {
    let area = link.get::<Rect>(b"Rect").expect("a link has no rectangle");
    let action = link.get::<Dict>(b"A").unwrap_or_default();
    let uri = action.get::<PdfString>(b"URI");
    let contents = link.get::<PdfString>(b"Contents");
    Link {
        area: area_of(&to_mm(page).transform_rect_bbox(area.to_kurbo())),
        uri: uri.map(|uri| decode(&uri)),
        page: target(file, link, b"Dest").or_else(|| target(file, &action, b"D")),
        contents: contents.map(|text| decode(&text)).unwrap_or_default(),
    }
}

/// The index of the page that a destination leads to.
fn target(file: &hayro_syntax::Pdf, from: &Dict<'_>, key: &[u8]) -> Option<usize> {
    let explicit = match from.get::<Object>(key)? {
        Object::String(name) => named_destination(file, &name)?,
        explicit => explicit,
    };
    let array = explicit.into_array()?;
    page_index(file, array.raw_iter().next()?.as_obj_ref()?)
}

fn named_destination<'a>(file: &'a hayro_syntax::Pdf, name: &[u8]) -> Option<Object<'a>> {
    let names = catalog(file).get::<Dict>(b"Names")?;
    find_name(&names.get::<Dict>(b"Dests")?, name)
}

/// Looks a name up in a name tree, without use of its being sorted.
fn find_name<'a>(tree: &Dict<'a>, name: &[u8]) -> Option<Object<'a>> {
    let names = tree.get::<Array>(b"Names").unwrap_or_default();
    let names: Vec<Object<'_>> = names.iter::<Object>().collect();
    let is_named =
        |key: &Object<'_>| matches!(key, Object::String(key) if **key == *name);
    let pair = names.as_chunks().0.iter().find(|[key, _]| is_named(key));
    let kids = tree.get::<Array>(b"Kids").unwrap_or_default();
    let own = pair.map(|[_, value]| value.clone());
    own.or_else(|| kids.iter::<Dict>().find_map(|kid| find_name(&kid, name)))
}

fn read_bookmarks(
    file: &hayro_syntax::Pdf,
    parent: &Dict<'_>,
    depth: usize,
    bookmarks: &mut Vec<Bookmark>,
) {
    let mut next = parent.get::<Dict>(b"First");
    while let Some(item) = next {
        let title = item.get::<PdfString>(b"Title");
        let title = title.map(|title| decode(&title)).unwrap_or_default();
        let action = item.get::<Dict>(b"A").unwrap_or_default();
        let page = target(file, &item, b"Dest").or_else(|| target(file, &action, b"D"));
        bookmarks.push(Bookmark { depth, title, page });
        read_bookmarks(file, &item, depth + 1, bookmarks);
        next = item.get::<Dict>(b"Next");
    }
}

/// Whether an entry of a dictionary is this name.
pub(super) fn is_named(dict: &Dict<'_>, key: &[u8], name: &str) -> bool {
    dict.get::<Name>(key).is_some_and(|value| value.as_str() == name)
}

/// Decodes a PDF text string.
///
/// Without a byte order mark it is taken as Latin-1, from which PDFDocEncoding differs
/// only in punctuation that writers put into UTF-16 instead.
pub(super) fn decode(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, utf16 @ ..] => {
            let units = utf16.chunks(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0xFFFD,
            });
            let chars = char::decode_utf16(units);
            chars.map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        [0xEF, 0xBB, 0xBF, utf8 @ ..] => String::from_utf8_lossy(utf8).into_owned(),
        _ => bytes.iter().copied().map(char::from).collect(),
    }
}

fn iso_date(date: DateTime) -> String {
    let DateTime { year, month, day, hour, minute, second, .. } = date;
    let (zone_hour, zone_minute) = (date.utc_offset_hour, date.utc_offset_minute);
    format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}\
         {zone_hour:+03}:{zone_minute:02}"
    )
}

//! The fonts of a run: those built in, and those that users add.

use ttf_parser::cmap::Format;
use typst::foundations::Bytes;
use typst::text::{Coverage, Font, FontBook};
use typst::utils::LazyHash;
use typst_kit::fonts::FontStore;

use crate::base::embedded;

/// The fonts of a run, the text font first.
pub struct Fonts(FontStore);

impl Fonts {
    /// The fonts that are built in.
    pub fn built_in() -> Self {
        let mut fonts = Self(FontStore::new());
        for (_, data) in embedded::FONTS {
            add_font(&mut fonts.0, &Bytes::new(*data));
        }
        fonts
    }

    /// Adds all faces of a font file; says whether there was one.
    pub fn add(&mut self, data: Vec<u8>) -> bool {
        add_font(&mut self.0, &Bytes::new(data))
    }

    /// Their names and characters.
    pub fn book(&self) -> &LazyHash<FontBook> {
        self.0.book()
    }

    /// A font by its number in the book.
    pub fn font(&self, index: usize) -> Option<Font> {
        self.0.font(index)
    }
}

/// Adds all faces of a font file; says whether there was one.
fn add_font(fonts: &mut FontStore, data: &Bytes) -> bool {
    let mut any = false;
    for (index, font) in (0..).zip(Font::iter(data.clone())) {
        let mut info = font.info().clone();
        if let Ok(face) = ttf_parser::Face::parse(data, index) {
            info.coverage = drawn(&face, &info.coverage);
        }
        fonts.push((font, info));
        any = true;
    }
    any
}

/// The characters that a face gives a glyph: a character map may list others.
fn drawn(face: &ttf_parser::Face, listed: &Coverage) -> Coverage {
    let tables = face.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables);
    let mut whole = tables.filter(|table| {
        matches!(table.format, Format::SegmentedCoverage(_)) && table.is_unicode()
    });
    if let Some(table) = whole.next() {
        // A table of this form lists no others, and looking each up takes long.
        let mut drawn = Vec::new();
        table.codepoints(|c| drawn.push(c));
        drawn.sort_unstable();
        drawn.dedup();
        return Coverage::from_vec(drawn);
    }
    let has_glyph = |&c: &u32| {
        let glyph = char::from_u32(c).and_then(|c| face.glyph_index(c));
        glyph.is_some_and(|glyph| glyph.0 != 0)
    };
    Coverage::from_vec(listed.iter().filter(has_glyph).collect())
}

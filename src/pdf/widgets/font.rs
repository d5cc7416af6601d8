//! The font of fields: the whole text font, since anything may be typed.
//!
//! It is a Type 0 font with glyph numbers as codes (ISO 32000-1, 9.7): a simple font has
//! at most 256 characters, so Welsh or Polish letters would turn into question marks.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Rect, Ref, Str};
use ttf_parser::{Face, GlyphId};

use super::object::WrittenObjects;
use crate::base::embedded;
use crate::pdf::pack::deflate;

/// The name of the font in appearances.
pub(super) const NAME: Name = Name(b"Text");

/// The name of the font in the file.
const BASE_FONT: Name = Name(b"AtkinsonHyperlegibleNext-Regular");

const SYSTEM: SystemInfo =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// The text font.
pub(super) struct Font {
    face: Face<'static>,
    data: &'static [u8],
}

static TEXT: LazyLock<Font> = LazyLock::new(|| {
    let (_, data) = embedded::FONTS[0];
    let face = Face::parse(data, 0).expect("a test opens the text font");
    Font { face, data }
});

impl Font {
    /// The text font, opened once.
    pub(super) fn text() -> &'static Self {
        &TEXT
    }

    /// The glyph of a character; none if the font lacks it.
    pub(super) fn glyph(&self, c: char) -> Option<GlyphId> {
        self.face.glyph_index(c)
    }

    /// The advance width of a character, for a type size of 1.
    pub(super) fn advance(&self, c: char) -> f32 {
        let glyph = self.glyph(c).unwrap_or_default();
        self.em(self.face.glyph_hor_advance(glyph).unwrap_or_default())
    }

    /// How far letters reach above the baseline, for a type size of 1.
    pub(super) fn ascender(&self) -> f32 {
        f32::from(self.face.ascender()) / self.units()
    }

    /// How far letters reach below the baseline, for a type size of 1; negative.
    pub(super) fn descender(&self) -> f32 {
        f32::from(self.face.descender()) / self.units()
    }

    fn units(&self) -> f32 {
        f32::from(self.face.units_per_em())
    }

    fn em(&self, units: u16) -> f32 {
        f32::from(units) / self.units()
    }

    /// Writes the font under this number, and its parts under new numbers.
    pub(super) fn write(&self, font: Ref, written: &mut WrittenObjects) {
        let [cid_font, descriptor, file, cmap] = written.numbers();
        written.object(font, |chunk| {
            chunk
                .type0_font(font)
                .base_font(BASE_FONT)
                .encoding_predefined(Name(b"Identity-H"))
                .descendant_font(cid_font)
                .to_unicode(cmap);
        });
        written.object(cid_font, |chunk| {
            let mut cid = chunk.cid_font(cid_font);
            cid.subtype(CidFontType::Type2)
                .base_font(BASE_FONT)
                .system_info(SYSTEM)
                .font_descriptor(descriptor)
                .default_width(0.0)
                .cid_to_gid_map_predefined(Name(b"Identity"));
            let glyphs = (0..self.face.number_of_glyphs()).map(GlyphId);
            let widths = glyphs
                .map(|glyph| self.face.glyph_hor_advance(glyph).unwrap_or_default());
            cid.widths().consecutive(0, widths.map(|width| 1000.0 * self.em(width)));
        });
        written.object(descriptor, |chunk| {
            let per_mille = |units: i16| 1000.0 * f32::from(units) / self.units();
            let bounds = self.face.global_bounding_box();
            let cap_height = self.face.capital_height().unwrap_or_default();
            chunk
                .font_descriptor(descriptor)
                .name(BASE_FONT)
                .flags(FontFlags::NON_SYMBOLIC)
                .bbox(Rect::new(
                    per_mille(bounds.x_min),
                    per_mille(bounds.y_min),
                    per_mille(bounds.x_max),
                    per_mille(bounds.y_max),
                ))
                .italic_angle(0.0)
                .ascent(per_mille(self.face.ascender()))
                .descent(per_mille(self.face.descender()))
                .cap_height(per_mille(cap_height))
                // No font file has this value; 80 is usual for a regular face.
                .stem_v(80.0)
                .font_file2(file);
        });
        let data = deflate(self.data);
        written.object(file, |chunk| {
            let mut stream = chunk.stream(file, &data);
            stream.filter(Filter::FlateDecode);
            stream.pair(Name(b"Length1"), self.data.len() as i32);
        });
        let unicode = deflate(&self.unicode());
        written.object(cmap, |chunk| {
            let mut stream = chunk.cmap(cmap, &unicode);
            stream.filter(Filter::FlateDecode);
            stream.finish();
        });
    }

    /// Which character each glyph stands for.
    fn unicode(&self) -> Vec<u8> {
        let mut characters: BTreeMap<u16, char> = BTreeMap::new();
        let tables = self.face.tables().cmap.into_iter();
        for table in tables.flat_map(|cmap| cmap.subtables) {
            table.codepoints(|code| {
                let c = char::from_u32(code).filter(|_| table.is_unicode());
                if let Some((c, glyph)) = c.and_then(|c| Some((c, self.glyph(c)?))) {
                    characters.entry(glyph.0).or_insert(c);
                }
            });
        }
        let mut cmap = UnicodeCmap::new(Name(b"Custom"), SYSTEM);
        for (glyph, c) in characters {
            cmap.pair(glyph, c);
        }
        cmap.finish().into_vec()
    }
}

//! Characters as they can be printed, and the fonts that print them.
//!
//! PDF/A and PDF/UA refuse a missing glyph, so one emoji would stop a whole document: what no
//! font has shows as its code point. A letter and the marks on it must come from one font:
//! two would each draw a part of it, or neither.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};

use typst::layout::Abs;
use typst::text::{
    Font, FontBook, FontInstance, FontVariant, FontVariations, is_default_ignorable,
};
use unicode_bidi::{BidiClass, bidi_class};
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

use crate::base::text::{code_point, never_prints};
use crate::document::text::fonts::Fonts;

/// Spaces for a tab, which Typst prints as nothing.
const TAB: &str = "    ";

/// What a shaper puts below a mark without a letter.
const DOTTED_CIRCLE: char = '◌';

/// The type size that widths are given for, in mm.
const SIZE: f64 = 12.0 * 25.4 / 72.0;

/// The place of the text font among the families.
pub const TEXT_FONT: usize = 0;

/// Makes text printable with the fonts there are, and notes what it replaced.
pub struct Characters<'a> {
    book: &'a FontBook,
    families: Vec<Family<'a>>,
    known: RefCell<HashMap<char, FontSet>>,
    /// How wide the text font prints ASCII, from the space on.
    ascii: [f64; 95],
    replaced: RefCell<BTreeSet<char>>,
}

/// FontSet of one name, which differ in weight and style.
struct Family<'a> {
    name: &'a str,
    /// Its first face, on which widths are measured.
    font: Font,
    measured: OnceCell<FontInstance>,
    /// The numbers of its faces in the book.
    faces: Vec<usize>,
}

/// A set of families by their places, a bit each.
type FontSet = u128;

/// A stretch of a word, and the place of the font that has it.
pub type FontPart<'t> = (usize, &'t str);

impl<'a> Characters<'a> {
    /// Takes the fonts there are; the text font comes first.
    pub fn new(fonts: &'a Fonts) -> Self {
        let book = fonts.book();
        let mut families: Vec<Family> = Vec::new();
        for (index, info) in (0..).map_while(|index| Some((index, book.info(index)?))) {
            let name = info.family.as_str();
            if let Some(family) = families.iter_mut().find(|family| family.name == name) {
                family.faces.push(index);
            } else if let Some(font) = fonts.font(index) {
                let measured = OnceCell::new();
                families.push(Family { name, font, measured, faces: vec![index] });
            }
        }
        families.truncate(FontSet::BITS as usize);
        let text_font = families.get(TEXT_FONT);
        let ascii = std::array::from_fn(|index| {
            text_font.map_or(0.0, |family| family.width(char::from(b' ' + index as u8)))
        });
        let (known, replaced) = (RefCell::default(), RefCell::default());
        Self { book, families, known, ascii, replaced }
    }

    /// The text with each character that cannot be printed as its code point, `[U+1F600]`,
    /// and each tab as spaces.
    pub fn printable<'t>(&self, text: &'t str) -> Cow<'t, str> {
        // A test holds the text fonts to all of ASCII.
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
            return Cow::Borrowed(text);
        }
        let mut printable = String::with_capacity(text.len() + 8);
        self.each(text, |c, prints| match c {
            '\t' => printable.push_str(TAB),
            _ if prints => printable.push(c),
            _ => {
                self.replaced.borrow_mut().insert(c);
                printable.push_str(&code_point(c));
            }
        });
        Cow::Owned(isolated(printable))
    }

    /// The characters of a text that print as their code points.
    pub fn unprintable(&self, text: &str) -> Vec<char> {
        let mut unprintable = Vec::new();
        self.each(text, |c, prints| {
            if !prints {
                unprintable.push(c);
            }
        });
        unprintable
    }

    /// The characters replaced so far, in the order of their code points.
    pub fn replaced(&self) -> Vec<char> {
        self.replaced.borrow().iter().copied().collect()
    }

    /// Tells of each character whether it prints as itself: a font has to have it together
    /// with the letter it belongs to.
    fn each(&self, text: &str, mut tell: impl FnMut(char, bool)) {
        // Whether the last to show is a stand-in: no mark may sit on its bracket.
        let mut stood_in = false;
        for cluster in text.graphemes(true) {
            let mut fonts = FontSet::MAX;
            // A space that a font lacks is made of others, but not one with a variant.
            let is_made = cluster.starts_with(|c: char| c.is_whitespace() && c != ' ');
            for c in cluster.chars() {
                if needs_none(c) {
                    tell(c, !(is_made && vanishes(c)));
                    continue;
                }
                let with = fonts & self.fonts(c);
                let prints = with != 0 && !(stood_in && sits_on_a_bracket(c));
                tell(c, prints);
                fonts = if prints { with } else { FontSet::MAX };
                stood_in = !prints;
            }
        }
    }

    /// Parts a printable word by fonts, in as few parts as may be.
    pub fn parts<'t>(&self, word: &'t str) -> Vec<FontPart<'t>> {
        let all = self.fonts_of(word);
        if all != 0 {
            return vec![(first(all), word)];
        }
        let mut parts: Vec<FontPart> = Vec::new();
        let (mut start, mut fonts) = (0, 0);
        for (at, cluster) in word.grapheme_indices(true) {
            let own = self.fonts_of(cluster);
            if fonts & own == 0 {
                (start, fonts) = (at, own);
                parts.push((first(own), cluster));
            } else {
                fonts &= own;
                let part = parts.last_mut().expect("what has fonts is a part");
                *part = (first(fonts), &word[start..at + cluster.len()]);
            }
        }
        parts
    }

    /// The fonts that have all characters of a printable text.
    fn fonts_of(&self, text: &str) -> FontSet {
        let isolates = |c: &char| matches!(c, '\u{2068}' | '\u{2069}');
        let drawn = text.chars().filter(|c| !isolates(c));
        drawn.fold(FontSet::MAX, |fonts, c| fonts & self.fonts(c))
    }

    /// The name of a font by its place.
    pub fn font_name(&self, font: usize) -> &str {
        self.families[font].name
    }

    /// How wide a text is in a font, in mm at 12 pt.
    ///
    /// Typst shapes each script apart, and a mark that has no letter of its script before
    /// it gets a dotted circle from the shaper.
    pub fn width(&self, text: &str, font: usize) -> f64 {
        let family = &self.families[font];
        let (mut width, mut script) = (0.0, None);
        for (at, c) in text.char_indices() {
            if let ' '..='~' = c
                && font == TEXT_FONT
            {
                width += self.ascii[c as usize - ' ' as usize];
            } else {
                width += family.width(c);
            }
            let own = Some(c.script()).filter(|script| !is_generic(*script));
            let parts = own.is_some() && script.is_some() && own != script;
            if (at == 0 || parts) && is_combining_mark(c) {
                width += family.width(DOTTED_CIRCLE);
            }
            script = own.or(script);
        }
        width
    }

    /// The fonts that have a character, in all their faces.
    fn fonts(&self, c: char) -> FontSet {
        *self.known.borrow_mut().entry(c).or_insert_with(|| {
            if needs_none(c) {
                return FontSet::MAX;
            } else if never_prints(c) {
                return 0;
            }
            let has = |face: &usize| {
                self.book.info(*face).is_some_and(|info| info.coverage.contains(c.into()))
            };
            let families = self.families.iter().enumerate();
            let having = families.filter(|(_, family)| family.faces.iter().all(has));
            having.fold(0, |fonts, (place, _)| fonts | 1 << place)
        })
    }
}

/// Whether a script goes with any other one.
fn is_generic(script: Script) -> bool {
    matches!(script, Script::Unknown | Script::Common | Script::Inherited)
}

/// The place of the first font of a set; the text font where there is none.
fn first(fonts: FontSet) -> usize {
    if fonts == 0 { TEXT_FONT } else { fonts.trailing_zeros() as usize }
}

impl Family<'_> {
    /// How wide a character is, in mm at 12 pt.
    fn width(&self, c: char) -> f64 {
        if vanishes(c) || matches!(c, '\u{2068}' | '\u{2069}') {
            return 0.0;
        }
        let font = self.measured.get_or_init(|| {
            let (variant, axes) = (FontVariant::default(), FontVariations::default());
            self.font.clone().instantiate(variant, Abs::mm(SIZE), &axes)
        });
        let glyph = font.ttf().glyph_index(c);
        // A space that a font lacks is made of others.
        glyph.and_then(|glyph| font.x_advance(glyph.0)).map_or(SIZE, |em| SIZE * em.get())
    }
}

/// Whether a character needs no glyph; the Ogham space is drawn.
fn needs_none(c: char) -> bool {
    let needs_none = c.is_whitespace() && c != '\u{1680}' || vanishes(c);
    matches!(c, '\t' | '\n') || needs_none && !never_prints(c)
}

/// Whether a character shows as nothing and may be left out, as Unicode says and the shaper
/// does: it draws Hangul fillers, one Mongolian selector and signs of shorthand.
fn vanishes(c: char) -> bool {
    let drawn = matches!(
        c,
        '\u{115f}' | '\u{1160}' | '\u{180f}' | '\u{3164}' | '\u{ffa0}' | '\u{1bca0}'
            ..='\u{1bca3}'
    );
    is_default_ignorable(c) && !drawn
}

/// Whether a character is a mark, which would sit on the bracket before it.
fn sits_on_a_bracket(c: char) -> bool {
    let mut bracket = String::from("]");
    bracket.push(c);
    bracket.graphemes(true).nth(1).is_none()
}

/// Puts each run of right-to-left letters between isolates: else the digits of a telephone
/// number beside it turn round.
fn isolated(text: String) -> String {
    if !text.contains(is_right_to_left) {
        return text;
    }
    let mut isolated = String::with_capacity(text.len() + 16);
    let mut rest = text.as_str();
    while let Some(start) = rest.find(is_right_to_left) {
        let run = run(&rest[start..]);
        isolated.push_str(&rest[..start]);
        isolated.push('\u{2068}');
        isolated.push_str(run);
        isolated.push('\u{2069}');
        rest = &rest[start + run.len()..];
    }
    isolated.push_str(rest);
    isolated
}

/// The right-to-left letters at the start, with the marks and spaces between them. A mark
/// behind a space sits on no letter of theirs.
fn run(text: &str) -> &str {
    let is_mark = |c| bidi_class(c) == BidiClass::NSM;
    let joins = |c| {
        matches!(bidi_class(c), BidiClass::R | BidiClass::AL | BidiClass::WS)
            || is_mark(c)
    };
    let end = text.find(|c| !joins(c)).unwrap_or(text.len());
    let mut run = text[..end].trim_end();
    loop {
        let letters = run.trim_end_matches(is_mark);
        if letters.trim_end().len() == letters.len() {
            return run;
        }
        run = letters.trim_end();
    }
}

/// Whether a letter belongs to a script that runs from right to left.
pub fn is_right_to_left(c: char) -> bool {
    matches!(bidi_class(c), BidiClass::R | BidiClass::AL)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fonts() -> Fonts {
        Fonts::built_in()
    }

    #[test]
    fn what_the_fonts_have_prints_as_itself() {
        let fonts = fonts();
        let characters = Characters::new(&fonts);
        for text in ["Siân, 01132 545500", "Łódź ½ €5 ≥ ☐ ✓", "Αθήνα Москва Việt"]
        {
            assert_eq!(characters.printable(text), text);
        }
        assert!(characters.replaced().is_empty());
    }

    #[test]
    fn right_to_left_letters_are_isolated_from_what_stands_beside_them() {
        let fonts = fonts();
        let characters = Characters::new(&fonts);
        let printable = characters.printable("محمد علي, 0113 254 5500, שלום");
        assert_eq!(
            printable,
            "\u{2068}محمد علي\u{2069}, 0113 254 5500, \u{2068}שלום\u{2069}"
        );
    }

    #[test]
    fn what_no_font_has_shows_as_its_code_point() {
        let fonts = fonts();
        let characters = Characters::new(&fonts);
        for (text, expected) in [
            ("ok 🫠!", "ok [U+1FAE0]!"),
            ("a\tb", "a    b"),
            ("evil \u{202e}123", "evil [U+202E]123"),
            ("\u{e000}\u{feff}\u{7}", "[U+E000][U+FEFF][U+0007]"),
            ("e\u{301} \u{410}\u{301}", "e\u{301} \u{410}\u{301}"),
            ("x\u{1ab0}\u{301}y", "x[U+1AB0][U+0301]y"),
            ("a\u{180f}\u{180b}", "a[U+180F]\u{180b}"),
            ("\u{202e}\u{200d}\u{347}", "[U+202E]\u{200d}[U+0347]"),
        ] {
            assert_eq!(characters.printable(text), expected);
        }
        assert_eq!(
            characters.replaced(),
            [
                '\u{7}',
                '\u{301}',
                '\u{347}',
                '\u{180f}',
                '\u{1ab0}',
                '\u{202e}',
                '\u{e000}',
                '\u{feff}',
                '\u{1fae0}'
            ]
        );
    }

    #[test]
    fn words_are_parted_by_the_fonts_that_have_all_of_them() {
        let fonts = fonts();
        let characters = Characters::new(&fonts);
        assert_eq!(characters.font_name(1), "DejaVu Sans");
        assert_eq!(characters.parts("Siân"), [(0, "Siân")]);
        assert_eq!(characters.parts("[Việt]"), [(1, "[Việt]")]);
        assert_eq!(characters.parts("\u{2068}א\u{2069}"), [(1, "\u{2068}א\u{2069}")]);
    }

    #[test]
    fn widths_are_those_of_the_fonts() {
        let fonts = fonts();
        let characters = Characters::new(&fonts);
        let width = |text| (characters.width(text, TEXT_FONT) * 10.0).round() / 10.0;
        // As MuPDF measures them.
        assert_eq!(width("Reconciliation of patient database"), 63.6);
        assert_eq!(width("Siân\u{ad}\u{2060}"), width("Siân"));
        // A mark of another script stands on a circle of its own.
        let fallback = |text| characters.width(text, 1);
        let circle = fallback("a\u{7ec}") - fallback("a\u{301}");
        assert!((circle - fallback("◌")).abs() < 0.01, "{circle} mm");
    }
}

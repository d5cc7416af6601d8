//! Characters as they can be printed: what no font has shows as its code point.
//!
//! PDF/A and PDF/UA refuse a missing glyph, so one emoji would stop a whole document.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use typst::text::{FontBook, is_default_ignorable};
use unicode_bidi::{BidiClass, bidi_class};

/// Spaces for a tab, which Typst prints as nothing.
const TAB: &str = "    ";

/// Makes text printable with the fonts of a book, and notes what it replaced.
pub struct Characters<'a> {
    book: &'a FontBook,
    covered: RefCell<HashMap<char, bool>>,
    replaced: RefCell<BTreeSet<char>>,
}

impl<'a> Characters<'a> {
    /// Takes the fonts there are.
    pub fn new(book: &'a FontBook) -> Self {
        Self { book, covered: RefCell::default(), replaced: RefCell::default() }
    }

    /// The text with each character that cannot be printed as its code point, `[U+1F600]`,
    /// and each tab as spaces.
    pub fn printable<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let plain = |c| c != '\t' && self.prints(c) && !is_right_to_left(c);
        if text.chars().all(plain) {
            return Cow::Borrowed(text);
        }
        let mut printable = String::with_capacity(text.len() + 8);
        for c in text.chars() {
            if c == '\t' {
                printable.push_str(TAB);
            } else if self.prints(c) {
                printable.push(c);
            } else {
                self.replaced.borrow_mut().insert(c);
                printable.push_str(&code_point(c));
            }
        }
        Cow::Owned(isolated(printable))
    }

    /// Whether the text font has all characters of a word: of a letter like the Vietnamese
    /// ệ it would draw a half, and the fallback the rest.
    pub fn text_font_has(&self, word: &str) -> bool {
        let needs_none = |c: char| c.is_ascii() || is_space(c) || is_default_ignorable(c);
        word.chars().all(|c| needs_none(c) || self.in_text_font(c))
    }

    fn in_text_font(&self, c: char) -> bool {
        let Some(first) = self.book.info(0) else { return true };
        first.coverage.contains(c.into())
    }

    /// The characters replaced so far, in the order of their code points.
    pub fn replaced(&self) -> Vec<char> {
        self.replaced.borrow().iter().copied().collect()
    }

    /// Whether a character prints as its code point.
    pub fn replaces(&self, c: char) -> bool {
        c != '\t' && !self.prints(c)
    }

    /// Whether a character prints as itself.
    fn prints(&self, c: char) -> bool {
        // A test holds the text fonts to all of ASCII.
        matches!(c, ' '..='~' | '\n')
            || *self.covered.borrow_mut().entry(c).or_insert_with(|| self.covers(c))
    }

    fn covers(&self, c: char) -> bool {
        !never_prints(c) && (is_space(c) || is_default_ignorable(c) || self.in_a_font(c))
    }

    fn in_a_font(&self, c: char) -> bool {
        let mut fonts = (0..).map_while(|index| self.book.info(index));
        fonts.any(|info| info.coverage.contains(c.into()))
    }
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

/// The right-to-left letters at the start, with the marks and spaces between them.
fn run(text: &str) -> &str {
    let joins = |c| {
        matches!(
            bidi_class(c),
            BidiClass::R | BidiClass::AL | BidiClass::NSM | BidiClass::WS
        )
    };
    let end = text.find(|c| !joins(c)).unwrap_or(text.len());
    text[..end].trim_end()
}

/// Whether a letter belongs to a script that runs from right to left.
pub fn is_right_to_left(c: char) -> bool {
    matches!(bidi_class(c), BidiClass::R | BidiClass::AL)
}

/// Whether a character is space that needs no glyph; the Ogham one is drawn.
fn is_space(c: char) -> bool {
    c.is_whitespace() && c != '\u{1680}'
}

/// A code point as it is printed, `[U+1F600]`.
pub fn code_point(c: char) -> String {
    format!("[U+{:04X}]", u32::from(c))
}

/// Whether a character may not be printed even where a font has it.
///
/// PDF/A refuses U+0000, U+FEFF, U+FFFE and private use (ISO 19005-3, 6.2.11.7); direction
/// overrides and isolates would turn what stands beside them round unseen.
pub fn never_prints(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}'
            | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// The names and characters of the built-in fonts, for tests.
#[cfg(test)]
pub(crate) fn embedded_book() -> FontBook {
    use typst::foundations::Bytes;
    use typst::text::Font;

    let fonts = crate::embedded::FONTS.iter();
    let fonts: Vec<_> =
        fonts.flat_map(|(_, data)| Font::iter(Bytes::new(*data))).collect();
    FontBook::from_fonts(fonts.iter())
}

#[cfg(test)]
mod tests {
    use super::embedded_book as book;
    use super::*;

    #[test]
    fn what_the_fonts_have_prints_as_itself() {
        let book = book();
        let characters = Characters::new(&book);
        for text in ["Siân, 01132 545500", "Łódź ½ €5 ≥ ☐ ✓", "Αθήνα Москва Việt"]
        {
            assert_eq!(characters.printable(text), text);
        }
        assert!(characters.replaced().is_empty());
    }

    #[test]
    fn right_to_left_letters_are_isolated_from_what_stands_beside_them() {
        let book = book();
        let characters = Characters::new(&book);
        let printable = characters.printable("محمد علي, 0113 254 5500, שלום");
        assert_eq!(
            printable,
            "\u{2068}محمد علي\u{2069}, 0113 254 5500, \u{2068}שלום\u{2069}"
        );
    }

    #[test]
    fn what_no_font_has_shows_as_its_code_point() {
        let book = book();
        let characters = Characters::new(&book);
        for (text, expected) in [
            ("ok 🫠!", "ok [U+1FAE0]!"),
            ("a\tb", "a    b"),
            ("evil \u{202e}123", "evil [U+202E]123"),
            ("\u{e000}\u{feff}\u{7}", "[U+E000][U+FEFF][U+0007]"),
        ] {
            assert_eq!(characters.printable(text), expected);
        }
        assert_eq!(
            characters.replaced(),
            ['\u{7}', '\u{202e}', '\u{e000}', '\u{feff}', '\u{1fae0}']
        );
    }
}

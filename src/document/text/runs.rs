//! Texts as runs: cut where they are to be set in another way.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use crate::base::geometry::{TEXT_WIDTH, scale};
use crate::document::text::characters::{Characters, FontPart, TEXT_FONT};
use crate::document::text::together::{Stretch, stretches};

/// Characters of a piece at the most, where a word has no better place to break.
const PIECE: usize = 10;

/// The width of running text in mm, less what a word has beside it.
pub const LINE: f64 = TEXT_WIDTH - 20.0;

/// How much wider than its letters a word may be in mm at 12 pt: some pairs of them stand
/// further apart, at most by 0.13 of the type size in the text font, as `qj`.
const KERNING: f64 = 0.6;

/// How much wider words may be in bold.
const BOLD: f64 = 1.1;

/// A text, cut where it is to be set in another way.
pub type Runs = Vec<Run>;

/// A stretch of a text; in JSON, its `kind` says which it is.
// Not one key for each kind: Typst reads an object with a single key as a date of TOML
// first, and makes a message of why it is none, at twice the price of this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Run {
    /// Words that break at spaces.
    Words {
        /// The words.
        words: String,
    },
    /// Words in pieces between which they may break; where two do not suffice for a line to
    /// end between them, an empty one stands there.
    Pieces {
        /// The pieces.
        pieces: Vec<String>,
    },
    /// An address to open.
    Link {
        /// The address.
        url: String,
        /// The address as it prints, in pieces.
        pieces: Vec<String>,
    },
    /// A date or a telephone number, within which no line ends.
    Whole {
        /// The words.
        words: String,
    },
    /// Words with letters that the text font lacks.
    Fallback {
        /// The name of the font that has them.
        font: String,
        /// The words, in pieces if they are long ones.
        pieces: Vec<String>,
    },
}

impl Run {
    /// Its words, in one piece or in several.
    fn parts(&self) -> &[String] {
        match self {
            Self::Words { words } | Self::Whole { words } => std::slice::from_ref(words),
            Self::Pieces { pieces }
            | Self::Link { pieces, .. }
            | Self::Fallback { pieces, .. } => pieces,
        }
    }
}

/// The words of runs, as one string.
pub fn plain(runs: &Runs) -> String {
    runs.iter().flat_map(Run::parts).map(String::as_str).collect()
}

/// About how many lines runs take, of so many characters each.
pub fn line_count(runs: &Runs, characters: usize) -> usize {
    let length = |run: &Run| {
        let length = run.parts().iter().map(String::len).sum();
        // What breaks within may leave most of a line empty before it.
        if matches!(run, Run::Words { .. }) { length } else { characters.max(length) }
    };
    runs.iter().map(length).sum::<usize>().div_ceil(characters).max(1)
}

/// A line of text, printable, for a space of this width in mm in one of both sizes of print.
pub fn of(line: &str, width: f64, large_print: bool, characters: &Characters) -> Runs {
    let mut runs = Runs::new();
    add(&mut runs, line, width / scale(large_print), characters);
    runs
}

/// Adds a text to the runs, printable, for a space of this width in mm at 12 pt; words that
/// are wider may break.
pub fn add(runs: &mut Runs, text: &str, width: f64, characters: &Characters) {
    let text = characters.printable(text);
    let width = width - KERNING;
    for stretch in stretches(&text) {
        match stretch {
            Stretch::Whole(words)
                if BOLD * characters.width(words, TEXT_FONT) <= width =>
            {
                runs.push(Run::Whole { words: words.into() });
            }
            Stretch::Mail(address) => {
                let is_too_wide = |text: &str| characters.width(text, TEXT_FONT) > width;
                let pieces = match is_too_wide(address) {
                    true => pieces(address, is_too_wide),
                    false => vec![address.into()],
                };
                runs.push(Run::Link { url: format!("mailto:{address}"), pieces });
            }
            Stretch::Whole(words) | Stretch::Other(words) => {
                add_stretch(runs, words, width, characters);
            }
        }
    }
}

/// Adds a part of a text.
fn add_stretch(runs: &mut Runs, text: &str, width: f64, characters: &Characters) {
    let mut rest = text;
    while !rest.is_empty() {
        let (chain, after) = rest.split_at(next_break(rest));
        rest = after;
        if chain.is_ascii() && characters.width(chain.trim_end(), TEXT_FONT) <= width {
            add_words(runs, chain);
        } else {
            add_chain(runs, chain, width, characters);
        }
    }
}

/// Adds words to those at the end.
fn add_words(runs: &mut Runs, words: &str) {
    if let Some(Run::Words { words: last }) = runs.last_mut() {
        last.push_str(words);
    } else {
        runs.push(Run::Words { words: words.into() });
    }
}

/// Where a line surely may end, after a space.
///
/// Next to other signs than letters and digits it may not: a row of dashes or brackets is
/// one word to Typst, spaces and all (Unicode Standard Annex 14, LB13 to LB17).
fn next_break(text: &str) -> usize {
    let mut before = None;
    let mut spaced = false;
    for (at, c) in text.char_indices() {
        if is_space(c) {
            spaced |= surely_breaks(c);
            continue;
        }
        let breaks = match before {
            None => true,
            Some('(' | '[' | '{') => false,
            Some(before) if c.is_ascii_alphanumeric() && before.is_ascii() => true,
            Some(before) => before.is_alphanumeric() && c.is_alphanumeric(),
        };
        if spaced && breaks {
            return at;
        }
        (before, spaced) = (Some(c), false);
    }
    text.len()
}

/// Whether a line may end after a character that is white space.
fn is_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Whether a line may end after a white space, whatever stands beside it.
///
/// It may not after some of another width, behind a Hebrew letter (LB21a).
fn surely_breaks(c: char) -> bool {
    matches!(c, ' ' | '\n')
}

/// Adds words between which a line may not end, unless they are too wide: then it may, and
/// in a word that is too wide as well.
fn add_chain(runs: &mut Runs, chain: &str, width: f64, characters: &Characters) {
    let words: Vec<_> =
        chain.split_inclusive(is_space).map(|word| characters.parts(word)).collect();
    let total = |parts: &[FontPart]| -> f64 {
        parts.iter().map(|(font, text)| characters.width(text, *font)).sum()
    };
    let is_long = |word: &[FontPart]| {
        let (last, others) = word.split_last().expect("a word has parts");
        total(others) + characters.width(last.1.trim_end(), last.0) > width
    };
    let breaks = is_long(&words.concat());
    for (index, word) in words.iter().enumerate() {
        let cut = breaks && is_long(word);
        for (nth, &(font, part)) in word.iter().enumerate() {
            let may_break = if nth == 0 { breaks && index > 0 } else { cut };
            let pieces = if cut {
                pieces(part, |text| characters.width(text, font) > width)
            } else {
                vec![part.into()]
            };
            add_part(
                runs,
                pieces,
                (font != TEXT_FONT).then(|| characters.font_name(font)),
                may_break,
            );
        }
    }
}

/// Adds the pieces of a part, before which a line may end or not.
fn add_part(
    runs: &mut Runs,
    mut pieces: Vec<String>,
    font: Option<&str>,
    may_break: bool,
) {
    match (runs.last_mut(), font) {
        (_, None) if !may_break && pieces.len() == 1 => add_words(runs, &pieces[0]),
        (Some(Run::Pieces { pieces: last }), None) if may_break => join(last, pieces),
        (Some(Run::Fallback { font: other, pieces: last }), Some(font))
            if other == font =>
        {
            if !may_break {
                let first = pieces.remove(0);
                last.last_mut().expect("never empty").push_str(&first);
            }
            join(last, pieces);
        }
        (_, font) => {
            if may_break {
                pieces.splice(..0, [String::new(), String::new()]);
            }
            runs.push(match font {
                None => Run::Pieces { pieces },
                Some(font) => Run::Fallback { font: font.into(), pieces },
            });
        }
    }
}

/// Adds pieces, so that a line may end before each: next to some signs only if an empty one
/// comes between.
fn join(pieces: &mut Vec<String>, more: Vec<String>) {
    for piece in more {
        let surely = |c: char| c.is_alphanumeric() || is_sign(c) || surely_breaks(c);
        let last = pieces.last().and_then(|last| last.chars().next_back());
        let first = piece.chars().next();
        if last.is_some_and(|last| !(surely(last) && first.is_none_or(surely))) {
            pieces.push(String::new());
        }
        pieces.push(piece);
    }
}

/// Cuts an address where it may break.
pub fn address(address: &str) -> Vec<String> {
    pieces(address, |text| text.chars().count() > PIECE)
}

/// Cuts a long word where it may break: after the signs of an address or the hyphens of a
/// name. What stands between two of them is cut only if it is too wide: after ten
/// characters, or before that is too wide.
fn pieces(word: &str, is_too_wide: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let most = |start: usize| {
        let between = word[start..].find(is_sign).map_or(word.len(), |at| start + at);
        if is_too_wide(&word[start..between]) { PIECE } else { usize::MAX }
    };
    let (mut start, mut count, mut signed) = (0, 0, false);
    let mut limit = most(0);
    let mut take = |at: usize, text: &str| {
        let end = at + text.len();
        let full = count >= limit || signed || is_too_wide(&word[start..end]);
        if count > 0 && full && !text.chars().all(is_space) {
            found.push(word[start..at].to_string());
            (start, count) = (at, 0);
            limit = most(at);
        }
        count += 1;
        signed = text.chars().all(is_sign);
    };
    for (at, cluster) in word.grapheme_indices(true) {
        if is_too_wide(cluster) {
            cluster
                .char_indices()
                .for_each(|(inner, c)| take(at + inner, c.encode_utf8(&mut [0; 4])));
        } else {
            take(at, cluster);
        }
    }
    found.push(word[start..].to_string());
    let mut pieces = Vec::with_capacity(found.len());
    join(&mut pieces, found);
    pieces
}

/// Whether a character is a sign in addresses, after which they are cut.
fn is_sign(c: char) -> bool {
    matches!(c, '/' | '.' | '?' | '=' | '&' | '_' | '@' | '-')
}

/// The beginning of a text that is wider than this, in mm at 12 pt, with a sign where
/// something is left out.
///
/// It ends between words, and not within a telephone number, unless there is no such place.
pub fn shortened(text: &str, width: f64, characters: &Characters) -> Option<String> {
    let wide = |text: &str| wide(text, characters);
    if wide(text) <= width {
        return None;
    }
    let mut left = width - wide(LEFT_OUT);
    let mut clusters = text.grapheme_indices(true);
    let (end, _) = clusters.find(|(_, cluster)| {
        left -= wide(cluster);
        left < 0.0
    })?;
    let whole = |at: &usize| {
        let before = text[..*at].trim_end().chars().next_back();
        let after = text[*at..].trim_start().chars().next();
        !(before.is_some_and(is_of_number) && after.is_some_and(is_of_number))
    };
    let spaces = || {
        let spaces = text.char_indices().filter(|(at, c)| *at <= end && is_space(*c));
        spaces.map(|(at, _)| at).filter(|at| *at > 0)
    };
    let place = spaces().rfind(whole).or_else(|| spaces().next_back());
    Some(match place {
        Some(place) => {
            let kept = text[..place].trim_end();
            format!("{}{LEFT_OUT}", kept.trim_end_matches([',', ';', ':']))
        }
        None => format!("{}…", &text[..end]),
    })
}

/// How wide a text prints on one line, in mm at 12 pt.
pub fn wide(text: &str, characters: &Characters) -> f64 {
    let printable = characters.printable(text);
    let parts = characters.parts(&printable);
    parts.iter().map(|(font, text)| characters.width(text, *font)).sum()
}

/// Stands where words are left out: never alone on a line.
const LEFT_OUT: &str = "\u{a0}…";

/// Whether a telephone number may begin or end with a character.
fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '(' | ')' | '+' | '-' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::text::fonts::Fonts;

    fn runs(text: &str, width: f64) -> Runs {
        let fonts = Fonts::built_in();
        let mut runs = Runs::new();
        add(&mut runs, text, width, &Characters::new(&fonts));
        runs
    }

    fn words(words: &str) -> Run {
        Run::Words { words: words.into() }
    }

    fn pieces_of(pieces: &[&str]) -> Run {
        Run::Pieces { pieces: strings(pieces) }
    }

    fn strings(pieces: &[&str]) -> Vec<String> {
        pieces.iter().map(|piece| (*piece).to_string()).collect()
    }

    fn fallback(pieces: &[&str]) -> Run {
        Run::Fallback { font: "DejaVu Sans".into(), pieces: strings(pieces) }
    }

    #[test]
    fn addresses_are_cut_after_signs_else_every_ten_characters() {
        assert_eq!(address("a.b/c"), ["a.", "b/", "c"]);
        assert_eq!(address("0123456789abcde"), ["0123456789", "abcde"]);
        assert_eq!(address("https://x"), ["https:/", "/", "x"]);
    }

    #[test]
    fn long_words_are_cut_before_they_are_too_wide() {
        let wide = |count| move |text: &str| text.graphemes(true).count() > count;
        assert_eq!(pieces("0123456789abcde", wide(5)), ["01234", "56789", "abcde"]);
        assert_eq!(pieces("e\u{301}e\u{301}", wide(1)), ["e\u{301}", "", "e\u{301}"]);
        assert_eq!(pieces("e\u{301}", |text| text.len() > 1), ["e", "", "\u{301}"]);
    }

    #[test]
    fn a_line_may_end_between_any_two_pieces() {
        let wide = |text: &str| text.len() > 2;
        assert_eq!(pieces("\"\"\"\"((", wide), ["\"\"", "", "\"\"", "", "(("]);
    }

    #[test]
    fn only_long_words_are_cut_and_nothing_is_lost() {
        let cut = pieces_of(&["01234567", "89ab "]);
        assert_eq!(
            runs("a short  word\nand 0123456789ab tail", 20.0),
            [words("a short  word\nand "), cut, words("tail")]
        );
        let narrow = runs("a short  word\nand 0123456789ab tail", 40.0);
        assert_eq!(narrow, [words("a short  word\nand 0123456789ab tail")]);
    }

    #[test]
    fn what_typst_would_not_break_at_spaces_may_break_there_if_it_is_long() {
        assert_eq!(runs("a — — — b", 90.0), [words("a — — — b")]);
        let cut = pieces_of(&["", "", "— ", "", "— ", "", "— ", "b"]);
        assert_eq!(runs("a — — — b", 10.0), [words("a "), cut]);
        assert_eq!(
            runs("א\u{205f}b", 5.0),
            [fallback(&["\u{2068}א\u{2069}\u{205f}"]), pieces_of(&["", "", "b"])]
        );
        assert_eq!(
            runs("a\u{a0}b\u{a0}c", 5.0),
            [pieces_of(&["a\u{a0}", "", "b\u{a0}", "", "c"])]
        );
    }

    #[test]
    fn words_with_letters_that_the_text_font_lacks_are_told_apart() {
        assert_eq!(
            runs("Call Việt now", LINE),
            [words("Call "), fallback(&["Việt "]), words("now")]
        );
        assert_eq!(
            runs("Ψψψψψψψψψψψψ Ψmega", 20.0),
            [fallback(&["Ψψψψψψ", "ψψψψψψ Ψmega"])]
        );
    }

    #[test]
    fn what_is_shortened_is_as_wide_as_it_may_be() {
        let fonts = Fonts::built_in();
        let characters = Characters::new(&fonts);
        let shortened = |text, width| shortened(text, width, &characters);
        assert_eq!(shortened("Riverside", 90.0), None);
        assert_eq!(shortened("Riverside", 15.0).as_deref(), Some("River…"));
        assert_eq!(shortened("\u{e000}\u{e000}", 30.0).as_deref(), Some("\u{e000}…"));
    }

    #[test]
    fn what_is_shortened_ends_between_words_and_not_within_a_number() {
        let fonts = Fonts::built_in();
        let characters = Characters::new(&fonts);
        let cases = [
            ("Path IT, 01632 960777 or 960778", 48.0, "Path IT, 01632 960777\u{a0}…"),
            ("Path IT, 01632 960777 or 960778", 40.0, "Path IT\u{a0}…"),
            ("01632 960777 960778", 30.0, "01632\u{a0}…"),
            ("The surgery in the market", 42.0, "The surgery in the\u{a0}…"),
        ];
        for (text, width, wanted) in cases {
            let found = shortened(text, width, &characters);
            assert_eq!(found.as_deref(), Some(wanted), "{text}, {width}");
        }
    }
}

//! Texts as runs: cut where they are to be set in another way.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use crate::characters::Characters;

/// Characters of a piece at the most, where a word has no better place to break.
const PIECE: usize = 10;

/// How much wider than the text font the fallback is, at most.
const FALLBACK: f64 = 1.5;

/// The width of running text in mm, less what a word has beside it.
pub const LINE: f64 = 150.0;

/// A text, cut where it is to be set in another way.
pub type Runs = Vec<Run>;

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Run {
    /// Words that break at spaces.
    Words(String),
    /// A long word, in pieces between which it may break.
    Pieces(Vec<String>),
    /// An address to open.
    Link {
        /// The address.
        url: String,
        /// The address as it prints, in pieces.
        pieces: Vec<String>,
    },
    /// A word with letters that the text font lacks.
    Fallback {
        /// The word, in pieces if it is a long one.
        #[serde(rename = "pieces")]
        fallback: Vec<String>,
    },
}

/// The words of runs, as one string.
pub fn plain(runs: &Runs) -> String {
    let words = |run: &Run| match run {
        Run::Words(words) => words.clone(),
        Run::Pieces(pieces) | Run::Link { pieces, .. } => pieces.concat(),
        Run::Fallback { fallback } => fallback.concat(),
    };
    runs.iter().map(words).collect()
}

/// Adds a text to the runs, printable, for a space of this width in mm at 12 pt; words that
/// would be wider may break.
pub fn add(runs: &mut Runs, text: &str, width: f64, characters: &Characters) {
    let text = characters.printable(text);
    for word in text.split_inclusive(char::is_whitespace) {
        let in_text_font = characters.text_font_has(word);
        let width = if in_text_font { width } else { width / FALLBACK };
        let is_long = advance(word.trim_end()) > width;
        let run = if !in_text_font {
            let width = if is_long { width } else { f64::INFINITY };
            Run::Fallback { fallback: pieces(word, width) }
        } else if is_long {
            Run::Pieces(pieces(word, width))
        } else if let Some(Run::Words(words)) = runs.last_mut() {
            words.push_str(word);
            continue;
        } else {
            Run::Words(word.into())
        };
        runs.push(run);
    }
}

/// Cuts a long word where it may break: after the signs of an address, else after ten
/// characters, or before it is as wide as its space.
pub fn pieces(word: &str, width: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let (mut count, mut taken) = (0, 0.0);
    for cluster in word.graphemes(true) {
        let advance = advance(cluster);
        let full = (width.is_finite() && count >= PIECE) || taken + advance > width;
        if count > 0 && full && !cluster.trim().is_empty() {
            pieces.push(String::new());
            (count, taken) = (0, 0.0);
        }
        pieces.last_mut().expect("never empty").push_str(cluster);
        count += 1;
        taken += advance;
        if matches!(cluster, "/" | "." | "?" | "=" | "&" | "_" | "@" | "-") {
            taken = f64::INFINITY;
        }
    }
    pieces
}

/// About how wide a word is at most, in mm at 12 pt.
fn advance(word: &str) -> f64 {
    word.chars().map(character).sum()
}

/// About how wide a character is at most, in mm at 12 pt: measured on the text font, and
/// rounded up. The fallback's letters are wider.
fn character(c: char) -> f64 {
    match c {
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '&' => 4.3,
        'a'..='z' | ' '..='/' | ':'..='?' | '['..='`' | '{'..='~' => 2.5,
        'A'..='Z' => 3.2,
        '0'..='9' => 2.9,
        '\u{80}'..='\u{24f}' => 3.4,
        _ => 6.0,
    }
}

#[cfg(test)]
mod tests {
    use typst::text::FontBook;

    use super::*;
    use crate::characters;

    #[test]
    fn long_words_are_cut_after_signs_else_every_ten_characters() {
        assert_eq!(pieces("a.b/c", 90.0), ["a.", "b/", "c"]);
        assert_eq!(pieces("0123456789abcde", 90.0), ["0123456789", "abcde"]);
        assert_eq!(pieces("0123456789abcde", 15.0), ["01234", "56789", "abcde"]);
        assert_eq!(pieces("https://x", 90.0), ["https:/", "/", "x"]);
        assert_eq!(pieces("e\u{301}e\u{301}", 0.1), ["e\u{301}", "e\u{301}"]);
    }

    #[test]
    fn only_long_words_are_cut_and_nothing_is_lost() {
        let book = FontBook::new();
        let mut runs = Vec::new();
        add(
            &mut runs,
            "a short  word\nand 0123456789ab tail",
            30.0,
            &Characters::new(&book),
        );
        let pieces = vec!["0123456789".to_string(), "ab ".to_string()];
        assert_eq!(
            runs,
            [
                Run::Words("a short  word\nand ".into()),
                Run::Pieces(pieces),
                Run::Words("tail".into())
            ]
        );
    }

    #[test]
    fn words_with_letters_that_the_text_font_lacks_are_told_apart() {
        let book = characters::embedded_book();
        let mut runs = Vec::new();
        add(&mut runs, "Call Việt now", LINE, &Characters::new(&book));
        let fallback = vec!["Việt ".to_string()];
        assert_eq!(
            runs,
            [
                Run::Words("Call ".into()),
                Run::Fallback { fallback },
                Run::Words("now".into())
            ]
        );
    }
}

//! Texts as runs: cut where they are to be set in another way.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use crate::characters::Characters;

/// Characters of a piece at the most, where a word has no better place to break.
pub const PIECE: usize = 10;

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

/// Adds a text to the runs, printable; words of more than `long` characters may break.
pub fn add(runs: &mut Runs, text: &str, long: usize, characters: &Characters) {
    add_pieces(runs, text, long, PIECE, characters);
}

/// Adds a text to the runs, printable; words of more than `long` characters may break into
/// pieces of at most `most`.
pub fn add_pieces(
    runs: &mut Runs,
    text: &str,
    long: usize,
    most: usize,
    characters: &Characters,
) {
    let text = characters.printable(text);
    for word in text.split_inclusive(char::is_whitespace) {
        let is_long = word.trim_end().chars().count() > long;
        let run = if !characters.text_font_has(word) {
            let most = if is_long { most } else { usize::MAX };
            Run::Fallback { fallback: pieces(word, most) }
        } else if is_long {
            Run::Pieces(pieces(word, most))
        } else if let Some(Run::Words(words)) = runs.last_mut() {
            words.push_str(word);
            continue;
        } else {
            Run::Words(word.into())
        };
        runs.push(run);
    }
}

/// Cuts a long word where it may break: after the signs of an address, else where a piece
/// would be longer than `most` characters.
pub fn pieces(word: &str, most: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut length = 0;
    for cluster in word.graphemes(true) {
        if length >= most && !cluster.trim().is_empty() {
            pieces.push(String::new());
            length = 0;
        }
        pieces.last_mut().expect("never empty").push_str(cluster);
        length += 1;
        if matches!(cluster, "/" | "." | "?" | "=" | "&" | "_" | "@" | "-") {
            length = most;
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use typst::text::FontBook;

    use super::*;
    use crate::characters;

    #[test]
    fn long_words_are_cut_after_signs_else_every_ten_characters() {
        assert_eq!(pieces("a.b/c", 10), ["a.", "b/", "c"]);
        assert_eq!(pieces("0123456789abcde", 10), ["0123456789", "abcde"]);
        assert_eq!(pieces("https://x", 10), ["https:/", "/", "x"]);
        assert_eq!(pieces("e\u{301}e\u{301}", 1), ["e\u{301}", "e\u{301}"]);
    }

    #[test]
    fn only_long_words_are_cut_and_nothing_is_lost() {
        let book = FontBook::new();
        let mut runs = Vec::new();
        add(
            &mut runs,
            "a short  word\nand 0123456789ab tail",
            11,
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
        add(&mut runs, "Call Việt now", 40, &Characters::new(&book));
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

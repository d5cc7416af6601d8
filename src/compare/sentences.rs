//! Texts as sentences, with the dates that they mention.

use crate::base::date::Date;

/// What stands before the day that something was last updated on.
pub(super) const LAST_UPDATED: [&str; 3] = ["last", "updated", "on"];

/// A sentence of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its text, with single spaces.
    pub text: String,
    /// The form in which it is compared: without differences that only affect its looks.
    pub key: String,
    /// The title of the item or section it belongs to, if known.
    pub near: String,
    /// The id of the item it belongs to.
    pub item: Option<String>,
}

impl Sentence {
    /// A sentence that belongs to nothing yet.
    pub fn new(text: &str) -> Self {
        let words = text.split_whitespace().skip_while(|word| is_bullet(word));
        let text = words.collect::<Vec<_>>().join(" ");
        let key = key(&text);
        Self { text, key, near: String::new(), item: None }
    }
}

/// A text, with its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its sentences, in order.
    pub sentences: Vec<Sentence>,
    /// The latest day that it says something was last updated on.
    pub last_updated: Option<Date>,
    /// The date on which its web page was last edited: only a hint, since any edit
    /// changes it.
    pub last_edited: Option<Date>,
    /// Whether there may be other text around the checklist.
    pub is_page: bool,
}

/// A text from its lines.
pub(super) fn paper(lines: &[String], is_page: bool) -> Paper {
    let sentences = lines.iter().flat_map(|line| split(line)).map(Sentence::new);
    // A date may be on the next line.
    let whole = lines.join(" ");
    let dates = |words: &[&str]| date_after(&whole, words);
    Paper {
        sentences: sentences.filter(|sentence| !sentence.key.is_empty()).collect(),
        last_updated: dates(&LAST_UPDATED),
        last_edited: dates(&["last", "edited:"]),
        is_page,
    }
}

/// The sentences of a line; a tab ends a cell.
pub(super) fn split(line: &str) -> impl Iterator<Item = &str> {
    line.split('\t').flat_map(|cell| {
        let mut rest = Some(cell);
        std::iter::from_fn(move || {
            let here = rest?;
            let end = sentence_end(here);
            rest = end.map(|end| &here[end..]);
            Some(end.map_or(here, |end| &here[..end]))
        })
    })
}

/// The byte at which the next sentence begins: after a full stop, a space and before a
/// capital letter.
fn sentence_end(text: &str) -> Option<usize> {
    let ends = text.match_indices(['.', '?', '!']).map(|(at, _)| at + 1);
    ends.into_iter().find_map(|end| {
        let rest = &text[end..];
        let next = rest.trim_start();
        let space = rest.len() - next.len();
        let is_end = space > 0 && next.starts_with(char::is_uppercase);
        is_end.then_some(end + space)
    })
}

/// A text without differences in looks: kinds of space, quotes, dashes and bullets, and
/// brackets around addresses.
fn key(text: &str) -> String {
    let mut key = String::new();
    for c in text.chars() {
        match c {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '<' | '>' => {}
            '‘' | '’' | '‛' | '′' => key.push('\''),
            '“' | '”' | '‟' | '″' => key.push('"'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => key.push('-'),
            '…' => key.push_str("..."),
            _ => key.push(c),
        }
    }
    let words = key.split_whitespace();
    let words = words.skip_while(|word| is_bullet(word));
    words.collect::<Vec<_>>().join(" ")
}

fn is_bullet(word: &str) -> bool {
    let mut letters = word.chars();
    let only = letters.next().filter(|_| letters.next().is_none());
    only.is_some_and(|c| "-*•·‣◦▪●○□☐\u{f0b7}\u{f0a7}".contains(c))
}

/// The latest date that follows these words in a text.
pub(super) fn date_after(text: &str, words: &[&str]) -> Option<Date> {
    let spaced: Vec<_> = text.split_whitespace().collect();
    let starts = spaced.windows(words.len()).enumerate().filter(|(_, window)| {
        window.iter().zip(words).all(|(found, word)| found.eq_ignore_ascii_case(word))
    });
    let dates = starts.filter_map(|(at, _)| {
        let rest = &spaced[at + words.len()..];
        let word = |count: usize| -> Option<Date> {
            let text = rest.get(..count)?.join(" ");
            let text = text.trim_matches(|c: char| !c.is_alphanumeric());
            text.parse().ok()
        };
        word(1).or_else(|| word(3))
    });
    dates.max()
}

//! The words of a PDF as a screen reader finds them, one text a block.

use super::reader::Pdf;
use super::tag_tree::Content;

/// A text that stands on its own: a paragraph, a heading, a label.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The standard type of the innermost block around it, such as `H2` or `LBody`.
    pub role: String,
    /// Its text, each run of white space as one space.
    pub text: String,
    /// The pieces it is made of.
    pub pieces: Vec<Content>,
}

/// Types of elements that are part of a line of text.
const INLINE: [&str; 5] = ["Link", "Span", "Strong", "Em", "Reference"];

impl Pdf {
    /// All texts in the order of the logical structure; drawings part them.
    #[track_caller]
    pub fn passages(&self) -> Vec<Passage> {
        let contents = self.contents();
        let runs =
            contents.chunk_by(|a, b| (block(a), a.figures) == (block(b), b.figures));
        let passages = runs.map(|run| Passage {
            role: block(&run[0]).0.to_owned(),
            text: spaced(&run.iter().map(|c| c.text.as_str()).collect::<String>()),
            pieces: run.to_vec(),
        });
        passages.filter(|passage| !passage.text.is_empty()).collect()
    }
}

/// The innermost block around a content: its type and its number.
fn block(content: &Content) -> (&str, usize) {
    let mut around = content.roles.iter().zip(&content.elements).rev();
    let found = around.find(|(role, _)| !INLINE.contains(&role.as_str()));
    found.map_or(("", 0), |(role, &number)| {
        let role = role.strip_suffix(" block").unwrap_or(role);
        (role.split(' ').next().unwrap_or(role), number)
    })
}

/// A text with each run of white space as one space, and none around it.
pub fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of texts, one after another.
pub fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    texts.into_iter().flat_map(str::split_whitespace).collect()
}

/// Asserts that two lists of words are the same, and shows where they part.
#[track_caller]
pub fn assert_same_words(found: &[&str], wanted: &[&str]) {
    let same = found.iter().zip(wanted).take_while(|(a, b)| a == b).count();
    if found.len() == same && wanted.len() == same {
        return;
    }
    let around = |words: &[&str]| {
        let from = same.saturating_sub(8).min(words.len());
        words[from..(same + 12).min(words.len())].join(" ")
    };
    panic!(
        "words part at {same}\n found: …{}…\nwanted: …{}…",
        around(found),
        around(wanted)
    );
}

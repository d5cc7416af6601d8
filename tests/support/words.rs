//! The words of a PDF as a screen reader finds them, one text a block.

use super::reader::{Area, Glyph, Mark, Pdf};
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

impl Passage {
    /// Its text without the number that stands before the title of an item.
    pub fn unnumbered(&self) -> &str {
        unnumbered(&self.text)
    }
}

/// The table that a text is in, and its row, by their elements.
pub fn row(content: &Content) -> Option<(usize, usize)> {
    let around = || content.roles.iter().zip(&content.elements).rev();
    let find = |name| around().find(|(role, _)| *role == name).map(|(_, it)| *it);
    Some((find("Table")?, find("TR")?))
}

/// A title without the number that stands before that of an item.
pub fn unnumbered(title: &str) -> &str {
    let rest = title.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < title.len() && rest.starts_with([' ', '\u{a0}']);
    if numbered { rest.trim_start() } else { title }
}

/// Types of elements that are part of a line of text.
const INLINE: [&str; 5] = ["Link", "Span", "Strong", "Em", "Reference"];

impl Pdf {
    /// All texts in the order of the logical structure; drawings and wide gaps part them.
    #[track_caller]
    pub fn passages(&self) -> Vec<Passage> {
        let contents = self.contents();
        // The number of an item is smaller than its title, and of the same heading.
        let is_heading = |content: &Content| block(content).0.starts_with('H');
        let joined = |a: &Content, b: &Content| {
            is_same_block(a, b) && (is_heading(a) || !self.are_apart(a, b))
        };
        let passages = contents.chunk_by(joined).map(|run| Passage {
            role: block(&run[0]).0.to_owned(),
            text: spaced(&run.iter().map(|c| c.text.as_str()).collect::<String>()),
            pieces: run.to_vec(),
        });
        passages.filter(|passage| !passage.text.is_empty()).collect()
    }

    /// Pairs of texts that stand apart on the page and run together in the structure.
    #[track_caller]
    pub fn run_together(&self) -> Vec<(String, String)> {
        let contents = self.contents();
        let pairs = contents.windows(2).filter(|pair| {
            let [a, b] = pair else { return false };
            let spaced = a.text.ends_with(char::is_whitespace)
                || b.text.starts_with(char::is_whitespace);
            // The words in a drawing are said by its description.
            let is_drawn = block(a).0 == "Figure";
            is_same_block(a, b) && self.are_apart(a, b) && !spaced && !is_drawn
        });
        pairs.map(|pair| (pair[0].text.clone(), pair[1].text.clone())).collect()
    }

    /// Whether two pieces of text look like two texts: with a gap, or of other sizes.
    fn are_apart(&self, a: &Content, b: &Content) -> bool {
        let (Some(a), Some(b)) = (self.extent(a), self.extent(b)) else { return false };
        let gap = (b.0.x0 - a.0.x1).max(a.0.x0 - b.0.x1);
        let same_line = a.0.y0 < b.0.y1 && b.0.y0 < a.0.y1;
        (a.1 - b.1).abs() > 0.1 || same_line && gap > WIDE
    }

    /// The box of a piece's glyphs and the size of their type.
    fn extent(&self, piece: &Content) -> Option<(Area, f64)> {
        let glyphs = self.pages[piece.page].glyphs.iter();
        let own: Vec<&Glyph> =
            glyphs.filter(|glyph| glyph.mark == Mark::Tagged(piece.id)).collect();
        let around = Area::around(own.iter().map(|glyph| Area {
            x0: glyph.x,
            y0: glyph.baseline - 1.0,
            x1: glyph.x + glyph.advance,
            y1: glyph.baseline,
        }))?;
        Some((around, own[0].size))
    }
}

/// The gap in mm from which on two words on a line are two texts.
const WIDE: f64 = 2.5;

fn is_same_block(a: &Content, b: &Content) -> bool {
    (block(a), a.figures) == (block(b), b.figures)
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

//! Where something stands in a YAML file.

use std::ops::Range;

use crate::base::source::Source;
use crate::yaml::node::Node;
use crate::yaml::read::start;

/// Where something stands in an input file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A node, by its number and the length of its text: its position is looked up when a
    /// message needs it.
    Node(usize, usize),
    /// Bytes, from and to.
    Bytes(usize, usize),
}

impl From<&Node> for Place {
    fn from(node: &Node) -> Self {
        Self::Node(node.number, node.scalar().map_or(0, str::len))
    }
}

impl Place {
    /// The bytes of the file that this is.
    pub fn range(self, input: &Source) -> Range<usize> {
        match self {
            Self::Node(number, length) => range(input.text(), number, length, None),
            Self::Bytes(start, end) => start..end,
        }
    }

    /// The line of the file on which this starts, from 1.
    pub fn line(self, input: &Source) -> usize {
        let before = &input.text()[..self.range(input).start];
        before.matches('\n').count() + 1
    }
}

impl Node {
    /// Where it stands.
    pub fn place(&self) -> Place {
        self.into()
    }
}

/// The bytes that a node, or a part of its text, takes up in the file.
pub(super) fn range(
    text: &str,
    number: usize,
    length: usize,
    part: Option<&str>,
) -> Range<usize> {
    let start = start(text, number).unwrap_or(0);
    if let Some(part) = part
        && let Some(at) = text[start..].find(part)
    {
        return start + at..start + at + part.len();
    }
    start..start + extent(&text[start..], length)
}

/// How far a node with a text of this length reaches on its first line, in bytes.
fn extent(rest: &str, length: usize) -> usize {
    let line = rest.lines().next().unwrap_or_default().trim_end();
    let quoted = |quote| line[1..].find(quote).map_or(line.len(), |end| end + 2);
    match line.chars().next() {
        Some('"') => quoted('"'),
        Some('\'') => quoted('\''),
        _ if length == 0 || length > line.len() => line.len(),
        _ => line.floor_char_boundary(length),
    }
}

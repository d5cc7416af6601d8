//! The parts of a list or a map: those that there are, and new ones as they are written.

use super::plan::{Part, Plan};
use crate::yaml::events::end_of;
use crate::yaml::node::{Node, Style, Value};
use crate::yaml::write::{self, Content};

/// The keys, if there are any, and values that a node has.
pub(super) struct Olds<'n> {
    /// Them, in their order.
    pub(super) parts: Vec<(Option<&'n Node>, &'n Node)>,
    /// Whether they are on lines of their own, rather than in brackets.
    pub(super) are_lines: bool,
}

impl<'n> Olds<'n> {
    /// Those of a node.
    pub(super) fn of(node: &'n Node) -> Self {
        let parts = match &node.value {
            Value::Sequence(rows) => rows.iter().map(|row| (None, row)).collect(),
            _ => node.entries().iter().map(|(key, value)| (Some(key), value)).collect(),
        };
        Self { parts, are_lines: node.style == Style::Block }
    }

    /// Where a part starts: its key, its dash, or within brackets its value.
    pub(super) fn start(&self, index: usize) -> usize {
        match self.parts[index] {
            (Some(key), _) => key.start,
            (None, row) if self.are_lines => row.after.saturating_sub(1),
            (None, row) => row.start,
        }
    }

    /// Where a part ends.
    pub(super) fn end(&self, index: usize) -> usize {
        end_of(self.parts[index].1)
    }
}

/// The value of a part that is written.
pub(super) fn content<'p>(part: &'p Part) -> Option<&'p Content> {
    match &part.plan {
        Plan::Write(content) => Some(content),
        _ => None,
    }
}

/// New parts as a value, a list or a map like a node.
pub(super) fn of_parts(node: &Node, new: &[&Part]) -> Option<Content> {
    if matches!(node.value, Value::Sequence(_)) {
        let rows: Option<_> = new.iter().map(|part| content(part).cloned()).collect();
        return Some(Content::List(rows?));
    }
    let entry = |part: &&Part| Some((part.key.clone()?, content(part)?.clone()));
    let entries: Option<_> = new.iter().map(entry).collect();
    Some(Content::Map(entries?))
}

/// New parts on lines of their own in a column, each with a line end before it.
pub(super) fn lines(parts: &[Part], column: usize) -> Option<String> {
    let line = |part: &Part| {
        Some(match &part.key {
            Some(key) => write::entry(key, content(part)?, column),
            None => write::row(content(part)?, column),
        })
    };
    parts.iter().map(line).collect()
}

/// New parts within brackets.
pub(super) fn flow(parts: &[Part]) -> Option<String> {
    let entry = |part: &Part| {
        let content = content(part)?;
        Some(match &part.key {
            Some(key) => write::flow_entry(&(key.clone(), content.clone())),
            None => content.flow(),
        })
    };
    let entries: Option<Vec<_>> = parts.iter().map(entry).collect();
    Some(entries?.join(", "))
}

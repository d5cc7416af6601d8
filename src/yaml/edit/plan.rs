//! What a text shall say: its nodes as they are, and what changes of them.

use super::{Edit, Step, has_nothing, is_said};
use crate::yaml::node::{Node, Style, Value};
use crate::yaml::write::Content;

/// What a node shall hold.
#[derive(Debug)]
pub(super) enum Plan<'a> {
    /// What it holds.
    Keep(&'a Node),
    /// This, written anew.
    Write(Content),
    /// Other parts, some of which it has already.
    Parts(&'a Node, Vec<Part<'a>>),
}

/// A row, or a key with its value.
#[derive(Debug)]
pub(super) struct Part<'a> {
    /// Which one of the node's it is, if it has it already.
    pub(super) from: Option<usize>,
    /// The name of a key that is new or gets another.
    pub(super) key: Option<String>,
    /// What it shall hold.
    pub(super) plan: Plan<'a>,
}

impl<'a> Plan<'a> {
    /// Makes a change; nothing if there is no such place.
    pub(super) fn make(&mut self, edit: &Edit, text: &str) -> Option<()> {
        match edit {
            Edit::Set { path, value, below } => {
                self.set(path, value.clone(), below.as_deref(), text)
            }
            Edit::Rename { path, key } => {
                let (step, parts, index) = self.part(path)?;
                let is_key = matches!(step, Step::Key(_));
                is_key.then(|| parts[index].key = Some(key.clone()))
            }
            Edit::Insert { path, row, value } => self.insert(path, *row, value, text),
            Edit::Remove { path } => {
                let (_, parts, index) = self.part(path)?;
                parts.remove(index);
                Some(())
            }
        }
    }

    /// Lets what stands at a place be written anew.
    pub(super) fn write_anew(&mut self, path: &[Step]) -> Option<()> {
        let (_, parts, index) = self.part(path)?;
        let plan = &mut parts[index].plan;
        *plan = Plan::Write(plan.content()?);
        Some(())
    }

    /// Lets texts of several lines be written on one.
    pub(super) fn write_on_one_line(&mut self) {
        match self {
            Self::Keep(_) => {}
            Self::Write(content) => content.put_on_one_line(),
            Self::Parts(_, parts) => {
                parts.iter_mut().for_each(|part| part.plan.write_on_one_line());
            }
        }
    }

    /// Whether a node says what is planned, and what is kept of it has the bytes that it
    /// had. The texts are those before and after.
    pub(super) fn is_said_by(&self, node: &Node, texts: [&str; 2]) -> bool {
        match self {
            Self::Keep(old) => is_untouched(old, node, texts),
            Self::Write(content) => is_said(content, node),
            Self::Parts(_, parts) if parts.is_empty() => has_nothing(node),
            Self::Parts(old, parts) if matches!(old.value, Value::Sequence(_)) => {
                let rows = node.rows();
                let mut both = parts.iter().zip(rows);
                parts.len() == rows.len()
                    && both.all(|(part, row)| part.plan.is_said_by(row, texts))
            }
            Self::Parts(old, parts) => {
                let entries = node.entries();
                let is_right = |(part, (key, value)): (&Part, &(Node, Node))| {
                    part.is_named(old, key) && part.plan.is_said_by(value, texts)
                };
                parts.len() == entries.len() && parts.iter().zip(entries).all(is_right)
            }
        }
    }

    /// What is planned, as a value to write; nothing where somebody's tag is in it.
    pub(super) fn content(&self) -> Option<Content> {
        match self {
            Self::Keep(node) => content_of(node),
            Self::Write(content) => Some(content.clone()),
            Self::Parts(old, parts) if matches!(old.value, Value::Sequence(_)) => {
                let rows: Option<_> =
                    parts.iter().map(|part| part.plan.content()).collect();
                Some(Content::List(rows?))
            }
            Self::Parts(old, parts) => {
                let entry = |part: &Part| Some((part.name(old)?, part.plan.content()?));
                let entries: Option<_> = parts.iter().map(entry).collect();
                Some(Content::Map(entries?))
            }
        }
    }

    /// Makes the parts of a list or a map such that they can change.
    fn open(&mut self) {
        let Self::Keep(node) = *self else { return };
        let part = |(index, node): (usize, &'a Node)| Part {
            from: Some(index),
            key: None,
            plan: Plan::Keep(node),
        };
        let parts = match &node.value {
            Value::Sequence(rows) => rows.iter().enumerate().map(part).collect(),
            Value::Mapping(entries) => {
                let values = entries.iter().map(|(_, value)| value);
                values.enumerate().map(part).collect()
            }
            _ => return,
        };
        *self = Self::Parts(node, parts);
    }

    /// The part at a place that must be there, and the parts it is one of.
    fn part<'p>(
        &mut self,
        path: &'p [Step],
    ) -> Option<(&'p Step, &mut Vec<Part<'a>>, usize)> {
        let (step, rest) = path.split_first()?;
        self.open();
        let Self::Parts(node, parts) = self else { return None };
        let index = find(node, parts, step)?;
        match rest {
            [] => Some((step, parts, index)),
            rest => parts[index].plan.part(rest),
        }
    }

    /// Gives a place a value.
    fn set(
        &mut self,
        path: &[Step],
        value: Content,
        below: Option<&str>,
        text: &str,
    ) -> Option<()> {
        let Some((step, rest)) = path.split_first() else {
            if !matches!(self, Self::Keep(node) if is_same(&value, node)) {
                *self = Self::Write(value);
            }
            return Some(());
        };
        self.open();
        match self {
            Self::Keep(node) if has_nothing(node) => {
                *self = Self::Write(made(path, value));
                Some(())
            }
            Self::Keep(_) => None,
            Self::Write(content) => put(content, path, value),
            Self::Parts(node, parts) => match find(node, parts, step) {
                Some(index) => parts[index].plan.set(rest, value, below, text),
                None => add(node, parts, path, value, below, text),
            },
        }
    }

    /// Puts a row into a list.
    fn insert(
        &mut self,
        path: &[Step],
        row: usize,
        value: &Content,
        text: &str,
    ) -> Option<()> {
        if let Some((content, rest)) = self.written(path) {
            return put_row(content, rest, row, value);
        }
        let Some(plan) = self.at(path) else {
            return self.set(path, Content::List(vec![value.clone()]), None, text);
        };
        plan.open();
        match plan {
            Self::Parts(node, parts) if matches!(node.value, Value::Sequence(_)) => {
                let plan = Plan::Write(value.clone());
                let at = row.min(parts.len());
                parts.insert(at, Part { from: None, key: None, plan });
            }
            Self::Keep(node) if has_nothing(node) => {
                *plan = Plan::Write(Content::List(vec![value.clone()]));
            }
            _ => return None,
        }
        Some(())
    }

    /// The new value that a place is within, and the rest of the way to it.
    fn written<'p>(&mut self, path: &'p [Step]) -> Option<(&mut Content, &'p [Step])> {
        match self {
            Self::Keep(_) => None,
            Self::Write(content) => Some((content, path)),
            Self::Parts(node, parts) => {
                let (step, rest) = path.split_first()?;
                let index = find(node, parts, step)?;
                parts[index].plan.written(rest)
            }
        }
    }

    /// What is planned for a place, if it is there.
    fn at(&mut self, path: &[Step]) -> Option<&mut Self> {
        if path.is_empty() {
            return Some(self);
        }
        let (_, parts, index) = self.part(path)?;
        Some(&mut parts[index].plan)
    }
}

impl Part<'_> {
    /// The name of the key, as it shall be.
    fn name(&self, old: &Node) -> Option<String> {
        match (&self.key, self.from) {
            (Some(key), _) => Some(key.clone()),
            (None, Some(index)) => Some(old.entries().get(index)?.0.scalar()?.into()),
            (None, None) => None,
        }
    }

    /// Whether a key is this one's.
    fn is_named(&self, old: &Node, key: &Node) -> bool {
        match (&self.key, self.from) {
            (Some(name), _) => key.scalar() == Some(name),
            (None, Some(index)) => {
                let old = old.entries().get(index);
                old.is_some_and(|(old, _)| old.says_the_same(key))
            }
            (None, None) => false,
        }
    }
}

/// Which part a step leads to.
fn find(node: &Node, parts: &[Part], step: &Step) -> Option<usize> {
    match (step, &node.value) {
        (Step::Row(row), Value::Sequence(_)) => {
            Some(*row).filter(|row| *row < parts.len())
        }
        (Step::Key(key), Value::Mapping(_)) => {
            parts.iter().position(|part| part.name(node).as_ref() == Some(key))
        }
        _ => None,
    }
}

/// Adds what is missing on the way to a place. Rows that are missing before it get the same
/// key, without a value.
fn add(
    node: &Node,
    parts: &mut Vec<Part>,
    path: &[Step],
    value: Content,
    below: Option<&str>,
    text: &str,
) -> Option<()> {
    let (step, rest) = path.split_first()?;
    match (step, &node.value) {
        (Step::Key(key), Value::Mapping(_)) => {
            let position = |name: &str| {
                let is_it = |part: &Part| part.name(node).as_deref() == Some(name);
                parts.iter().position(is_it)
            };
            let last = parts.len();
            let end = if ends_open(node, text) { last.saturating_sub(1) } else { last };
            let at = below.and_then(position).map_or(end, |at| at + 1);
            let plan = Plan::Write(made(rest, value));
            parts.insert(at, Part { from: None, key: Some(key.clone()), plan });
        }
        (Step::Row(row), Value::Sequence(_)) => {
            while parts.len() < *row {
                let plan = Plan::Write(made(rest, Content::Text(String::new())));
                parts.push(Part { from: None, key: None, plan });
            }
            let plan = Plan::Write(made(rest, value));
            parts.push(Part { from: None, key: None, plan });
        }
        _ => return None,
    }
    Some(())
}

/// Whether a node that is kept says what it said and has the bytes that it had. Only the
/// sign of a block of lines may change, where the end of the text cut that off.
fn is_untouched(old: &Node, new: &Node, [before, after]: [&str; 2]) -> bool {
    let was = before.get(old.start..old.span.end);
    let is = after.get(new.start..new.span.end);
    old.says_the_same(new) && (was == is || open_block(old, before).is_some())
}

/// Whether a map ends with a block of lines that the end of the text cuts off: a line below
/// would give it a line end.
fn ends_open(node: &Node, text: &str) -> bool {
    node.style == Style::Block && open_block(node, text).is_some()
}

/// The block of lines that the end of the text cuts off, if a node ends with one.
pub(super) fn open_block<'n>(node: &'n Node, text: &str) -> Option<&'n Node> {
    if node.span.end < text.len() || text.ends_with('\n') || node.is_alias {
        return None;
    }
    match &node.value {
        Value::Sequence(rows) => open_block(rows.last()?, text),
        Value::Mapping(entries) => open_block(&entries.last()?.1, text),
        _ => {
            let is_block = matches!(node.style, Style::Literal | Style::Folded);
            let sign = text.get(node.span.clone())?.lines().next()?;
            let sign = sign.split_whitespace().next()?;
            (is_block && !sign.contains('-')).then_some(node)
        }
    }
}

/// A value within the lists and maps that lead to it.
fn made(path: &[Step], value: Content) -> Content {
    let within = |value: Content, step: &Step| match step {
        Step::Key(key) => Content::Map(vec![(key.clone(), value)]),
        Step::Row(row) => {
            let mut rows = vec![Content::Text(String::new()); *row];
            rows.push(value);
            Content::List(rows)
        }
    };
    path.iter().rev().fold(value, within)
}

/// Gives a place within a value that is not written yet another value.
fn put(content: &mut Content, path: &[Step], value: Content) -> Option<()> {
    let Some((step, rest)) = path.split_first() else {
        *content = value;
        return Some(());
    };
    match (step, content) {
        (Step::Key(key), Content::Map(entries)) => {
            match entries.iter_mut().find(|(name, _)| name == key) {
                Some((_, content)) => put(content, rest, value)?,
                None => entries.push((key.clone(), made(rest, value))),
            }
        }
        (Step::Row(row), Content::List(rows)) => match rows.get_mut(*row) {
            Some(content) => put(content, rest, value)?,
            None => {
                let empty = made(rest, Content::Text(String::new()));
                rows.resize(*row, empty);
                rows.push(made(rest, value));
            }
        },
        (_, Content::Brackets(content)) => put(content, path, value)?,
        (_, content) if content.is_empty() => *content = made(path, value),
        _ => return None,
    }
    Some(())
}

/// Puts a row into a list within a value that is not written yet.
fn put_row(
    content: &mut Content,
    path: &[Step],
    row: usize,
    value: &Content,
) -> Option<()> {
    match (path.split_first(), content) {
        (None, Content::List(rows)) => rows.insert(row.min(rows.len()), value.clone()),
        (Some((Step::Key(key), rest)), Content::Map(entries)) => {
            match entries.iter_mut().find(|(name, _)| name == key) {
                Some((_, content)) => put_row(content, rest, row, value)?,
                None => {
                    let list = Content::List(vec![value.clone()]);
                    entries.push((key.clone(), made(rest, list)));
                }
            }
        }
        (Some((Step::Row(at), rest)), Content::List(rows)) => {
            put_row(rows.get_mut(*at)?, rest, row, value)?;
        }
        (_, Content::Brackets(content)) => put_row(content, path, row, value)?,
        (_, content) if content.is_empty() => {
            *content = made(path, Content::List(vec![value.clone()]));
        }
        _ => return None,
    }
    Some(())
}

/// Whether a node holds a value already.
fn is_same(content: &Content, node: &Node) -> bool {
    let is_text = content.is_text() == node.scalar().is_some();
    is_text && is_said(content, node)
}

/// What a node holds, as a value to write; nothing where somebody's tag is in it.
fn content_of(node: &Node) -> Option<Content> {
    Some(match &node.value {
        Value::Scalar(text) => Content::Text(text.clone()),
        Value::Sequence(rows) => {
            let rows: Option<_> = rows.iter().map(content_of).collect();
            Content::List(rows?)
        }
        Value::Mapping(entries) => {
            let entry = |(key, value): &(Node, Node)| {
                Some((key.scalar()?.to_string(), content_of(value)?))
            };
            let entries: Option<_> = entries.iter().map(entry).collect();
            Content::Map(entries?)
        }
        Value::Tagged => return None,
    })
}

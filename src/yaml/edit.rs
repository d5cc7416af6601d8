//! A YAML text with some values changed, and not another byte.
//!
//! YAML has many ways to write a value. Instead of knowing them all, this changes the text
//! where the values stand and reads the result: it is right if it says exactly what it
//! should and no comment is lost. Where a value cannot be changed by itself, the value
//! around it is written anew.

mod parts;
mod plan;
mod splice;

use self::plan::Plan;
use self::splice::Splicer;
use crate::base::problem::ProblemList;
use crate::base::source::{BYTE_ORDER_MARK, Source};
use crate::yaml::node::{Node, Yaml};
use crate::yaml::read::{read, yaml};
use crate::yaml::write::Content;

/// A step from a value to one within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To the value of a key.
    Key(String),
    /// To a row, from 0.
    Row(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.into())
    }
}

impl From<usize> for Step {
    fn from(row: usize) -> Self {
        Self::Row(row)
    }
}

/// The way from the value of the file to one within it.
pub type Steps = Vec<Step>;

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Gives a place a value; makes the keys and rows on the way to it that are missing.
    Set {
        /// The place.
        path: Steps,
        /// What it shall hold.
        value: Content,
        /// The key that a missing one goes below, if there is such a key beside it; else
        /// it becomes the last.
        below: Option<String>,
    },
    /// Gives a key another name.
    Rename {
        /// The way to the value of the key.
        path: Steps,
        /// Its new name.
        key: String,
    },
    /// Puts a row into a list, which is made if there is none yet.
    Insert {
        /// The list.
        path: Steps,
        /// The row that it becomes, from 0; the last if there are fewer.
        row: usize,
        /// What it holds.
        value: Content,
    },
    /// Takes out a row, or a key with its value, and the comments within it.
    Remove {
        /// The row, or the value of the key.
        path: Steps,
    },
}

impl Edit {
    /// Gives a place a value.
    pub fn set(path: impl IntoIterator<Item = Step>, value: impl Into<Content>) -> Self {
        let path = path.into_iter().collect();
        Self::Set { path, value: value.into(), below: None }
    }

    /// Puts a row at the end of a list.
    pub fn append(path: impl IntoIterator<Item = Step>, value: Content) -> Self {
        Self::Insert { path: path.into_iter().collect(), row: usize::MAX, value }
    }

    /// The way to what changes.
    fn path(&self) -> &[Step] {
        match self {
            Self::Set { path, .. }
            | Self::Rename { path, .. }
            | Self::Insert { path, .. }
            | Self::Remove { path } => path,
        }
    }
}

/// A file that was changed.
#[derive(Debug)]
pub struct Edited {
    /// Its text, with a byte order mark if it had one.
    pub text: String,
    /// What was read of it to see that it is right, without the byte order mark.
    pub yaml: Yaml,
    /// The comments that went with the values they stood in.
    pub lost: Vec<String>,
}

/// Why a file was not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failed {
    /// It cannot be read.
    Read(ProblemList),
    /// A change asks for what is not there: a key or a row, a list that is text.
    Nowhere(Steps),
    /// It is written in a way that cannot be changed safely, here.
    Unsafe(Steps),
}

/// The file with all changes made, one after the other.
///
/// # Errors
/// If the file cannot be read, or cannot be changed safely; never gives a wrong text.
pub fn edited(source: &Source, edits: &[Edit]) -> Result<Edited, Failed> {
    changed(source, &yaml(source).map_err(Failed::Read)?, edits)
}

/// The file with all changes made, if it has been read already.
///
/// # Errors
/// If it cannot be changed safely; never gives a wrong text.
pub fn changed(source: &Source, before: &Yaml, edits: &[Edit]) -> Result<Edited, Failed> {
    let mut edited = all(source.text(), before, edits)?;
    edited.text.insert_str(0, mark(source));
    Ok(edited)
}

/// The byte order mark of a file, or nothing.
fn mark(source: &Source) -> &'static str {
    if source.bytes().starts_with(BYTE_ORDER_MARK.as_bytes()) {
        BYTE_ORDER_MARK
    } else {
        ""
    }
}

/// The text with all changes made: at once, or one by one if that cannot be done.
fn all(text: &str, before: &Yaml, edits: &[Edit]) -> Result<Edited, Failed> {
    if let Ok(Some(edited)) = attempt(text, before, edits, None) {
        return Ok(edited);
    }
    let mut current: Option<Edited> = None;
    for edit in edits {
        let mut next = match &current {
            Some(current) => alone(&current.text, &current.yaml, edit),
            None => alone(text, before, edit),
        }?;
        if let Some(current) = current {
            next.lost.splice(0..0, current.lost);
        }
        current = Some(next);
    }
    current.ok_or_else(|| Failed::Unsafe(Vec::new()))
}

/// The text with one change made, by writing more and more around it anew.
fn alone(text: &str, before: &Yaml, edit: &Edit) -> Result<Edited, Failed> {
    let edits = std::slice::from_ref(edit);
    if let Some(edited) = attempt(text, before, edits, None)? {
        return Ok(edited);
    }
    let steps = edit.path().len();
    // Never so much as what a key of the file holds, unless the change is right in there.
    for length in (steps.saturating_sub(1).clamp(1, 2)..steps).rev() {
        let edited = attempt(text, before, edits, Some(&edit.path()[..length]))?;
        // What is written anew keeps its comments, or it is not written anew.
        if let Some(edited) = edited.filter(|edited| edited.lost.is_empty()) {
            return Ok(edited);
        }
    }
    Err(Failed::Unsafe(edit.path().to_vec()))
}

/// The text with the changes made, if it then says what it should; with `anew`, what
/// stands there is written anew as a whole.
fn attempt(
    text: &str,
    before: &Yaml,
    edits: &[Edit],
    anew: Option<&[Step]>,
) -> Result<Option<Edited>, Failed> {
    let mut plan = Plan::Keep(&before.root);
    for edit in edits {
        let is_made = plan.make(edit, text);
        is_made.ok_or_else(|| Failed::Nowhere(edit.path().to_vec()))?;
    }
    if let Some(path) = anew
        && plan.write_anew(path).is_none()
    {
        return Ok(None);
    }
    if let Some(edited) = carried_out(text, before, &plan) {
        return Ok(Some(edited));
    }
    // A comment below a block of lines would become a line of it.
    plan.write_on_one_line();
    Ok(carried_out(text, before, &plan))
}

/// The text with a plan carried out, if it then says what it should, and has the comments
/// and of what is kept the bytes that it had.
fn carried_out(text: &str, before: &Yaml, plan: &Plan) -> Option<Edited> {
    let (changed, cut) = Splicer::new(text).spliced(plan, &before.root)?;
    let after = read(&changed).ok()?;
    let is_cut = |at: usize| cut.iter().any(|range| range.contains(&at));
    let (lost, kept): (Vec<_>, Vec<_>) =
        before.comments.iter().cloned().partition(|comment| is_cut(comment.start));
    let kept = kept.into_iter().map(|comment| &text[comment]);
    let still = after.comments.iter().map(|comment| &changed[comment.clone()]);
    let is_right = kept.eq(still) && plan.is_said_by(&after.root, [text, &changed]);
    let lost = lost.into_iter().map(|comment| text[comment].into()).collect();
    is_right.then_some(Edited { text: changed, yaml: after, lost })
}

/// The text of a file with a comment, a line of its own at the end; at the start where the
/// end is within a value.
///
/// # Errors
/// If the file cannot be read, or the comment is none.
pub fn commented(source: &Source, comment: &str) -> Result<String, Failed> {
    let before = yaml(source).map_err(Failed::Read)?;
    let text = source.text();
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = if text.ends_with('\n') { "" } else { line_end };
    let below = format!("{text}{gap}{comment}{line_end}");
    let above = format!("{comment}{line_end}{text}");
    let is_right = |text: &String| {
        read(text).is_ok_and(|after| {
            let has_one_more = after.comments.len() == before.comments.len() + 1;
            has_one_more && after.root.says_the_same(&before.root)
        })
    };
    let found = [below, above].into_iter().find(is_right);
    let found = found.ok_or_else(|| Failed::Unsafe(Vec::new()))?;
    Ok(format!("{}{found}", mark(source)))
}

impl Node {
    /// The value that steps lead to from here.
    pub fn at(&self, steps: &[Step]) -> Option<&Self> {
        steps.iter().try_fold(self, |node, step| match step {
            Step::Key(key) => node.get(key),
            Step::Row(row) => node.rows().get(*row),
        })
    }
}

/// Whether a value that was written reads as it was meant. What has no entries says as much
/// as nothing at all.
fn is_said(content: &Content, node: &Node) -> bool {
    match content {
        Content::Text(text) => node.scalar() == Some(text),
        Content::Lines(text) => node
            .scalar()
            .is_some_and(|said| said == text || said.strip_suffix('\n') == Some(text)),
        Content::Brackets(content) => is_said(content, node),
        _ if content.is_empty() => has_nothing(node),
        Content::List(rows) => {
            let nodes = node.rows();
            let mut both = rows.iter().zip(nodes);
            rows.len() == nodes.len()
                && both.all(|(content, node)| is_said(content, node))
        }
        Content::Map(entries) => {
            let nodes = node.entries();
            let mut both = entries.iter().zip(nodes);
            entries.len() == nodes.len()
                && both.all(|((key, content), (name, node))| {
                    name.scalar() == Some(key) && is_said(content, node)
                })
        }
    }
}

/// Whether there is no value, or one without entries.
fn has_nothing(node: &Node) -> bool {
    match node.scalar() {
        Some(text) => text.is_empty(),
        None => node.rows().is_empty() && node.entries().is_empty(),
    }
}

#[cfg(test)]
mod tests;

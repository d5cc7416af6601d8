//! An input file as nodes with positions, and what is wrong with them.
//!
//! Every scalar is kept as it was typed: `01132545500`, `1e5`, `yes` and `~` are text. A
//! map keeps all its entries, so that equal keys can be refused. All problems of a file are
//! collected and told at once.

mod yaml;

use std::ops::Range;

use ecow::{EcoString, EcoVec, eco_format};
use typst::diag::{Severity, SourceDiagnostic, SourceResult};
use typst::syntax::DiagSpan;

pub use self::yaml::yaml;
use crate::input::{Input, is_control};

/// The most problems told of one file in a run; more help nobody.
const MAX_PROBLEMS: usize = 40;

/// A value of a YAML file.
#[derive(Debug)]
pub struct Node {
    number: usize,
    /// What it holds.
    pub value: Value,
}

/// What a node holds.
#[derive(Debug)]
pub enum Value {
    /// Text as typed, without quotes and escapes.
    Scalar(String),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in their order, equal keys included.
    Mapping(Vec<(Node, Node)>),
    /// A value with a tag such as `!secret`, which no file of ours has.
    Tagged,
}

impl Node {
    /// The text, if this is a scalar.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// What kind of value this is, in words for a message.
    fn kind(&self) -> &'static str {
        match &self.value {
            Value::Scalar(text) if text.is_empty() => "nothing",
            Value::Scalar(_) => "text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "keys with values",
            Value::Tagged => "a tag (`!`)",
        }
    }
}

/// Collects what is wrong with a file, to tell all of it at once.
pub struct Problems<'a> {
    input: &'a Input,
    found: Vec<Found>,
}

/// A problem with a node, before its position is known.
struct Found {
    number: usize,
    /// The part of the node's text that is meant.
    part: Option<String>,
    severity: Severity,
    message: EcoString,
    hint: Option<EcoString>,
}

impl<'a> Problems<'a> {
    /// Starts without problems.
    pub fn new(input: &'a Input) -> Self {
        Self { input, found: Vec::new() }
    }

    /// Adds an error at a node.
    pub fn error(&mut self, node: &Node, message: impl Into<EcoString>) -> &mut Self {
        let (number, message) = (node.number, message.into());
        let severity = Severity::Error;
        self.found.push(Found { number, part: None, severity, message, hint: None });
        self
    }

    /// Points the last problem at a part of its node's text.
    pub fn at(&mut self, part: impl Into<String>) -> &mut Self {
        if let Some(last) = self.found.last_mut() {
            last.part = Some(part.into());
        }
        self
    }

    /// Says how to solve the last problem.
    pub fn hint(&mut self, hint: impl Into<EcoString>) -> &mut Self {
        if let Some(last) = self.found.last_mut() {
            last.hint = Some(hint.into());
        }
        self
    }

    /// The value, if nothing was wrong.
    ///
    /// # Errors
    /// All problems, in the order of the file.
    pub fn finish<T>(mut self, value: Option<T>) -> SourceResult<T> {
        if let (Some(value), true) = (value, self.found.is_empty()) {
            return Ok(value);
        }
        self.found.sort_by_key(|found| found.number);
        let more = self.found.len().saturating_sub(MAX_PROBLEMS);
        let shown = self.found.iter().take(MAX_PROBLEMS);
        let mut problems: EcoVec<_> = shown.map(|found| self.place(found)).collect();
        if more > 0 {
            let message = eco_format!("{more} more problems in `{}`", self.input.name);
            problems.push(SourceDiagnostic::error(DiagSpan::detached(), message));
        }
        Err(problems)
    }

    fn place(&self, found: &Found) -> SourceDiagnostic {
        let range = range(self.input.text(), found.number, found.part.as_deref());
        let span = DiagSpan::from_range(self.input.id, range);
        let mut problem = SourceDiagnostic::error(span, found.message.clone());
        problem.severity = found.severity;
        if let Some(hint) = &found.hint {
            problem.hint(hint.clone());
        }
        problem
    }

    /// The text of a node, without space around it; reports what is no text or none.
    pub fn text<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        match node.scalar().map(str::trim) {
            Some("") | None => {
                self.error(node, eco_format!("expected {what}, found {}", node.kind()));
                None
            }
            Some(text) => {
                if let Some(c) = text.chars().find(|&c| is_control(c)) {
                    let code = u32::from(c);
                    self.error(
                        node,
                        eco_format!("{what} has control character U+{code:04X}"),
                    )
                    .hint("delete it: it cannot be printed");
                }
                Some(text)
            }
        }
    }

    /// The entries of a list; reports what is no list or an empty one.
    pub fn list<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        match &node.value {
            Value::Sequence(nodes) if !nodes.is_empty() => nodes,
            Value::Sequence(_) => {
                self.error(node, eco_format!("expected {what}, found an empty list"));
                &[]
            }
            _ => {
                self.error(node, eco_format!("expected {what}, found {}", node.kind()))
                    .hint("start each entry on a line of its own with `- `");
                &[]
            }
        }
    }

    /// The values of a map by key; reports what is no map, unknown keys and equal keys.
    pub fn fields<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        known: &[&str],
    ) -> Fields<'n> {
        let Value::Mapping(entries) = &node.value else {
            self.error(node, eco_format!("expected {what}, found {}", node.kind()));
            return Fields { node, fields: Vec::new() };
        };
        let mut fields: Vec<(&str, &Node)> = Vec::new();
        for (key, value) in entries {
            let Some(name) = key.scalar() else {
                self.error(
                    key,
                    eco_format!("a key must be a word, found {}", key.kind()),
                );
                continue;
            };
            if fields.iter().any(|(other, _)| *other == name) {
                self.error(key, eco_format!("`{name}` is here twice"))
                    .hint("keep one of the two");
            } else if known.contains(&name) {
                fields.push((name, value));
            } else {
                self.error(key, eco_format!("unknown key `{name}` in {what}"))
                    .hint(suggestion(name, known));
            }
        }
        Fields { node, fields }
    }
}

/// The values of a map by key.
pub struct Fields<'n> {
    /// The map itself.
    pub node: &'n Node,
    fields: Vec<(&'n str, &'n Node)>,
}

impl<'n> Fields<'n> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        self.fields.iter().find(|(name, _)| *name == key).map(|(_, node)| *node)
    }

    /// The value of a key; reports where it is missing.
    pub fn need(
        &self,
        problems: &mut Problems,
        key: &str,
        what: &str,
    ) -> Option<&'n Node> {
        let node = self.get(key);
        if node.is_none() && matches!(self.node.value, Value::Mapping(_)) {
            problems.error(self.node, eco_format!("{what} needs the key `{key}`"));
        }
        node
    }
}

/// Advice on an unknown word: the nearest known one, or all of them.
pub fn suggestion(word: &str, known: &[&str]) -> EcoString {
    let near = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(&word.to_lowercase(), known), known))
        .filter(|(distance, known)| *distance <= known.len().div_ceil(3))
        .min();
    match near {
        Some((_, known)) => eco_format!("did you mean `{known}`?"),
        None => eco_format!("known here: {}", ticked(known)),
    }
}

/// Words in backticks: `a`, `b` and `c`.
pub fn ticked(words: &[&str]) -> EcoString {
    let ticked: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match ticked.as_slice() {
        [] => EcoString::new(),
        [only] => only.into(),
        [first @ .., last] => eco_format!("{} and {last}", first.join(", ")),
    }
}

/// The bytes that a node, or a part of its text, takes up in the file.
fn range(text: &str, number: usize, part: Option<&str>) -> Range<usize> {
    let start = yaml::start(text, number).unwrap_or(0);
    if let Some(part) = part
        && let Some(at) = text[start..].find(part)
    {
        return start + at..start + at + part.len();
    }
    start..start + extent(&text[start..])
}

/// How far a node reaches on its first line, in bytes.
fn extent(rest: &str) -> usize {
    let line = rest.lines().next().unwrap_or_default();
    let quoted = |quote| line[1..].find(quote).map(|end| end + 2);
    let end = match line.chars().next() {
        Some('"') => quoted('"'),
        Some('\'') => quoted('\''),
        Some('{' | '[') => None,
        _ => line
            .find(": ")
            .or_else(|| line.find(" #"))
            .or(line.strip_suffix(':').map(str::len)),
    };
    line[..end.unwrap_or(line.len())].trim_end().len()
}

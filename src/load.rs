//! An input file as nodes with positions, and what is wrong with them.
//!
//! Every scalar is kept as it was typed: `01132545500`, `1e5`, `yes` and `~` are text. A
//! map keeps all its entries, so that equal keys can be refused. All problems of a file are
//! collected and told at once.

mod lost;
mod yaml;

use std::ops::Range;
use std::str::FromStr;

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

/// Problems that do not stop a run.
pub type Warnings = EcoVec<SourceDiagnostic>;

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
    pub fn range(self, input: &Input) -> Range<usize> {
        match self {
            Self::Node(number, length) => range(input.text(), number, length, None),
            Self::Bytes(start, end) => start..end,
        }
    }

    /// The line of the file on which this starts, from 1.
    pub fn line(self, input: &Input) -> usize {
        let before = &input.text()[..self.range(input).start];
        before.matches('\n').count() + 1
    }
}

impl Node {
    /// Where it stands.
    pub fn place(&self) -> Place {
        self.into()
    }

    /// Whether a scalar in here is such a one.
    fn any(&self, is_one: &impl Fn(&str) -> bool) -> bool {
        match &self.value {
            Value::Scalar(text) => is_one(text),
            Value::Sequence(nodes) => nodes.iter().any(|node| node.any(is_one)),
            Value::Mapping(entries) => {
                entries.iter().any(|(key, value)| key.any(is_one) || value.any(is_one))
            }
            Value::Tagged => false,
        }
    }

    /// Whether nothing was written here.
    pub fn is_nothing(&self) -> bool {
        self.scalar().is_some_and(|text| text.trim().is_empty())
    }

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
    place: Place,
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

    /// Adds an error.
    pub fn error(
        &mut self,
        at: impl Into<Place>,
        message: impl Into<EcoString>,
    ) -> &mut Self {
        self.add(at.into(), Severity::Error, message.into())
    }

    /// Adds a warning.
    pub fn warning(
        &mut self,
        at: impl Into<Place>,
        message: impl Into<EcoString>,
    ) -> &mut Self {
        self.add(at.into(), Severity::Warning, message.into())
    }

    fn add(&mut self, place: Place, severity: Severity, message: EcoString) -> &mut Self {
        self.found.push(Found { place, part: None, severity, message, hint: None });
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

    /// The value and the warnings, if there is no error.
    ///
    /// # Errors
    /// All problems, in the order of the file.
    pub fn settle<T>(self, value: Option<T>) -> SourceResult<(T, Warnings)> {
        let failed = self.found.iter().any(|found| found.severity == Severity::Error);
        match value {
            Some(value) if !failed => Ok((value, self.told())),
            _ => Err(self.told()),
        }
    }

    /// The problems with their positions, in the order of the file.
    pub fn told(mut self) -> EcoVec<SourceDiagnostic> {
        // Errors before warnings, where there are too many of both.
        self.found.sort_by_key(|found| found.severity == Severity::Warning);
        let more = self.found.len().saturating_sub(MAX_PROBLEMS);
        let shown = self.found.iter().take(MAX_PROBLEMS);
        let mut placed: Vec<_> =
            shown.map(|found| self.place(found)).enumerate().collect();
        placed.sort_by_key(|(index, (start, _))| (*start, *index));
        let mut problems: EcoVec<_> =
            placed.into_iter().map(|(_, (_, problem))| problem).collect();
        if more > 0 {
            let message = eco_format!("{more} more problems in `{}`", self.input.name);
            let mut rest = SourceDiagnostic::error(DiagSpan::detached(), message);
            // They are sorted: what is left is no worse than the first of them.
            rest.severity = self.found[MAX_PROBLEMS].severity;
            problems.push(rest);
        }
        problems
    }

    /// A problem with the byte at which it starts.
    fn place(&self, found: &Found) -> (usize, SourceDiagnostic) {
        let range = match found.place {
            Place::Node(number, length) => {
                range(self.input.text(), number, length, found.part.as_deref())
            }
            Place::Bytes(start, end) => start..end,
        };
        let start = range.start;
        let span = DiagSpan::from_range(self.input.id, range);
        let mut problem = SourceDiagnostic::error(span, found.message.clone());
        problem.severity = found.severity;
        if let Some(hint) = &found.hint {
            problem.hint(hint.clone());
        }
        (start, problem)
    }

    /// The words of a node as they were typed, which may be none; reports what is no text.
    pub fn words<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let Some(text) = node.scalar() else {
            if matches!(node.value, Value::Tagged) {
                self.tag(node);
            } else {
                self.error(node, eco_format!("expected text, found {}", node.kind()))
                    .hint(
                        "put text with `[`, `{` or `: ` in it in quotes; for several lines of \
                         text, write `|` behind the key and the lines below it",
                    );
            }
            return None;
        };
        if let Some(c) = text.chars().find(|&c| is_control(c)) {
            let code = u32::from(c);
            self.error(node, eco_format!("control character U+{code:04X}"))
                .hint("delete it: it cannot be printed");
        }
        Some(text)
    }

    /// Reports a value with a tag.
    pub fn tag(&mut self, node: &Node) {
        self.error(node, "a value that begins with `!` is a tag in YAML")
            .hint("put the value in quotes");
    }

    /// The keys and values of a map; reports what is no map.
    pub fn entries<'n>(&mut self, node: &'n Node, what: &str) -> &'n [(Node, Node)] {
        match &node.value {
            Value::Mapping(entries) => entries,
            Value::Tagged => {
                self.tag(node);
                &[]
            }
            _ => {
                self.error(node, eco_format!("expected {what}, found {}", node.kind()));
                &[]
            }
        }
    }

    /// The text of a node, without space around it; reports what is no text or none.
    pub fn text<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        if matches!(node.value, Value::Tagged) {
            self.tag(node);
            return None;
        }
        match node.scalar().map(str::trim) {
            Some("") | None => {
                self.error(node, eco_format!("expected {what}, found {}", node.kind()))
                    .hint("put text that begins with `{`, `[` or `#`, or has `: ` in it, in quotes");
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

    /// A value that is read from a node's text; reports what is none.
    pub fn value<T: FromStr<Err = String>>(
        &mut self,
        node: &Node,
        what: &str,
    ) -> Option<T> {
        let text = self.text(node, what)?;
        text.parse().map_err(|why: String| _ = self.error(node, why)).ok()
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
            problems
                .error(self.node, eco_format!("{what} needs the key `{key}`"))
                .hint(eco_format!("as in `{key}: {}`", example(key)));
        }
        node
    }
}

/// What could stand behind a key.
fn example(key: &str) -> &'static str {
    match key {
        "id" => "tell-patients",
        "last_updated" | "date" | "found" => "27/03/2025",
        "by" => "J. Okafor",
        "checklist" => "pre-migration",
        "body" => "[{paragraph: Some words.}]",
        "columns" => "[{id: organisation, title: Organisation name}]",
        _ => "Some words",
    }
}

/// Advice on an unknown word: the nearest known one, or all of them.
pub fn suggestion(word: &str, known: &[&str]) -> EcoString {
    let near = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(&word.to_lowercase(), known), known))
        .filter(|(distance, known)| *distance <= (known.len() / 3).max(1))
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
fn range(text: &str, number: usize, length: usize, part: Option<&str>) -> Range<usize> {
    let start = yaml::start(text, number).unwrap_or(0);
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

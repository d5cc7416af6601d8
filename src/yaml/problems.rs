//! Collects what is wrong with a file, to tell all of it at once.

use std::str::FromStr;

use ecow::{EcoString, EcoVec, eco_format};

use crate::base::problem::{
    Checked, Outcome, Problem, ProblemList, Severity, error, error_at,
};
use crate::base::source::Source;
use crate::base::text::{is_control, suggestion};
use crate::yaml::node::{Node, Value};
use crate::yaml::place::Place;

/// The most problems told of one file in a run; more help nobody.
const MAX_PROBLEMS: usize = 40;

/// Collects what is wrong with a file, to tell all of it at once.
pub struct Problems {
    pub(super) source: Source,
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

impl Problems {
    /// Starts without problems.
    pub fn new(source: &Source) -> Self {
        Self { source: source.clone(), found: Vec::new() }
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
    pub fn settle<T>(self, value: Option<T>) -> Outcome<Checked<T>> {
        let failed = self.found.iter().any(|found| found.severity == Severity::Error);
        match value {
            Some(value) if !failed => Ok(Checked { value, warnings: self.into_list() }),
            _ => Err(self.into_list()),
        }
    }

    /// The problems with their positions, in the order of the file.
    pub fn into_list(mut self) -> ProblemList {
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
            let message = eco_format!("{more} more problems in `{}`", self.source.name);
            let mut rest = error(message);
            // They are sorted: what is left is no worse than the first of them.
            rest.severity = self.found[MAX_PROBLEMS].severity;
            problems.push(rest);
        }
        problems
    }

    /// A problem with the byte at which it starts.
    fn place(&self, found: &Found) -> (usize, Problem) {
        let mut range = found.place.range();
        if let Some(part) = &found.part
            && let Some(at) = self.source.text()[range.start..].find(part)
        {
            range = range.start + at..range.start + at + part.len();
        }
        let start = range.start;
        let mut problem = error_at(self.source.id, range, found.message.clone());
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
                        "put text in quotes if it has `[`, `{` or `: ` in it; for several lines of \
                         text, write `|` after the key and the text on the lines below it",
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
        self.error(node, "YAML reads a value that begins with `!` as a tag")
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
                    .hint("put text in quotes if it begins with `{`, `[` or `#`, or contains `: `");
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
                    .hint("start each entry on its own line with `- `");
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
                self.error(key, eco_format!("`{name}` appears twice"))
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
        "subject" => "site",
        "rows" => "[[{id: name, title: Name}]]",
        "address" => "https://example.org/checklist",
        "of" => "opens_on",
        "days" => "1 to 2",
        "answer" => "yes",
        "else" => "tell",
        "columns" => "[{id: organisation, title: Organisation name}]",
        _ => "Some words",
    }
}

//! Bytes → YAML nodes with positions. Alone knows the YAML crate.
//!
//! Every scalar is kept as it was typed: `01132545500`, `1e5`, `yes` and `~` are text. A
//! map keeps all its entries, so that equal keys can be refused. serde_yaml offers neither
//! through its own values, so a file is read twice: once for its shape, once for the
//! texts. It gives positions with errors only, so a third reading that stops at a node
//! with an error tells where that node stands.

use std::cell::Cell;
use std::fmt;
use std::ops::Range;

use ecow::{EcoString, EcoVec, eco_format};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error as _, IgnoredAny,
    MapAccess, SeqAccess, VariantAccess, Visitor,
};
use typst::diag::{Severity, SourceDiagnostic, SourceResult};
use typst::syntax::DiagSpan;

use crate::input::{Input, is_control};

/// The most nodes a file may unfold to: aliases make a small file a large one.
const MAX_NODES: usize = 1_000_000;

/// The most bytes of text a file may unfold to.
const MAX_TEXT: usize = 64 * 1024 * 1024;

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

/// Reads a YAML file into nodes.
///
/// # Errors
/// If the file is no text, no YAML, empty, or unfolds to more than a sane file holds.
pub fn yaml(input: &Input) -> SourceResult<Node> {
    input.check()?;
    if input.text().trim().is_empty() {
        let message = eco_format!("`{}` is empty", input.name);
        return Err(EcoVec::from([SourceDiagnostic::error(
            DiagSpan::detached(),
            message,
        )]));
    }
    read(input.text(), None).map_err(|err| EcoVec::from([syntax_error(input, &err)]))
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
    let start = start(text, number).unwrap_or(0);
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

/// The byte at which a node starts.
fn start(text: &str, number: usize) -> Option<usize> {
    read(text, Some(number)).err().map(|err| offset(text, &err))
}

/// The byte at which an error stands: libyaml counts characters.
fn offset(text: &str, err: &serde_yaml::Error) -> usize {
    let characters = err.location().map_or(0, |location| location.index());
    text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
}

/// A problem that the YAML reader itself found.
fn syntax_error(input: &Input, err: &serde_yaml::Error) -> SourceDiagnostic {
    let text = input.text();
    let at = offset(text, err);
    let at = at.min(text.trim_end().len());
    let full = err.to_string();
    let message = full.split(" at line").next().unwrap_or(&full);
    let span = DiagSpan::from_range(input.id, at..at);
    SourceDiagnostic::error(span, eco_format!("not valid YAML here: {message}")).with_hint(
        "check the spaces at the start of the line; a value with `: ` or ` #` needs quotes",
    )
}

/// Reads the nodes; with `stop`, stops at that node with an error that has its position.
fn read(text: &str, stop: Option<usize>) -> Result<Node, serde_yaml::Error> {
    let count = Cell::new(0);
    let shape = Shaping { count: &count }.deserialize(deserializer(text))?;
    let reading =
        Reading { shape: &shape, stop, next: &Cell::new(0), size: &Cell::new(0) };
    reading.deserialize(deserializer(text))
}

fn deserializer(text: &str) -> serde_yaml::Deserializer<'_> {
    serde_yaml::Deserializer::from_str(text)
}

/// What kinds of values a file has where, without the values.
enum Shape {
    Scalar,
    Sequence(Vec<Shape>),
    Mapping(Vec<(Shape, Shape)>),
    Tagged,
}

/// Reads the shape of a value.
#[derive(Clone, Copy)]
struct Shaping<'a> {
    count: &'a Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Shaping<'_> {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Shape, D::Error> {
        self.count.set(self.count.get() + 1);
        if self.count.get() > MAX_NODES {
            return Err(D::Error::custom("the file unfolds to far too many values"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Shaping<'_> {
    type Value = Shape;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_none<E>(self) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        while let Some(shape) = seq.next_element_seed(self)? {
            shapes.push(shape);
        }
        Ok(Shape::Sequence(shapes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        while let Some(key) = map.next_key_seed(self)? {
            shapes.push((key, map.next_value_seed(self)?));
        }
        Ok(Shape::Mapping(shapes))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Shape, A::Error> {
        let (_, variant) = data.variant::<IgnoredAny>()?;
        variant.newtype_variant::<IgnoredAny>()?;
        Ok(Shape::Tagged)
    }
}

/// Reads the nodes of a value whose shape is known.
#[derive(Clone, Copy)]
struct Reading<'a> {
    shape: &'a Shape,
    stop: Option<usize>,
    next: &'a Cell<usize>,
    size: &'a Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Reading<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Node, D::Error> {
        let number = self.next.replace(self.next.get() + 1);
        if self.stop == Some(number) {
            return deserializer.deserialize_any(Stop);
        }
        let value = match self.shape {
            Shape::Scalar => Value::Scalar(deserializer.deserialize_str(self)?),
            Shape::Sequence(shapes) => {
                Value::Sequence(deserializer.deserialize_seq(Entries(self, shapes))?)
            }
            Shape::Mapping(shapes) => {
                Value::Mapping(deserializer.deserialize_map(Pairs(self, shapes))?)
            }
            Shape::Tagged => {
                IgnoredAny::deserialize(deserializer)?;
                Value::Tagged
            }
        };
        Ok(Node { number, value })
    }
}

impl Visitor<'_> for Reading<'_> {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("text")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
        self.size.set(self.size.get() + text.len());
        if self.size.get() > MAX_TEXT {
            return Err(E::custom("the file unfolds to far too much text"));
        }
        Ok(text.into())
    }
}

/// Reads the entries of a list.
struct Entries<'a>(Reading<'a>, &'a [Shape]);

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = Vec<Node>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Node>, A::Error> {
        let mut nodes = Vec::with_capacity(self.1.len());
        for shape in self.1 {
            nodes.extend(seq.next_element_seed(Reading { shape, ..self.0 })?);
        }
        Ok(nodes)
    }
}

/// Reads the keys and values of a map.
struct Pairs<'a>(Reading<'a>, &'a [(Shape, Shape)]);

impl<'de> Visitor<'de> for Pairs<'_> {
    type Value = Vec<(Node, Node)>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut nodes = Vec::with_capacity(self.1.len());
        for (key, value) in self.1 {
            if let Some(key) = map.next_key_seed(Reading { shape: key, ..self.0 })? {
                let value = map.next_value_seed(Reading { shape: value, ..self.0 })?;
                nodes.push((key, value));
            }
        }
        Ok(nodes)
    }
}

/// Takes no value: the error that refuses one has its position.
struct Stop;

impl Visitor<'_> for Stop {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("to stop here")
    }
}

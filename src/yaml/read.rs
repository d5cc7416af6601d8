//! Bytes → YAML nodes. Alone knows the YAML crate.
//!
//! Every scalar is kept as it was typed, and a map keeps all its entries. serde_yaml offers
//! neither through its own values, so a file is read twice: once for its shape, once for
//! the texts. It gives positions with errors only, so a third reading that stops at a node
//! with an error tells where that node stands.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use ecow::{EcoString, eco_format};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error as _, IgnoredAny,
    MapAccess, SeqAccess, VariantAccess, Visitor,
};

use crate::base::problem::{Outcome, Problem, alone, error, error_at};
use crate::base::source::Source;
use crate::yaml::node::{Node, Value};

/// The most nodes a file may unfold to: aliases make a small file a large one.
const MAX_NODES: usize = 1_000_000;

/// The most bytes of text that aliases may add to a file.
const MAX_ALIASED: usize = 1024 * 1024;

/// Reads a YAML file into nodes.
///
/// # Errors
/// If the file is no text, no YAML, empty, or unfolds to more than a sane file holds.
pub fn yaml(input: &Source) -> Outcome<Node> {
    input.check()?;
    if input.text().trim().is_empty() {
        let message = eco_format!("`{}` is empty", input.name);
        return Err(alone(error(message)));
    }
    read(input.text(), None).map_err(|err| alone(syntax_error(input, &err)))
}

/// The byte at which a node starts.
pub(super) fn start(text: &str, number: usize) -> Option<usize> {
    read(text, Some(number)).err().map(|err| offset(text, &err))
}

/// The byte at which an error stands.
fn offset(text: &str, err: &serde_yaml::Error) -> usize {
    let at = err.location().map_or(0, |location| location.index());
    text.floor_char_boundary(at)
}

/// A problem that the YAML reader itself found.
fn syntax_error(input: &Source, err: &serde_yaml::Error) -> Problem {
    let text = input.text();
    let full = err.to_string();
    let at = opened_quote(text, &full).unwrap_or_else(|| offset(text, err));
    let at = at.min(text.trim_end().len());
    let (message, hint) = explain(&full, text[at..].starts_with('\t'));
    let mut problem = error_at(input.id, at..at, message);
    if !hint.is_empty() {
        problem.hint(hint);
    }
    problem
}

/// A YAML reader's message in the words of those who write checklists, and advice.
fn explain(full: &str, tab: bool) -> (EcoString, &'static str) {
    let cut = full.split(" at line").next().unwrap_or(full);
    let (message, hint) = match cut {
        _ if full.contains("scanning a quoted scalar") => (
            "a quote is opened here and never closed",
            "put the same quote at the end of the value",
        ),
        _ if tab => ("a tab stands here", "use spaces at the start of a line"),
        _ if cut.contains("more than one document") => (
            "a line of `---` or `...` begins a second document",
            "delete that line: a file holds one document",
        ),
        _ if cut.starts_with("EOF") => ("there is nothing in this file but comments", ""),
        _ if cut.contains("recursion limit") => {
            ("values go too deep into one another here", "")
        }
        _ if cut.contains("repetition limit") => {
            ("the file unfolds to far too many values", "")
        }
        _ if cut.contains("unfolds") => (cut, ""),
        _ => {
            let hint = "check the spaces at the start of the line; a value with `: ` or ` #` \
                        in it, or that begins with one of * & ! % @ ` [ {, needs quotes";
            return (eco_format!("not valid YAML here: {cut}"), hint);
        }
    };
    (message.into(), hint)
}

/// The byte at which a quote is opened that is never closed.
fn opened_quote(text: &str, full: &str) -> Option<usize> {
    let rest = full.split("scanning a quoted scalar at line ").nth(1)?;
    let (line, column) = rest.split_once(" column ")?;
    let line: usize = line.parse().ok()?;
    let column: usize =
        column.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
    let start: usize =
        text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let before = text.get(start..)?.char_indices().nth(column.checked_sub(1)?)?;
    Some(start + before.0)
}

/// Reads the nodes; with `stop`, stops at that node with an error that has its position.
fn read(text: &str, stop: Option<usize>) -> Result<Node, serde_yaml::Error> {
    let count = Cell::new(0);
    let shape = Shaping { count: &count }.deserialize(deserializer(&own_tags(text)))?;
    // An escape of two bytes may stand for a letter of three.
    let left = 2 * text.len() + MAX_ALIASED;
    let reading =
        Reading { shape: &shape, stop, next: &Cell::new(0), left: &Cell::new(left) };
    reading.deserialize(deserializer(text))
}

/// A text of the same shape in which the tags of YAML itself, `!!str` or
/// `!<tag:yaml.org,2002:str>`, are tags of somebody's own: the crate tells only of those.
fn own_tags(text: &str) -> Cow<'_, str> {
    if !text.contains("!!") && !text.contains("!<t") {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("!!", "!-").replace("!<t", "!<!"))
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
    /// How many more bytes of text there may be.
    left: &'a Cell<usize>,
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
        let left = self.left.get().checked_sub(text.len());
        let left =
            left.ok_or_else(|| E::custom("the file unfolds to far too much text"))?;
        self.left.set(left);
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

//! A YAML file as nodes.
//!
//! Every scalar is kept as it was typed: `01132545500`, `1e5`, `yes` and `~` are text. A
//! map keeps all its entries, so that equal keys can be refused.

/// A value of a YAML file.
#[derive(Debug)]
pub struct Node {
    pub(super) number: usize,
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
    /// Whether a scalar in here is such a one.
    pub(super) fn any(&self, is_one: &impl Fn(&str) -> bool) -> bool {
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
    pub(super) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Scalar(text) if text.is_empty() => "nothing",
            Value::Scalar(_) => "text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "keys with values",
            Value::Tagged => "a tag (`!`)",
        }
    }
}

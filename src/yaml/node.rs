//! A YAML text as a tree: what it says, how that is written, and where.

use std::ops::Range;

use crate::yaml::place::Place;

/// A YAML text that was read.
#[derive(Debug)]
pub struct Yaml {
    /// Its value.
    pub root: Node,
    /// The bytes of each comment, its `#` included.
    pub comments: Vec<Range<usize>>,
    /// The bytes of each anchor that nothing refers to, its `&` included.
    pub unused_anchors: Vec<Range<usize>>,
}

/// A value of a YAML text.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it holds.
    pub value: Value,
    /// How it is written.
    pub style: Style,
    /// The bytes of the value, without an anchor or a tag before it. Nothing takes up no
    /// bytes; a block of lines begins with its sign and ends with its last line.
    pub span: Range<usize>,
    /// Where it starts, an anchor or a tag before it included.
    pub start: usize,
    /// The byte behind the sign that announces it: the dash of a row, the colon of a
    /// value, the bracket or comma before an entry. Where there is none, behind what comes
    /// before it.
    pub after: usize,
    /// What a message underlines of it.
    pub(super) place: Place,
    /// Whether it stands elsewhere and is only referred to here, as in `*name`; its bytes
    /// are those of the reference.
    pub is_alias: bool,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub enum Value {
    /// Text as typed, without quotes and escapes: `1e5`, `yes` and `~` are text.
    Scalar(String),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in their order, equal keys included.
    Mapping(Vec<(Node, Node)>),
    /// A value with a tag such as `!secret`, which is not read.
    Tagged,
}

/// How a node is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text without quotes, or nothing at all.
    Plain,
    /// Text in `'`.
    SingleQuoted,
    /// Text in `"`.
    DoubleQuoted,
    /// Lines below `|`.
    Literal,
    /// Lines below `>`.
    Folded,
    /// A list or a map on lines of their own.
    Block,
    /// A list or a map in brackets.
    Flow,
    /// A map of one key in a list in brackets, without brackets of its own: `[a: b]`.
    Pair,
}

impl From<&Node> for Place {
    fn from(node: &Node) -> Self {
        node.place
    }
}

impl Node {
    /// Where it stands, as far as a message underlines it: to the end of its first line at
    /// the most.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The text, if this is one.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The rows of a list; none of anything else.
    pub fn rows(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(rows) => rows,
            _ => &[],
        }
    }

    /// The keys and values of a map; none of anything else.
    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a key: that of the first, where keys are equal.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let found = self.entries().iter().find(|(name, _)| name.scalar() == Some(key));
        found.map(|(_, value)| value)
    }

    /// Whether there is no text but white space here, in quotes or not.
    pub fn is_nothing(&self) -> bool {
        self.scalar().is_some_and(|text| text.trim().is_empty())
    }

    /// Whether nothing at all is written here.
    pub(super) fn is_unwritten(&self) -> bool {
        self.span.is_empty() && self.scalar() == Some("")
    }

    /// Whether a text in here is such a one.
    pub(super) fn any(&self, is_one: &impl Fn(&str) -> bool) -> bool {
        match &self.value {
            Value::Scalar(text) => is_one(text),
            Value::Sequence(rows) => rows.iter().any(|row| row.any(is_one)),
            Value::Mapping(entries) => {
                entries.iter().any(|(key, value)| key.any(is_one) || value.any(is_one))
            }
            Value::Tagged => false,
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

    /// Whether two nodes say the same, wherever and however they are written. Of values
    /// with tags nobody knows what they say: they are all the same here.
    pub fn says_the_same(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Scalar(one), Value::Scalar(other)) => one == other,
            (Value::Sequence(one), Value::Sequence(other)) => {
                let mut rows = one.iter().zip(other);
                one.len() == other.len()
                    && rows.all(|(one, other)| one.says_the_same(other))
            }
            (Value::Mapping(one), Value::Mapping(other)) => {
                let is_same = |(one, other): (&(Self, Self), &(Self, Self))| {
                    one.0.says_the_same(&other.0) && one.1.says_the_same(&other.1)
                };
                one.len() == other.len() && one.iter().zip(other).all(is_same)
            }
            (Value::Tagged, Value::Tagged) => true,
            _ => false,
        }
    }
}

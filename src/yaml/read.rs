//! YAML text → nodes. What a text says is what serde_yaml reads; where that stands and how
//! it is written comes from an event parser.
//!
//! Both readers must find the same values, lists and maps. They do in all but a few odd
//! files: those are refused, so that nothing is ever said of another place.

mod walk;

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use ecow::eco_format;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess,
    SeqAccess, Visitor,
};

use self::walk::Walk;
use crate::base::problem::{Outcome, alone, error, error_at};
use crate::base::source::Source;
use crate::yaml::events;
use crate::yaml::node::{Node, Value, Yaml};

/// What is said where the readers disagree.
const TWO_WAYS: &str = "this can be read in two ways";

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// There is nothing in it.
    Empty,
    /// Something in it is wrong.
    At {
        /// The byte at which that shows.
        byte: usize,
        /// What it is, in the words of those who write checklists.
        message: String,
        /// What to do about it; nothing if nobody knows.
        hint: &'static str,
    },
}

/// Reads a YAML file.
///
/// # Errors
/// If the file is no text, no YAML, empty, or unfolds to more than a sane file holds.
pub fn yaml(input: &Source) -> Outcome<Yaml> {
    input.check()?;
    read(input.text()).map_err(|refused| match refused {
        Refused::Empty => alone(error(eco_format!("`{}` is empty", input.name))),
        Refused::At { byte, message, hint } => {
            let mut problem = error_at(input.id, byte..byte, message);
            if !hint.is_empty() {
                problem.hint(hint);
            }
            alone(problem)
        }
    })
}

/// Reads a YAML text, which has no byte order mark, into nodes.
///
/// # Errors
/// If the text is no YAML, empty, holds several documents, or unfolds to more than a sane
/// file holds.
pub fn read(text: &str) -> Result<Yaml, Refused> {
    if text.trim().is_empty() {
        return Err(Refused::Empty);
    }
    let mut yaml = match events::yaml(&breaks(text)) {
        Ok(yaml) => yaml,
        Err(failure) => {
            // A limit ends the reading before the rest of the text is known.
            let said = match failure.is_limit() {
                true => None,
                false => serde_yaml_says(text).err(),
            };
            return Err(match said {
                Some(err) => refused_by_serde_yaml(text, &err),
                None => refused(text, failure.at, &failure.why),
            });
        }
    };
    if let Err(err) = Marriage(&mut yaml.root).deserialize(deserializer(text)) {
        let err = serde_yaml_says(text).err().unwrap_or(err);
        return Err(refused_by_serde_yaml(text, &err));
    }
    Ok(yaml)
}

/// A text of the same length in which the line ends of YAML 1.1, which serde_yaml knows,
/// are those of YAML 1.2 as well.
fn breaks(text: &str) -> Cow<'_, str> {
    if !text.contains(['\u{85}', '\u{2028}', '\u{2029}']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('\u{85}', " \n").replace(['\u{2028}', '\u{2029}'], "  \n"))
}

fn deserializer(text: &str) -> serde_yaml::Deserializer<'_> {
    serde_yaml::Deserializer::from_str(text)
}

/// Whether serde_yaml can read a text at all. It goes through all values and not only
/// through their signs, so that what goes too deep is told before what comes below it.
fn serde_yaml_says(text: &str) -> Result<(), serde_yaml::Error> {
    Walk(&Cell::new(0)).deserialize(deserializer(text))
}

/// What serde_yaml refuses, at the byte that it names.
fn refused_by_serde_yaml(text: &str, err: &serde_yaml::Error) -> Refused {
    let full = err.to_string();
    let at = opened_quote(text, &full)
        .unwrap_or_else(|| err.location().map_or(0, |location| location.index()));
    refused(text, at, &full)
}

/// What a reader refuses at a byte, in words and with advice.
fn refused(text: &str, at: usize, full: &str) -> Refused {
    let at = text.floor_char_boundary(at).min(text.trim_end().len());
    let (message, hint) = explain(full, text[at..].starts_with('\t'));
    Refused::At { byte: at, message, hint }
}

/// A YAML reader's message in the words of those who write checklists, and advice.
fn explain(full: &str, tab: bool) -> (String, &'static str) {
    let cut = full.split(" at line").next().unwrap_or(full);
    let (message, hint) = match cut {
        _ if full.contains("scanning a quoted scalar") => (
            "the quotation mark opened here is never closed",
            "put the same quotation mark at the end of the value",
        ),
        _ if tab => ("there is a tab here", "use spaces at the start of a line"),
        _ if cut.contains("more than one document") => (
            "a line of `---` or `...` starts a second document",
            "delete that line: a file can have only one",
        ),
        _ if cut.starts_with("EOF") => ("this file contains only comments", ""),
        _ if cut.contains("recursion limit") => ("values are nested too deeply here", ""),
        _ if cut.contains("repetition limit") => {
            ("the file expands to far too many values", "")
        }
        _ if cut.contains("expands") => (cut, ""),
        _ if cut.contains(TWO_WAYS) => {
            (TWO_WAYS, "write the value in quotes, on one line, without odd characters")
        }
        _ => {
            let hint = "check the spaces at the start of the line; a value with `: ` or ` #` \
                        in it, or that begins with one of * & ! % @ ` [ {, needs quotes";
            return (format!("not valid YAML here: {cut}"), hint);
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

/// A node that takes its texts from serde_yaml, which must find the same structure.
struct Marriage<'a>(&'a mut Node);

impl<'de> DeserializeSeed<'de> for Marriage<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match &mut self.0.value {
            Value::Scalar(text) => deserializer.deserialize_str(Words(text)),
            Value::Sequence(rows) => deserializer.deserialize_seq(Rows(rows)),
            Value::Mapping(entries) => deserializer.deserialize_map(Entries(entries)),
            Value::Tagged => IgnoredAny::deserialize(deserializer).map(|_| ()),
        }
    }
}

/// A text as the event parser read it.
struct Words<'a>(&'a mut String);

impl Visitor<'_> for Words<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(TWO_WAYS)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        if self.0 != text {
            text.clone_into(self.0);
        }
        Ok(())
    }
}

/// The rows of a list as the event parser found them.
struct Rows<'a>(&'a mut [Node]);

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(TWO_WAYS)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        for row in self.0 {
            let found = seq.next_element_seed(Marriage(row))?;
            found.ok_or_else(|| A::Error::custom(TWO_WAYS))?;
        }
        match seq.next_element::<IgnoredAny>()? {
            None => Ok(()),
            Some(_) => Err(A::Error::custom(TWO_WAYS)),
        }
    }
}

/// The keys and values of a map as the event parser found them.
struct Entries<'a>(&'a mut [(Node, Node)]);

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(TWO_WAYS)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        for (key, value) in self.0 {
            let found = map.next_key_seed(Marriage(key))?;
            found.ok_or_else(|| A::Error::custom(TWO_WAYS))?;
            map.next_value_seed(Marriage(value))?;
        }
        match map.next_key::<IgnoredAny>()? {
            None => Ok(()),
            Some(_) => Err(A::Error::custom(TWO_WAYS)),
        }
    }
}

#[cfg(test)]
mod tests;

//! The place of a value in a state.

use std::fmt::{self, Display, Formatter};

use crate::base::privacy::NOT_NHS_NUMBERS;

/// The place of a value in a state, written as `sms-providers.2.contact`.
///
/// It does not depend on how the state is written: a task's status may follow its id
/// directly.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatePath {
    /// A detail of the subject, by the subject's id and its own: `site.opens_on`.
    Detail(String, String),
    /// A word for a whole item, by its id: `sms-providers`.
    Word(String),
    /// A cell of a table: its id, the row from 1, the column.
    Cell(String, usize, String),
    /// What is known of a task: its id and a key, as `tell-patients.due`.
    Field(String, String),
    /// A check for updates: its number from 1, and a key, as `update_checks.1.by`.
    Check(usize, String),
}

/// The keys of a state, besides its subject. The first tells a state from a checklist.
pub const STATE: [&str; 6] = [
    "checklist",
    "last_updated",
    "answered_under",
    "answers",
    UPDATE_CHECKS,
    NOT_NHS_NUMBERS,
];

/// The key of the checks for updates in a state.
pub const UPDATE_CHECKS: &str = "update_checks";

impl StatePath {
    /// The item that it belongs to, or the top-level key if it belongs to none.
    pub fn item(&self) -> &str {
        match self {
            Self::Detail(subject, _) => subject,
            Self::Check(..) => UPDATE_CHECKS,
            Self::Word(id) | Self::Cell(id, ..) | Self::Field(id, _) => id,
        }
    }

    /// The same place in another item.
    pub fn moved_to(&self, item: &str) -> Self {
        let item = item.to_string();
        match self {
            Self::Detail(..) | Self::Check(..) => self.clone(),
            Self::Word(_) => Self::Word(item),
            Self::Cell(_, row, column) => Self::Cell(item, *row, column.clone()),
            Self::Field(_, key) => Self::Field(item, key.clone()),
        }
    }

    /// The same place in the first row: rows move, columns do not.
    pub fn in_any_row(&self) -> Self {
        match self {
            Self::Cell(id, _, column) => Self::Cell(id.clone(), 1, column.clone()),
            Self::Check(_, key) => Self::Check(1, key.clone()),
            other => other.clone(),
        }
    }

    /// Whether this place is, or is part of, the place with this name, such as
    /// `tell-patients`.
    pub fn is_in(&self, name: &str) -> bool {
        let path = self.to_string();
        path.strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

impl Display for StatePath {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Detail(subject, key) => write!(f, "{subject}.{key}"),
            Self::Word(id) => f.write_str(id),
            Self::Cell(id, row, column) => write!(f, "{id}.{row}.{column}"),
            Self::Field(id, key) => write!(f, "{id}.{key}"),
            Self::Check(row, key) => write!(f, "{UPDATE_CHECKS}.{row}.{key}"),
        }
    }
}

impl StatePath {
    /// Reads a path of a state whose subject has this id; rows count from 1.
    ///
    /// # Errors
    /// That the text is not a path, in words.
    pub fn read(text: &str, subject: &str) -> Result<Self, String> {
        let parts: Vec<_> = text.split('.').collect();
        let row = |text: &str| text.parse().ok().filter(|row| *row > 0);
        let path = match parts.as_slice() {
            [first, key] if *first == subject => {
                Some(Self::Detail(subject.into(), (*key).into()))
            }
            [UPDATE_CHECKS, number, key] => {
                row(number).map(|row| Self::Check(row, (*key).into()))
            }
            [id] => Some(Self::Word((*id).into())),
            [id, key] => Some(Self::Field((*id).into(), (*key).into())),
            [id, number, column] => {
                row(number).map(|row| Self::Cell((*id).into(), row, (*column).into()))
            }
            _ => None,
        };
        let path = path.filter(|_| parts.iter().all(|part| !part.is_empty()));
        path.ok_or_else(|| {
            format!("`{text}` is not a path, such as `sms-providers.2.contact`")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_they_are_written() {
        for text in [
            "site.opens_on",
            "sms-providers",
            "sms-providers.2.contact",
            "tell-patients.due",
            "update_checks.1.by",
        ] {
            let path = StatePath::read(text, "site").unwrap();
            assert_eq!(path.to_string(), text);
            assert_eq!(matches!(path, StatePath::Detail(..)), text.starts_with("site."));
        }
        for text in ["", "a.", ".b", "a.0.b", "a.x.b", "a.1.b.c", "update_checks.0.by"] {
            assert!(StatePath::read(text, "site").is_err(), "{text}");
        }
    }

    #[test]
    fn a_path_is_in_its_item_and_in_its_row_only() {
        let path = StatePath::read("sms.2.contact", "site").unwrap();
        assert!(["sms", "sms.2", "sms.2.contact"].iter().all(|name| path.is_in(name)));
        assert!(!["sm", "sms.20", "sms.2.con"].iter().any(|name| path.is_in(name)));
        assert_eq!(path.item(), "sms");
        assert_eq!(path.moved_to("texts").to_string(), "texts.2.contact");
    }
}

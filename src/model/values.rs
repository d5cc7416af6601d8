//! What a state says, value by value, each under the path that people know it by.
//!
//! Paths do not depend on how a state is written: a task's status may stand behind its id,
//! and an item may have an id of an earlier edition.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use crate::base::text::normal;
use crate::model::checklist::{Checklist, ColumnKind, Item, Table};
use crate::model::fit::PRACTICE_DATES;
use crate::model::state::{Answer, PRACTICE, State, Status, TASK, Typed};

/// Where a value stands in a state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Path {
    /// A detail of the practice, by its key.
    Practice(String),
    /// A word for a whole table, by its id.
    Word(String),
    /// A cell of a table: its id, the row from 1, the column.
    Cell(String, usize, String),
    /// What is known of a task: its id and a key.
    Field(String, String),
}

impl Path {
    /// The item that it belongs to, or `practice`.
    pub fn item(&self) -> &str {
        match self {
            Self::Practice(_) => "practice",
            Self::Word(id) | Self::Cell(id, ..) | Self::Field(id, _) => id,
        }
    }

    /// The same place in another item.
    pub fn moved_to(&self, item: &str) -> Self {
        let item = item.to_string();
        match self {
            Self::Practice(_) => self.clone(),
            Self::Word(_) => Self::Word(item),
            Self::Cell(_, row, column) => Self::Cell(item, *row, column.clone()),
            Self::Field(_, key) => Self::Field(item, key.clone()),
        }
    }

    /// Whether this is the path or a part of what it names, as in `tell-patients`.
    pub fn is_in(&self, name: &str) -> bool {
        let path = self.to_string();
        path.strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Practice(key) => write!(f, "practice.{key}"),
            Self::Word(id) => f.write_str(id),
            Self::Cell(id, row, column) => write!(f, "{id}.{row}.{column}"),
            Self::Field(id, key) => write!(f, "{id}.{key}"),
        }
    }
}

/// The items of a checklist, in its order.
#[derive(Debug)]
pub struct Items<'a>(Vec<Item<'a>>);

impl<'a> Items<'a> {
    /// The items of a checklist.
    pub fn of(checklist: &'a Checklist) -> Self {
        Self(checklist.items())
    }

    /// The item with an id, or that had it in an earlier edition.
    pub fn find(&self, id: &str) -> Option<Item<'a>> {
        let by_id = self.0.iter().find(|item| item.id() == id);
        let is_former = |item: &&Item| item.formerly().iter().any(|former| former == id);
        by_id.or_else(|| self.0.iter().find(is_former)).copied()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Item<'a>> + '_ {
        self.0.iter().copied()
    }

    /// The id that an item has now, if it is known.
    pub fn id<'n>(&'n self, id: &'n str) -> &'n str {
        self.find(id).map_or(id, Item::id)
    }

    /// The table with an id.
    pub fn table(&self, id: &str) -> Option<&'a Table> {
        match self.find(id)? {
            Item::Table(table) => Some(table),
            Item::Task(_) => None,
        }
    }

    /// Whether the checklist has such a place.
    pub fn has(&self, path: &Path) -> bool {
        match path {
            Path::Practice(key) => PRACTICE.iter().any(|(known, _)| known == key),
            Path::Word(id) => self.table(id).is_some(),
            Path::Cell(id, _, column) => self.column(id, column).is_some(),
            Path::Field(id, key) => {
                matches!(self.find(id), Some(Item::Task(_)))
                    && TASK.contains(&key.as_str())
            }
        }
    }

    /// The kind of a table's column.
    pub fn column(&self, id: &str, column: &str) -> Option<ColumnKind> {
        let columns = &self.table(id)?.columns;
        columns.iter().find(|known| known.id == column).map(|known| known.kind)
    }

    /// Whether a date is asked for at a place.
    pub fn is_date(&self, path: &Path) -> bool {
        match path {
            Path::Practice(key) => PRACTICE_DATES.contains(&key.as_str()),
            Path::Word(_) => false,
            Path::Cell(id, _, column) => matches!(
                self.column(id, column),
                Some(ColumnKind::Date | ColumnKind::DateOrYesNo)
            ),
            Path::Field(_, key) => key == "due" || key == "done",
        }
    }
}

/// What a state says, by path; what it leaves empty is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<Path, String>);

impl Values {
    /// The values of a state, under the ids that items have now.
    pub fn of(state: &State, items: &Items) -> Self {
        let mut values = Self::default();
        for (key, typed) in &state.practice {
            values.add(Path::Practice((*key).into()), typed);
        }
        for (id, answer) in &state.answers {
            let item = items.find(&id.text);
            let id = item.map_or(id.text.as_str(), Item::id).to_string();
            match answer {
                Answer::Word(typed) if matches!(item, Some(Item::Task(_))) => {
                    values.add(Path::Field(id, "status".into()), typed);
                }
                Answer::Word(typed) => values.add(Path::Word(id), typed),
                Answer::Rows(rows) => {
                    for (row, (_, cells)) in rows.iter().enumerate() {
                        for (column, typed) in cells {
                            let column = column.text.clone();
                            values.add(Path::Cell(id.clone(), row + 1, column), typed);
                        }
                    }
                }
                Answer::Fields(_, cells) => {
                    for (key, typed) in cells {
                        values.add(Path::Field(id.clone(), key.text.clone()), typed);
                    }
                }
            }
        }
        values
    }

    fn add(&mut self, path: Path, typed: &Typed) {
        self.set(path, &typed.text);
    }

    /// Sets or empties a value.
    pub fn set(&mut self, path: Path, value: &str) {
        if value.is_empty() {
            self.0.remove(&path);
        } else {
            self.0.insert(path, value.into());
        }
    }

    /// A value as it was typed; nothing if it is empty.
    pub fn get(&self, path: &Path) -> &str {
        self.0.get(path).map_or("", String::as_str)
    }

    /// All values, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.0.iter().map(|(path, value)| (path, value.as_str()))
    }

    /// The values of one item.
    pub fn of_item(&self, id: &str) -> impl Iterator<Item = (&Path, &str)> {
        self.iter().filter(move |(path, _)| path.item() == id)
    }

    /// The number of rows of a table that hold anything, counted to the last of them.
    pub fn rows(&self, id: &str) -> usize {
        let row = |(path, value): (&Path, &str)| match path {
            Path::Cell(_, row, _) if !value.trim().is_empty() => Some(*row),
            _ => None,
        };
        self.of_item(id).filter_map(row).max().unwrap_or(0)
    }
}

/// Whether two values of a place say the same, however they are written.
pub fn says_the_same(path: &Path, items: &Items, one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(normal);
    if one == other {
        return true;
    }
    let [one, other] = [one, other].map(|text| text.trim().to_lowercase());
    let is_word = match path {
        Path::Practice(_) => false,
        Path::Word(_) => true,
        Path::Cell(id, _, column) => matches!(
            items.column(id, column),
            Some(ColumnKind::YesNo | ColumnKind::DateOrYesNo)
        ),
        Path::Field(_, key) => key == "status",
    };
    let not_started = |word: &str| word == Status::NotStarted.words();
    let word = |text: &str| if not_started(text) { String::new() } else { text.into() };
    if is_word && word(&one) == word(&other) {
        return true;
    }
    let date = |text: &str| text.parse::<crate::base::date::Date>().ok();
    items.is_date(path) && date(&one).is_some() && date(&one) == date(&other)
}

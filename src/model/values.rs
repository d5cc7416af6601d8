//! The values of a state, each under its path.
//!
//! Paths do not depend on how a state is written: a task's status may follow its id
//! directly, and an item may have its id from an earlier edition.

pub mod align;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::text::normal;
use crate::model::about::About;
use crate::model::cell::ColumnKind;
use crate::model::checklist::{Checklist, Item, Table};
use crate::model::path::StatePath;
use crate::model::state::{State, Status, TASK, task_kind};
use crate::model::values::align::Row;

/// The items of a checklist, in its order, and the details of its subject.
#[derive(Debug)]
pub struct Items<'a> {
    items: Vec<Item<'a>>,
    /// The checklist.
    pub checklist: &'a Checklist,
    /// The details of the subject.
    pub about: &'a Arc<About>,
}

impl<'a> Items<'a> {
    /// The items of a checklist.
    pub fn of(checklist: &'a Checklist) -> Self {
        Self { items: checklist.items(), checklist, about: &checklist.about }
    }

    /// The item that has this id, or had it in an earlier edition.
    pub fn find(&self, id: &str) -> Option<Item<'a>> {
        let by_id = self.items.iter().find(|item| item.id() == id);
        let is_former = |item: &&Item| item.formerly().iter().any(|former| former == id);
        by_id.or_else(|| self.items.iter().find(is_former)).copied()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Item<'a>> + '_ {
        self.items.iter().copied()
    }

    /// The id that an item has now, if it is known.
    pub fn id<'n>(&'n self, id: &'n str) -> &'n str {
        self.find(id).map_or(id, Item::id)
    }

    /// A place in a state by the ids of now; a status behind the id of its task has its own
    /// key.
    pub fn current(&self, path: &StatePath) -> StatePath {
        if let StatePath::Detail(_, key) = path {
            let detail = self.about.detail(key);
            return self.about.path(detail.map_or(key.as_str(), |detail| &detail.id));
        }
        let item = self.find(path.item());
        let id = item.map_or(path.item(), Item::id);
        match path {
            StatePath::Word(_) if matches!(item, Some(Item::Task(_))) => {
                StatePath::Field(id.into(), "status".into())
            }
            path => path.moved_to(id),
        }
    }

    /// The table with an id.
    pub fn table(&self, id: &str) -> Option<&'a Table> {
        match self.find(id)? {
            Item::Table(table) => Some(table),
            Item::Task(_) => None,
        }
    }

    /// Whether the checklist has such a place.
    pub fn has(&self, path: &StatePath) -> bool {
        match path {
            StatePath::Word(id) => self.table(id).is_some(),
            StatePath::Field(id, key) => {
                matches!(self.find(id), Some(Item::Task(_)))
                    && TASK.contains(&key.as_str())
            }
            _ => self.kind(path).is_some(),
        }
    }

    /// What is asked for at a place; none if it holds a word for an item, such as a
    /// status, or if there is no such place.
    pub fn kind(&self, path: &StatePath) -> Option<ColumnKind> {
        match path {
            StatePath::Detail(_, id) => self.about.detail(id).map(|detail| detail.kind),
            StatePath::Cell(id, _, column) => {
                let columns = &self.table(id)?.columns;
                columns.iter().find(|known| known.id == *column).map(|known| known.kind)
            }
            StatePath::Field(_, key) => task_kind(key),
            StatePath::Word(_) | StatePath::Check(..) => None,
        }
    }
}

/// The values of a state by path, without empty ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<StatePath, String>);

impl Values {
    /// The values of a state, under the ids that items have now.
    pub fn of(state: &State, items: &Items) -> Self {
        let mut values = Self::default();
        for (path, typed) in state.walk() {
            if matches!(path, StatePath::Check(..)) {
                continue;
            }
            values.set(items.current(&path), &typed.text);
        }
        values
    }

    /// Sets or empties a value.
    pub fn set(&mut self, path: StatePath, value: &str) {
        if value.is_empty() {
            self.0.remove(&path);
        } else {
            self.0.insert(path, value.into());
        }
    }

    /// A value as it was typed; nothing if it is empty.
    pub fn get(&self, path: &StatePath) -> &str {
        self.0.get(path).map_or("", String::as_str)
    }

    /// All values, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&StatePath, &str)> {
        self.0.iter().map(|(path, value)| (path, value.as_str()))
    }

    /// The values of one item.
    pub fn of_item(&self, id: &str) -> impl Iterator<Item = (&StatePath, &str)> {
        self.iter().filter(move |(path, _)| path.item() == id)
    }

    /// The number of the last row of a table that is not empty.
    pub fn rows(&self, id: &str) -> usize {
        let row = |(path, value): (&StatePath, &str)| match path {
            StatePath::Cell(_, row, _) if !value.trim().is_empty() => Some(*row),
            _ => None,
        };
        self.of_item(id).filter_map(row).max().unwrap_or(0)
    }

    /// The rows of a table that say something, by their numbers.
    pub fn table(&self, id: &str) -> BTreeMap<usize, Row> {
        let mut rows: BTreeMap<usize, Row> = BTreeMap::new();
        for (path, value) in self.of_item(id) {
            if let StatePath::Cell(_, row, column) = path {
                rows.entry(*row).or_default().insert(column.clone(), value.into());
            }
        }
        rows.retain(|_, row| row.values().any(|text| !text.trim().is_empty()));
        rows
    }

    /// Gives a table other rows.
    pub fn set_rows<'r>(&mut self, id: &str, rows: impl Iterator<Item = &'r Row>) {
        let is_cell = |path: &StatePath| matches!(path, StatePath::Cell(..));
        self.0.retain(|path, _| path.item() != id || !is_cell(path));
        for (row, number) in rows.zip(1..) {
            for (column, text) in row {
                self.set(StatePath::Cell(id.into(), number, column.clone()), text);
            }
        }
    }
}

/// Whether two values for a place mean the same, however they are written.
pub fn says_the_same(path: &StatePath, items: &Items, one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(normal);
    if one == other {
        return true;
    }
    if let Some(kind) = items.kind(path) {
        return kind.says_the_same(&one, &other);
    }
    let is_word = matches!(path, StatePath::Word(_))
        || matches!(path, StatePath::Field(_, key) if key == "status");
    let word = |text: &str| match text.trim().to_lowercase() {
        word if word == Status::NotStarted.words() => String::new(),
        word => word,
    };
    is_word && word(&one) == word(&other)
}

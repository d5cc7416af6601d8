//! What shall change in a state.

use std::collections::BTreeMap;

use crate::model::path::StatePath;
use crate::model::values::Values;
use crate::model::values::align::{Row, cell, columns};

/// What changes in a state: an empty text empties a value.
pub type Changes = BTreeMap<StatePath, String>;

/// A row as it shall be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRow {
    /// Its number in the file as it is; none if it is new.
    pub from: Option<usize>,
    /// All its cells, without empty ones.
    pub cells: Row,
}

/// What changes in a state, rows that come and go included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revision {
    /// Values that change. Rows have the numbers that they have in the file as it is; a
    /// number beyond the last makes a row.
    pub changes: Changes,
    /// The tables in which rows come and go, by id: all rows that say something as they
    /// shall be, those of the file in the order that they have there. The others are taken
    /// out. `changes` has no cells of these tables.
    pub tables: BTreeMap<String, Vec<PlannedRow>>,
}

impl From<Changes> for Revision {
    fn from(changes: Changes) -> Self {
        Self { changes, tables: BTreeMap::new() }
    }
}

impl Revision {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.tables.is_empty()
    }

    /// Whether something changes in an item.
    pub fn is_about(&self, id: &str) -> bool {
        self.tables.contains_key(id) || self.changes.keys().any(|path| path.item() == id)
    }

    /// Leaves an item as it is.
    pub fn forget(&mut self, id: &str) {
        self.tables.remove(id);
        self.changes.retain(|path, _| path.item() != id);
    }

    /// The values that a state has then. The rows of tables in which rows come and go are
    /// counted from 1, without empty ones between them.
    pub fn of(&self, now: &Values) -> Values {
        let mut values = now.clone();
        for (path, text) in &self.changes {
            values.set(path.clone(), text);
        }
        for (id, rows) in &self.tables {
            values.set_rows(id, rows.iter().map(|row| &row.cells));
        }
        values
    }

    /// The values that change, rows as in [`of`](Self::of).
    pub fn values(&self, now: &Values) -> Changes {
        let mut values = self.changes.clone();
        for (id, rows) in &self.tables {
            let there = now.table(id);
            let nothing = Row::new();
            for (row, number) in rows.iter().zip(1..) {
                let old = row.from.and_then(|from| there.get(&from)).unwrap_or(&nothing);
                for column in columns(&[old, &row.cells]) {
                    let text = cell(&row.cells, column);
                    if cell(old, column) != text {
                        let path = StatePath::Cell(id.clone(), number, column.into());
                        values.insert(path, text.into());
                    }
                }
            }
        }
        values
    }
}

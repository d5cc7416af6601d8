//! As much of a page as changes a file.

use std::collections::BTreeMap;

use super::world::TABLE;
use crate::model::values::align::Row;

/// A value that waits for an answer on a page.
#[derive(Debug, Clone)]
pub(super) struct HeldValue {
    pub(super) path: String,
    pub(super) row: Option<Row>,
    pub(super) value: String,
    pub(super) now: String,
    pub(super) restores: Option<String>,
}

/// What a page sends.
#[derive(Debug, Clone, Default)]
pub(super) struct Sent {
    pub(super) path: String,
    pub(super) was: String,
    pub(super) value: String,
    pub(super) row: Option<Row>,
    pub(super) restores: Option<String>,
}

/// As much of a page as changes a file.
pub(super) struct Page {
    pub(super) known: BTreeMap<String, String>,
    pub(super) stamp: String,
    pub(super) held: Vec<HeldValue>,
}

impl Page {
    /// The rows that it shows, by number.
    pub(super) fn rows(&self) -> BTreeMap<usize, Row> {
        let mut rows = BTreeMap::<usize, Row>::new();
        for (path, text) in &self.known {
            if let [TABLE, row, column] = path.split('.').collect::<Vec<_>>()[..] {
                let row = rows.entry(row.parse().unwrap()).or_default();
                row.insert(column.into(), text.clone());
            }
        }
        rows.retain(|_, row| row.values().any(|text| !text.is_empty()));
        rows
    }
}

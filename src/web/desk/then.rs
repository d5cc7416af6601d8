//! What an earlier state says otherwise than the file does now.

use std::collections::BTreeSet;

use super::Sheet;
use crate::edition::earlier;
use crate::model::checklist::{Checklist, Table};
use crate::model::path::StatePath;
use crate::model::values::align::{Likeness, Pairing, Row, cell, columns};
use crate::model::values::{Items, Values, says_the_same};

/// A place that says something else now than then.
pub(crate) struct ThenAndNow {
    /// What the place is called.
    pub(crate) what: String,
    pub(crate) then: String,
    pub(crate) now: String,
}

/// What a place is called, for whoever reads the page.
pub(crate) fn title(path: &StatePath, checklist: &Checklist) -> String {
    earlier::title(path, checklist).unwrap_or_else(|| path.to_string())
}

/// What a row of a table is called.
pub(crate) fn row_title(id: &str, row: usize, checklist: &Checklist) -> String {
    let title = title(&StatePath::Word(id.into()), checklist);
    format!("{title}, row {row}")
}

/// What `then` says otherwise than `now`.
pub(crate) fn differences(then: &Sheet, now: &Sheet) -> Vec<ThenAndNow> {
    let checklist = &now.opened.checklist;
    let items = Items::of(checklist);
    let [then, now] = [then, now].map(|sheet| Values::of(&sheet.state(), &items));
    let versions = Versions { items, then, now };
    let mut found = versions.values();
    for item in versions.items.iter() {
        let table = versions.items.table(item.id());
        found.extend(table.into_iter().flat_map(|table| versions.rows(table)));
    }
    found
}

/// Two states of a file.
struct Versions<'a> {
    items: Items<'a>,
    then: Values,
    now: Values,
}

impl Versions<'_> {
    /// The values outside rows that differ.
    fn values(&self) -> Vec<ThenAndNow> {
        let all = self.then.iter().chain(self.now.iter()).map(|(path, _)| path);
        let is_cell = |path: &&StatePath| matches!(path, StatePath::Cell(..));
        let paths: BTreeSet<_> = all.filter(|path| !is_cell(path)).collect();
        let differs = |path: &StatePath| {
            self.differing(path, self.then.get(path), self.now.get(path))
        };
        paths.into_iter().filter_map(differs).collect()
    }

    /// A value, if it differs.
    fn differing(&self, path: &StatePath, then: &str, now: &str) -> Option<ThenAndNow> {
        let differs = !says_the_same(path, &self.items, then, now);
        differs.then(|| ThenAndNow {
            what: title(path, self.items.checklist),
            then: then.into(),
            now: now.into(),
        })
    }

    /// What differs in the rows of a table.
    fn rows(&self, table: &Table) -> Vec<ThenAndNow> {
        let id = &table.id;
        let rows = |values: &Values| -> (Vec<usize>, Vec<Row>) {
            values.table(id).into_iter().unzip()
        };
        let ((old_numbers, old), (numbers, new)) = (rows(&self.then), rows(&self.now));
        let whole = |number, then: Option<&Row>, now: Option<&Row>| {
            let what = row_title(id, number, self.items.checklist);
            let [then, now] = [then, now].map(|row| row.map(said).unwrap_or_default());
            vec![ThenAndNow { what, then, now }]
        };
        let pairings = Likeness::of(Some(table)).align(&old, &new).into_iter();
        let differing = pairings.flat_map(|pairing| match pairing {
            Pairing::Kept(..) => Vec::new(),
            Pairing::Removed(i) => whole(old_numbers[i], Some(&old[i]), None),
            Pairing::Added(j) => whole(numbers[j], None, Some(&new[j])),
            Pairing::Changed(i, j) => {
                let columns = columns(&[&old[i], &new[j]]).into_iter();
                let differs = |column: &str| {
                    let path = StatePath::Cell(id.clone(), numbers[j], column.into());
                    self.differing(&path, cell(&old[i], column), cell(&new[j], column))
                };
                columns.filter_map(differs).collect()
            }
        });
        differing.collect()
    }
}

/// A row in one line.
fn said(row: &Row) -> String {
    row.values().map(String::as_str).collect::<Vec<_>>().join(", ")
}

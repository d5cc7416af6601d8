//! Rows are removed, and put back.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Changed, Decision, Did, StateNow, work};
use crate::base::earlier::KeptBefore;
use crate::base::text::normal;
use crate::model::checklist::Table;
use crate::model::edit::{PlannedRow, Revision};
use crate::model::path::StatePath;
use crate::model::state::StateFile;
use crate::model::values::align::Row;
use crate::model::values::{Items, says_the_same};
use crate::web::desk::{Workplace, row_title};
use crate::web::history::Act;
use crate::web::reply::Reply;
use crate::web::view;

/// What the page sends when a row is removed.
#[derive(Deserialize)]
pub(crate) struct RemovedRow {
    table: String,
    row: usize,
    /// The cells of the row by column, as the page knew them.
    was: Row,
}

/// Removes a row.
pub(crate) fn remove(place: &Workplace, removed: RemovedRow) -> Reply {
    let decide =
        |before: &StateNow| before.without_row(&removed.table, removed.row, &removed.was);
    work(place, KeptBefore::Change, decide, |now, _| {
        let checklist = &now.filled.checklist;
        let table = Items::of(checklist).table(&removed.table);
        Reply::done().with(table.map(|table: &Table| view::table(now, table, 0)))
    })
}

impl StateNow<'_> {
    /// The file without a row, of which one must say what one knew; none if it says nothing.
    pub(super) fn without_row(&self, id: &str, number: usize, was: &Row) -> Decision {
        let number = self.number_now(id, number, was);
        let mut rows = self.values.table(id);
        let Some(row) = rows.remove(&number) else { return Ok(None) };
        for (column, now) in &row {
            let path = StatePath::Cell(id.into(), number, column.clone());
            let was = was.get(column).map_or("", String::as_str);
            if !says_the_same(&path, &self.items, now, was) {
                return Err(Reply::conflict(normal(now)));
            }
        }
        let file = self.with_rows(id, planned(rows))?;
        let row_title = row_title(id, number, self.items.checklist);
        let what = format!("removing {row_title}");
        let act = Act::Row { table: id.into(), number, row };
        Ok(Some(Changed { file, did: Did::New(what, act) }))
    }

    /// The file with a row that was removed.
    pub(super) fn with_row(
        &self,
        id: &str,
        number: usize,
        row: &Row,
    ) -> Result<StateFile, Reply> {
        let path = StatePath::Cell(id.into(), number, String::new());
        self.find_room(&path)?;
        let rows = self.values.table(id);
        let above = rows.keys().filter(|other| **other < number).count();
        let mut planned = planned(rows);
        planned.insert(above, PlannedRow { from: None, cells: row.clone() });
        self.with_rows(id, planned)
    }

    fn with_rows(&self, id: &str, rows: Vec<PlannedRow>) -> Result<StateFile, Reply> {
        let tables = BTreeMap::from([(id.to_string(), rows)]);
        self.edited(&Revision { tables, ..Revision::default() })
    }
}

/// Rows that stay as they are.
fn planned(rows: BTreeMap<usize, Row>) -> Vec<PlannedRow> {
    rows.into_iter().map(|(from, cells)| PlannedRow { from: Some(from), cells }).collect()
}

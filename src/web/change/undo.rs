//! Changes are undone, and done again: by the bytes of the file if nobody has changed it since,
//! else as any other change.

use std::cell::RefCell;

use serde::Deserialize;

use super::value::ChangedValue;
use super::{Changed, Decision, Did, StateNow, all_values, work};
use crate::base::earlier::KeptBefore;
use crate::edition::note;
use crate::model::path::StatePath;
use crate::model::state::StateFile;
use crate::model::values::align::Row;
use crate::web::desk::Workplace;
use crate::web::history::{Act, Step, Way};
use crate::web::reply::Reply;
use crate::web::view;

/// Why a change is not undone.
const CHANGED_SINCE: &str =
    "The file has been changed elsewhere since, so this cannot be taken back here.";

/// What the page sends to undo a change, or to do it again.
#[derive(Deserialize)]
pub(crate) struct Taken {
    back: bool,
}

/// Undoes the last change, or does one again that was undone.
pub(crate) fn undo(place: &Workplace, Taken { back }: Taken) -> Reply {
    let way = if back { Way::Back } else { Way::Forth };
    let taken = RefCell::new(None);
    let decide = |before: &StateNow| {
        let step = place.history().next(way).cloned();
        let step = step.ok_or_else(|| Reply::refused("There is nothing to undo."))?;
        let file = before.taken(&step, way).inspect_err(|reply| {
            if !reply.is_failed() {
                // It will not go better the next time; what came before it may.
                place.history().drop_next(way);
            }
        })?;
        let read = &before.sheet.file.source;
        let file = match file {
            Some(file) => file,
            None => before.with_bytes(Ok(read.bytes().to_vec()))?,
        };
        taken.replace(Some(step));
        Ok(Some(Changed { file, did: Did::Again(way) }))
    };
    let reply = work(place, KeptBefore::Change, decide, |now, values| {
        let mut reply = Reply::done().with([view::checks(now)]);
        let word = if back { "Undone" } else { "Done again" };
        if let Some(step) = taken.take() {
            reply.note = Some(format!("{word}: {}", step.what));
            reply.is_whole = matches!(step.act, Act::Whole);
        }
        reply.values = Some(all_values(values));
        reply
    });
    reply.with([view::history(&place.history())])
}

impl StateNow<'_> {
    /// The file after a step; none if it says that already.
    fn taken(&self, step: &Step, way: Way) -> Result<Option<StateFile>, Reply> {
        let file = self.sheet.file.source.bytes();
        if let Some(bytes) = step.bytes(file, &self.stamp, way) {
            return self.with_bytes(Ok(bytes)).map(Some);
        }
        let back = way == Way::Back;
        match &step.act {
            Act::Value { path, row, was, now } => {
                let after = with_cell(row, path, now);
                let (from, to) = if back { (now, was) } else { (was, now) };
                let change = ChangedValue {
                    path: path.to_string(),
                    value: to.clone(),
                    was: from.clone(),
                    row: Some(if back { after } else { row.clone() }),
                    ..ChangedValue::default()
                };
                let place = self.place_of(&change)?;
                file_of(self.change(&place, to, &change)).map_err(|mut reply| {
                    if reply.is_conflict() {
                        reply.path = Some(place.to_string());
                        reply.value = Some(to.clone());
                    }
                    reply
                })
            }
            Act::Row { table, number, row } => match back {
                true => self.with_row(table, *number, row).map(Some),
                false => file_of(self.without_row(table, *number, row)),
            },
            Act::Check(check) if back => {
                let file = &self.sheet.file.source;
                let bytes = note::without_check(file, &self.state, check);
                let bytes = bytes.ok_or_else(|| Reply::refused(CHANGED_SINCE))?;
                self.with_bytes(Ok(bytes)).map(Some)
            }
            Act::Check(check) => self.with_check(check),
            Act::Whole => Err(Reply::refused(CHANGED_SINCE)),
        }
    }
}

fn file_of(decision: Decision) -> Result<Option<StateFile>, Reply> {
    decision.map(|changed| changed.map(|changed| changed.file))
}

/// A row with a cell that says this.
fn with_cell(row: &Row, path: &StatePath, text: &str) -> Row {
    let mut row = row.clone();
    if let StatePath::Cell(_, _, column) = path {
        row.insert(column.clone(), text.into());
    }
    row
}

//! Changes are undone, and done again: by the bytes of the file if nobody has changed it since,
//! else as any other change.

use std::cell::RefCell;

use axum::body::Bytes;
use serde::Deserialize;

use super::value::ChangedValue;
use super::{Changed, Decision, Did, StateNow, UNREADABLE, all_values, work};
use crate::edition::note;
use crate::model::path::StatePath;
use crate::model::state::StateFile;
use crate::model::values::align::Row;
use crate::web::desk::{KeptBefore, Workplace};
use crate::web::history::{Act, Step, Way};
use crate::web::reply::Reply;
use crate::web::view;

/// Why a change is not undone.
const CHANGED_SINCE: &str =
    "The file has been changed elsewhere since, so this cannot be taken back here.";

/// What the page sends to undo a change, or to do it again.
#[derive(Deserialize)]
struct Taken {
    back: bool,
}

/// Undoes the last change, or does one again that was undone.
pub(crate) fn undo(place: &Workplace, body: &Bytes) -> Reply {
    let Ok(Taken { back }) = serde_json::from_slice(body) else {
        return Reply::refused(UNREADABLE);
    };
    let way = if back { Way::Back } else { Way::Forth };
    // What was undone, and what the page is to show as not saved.
    let (taken, held) = (RefCell::new(None), RefCell::new(None));
    let decide = |before: &StateNow| {
        let step = place.history().next(way).cloned();
        let step = step.ok_or_else(|| Reply::refused("There is nothing to undo."))?;
        let taken_file = before.taken(&step, way, &held);
        if taken_file.as_ref().is_err_and(|reply| !reply.is_failed()) {
            // It will not go better the next time; what came before it may.
            place.history().drop_next(way);
        }
        taken.replace(Some(step));
        let file = match taken_file? {
            Some(file) => file,
            None => before.with_bytes(Ok(before.sheet.file.source.bytes().to_vec()))?,
        };
        Ok(Some(Changed { file, did: Did::Again(way) }))
    };
    let mut reply = work(place, KeptBefore::Change, decide, |now, values| {
        let mut reply = Reply::done().with([view::checks(now)]);
        let word = if back { "Undone" } else { "Done again" };
        if let Some(step) = taken.take() {
            reply.note = Some(format!("{word}: {}", step.what));
            reply.is_whole = matches!(step.act, Act::Whole);
        }
        reply.values = Some(all_values(values));
        reply
    });
    if let Some((path, value)) = held.take() {
        (reply.path, reply.value) = (Some(path), Some(value));
    }
    reply.with([view::history(&place.history())])
}

impl StateNow<'_> {
    /// The file after a step; `held` takes the place and the value that conflict with what
    /// others have changed.
    fn taken(
        &self,
        step: &Step,
        way: Way,
        held: &RefCell<Option<(String, String)>>,
    ) -> Result<Option<StateFile>, Reply> {
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
                let decided = self.change(&place, to, &change);
                if decided.as_ref().is_err_and(Reply::is_conflict) {
                    held.replace(Some((place.to_string(), to.clone())));
                }
                file_of(decided)
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

//! What was saved here is put back where another program has overwritten it that knows no lock.

use super::{Changed, Did, StateNow, put};
use crate::base::earlier::KeptBefore;
use crate::base::problem::Outcome;
use crate::model::edit::Changes;
use crate::model::path::StatePath;
use crate::model::values::align::Row;
use crate::returned::merge::{Conflict, Side};
use crate::web::desk::{Overwritten, Sheet, Workplace, stamp};
use crate::web::history::Act;

/// What is said where something was put back.
pub(super) const PUT_BACK: &str = "Another program had overwritten the file with an earlier version of it. \
                        What you had saved since is in the file again; Undo takes it out.";

/// The state as it is now, with what was overwritten put back.
pub(crate) fn look_again(place: &Workplace) -> Outcome<Sheet> {
    let sheet = place.desk.read()?;
    if place.versions().is_last(&stamp(&sheet.file.source)) {
        return Ok(sheet);
    }
    let _turn = place.turn();
    let again = || -> Outcome<Sheet> {
        let _lock = place.desk.lock()?;
        put_back(place, place.desk.read()?)
    };
    // What cannot be put back just now will be later.
    Ok(again().unwrap_or(sheet))
}

/// The state that was read, with what was overwritten put back. Nobody else changes it
/// meanwhile.
pub(super) fn put_back(place: &Workplace, sheet: Sheet) -> Outcome<Sheet> {
    let read = &sheet.file.source;
    if place.versions().is_last(&stamp(read)) {
        return Ok(sheet);
    }
    let checklist = sheet.opened.checklist.clone();
    let now = StateNow::of(&sheet, &checklist);
    let Some(merged) = place.versions().merged(&now.values, &now.items) else {
        place.versions().push_read(read);
        return Ok(sheet);
    };
    let mut overwritten = now.overwritten(merged.conflicts);
    let mut after = None;
    if !merged.revision.is_empty() {
        match now.edited(&merged.revision) {
            Ok(file) => {
                let what = "putting back what another program had overwritten".into();
                let changed = Changed { file, did: Did::New(what, Act::Whole) };
                after = Some(put(place, &sheet, changed, KeptBefore::Change)?.0);
            }
            Err(_) => {
                let changes = merged.revision.values(&now.values);
                overwritten.extend(now.unsaved(changes));
            }
        }
    }
    let mut versions = place.versions();
    if after.is_none() {
        versions.push_read(read);
    }
    versions.is_put_back |= after.is_some();
    versions.overwritten.extend(overwritten);
    drop(versions);
    Ok(after.unwrap_or(sheet))
}

impl StateNow<'_> {
    /// What both have changed. A row that is gone and was changed here gets another place.
    fn overwritten(&self, conflicts: Vec<Conflict>) -> Vec<Overwritten> {
        let is_said = |conflict: &Conflict| conflict.taken_out != Some(Side::Form);
        let overwritten = |conflict: Conflict| {
            let Conflict { path, base, form, taken_out, .. } = conflict;
            let path = match (&path, taken_out) {
                (StatePath::Cell(id, row, column), Some(_)) => {
                    let below = self.values.rows(id) + row;
                    StatePath::Cell(id.clone(), below, column.clone())
                }
                _ => path,
            };
            Overwritten { row: self.row_of(&path), path, was: base, value: form }
        };
        conflicts.into_iter().filter(is_said).map(overwritten).collect()
    }

    /// Changes that cannot be made in the file, for somebody to look at.
    fn unsaved(&self, changes: Changes) -> impl Iterator<Item = Overwritten> {
        changes.into_iter().map(|(path, value)| {
            let row = self.row_of(&path);
            Overwritten { path, row, was: String::new(), value }
        })
    }

    /// Where a value that was overwritten has its place by now.
    pub(super) fn place_now(&self, overwritten: &Overwritten) -> StatePath {
        let Overwritten { path, row, .. } = overwritten;
        let place = self.located(path.clone(), Some(row));
        place
            .or_else(|| self.located(path.clone(), Some(&Row::new())))
            .unwrap_or(path.clone())
    }
}

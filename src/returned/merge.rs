//! Merges a form's changes into a state that may have changed as well: a three-way merge.
//!
//! Pure. The base is what the form was made with. A change on one side only is taken; a
//! value that both sides changed differently is a conflict, until the user chooses one. So
//! is a row that one side took out and the other changed.

mod rows;

use std::collections::BTreeSet;

use self::rows::merge_rows;
use crate::model::edit::{PlannedRow, Revision};
use crate::model::path::StatePath;
use crate::model::values::align::{Likeness, cell, columns};
use crate::model::values::{Items, Values, says_the_same};

/// Whose value to keep if both changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The form's.
    Form,
    /// The state's.
    State,
}

/// Whose values to keep: everywhere, or in one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Take {
    /// Whose values.
    pub side: Side,
    /// The item, or the path of one value; none for everywhere.
    pub of: Option<String>,
}

/// The values to merge.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// What the form was made with.
    pub base: &'a Values,
    /// What the form says now.
    pub form: &'a Values,
    /// What the state says now.
    pub state: &'a Values,
}

/// A value that both sides changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Its place. A row has the number that it has in the state, or in the form if the
    /// state has it no more.
    pub path: StatePath,
    /// What the form was made with.
    pub base: String,
    /// What the form says.
    pub form: String,
    /// What the state says.
    pub state: String,
    /// Who took out the whole row, if one side did.
    pub taken_out: Option<Side>,
}

/// The result of a merge.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// What changes in the state; where there is a conflict, nothing does.
    pub revision: Revision,
    /// The conflicts, in the order of their paths; those of whole tables come last.
    pub conflicts: Vec<Conflict>,
}

/// Merges. If `takes` says whose values to keep, there is no conflict.
///
/// A table cannot hold both rows and a word for the whole: that is a conflict as well.
pub fn merge(sides: Sides, items: &Items, takes: &[Take]) -> Merged {
    let mut merged = Merged::default();
    let paths = sides.base.iter().chain(sides.form.iter()).map(|(path, _)| path);
    let paths: BTreeSet<_> = paths.collect();
    let mut tables: BTreeSet<&str> = BTreeSet::new();
    for path in paths {
        if let StatePath::Cell(id, ..) = path {
            tables.insert(id);
            continue;
        }
        let [base, form, state] =
            [sides.base, sides.form, sides.state].map(|values| values.get(path));
        if base == form || says_the_same(path, items, form, state) {
            continue;
        }
        let take = take_of(path, takes);
        if says_the_same(path, items, base, state) || take == Some(Side::Form) {
            merged.revision.changes.insert(path.clone(), form.into());
        } else if take.is_none() {
            let [base, form, state] = [base, form, state].map(String::from);
            let (path, taken_out) = (path.clone(), None);
            merged.conflicts.push(Conflict { path, base, form, state, taken_out });
        }
    }
    for id in tables {
        let likeness = Likeness::of(items.table(id));
        let take = |path: &StatePath| take_of(path, takes);
        let rows = merge_rows(id, sides, likeness, &take, &mut merged.conflicts);
        revise_rows(id, sides.state, rows, &mut merged.revision);
    }
    merged.conflicts.sort_by(|one, other| one.path.cmp(&other.path));
    for item in items.iter() {
        if items.table(item.id()).is_some() {
            settle_table(item.id(), sides, takes, &mut merged);
        }
    }
    merged
}

/// Notes the rows that a table shall have: as changes of cells if none goes and new ones
/// are the last.
fn revise_rows(id: &str, state: &Values, rows: Vec<PlannedRow>, revision: &mut Revision) {
    let there = state.table(id);
    let (kept, new) = rows.split_at(rows.len().min(there.len()));
    let stays = kept.iter().map(|row| row.from).eq(there.keys().map(|row| Some(*row)));
    if !stays || new.iter().any(|row| row.from.is_some()) {
        revision.tables.insert(id.into(), rows);
        return;
    }
    let first = there.keys().max().map_or(1, |last| last + 1);
    let nothing = Default::default();
    let numbers = there.keys().copied().chain(first..);
    for (row, number) in rows.iter().zip(numbers) {
        let old = there.get(&number).unwrap_or(&nothing);
        for column in columns(&[old, &row.cells]) {
            let text = cell(&row.cells, column);
            if cell(old, column) != text {
                let path = StatePath::Cell(id.into(), number, column.into());
                revision.changes.insert(path, text.into());
            }
        }
    }
}

/// Whose value to keep in a place: a more specific `--take` wins over a less specific
/// one, and a later one over an earlier one.
pub(super) fn take_of(path: &StatePath, takes: &[Take]) -> Option<Side> {
    let fits = takes
        .iter()
        .filter(|take| take.of.as_deref().is_none_or(|name| path.is_in(name)));
    let narrowest = fits.max_by_key(|take| take.of.as_ref().map_or(0, String::len));
    narrowest.map(|take| take.side)
}

/// Resolves a table that would hold rows from one side and a word from the other.
fn settle_table(id: &str, sides: Sides, takes: &[Take], merged: &mut Merged) {
    let Merged { revision, conflicts } = merged;
    let result = revision.of(sides.state);
    let word = StatePath::Word(id.into());
    let has_both = says_something(result.get(&word)) && result.rows(id) > 0;
    if !revision.is_about(id) || !has_both {
        return;
    }
    match take_of(&word, takes) {
        Some(Side::Form) if says_something(sides.form.get(&word)) => {
            revision.tables.remove(id);
            revision.changes.retain(|path, _| path.item() != id || *path == word);
            for (path, _) in sides.state.of_item(id).filter(|(path, _)| **path != word) {
                revision.changes.insert(path.clone(), String::new());
            }
        }
        Some(Side::Form) => {
            revision.changes.insert(word, String::new());
        }
        take => {
            revision.forget(id);
            conflicts.retain(|conflict| conflict.path.item() != id);
            if take.is_none() {
                let [base, form, state] =
                    [sides.base, sides.form, sides.state].map(|values| all(id, values));
                let (path, taken_out) = (word, None);
                conflicts.push(Conflict { path, base, form, state, taken_out });
            }
        }
    }
}

/// Whether a word for a table says more than that nothing is known.
fn says_something(word: &str) -> bool {
    !matches!(word.trim().to_lowercase().as_str(), "" | "not started")
}

/// All the values of a table, in one line.
fn all(id: &str, values: &Values) -> String {
    let values = values.of_item(id).filter(|(_, value)| !value.trim().is_empty());
    values.map(|(_, value)| value).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;

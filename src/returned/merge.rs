//! Merges a form's changes into a state that may have changed as well: a three-way merge.
//!
//! Pure. The base is what the form was made with. A change on one side only is taken; a
//! value that both sides changed differently is a conflict, until the user chooses one.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::path::StatePath;
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
    /// Its place.
    pub path: StatePath,
    /// What the form was made with.
    pub base: String,
    /// What the form says.
    pub form: String,
    /// What the state says.
    pub state: String,
}

/// The result of a merge.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// What changes in the state.
    pub changes: BTreeMap<StatePath, String>,
    /// The conflicts, in the order of their paths.
    pub conflicts: Vec<Conflict>,
}

/// Merges. If `takes` says whose values to keep, there is no conflict.
///
/// A table cannot hold both rows and a word for the whole: that is a conflict as well.
pub fn merge(sides: Sides, items: &Items, takes: &[Take]) -> Merged {
    let mut merged = Merged::default();
    let paths = sides.base.iter().chain(sides.form.iter()).map(|(path, _)| path);
    let paths: BTreeSet<_> = paths.collect();
    for path in paths {
        let [base, form, state] =
            [sides.base, sides.form, sides.state].map(|values| values.get(path));
        if base == form || says_the_same(path, items, form, state) {
            continue;
        }
        let take = take_of(path, takes);
        if says_the_same(path, items, base, state) || take == Some(Side::Form) {
            merged.changes.insert(path.clone(), form.into());
        } else if take.is_none() {
            let [base, form, state] = [base, form, state].map(String::from);
            merged.conflicts.push(Conflict { path: path.clone(), base, form, state });
        }
    }
    for item in items.iter() {
        if items.table(item.id()).is_some() {
            settle_table(item.id(), sides, takes, &mut merged);
        }
    }
    merged
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
    let is_changed = |path: &StatePath| path.item() == id;
    if !merged.changes.keys().any(is_changed) {
        return;
    }
    let mut result = sides.state.clone();
    for (path, value) in merged.changes.iter().filter(|(path, _)| is_changed(path)) {
        result.set(path.clone(), value);
    }
    let word = StatePath::Word(id.into());
    if !says_something(result.get(&word)) || result.rows(id) == 0 {
        return;
    }
    match take_of(&word, takes) {
        Some(Side::Form) if says_something(sides.form.get(&word)) => {
            for (path, _) in result.of_item(id).filter(|(path, _)| **path != word) {
                merged.changes.insert(path.clone(), String::new());
            }
        }
        Some(Side::Form) => {
            merged.changes.insert(word, String::new());
        }
        take => {
            merged.changes.retain(|path, _| !is_changed(path));
            merged.conflicts.retain(|conflict| !is_changed(&conflict.path));
            if take.is_none() {
                let [base, form, state] =
                    [sides.base, sides.form, sides.state].map(|values| all(id, values));
                merged.conflicts.push(Conflict { path: word, base, form, state });
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

//! Merges the rows of a table. They are known by what they say, so a change lands on the
//! row that it was meant for, wherever that is by now.
//!
//! What both sides add is kept twice only if it differs: the same row added twice is one,
//! so that a form that is imported again adds nothing. Rows that both add and that are
//! about the same become one as well.

use std::collections::BTreeSet;

use super::{Conflict, Side, Sides};
use crate::model::edit::PlannedRow;
use crate::model::path::StatePath;
use crate::model::values::Values;
use crate::model::values::align::{Likeness, Pairing, Row, cell, columns};

/// What a side has done with a row of the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is this one now, and may say something else.
    Stays {
        at: usize,
        is_changed: bool,
    },
    Removed,
    /// It was changed to what the other side has as another row.
    Elsewhere,
}

/// The rows of a side.
struct Version {
    numbers: Vec<usize>,
    rows: Vec<Row>,
    /// What has become of each row of the base.
    fates: Vec<Fate>,
    /// The rows that are new before each row of the base, and behind the last.
    added: Vec<Vec<usize>>,
    /// The rows that the other side has as well, in whatever place.
    shared: BTreeSet<usize>,
}

impl Version {
    fn of(id: &str, values: &Values, base: &[Row], likeness: Likeness) -> Self {
        let (numbers, rows): (Vec<_>, Vec<_>) = values.table(id).into_iter().unzip();
        let mut fates = Vec::new();
        let mut added = vec![Vec::new()];
        for pairing in likeness.align(base, &rows) {
            let (fate, is_changed) = match pairing {
                Pairing::Added(at) => {
                    added[fates.len()].push(at);
                    continue;
                }
                Pairing::Kept(_, at) => (Some(at), false),
                Pairing::Changed(_, at) => (Some(at), true),
                Pairing::Removed(_) => (None, false),
            };
            fates.push(fate.map_or(Fate::Removed, |at| Fate::Stays { at, is_changed }));
            added.push(Vec::new());
        }
        Self { numbers, rows, fates, added, shared: BTreeSet::new() }
    }

    /// The row that was changed, if a row of the base was.
    fn changed(&self, index: usize) -> Option<usize> {
        match self.fates[index] {
            Fate::Stays { at, is_changed: true } => Some(at),
            _ => None,
        }
    }
}

/// Merges the rows of a table: gives the rows as they shall be, and adds conflicts.
/// `take` says whose value to keep in a place.
pub(super) fn merge_rows(
    id: &str,
    sides: Sides,
    likeness: Likeness,
    take: &dyn Fn(&StatePath) -> Option<Side>,
    conflicts: &mut Vec<Conflict>,
) -> Vec<PlannedRow> {
    let base: Vec<Row> = sides.base.table(id).into_values().collect();
    let version = |values| Version::of(id, values, &base, likeness);
    let (mut form, mut state) = (version(sides.form), version(sides.state));
    set_apart(&base, &mut form, &mut state, likeness);
    let mut merger = RowMerger { id, likeness, take, rows: Vec::new(), conflicts };
    for index in 0..=base.len() {
        merger.additions((&form, &form.added[index]), (&state, &state.added[index]));
        if let Some(row) = base.get(index) {
            merger.row(row, (&form, form.fates[index]), (&state, state.fates[index]));
        }
    }
    merger.rows
}

/// Finds the new rows of the form that the state has already, in whatever place: they are
/// not added again.
fn set_apart(base: &[Row], form: &mut Version, state: &mut Version, likeness: Likeness) {
    let mut left: BTreeSet<usize> = state.added.iter().flatten().copied().collect();
    left.extend((0..base.len()).filter_map(|index| state.changed(index)));
    let mut differ = Vec::new();
    for index in 0..base.len() {
        let Some(at) = form.changed(index) else { continue };
        let there = state.changed(index);
        let is_same =
            |there: &usize| likeness.is_same(&form.rows[at], &state.rows[*there]);
        match there.filter(is_same) {
            Some(there) => _ = left.remove(&there),
            None => differ.push((index, at)),
        }
    }
    let Version { rows, fates, added, .. } = form;
    let mut is_there = |at: usize| {
        let is_same = |there: &&usize| likeness.is_same(&rows[at], &state.rows[**there]);
        let there = left.iter().find(is_same).copied();
        there.is_some_and(|there| left.remove(&there) && state.shared.insert(there))
    };
    for added in added {
        added.retain(|at| !is_there(*at));
    }
    for (index, at) in differ {
        if is_there(at) {
            fates[index] = Fate::Elsewhere;
        }
    }
}

/// Collects the rows of the merged table, and conflicts.
struct RowMerger<'a> {
    id: &'a str,
    likeness: Likeness<'a>,
    take: &'a dyn Fn(&StatePath) -> Option<Side>,
    rows: Vec<PlannedRow>,
    conflicts: &'a mut Vec<Conflict>,
}

impl RowMerger<'_> {
    /// Adds what both sides have added in a place: the state's rows, then the form's.
    fn additions(&mut self, form: (&Version, &[usize]), state: (&Version, &[usize])) {
        let added: Vec<Row> = form.1.iter().map(|at| form.0.rows[*at].clone()).collect();
        // What the form has as well, elsewhere, is no other row of the form.
        let free = |at: &usize| match state.0.shared.contains(at) {
            true => Row::new(),
            false => state.0.rows[*at].clone(),
        };
        let there: Vec<Row> = state.1.iter().map(free).collect();
        for pairing in self.likeness.align(&there, &added) {
            let row = |at: usize| {
                let at = state.1[at];
                (state.0.numbers[at], state.0.rows[at].clone())
            };
            match pairing {
                Pairing::Removed(at) => self.keep(row(at)),
                Pairing::Added(at) => self.add(added[at].clone()),
                Pairing::Kept(at, other) | Pairing::Changed(at, other) => {
                    let (mine, row) = (row(at), &added[other]);
                    if self.likeness.is_akin(&mine.1, row) {
                        self.both(&Row::new(), row, mine);
                    } else {
                        self.keep(mine);
                        self.add(row.clone());
                    }
                }
            }
        }
    }

    /// Adds what has become of a row of the base.
    fn row(&mut self, base: &Row, form: (&Version, Fate), state: (&Version, Fate)) {
        let row = |(version, fate): (&'_ Version, Fate)| match fate {
            Fate::Stays { at, .. } => {
                Some((version.numbers[at], version.rows[at].clone()))
            }
            _ => None,
        };
        let is_elsewhere = form.1 == Fate::Elsewhere;
        match (row(form), row(state)) {
            (Some((_, form)), Some(state)) => {
                self.both(base, &form, state);
            }
            (Some((number, form)), None) => {
                if let Some(row) = self.one(base, &form, number, Side::State) {
                    self.add(row);
                }
            }
            (None, Some((number, state))) if is_elsewhere => {
                if !self.likeness.is_same(base, &state) {
                    self.keep((number, state));
                }
            }
            (None, Some((number, state))) => {
                if let Some(row) = self.one(base, &state, number, Side::Form) {
                    self.keep((number, row));
                }
            }
            (None, None) => {}
        }
    }

    fn keep(&mut self, (number, cells): (usize, Row)) {
        self.rows.push(PlannedRow { from: Some(number), cells });
    }

    fn add(&mut self, cells: Row) {
        self.rows.push(PlannedRow { from: None, cells });
    }

    /// A row that both sides have, cell by cell.
    fn both(&mut self, base: &Row, form: &Row, (number, state): (usize, Row)) {
        let mut row = state.clone();
        for column in columns(&[base, form, &state]) {
            let [was, form, state] = [base, form, &state].map(|row| cell(row, column));
            let is_same = |one, other| self.likeness.is_same_cell(column, one, other);
            if was == form || is_same(form, state) {
                continue;
            }
            let path = StatePath::Cell(self.id.into(), number, column.into());
            let take = (self.take)(&path);
            if is_same(was, state) || take == Some(Side::Form) {
                set(&mut row, column, form);
            } else if take.is_none() {
                self.conflict(path, [was, form, state], None);
            }
        }
        self.keep((number, row));
    }

    /// A row of the base that one side has taken out. If the other has changed it, that is
    /// a conflict in each cell that it has changed, until the user chooses.
    fn one(&mut self, base: &Row, kept: &Row, number: usize, out: Side) -> Option<Row> {
        let mut row = kept.clone();
        let mut is_kept = false;
        for column in columns(&[base, kept]) {
            let [was, now] = [base, kept].map(|row| cell(row, column));
            if self.likeness.is_same_cell(column, was, now) {
                continue;
            }
            let path = StatePath::Cell(self.id.into(), number, column.into());
            match (self.take)(&path) {
                Some(side) if side == out => set(&mut row, column, ""),
                Some(_) => is_kept = true,
                None => {
                    is_kept |= out == Side::Form;
                    let [form, state] = match out {
                        Side::Form => ["", now],
                        Side::State => [now, ""],
                    };
                    self.conflict(path, [was, form, state], Some(out));
                }
            }
        }
        is_kept.then_some(row)
    }

    fn conflict(
        &mut self,
        path: StatePath,
        [base, form, state]: [&str; 3],
        taken_out: Option<Side>,
    ) {
        let [base, form, state] = [base, form, state].map(String::from);
        self.conflicts.push(Conflict { path, base, form, state, taken_out });
    }
}

/// Sets or empties a cell.
fn set(row: &mut Row, column: &str, text: &str) {
    match text {
        "" => _ = row.remove(column),
        text => _ = row.insert(column.into(), text.into()),
    }
}

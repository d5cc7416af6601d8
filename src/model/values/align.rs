//! The rows of a table in two versions: which row of the one is which of the other.
//!
//! Rows have no names, only a place, and that changes when a row above comes or goes. So
//! they are known by what they say.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::text::normal;
use crate::model::checklist::Table;

/// The cells of a row by column, without empty ones.
pub type Row = BTreeMap<String, String>;

/// What has become of a row, by its index in either version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pairing {
    /// It says the same in both.
    Kept(usize, usize),
    /// It is the same row, and says something else.
    Changed(usize, usize),
    /// Only the old version has it.
    Removed(usize),
    /// Only the new version has it.
    Added(usize),
}

/// What a pair of equal rows counts: more than all that pairs of others do together.
const EQUAL: u64 = 1 << 32;

/// What the same first column counts: about as much as a few cells.
const SAME_NAME: u64 = 4;

/// How long the start of a name must be to stand for it.
const MIN_START: usize = 3;

/// The most pairs of rows that are compared. In tables with more, rows that are not equal
/// from the start or the end are taken to be others.
const MAX_PAIRS: usize = 1 << 20;

/// How the rows of a table are compared: dates and answers count by what they mean.
#[derive(Debug, Clone, Copy)]
pub struct Likeness<'a> {
    table: Option<&'a Table>,
}

impl<'a> Likeness<'a> {
    /// For a table; for rows of one that the checklist does not have, none.
    pub fn of(table: Option<&'a Table>) -> Self {
        Self { table }
    }

    /// Whether two cells of a column say the same.
    pub fn is_same_cell(&self, column: &str, one: &str, other: &str) -> bool {
        if one == other {
            return true;
        }
        let [one, other] = [one, other].map(normal);
        let mut columns = self.table.iter().flat_map(|table| &table.columns);
        let known = columns.find(|known| known.id == column);
        one == other || known.is_some_and(|known| known.kind.says_the_same(&one, &other))
    }

    /// Whether two rows say the same.
    pub fn is_same(&self, one: &Row, other: &Row) -> bool {
        let mut columns = columns(&[one, other]).into_iter();
        columns.all(|column| {
            self.is_same_cell(column, cell(one, column), cell(other, column))
        })
    }

    /// Whether two rows are about the same: they have the same first column, more or less,
    /// or more than half of their cells are the same.
    pub fn is_akin(&self, one: &Row, other: &Row) -> bool {
        let columns = columns(&[one, other]).len();
        self.has_same_name(one, other) || self.shared(one, other) * 2 > columns
    }

    /// The rows of two versions in order, those that are removed before those that are added
    /// in their place: first as many equal rows as can be paired without a change of order,
    /// then between them the rows that are most alike.
    pub fn align(&self, old: &[Row], new: &[Row]) -> Vec<Pairing> {
        let shorter = old.len().min(new.len());
        let is_equal = |at: &usize| self.is_same(&old[*at], &new[*at]);
        let first = (0..shorter).take_while(is_equal).count();
        let is_equal =
            |back: &usize| self.is_same(&old[old.len() - back], &new[new.len() - back]);
        let last = (1..=shorter - first).take_while(is_equal).count();
        let ends = [old.len() - last, new.len() - last];
        let mut pairings: Vec<_> = (0..first).map(|at| Pairing::Kept(at, at)).collect();
        pairings.extend(self.middle(old, new, first, ends));
        let back = |at| Pairing::Kept(ends[0] + at, ends[1] + at);
        pairings.extend((0..last).map(back));
        pairings
    }

    /// The rows from the first that differ to the last.
    fn middle(
        &self,
        old: &[Row],
        new: &[Row],
        first: usize,
        [old_end, new_end]: [usize; 2],
    ) -> Vec<Pairing> {
        let (height, width) = (old_end - first, new_end - first);
        if height.saturating_mul(width) > MAX_PAIRS {
            let removed = (first..old_end).map(Pairing::Removed);
            return removed.chain((first..new_end).map(Pairing::Added)).collect();
        }
        let worth = |(i, j)| self.worth(&old[first + i], &new[first + j]);
        let pairs = (0..height).flat_map(|i| (0..width).map(move |j| (i, j)));
        let worths: Vec<u64> = pairs.map(worth).collect();
        // The most that rows from here to the end can be worth.
        let mut best = vec![vec![0; width + 1]; height + 1];
        for i in (0..height).rev() {
            for j in (0..width).rev() {
                let alone = best[i + 1][j].max(best[i][j + 1]);
                best[i][j] = alone.max(worths[i * width + j] + best[i + 1][j + 1]);
            }
        }
        let (mut i, mut j) = (0, 0);
        let mut pairings = Vec::new();
        while i < height || j < width {
            let worth = if i < height && j < width { worths[i * width + j] } else { 0 };
            if worth > 0 && best[i][j] == worth + best[i + 1][j + 1] {
                let pair = if worth >= EQUAL { Pairing::Kept } else { Pairing::Changed };
                pairings.push(pair(first + i, first + j));
                (i, j) = (i + 1, j + 1);
            } else if i < height && best[i][j] == best[i + 1][j] {
                pairings.push(Pairing::Removed(first + i));
                i += 1;
            } else {
                pairings.push(Pairing::Added(first + j));
                j += 1;
            }
        }
        pairings
    }

    /// How much two rows speak for being one; nothing if they do not.
    fn worth(&self, one: &Row, other: &Row) -> u64 {
        if self.is_same(one, other) {
            return EQUAL;
        }
        let name = if self.has_same_name(one, other) { SAME_NAME } else { 0 };
        let shared = self.shared(one, other);
        match self.is_akin(one, other) || self.adds_to(one, other) {
            true => name + shared as u64,
            false => 0,
        }
    }

    /// How many cells two rows have in common.
    fn shared(&self, one: &Row, other: &Row) -> usize {
        let is_shared = |(column, text): &(&String, &String)| {
            self.is_same_cell(column, text, cell(other, column)) && !text.is_empty()
        };
        one.iter().filter(is_shared).count()
    }

    /// Whether two rows have a cell in common, and none that speaks against it.
    fn adds_to(&self, one: &Row, other: &Row) -> bool {
        let agrees = |(column, text): (&String, &String)| {
            let there = cell(other, column);
            there.is_empty() || self.is_same_cell(column, text, there)
        };
        self.shared(one, other) > 0 && one.iter().all(agrees)
    }

    /// Whether two rows have the same first column, whatever the case, or one that is the
    /// start of the other's, such as a name that was half typed.
    fn has_same_name(&self, one: &Row, other: &Row) -> bool {
        let Some(first) = self.table.and_then(|table| table.columns.first()) else {
            return false;
        };
        let [one, other] = [one, other].map(|row| letters(cell(row, &first.id)));
        let shorter = one.len().min(other.len());
        let is_start =
            shorter >= MIN_START && (one.starts_with(&other) || other.starts_with(&one));
        is_start || (shorter > 0 && one == other)
    }
}

/// The letters and digits of a text, in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A cell of a row; nothing if it is empty.
pub fn cell<'r>(row: &'r Row, column: &str) -> &'r str {
    row.get(column).map_or("", String::as_str)
}

/// The columns that any of these rows have.
pub fn columns<'r>(rows: &[&'r Row]) -> BTreeSet<&'r str> {
    rows.iter().flat_map(|row| row.keys()).map(String::as_str).collect()
}

#[cfg(test)]
mod tests;

//! Where the planned rows of a table go in its list: which rows of the list they take,
//! which go and which are new.

use super::PlannedRow;
use crate::model::values::align::Row;

/// A comment within a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remark {
    /// There is none.
    None,
    /// Only such as a new state has, which say what a column asks for.
    Given,
    /// Somebody wrote one.
    Own,
}

/// A row of the list.
#[derive(Debug)]
pub(super) struct ListRow {
    /// Its number in the state; none if it is nothing at all, and does not count.
    pub(super) number: Option<usize>,
    /// Its cells.
    pub(super) cells: Row,
    pub(super) remark: Remark,
}

/// A row of the list as it shall be.
#[derive(Debug)]
pub(super) struct LaidRow {
    /// Its index in the list as it is; none if it is new.
    pub(super) at: Option<usize>,
    pub(super) cells: Row,
    pub(super) is_counted: bool,
}

/// A list as it shall be.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) rows: Vec<LaidRow>,
    /// The indices of the rows that go.
    pub(super) gone: Vec<usize>,
    /// The numbers, as they are then, of rows that should go and only become empty, since
    /// somebody wrote a comment in them.
    pub(super) emptied: Vec<usize>,
}

impl Layout {
    /// Lays out planned rows; nothing if they are not rows of this list in its order.
    pub(super) fn of(list: &[ListRow], plan: &[PlannedRow]) -> Option<Self> {
        let mut layout = Self::default();
        let mut next = 0;
        let mut new = Vec::new();
        for row in plan {
            let Some(number) = row.from else {
                new.push(&row.cells);
                continue;
            };
            let is_it = |row: &ListRow| row.number == Some(number);
            let at = next + list[next..].iter().position(is_it)?;
            layout.between(list, next..at, std::mem::take(&mut new));
            layout.push(Some(at), row.cells.clone(), true);
            next = at + 1;
        }
        layout.between(list, next..list.len(), new);
        layout.keep_given(list);
        Some(layout)
    }

    fn push(&mut self, at: Option<usize>, cells: Row, is_counted: bool) {
        self.rows.push(LaidRow { at, cells, is_counted });
    }

    /// Lays out the rows between two that stay. New rows take the places of those that are
    /// empty or go, and what is written there; a row with somebody's comment is left alone.
    fn between(
        &mut self,
        list: &[ListRow],
        range: std::ops::Range<usize>,
        new: Vec<&Row>,
    ) {
        let mut new = new.into_iter();
        for at in range {
            let row = &list[at];
            let is_empty = row.cells.values().all(|text| text.trim().is_empty());
            if row.number.is_none() {
                self.push(Some(at), Row::new(), false);
            } else if !is_empty && row.remark == Remark::Own {
                self.push(Some(at), Row::new(), true);
                let counted = self.rows.iter().filter(|row| row.is_counted);
                self.emptied.push(counted.count());
            } else if let Some(cells) = new.next() {
                self.push(Some(at), cells.clone(), true);
            } else if is_empty {
                self.push(Some(at), row.cells.clone(), true);
            } else {
                self.gone.push(at);
            }
        }
        for cells in new {
            self.push(None, cells.clone(), true);
        }
    }

    /// Keeps an empty row for its comments that say what the columns ask for, if no row
    /// would be left.
    fn keep_given(&mut self, list: &[ListRow]) {
        let is_given = |at: &usize| list[*at].remark == Remark::Given;
        if self.rows.iter().any(|row| row.is_counted) {
            return;
        }
        if let Some(index) = self.gone.iter().position(is_given) {
            let at = self.gone.remove(index);
            let before = self.rows.iter().filter(|row| row.at < Some(at)).count();
            let row = LaidRow { at: Some(at), cells: Row::new(), is_counted: true };
            self.rows.insert(before, row);
        }
    }
}

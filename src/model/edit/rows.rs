//! Rows of a table that come and go in its list.

use std::collections::BTreeMap;

use super::layout::{Layout, ListRow, Remark};
use super::{Editor, OldFile, PlannedRow, Revision, content, refused, within};
use crate::base::problem::Outcome;
use crate::model::checklist::Table;
use crate::model::path::StatePath;
use crate::model::values::Values;
use crate::model::values::align::{Row, cell, columns};
use crate::yaml::edit::{Edit, Step};
use crate::yaml::node::{Node, Style};

impl OldFile<'_> {
    /// The lists in which rows come and go, as they shall be, by their tables.
    pub(super) fn layouts<'r>(
        &self,
        revision: &'r Revision,
        now: &Values,
        keeps_rows: bool,
    ) -> Outcome<BTreeMap<&'r str, Layout>> {
        let layout = |(id, plan): (&'r String, &'r Vec<PlannedRow>)| {
            let mut list = self.list(id, now);
            for row in list.iter_mut().filter(|_| keeps_rows) {
                row.remark = Remark::Own;
            }
            let layout = self.items.table(id).and_then(|_| Layout::of(&list, plan));
            let layout = layout.ok_or_else(|| refused(self.source, id))?;
            Ok((id.as_str(), layout))
        };
        revision.tables.iter().map(layout).collect()
    }

    /// The rows of a table's list. Rows that are nothing do not count.
    fn list(&self, id: &str, now: &Values) -> Vec<ListRow> {
        let place = self.place(id).0;
        let Some(node) = self.yaml.root.at(&place) else { return Vec::new() };
        let mut cells: BTreeMap<usize, Row> = BTreeMap::new();
        for (path, text) in now.of_item(id) {
            if let StatePath::Cell(_, row, column) = path {
                cells.entry(*row).or_default().insert(column.clone(), text.into());
            }
        }
        let mut last = 0;
        let row = |row: &Node| {
            let is_counted = !row.is_nothing();
            last += usize::from(is_counted);
            let number = is_counted.then_some(last);
            let cells = number.and_then(|number| cells.remove(&number));
            let remark = self.remark(row, node.style == Style::Flow);
            ListRow { number, cells: cells.unwrap_or_default(), remark }
        };
        node.rows().iter().map(row).collect()
    }

    /// What comments there are from the start of a row to the end of its last line.
    fn remark(&self, row: &Node, in_brackets: bool) -> Remark {
        let text = self.source.text();
        let end = row.span.end.max(row.after);
        let rest = text[end..].find('\n').filter(|_| !in_brackets);
        let all_of_it = if in_brackets { end } else { text.len() };
        let range = row.after.min(row.start)..rest.map_or(all_of_it, |line| end + line);
        let comments = self.yaml.comments.iter();
        let mut within =
            comments.filter(|comment| range.contains(&comment.start)).peekable();
        if within.peek().is_none() {
            return Remark::None;
        }
        let given = self.given_comments();
        match within.all(|comment| given.contains(text[comment.clone()].trim_end())) {
            true => Remark::Given,
            false => Remark::Own,
        }
    }
}

impl Editor<'_> {
    /// Gives a list its rows: those that stay change where they are, then some go, and then
    /// others come.
    pub(super) fn lay_out(
        &self,
        table: &Table,
        place: &[Step],
        layout: &Layout,
    ) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut number = 0;
        let mut new = Vec::new();
        for (index, row) in layout.rows.iter().enumerate() {
            number += usize::from(row.is_counted);
            match row.at {
                Some(at) if row.is_counted => {
                    edits.extend(self.laid_row(table, &within(place, at), &row.cells));
                }
                Some(_) => {}
                None => {
                    let value = self.new_row(table, number);
                    new.push(Edit::Insert { path: place.to_vec(), row: index, value });
                }
            }
        }
        let gone = layout.gone.iter().rev();
        edits.extend(gone.map(|at| Edit::Remove { path: within(place, *at) }));
        edits.extend(new);
        edits
    }

    /// Gives a row that stays its cells.
    fn laid_row(&self, table: &Table, place: &[Step], cells: &Row) -> Vec<Edit> {
        let Some(node) = self.root.at(place) else { return Vec::new() };
        let there = node.entries().iter().filter_map(|(key, _)| key.scalar());
        let known = table.columns.iter().map(|column| column.id.as_str());
        let mut keys: Vec<&str> = known.collect();
        for key in there.chain(columns(&[cells])) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let edit = |key: &str| {
            let text = cell(cells, key);
            let node = node.get(key);
            let old = node.and_then(Node::scalar).unwrap_or_default();
            (old != text).then(|| Edit::set(within(place, key), content(text)))
        };
        keys.into_iter().filter_map(edit).collect()
    }
}

#[cfg(test)]
mod tests;

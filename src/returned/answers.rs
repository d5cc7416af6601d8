//! The answers of a returned form, from its fields.
//!
//! Pure. Only a field whose content has changed since the form was made is an answer, so
//! whatever a form cannot show of its state survives.

mod cells;

use std::collections::HashMap;
use std::iter;

use ecow::{EcoString, eco_format};

use self::cells::{FieldState, compared, missing};
use crate::document::fields::{
    BOXES, CHECK, FormShape, fields, has_log, log_rows, row_count,
};
use crate::edition::verdict::Check;
use crate::model::answers::Fitted;
use crate::model::cell::{Boxes, joined};
use crate::model::checklist::{Checklist, Column, Item, MAX_ROWS, Table};
use crate::model::path::{StatePath, UPDATE_CHECKS};
use crate::model::state::{State, Status, TASK};
use crate::model::values::{Items, Values};
use crate::pdf::boxes::FilledField;

/// The word of a table that does not apply.
const NOT_APPLICABLE: &str = Status::NotApplicable.words();

/// The word for a table with nothing in it.
const NONE: &str = "none";

/// What a form was made with.
#[derive(Debug)]
pub struct Base<'a> {
    /// Its checklist.
    pub checklist: &'a Checklist,
    /// The checklist's items.
    pub items: &'a Items<'a>,
    /// The state.
    pub state: &'a State,
    /// The state's answers in their places.
    pub fitted: &'a Fitted,
}

/// What a form says.
#[derive(Debug, Default)]
pub struct Returned {
    /// Its answers.
    pub values: Values,
    /// Checks for updates that are new or changed.
    pub checks: Vec<Check>,
    /// Checks for updates that were removed.
    pub taken_out: Vec<Check>,
    /// Content that has no place in the checklist, with the names of the fields.
    pub kept: Vec<(String, String)>,
    /// Warnings, with advice.
    pub remarks: Vec<(EcoString, &'static str)>,
    /// The names of the fields that hold more than they show.
    pub overflowing: Vec<String>,
    /// How many of its fields the checklist has.
    pub known: usize,
}

impl Returned {
    /// Keeps what has no place.
    pub(super) fn keep(&mut self, name: String, text: String) {
        if !text.is_empty() {
            self.kept.push((name, text));
        }
    }
}

/// Reads the answers out of the fields of a form.
pub fn returned(base: &Base, filled: Vec<FilledField>) -> Returned {
    let rows = filled.iter().filter_map(|field| row(&field.name)).max();
    let most = rows.unwrap_or(1).clamp(1, MAX_ROWS);
    let rows = Some(most);
    // Once, every form had a log.
    let is_log = |field: &FilledField| field.name.starts_with(UPDATE_CHECKS);
    let has_log = filled.iter().any(is_log) || has_log(base.checklist, base.state);
    let expected = |rows| {
        let shape = FormShape { rows, has_log };
        fields(base.checklist, base.state, base.fitted, shape)
    };
    let mut returned = Returned::default();
    let names = filled.iter().map(|field| field.name.clone()).collect();
    let cells = compared(expected(rows), filled, &mut returned);
    if returned.known > 0 {
        let made = iter::once(None).chain((1..=most).map(Some)).map(expected);
        returned.remarks.extend(missing(made, &names));
    }
    let mut reader = AnswerReader { base, cells, returned };
    reader.returned.values = Values::of(base.state, base.items);
    reader.subject();
    reader.checks();
    for item in base.items.iter() {
        match item {
            Item::Table(table) => reader.table(table, rows),
            Item::Task(task) => reader.task(&task.id),
        }
    }
    reader.returned
}

/// The row in a field's name.
fn row(name: &str) -> Option<u32> {
    name.split('.').nth(1)?.parse().ok()
}

struct AnswerReader<'a> {
    base: &'a Base<'a>,
    cells: HashMap<String, FieldState>,
    returned: Returned,
}

impl AnswerReader<'_> {
    /// What a field holds, and whether that is new.
    fn holds(&self, name: &str) -> (&str, bool) {
        match self.cells.get(name) {
            Some(cell) => (&cell.holds, cell.holds != cell.made_with),
            None => ("", false),
        }
    }

    fn set(&mut self, path: StatePath) {
        let (text, is_new) = self.holds(&path.to_string());
        if is_new {
            let text = text.to_string();
            self.returned.values.set(path, &text);
        }
    }

    fn subject(&mut self) {
        let about = &self.base.checklist.about;
        for detail in about.iter() {
            self.set(about.path(&detail.id));
        }
    }

    fn task(&mut self, id: &str) {
        for key in TASK {
            self.set(StatePath::Field(id.into(), key.into()));
        }
        let name = format!("{id}.status");
        let (status, is_new) = self.holds(&name);
        if is_new && !status.is_empty() && Status::from_words(status).is_none() {
            let message = eco_format!("`{name}` is `{status}`, which is not a status");
            let hint = "correct it in the state file: a status is `not started`, `in \
                        progress`, `done` or `not applicable`";
            self.returned.remarks.push((message, hint));
        }
    }

    fn checks(&mut self) {
        let made = &self.base.state.update_checks;
        for row in 1..=log_rows(made.len()) {
            let name = |key: &str| format!("update_checks.{row}.{key}");
            let holds = CHECK.map(|key| self.holds(&name(key)));
            if !holds.iter().any(|(_, is_new)| *is_new) {
                continue;
            }
            let [date, by, found] = holds.map(|(text, _)| text.to_string());
            let old = made.get(row - 1).map(|check| Check {
                date: check.date,
                by: check.by.text.clone(),
                found: check.found,
            });
            if [&date, &by, &found].iter().all(|text| text.is_empty()) {
                self.returned.taken_out.extend(old);
                continue;
            }
            match (date.parse(), found.parse()) {
                (Ok(date), Ok(found)) if !by.is_empty() => {
                    self.returned.taken_out.extend(old);
                    self.returned.checks.push(Check { date, by, found });
                }
                _ => {
                    let message =
                        eco_format!("row {row} of the checks for updates is incomplete");
                    let hint = "a check needs the date when it was made, who made it, and \
                                the date that was found: correct it in the state \
                                file, where it is kept as a comment";
                    self.returned.remarks.push((message, hint));
                    let parts =
                        [date, by, found].into_iter().filter(|text| !text.is_empty());
                    let text = parts.collect::<Vec<_>>().join(", ");
                    self.returned.keep(format!("update_checks.{row}"), text);
                }
            }
        }
    }

    fn table(&mut self, table: &Table, rows: Option<u32>) {
        let id = &table.id;
        let Some(first) = table.columns.first() else { return };
        let (status, mut is_new) = self.holds(&format!("{id}.status"));
        let is_ticked = !status.is_empty();
        let word = StatePath::Word(id.clone());
        let none_before =
            self.returned.values.get(&word).trim().eq_ignore_ascii_case(NONE);
        let mut values = self.returned.values.clone();
        if none_before {
            values.set(StatePath::Cell(id.clone(), 1, first.id.clone()), NONE);
        }
        for row in 1..=row_count(table, self.base.fitted, rows) as usize {
            for column in &table.columns {
                if let Some(text) = self.cell(table, row, column) {
                    is_new = true;
                    values
                        .set(StatePath::Cell(id.clone(), row, column.id.clone()), &text);
                }
            }
        }
        if !is_new {
            return;
        }
        let filled = values.of_item(id).filter(|(path, value)| {
            matches!(path, StatePath::Cell(..)) && !value.trim().is_empty()
        });
        let filled: Vec<_> =
            filled.map(|(path, value)| (path.clone(), value.to_string())).collect();
        let said = match filled.as_slice() {
            [] if is_ticked => NOT_APPLICABLE,
            [(StatePath::Cell(_, 1, column), only)]
                if !is_ticked && *column == first.id && is_none(only) =>
            {
                values.set(filled[0].0.clone(), "");
                NONE
            }
            _ => "",
        };
        values.set(word, said);
        self.returned.values = values;
        if is_ticked && !filled.is_empty() {
            self.ticked_and_filled(table, first, &filled);
        }
    }

    /// What a cell holds, if it has changed.
    fn cell(&self, table: &Table, row: usize, column: &Column) -> Option<String> {
        let name = StatePath::Cell(table.id.clone(), row, column.id.clone()).to_string();
        if !matches!(column.kind.boxes(""), Boxes::YesNoAndDate(..)) {
            let (text, is_new) = self.holds(&name);
            return is_new.then(|| text.into());
        }
        let [(word, is_new_word), (date, is_new_date)] =
            BOXES.map(|part| self.holds(&format!("{name}.{part}")));
        (is_new_word || is_new_date).then(|| joined(word, date))
    }

    /// Keeps both the rows of a table and the tick that it does not apply,
    /// which becomes a row of its own.
    fn ticked_and_filled(
        &mut self,
        table: &Table,
        first: &Column,
        filled: &[(StatePath, String)],
    ) {
        let says_so = |(_, value): &(StatePath, String)| {
            value.trim().eq_ignore_ascii_case(NOT_APPLICABLE)
        };
        if !filled.iter().any(says_so) {
            let row = self.returned.values.rows(&table.id) + 1;
            let path = StatePath::Cell(table.id.clone(), row, first.id.clone());
            self.returned.values.set(path, NOT_APPLICABLE);
        }
        let message = eco_format!(
            "`{}` is ticked as not applicable but also has rows: both were kept, the \
             tick as a row",
            table.id
        );
        let hint =
            "ask what was meant, and remove the rows or the tick from the state file";
        self.returned.remarks.push((message, hint));
    }
}

fn is_none(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case(NONE)
}

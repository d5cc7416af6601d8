//! The answers of a form that came back, from its fields.
//!
//! Pure. Only a field that holds something else than the form was made with is an answer,
//! so what a form cannot show of its state survives.

use std::collections::{HashMap, HashSet};

use ecow::{EcoString, eco_format};

use crate::base::text::{is_control, normal};
use crate::document::fields::{CHECK, FieldKind, TickBox, fields, log_rows, row_count};
use crate::edition::verdict::Check;
use crate::model::answers::Fitted;
use crate::model::checklist::{Checklist, Column, ColumnKind, Item, MAX_ROWS, Table};
use crate::model::state::{PRACTICE, State, Status, TASK};
use crate::model::values::{Items, Path, Values};
use crate::pdf::boxes::{FieldContent, FilledField, Ticked};

/// The word of a table that does not concern the practice.
const NOT_APPLICABLE: &str = Status::NotApplicable.words();

/// The word of a table without anything in it.
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
    /// The state's answers at their places.
    pub fitted: &'a Fitted,
}

/// What a form says.
#[derive(Debug, Default)]
pub struct Returned {
    /// Its answers.
    pub values: Values,
    /// Checks for updates that are new or other ones.
    pub checks: Vec<Check>,
    /// Checks for updates that were taken out.
    pub taken_out: Vec<Check>,
    /// What has no place in the checklist, by the names of the fields.
    pub kept: Vec<(String, String)>,
    /// What to tell, with advice.
    pub remarks: Vec<(EcoString, &'static str)>,
    /// How many of its fields the checklist has.
    pub known: usize,
}

/// Reads the answers out of the fields of a form.
pub fn returned(base: &Base, filled: Vec<FilledField>) -> Returned {
    let rows = filled.iter().filter_map(|field| row(&field.name)).max();
    let rows = Some(rows.unwrap_or(1).clamp(1, MAX_ROWS));
    let mut reader =
        AnswerReader { base, cells: HashMap::new(), returned: Returned::default() };
    let expected = fields(base.checklist, base.state, base.fitted, rows);
    reader.compare(expected, filled);
    reader.returned.values = Values::of(base.state, base.items);
    reader.practice();
    reader.checks();
    for item in base.items.iter() {
        match item {
            Item::Table(table) => reader.table(table, rows),
            Item::Task(task) => reader.task(&task.id),
        }
    }
    reader.returned
}

/// The row that a field's name speaks of.
fn row(name: &str) -> Option<u32> {
    name.split('.').nth(1)?.parse().ok()
}

/// A field of the form, with what it was made with and what it holds.
struct Cell {
    made_with: String,
    holds: String,
}

struct AnswerReader<'a> {
    base: &'a Base<'a>,
    cells: HashMap<String, Cell>,
    returned: Returned,
}

impl AnswerReader<'_> {
    /// Sets what the fields hold beside what they were made with.
    fn compare(
        &mut self,
        expected: Vec<crate::document::fields::Field>,
        filled: Vec<FilledField>,
    ) {
        let mut kinds = HashMap::new();
        for field in expected {
            let cell = Cell { made_with: field.value.clone(), holds: field.value };
            kinds.insert(field.name.clone(), field.kind);
            self.cells.insert(field.name, cell);
        }
        let mut met = HashSet::new();
        for FilledField { name, content, .. } in filled {
            let kind = kinds.get(&name).copied();
            let (text, odd) = printable(&text(kind.unwrap_or(FieldKind::Lines), content));
            if !odd.is_empty() {
                let message = eco_format!(
                    "`{name}` has control characters: {} in their place",
                    odd.join(", ")
                );
                let hint = "they cannot be printed: correct the text in the state file";
                self.returned.remarks.push((message, hint));
            }
            let Some(cell) = self.cells.get_mut(&name) else {
                self.keep(name, text);
                continue;
            };
            self.returned.known += 1;
            let is_new = text != cell.made_with && text != cell.holds;
            if is_new && cell.holds == cell.made_with {
                cell.holds = text;
            } else if is_new && met.contains(&name) {
                self.keep(name.clone(), text);
            }
            met.insert(name);
        }
    }

    /// Keeps what has no place.
    fn keep(&mut self, name: String, text: String) {
        if !text.is_empty() {
            self.returned.kept.push((name, text));
        }
    }

    /// What a field holds, and whether that is new.
    fn holds(&self, name: &str) -> (&str, bool) {
        match self.cells.get(name) {
            Some(cell) => (&cell.holds, cell.holds != cell.made_with),
            None => ("", false),
        }
    }

    fn set(&mut self, path: Path, name: &str) {
        let (text, is_new) = self.holds(name);
        if is_new {
            let text = text.to_string();
            self.returned.values.set(path, &text);
        }
    }

    fn practice(&mut self) {
        for (key, _) in PRACTICE {
            self.set(Path::Practice(key.into()), &format!("practice.{key}"));
        }
    }

    fn task(&mut self, id: &str) {
        for key in TASK {
            self.set(Path::Field(id.into(), key.into()), &format!("{id}.{key}"));
        }
        let name = format!("{id}.status");
        let (status, is_new) = self.holds(&name);
        if is_new && !status.is_empty() && Status::from_words(status).is_none() {
            let message = eco_format!("`{name}` is `{status}`, which is no status");
            let hint = "a task is not started, in progress, done or not applicable: \
                        correct it in the state file";
            self.returned.remarks.push((message, hint));
        }
    }

    fn checks(&mut self) {
        let made = &self.base.state.update_checks;
        for row in 1..=log_rows(made.len()) {
            let name = |key: &str| format!("update_checks.{row}.{key}");
            let holds = CHECK.map(|(key, _)| self.holds(&name(key)));
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
                    let message = eco_format!(
                        "row {row} of the checks for updates is not complete"
                    );
                    let hint = "a check has the day it was made, who made it, and the date \
                                the guide shows: correct it in the state file, where it \
                                stands as a comment";
                    self.returned.remarks.push((message, hint));
                    let parts =
                        [date, by, found].into_iter().filter(|text| !text.is_empty());
                    let text = parts.collect::<Vec<_>>().join(", ");
                    self.keep(format!("update_checks.{row}"), text);
                }
            }
        }
    }

    fn table(&mut self, table: &Table, rows: Option<u32>) {
        let id = &table.id;
        let Some(first) = table.columns.first() else { return };
        let (status, mut is_new) = self.holds(&format!("{id}.status"));
        let is_ticked = !status.is_empty();
        let word = Path::Word(id.clone());
        let none_before =
            self.returned.values.get(&word).trim().eq_ignore_ascii_case(NONE);
        let mut values = self.returned.values.clone();
        if none_before {
            values.set(Path::Cell(id.clone(), 1, first.id.clone()), NONE);
        }
        for row in 1..=row_count(table, self.base.fitted, rows) as usize {
            for column in &table.columns {
                if let Some(text) = self.cell(table, row, column) {
                    is_new = true;
                    values.set(Path::Cell(id.clone(), row, column.id.clone()), &text);
                }
            }
        }
        if !is_new {
            return;
        }
        let filled = values.of_item(id).filter(|(path, value)| {
            matches!(path, Path::Cell(..)) && !value.trim().is_empty()
        });
        let filled: Vec<_> =
            filled.map(|(path, value)| (path.clone(), value.to_string())).collect();
        let said = match filled.as_slice() {
            [] if is_ticked => NOT_APPLICABLE,
            [(Path::Cell(_, 1, column), only)]
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

    /// What a cell holds, if that is new.
    fn cell(&self, table: &Table, row: usize, column: &Column) -> Option<String> {
        let name = format!("{}.{row}.{}", table.id, column.id);
        if column.kind != ColumnKind::DateOrYesNo {
            let (text, is_new) = self.holds(&name);
            return is_new.then(|| text.into());
        }
        let (word, is_new_word) = self.holds(&format!("{name}.yes_no"));
        let (date, is_new_date) = self.holds(&format!("{name}.date"));
        (is_new_word || is_new_date).then(|| match (word, date) {
            ("", date) => date.into(),
            (word, "") => word.into(),
            (word, date) if word.eq_ignore_ascii_case(date.trim()) => date.into(),
            (word, date) => format!("{word}, {date}"),
        })
    }

    /// Keeps both, the rows of a table and that it does not concern the practice, as a row
    /// of its own.
    fn ticked_and_filled(
        &mut self,
        table: &Table,
        first: &Column,
        filled: &[(Path, String)],
    ) {
        let says_so = |(_, value): &(Path, String)| {
            value.trim().eq_ignore_ascii_case(NOT_APPLICABLE)
        };
        if !filled.iter().any(says_so) {
            let row = self.returned.values.rows(&table.id) + 1;
            let path = Path::Cell(table.id.clone(), row, first.id.clone());
            self.returned.values.set(path, NOT_APPLICABLE);
        }
        let message = eco_format!(
            "`{}` is ticked as not applicable and has rows as well: both were kept, the tick \
             as a row",
            table.id
        );
        let hint =
            "ask what was meant, and take out the rows or the tick in the state file";
        self.returned.remarks.push((message, hint));
    }
}

fn is_none(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case(NONE)
}

/// What a field holds, in words.
fn text(kind: FieldKind, content: FieldContent) -> String {
    match (kind, content) {
        (FieldKind::Choice(boxes), FieldContent::Box(Some(ticked))) => {
            chosen(boxes, &ticked)
        }
        (FieldKind::Choice(boxes), FieldContent::Text(text)) => {
            named(boxes, &text).map_or_else(|| normal(&text), |one| one.words.into())
        }
        (_, FieldContent::Text(text)) => normal(&text),
        (_, FieldContent::Box(Some(ticked))) => {
            ticked.names.first().cloned().unwrap_or_default()
        }
        (_, FieldContent::Box(None)) => String::new(),
    }
}

/// The words of a box: by one of its names, else by its place, else what it is called.
fn chosen(boxes: &'static [TickBox], ticked: &Ticked) -> String {
    let by_name = ticked.names.iter().find_map(|name| named(boxes, name));
    let by_place = || match boxes {
        [only] => Some(only),
        _ => boxes.get(ticked.place?),
    };
    let called = || ticked.names.first().cloned().unwrap_or_default();
    by_name.or_else(by_place).map_or_else(called, |one| one.words.into())
}

/// The box of a name: its code, or words that somebody typed instead of ticking it.
fn named(boxes: &'static [TickBox], name: &str) -> Option<&'static TickBox> {
    let is_it = |word: &str| word.eq_ignore_ascii_case(name.trim());
    boxes.iter().find(|one| is_it(one.code) || is_it(one.words))
}

/// A text without control characters, which no state holds: what ends a line in a word
/// processor ends it here, others show as their codes. The codes come with it.
fn printable(text: &str) -> (String, Vec<String>) {
    let mut codes = Vec::new();
    let mut printable = String::new();
    for c in text.chars() {
        match c {
            '\u{b}' | '\u{c}' => printable.push('\n'),
            _ if is_control(c) => {
                let code = format!("[U+{:04X}]", u32::from(c));
                printable.push_str(&code);
                if !codes.contains(&code) {
                    codes.push(code);
                }
            }
            _ => printable.push(c),
        }
    }
    (normal(&printable), codes)
}

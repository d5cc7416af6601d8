//! The fields of a form: their names, what they are called, and what they hold.
//!
//! Pure, and the one place that knows how the answers of a state lie in fields: the form
//! is made of these, and a form that comes back is compared with them.

use ecow::eco_format;

use crate::base::problem::{Problem, warning};
use crate::base::text::normal;
use crate::model::about::SubjectDetail;
use crate::model::answers::{Fitted, TableAnswer, TaskAnswer};
use crate::model::cell::{Boxes, ColumnKind, YES_NO};
use crate::model::checklist::{Block, Checklist, Column, Table, Task};
use crate::model::path::StatePath;
use crate::model::state::{State, Status, Typed};

/// Rows of the log of checks for updates, at the least.
pub const LOG_ROWS: usize = 3;

/// Rows that a prefilled table has beyond those that are filled in.
const MORE_ROWS: usize = 2;

/// The keys of a check for updates.
pub const CHECK: [&str; 3] = ["date", "by", "found"];

/// The box of a table that does not apply.
const NOT_APPLICABLE: &[TickBox] = &[TickBox::of(Status::NotApplicable)];

/// The boxes of a column that asks for yes or no.
const ANSWERS: &[TickBox] = &[
    TickBox { code: YES_NO[0], words: YES_NO[0] },
    TickBox { code: YES_NO[1], words: YES_NO[1] },
];

/// The ends of the names of a cell's two fields, where it has boxes and a line beside them.
pub const BOXES: [&str; 2] = ["yes_no", "date"];

/// The boxes of a task; without any, it is not started.
const STATUS: &[TickBox] = &[
    TickBox::of(Status::InProgress),
    TickBox::of(Status::Done),
    TickBox::of(Status::NotApplicable),
];

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its full name, the path of its answer in a state: `sms-providers.1.organisation`.
    pub name: String,
    /// What it is called for a screen reader: section, item and column in words.
    pub label: String,
    /// What it holds.
    pub kind: FieldKind,
    /// What it is filled with: text in its [normal form](normal), the words of a box, or
    /// nothing.
    pub value: String,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of text.
    Line,
    /// Lines of text.
    Lines,
    /// One of a few boxes to tick, or none of them.
    Choice(&'static [TickBox]),
}

/// A box to tick.
#[derive(Debug, PartialEq, Eq)]
pub struct TickBox {
    /// What the layouts and the PDF call it.
    pub code: &'static str,
    /// What a state says where it is ticked, and a screen reader of it.
    pub words: &'static str,
}

impl TickBox {
    const fn of(status: Status) -> Self {
        Self { code: status.code(), words: status.words() }
    }
}

/// What a form has besides the fields that its checklist and its state always give it.
#[derive(Debug, Clone, Copy)]
pub struct FormShape {
    /// The number of rows of each table, instead of the checklist's own numbers.
    pub rows: Option<u32>,
    /// Whether it has a log of checks for updates.
    pub has_log: bool,
}

/// All fields of a checklist's form in reading order, with a state's answers in them.
pub fn fields(
    checklist: &Checklist,
    state: &State,
    fitted: &Fitted,
    shape: FormShape,
) -> Vec<Field> {
    let FormShape { rows, has_log } = shape;
    let mut lister =
        Lister { checklist, fitted, rows, section: String::new(), fields: Vec::new() };
    lister.subject(state);
    if has_log {
        lister.update_checks(state);
    }
    lister.body(&checklist.body);
    lister.fields
}

/// Whether a copy has a log of checks for updates: if anybody can check, or has.
pub fn has_log(checklist: &Checklist, state: &State) -> bool {
    checklist.published.is_some() || !state.update_checks.is_empty()
}

/// How many rows a table of a form has: the blank's, and always some to go on with.
pub fn row_count(table: &Table, fitted: &Fitted, rows: Option<u32>) -> u32 {
    let blank = rows.unwrap_or(table.rows);
    match fitted.tables.get(&table.id) {
        Some(TableAnswer::Rows(filled)) => blank.max((filled.len() + MORE_ROWS) as u32),
        _ => blank,
    }
}

/// The names of a table's cells that hold other words than the yes or no that is asked for:
/// they are no boxes.
pub fn as_text(table: &Table, fitted: &Fitted) -> Vec<String> {
    let Some(TableAnswer::Rows(rows)) = fitted.tables.get(&table.id) else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for (row, cells) in rows.iter().enumerate() {
        for (column, typed) in table.columns.iter().zip(cells) {
            let kind = column.kind;
            if kind == ColumnKind::YesNo && !has_boxes(kind, text(typed.as_ref())) {
                names.push(cell_name(table, row, column));
            }
        }
    }
    names
}

/// Warns of fields, by their names, that show less than they hold.
pub fn overflow_warning(names: &[String]) -> Option<Problem> {
    let shown: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    (!shown.is_empty()).then(|| {
        let shown = shown.join(", ");
        warning(eco_format!("fields with more text than they can show: {shown}")).with_hint(
            "nothing is lost: the field scrolls on screen, and the record prints all of it",
        )
    })
}

/// Goes through a checklist and lists its fields.
struct Lister<'a> {
    checklist: &'a Checklist,
    fitted: &'a Fitted,
    rows: Option<u32>,
    /// The title of the section that the fields stand in.
    section: String,
    fields: Vec<Field>,
}

impl Lister<'_> {
    fn add(&mut self, name: String, label: &str, kind: FieldKind, value: &str) {
        let label = if self.section.is_empty() {
            label.to_string()
        } else {
            format!("{}: {label}", self.section)
        };
        self.fields.push(Field { name, label, kind, value: normal(value) });
    }

    fn subject(&mut self, state: &State) {
        let about = &self.checklist.about;
        for SubjectDetail { id, title, .. } in about.iter() {
            let name = about.path(id).to_string();
            self.add(name, title, FieldKind::Line, state.detail(id));
        }
    }

    fn update_checks(&mut self, state: &State) {
        self.section = "Checks for updates".into();
        let shown = date_shown(self.checklist, "shows");
        let titles = ["Date checked", "Checked by", &shown];
        let checks = &state.update_checks;
        for row in 0..log_rows(checks.len()) {
            let values = checks.get(row).map(|check| {
                [check.date.slashed(), check.by.text.clone(), check.found.slashed()]
            });
            let values = values.unwrap_or_default();
            for ((key, title), value) in CHECK.into_iter().zip(titles).zip(values) {
                let name = StatePath::Check(row + 1, key.into()).to_string();
                let label = format!("row {}, {title}", row + 1);
                self.add(name, &label, FieldKind::Line, &value);
            }
        }
    }

    fn body(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Section { title, body } => {
                    let title = title.plain(self.checklist);
                    let outer = std::mem::replace(&mut self.section, title);
                    self.body(body);
                    self.section = outer;
                }
                Block::Table(table) => self.table(table),
                Block::Task(task) => self.task(task),
                _ => {}
            }
        }
    }

    fn table(&mut self, table: &Table) {
        let title = table.title.plain(self.checklist);
        let answer = self.fitted.tables.get(&table.id);
        let word = match answer {
            Some(TableAnswer::NotApplicable) => NOT_APPLICABLE[0].words,
            _ => "",
        };
        let name = format!("{}.status", table.id);
        self.add(name, &title, FieldKind::Choice(NOT_APPLICABLE), word);
        let rows = row_count(table, self.fitted, self.rows) as usize;
        for row in 0..rows {
            for (index, column) in table.columns.iter().enumerate() {
                let typed = match answer {
                    Some(TableAnswer::Rows(rows)) => {
                        rows.get(row).and_then(|cells| cells[index].as_ref())
                    }
                    _ => None,
                };
                let value = match answer {
                    Some(TableAnswer::None) if row == 0 && index == 0 => "none",
                    _ => text(typed),
                };
                let name = cell_name(table, row, column);
                let column_title = column.title.plain(self.checklist);
                let label = format!("{title}, row {}, {column_title}", row + 1);
                self.cell(column, name, &label, value);
            }
        }
    }

    fn cell(&mut self, column: &Column, name: String, label: &str, value: &str) {
        match column.kind.boxes(value) {
            Boxes::None(text) => self.add(name, label, FieldKind::Lines, text),
            Boxes::YesNo(word) => {
                self.add(name, label, FieldKind::Choice(ANSWERS), word);
            }
            Boxes::YesNoAndDate(word, date) => {
                let boxes = format!("{name}.{}", BOXES[0]);
                self.add(boxes, label, FieldKind::Choice(ANSWERS), word);
                let label = format!("{label}, date");
                let beside = format!("{name}.{}", BOXES[1]);
                self.add(beside, &label, FieldKind::Line, date);
            }
        }
    }

    fn task(&mut self, task: &Task) {
        let nothing = TaskAnswer::default();
        let answer = self.fitted.tasks.get(&task.id).unwrap_or(&nothing);
        let title = task.title.plain(self.checklist);
        let status = match answer.status {
            Status::NotStarted => "",
            status => status.words(),
        };
        let name = |key: &str| StatePath::Field(task.id.clone(), key.into()).to_string();
        let label = |what: &str| format!("{title}, {what}");
        self.add(name("status"), &title, FieldKind::Choice(STATUS), status);
        let lines = [
            ("owner", "Owner", &answer.owner),
            ("due", "Due", &answer.due),
            ("done", "Done on", &answer.done),
        ];
        for (key, what, typed) in lines {
            self.add(name(key), &label(what), FieldKind::Line, text(typed.as_ref()));
        }
        let notes = label("Notes. The record prints a long note in full");
        self.add(name("notes"), &notes, FieldKind::Lines, text(answer.notes.as_ref()));
    }
}

/// What the date is called that somebody finds where the checklist is published, which
/// `shows` it.
pub fn date_shown(checklist: &Checklist, shows: &str) -> String {
    let published = checklist.published.as_ref();
    let called = published.and_then(|published| published.called.as_ref());
    called.map_or("Date shown there".into(), |called| format!("Date {called} {shows}"))
}

/// Rows of the log of checks for updates, of which so many are filled in.
pub fn log_rows(checks: usize) -> usize {
    LOG_ROWS.max(checks + 1)
}

fn text(typed: Option<&Typed>) -> &str {
    typed.map_or("", |typed| &typed.text)
}

/// The name of a cell's field; rows count from 0 here, and from 1 there.
fn cell_name(table: &Table, row: usize, column: &Column) -> String {
    StatePath::Cell(table.id.clone(), row + 1, column.id.clone()).to_string()
}

/// Whether boxes can say what a cell says.
fn has_boxes(kind: ColumnKind, text: &str) -> bool {
    !matches!(kind.boxes(text), Boxes::None(_))
}

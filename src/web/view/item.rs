//! The checklist's own content: sections, texts, tables and tasks.

use maud::{Markup, html};

use super::edition::earlier_words;
use super::field::{Asked, Choice};
use crate::model::answers::{TableAnswer, TaskAnswer};
use crate::model::cell::ColumnKind;
use crate::model::checklist::{Block, Checklist, Column, Table, Task, Text, TextPart};
use crate::model::path::StatePath;
use crate::model::state::{Status, Typed};
use crate::web::desk::FilledToday;

/// The least blank rows of a table that has none.
const ROWS: usize = 1;

/// What a table can say as a whole.
const WORDS: [Choice; 3] = [
    ("", "List them below"),
    ("none", "There are none"),
    ("not applicable", "Not applicable"),
];

/// What a task can be.
const STATUS: [(Status, &str); 4] = [
    (Status::NotStarted, "Not started"),
    (Status::InProgress, "In progress"),
    (Status::Done, "Done"),
    (Status::NotApplicable, "Not applicable"),
];

/// Blocks, whose headings have this level.
pub(super) fn body(now: &FilledToday, blocks: &[Block], level: usize) -> Markup {
    html! { @for block in blocks { (self::block(now, block, level)) } }
}

fn block(now: &FilledToday, block: &Block, level: usize) -> Markup {
    let checklist = &*now.filled.checklist;
    let text = |text: &Text| words(checklist, text);
    match block {
        Block::Section { title, body: blocks } => html! {
            section { (heading(level, None, &text(title))) (body(now, blocks, level + 1)) }
        },
        Block::Paragraph(words) => html! { p { (text(words)) } },
        Block::List(entries) => {
            html! { ul { @for entry in entries { li { (text(entry)) } } } }
        }
        Block::Caution(words) => html! { p.caution { (text(words)) } },
        Block::Table(table) => one_table(now, table, level, 0),
        Block::Task(task) => self::task(now, task, level),
    }
}

/// A heading of a level from 2; deeper ones than HTML has are of its last.
fn heading(level: usize, id: Option<&str>, words: &Markup) -> Markup {
    match level {
        ..=2 => html! { h2 id=[id] tabindex=[id.map(|_| "-1")] { (words) } },
        3 => html! { h3 id=[id] tabindex=[id.map(|_| "-1")] { (words) } },
        4 => html! { h4 id=[id] tabindex=[id.map(|_| "-1")] { (words) } },
        5 => html! { h5 id=[id] tabindex=[id.map(|_| "-1")] { (words) } },
        _ => html! { h6 id=[id] tabindex=[id.map(|_| "-1")] { (words) } },
    }
}

/// Words with their placeholders filled in; the guide is a link.
fn words(checklist: &Checklist, text: &Text) -> Markup {
    html! {
        @for part in &text.0 {
            @match part {
                TextPart::Words(words) => { (words) },
                TextPart::LastUpdated => { (checklist.last_updated.slashed()) },
                TextPart::Guide => { (address(checklist.guide.as_deref().unwrap_or_default())) },
            }
        }
    }
}

/// An address as a link that opens beside the page.
pub(super) fn address(address: &str) -> Markup {
    html! {
        a href=(address) target="_blank" rel="noopener noreferrer" {
            (address) span.unseen { " (opens in a new tab)" }
        }
    }
}

/// The id of the heading of an item, which links lead to.
pub(super) fn anchor(id: &str) -> String {
    format!("item-{id}")
}

/// The id of a row, which links lead to.
pub(super) fn row_anchor(id: &str, row: usize) -> String {
    format!("row-{id}-{row}")
}

/// How deep a table's heading is.
fn level_of(blocks: &[Block], id: &str, level: usize) -> Option<usize> {
    blocks.iter().find_map(|block| match block {
        Block::Section { body, .. } => level_of(body, id, level + 1),
        Block::Table(table) => (table.id == id).then_some(level),
        _ => None,
    })
}

/// A table, with so many rows at the least.
pub(crate) fn table(now: &FilledToday, table: &Table, rows: usize) -> Markup {
    let level = level_of(&now.filled.checklist.body, &table.id, 2);
    one_table(now, table, level.unwrap_or(2), rows)
}

fn one_table(now: &FilledToday, table: &Table, level: usize, rows: usize) -> Markup {
    let checklist = &*now.filled.checklist;
    let title = table.title.plain(checklist);
    let nothing = Vec::new();
    let (word, filled) = match now.filled.fitted.tables.get(&table.id) {
        Some(TableAnswer::None) => ("none", &nothing),
        Some(TableAnswer::NotApplicable) => ("not applicable", &nothing),
        Some(TableAnswer::Rows(filled)) => ("", filled),
        Some(TableAnswer::Empty) | None => ("", &nothing),
    };
    let whole = Asked {
        path: StatePath::Word(table.id.clone()),
        label: "All in all",
        of: &title,
        kind: ColumnKind::Text,
        is_long: false,
    };
    let used = filled.iter().enumerate();
    let used = used.filter(|(_, cells)| cells.iter().any(Option::is_some));
    let mut shown: Vec<_> =
        used.map(|(index, cells)| (index + 1, cells.as_slice())).collect();
    let least = if shown.is_empty() { ROWS } else { 0 };
    // New rows stand below all that are in the file, empty ones as well.
    let new = filled.len() + 1..;
    let missing = rows.max(least).saturating_sub(shown.len());
    shown.extend(new.take(missing).map(|row| (row, &[][..])));
    let id = anchor(&table.id);
    html! {
        section.item id=(format!("{id}-whole")) aria-labelledby=(id) data-table=(table.id) {
            (heading(level, Some(&id), &words(checklist, &table.title)))
            (earlier_words(now, &table.id))
            div.whole { (whole.choices(word, &WORDS, word)) }
            @if word.is_empty() {
                @for (number, (row, cells)) in shown.iter().enumerate() {
                    (self::row(now, (table, &title), (number + 1, *row), cells))
                }
                button.add type="button" data-rows=(shown.len()) {
                    "Add a row" span.unseen { ", " (title) }
                }
            }
        }
    }
}

/// A row of a table: the number that is shown, and the one in the file.
fn row(
    now: &FilledToday,
    (table, title): (&Table, &str),
    (number, row): (usize, usize),
    cells: &[Option<Typed>],
) -> Markup {
    let cell = |index: usize| {
        let typed = cells.get(index).and_then(Option::as_ref);
        typed.map_or("", |typed| typed.text.as_str())
    };
    let who = cell(0).trim();
    let of = format!("row {number}, {title}");
    let path =
        |column: &Column| StatePath::Cell(table.id.clone(), row, column.id.clone());
    html! {
        fieldset.row id=(row_anchor(&table.id, row)) data-row=(row) tabindex="-1" {
            legend { "Row " (number) span.who { @if !who.is_empty() { ", " (who) } } }
            @for (index, column) in table.columns.iter().enumerate() {
                (Asked {
                    path: path(column),
                    label: &column.title.plain(&now.filled.checklist),
                    of: &of,
                    kind: column.kind,
                    is_long: false,
                }.field(now, cell(index)))
            }
            button.remove.quiet type="button" {
                "Remove" span.unseen {
                    " row " (number) span.who { @if !who.is_empty() { ", " (who) } }
                    ", " (title)
                }
            }
        }
    }
}

fn task(now: &FilledToday, task: &Task, level: usize) -> Markup {
    let checklist = &*now.filled.checklist;
    let title = task.title.plain(checklist);
    let nothing = TaskAnswer::default();
    let answer = now.filled.fitted.tasks.get(&task.id).unwrap_or(&nothing);
    let asked = |key: &str, label, kind| Asked {
        path: StatePath::Field(task.id.clone(), key.into()),
        label,
        of: &title,
        kind,
        is_long: key == "notes",
    };
    let fields = [
        ("owner", "Owner", ColumnKind::Text, &answer.owner),
        ("due", "Due", ColumnKind::Date, &answer.due),
        ("done", "Done on", ColumnKind::Date, &answer.done),
        ("notes", "Notes", ColumnKind::Text, &answer.notes),
    ];
    let choices = STATUS.map(|(status, words)| (status.words(), words));
    let (id, status) = (anchor(&task.id), answer.status.words());
    html! {
        section.item id=(format!("{id}-whole")) aria-labelledby=(id) {
            (heading(level, Some(&id), &words(checklist, &task.title)))
            (earlier_words(now, &task.id))
            (asked("status", "Status", ColumnKind::Text).choices(status, &choices, status))
            @for (key, label, kind, typed) in fields {
                @let text = typed.as_ref().map_or("", |typed| typed.text.as_str());
                (asked(key, label, kind).field(now, text))
            }
        }
    }
}

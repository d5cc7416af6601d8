//! The checklist's own content, with what was filled in: sections, texts, tables and tasks.

use crate::base::geometry::{INSETS, TEXT_WIDTH, widths};
use crate::document::columns::{Share, column_widths};
use crate::document::fields::{as_text, row_count};
use crate::document::schema::{
    BlockContent, DocumentKind, EarlierContent, TableColumn, TableContent, TaskContent,
};
use crate::document::text::runs::{self, Run};
use crate::document::writer::{Space, Writer};
use crate::model::answers::{TableAnswer, TaskAnswer};
use crate::model::checklist::{Block, Column, Table, Task, Text};
use crate::model::path::StatePath;
use crate::model::state::Typed;

/// Millimetres a character of a column's title takes on the average, in semibold 9.5 pt.
const TITLE_CHARACTER: f64 = 2.0;

/// How many times the least width of its column the longest word of a title may take.
const MOST: f64 = 1.3;

/// How many times smaller a column's title is than running text.
const TITLE_SCALE: f64 = 12.0 / 9.5;

impl Writer<'_> {
    fn is_record(&self) -> bool {
        self.kind == DocumentKind::Record
    }

    pub(crate) fn body(&self, blocks: &[Block], level: usize) -> Vec<BlockContent> {
        blocks.iter().map(|block| self.block(block, level)).collect()
    }

    fn block(&self, block: &Block, level: usize) -> BlockContent {
        match block {
            Block::Section { title, body } => BlockContent::Section {
                level,
                title: self.text(title, runs::LINE),
                body: self.body(body, level + 1),
            },
            Block::Paragraph(text) => {
                BlockContent::Paragraph { text: self.text(text, runs::LINE) }
            }
            Block::List(entries) => BlockContent::List {
                entries: entries.iter().map(|text| self.text(text, runs::LINE)).collect(),
            },
            Block::Caution(text) => self.caution(text),
            Block::Table(table) => self.table(table, level),
            Block::Task(task) => self.task(task, level),
        }
    }

    /// Parts a caution's lead from the rest: up to three words with a colon.
    fn caution(&self, text: &Text) -> BlockContent {
        let mut runs = self.text(text, runs::LINE);
        let mut lead = String::new();
        if let Some(Run::Words { words }) = runs.first_mut()
            && let Some((first, rest)) = words.split_once(": ")
            && first.split_whitespace().count() <= 3
        {
            lead = format!("{first}:");
            *words = format!(" {rest}");
        }
        BlockContent::Caution { lead, text: runs }
    }

    fn table(&self, table: &Table, level: usize) -> BlockContent {
        let columns = self.columns(table);
        let answer = self.is_record().then(|| self.table_answer(table, &columns));
        BlockContent::Table {
            id: table.id.clone(),
            level,
            title: self.text(&table.title, runs::LINE),
            columns,
            rows: match self.kind {
                DocumentKind::Form => row_count(table, self.fitted, self.settings.rows),
                _ => self.settings.rows.unwrap_or(table.rows),
            },
            as_text: match self.kind {
                DocumentKind::Form => as_text(table, self.fitted),
                _ => Vec::new(),
            },
            earlier: self.earlier(&table.id),
            answer,
        }
    }

    fn task(&self, task: &Task, level: usize) -> BlockContent {
        BlockContent::Task {
            id: task.id.clone(),
            level,
            title: self.text(&task.title, runs::LINE),
            lines: task.lines,
            earlier: self.earlier(&task.id),
            answer: self.is_record().then(|| self.task_answer(task)),
        }
    }

    /// The columns of a table. A record has not to leave room for a pen, but for dates.
    fn columns(&self, table: &Table) -> Vec<TableColumn> {
        let mut columns: Vec<_> =
            table.columns.iter().map(|column| self.column(column)).collect();
        if self.is_record() {
            let shares =
                table.columns.iter().zip(&columns).map(|(column, printed)| Share {
                    is_date: column.kind.has_dates(),
                    weight: printed.weight.into(),
                    least: f64::from(column.kind.least_width()),
                    title: longest_word(&column.title.plain(self.checklist)),
                });
            let shares: Vec<_> = shares.collect();
            if let Some(widths) = column_widths(&shares, self.settings.page.large_print) {
                for (column, width) in columns.iter_mut().zip(widths) {
                    column.weight = width;
                }
            }
        }
        columns
    }

    fn column(&self, column: &Column) -> TableColumn {
        let least = f64::from(column.kind.least_width());
        let word = longest_word(&column.title.plain(self.checklist)) + INSETS;
        // A word that would take much more room is cut.
        let weight = if word > MOST * least { least } else { least.max(word) }.ceil();
        // Titles are smaller than the text that the widths of words are measured in.
        let title = self.text(&column.title, least.max((weight - INSETS) * TITLE_SCALE));
        let weight = weight as u32;
        TableColumn { id: column.id.clone(), title, kind: column.kind.word(), weight }
    }

    /// What a record says for a table of these columns.
    pub(crate) fn table_answer(
        &self,
        table: &Table,
        columns: &[TableColumn],
    ) -> TableContent {
        let rows = match self.fitted.tables.get(&table.id) {
            None | Some(TableAnswer::Empty) => return TableContent::Empty,
            Some(TableAnswer::None) => return TableContent::None,
            Some(TableAnswer::NotApplicable) => return TableContent::NotApplicable,
            Some(TableAnswer::Rows(rows)) => rows,
        };
        let weights: Vec<_> =
            columns.iter().map(|column| f64::from(column.weight)).collect();
        let total: f64 = weights.iter().sum();
        let cell = |row: usize, column: usize, typed: &Typed| {
            let is_date = table.columns[column].kind.has_dates();
            let id = table.columns[column].id.clone();
            let path = StatePath::Cell(table.id.clone(), row + 1, id);
            let width = TEXT_WIDTH * weights[column] / total - INSETS;
            self.answer(path, typed, is_date, self.cell(width))
        };
        let rows = rows.iter().enumerate();
        let used = rows.filter(|(_, cells)| cells.iter().any(Option::is_some));
        let rows = used.map(|(row, cells)| {
            let cells = cells.iter().enumerate();
            cells
                .map(|(column, typed)| Some(cell(row, column, typed.as_ref()?)))
                .collect()
        });
        TableContent::Rows { rows: rows.collect() }
    }

    pub(crate) fn task_answer(&self, task: &Task) -> TaskContent {
        let nothing = TaskAnswer::default();
        let answer = self.fitted.tasks.get(&task.id).unwrap_or(&nothing);
        let field = |key: &str, typed: &Option<Typed>, is_date, space| {
            let path = StatePath::Field(task.id.clone(), key.into());
            typed.as_ref().map(|typed| self.answer(path, typed, is_date, space))
        };
        let (owner, date) =
            (Space::in_row(widths::TASK_OWNER), Space::in_row(widths::DATE));
        let notes = self.cell(TEXT_WIDTH - 2.0 * INSETS);
        TaskContent {
            status: answer.status,
            owner: field("owner", &answer.owner, false, owner),
            due: field("due", &answer.due, true, date),
            done: field("done", &answer.done, true, date),
            notes: field("notes", &answer.notes, false, notes),
        }
    }

    /// The other words that an item's answer was given to.
    pub(crate) fn earlier(&self, id: &str) -> Option<EarlierContent> {
        let earlier = self.fitted.earlier.get(id)?;
        let words = earlier.words.as_ref().map(|words| {
            words.iter().map(|words| self.words(&words.then, runs::LINE)).collect()
        });
        Some(EarlierContent { edition: earlier.edition.to_string(), words })
    }
}

/// Millimetres that the longest word of a column's title takes.
fn longest_word(title: &str) -> f64 {
    let longest = title.split_whitespace().map(|word| word.chars().count()).max();
    longest.unwrap_or(0) as f64 * TITLE_CHARACTER
}

//! The checklist's own content, with what was filled in: sections, texts, tables and tasks.

mod columns;

use self::columns::{Print, Share};
use crate::base::geometry::{
    INSETS, TEXT_WIDTH, label_scale, notes_width, scale, widths,
};
use crate::document::fields::{as_text, row_count};
use crate::document::schema::{
    BlockContent, DocumentKind, EarlierContent, ItemContent, TableColumn, TableContent,
    TaskContent,
};
use crate::document::text::runs::{self, Run, Runs};
use crate::document::writer::{Space, Writer};
use crate::model::answers::{TableAnswer, TaskAnswer};
use crate::model::checklist::{Block, Column, Table, Task, Text};
use crate::model::path::StatePath;
use crate::model::state::Typed;

/// PDF has six levels of headings (ISO 32000-1, 14.8.4.3.2). The first is the document's title.
const MAX_LEVEL: usize = 6;

/// The width of a title in the list at the end of a blank in mm: half a page, less its box.
const ITEM: f64 = TEXT_WIDTH / 2.0 - 25.0;

/// How many times wider than running text the largest heading is, and words in bold.
const LARGEST: f64 = 1.8;
const BOLD: f64 = 1.1;

impl Writer<'_> {
    /// Words over the whole page, in type so many times wider than running text.
    fn running(&self, text: &Text, times: f64) -> Runs {
        self.text(text, runs::LINE / times / scale(self.settings.page.large_print))
    }

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
                title: self.running(title, LARGEST),
                // Sections are at most five deep, so an item alone may be deeper.
                body: self.body(body, MAX_LEVEL.min(level + 1)),
            },
            Block::Paragraph(text) => {
                BlockContent::Paragraph { text: self.running(text, 1.0) }
            }
            Block::List(entries) => BlockContent::List {
                entries: entries.iter().map(|text| self.running(text, 1.0)).collect(),
            },
            Block::Caution(text) => self.caution(text),
            Block::Table(table) => self.table(table, level),
            Block::Task(task) => self.task(task, level),
        }
    }

    /// Parts a caution's lead from the rest: up to three words with a colon.
    fn caution(&self, text: &Text) -> BlockContent {
        let mut runs = self.running(text, 1.0);
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
        let (columns, boxes_beside) = self.columns(table);
        let answer = self.is_record().then(|| self.table_answer(table, &columns));
        BlockContent::Table {
            id: table.id.clone(),
            number: table.number,
            level,
            title: self.running(&table.title, BOLD),
            columns,
            rows: match self.kind {
                DocumentKind::Form => row_count(table, self.fitted, self.settings.rows),
                _ => self.settings.rows.unwrap_or(table.rows),
            },
            boxes_beside,
            as_text: match self.kind {
                DocumentKind::Form => as_text(table, self.fitted),
                _ => Vec::new(),
            },
            earlier: self.earlier(&table.id),
            answer,
        }
    }

    /// All items, for the list at the end of a blank.
    pub(crate) fn items(&self) -> Vec<ItemContent> {
        if self.kind != DocumentKind::Blank {
            return Vec::new();
        }
        let large = self.settings.page.large_print;
        let items = self.checklist.items().into_iter();
        let items = items.map(|item| ItemContent {
            number: item.number(),
            title: self.text(item.title(), ITEM / scale(large)),
        });
        items.collect()
    }

    fn task(&self, task: &Task, level: usize) -> BlockContent {
        BlockContent::Task {
            id: task.id.clone(),
            number: task.number,
            level,
            title: self.running(&task.title, BOLD),
            lines: task.lines,
            earlier: self.earlier(&task.id),
            answer: self.is_record().then(|| self.task_answer(task)),
        }
    }

    /// The columns of a table, as wide as they are to print, and whether boxes for yes and
    /// no stand side by side.
    fn columns(&self, table: &Table) -> (Vec<TableColumn>, bool) {
        let large = self.settings.page.large_print;
        let wide = |words: &str| runs::wide(words, self.characters) * label_scale(large);
        let share = |column: &Column| {
            let title = column.title.plain(self.checklist);
            let words = title.split_whitespace().map(wide);
            let word = words.fold(0.0, f64::max);
            Share { kind: column.kind, word, title: wide(&title) }
        };
        let shares: Vec<_> = table.columns.iter().map(share).collect();
        let print = Print { is_record: self.is_record(), large };
        let widths = print.widths(&shares);
        let total: u32 = widths.columns.iter().sum();
        let columns = table.columns.iter().zip(widths.columns);
        let columns = columns.map(|(column, weight)| {
            let width = f64::from(weight) * TEXT_WIDTH / f64::from(total) - INSETS;
            TableColumn {
                id: column.id.clone(),
                title: self.text(&column.title, width / label_scale(large)),
                kind: column.kind.word(),
                weight,
            }
        });
        (columns.collect(), widths.boxes_beside)
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
        let notes = self.cell(notes_width(self.settings.page.large_print));
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

//! What the layouts read: the contract between Rust and `layouts/`, as JSON.
//!
//! Words cross as data and are never Typst source. A text is a list of runs: a string, a
//! list of strings (one long word that may break between them), or a link. Dates cross as
//! they print. `layouts/` alone decides how anything looks.

use std::cell::RefCell;

use serde::Serialize;

use crate::characters::Characters;
use crate::check::made;
use crate::checklist::{Block, Checklist, Column, Part, Table, Task, Text};
use crate::cover::{self, Attachment, Detail, Foot, Guide, UpdateCheck};
use crate::date::Date;
use crate::edition::Checked;
use crate::fields::{as_text, log_rows, row_count};
use crate::filled::Filled;
use crate::fit::Fitted;
use crate::record::{
    EarlierContent, Record, Share, TableContent, TaskContent, column_widths,
};
use crate::runs::{self, Run, Runs};

/// Millimetres a character of a column's title takes on the average, in semibold 9.5 pt.
const TITLE_CHARACTER: f64 = 2.0;

/// What the layouts read.
#[derive(Debug, Serialize)]
pub struct Document {
    /// Which of the documents this is.
    pub kind: Kind,
    /// The checklist's title.
    pub title: String,
    /// Who publishes the checklist's words.
    pub publisher: Option<String>,
    /// The edition, as *27 March 2025*.
    pub edition: String,
    /// The day this document is made, as *23 November 2026*.
    pub made_on: String,
    /// The online guide.
    pub guide: Option<Guide>,
    /// How often to check for updates, as *3 months*.
    pub review_every: Option<String>,
    /// The practice's details, those not filled in too.
    pub practice: Vec<Detail>,
    /// Whose copy it is, in the foot of every page.
    pub foot: Foot,
    /// Rows of the log of checks for updates.
    pub log_rows: usize,
    /// Checks for updates made so far.
    pub update_checks: Vec<UpdateCheck>,
    /// Searchable words about the file: checklist, edition and digest.
    pub keywords: Vec<String>,
    /// The paper and print.
    pub page: Page,
    /// Files to carry inside the PDF.
    pub attachments: Vec<Attachment>,
    /// The content.
    pub body: Vec<Content>,
    /// What only a record has.
    #[serde(flatten)]
    pub record: Option<Record>,
}

/// Which of the documents one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// To print and fill in by hand.
    Blank,
    /// To fill in on screen.
    Form,
    /// The filled-in checklist, for the project file.
    Record,
}

/// How a document is to be printed.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Page {
    /// 18 pt instead of 12.
    pub large_print: bool,
    /// Margins for both sides of the paper.
    pub duplex: bool,
}

/// A part of the content.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// A title and what stands below it.
    Section {
        /// The level of the heading, from 1.
        level: usize,
        /// The title.
        title: Runs,
        /// The content.
        body: Vec<Content>,
    },
    /// A paragraph.
    Paragraph {
        /// Its words.
        text: Runs,
    },
    /// A list with a bullet an entry.
    List {
        /// The entries' words.
        entries: Vec<Runs>,
    },
    /// A paragraph that warns.
    Caution {
        /// Its first words up to a colon, such as "Please note:".
        lead: String,
        /// The rest.
        text: Runs,
    },
    /// A table to fill in.
    Table {
        /// Its id.
        id: String,
        /// The level of its title as a heading.
        level: usize,
        /// Its title.
        title: Runs,
        /// Its columns.
        columns: Vec<TableColumn>,
        /// How many blank rows it has.
        rows: u32,
        /// The fields of a form that hold words where the column asks for yes or no.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        as_text: Vec<String>,
        /// The other words that a record's answer was given to.
        #[serde(skip_serializing_if = "Option::is_none")]
        earlier: Option<EarlierContent>,
        /// What a record says for it.
        #[serde(skip_serializing_if = "Option::is_none")]
        answer: Option<TableContent>,
    },
    /// A task to work on.
    Task {
        /// Its id.
        id: String,
        /// The level of its title as a heading.
        level: usize,
        /// Its words.
        title: Runs,
        /// How many lines for notes it has.
        lines: u32,
        /// The other words that a record's answer was given to.
        #[serde(skip_serializing_if = "Option::is_none")]
        earlier: Option<EarlierContent>,
        /// What a record says for it.
        #[serde(skip_serializing_if = "Option::is_none")]
        answer: Option<TaskContent>,
    },
}

/// A column of a table.
#[derive(Debug, Serialize)]
pub struct TableColumn {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Runs,
    /// What is written in it: `text`, `contact`, `date`, `yes-no` or `date-or-yes-no`.
    pub kind: &'static str,
    /// Its share of the width: mm of the least width, or of the longest word of its title; in
    /// a record that has room for dates on one line, its width in mm.
    pub weight: u32,
}

/// What a document is made with, beside the checklist.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Today, for this run.
    pub made_on: Date,
    /// The paper and print.
    pub page: Page,
    /// Blank rows of every table, instead of the checklist's own numbers.
    pub rows: Option<u32>,
}

impl Filled {
    /// The blank, and each of the practice's details by its path as it prints.
    pub fn blank(
        &self,
        settings: &Settings,
        characters: &Characters,
    ) -> (Document, Vec<(String, String)>) {
        let writer = Writer::new(self, Kind::Blank, settings, characters);
        let document = self.document(&writer, false);
        (document, writer.answers.into_inner())
    }

    /// The form: its fields are [listed](crate::fields::fields) apart.
    pub fn form(&self, settings: &Settings, characters: &Characters) -> Document {
        let writer = Writer::new(self, Kind::Form, settings, characters);
        let mut document = self.document(&writer, true);
        // They are in fields.
        document.update_checks.clear();
        for detail in &mut document.practice {
            detail.answer = None;
        }
        document
    }

    /// What all documents have in common.
    pub(crate) fn document(&self, writer: &Writer, attach_state: bool) -> Document {
        let checklist = &self.checklist;
        let state_file = self.state_source.as_ref().filter(|_| attach_state);
        Document {
            kind: writer.kind,
            title: writer.line(&checklist.title),
            publisher: checklist.publisher.as_deref().map(|words| writer.line(words)),
            edition: checklist.last_updated.to_string(),
            made_on: writer.settings.made_on.to_string(),
            guide: checklist.guide.as_deref().map(cover::guide),
            review_every: checklist.review_every.map(|period| period.to_string()),
            practice: writer.practice(&self.state),
            foot: writer.foot(&self.state),
            log_rows: log_rows(self.state.update_checks.len()),
            update_checks: writer.update_checks(),
            keywords: cover::keywords(checklist, &self.source, writer.kind),
            page: writer.settings.page,
            attachments: [cover::checklist_file(&self.source)]
                .into_iter()
                .chain(state_file.map(cover::state_file))
                .collect(),
            body: writer.body(&checklist.body, 1),
            record: None,
        }
    }
}

impl Document {
    /// The title that readers of the PDF show: it names the practice.
    pub fn full_title(&self) -> String {
        let foot = [&self.foot.practice, &self.foot.ods_code].map(runs::plain);
        let known: Vec<_> = foot.into_iter().filter(|words| !words.is_empty()).collect();
        if known.is_empty() {
            return self.title.clone();
        }
        let kind = match self.kind {
            Kind::Blank => "blank",
            Kind::Form => "form",
            Kind::Record => "record",
        };
        format!("{}: {kind} of {}", self.title, known.join(" · "))
    }

    /// The JSON that the layouts read.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("strings, numbers and lists are always JSON")
    }
}

/// Millimetres that the longest word of a column's title takes.
fn longest_word(title: &Runs) -> f64 {
    let words = title.iter().filter_map(|run| match run {
        Run::Words(words) => words.split_whitespace().map(|w| w.chars().count()).max(),
        _ => None,
    });
    words.max().unwrap_or(0) as f64 * TITLE_CHARACTER
}

/// Writes a checklist's parts in the words of the contract.
pub(crate) struct Writer<'a> {
    pub(crate) checklist: &'a Checklist,
    pub(crate) settings: &'a Settings,
    pub(crate) characters: &'a Characters<'a>,
    pub(crate) kind: Kind,
    pub(crate) fitted: &'a Fitted,
    /// Checks for updates, and what they come to.
    pub(crate) checked: Checked,
    /// The answers written so far, by path, as they print.
    pub(crate) answers: RefCell<Vec<(String, String)>>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(
        filled: &'a Filled,
        kind: Kind,
        settings: &'a Settings,
        characters: &'a Characters<'a>,
    ) -> Self {
        let Filled { checklist, fitted, state, .. } = filled;
        let checked = made::by_state(state, checklist, settings.made_on);
        let answers = RefCell::default();
        Self { checklist, settings, characters, kind, fitted, checked, answers }
    }

    fn is_record(&self) -> bool {
        self.kind == Kind::Record
    }

    fn body(&self, blocks: &[Block], level: usize) -> Vec<Content> {
        blocks.iter().map(|block| self.block(block, level)).collect()
    }

    fn block(&self, block: &Block, level: usize) -> Content {
        match block {
            Block::Section { title, body } => Content::Section {
                level,
                title: self.text(title, runs::LINE),
                body: self.body(body, level + 1),
            },
            Block::Paragraph(text) => {
                Content::Paragraph { text: self.text(text, runs::LINE) }
            }
            Block::List(entries) => Content::List {
                entries: entries.iter().map(|text| self.text(text, runs::LINE)).collect(),
            },
            Block::Caution(text) => self.caution(text),
            Block::Table(table) => self.table(table, level),
            Block::Task(task) => self.task(task, level),
        }
    }

    /// Parts a caution's lead from the rest: up to three words with a colon.
    fn caution(&self, text: &Text) -> Content {
        let mut runs = self.text(text, runs::LINE);
        let mut lead = String::new();
        if let Some(Run::Words(words)) = runs.first_mut()
            && let Some((first, rest)) = words.split_once(": ")
            && first.split_whitespace().count() <= 3
        {
            lead = format!("{first}:");
            *words = format!(" {rest}");
        }
        Content::Caution { lead, text: runs }
    }

    fn table(&self, table: &Table, level: usize) -> Content {
        let columns = self.columns(table);
        let answer = self.is_record().then(|| self.table_answer(table, &columns));
        Content::Table {
            id: table.id.clone(),
            level,
            title: self.text(&table.title, runs::LINE),
            columns,
            rows: match self.kind {
                Kind::Form => row_count(table, self.fitted, self.settings.rows),
                _ => self.settings.rows.unwrap_or(table.rows),
            },
            as_text: match self.kind {
                Kind::Form => as_text(table, self.fitted),
                _ => Vec::new(),
            },
            earlier: self.earlier(&table.id),
            answer,
        }
    }

    fn task(&self, task: &Task, level: usize) -> Content {
        Content::Task {
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
            let kinds = table.columns.iter().map(|column| column.kind);
            let shares = kinds.zip(&columns).map(|(kind, column)| Share {
                is_date: kind.is_date(),
                weight: column.weight.into(),
                least: f64::from(kind.least_width()),
                title: longest_word(&column.title),
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
        let title = self.text(&column.title, least);
        let weight = least.max(longest_word(&title)).ceil() as u32;
        TableColumn { id: column.id.clone(), title, kind: column.kind.word(), weight }
    }

    /// Words of one line, printable.
    pub(crate) fn line(&self, words: &str) -> String {
        self.characters.printable(words).into_owned()
    }

    /// A text with its placeholders filled in, for a space of this width in mm.
    pub(crate) fn text(&self, text: &Text, width: f64) -> Runs {
        let mut runs = Vec::new();
        for part in &text.0 {
            match part {
                Part::Words(words) => runs::add(&mut runs, words, width, self.characters),
                Part::LastUpdated => {
                    let date = self.checklist.last_updated.slashed();
                    runs::add(&mut runs, &date, width, self.characters);
                }
                Part::Guide => {
                    let url = self.checklist.guide.clone().unwrap_or_default();
                    let pieces = runs::address(&url);
                    runs.push(Run::Link { url, pieces });
                }
            }
        }
        runs
    }
}

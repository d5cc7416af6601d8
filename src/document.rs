//! What the layouts read: the contract between Rust and `layouts/`, as JSON.
//!
//! Words cross as data and are never Typst source. A text is a list of runs: a string, a
//! list of strings (one long word that may break between them), or a link. Dates cross as
//! they print. `layouts/` alone decides how anything looks.

use std::cell::RefCell;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::characters::Characters;
use crate::checklist::{Block, Checklist, Column, Part, Table, Task, Text};
use crate::date::Date;
use crate::fit::Fitted;
use crate::input::Input;
use crate::qr;
use crate::record::{Record, TableContent, TaskContent};
use crate::runs::{self, Run, Runs};

/// Millimetres a character of a column's title takes on the average, in semibold 9.5 pt.
const TITLE_CHARACTER: f64 = 2.0;

/// Millimetres for a name in the log of checks for updates.
pub(crate) const LOG_NAME: f64 = 40.0;

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

/// The online guide.
#[derive(Debug, Serialize)]
pub struct Guide {
    /// Its address.
    pub url: String,
    /// The address without its scheme, as it is printed small.
    pub shown: Run,
    /// A QR code of the address as SVG, where one can hold it.
    pub qr: Option<String>,
}

/// A check for updates.
#[derive(Debug, Clone, Serialize)]
pub struct UpdateCheck {
    /// The day of the check.
    pub date: String,
    /// Who checked.
    pub by: Runs,
    /// The edition that was found.
    pub found: String,
    /// The day by which to check again.
    pub next: Option<String>,
}

/// A file to carry inside the PDF.
#[derive(Debug, Serialize)]
pub struct Attachment {
    /// Its path; readers see it without the slash.
    pub path: String,
    /// Its content.
    pub text: String,
    /// Its MIME type.
    pub mime_type: &'static str,
    /// What it is, in words.
    pub description: String,
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
    /// Its share of the width: mm of the least width, or of the longest word of its title.
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
    /// A check for updates that found this edition.
    pub checked: Option<Checked>,
}

/// Evidence of a check for updates.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The day of the check.
    pub date: Date,
    /// Who checked.
    pub by: String,
}

impl Document {
    /// The blank of a checklist.
    pub fn blank(
        checklist: &Checklist,
        source: &Input,
        settings: &Settings,
        characters: &Characters,
    ) -> Self {
        let writer = Writer::new(checklist, settings, characters, None);
        let checks =
            settings.checked.iter().map(|checked| writer.checked(checked)).collect();
        writer.document(source, checks)
    }

    /// The JSON that the layouts read.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("strings, numbers and lists are always JSON")
    }
}

/// Writes a checklist's parts in the words of the contract.
pub(crate) struct Writer<'a> {
    pub(crate) checklist: &'a Checklist,
    pub(crate) settings: &'a Settings,
    pub(crate) characters: &'a Characters<'a>,
    /// The answers, where there are any.
    pub(crate) fitted: Option<&'a Fitted>,
    /// The answers written so far, by path, as they print.
    pub(crate) answers: RefCell<Vec<(String, String)>>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(
        checklist: &'a Checklist,
        settings: &'a Settings,
        characters: &'a Characters<'a>,
        fitted: Option<&'a Fitted>,
    ) -> Self {
        Self { checklist, settings, characters, fitted, answers: RefCell::default() }
    }

    /// What all documents have in common.
    pub(crate) fn document(
        &self,
        source: &Input,
        update_checks: Vec<UpdateCheck>,
    ) -> Document {
        let checklist = self.checklist;
        Document {
            kind: Kind::Blank,
            title: self.line(&checklist.title),
            publisher: checklist.publisher.as_deref().map(|words| self.line(words)),
            edition: checklist.last_updated.to_string(),
            made_on: self.settings.made_on.to_string(),
            guide: checklist.guide.as_deref().map(guide),
            review_every: checklist.review_every.map(|period| period.to_string()),
            update_checks,
            keywords: keywords(checklist, source),
            page: self.settings.page,
            attachments: vec![attachment(source)],
            body: self.body(&checklist.body, 1),
            record: None,
        }
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
        Content::Table {
            id: table.id.clone(),
            level,
            title: self.text(&table.title, runs::LINE),
            columns: table.columns.iter().map(|column| self.column(column)).collect(),
            rows: self.settings.rows.unwrap_or(table.rows),
            answer: self.fitted.map(|fitted| self.table_answer(fitted, table)),
        }
    }

    fn task(&self, task: &Task, level: usize) -> Content {
        Content::Task {
            id: task.id.clone(),
            level,
            title: self.text(&task.title, runs::LINE),
            lines: task.lines,
            answer: self.fitted.map(|fitted| self.task_answer(fitted, task)),
        }
    }

    pub(crate) fn column(&self, column: &Column) -> TableColumn {
        let least = f64::from(column.kind.least_width());
        let title = self.text(&column.title, least);
        let words = title.iter().filter_map(|run| match run {
            Run::Words(words) => {
                words.split_whitespace().map(|w| w.chars().count()).max()
            }
            _ => None,
        });
        let longest = words.max().unwrap_or(0) as f64 * TITLE_CHARACTER;
        TableColumn {
            id: column.id.clone(),
            title,
            kind: column.kind.word(),
            weight: least.max(longest).ceil() as u32,
        }
    }

    fn checked(&self, checked: &Checked) -> UpdateCheck {
        let next =
            self.checklist.review_every.and_then(|every| every.after(checked.date));
        UpdateCheck {
            date: checked.date.to_string(),
            by: self.words(&checked.by, LOG_NAME),
            found: self.checklist.last_updated.to_string(),
            next: next.map(|date| date.to_string()),
        }
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
                    let pieces = runs::pieces(&url, runs::LINE);
                    runs.push(Run::Link { url, pieces });
                }
            }
        }
        runs
    }
}

fn guide(url: &str) -> Guide {
    let shown = url.split_once("://").map_or(url, |(_, rest)| rest);
    Guide {
        url: url.into(),
        shown: Run::Pieces(runs::pieces(shown, runs::LINE)),
        qr: qr::svg(url),
    }
}

/// Words a file is found by: checklist, edition and the digest of the checklist file.
fn keywords(checklist: &Checklist, source: &Input) -> Vec<String> {
    let digest = Sha256::digest(source.bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    vec![
        checklist.id.clone(),
        format!("edition {}", checklist.last_updated.iso()),
        format!("sha256:{hex}"),
    ]
}

/// The checklist as a file inside the PDF, byte for byte.
fn attachment(source: &Input) -> Attachment {
    let text =
        std::str::from_utf8(source.bytes()).expect("a checklist that was read is text");
    Attachment {
        path: "/checklist.yaml".into(),
        text: text.into(),
        mime_type: "application/yaml",
        description: "The checklist this document was made from".into(),
    }
}

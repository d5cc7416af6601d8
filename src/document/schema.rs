//! What the layouts read: the contract between Rust and `layouts/`, as JSON.
//!
//! Words cross as data and are never Typst source. A text is a list of [runs](runs::Run).
//! What may be of several kinds says by its `kind` which it is. Dates cross as they print,
//! and where an item stands as its [code](Status::code). `layouts/` alone decides how anything looks.

use serde::Serialize;

use crate::base::geometry::Geometry;
use crate::document::text::runs::{self, Runs};
use crate::model::state::Status;

/// What the layouts read.
#[derive(Debug, Serialize)]
pub struct Document {
    /// Which of the documents this is.
    pub kind: DocumentKind,
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
    pub update_checks: Vec<UpdateCheckContent>,
    /// Searchable words about the file: checklist, edition and digest.
    pub keywords: Vec<String>,
    /// The paper and print.
    pub page: PageSetup,
    /// Measures that the words were cut for.
    pub geometry: Geometry,
    /// Files to carry inside the PDF.
    pub attachments: Vec<Attachment>,
    /// The content.
    pub body: Vec<BlockContent>,
    /// What only a record has.
    #[serde(flatten)]
    pub record: Option<Record>,
}

/// Which of the documents one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// To print and fill in by hand.
    Blank,
    /// To fill in on screen.
    Form,
    /// The filled-in checklist, for the project file.
    Record,
}

impl DocumentKind {
    /// Its word in file names, titles and the keywords of a PDF.
    pub fn word(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Form => "form",
            Self::Record => "record",
        }
    }
}

/// How a document is to be printed.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct PageSetup {
    /// 18 pt instead of 12.
    pub large_print: bool,
    /// Margins for both sides of the paper.
    pub duplex: bool,
}

/// A part of the content.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BlockContent {
    /// A title and what stands below it.
    Section {
        /// The level of the heading, from 1.
        level: usize,
        /// The title.
        title: Runs,
        /// The content.
        body: Vec<BlockContent>,
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

impl Document {
    /// The title that readers of the PDF show: it names the practice.
    pub fn full_title(&self) -> String {
        let foot = [&self.foot.practice, &self.foot.ods_code].map(runs::plain);
        let known: Vec<_> = foot.into_iter().filter(|words| !words.is_empty()).collect();
        if known.is_empty() {
            return self.title.clone();
        }
        let kind = self.kind.word();
        format!("{}: {kind} of {}", self.title, known.join(" · "))
    }

    /// The JSON that the layouts read.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("strings, numbers and lists are always JSON")
    }
}

/// A detail of the practice.
#[derive(Debug, Serialize)]
pub struct Detail {
    /// Its key.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// What was filled in.
    pub answer: Option<AnswerContent>,
}

/// Whose copy it is.
#[derive(Debug, Serialize)]
pub struct Foot {
    /// The practice's name, cut to a line.
    pub practice: Runs,
    /// Its ODS code.
    pub ods_code: Runs,
}

/// The online guide.
#[derive(Debug, Serialize)]
pub struct Guide {
    /// Its address.
    pub url: String,
    /// The address without its scheme, as it is printed small.
    pub shown: Runs,
    /// A QR code of the address as SVG, where one can hold it.
    pub qr: Option<String>,
}

/// A check for updates.
#[derive(Debug, Clone, Serialize)]
pub struct UpdateCheckContent {
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

/// What only a record has.
#[derive(Debug, Serialize)]
pub struct Record {
    /// What comes first.
    pub summary: SummaryContent,
    /// Answers without a place in this edition.
    pub unplaced: Vec<UnplacedContent>,
    /// Characters that print as their code points.
    pub replaced: Vec<Replaced>,
}

/// Words as they were typed, to be printed whole at their place.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerContent {
    /// Their place in the state, as `sms-providers.1.organisation`.
    pub path: String,
    /// Each line as it was typed.
    pub lines: Vec<Runs>,
    /// About how many lines it takes on paper.
    pub height: usize,
}

/// What a record says for a table.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TableContent {
    /// Nothing yet.
    Empty,
    /// That there is none.
    None,
    /// That it does not concern this practice: [`Status::NotApplicable`].
    NotApplicable,
    /// Rows, with a cell for each column.
    Rows {
        /// The rows.
        rows: Vec<Vec<Option<AnswerContent>>>,
    },
}

/// What a record says for a task.
#[derive(Debug, Serialize)]
pub struct TaskContent {
    /// Where it stands.
    pub status: Status,
    /// Who is at it.
    pub owner: Option<AnswerContent>,
    /// When it is due.
    pub due: Option<AnswerContent>,
    /// When it was done.
    pub done: Option<AnswerContent>,
    /// Anything else.
    pub notes: Option<AnswerContent>,
}

/// What comes first in a record.
#[derive(Debug, Serialize)]
pub struct SummaryContent {
    /// How many items stand where.
    pub standing: Vec<Standing>,
    /// What somebody should look at.
    pub to_look_at: Vec<LookContent>,
    /// Dates in tables, in their order.
    pub disconnections: Vec<Disconnection>,
    /// What is not done.
    pub outstanding: Vec<OutstandingContent>,
}

/// How many items stand somewhere.
#[derive(Debug, Serialize)]
pub struct Standing {
    /// Where.
    pub status: Status,
    /// How many.
    pub count: usize,
}

/// Something to look at.
#[derive(Debug, Serialize)]
pub struct LookContent {
    /// What.
    pub what: Runs,
    /// Why.
    pub why: Runs,
    /// Whether something of it is left out.
    pub shortened: bool,
}

/// A row of a table with a date.
#[derive(Debug, Serialize)]
pub struct Disconnection {
    /// The date as it prints.
    pub date: Runs,
    /// Whose it is.
    pub who: Runs,
    /// The table's title.
    #[serde(rename = "where")]
    pub table: Runs,
    /// How to reach them.
    pub contact: Runs,
    /// Whether something of it is left out.
    pub shortened: bool,
}

/// An item that is not done.
#[derive(Debug, Serialize)]
pub struct OutstandingContent {
    /// Its title.
    pub what: Runs,
    /// Where it stands.
    pub status: Status,
    /// Who is at it.
    pub owner: Runs,
    /// When it is due.
    pub due: Runs,
    /// Whether that was before today.
    pub overdue: bool,
    /// Whether something of it is left out.
    pub shortened: bool,
}

/// The words of an earlier edition that were answered.
#[derive(Debug, Serialize)]
pub struct EarlierContent {
    /// That edition, as *27 March 2025*.
    pub edition: String,
    /// Its words, as far as they are others now; none where it is not at hand.
    pub words: Option<Vec<Runs>>,
}

/// An answer without a place.
#[derive(Debug, Serialize)]
pub struct UnplacedContent {
    /// What it answered, in the words of the earlier edition where that is at hand, else by
    /// its ids.
    pub title: Runs,
    /// The answer.
    pub answer: AnswerContent,
}

/// A character that prints as its code point.
#[derive(Debug, Serialize)]
pub struct Replaced {
    /// As it prints.
    pub shown: String,
    /// How often it was typed, in words.
    pub times: String,
}

//! What the layouts read: the contract between Rust and `layouts/`, as JSON.
//!
//! Words cross as data and are never Typst source. A text is a list of [runs](runs::Run).
//! What may be of several kinds says by its `kind` which it is. Dates cross as they print,
//! and where an item stands as its [code](Status::code). `layouts/` alone decides how anything looks.

mod overview;
mod record;

use serde::Serialize;

pub use self::overview::{
    LeftOutContent, LineContent, MilestoneContent, OverviewDocument, PartContent,
};
pub use self::record::{
    DatedContent, DayContent, DrawingContent, EarlierContent, FigureContent,
    LabelContent, LookContent, MarkContent, Record, Replaced, Standing, SummaryContent,
    TimelineContent, ToDoContent, UnplacedContent,
};

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
    /// Where the checklist is published.
    pub published: Option<PublishedContent>,
    /// How often to check for updates, as it follows *every*: *3 months* or *year*.
    pub review_every: Option<String>,
    /// What the checklist is about, where it says so.
    pub about: Option<AboutContent>,
    /// Whose copy it is, in the foot of every page.
    pub foot: Foot,
    /// The log of checks for updates, where anybody can check, or has.
    pub log: Option<Log>,
    /// What the small print says beside whose words these are.
    pub small_print: Option<String>,
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
    /// All items, for the list at the end of a blank.
    pub items: Vec<ItemContent>,
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
    /// A line for each of many states.
    Overview,
}

impl DocumentKind {
    /// Its word in file names, titles and the keywords of a PDF.
    pub fn word(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Form => "form",
            Self::Record => "record",
            Self::Overview => "overview",
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
        /// The level of the heading, from 2: the title of the document has the first.
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
        /// Its number among all items, from 1.
        number: usize,
        /// The level of its title as a heading.
        level: usize,
        /// Its title.
        title: Runs,
        /// Its columns.
        columns: Vec<TableColumn>,
        /// How many blank rows it has.
        rows: u32,
        /// Whether the boxes for yes and no stand side by side in all its columns.
        boxes_beside: bool,
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
        /// Its number among all items, from 1.
        number: usize,
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
    /// The title that readers of the PDF show: it names the subject.
    pub fn full_title(&self) -> String {
        let foot = [&self.foot.name, &self.foot.code].into_iter().flatten();
        let known: Vec<_> = foot
            .map(|part| runs::plain(&part.words))
            .filter(|words| !words.is_empty())
            .collect();
        if known.is_empty() {
            return self.title.clone();
        }
        let kind = self.kind.word();
        format!("{}: {kind} of {}", self.title, known.join(" · "))
    }
}

/// The JSON that the layouts read.
pub fn to_json(document: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(document).expect("strings, numbers and lists are always JSON")
}

/// An item by its number and title.
#[derive(Debug, Serialize)]
pub struct ItemContent {
    /// Its number among all items, from 1.
    pub number: usize,
    /// Its title.
    pub title: Runs,
}

/// What a checklist is about.
#[derive(Debug, Serialize)]
pub struct AboutContent {
    /// The title above the details.
    pub title: String,
    /// The subject in words, as *Practice*.
    pub subject: String,
    /// The subject's id, with which the names of the details' fields begin.
    pub key: String,
    /// The ids of the details that name a subject and tell it from others.
    pub holder: Vec<String>,
    /// The details in their rows, those not filled in too.
    pub rows: Vec<Vec<Detail>>,
    /// Where a copy goes back to, and by when; none if it is not returned.
    pub returned: Vec<Detail>,
    /// Whether there are dates among the details.
    pub has_dates: bool,
}

/// A detail of the subject.
#[derive(Debug, Serialize)]
pub struct Detail {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// How many lines that takes in its box.
    pub label_lines: usize,
    /// Whether it is a date.
    pub is_date: bool,
    /// Its share of the width of its row.
    pub share: u32,
    /// What was filled in.
    pub answer: Option<AnswerContent>,
}

/// Whose copy it is.
#[derive(Debug, Serialize)]
pub struct Foot {
    /// The title, cut to what a line has beside the dates; in large print to a line.
    pub title: String,
    /// The name of the subject.
    pub name: Option<FootPart>,
    /// The code that tells it from others.
    pub code: Option<FootPart>,
}

/// A detail of the subject in the foot.
#[derive(Debug, Serialize)]
pub struct FootPart {
    /// What it is called.
    pub label: String,
    /// The same within a sentence.
    pub in_sentence: String,
    /// What was filled in, cut to a line.
    pub words: Runs,
}

/// Where a checklist is published.
#[derive(Debug, Serialize)]
pub struct PublishedContent {
    /// Its address.
    pub url: String,
    /// The address without its scheme, as it is printed small.
    pub shown: Runs,
    /// A QR code of the address as SVG, where one can hold it.
    pub qr: Option<String>,
}

/// The log of checks for updates.
#[derive(Debug, Serialize)]
pub struct Log {
    /// How many rows it has.
    pub rows: usize,
    /// What the date is called that somebody finds, to be filled in.
    pub shows: String,
    /// The same, of what was found.
    pub showed: String,
    /// The checks made so far.
    pub checks: Vec<UpdateCheckContent>,
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
    /// That it does not apply here: [`Status::NotApplicable`].
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

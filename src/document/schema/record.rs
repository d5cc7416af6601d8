//! What only a record has: what comes first, and the appendices.

use serde::Serialize;

use super::AnswerContent;
use crate::document::text::runs::Runs;
use crate::model::state::Status;

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

/// What comes first in a record.
#[derive(Debug, Serialize)]
pub struct SummaryContent {
    /// How many items stand where.
    pub standing: Vec<Standing>,
    /// What somebody should look at.
    pub to_look_at: Vec<LookContent>,
    /// The timeline, where the checklist has one.
    pub timeline: Option<TimelineContent>,
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

/// The dates that a checklist puts on its timeline.
#[derive(Debug, Serialize)]
pub struct TimelineContent {
    /// Its title.
    pub title: String,
    /// What its entries are, as the title of their column.
    pub entries: String,
    /// Whether its tables ask how to reach somebody.
    pub has_contacts: bool,
    /// The dates, in their order; rows without one last.
    pub dates: Vec<DatedContent>,
}

/// A date on the timeline, or a row without one.
#[derive(Debug, Serialize)]
pub struct DatedContent {
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

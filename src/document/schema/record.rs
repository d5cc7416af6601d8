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
    /// The figures that say most.
    pub strip: Vec<FigureContent>,
    /// How many items stand where.
    pub standing: Vec<Standing>,
    /// What is to be done, most pressing first.
    pub to_do: Vec<ToDoContent>,
    /// The timeline, where the checklist has one.
    pub timeline: Option<TimelineContent>,
}

/// A figure that says much, with its words.
#[derive(Debug, Serialize)]
pub struct FigureContent {
    /// As *113* or *9 of 22*.
    pub figure: String,
    /// As *days to go live* or *done*.
    pub words: Runs,
}

/// How many items stand somewhere.
#[derive(Debug, Serialize)]
pub struct Standing {
    /// Where.
    pub status: Status,
    /// How many.
    pub count: usize,
}

/// Something to be done: an item that is not done, or anything to look at.
#[derive(Debug, Serialize)]
pub struct ToDoContent {
    /// The item's number, if it is an item.
    pub number: Option<usize>,
    /// The item's title, or what there is to look at.
    pub what: Runs,
    /// Where the item stands; none if it is something else, or done.
    pub status: Option<Status>,
    /// Who is at it.
    pub owner: Runs,
    /// When it is due.
    pub due: Runs,
    /// Whether that was before today.
    pub overdue: bool,
    /// Whether it is to be done now: it is overdue, due soon, or to be looked at.
    pub now: bool,
    /// What there is to look at in it.
    pub looks: Vec<LookContent>,
    /// Whether something of it is left out.
    pub shortened: bool,
}

/// Something to look at.
#[derive(Debug, Serialize)]
pub struct LookContent {
    /// Whose row of a table it is.
    pub who: Option<Runs>,
    /// Why.
    pub why: Runs,
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
    /// The same, drawn to scale, where there is a date.
    pub drawing: Option<DrawingContent>,
}

/// A date on the timeline, or a row without one.
#[derive(Debug, Serialize)]
pub struct DatedContent {
    /// The date as it prints.
    pub date: Runs,
    /// Whether the one before is of another day.
    pub is_first: bool,
    /// Whose it is.
    pub who: Runs,
    /// The number of the table.
    pub number: usize,
    /// The column's title, where the table has several on the timeline.
    pub column: Option<Runs>,
    /// How to reach them.
    pub contact: Runs,
    /// Whether it breaks a rule.
    pub breaks_rule: bool,
    /// Whether something of it is left out.
    pub shortened: bool,
}

/// A timeline drawn to scale. All places are in mm from the left of the text.
#[derive(Debug, Serialize)]
pub struct DrawingContent {
    /// The same in words.
    pub alt: String,
    /// The stretches of the line that are to scale, each from and to.
    pub spans: Vec<[f64; 2]>,
    /// The stretches in which days of a rule lie, each from and to.
    pub windows: Vec<[f64; 2]>,
    /// Today.
    pub today: MarkContent,
    /// What it leads up to.
    pub milestones: Vec<MarkContent>,
    /// The days with dates.
    pub days: Vec<DayContent>,
}

/// A place on a timeline with its words.
#[derive(Debug, Serialize)]
pub struct MarkContent {
    /// Where it is.
    pub at: f64,
    /// Its words; none where there is no room for them.
    pub label: Option<LabelContent>,
}

/// Words beside a timeline.
#[derive(Debug, Serialize)]
pub struct LabelContent {
    /// The words.
    pub words: String,
    /// Where they begin.
    pub left: f64,
    /// How far they are from the line, in lines from 0.
    pub level: usize,
}

/// A day on a timeline.
#[derive(Debug, Serialize)]
pub struct DayContent {
    /// Its place and its date.
    pub mark: MarkContent,
    /// How many dates it has.
    pub count: usize,
    /// Whether one of them breaks a rule.
    pub breaks_rule: bool,
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

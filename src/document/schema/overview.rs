//! What the layouts read for an overview of many states.

use serde::Serialize;

use super::{
    AnswerContent, DocumentKind, DrawingContent, FigureContent, Foot, PageSetup, Standing,
};
use crate::base::geometry::Geometry;
use crate::document::text::runs::Runs;

/// An overview of many states.
#[derive(Debug, Serialize)]
pub struct OverviewDocument {
    /// Which of the documents this is.
    pub kind: DocumentKind,
    /// The checklist's title, or that there are several.
    pub title: String,
    /// Who publishes the words of all the checklists.
    pub publisher: Option<String>,
    /// The edition, as *27 March 2025*, of the only checklist.
    pub edition: Option<String>,
    /// The day it is made, as *23 November 2026*.
    pub made_on: String,
    /// What stands in the foot of every page.
    pub foot: Foot,
    /// Searchable words about the checklists.
    pub keywords: Vec<String>,
    /// The paper and print.
    pub page: PageSetup,
    /// Measures that the words were cut for.
    pub geometry: Geometry,
    /// The totals.
    pub strip: Vec<FigureContent>,
    /// How many items of all states stand where.
    pub standing: Vec<Standing>,
    /// States without a line.
    pub left_out: Vec<LeftOutContent>,
    /// The lines of each checklist.
    pub parts: Vec<PartContent>,
}

/// A state without a line.
#[derive(Debug, Serialize)]
pub struct LeftOutContent {
    /// Its file.
    pub file: Runs,
    /// Why.
    pub why: Runs,
}

/// The lines of a checklist.
#[derive(Debug, Serialize)]
pub struct PartContent {
    /// The checklist's title, where there are several.
    pub title: Option<Runs>,
    /// Its edition, as *27 March 2025*.
    pub edition: String,
    /// What its lines are, as *Practice*.
    pub subject: String,
    /// Whether it has a timeline.
    pub has_dates: bool,
    /// Whether anybody can check for updates, or has.
    pub has_checks: bool,
    /// What the timelines lead up to, where there is a date.
    pub milestones: Vec<MilestoneContent>,
    /// The lines, the most pressing first.
    pub lines: Vec<LineContent>,
}

/// A milestone of many subjects.
#[derive(Debug, Serialize)]
pub struct MilestoneContent {
    /// What it is called.
    pub title: Runs,
    /// On which days, drawn to scale.
    pub drawing: DrawingContent,
}

/// A state in a line.
#[derive(Debug, Serialize)]
pub struct LineContent {
    /// The name of its subject.
    pub name: Option<AnswerContent>,
    /// The code that tells it from others.
    pub code: Option<AnswerContent>,
    /// The name of its file, where it has neither.
    pub file: Option<Runs>,
    /// What its timeline leads up to last, as *Go live: 19 Mar 2027*.
    pub milestone: Option<Runs>,
    /// How many items stand where.
    pub standing: Vec<Standing>,
    /// How many items are overdue.
    pub overdue: usize,
    /// The next date on the timeline, as *5 Mar 2027*.
    pub next_date: Option<String>,
    /// How many things there are to look at.
    pub to_look_at: usize,
    /// The day of the last check for updates, likewise.
    pub last_check: Option<String>,
}

impl OverviewDocument {
    /// The title that readers of the PDF show.
    pub fn full_title(&self) -> String {
        format!("{}: {}", self.title, self.kind.word())
    }
}

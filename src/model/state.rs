//! A state: what has been filled in for one subject so far, and the rules that it must
//! follow.
//!
//! It is read in two steps: first which checklist it belongs to, then, with what that is
//! about, the rest. `fit` finds whether an answer has a place there.

mod read;
mod start;

use std::sync::Arc;

use serde::Serialize;

use crate::base::date::Date;
use crate::base::privacy::value_digest;
use crate::base::text::suggestion;
use crate::model::about::About;
use crate::model::cell::ColumnKind;
use crate::model::checklist::Checklist;
use crate::model::path::StatePath;
use crate::yaml::place::Place;

pub use self::read::StateFile;
pub use self::start::{column_comment, empty_state};

/// What has been filled in for one subject so far.
#[derive(Debug, Clone)]
pub struct State {
    /// What its checklist is about.
    pub about: Arc<About>,
    /// The id of its checklist.
    pub checklist: Typed,
    /// The edition of the checklist that the answers were given to.
    pub last_updated: Date,
    /// Where the edition is in the file.
    pub last_updated_at: Place,
    /// Whether the file gives its edition; if not, it is refused.
    has_edition: bool,
    /// The subject's details, by the ids that the file uses.
    pub subject: Vec<(Typed, Typed)>,
    /// The answers by the ids of their items, in the order of the file.
    pub answers: Vec<(Typed, Answer)>,
    /// Answers that are older than the wording of their items: the items' ids, and the
    /// edition that each answer was given to.
    pub answered_under: Vec<(Typed, Date)>,
    /// The checks for updates made so far.
    pub update_checks: Vec<UpdateCheck>,
    /// The values that look like NHS numbers and are not, as somebody has said.
    pub not_nhs_numbers: Vec<NotNhsNumber>,
}

/// The keys of a task's answer.
pub const TASK: [&str; 5] = ["status", "owner", "due", "done", "notes"];

/// What is asked for under a key of a task's answer; none for its status.
pub fn task_kind(key: &str) -> Option<ColumnKind> {
    match key {
        "due" | "done" => Some(ColumnKind::Date),
        "owner" | "notes" => Some(ColumnKind::Text),
        _ => None,
    }
}

/// Words as they were typed, and where.
#[derive(Debug, Clone)]
pub struct Typed {
    /// The words.
    pub text: String,
    /// Where they are in the file.
    pub place: Place,
}

impl Typed {
    /// Whether there is only white space.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The words as a date, if they are a date.
    pub fn date(&self) -> Option<Date> {
        self.text.parse().ok()
    }
}

/// A state's answer to an item, before it is known what kind of item that is.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A word for the whole item, such as `not applicable`.
    Word(Typed),
    /// The rows of a table, each with its cells by column.
    Rows(Vec<(Place, Cells)>),
    /// What is known of a task, by key.
    Fields(Place, Cells),
}

impl Answer {
    /// All values of the answer to an item, with their paths.
    pub fn walk(&self, id: &str) -> Vec<(StatePath, &Typed)> {
        match self {
            Self::Word(typed) => vec![(StatePath::Word(id.into()), typed)],
            Self::Fields(_, cells) => {
                let field = |key: &Typed| StatePath::Field(id.into(), key.text.clone());
                cells.iter().map(|(key, typed)| (field(key), typed)).collect()
            }
            Self::Rows(rows) => {
                let cell = |row: usize, key: &Typed| {
                    StatePath::Cell(id.into(), row + 1, key.text.clone())
                };
                let rows = rows.iter().enumerate();
                let cells = rows.flat_map(|(row, (_, cells))| {
                    cells.iter().map(move |(key, typed)| (cell(row, key), typed))
                });
                cells.collect()
            }
        }
    }
}

/// Words with their keys.
pub type Cells = Vec<(Typed, Typed)>;

/// A check for updates.
#[derive(Debug, Clone)]
pub struct UpdateCheck {
    /// The day of the check.
    pub date: Date,
    /// Who checked.
    pub by: Typed,
    /// The edition that was found.
    pub found: Date,
    /// Where it is in the file.
    pub place: Place,
}

/// A value that looks like an NHS number and is not, as somebody has said. Another value in its
/// place is another matter.
#[derive(Debug, Clone)]
pub struct NotNhsNumber {
    /// The place of the value.
    pub at: StatePath,
    /// The [`value_digest`](crate::base::privacy::value_digest) of the value.
    pub digest: String,
}

impl State {
    /// A state of a checklist in which nothing is filled in.
    pub fn empty(checklist: &Checklist) -> Self {
        let place = Place::bytes(0..0);
        Self {
            about: Arc::clone(&checklist.about),
            checklist: Typed { text: checklist.id.clone(), place },
            last_updated: checklist.last_updated,
            last_updated_at: place,
            has_edition: true,
            subject: Vec::new(),
            answers: Vec::new(),
            answered_under: Vec::new(),
            update_checks: Vec::new(),
            not_nhs_numbers: Vec::new(),
        }
    }

    /// Whether its answers belong to this edition. If the file does not say, which is an
    /// error, they are treated as if they did, so that all problems are reported
    /// together.
    pub fn is_of(&self, edition: Date) -> bool {
        !self.has_edition || self.last_updated == edition
    }

    /// Whether somebody has said of this value that it is not an NHS number, in whatever row
    /// it stands by now. The path has the ids of now.
    pub fn is_not_nhs_number(&self, path: &StatePath, text: &str) -> bool {
        let is_it = |noted: &NotNhsNumber| {
            noted.at.in_any_row() == path.in_any_row()
                && noted.digest == value_digest(text)
        };
        self.not_nhs_numbers.iter().any(is_it)
    }

    /// All values that were typed, with their paths, in the order of the file; items have
    /// the ids that the file uses.
    pub fn walk(&self) -> impl Iterator<Item = (StatePath, &Typed)> {
        let detail = |id: &Typed| self.about.path(&id.text);
        let details = self.subject.iter().map(move |one| (detail(&one.0), &one.1));
        let by = |row: usize| StatePath::Check(row + 1, "by".into());
        let checks = self.update_checks.iter().enumerate();
        let checks = checks.map(move |(row, check)| (by(row), &check.by));
        let answers = self.answers.iter().flat_map(|(id, answer)| answer.walk(&id.text));
        details.chain(checks).chain(answers)
    }

    /// A detail of the subject as it was typed; empty if it was left out.
    pub fn detail(&self, id: &str) -> &str {
        self.typed_detail(id).map_or("", |typed| typed.text.as_str())
    }

    /// A detail of the subject, wherever it is in the file, under a former id too.
    pub fn typed_detail(&self, id: &str) -> Option<&Typed> {
        let is_it = |key: &Typed| {
            self.about.detail(&key.text).is_some_and(|detail| detail.id == id)
        };
        self.subject.iter().find(|(key, _)| is_it(key)).map(|(_, typed)| typed)
    }

    /// What names its subject, as it was typed; empty if nothing does.
    pub fn name(&self) -> &str {
        self.about.named_by.as_deref().map_or("", |id| self.detail(id))
    }

    /// What tells its subject from others, as it was typed; empty if nothing does.
    pub fn code(&self) -> &str {
        self.about.identified_by.as_deref().map_or("", |id| self.detail(id))
    }
}

/// The status of a task; in JSON, its [code](Self::code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing has been done.
    NotStarted,
    /// Somebody is working on it.
    InProgress,
    /// It is done.
    Done,
    /// It does not apply here.
    NotApplicable,
}

impl Status {
    /// All of them, in the order in which a record counts them.
    pub const ALL: [Self; 4] =
        [Self::Done, Self::InProgress, Self::NotStarted, Self::NotApplicable];

    /// What data, layouts and the boxes of forms call it. Forms in circulation have these
    /// codes: they stay.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// Its words in a state, in messages and to screen readers.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotStarted => "not started",
            Self::InProgress => "in progress",
            Self::Done => "done",
            Self::NotApplicable => "not applicable",
        }
    }

    /// The status with this wording, whatever the case.
    pub fn from_words(words: &str) -> Option<Self> {
        let words = words.trim();
        Self::ALL.into_iter().find(|status| status.words().eq_ignore_ascii_case(words))
    }

    /// Advice on words that are not a status.
    pub fn advice(words: &str) -> ecow::EcoString {
        suggestion(words, &Self::ALL.map(Self::words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_has_one_code_everywhere() {
        let codes = Status::ALL.map(Status::code);
        assert_eq!(codes, ["done", "in_progress", "not_started", "not_applicable"]);
        for status in Status::ALL {
            let json = serde_json::to_value(status).expect("it is a word");
            assert_eq!(json, status.code());
        }
    }
}

//! A state: what one practice has filled in so far, and its own rules.
//!
//! It is read without its checklist: whether an answer has a place there is for `fit`.

mod read;
mod start;

use serde::Serialize;

use crate::base::date::Date;
use crate::base::text::suggestion;
use crate::model::checklist::Checklist;
use crate::yaml::place::Place;

pub use self::start::empty_state;

/// What one practice has filled in so far.
#[derive(Debug, Clone)]
pub struct State {
    /// The id of its checklist.
    pub checklist: Typed,
    /// The edition of the checklist that was answered.
    pub last_updated: Date,
    /// Where the edition stands in the file.
    pub last_updated_at: Place,
    /// Whether it says its edition, without which it is refused.
    has_edition: bool,
    /// The practice's details, by the keys of [`PRACTICE`].
    pub practice: Vec<(&'static str, Typed)>,
    /// The answers by the ids of their items, in the order of the file.
    pub answers: Vec<(Typed, Answer)>,
    /// Answers that are older than the words of their items: the items' ids, and the
    /// edition that was answered.
    pub answered_under: Vec<(Typed, Date)>,
    /// Checks for updates made so far.
    pub update_checks: Vec<UpdateCheck>,
}

/// The keys of `practice`, and what they are called on paper.
pub const PRACTICE: [(&str, &str); 11] = [
    ("name", "Practice"),
    ("ods_code", "ODS code"),
    ("icb", "Integrated care board (ICB)"),
    ("practice_manager", "Practice manager"),
    ("project_manager", "Project manager"),
    ("current_system", "Current clinical system"),
    ("new_system", "New clinical system"),
    ("final_data_production", "Final data production"),
    ("go_live", "Go live"),
    ("return_to", "Return to"),
    ("return_by", "Return by"),
];

/// The keys of a task's answer.
pub const TASK: [&str; 5] = ["status", "owner", "due", "done", "notes"];

/// Words as they were typed, and where.
#[derive(Debug, Clone)]
pub struct Typed {
    /// The words.
    pub text: String,
    /// Where they stand in the file.
    pub place: Place,
}

impl Typed {
    /// Whether there is nothing but white space.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The words as a date, if they are one.
    pub fn date(&self) -> Option<Date> {
        self.text.parse().ok()
    }
}

/// What a state says for one item, before it is known what kind of item that is.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A word for the whole item, such as `not applicable`.
    Word(Typed),
    /// The rows of a table, each with its cells by column.
    Rows(Vec<(Place, Cells)>),
    /// What is known of a task, by key.
    Fields(Place, Cells),
}

/// Words by their keys.
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
    /// Where it stands in the file.
    pub place: Place,
}

impl State {
    /// A state of a checklist in which nothing is filled in.
    pub fn empty(checklist: &Checklist) -> Self {
        let place = Place::Bytes(0, 0);
        Self {
            checklist: Typed { text: checklist.id.clone(), place },
            last_updated: checklist.last_updated,
            last_updated_at: place,
            has_edition: true,
            practice: Vec::new(),
            answers: Vec::new(),
            answered_under: Vec::new(),
            update_checks: Vec::new(),
        }
    }

    /// Whether its answers belong to this edition. If it does not say, which is an error,
    /// they are looked at as if they did: all problems come together.
    pub fn is_of(&self, edition: Date) -> bool {
        !self.has_edition || self.last_updated == edition
    }

    /// A detail of the practice as it was typed; nothing if it was left out.
    pub fn detail(&self, key: &str) -> &str {
        let found = self.practice.iter().find(|(other, _)| *other == key);
        found.map_or("", |(_, typed)| typed.text.as_str())
    }
}

/// Where a task stands; in JSON, its [code](Self::code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing has been done.
    NotStarted,
    /// Somebody is at it.
    InProgress,
    /// It is done.
    Done,
    /// It does not concern this practice.
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

    /// The status of these words, in any case.
    pub fn from_words(words: &str) -> Option<Self> {
        let words = words.trim();
        Self::ALL.into_iter().find(|status| status.words().eq_ignore_ascii_case(words))
    }

    /// Advice on words that are no status.
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

//! Answers in their places in a checklist.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::date::Date;
use crate::base::source::Source;
use crate::model::checklist::{Checklist, Item, Table};
use crate::model::path::StatePath;
use crate::model::state::{State, Status, Typed};

/// A state with what is needed to print it.
pub struct Filled {
    /// The checklist.
    pub checklist: Arc<Checklist>,
    /// The checklist's file.
    pub source: Source,
    /// The state.
    pub state: State,
    /// The state's file, if it has one.
    pub state_source: Option<Source>,
    /// The answers in their places.
    pub fitted: Fitted,
}

impl Filled {
    /// A checklist with nothing filled in.
    pub fn empty(checklist: Arc<Checklist>, source: Source) -> Self {
        let state = State::empty(&checklist);
        Self { checklist, source, state, state_source: None, fitted: Fitted::default() }
    }
}

/// A state's answers in their places in a checklist.
#[derive(Debug, Default)]
pub struct Fitted {
    /// The answers to tables, by the tables' ids.
    pub tables: HashMap<String, TableAnswer>,
    /// The answers to tasks, by the tasks' ids.
    pub tasks: HashMap<String, TaskAnswer>,
    /// Answers without a place in this edition.
    pub unplaced: Vec<Unplaced>,
    /// Answers that were given to earlier wording, by the ids of their items.
    pub earlier: HashMap<String, Earlier>,
    /// The edition that the answers were given to, if it is another one and not
    /// available.
    pub unknown_edition: Option<Date>,
}

/// What a state says for a table.
#[derive(Debug)]
pub enum TableAnswer {
    /// Nothing yet.
    Empty,
    /// That there are none.
    None,
    /// That it does not apply here.
    NotApplicable,
    /// Rows, with a cell for each column of the table; some may be empty.
    Rows(Vec<Vec<Option<Typed>>>),
}

/// What a state says for a task.
#[derive(Debug)]
pub struct TaskAnswer {
    /// Where it stands.
    pub status: Status,
    /// Who is responsible.
    pub owner: Option<Typed>,
    /// When it is due.
    pub due: Option<Typed>,
    /// When it was done.
    pub done: Option<Typed>,
    /// Anything else.
    pub notes: Option<Typed>,
}

impl Default for TaskAnswer {
    fn default() -> Self {
        let status = Status::NotStarted;
        Self { status, owner: None, due: None, done: None, notes: None }
    }
}

/// An answer without a place.
#[derive(Debug)]
pub struct Unplaced {
    /// Its place in the state, such as `tell-patients.notes`.
    pub path: StatePath,
    /// What it answered, in the words of the earlier edition if that is available.
    pub title: String,
    /// The answer.
    pub typed: Typed,
}

/// The edition that an answer was given to, if the words have changed since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// The edition.
    pub edition: Date,
    /// The words that have changed since; none if that edition is not available.
    pub words: Option<Vec<ChangedWords>>,
}

/// Words that have changed since an earlier edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedWords {
    /// As they were.
    pub then: String,
    /// As they are now; none if there are none instead.
    pub now: Option<String>,
}

impl Earlier {
    /// Why to look at the answer.
    pub fn why(&self) -> String {
        let changed = match self.words {
            Some(_) => "the words have changed since",
            None => "the words may have changed since",
        };
        format!("answered under the edition of {}; {changed}", self.edition)
    }
}

impl Fitted {
    /// Where an item stands. A table is done once each of its rows has all that its columns
    /// ask for; rows that are wholly empty do not count.
    pub fn status(&self, item: Item) -> Status {
        match item {
            Item::Task(task) => self
                .tasks
                .get(&task.id)
                .map_or(Status::NotStarted, |answer| answer.status),
            Item::Table(table) => match self.tables.get(&table.id) {
                None | Some(TableAnswer::Empty) => Status::NotStarted,
                Some(TableAnswer::None) => Status::Done,
                Some(TableAnswer::NotApplicable) => Status::NotApplicable,
                Some(TableAnswer::Rows(rows)) => {
                    let mut filled =
                        rows.iter().filter(|row| row.iter().any(Option::is_some));
                    let is_done = filled.all(|row| is_met(table, row));
                    if is_done { Status::Done } else { Status::InProgress }
                }
            },
        }
    }

    /// Whether there is an answer to an item.
    pub fn is_answered(&self, item: Item) -> bool {
        match item {
            Item::Table(table) => {
                !matches!(self.tables.get(&table.id), None | Some(TableAnswer::Empty))
            }
            Item::Task(task) => self.tasks.get(&task.id).is_some_and(|answer| {
                let fields = [&answer.owner, &answer.due, &answer.done, &answer.notes];
                answer.status != Status::NotStarted
                    || fields.iter().any(|it| it.is_some())
            }),
        }
    }
}

/// Whether a row has all that its columns ask for.
fn is_met(table: &Table, row: &[Option<Typed>]) -> bool {
    table.columns.iter().zip(row).all(|(column, cell)| {
        let text = cell.as_ref().map_or("", |typed| &typed.text);
        column.rules.is_met(column.kind, text)
    })
}

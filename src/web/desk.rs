//! What the page works on: one state file and its checklist.
//!
//! Whoever starts the page says how they are read and replaced. All that the page asks of the
//! model goes through here and through [`change`](crate::web::change).

mod newer;
mod then;

use std::any::Any;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

pub(crate) use self::newer::Newer;
pub(crate) use self::then::{ThenAndNow, differences, row_title, title};
use crate::base::date::Date;
use crate::base::earlier::{EarlierState, KeptBefore};
use crate::base::problem::{Outcome, ProblemList};
use crate::base::source::{Source, say_where};
use crate::base::text::hex;
use crate::edition::verdict::UpdateStatus;
use crate::engine::{Engine, FillRules, Opened};
use crate::model::answers::Filled;
use crate::model::state::{State, StateFile};
use crate::web::history::History;

/// How the opened files are read and replaced.
pub trait Desk: Send + Sync + 'static {
    /// The name of the state file, as the user knows it.
    fn name(&self) -> String;

    /// Reads the state and the checklist that it names, for today.
    ///
    /// # Errors
    /// If one of them cannot be read.
    fn read(&self) -> Outcome<Sheet>;

    /// What the state can be made from if it is not there; none if it is.
    fn offers(&self) -> Option<Vec<Offer>>;

    /// Makes the state, with nothing filled in yet.
    ///
    /// # Errors
    /// If it is there by now, there is no such checklist, or it cannot be written.
    fn make(&self, checklist: &str) -> Outcome<()>;

    /// Keeps others from changing the state as long as the value lives.
    ///
    /// # Errors
    /// If the file is not there, or another program keeps it for long.
    fn lock(&self) -> Outcome<Box<dyn Any>>;

    /// Replaces the bytes of the state that were read, whole or not at all. Keeps it first as
    /// it was, where it is to be kept before this; gives warnings.
    ///
    /// # Errors
    /// If it is no longer what was read, or cannot be written.
    fn replace(
        &self,
        read: &[u8],
        changed: &[u8],
        before: KeptBefore,
    ) -> Outcome<ProblemList>;

    /// The earlier states that are kept, the newest first.
    fn earlier(&self) -> Vec<EarlierState>;

    /// Reads an earlier state.
    ///
    /// # Errors
    /// If it is not kept, or cannot be read.
    fn read_earlier(&self, name: &str) -> Outcome<Source>;

    /// Deletes an earlier state for good.
    ///
    /// # Errors
    /// If it cannot be deleted.
    fn delete_earlier(&self, name: &str) -> Outcome<()>;
}

/// A checklist that a new state can belong to.
pub struct Offer {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// A state and its checklist, as they are now.
pub struct Sheet {
    /// The engine, which knows what day it is.
    pub engine: Engine,
    /// The state.
    pub file: StateFile,
    /// The checklist.
    pub opened: Opened,
}

/// A desk at which one change after the other is made.
pub(crate) struct Workplace {
    /// The desk.
    pub(crate) desk: Box<dyn Desk>,
    turn: Mutex<()>,
    history: Mutex<History>,
}

impl Workplace {
    /// One for a desk.
    pub(crate) fn at(desk: Box<dyn Desk>) -> Self {
        Self { desk, turn: Mutex::new(()), history: Mutex::default() }
    }

    /// Waits until nothing is being written; others wait as long as the value lives.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What can be undone, and done again.
    pub(crate) fn history(&self) -> MutexGuard<'_, History> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A filled-in checklist, on a day.
pub(crate) struct FilledToday {
    /// The checklist with its answers.
    pub(crate) filled: Filled,
    /// The checks for updates, and what they show.
    pub(crate) updates: UpdateStatus,
    /// Today.
    pub(crate) today: Date,
}

impl Sheet {
    /// The same checklist with another state.
    pub(crate) fn with(&self, file: StateFile) -> Self {
        Self { engine: self.engine.clone(), file, opened: self.opened.clone() }
    }

    /// The state, as far as its structure is right.
    pub(crate) fn state(&self) -> State {
        self.file.read(&self.opened.checklist.about).0
    }

    /// The checklist with the answers in their places.
    pub(crate) fn filled_today(&self) -> Outcome<FilledToday> {
        let Self { engine, file, opened } = self;
        // The page shows what is in the file, whatever that is.
        let rules = FillRules { allow_nhs_numbers: true };
        let filled = engine.fill(opened, file, rules);
        let sources = [file.source.clone(), opened.source.clone()];
        let mut filled = filled.map_err(|problems| say_where(&problems, &sources))?.value;
        engine.mark_earlier(&mut filled, None)?;
        let updates = engine.update_status(&filled);
        Ok(FilledToday { filled, updates, today: engine.today() })
    }
}

/// What tells the bytes of a state from those of any other time.
pub(crate) fn stamp(source: &Source) -> String {
    hex(&Sha256::digest(source.bytes())[..16])
}

impl FilledToday {
    /// What tells the state's file from how it was at any other time.
    pub(crate) fn stamp(&self) -> String {
        self.filled.state_source.as_ref().map(stamp).unwrap_or_default()
    }

    /// The name of the subject; empty if it has none yet.
    pub(crate) fn subject(&self) -> &str {
        self.filled.state.name().trim()
    }
}

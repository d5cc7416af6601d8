//! Earlier states of a file that are kept: what they were kept before, and when.

use crate::base::date::Date;

/// What an earlier state was kept before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptBefore {
    /// Any change, of which the first of a day counts.
    Change,
    /// What a form or a record brings.
    Import,
    /// The move to a newer edition.
    Move,
    /// Bringing back another earlier state.
    Return,
}

/// An earlier state of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierState {
    /// What tells it from others.
    pub name: String,
    /// The day on which it was kept.
    pub day: Date,
    /// The time of that day, as a clock shows it.
    pub time: String,
    /// What it was kept before.
    pub before: KeptBefore,
}

//! A checklist with what was filled in: by a state file, or nothing yet.

use std::path::Path;
use std::sync::Arc;

use typst::diag::{Severity, SourceDiagnostic, SourceResult};

use crate::check::made;
use crate::checklist::Checklist;
use crate::date::Date;
use crate::fit::{Fitted, fit};
use crate::guard::guard;
use crate::input::Input;
use crate::lay_out;
use crate::load::Problems;
use crate::session::{Opened, Session, checklist_of};
use crate::state::State;

/// A state with what is needed to print it.
pub struct Filled {
    /// The checklist.
    pub checklist: Arc<Checklist>,
    /// The checklist's file.
    pub source: Input,
    /// The state.
    pub state: State,
    /// The state's file, if it has one.
    pub state_source: Option<Input>,
    /// The answers at their places.
    pub fitted: Fitted,
}

impl Filled {
    /// A checklist with nothing filled in.
    pub fn empty(checklist: Arc<Checklist>, source: Input) -> Self {
        let state = State::empty(&checklist);
        Self { checklist, source, state, state_source: None, fitted: Fitted::default() }
    }
}

/// Reads a state and its checklist, and puts the answers to their places.
///
/// `checklist` names the checklist, where it is not built in. NHS numbers are errors, unless
/// they are allowed.
///
/// # Errors
/// Everything that is wrong with them.
pub fn read(
    path: &Path,
    checklist: Option<&Path>,
    allow_nhs_numbers: bool,
    today: Date,
    session: &mut Session,
) -> SourceResult<Filled> {
    let state_source = session.open(path)?;
    let mut problems = Problems::new(&state_source);
    let Some(state) = State::read(&state_source, &mut problems)? else {
        return Err(problems.told());
    };
    let Some(name) = checklist_of(&state, checklist, &mut problems) else {
        return Err(problems.told());
    };
    let opened = session.checklist(name)?;
    let Opened { checklist, source, warnings } = opened;
    session.warn_all(warnings);
    let fitted = fit(&checklist, &state, &mut problems);
    made::judge(&state, today, &mut problems);
    let mut found = problems.told();
    found.extend(lay_out::check_edition(&checklist, today));
    found.extend(guard(&checklist, &source, &state, &state_source, allow_nhs_numbers));
    let is_error = |found: &SourceDiagnostic| found.severity == Severity::Error;
    match fitted {
        Some(fitted) if !found.iter().any(is_error) => {
            session.warn_all(found);
            let state_source = Some(state_source);
            Ok(Filled { checklist, source, state, state_source, fitted })
        }
        _ => Err(found),
    }
}

//! A form that came back: what it was made with, and what it says.

use std::path::Path as FilePath;

use ecow::{EcoVec, eco_format};
use typst::diag::SourceResult;

use super::answers::{Base, Returned, returned};
use super::boxes::Filled;
use super::inside::Inside;
use crate::checklist::Checklist;
use crate::edit;
use crate::edition::Verdict;
use crate::embedded;
use crate::fit::fit;
use crate::input::Input;
use crate::lay_out::{self, problem};
use crate::load::Problems;
use crate::session::Session;
use crate::start::empty_state;
use crate::state::State;
use crate::values::{Items, Values};

/// The name of a checklist among the files inside a PDF.
const CHECKLIST: &str = "checklist.yaml";

/// The name of a state among the files inside a PDF.
pub(super) const STATE: &str = "state.yaml";

/// A form that came back.
pub(super) struct Form {
    /// Its checklist.
    pub(super) checklist: Checklist,
    /// The state file it was made with, else an empty one.
    pub(super) source: Input,
    /// The values that it was made with.
    pub(super) base: Values,
    /// What it says.
    pub(super) returned: Returned,
}

/// Reads a form; nothing where a PDF has no fields that a form of ours has.
///
/// # Errors
/// If what is attached to it is broken.
pub(super) fn read(
    shown: &str,
    inside: &Inside,
    named: Option<&FilePath>,
    session: &mut Session,
) -> SourceResult<Option<Form>> {
    let filled = inside.fields();
    if filled.is_empty() {
        return Ok(None);
    }
    let Some(source) = checklist(shown, inside, named, session)? else { return Ok(None) };
    let (checklist, _) = Checklist::read(&source)?;
    let state = inside.file(STATE);
    let was_prefilled = state.is_some();
    let state =
        state.unwrap_or_else(|| empty_state(&checklist, &Vec::new()).into_bytes());
    let overflowing = filled.iter().filter(|field| field.overflows);
    let overflowing: Vec<_> = overflowing.map(|field| field.name.clone()).collect();
    let form = made_with(shown, checklist, state, filled, session)?;
    if form.returned.known == 0 {
        return Ok(None);
    }
    lay_out::warn_overflowing(session, &overflowing);
    if is_outdated(&form.checklist) {
        session.remember_verdict(Verdict::Newer);
    }
    if inside.file(CHECKLIST).is_none() && !was_prefilled {
        session.warn(
            eco_format!("`{shown}` has lost the files that were attached to it"),
            "a reader left them out when it saved: it is read as if the form had been empty \
             when it was made, so what is empty in it changes nothing",
        );
    }
    Ok(Some(form))
}

/// Whether the program has a newer edition of a checklist.
fn is_outdated(checklist: &Checklist) -> bool {
    let newest = embedded::checklist(&checklist.id);
    let newest =
        newest.and_then(|(path, bytes)| Checklist::read(&Input::new(path, bytes)).ok());
    newest.is_some_and(|(newest, _)| newest.last_updated > checklist.last_updated)
}

fn made_with(
    shown: &str,
    checklist: Checklist,
    state: Vec<u8>,
    filled: Vec<Filled>,
    session: &mut Session,
) -> SourceResult<Form> {
    let source = Input::new(format!("{STATE} in {shown}"), state);
    session.remember(&source);
    let state = edit::read(&source)?;
    let mut problems = Problems::new(&source);
    let fitted = fit(&checklist, &state, &mut problems);
    let (fitted, _) = problems.settle(fitted)?;
    let (base, returned) = {
        let items = Items::of(&checklist);
        let base =
            Base { checklist: &checklist, items: &items, state: &state, fitted: &fitted };
        (Values::of(&state, &items), returned(&base, filled))
    };
    Ok(Form { checklist, source, base, returned })
}

/// The checklist of a form: attached to it, else named by the user, else built in.
fn checklist(
    shown: &str,
    inside: &Inside,
    named: Option<&FilePath>,
    session: &mut Session,
) -> SourceResult<Option<Input>> {
    if let Some(bytes) = inside.file(CHECKLIST) {
        let source = Input::new(format!("{CHECKLIST} in {shown}"), bytes);
        session.remember(&source);
        return Ok(Some(source));
    }
    if let Some(path) = named {
        return session.open_checklist(path).map(Some);
    }
    let keywords = inside.keywords();
    let edition = keywords.iter().find_map(|word| word.strip_prefix("edition "));
    let Some((id, edition)) = keywords.first().zip(edition) else { return Ok(None) };
    let newest = embedded::checklist(id).map(|(path, bytes)| Input::new(path, bytes));
    let earlier = embedded::edition(embedded::EDITIONS, id, edition);
    let earlier = earlier.map(|(path, bytes)| Input::new(path, bytes));
    for source in newest.into_iter().chain(earlier) {
        let is_it = |checklist: &Checklist| checklist.last_updated.iso() == edition;
        if Checklist::read(&source).is_ok_and(|(checklist, _)| is_it(&checklist)) {
            return Ok(Some(source));
        }
    }
    let message = eco_format!(
        "`{shown}` is a form of the checklist `{id}`, edition {edition}, which is neither \
         attached to it nor built in"
    );
    Err(EcoVec::from([problem(message, "`--checklist FILE` names that edition")]))
}

/// Reads a state that a form's answers go into, and sees that they can.
///
/// # Errors
/// If the state is not right.
pub(super) fn fitting(
    checklist: &Checklist,
    state: &State,
    source: &Input,
) -> SourceResult<()> {
    let mut problems = Problems::new(source);
    let fitted = fit(checklist, state, &mut problems);
    problems.settle(fitted).map(|_| ())
}

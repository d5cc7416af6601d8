//! The state attached to a returned record, byte for byte.

use crate::base::problem::{Checked, Outcome};
use crate::base::source::Source;
use crate::document::schema::DocumentKind;
use crate::model::about::About;
use crate::model::checklist::Checklist;
use crate::model::state::StateFile;
use crate::returned::document::ReturnedPdf;
use crate::returned::form::ReturnedState;

/// The state that is attached to a record. `named` is the checklist for a record that has
/// lost its own.
///
/// # Errors
/// If there is none, or it is damaged.
pub fn state_of(
    pdf: &ReturnedPdf,
    named: Option<&Source>,
) -> Outcome<Checked<ReturnedState>> {
    let is_form = |word: &String| word == DocumentKind::Form.word();
    let source = pdf.state.as_ref();
    let source = source.filter(|_| !pdf.inside.keywords().iter().any(is_form));
    let source = source.ok_or_else(|| pdf.no_answers())?;
    let file = StateFile::open(source)?;
    let id = file.checklist.text.clone();
    // One that is known nowhere is as old as checklists that could not say what they are
    // about.
    let checklist = pdf.checklist(named)?.or_else(|| Checklist::built_in(&id));
    let about = checklist.map_or_else(About::before, |checklist| checklist.about);
    let (state, problems) = file.read(&about);
    let state = problems.settle(Some(state))?;
    Ok(state.map(|state| ReturnedState {
        bytes: source.bytes().to_vec(),
        subject: [state.code(), state.name()].map(String::from),
        checklist: id,
    }))
}

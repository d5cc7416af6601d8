//! The state attached to a returned record, byte for byte.

use crate::base::problem::{Checked, Outcome};
use crate::document::schema::DocumentKind;
use crate::model::about::About;
use crate::model::state::State;
use crate::returned::document::ReturnedPdf;
use crate::returned::form::ReturnedState;
use crate::yaml::problems::Problems;

/// The state that is attached to a record.
///
/// # Errors
/// If there is none, or it is damaged.
pub fn state_of(pdf: &ReturnedPdf, about: &About) -> Outcome<Checked<ReturnedState>> {
    let is_form = |word: &String| word == DocumentKind::Form.word();
    let source = pdf.state.as_ref();
    let source = source.filter(|_| !pdf.inside.keywords().iter().any(is_form));
    let source = source.ok_or_else(|| pdf.no_answers())?;
    let mut problems = Problems::new(source);
    let state = State::read(source, about, &mut problems)?;
    let state = problems.settle(state)?;
    Ok(state.map(|state| ReturnedState {
        bytes: source.bytes().to_vec(),
        practice: ["ods_code", "name"].map(|key| state.detail(key).to_string()),
        checklist: state.checklist.text,
    }))
}

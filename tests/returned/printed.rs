//! Forms as the program prints them.

use proforma::model::edit::edited;

use super::edits::{places, some_changes};
use super::*;
use crate::support::random::Random;

/// States that are tried.
const STATES: usize = 12;

/// The form of the built-in checklist, prefilled from a state or empty.
#[track_caller]
pub(super) fn printed(state: Option<&str>) -> Vec<u8> {
    let project = Project::new();
    let mut args = vec!["print", "--fillable", "-o", "-"];
    if let Some(state) = state {
        project.write("state.yaml", state);
        args.extend(["--state", "state.yaml"]);
    }
    let run = project.exec(&args);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    run.stdout
}

/// Imports a printed form.
#[track_caller]
fn imported(form: &[u8]) -> String {
    let project = Project::new();
    project.write("form.pdf", form);
    let run = project.exec(&["import", "form.pdf", "-o", "-"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    run.text()
}

#[test]
fn an_empty_form_comes_back_as_a_state_that_was_just_started() {
    let started = proforma::model::state::empty_state(&checklist(), &[]);
    assert_eq!(imported(&printed(None)), started);
}

#[test]
fn every_state_comes_back_from_its_form_byte_for_byte() {
    assert_eq!(imported(&printed(Some(SAMPLE))), SAMPLE);
    let checklist = checklist();
    let items = Items::of(&checklist);
    let mut random = Random::fresh();
    for _ in 0..STATES {
        let before = values(SAMPLE);
        let changes = some_changes(&mut random, &places(&checklist), &before, &items);
        let source = Source::new("state.yaml", SAMPLE);
        let state =
            edited(&opened(&source), &items, &changes.into()).expect("it can be changed");
        let state = String::from_utf8(state.bytes().to_vec()).expect("it is text");
        assert_eq!(imported(&printed(Some(&state))), state);
    }
}

#[test]
fn a_form_without_its_fields_is_not_a_record() {
    let form = String::from_utf8_lossy(&Form::new(BUILT_IN, Some(SAMPLE)).pdf())
        .replace("/AcroForm", "/NoForms")
        .replace("sha256:0", "sha256:0, form");
    let project = Project::new();
    project.write("flat.pdf", form);
    let run = project.exec(&["import", "flat.pdf"]);
    assert_eq!(run.status, Some(1), "{}", run.report());
    assert!(run.stderr.contains("has no answers that can be read"), "{}", run.stderr);
    let pdf = hayro_syntax::Pdf::new(printed(Some(SAMPLE))).expect("it is a PDF");
    let keywords = pdf.metadata().keywords.clone().expect("it has keywords");
    assert!(String::from_utf8_lossy(&keywords).ends_with(", form"));
}

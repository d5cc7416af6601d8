//! Import and export agree on what an answer means.

use proforma::base::problem::ProblemList;
use proforma::document::fields::FieldKind;
use proforma::engine::FillRules;
use proforma::returned::document::ReturnedPdf;

use super::*;
use crate::support::engine::{engine, opened};
use crate::support::random::Random;

/// How many forms are filled in.
const FORMS: usize = 40;

/// Pieces of what people type where a date, or yes or no, is asked for.
const PIECES: [&str; 18] = [
    "yes",
    "No",
    ", ",
    ",",
    " ",
    "02/11/2026",
    "2 November 2026",
    "31/02/2027",
    "2027",
    "w/c 3 March",
    "TBC",
    "n/a",
    "not applicable",
    "perhaps",
    "\n",
    "01632 960501",
    "943 476 5919",
    "?",
];

/// What import warns about, and what export warns about or refuses in the resulting
/// state.
fn messages_about(form: &Form) -> (ProblemList, ProblemList) {
    let engine = engine();
    let pdf = ReturnedPdf::open(&Source::new("form.pdf", form.pdf())).expect("a PDF");
    let (state, _) = engine.returned(&pdf, None, &[]).expect("it is a form of ours");
    let source = Source::new("state.yaml", state.value.bytes);
    let file = engine.state(&source).expect("it is a state");
    let filled = engine.fill(&opened(&engine, BUILT_IN), &file, FillRules::default());
    let exported = filled.map_or_else(|problems| problems, |filled| filled.warnings);
    (state.warnings, exported)
}

#[test]
fn what_import_writes_without_a_warning_is_exported_without_one_and_conversely() {
    let mut random = Random::fresh();
    let mut counts = [0, 0];
    for _ in 0..FORMS {
        let mut form = Form::new(BUILT_IN, None);
        let lines = form.fields.iter().filter(|field| {
            let is_check = field.name.starts_with("update_checks.");
            !is_check && !matches!(field.kind, FieldKind::Choice(_))
        });
        let names: Vec<_> = lines.map(|field| field.name.clone()).collect();
        let name = random.one_of(&names).clone();
        let pieces = 1 + random.below(3);
        let text: String = (0..pieces).map(|_| *random.one_of(&PIECES)).collect();
        form.set(&name, &text);
        if let Some(cell) = name.strip_suffix(".date")
            && random.below(2) == 0
        {
            form.set(&format!("{cell}.yes_no"), "yes");
        }
        let (imported, exported) = messages_about(&form);
        assert_eq!(
            imported.is_empty(),
            exported.is_empty(),
            "{name}: {text:?}\n{imported:?}\n{exported:?}"
        );
        counts[usize::from(imported.is_empty())] += 1;
    }
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
}

#[test]
fn yes_with_a_date_is_an_answer_to_every_reader() {
    let cell = "data-extract-requested.1.data_extract_requested";
    let form = Form::new(BUILT_IN, None);
    let column = form.fields.iter().find(|field| field.name.ends_with(".yes_no"));
    let name = column.map_or(cell, |field| field.name.trim_end_matches(".yes_no"));
    let form = Form::new(BUILT_IN, None)
        .with(&format!("{name}.yes_no"), "yes")
        .with(&format!("{name}.date"), "02/11/2026");
    let state = imported(&form);
    assert!(state.contains("yes, 02/11/2026"), "{state}");
    let (on_import, on_export) = messages_about(&form);
    assert_eq!((on_import.len(), on_export.len()), (0, 0), "{on_import:?} {on_export:?}");
    // A form made from this state has both back in their places.
    let again = Form::new(BUILT_IN, Some(&state));
    let value = |end: &str| {
        let found =
            again.fields.iter().find(|field| field.name == format!("{name}{end}"));
        found.map(|field| field.value.clone())
    };
    assert_eq!(value(".yes_no").as_deref(), Some("yes"));
    assert_eq!(value(".date").as_deref(), Some("02/11/2026"));
}

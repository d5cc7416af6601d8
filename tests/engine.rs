//! The engine on its own: without files or the program, and several at a time.

use std::collections::BTreeMap;
use std::thread;

use proforma::base::date::Date;
use proforma::base::embedded::LAYOUTS;
use proforma::base::source::Source;
use proforma::document::schema::PageSetup;
use proforma::edition::verdict::Verdict;
use proforma::engine::{Assets, Draft, Engine, FillRules};
use proforma::model::answers::Filled;
use proforma::pages::world::Layouts;
use proforma::returned::document::ReturnedPdf;
use proforma::returned::form::ReturnedForm;

use crate::support::checklists::BUILT_IN;
use crate::support::engine::{empty, engine, filled, opened};
use crate::support::reader::Pdf;

/// A filled-in state.
const SAMPLE: &str = include_str!("../content/examples/riverside-surgery.yaml");

/// The built-in layouts with another name for a tick box.
fn edited() -> Layouts {
    let file = |(path, text): &(&str, &str)| {
        let path = path.strip_prefix("layouts/").expect("they lie there").to_string();
        (path, text.replace("[Not applicable]", "[Does not apply]").into_bytes())
    };
    let files: BTreeMap<_, _> = LAYOUTS.iter().map(file).collect();
    Layouts::Edited { folder: "mine".into(), files }
}

fn day(text: &str) -> Date {
    text.parse().expect("it is a date")
}

/// The bytes of a document without warnings.
#[track_caller]
fn pdf(draft: &Draft, identity: &str) -> Vec<u8> {
    assert!(draft.warnings.is_empty(), "{:?}", draft.warnings);
    draft.pdf(identity).unwrap_or_else(|problems| panic!("{problems:?}")).value
}

/// A blank, a form and a record.
fn documents(engine: &Engine) -> [Vec<u8>; 3] {
    let page = PageSetup::default();
    let state = filled(engine, BUILT_IN, SAMPLE);
    [
        pdf(&engine.blank(&empty(engine, BUILT_IN), page, None), "blank"),
        pdf(&engine.form(&state, page, None), "form"),
        pdf(&engine.record(&state, page, true), "record"),
    ]
}

#[test]
fn engines_on_other_days_and_with_other_layouts_work_side_by_side() {
    let engines: Vec<_> = [
        ("23/11/2026", Layouts::BuiltIn),
        ("23/11/2026", edited()),
        ("02/01/2027", Layouts::BuiltIn),
        ("02/01/2027", edited()),
    ]
    .into_iter()
    .map(|(date, layouts)| {
        let assets = Assets { layouts, fonts: Vec::new() };
        Engine::new(assets, day(date)).expect("the layouts are right")
    })
    .collect();
    let alone: Vec<_> = engines.iter().map(documents).collect();
    let at_once = thread::scope(|scope| {
        let runs: Vec<_> =
            engines.iter().map(|engine| scope.spawn(|| documents(engine))).collect();
        let ended = runs.into_iter().map(|run| run.join().expect("it ends"));
        ended.collect::<Vec<_>>()
    });
    assert!(alone == at_once, "they disturb one another");
    for (index, [blank, ..]) in alone.iter().enumerate() {
        let text = Pdf::read(blank).text();
        let is_edited = index % 2 == 1;
        assert_eq!(text.contains("Does not apply"), is_edited, "{index}");
        let made_on =
            if index < 2 { "made on 23 November 2026" } else { "2 January 2027" };
        assert!(text.contains(made_on), "{index}");
    }
}

#[test]
fn a_form_comes_back_and_goes_into_its_state_without_a_file() {
    let engine = engine();
    let page = PageSetup::default();
    let state = filled(&engine, BUILT_IN, SAMPLE);
    let form = pdf(&engine.form(&state, page, None), "form");
    let returned = ReturnedPdf::open(&Source::new("form.pdf", form)).expect("a PDF");
    let (alone, is_outdated) = engine.returned(&returned, None, &[]).expect("a form");
    // Nothing was filled in, so it says what it was made with.
    assert_eq!((alone.value.bytes.as_slice(), is_outdated), (SAMPLE.as_bytes(), false));
    let form = ReturnedForm::read(&returned, None).expect("it is whole");
    let form = form.expect("it is a form").value;
    let source = state.state_source.as_ref().expect("it has one");
    let merged = form.into_state((&state.state, source), None, &[]);
    assert_eq!(merged.expect("nothing has changed").value, SAMPLE.as_bytes());
    let record = pdf(&engine.record(&state, page, true), "record");
    let record = ReturnedPdf::open(&Source::new("record.pdf", record)).expect("a PDF");
    let (alone, _) = engine.returned(&record, None, &[]).expect("a record");
    assert_eq!(alone.value.bytes, SAMPLE.as_bytes());
}

#[test]
fn an_edition_is_judged_on_the_day_of_the_engine() {
    let checklist = opened(&engine(), BUILT_IN).checklist;
    let verdict = |date: &str| {
        let engine = Engine::new(Assets::default(), day(date)).expect("it is right");
        let Filled { state, .. } = filled(&engine, BUILT_IN, SAMPLE);
        let report = engine.edition(&checklist, Some(&state), None);
        report.expect("nothing is compared").finding.verdict
    };
    assert_eq!(verdict("23/11/2026"), Verdict::Current);
    assert_eq!(verdict("23/11/2027"), Verdict::Due);
}

#[test]
fn all_problems_are_reported_at_once_and_nothing_is_made() {
    let engine = engine();
    let source = Source::new(
        "state.yaml",
        "checklist: pre-migration\nlast_updated: 27/03/2025\nanswers:\n  \
         run-updats: done\n  tell-patients: {status: dnoe}\n",
    );
    let file = engine.state(&source).expect("its shape is right");
    let problems =
        engine.fill(&opened(&engine, BUILT_IN), &file, FillRules::default()).err();
    assert_eq!(problems.map(|problems| problems.len()), Some(2));
}

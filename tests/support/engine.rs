//! The engine, driven without files and without the program.

use std::sync::Arc;

use proforma::base::date::Date;
use proforma::base::source::Source;
use proforma::engine::{Assets, Engine, FillRules, Opened};
use proforma::model::about::About;
use proforma::model::answers::Filled;
use proforma::model::checklist::Checklist;

use super::checklists::BUILT_IN;

/// The day of the tests.
pub fn today() -> Date {
    Date::new(2026, 11, 23).expect("there is such a day")
}

/// An engine with the built-in layouts and fonts, on the day of the tests.
pub fn engine() -> Engine {
    Engine::new(Assets::default(), today()).expect("what is built in is right")
}

/// A checklist that is right.
#[track_caller]
pub fn opened(engine: &Engine, checklist: &str) -> Opened {
    let source = Source::new("checklist.yaml", checklist);
    engine.checklist(&source).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A checklist with nothing filled in.
#[track_caller]
pub fn empty(engine: &Engine, checklist: &str) -> Filled {
    let Opened { checklist, source, .. } = opened(engine, checklist);
    Filled::empty(checklist, source)
}

/// The built-in checklist.
#[track_caller]
pub fn built_in() -> Checklist {
    Checklist::clone(&opened(&engine(), BUILT_IN).checklist)
}

/// What the built-in checklist is about.
pub fn practices() -> Arc<About> {
    built_in().about
}

/// A state of a checklist that is right, with its answers at their places.
#[track_caller]
pub fn filled(engine: &Engine, checklist: &str, state: &str) -> Filled {
    let source = Source::new("state.yaml", state);
    let file = engine.state(&source).unwrap_or_else(|problems| panic!("{problems:?}"));
    let filled = engine.fill(&opened(engine, checklist), &file, FillRules::default());
    filled.unwrap_or_else(|problems| panic!("{problems:?}\n{state}")).value
}

//! Records made by the library, without files and without the program.

use std::sync::Arc;

use proforma::characters::Characters;
use proforma::checklist::Checklist;
use proforma::date::Date;
use proforma::document::{Page, Settings};
use proforma::filled::Filled;
use proforma::fit::fit;
use proforma::input::Input;
use proforma::load::Problems;
use proforma::pdf;
use proforma::state::State;
use proforma::world::World;
use typst_layout::PagedDocument;

use crate::support::checklists::BUILT_IN;

/// A record before it is proved and written.
pub(super) struct Made {
    /// The pages.
    pub(super) pages: PagedDocument,
    /// The answers by path, as they should print.
    pub(super) answers: Vec<(String, String)>,
}

impl Made {
    /// Lays out the record of a state of the built-in checklist.
    #[track_caller]
    pub(super) fn new(state: &str) -> Self {
        let world = World::new(today(), None, &[]).expect("the files are right");
        Self::with(state, Page::default(), &world)
    }

    /// Lays out the record on such pages in a world that is used again.
    #[track_caller]
    pub(super) fn with(state: &str, page: Page, world: &World) -> Self {
        let source = Input::new("checklist.yaml", BUILT_IN);
        let state_source = Input::new("state.yaml", state);
        let (checklist, _) = Checklist::read(&source).expect("it is right");
        let mut problems = Problems::new(&state_source);
        let state = State::read(&state_source, &mut problems).expect("it is YAML");
        let state = state.expect("it is a state");
        let fitted = fit(&checklist, &state, &mut problems);
        let (fitted, _) = problems
            .settle(fitted)
            .unwrap_or_else(|problems| panic!("{problems:?}\n{}", state_source.text()));
        let settings = Settings { made_on: today(), page, rows: None };
        let text = state_source.text().to_string();
        let state_source = Some(state_source);
        let checklist = Arc::new(checklist);
        let filled = Filled { checklist, source, state, state_source, fitted };
        let (document, answers) = {
            let characters = Characters::new(world);
            filled.record(&settings, &characters, true)
        };
        let world = world.with_document(document.to_json());
        let pages = pdf::compile(&world)
            .unwrap_or_else(|problems| panic!("{problems:?}\n{text}"));
        Self { pages, answers }
    }

    /// The record's file.
    #[track_caller]
    pub(super) fn pdf(&self) -> Vec<u8> {
        pdf::export(&self.pages, "a test's record", today())
            .unwrap_or_else(|problems| panic!("{problems:?}"))
            .pdf
    }
}

/// The day of the tests.
pub(super) fn today() -> Date {
    Date::new(2026, 11, 23).expect("there is such a day")
}

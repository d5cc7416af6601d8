//! Records made by the engine, without files and without the program.

use proforma::document::schema::PageSetup;
use proforma::engine::{Draft, Engine};
use proforma::model::path::StatePath;
use typst_layout::PagedDocument;

use crate::support::checklists::BUILT_IN;
use crate::support::engine::{engine, filled};

/// A record before it is checked and written.
pub(super) struct Made {
    draft: Draft,
    /// The pages.
    pub(super) pages: PagedDocument,
    /// The answers by path, as they should print.
    pub(super) answers: Vec<(StatePath, String)>,
}

impl Made {
    /// Lays out the record of a state of the built-in checklist.
    #[track_caller]
    pub(super) fn new(state: &str) -> Self {
        Self::with(state, PageSetup::default(), &engine())
    }

    /// Lays out the record on pages like these, with an engine that is reused.
    #[track_caller]
    pub(super) fn with(state: &str, page: PageSetup, engine: &Engine) -> Self {
        let filled = filled(engine, BUILT_IN, state);
        let draft = engine.record(&filled, page, true);
        let unproved = draft.unproved();
        let (pages, answers) =
            unproved.unwrap_or_else(|problems| panic!("{problems:?}\n{state}"));
        let answers = answers.to_vec();
        Self { draft, pages, answers }
    }

    /// The record's file.
    #[track_caller]
    pub(super) fn pdf(&self) -> Vec<u8> {
        let pdf = self.draft.pdf("a test's record");
        pdf.unwrap_or_else(|problems| panic!("{problems:?}")).value
    }
}

//! Lays out a document as pages.

use typst::diag::Warned;
use typst_layout::PagedDocument;

use crate::base::problem::{Outcome, Problem, Severity};
use crate::pages::world::World;

/// Lays out the world's document.
///
/// # Errors
/// Typst's errors, and its warnings too: it drops a misplaced block with only a warning.
pub fn compile(world: &World) -> Outcome<PagedDocument> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    let document = output?;
    if warnings.is_empty() {
        return Ok(document);
    }
    let as_errors = |mut warning: Problem| {
        warning.severity = Severity::Error;
        warning
    };
    Err(warnings.into_iter().map(as_errors).collect())
}

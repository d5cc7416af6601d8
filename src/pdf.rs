//! Layouts and document → pages → PDF.

use typst::diag::{At, Severity, SourceDiagnostic, SourceResult, Warned};
use typst::foundations::{Datetime, Smart};
use typst::syntax::Span;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::date::Date;
use crate::pack::pack;
use crate::world::World;

/// Lays out the world's document.
///
/// # Errors
/// Typst's errors, and its warnings too: it drops a misplaced block with no more than one.
pub fn compile(world: &World) -> SourceResult<PagedDocument> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    let document = output?;
    if warnings.is_empty() {
        return Ok(document);
    }
    let as_errors = |mut warning: SourceDiagnostic| {
        warning.severity = Severity::Error;
        warning
    };
    Err(warnings.into_iter().map(as_errors).collect())
}

/// A PDF, and whether it is packed.
pub struct Exported {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// Whether the packer knew what typst-pdf wrote; else it stands there as it was.
    pub is_packed: bool,
}

impl Exported {
    /// Packs a PDF that typst-pdf wrote, if the packer knows it.
    pub fn new(pdf: Vec<u8>) -> Self {
        match pack(&pdf) {
            Some(pdf) => Self { pdf, is_packed: true },
            None => Self { pdf, is_packed: false },
        }
    }
}

/// Writes pages as a packed PDF that claims PDF/UA-1 and PDF/A-3a.
///
/// `identity` identifies the document beyond this run, and `date`, at midnight UTC, is
/// every time in it: the same pages give the same bytes.
///
/// # Errors
/// If the pages break a rule of a standard.
pub fn export(
    document: &PagedDocument,
    identity: &str,
    date: Date,
) -> SourceResult<Exported> {
    let standards = [PdfStandard::A_3a, PdfStandard::Ua_1];
    Ok(Exported::new(write(document, identity, date, &standards)?))
}

/// Writes pages as typst-pdf does, claiming these standards.
///
/// # Errors
/// If the pages break a rule of a standard.
pub fn write(
    document: &PagedDocument,
    identity: &str,
    date: Date,
    standards: &[PdfStandard],
) -> SourceResult<Vec<u8>> {
    let standards = PdfStandards::new(standards)
        .map_err(|err| err.message().clone())
        .at(Span::detached())?;
    let midnight = Datetime::from_ymd_hms(date.year(), date.month(), date.day(), 0, 0, 0);
    let options = PdfOptions {
        ident: Smart::Custom(identity.into()),
        creator: Smart::Custom(Some(
            concat!("Proforma ", env!("CARGO_PKG_VERSION")).into(),
        )),
        timestamp: midnight.map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options)
}

// In the library's own tests: no other one of them lays out, or has Typst forget, meanwhile.
#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::characters::Characters;
    use crate::checklist::Checklist;
    use crate::document::{Page, Settings};
    use crate::embedded;
    use crate::filled::Filled;
    use crate::input::Input;
    use crate::load::Place;
    use crate::state::Typed;

    /// How much Typst does to lay out what the world holds: the steps it has not done
    /// before.
    fn steps(world: &World) -> usize {
        typst_timing::clear();
        typst_timing::enable();
        compile(world).expect("it can be laid out");
        typst_timing::disable();
        let mut json = Vec::new();
        typst_timing::export_json(&mut json, |_| (String::new(), 0)).unwrap();
        String::from_utf8(json).unwrap().matches(r#""ph":"B""#).count()
    }

    #[test]
    fn what_was_laid_out_for_one_practice_holds_for_the_next() {
        let today = Date::new(2026, 11, 23).unwrap();
        let world = World::new(today, None, &[]).unwrap();
        let (path, bytes) = embedded::checklist("pre-migration").unwrap();
        let source = Input::new(path, bytes);
        let checklist = Checklist::read(&source).unwrap().0;
        let mut filled = Filled::empty(Arc::new(checklist), source);
        let characters = Characters::new(&world);
        let settings = Settings { made_on: today, page: Page::default(), rows: None };
        let mut steps_for = |practice: &str| {
            let typed = Typed { text: practice.into(), place: Place::Bytes(0, 0) };
            filled.state.practice = vec![("name", typed)];
            let json = filled.blank(&settings, &characters).0.to_json();
            steps(&world.with_document(json))
        };
        let (first, second) = (steps_for("Practice"), steps_for("Surgery"));
        assert!(second * 2 < first, "{second} steps after {first}: all is laid out anew");
    }
}

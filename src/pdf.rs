//! Layouts and document → pages → PDF.

use ecow::eco_format;
use lopdf::SaveOptions;
use typst::diag::{At, Severity, SourceDiagnostic, SourceResult, Warned};
use typst::foundations::{Datetime, Smart};
use typst::syntax::{DiagSpan, Span};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::date::Date;
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

/// Writes pages as a packed PDF that claims PDF/UA-1 and PDF/A-3a.
///
/// `identity` identifies the document beyond this run, and `date`, at midnight UTC, is
/// every time in it: the same pages give the same bytes.
///
/// # Errors
/// If the pages break a rule of a standard.
pub fn export(document: &PagedDocument, identity: &str, date: Date) -> SourceResult<Vec<u8>> {
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|err| err.message().clone())
        .at(Span::detached())?;
    let midnight =
        Datetime::from_ymd_hms(date.year(), date.month(), date.day(), 0, 0, 0);
    let options = PdfOptions {
        ident: Smart::Custom(identity.into()),
        creator: Smart::Custom(Some(concat!("Proforma ", env!("CARGO_PKG_VERSION")).into())),
        timestamp: midnight.map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    pack(&typst_pdf::pdf(document, &options)?)
}

/// Puts a PDF's objects into compressed streams, which typst-pdf does not: half the size.
fn pack(pdf: &[u8]) -> SourceResult<Vec<u8>> {
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(200)
        .compression_level(9)
        .build();
    let mut packed = Vec::with_capacity(pdf.len());
    lopdf::Document::load_mem(pdf)
        .map_err(|err| err.to_string())
        .and_then(|mut document| {
            document.save_with_options(&mut packed, options).map_err(|err| err.to_string())
        })
        .map_err(|err| {
            let message = eco_format!("the PDF could not be packed ({err})");
            ecow::eco_vec![SourceDiagnostic::error(DiagSpan::detached(), message)]
        })?;
    Ok(packed)
}

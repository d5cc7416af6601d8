//! What `print` and `export` have in common: pages from a document, and what is warned of.

use ecow::{EcoString, eco_format};
use typst::diag::{SourceDiagnostic, SourceResult};
use typst::syntax::DiagSpan;
use typst_layout::PagedDocument;
use typst_pdf::PdfStandard;

use crate::args::{Format, LaidOut};
use crate::characters::{code_point, never_prints};
use crate::checklist::Checklist;
use crate::date::Date;
use crate::document::{Document, Page};
use crate::fields::Field;
use crate::form::{BODY, Form, form};
use crate::pdf::{self, Exported};
use crate::proof;
use crate::session::Session;
use crate::world::World;

/// The size of type in the fields of a form in large print, in pt.
const LARGE_PRINT: f32 = 18.0;

/// The bytes to write: the PDF, in which each answer has been found whole, or the data.
///
/// `identity` tells the document from all others, whatever the day.
///
/// # Errors
/// If the layouts have a mistake, break a rule of a standard, or lose an answer.
pub fn bytes(
    world: &World,
    document: &Document,
    answers: &[(String, String)],
    format: Format,
    identity: &str,
    today: Date,
    session: &mut Session,
) -> SourceResult<Vec<u8>> {
    let json = document.to_json();
    if format == Format::Json {
        return Ok(json);
    }
    let pages = pages(world, document, json)?;
    proof::check(&pages, answers)?;
    Ok(packed(pdf::export(&pages, identity, today)?, session))
}

/// The bytes of a PDF. One that is not packed is warned of: it is whole, only larger.
fn packed(exported: Exported, session: &mut Session) -> Vec<u8> {
    if !exported.is_packed {
        session.warn(
            "this PDF is larger than it need be: because of a mistake in Proforma it could \
             not be packed",
            "it is whole and can be used; please report the mistake, with the input file",
        );
    }
    exported.pdf
}

/// The bytes to write of a form: the PDF, or the data; and the names of fields that show
/// less than they hold.
///
/// # Errors
/// If the layouts have a mistake, or break a rule of a standard.
pub fn form_bytes(
    world: &World,
    document: &Document,
    fields: &[Field],
    format: Format,
    identity: &str,
    today: Date,
) -> SourceResult<(Vec<u8>, Vec<String>)> {
    let json = document.to_json();
    if format == Format::Json {
        return Ok((json, Vec::new()));
    }
    let pages = pages(world, document, json)?;
    // Not PDF/A as well: Acrobat opens what claims it for reading only.
    let pdf = pdf::write(&pages, identity, today, &[PdfStandard::Ua_1])?;
    let size = if document.page.large_print { LARGE_PRINT } else { BODY };
    let Form { pdf, overflowing } = form(&pdf, fields, size)?;
    Ok((pdf, overflowing))
}

/// The pages of a document, which know its full title.
fn pages(
    world: &World,
    document: &Document,
    json: Vec<u8>,
) -> SourceResult<PagedDocument> {
    let mut pages = pdf::compile(&world.with_document(json))?;
    pages.info_mut().title = Some(document.full_title().into());
    Ok(pages)
}

/// The ending of a file's name.
pub fn extension(format: Format) -> &'static str {
    match format {
        Format::Pdf => "pdf",
        Format::Json => "json",
    }
}

/// What the user said about paper and print.
pub fn page(args: &LaidOut) -> Page {
    Page { large_print: args.large_print, duplex: args.duplex }
}

/// Refuses an edition of the future: the clock or the checklist is wrong.
pub fn check_edition(checklist: &Checklist, today: Date) -> Option<SourceDiagnostic> {
    let updated = checklist.last_updated;
    (updated > today).then(|| {
        problem(
            eco_format!(
                "the checklist was last updated on {updated}, but today is {today}"
            ),
            "correct `last_updated` in the checklist, the machine's clock, or `--date`",
        )
    })
}

/// Warns of characters that print as their code points.
pub fn warn_replaced(session: &mut Session, replaced: &[char]) {
    if replaced.is_empty() {
        return;
    }
    let sign = |&c: &char| match code_point(c) {
        code if never_prints(c) => code,
        code => format!("{c} as {code}"),
    };
    let signs: Vec<_> = replaced.iter().map(sign).collect();
    session.warn(
        eco_format!(
            "characters that no font here has print as code points: {}",
            signs.join(", ")
        ),
        if replaced.iter().all(|&c| never_prints(c)) {
            "they would show as nothing, or turn the words beside them round"
        } else {
            "`--font FILE` adds a font that has them"
        },
    );
}

/// Warns of fields that show less than they hold.
pub fn warn_overflowing(session: &mut Session, names: &[String]) {
    let shown: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    if shown.is_empty() {
        return;
    }
    session.warn(
        eco_format!("fields that show less than they hold: {}", shown.join(", ")),
        "nothing is cut off: readers scroll in a field, and the record prints all of it",
    );
}

/// What to do about a mistake that is no user's.
pub const REPORT: &str = "please report it, with the input file";

/// What could not be done because of a mistake that is no user's.
pub fn mistake(what: &str) -> SourceDiagnostic {
    problem(eco_format!("{what} because of a mistake in Proforma"), REPORT)
}

/// An error without a place in a file.
pub fn problem(message: EcoString, hint: &str) -> SourceDiagnostic {
    SourceDiagnostic::error(DiagSpan::detached(), message).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_that_cannot_be_packed_is_written_with_a_warning() {
        let mut session = Session::new();
        let odd = b"%PDF-1.7\nin another form".to_vec();
        assert_eq!(packed(Exported::new(odd.clone()), &mut session), odd);
        assert_eq!(session.warnings(), 1);
        assert!(session.settle(true).is_err(), "with `--strict` it is an error");
    }
}

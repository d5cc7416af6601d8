//! Writes pages as a PDF.

use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::base::date::Date;
use crate::base::problem::{Outcome, alone, error};
use crate::pdf::pack::Objects;
use crate::pdf::printed::mark_fields;

/// A PDF, and whether it is packed.
pub struct Exported {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// Whether the packer could read what typst-pdf wrote; otherwise it is left as it
    /// was.
    pub is_packed: bool,
}

impl Exported {
    /// Packs a PDF that typst-pdf wrote, if the packer can read it.
    pub fn new(pdf: Vec<u8>, is_duplex: bool) -> Self {
        match packed(&pdf, is_duplex) {
            Some(pdf) => Self { pdf, is_packed: true },
            None => Self { pdf, is_packed: false },
        }
    }
}

/// A PDF with its spaces to write in as fields, packed; none if it cannot be read.
fn packed(pdf: &[u8], is_duplex: bool) -> Option<Vec<u8>> {
    let mut objects = Objects::read(pdf)?;
    mark_fields(&mut objects);
    if is_duplex {
        objects.print_on_both_sides();
    }
    objects.pack()
}

/// Writes pages as a packed PDF that claims PDF/UA-1 and PDF/A-3a.
///
/// `identity` identifies the document beyond this run. All times in it are `date` at
/// midnight UTC, so the same pages give the same bytes.
///
/// # Errors
/// If the pages break a rule of a standard.
pub fn export(
    document: &PagedDocument,
    identity: &str,
    date: Date,
    is_duplex: bool,
) -> Outcome<Exported> {
    let standards = [PdfStandard::A_3a, PdfStandard::Ua_1];
    Ok(Exported::new(write(document, identity, date, &standards)?, is_duplex))
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
) -> Outcome<Vec<u8>> {
    let standards = PdfStandards::new(standards)
        .map_err(|err| alone(error(err.message().clone())))?;
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

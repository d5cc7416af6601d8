//! A document whose words are settled: as data, pages and PDF.

use typst_layout::PagedDocument;
use typst_pdf::PdfStandard;

use super::Engine;
use crate::base::geometry::Geometry;
use crate::base::problem::{Checked, Outcome, ProblemList, warning};
use crate::document::fields::{Field, overflow_warning};
use crate::document::schema::PageSetup;
use crate::model::path::StatePath;
use crate::pages::{compile, proof};
use crate::pdf::export::{self, Exported};
use crate::pdf::widgets;

/// What a document is proved by.
pub(super) enum Pages {
    /// Answers by their paths, as they should print.
    Paper(Vec<(StatePath, String)>),
    /// The fields that its pages have room for.
    Screen(Vec<Field>),
}

/// A document whose words are settled, and which is not laid out yet.
pub struct Draft {
    pub(super) engine: Engine,
    /// The data that the layouts read, as JSON.
    pub(super) data: Vec<u8>,
    /// The title that readers of the PDF show.
    pub(super) title: String,
    pub(super) page: PageSetup,
    pub(super) pages: Pages,
    /// What somebody should look at.
    pub warnings: ProblemList,
}

impl Draft {
    /// The data that the layouts read, as JSON.
    pub fn json(&self) -> Vec<u8> {
        self.data.clone()
    }

    /// The pages, in which each answer has been found whole.
    ///
    /// # Errors
    /// If the layouts have a mistake, or lose an answer.
    pub fn pages(&self) -> Outcome<PagedDocument> {
        let pages = self.laid_out()?;
        if let Pages::Paper(answers) = &self.pages {
            proof::check(&pages, answers)?;
        }
        Ok(pages)
    }

    /// The pages before they are proved, and the answers by path as they should print.
    ///
    /// # Errors
    /// If the layouts have a mistake.
    pub fn unproved(&self) -> Outcome<(PagedDocument, &[(StatePath, String)])> {
        let answers: &[_] = match &self.pages {
            Pages::Paper(answers) => answers,
            Pages::Screen(_) => &[],
        };
        Ok((self.laid_out()?, answers))
    }

    /// Pages that know their document's full title.
    fn laid_out(&self) -> Outcome<PagedDocument> {
        let world = self.engine.world.with_document(self.json());
        let mut pages = compile::compile(&world)?;
        pages.info_mut().title = Some(self.title.as_str().into());
        Ok(pages)
    }

    /// The PDF. `identity` tells the document from all others, whatever the day.
    ///
    /// # Errors
    /// If the layouts have a mistake, break a rule of a standard, or lose an answer.
    pub fn pdf(&self, identity: &str) -> Outcome<Checked<Vec<u8>>> {
        let pages = self.pages()?;
        let today = self.engine.today;
        let Pages::Screen(fields) = &self.pages else {
            let is_duplex = self.page.duplex;
            return Ok(packed(export::export(&pages, identity, today, is_duplex)?));
        };
        // Not PDF/A as well: Acrobat opens what claims it for reading only.
        let pdf = export::write(&pages, identity, today, &[PdfStandard::Ua_1])?;
        let size = Geometry::new(self.page.large_print).body as f32;
        let form = widgets::form(&pdf, fields, size)?;
        let warnings = overflow_warning(&form.overflowing).into_iter().collect();
        Ok(Checked { value: form.pdf, warnings })
    }
}

/// The bytes of a PDF. One that is not packed is warned of: it is whole, only larger.
fn packed(exported: Exported) -> Checked<Vec<u8>> {
    let warning = (!exported.is_packed).then(|| {
        warning(
            "this PDF is larger than it need be: because of a mistake in Proforma it could \
             not be packed",
        )
        .with_hint("it is whole and can be used; please report the mistake, with the input file")
    });
    Checked { value: exported.pdf, warnings: warning.into_iter().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_that_cannot_be_packed_is_written_with_a_warning() {
        let odd = b"%PDF-1.7\nin another form".to_vec();
        let found = packed(Exported::new(odd.clone(), false));
        assert_eq!((found.value, found.warnings.len()), (odd, 1));
    }
}

//! The blank and the form, and what every document has in common with them.

use crate::base::geometry::Geometry;
use crate::document::cover;
use crate::document::fields::log_rows;
use crate::document::schema::{Document, DocumentKind};
use crate::document::text::characters::Characters;
use crate::document::writer::{Settings, Writer};
use crate::model::answers::Filled;
use crate::model::path::StatePath;

impl Filled {
    /// The blank, and each of the practice's details by its path as it prints.
    pub fn blank(
        &self,
        settings: &Settings,
        characters: &Characters,
    ) -> (Document, Vec<(StatePath, String)>) {
        let writer = Writer::new(self, DocumentKind::Blank, settings, characters);
        let document = self.document(&writer, false);
        (document, writer.answers.into_inner())
    }

    /// The form: its fields are [listed](crate::document::fields::fields) apart.
    pub fn form(&self, settings: &Settings, characters: &Characters) -> Document {
        let writer = Writer::new(self, DocumentKind::Form, settings, characters);
        let mut document = self.document(&writer, true);
        // They are in fields.
        document.update_checks.clear();
        for detail in &mut document.practice {
            detail.answer = None;
        }
        document
    }

    /// What all documents have in common.
    pub(crate) fn document(&self, writer: &Writer, attach_state: bool) -> Document {
        let checklist = &self.checklist;
        let state_file = self.state_source.as_ref().filter(|_| attach_state);
        Document {
            kind: writer.kind,
            title: writer.line(&checklist.title),
            publisher: checklist.publisher.as_deref().map(|words| writer.line(words)),
            edition: checklist.last_updated.to_string(),
            made_on: writer.settings.made_on.to_string(),
            guide: checklist.guide.as_deref().map(cover::guide),
            review_every: checklist.review_every.map(|period| period.to_string()),
            practice: writer.practice(&self.state),
            foot: writer.foot(&self.state),
            log_rows: log_rows(self.state.update_checks.len()),
            update_checks: writer.update_checks(),
            keywords: cover::keywords(checklist, &self.source, writer.kind),
            page: writer.settings.page,
            geometry: Geometry::new(writer.settings.page.large_print),
            attachments: [cover::checklist_file(&self.source)]
                .into_iter()
                .chain(state_file.map(cover::state_file))
                .collect(),
            body: writer.body(&checklist.body, 1),
            record: None,
        }
    }
}

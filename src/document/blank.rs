//! The blank and the form, and what every document has in common with them.

use crate::base::date::Period;
use crate::base::geometry::Geometry;
use crate::document::cover;
use crate::document::schema::{Document, DocumentKind};
use crate::document::text::characters::Characters;
use crate::document::writer::{Settings, Writer};
use crate::model::answers::Filled;
use crate::model::path::StatePath;

impl Filled {
    /// The blank, and each of the subject's details by its path as it prints.
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
        if let Some(log) = &mut document.log {
            log.checks.clear();
        }
        if let Some(about) = &mut document.about {
            let rows = about.rows.iter_mut().flatten();
            for detail in rows.chain(&mut about.returned) {
                detail.answer = None;
            }
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
            published: checklist
                .published
                .as_ref()
                .map(|published| cover::published(&published.address)),
            review_every: checklist.review_every.map(Period::after_every),
            about: writer.about(&self.state),
            foot: writer.foot(&self.state),
            log: writer.log(&self.state),
            small_print: checklist.small_print.as_deref().map(|words| writer.line(words)),
            keywords: cover::keywords(checklist, &self.source, writer.kind),
            page: writer.settings.page,
            geometry: Geometry::new(writer.settings.page.large_print),
            attachments: [cover::checklist_file(&self.source)]
                .into_iter()
                .chain(state_file.map(cover::state_file))
                .collect(),
            body: writer.body(&checklist.body, 2),
            items: writer.items(),
            record: None,
        }
    }
}

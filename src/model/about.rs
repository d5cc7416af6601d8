//! What a checklist is about: the details of its subject, such as a practice.

use crate::model::cell::ColumnKind;

/// The details of a subject, in the order in which a state has them.
#[derive(Debug, Clone)]
pub struct About {
    details: Vec<SubjectDetail>,
}

/// A detail of a subject.
#[derive(Debug, Clone)]
pub struct SubjectDetail {
    /// What a state calls it.
    pub id: String,
    /// What it is called on paper.
    pub title: String,
    /// What is written there.
    pub kind: ColumnKind,
}

/// The detail that names a subject.
pub const NAMED_BY: &str = "name";

/// The detail that identifies a subject.
pub const IDENTIFIED_BY: &str = "ods_code";

impl About {
    /// The details of a general practice in England that moves from one clinical system
    /// to another.
    pub fn practice() -> Self {
        use ColumnKind::{Date, Text};
        let details = [
            (NAMED_BY, "Practice", Text),
            (IDENTIFIED_BY, "ODS code", Text),
            ("icb", "Integrated care board (ICB)", Text),
            ("practice_manager", "Practice manager", Text),
            ("project_manager", "Project manager", Text),
            ("current_system", "Current clinical system", Text),
            ("new_system", "New clinical system", Text),
            ("final_data_production", "Final data production", Date),
            ("go_live", "Go live", Date),
            ("return_to", "Return to", Text),
            ("return_by", "Return by", Date),
        ];
        let detail = |(id, title, kind): (&str, &str, _)| SubjectDetail {
            id: id.into(),
            title: title.into(),
            kind,
        };
        Self { details: details.into_iter().map(detail).collect() }
    }

    /// All details, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &SubjectDetail> {
        self.details.iter()
    }

    /// The ids of all details.
    pub fn ids(&self) -> Vec<&str> {
        self.iter().map(|detail| detail.id.as_str()).collect()
    }

    /// The detail with this id.
    pub fn detail(&self, id: &str) -> Option<&SubjectDetail> {
        self.iter().find(|detail| detail.id == id)
    }

    /// The place of a detail among all.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.iter().position(|detail| detail.id == id)
    }
}

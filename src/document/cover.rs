//! What every document says of itself: whose copy it is, the guide, checks for updates, and
//! the files inside it.

use sha2::{Digest, Sha256};

use crate::base::geometry::{foot, scale, widths};
use crate::base::source::Source;
use crate::document::qr;
use crate::document::schema::{
    Attachment, Detail, DocumentKind, Foot, Guide, UpdateCheckContent,
};
use crate::document::text::runs::{self, Run};
use crate::document::writer::{Space, Writer};
use crate::edition::verdict::{Evidence, UpdateStatus};
use crate::model::about::SubjectDetail;
use crate::model::checklist::Checklist;
use crate::model::path::StatePath;
use crate::model::state::State;

/// Millimetres for a detail of the practice, in the narrowest box.
const DETAIL: f64 = 52.0;

/// What words take in the foot of a page in mm, as if it were set as large as running text.
mod words {
    /// The number of the page, and space before it.
    pub(super) const PAGE: f64 = 34.0;
    /// What parts the name from the code.
    pub(super) const BETWEEN: f64 = 4.0;
    /// The code at the most.
    pub(super) const CODE: f64 = 20.0;
    /// The label of a rule to write the code on.
    pub(super) const LABEL: f64 = 22.0;
}

impl Writer<'_> {
    /// The practice's details, those not filled in too.
    pub(crate) fn practice(&self, state: &State) -> Vec<Detail> {
        let typed = |id: &str| {
            let found = state.practice.iter().find(|(other, _)| other == id);
            found.map(|(_, typed)| typed).filter(|typed| !typed.is_empty())
        };
        let detail = |SubjectDetail { id, title, kind }: &SubjectDetail| {
            let path = StatePath::Detail(id.clone());
            let answer = typed(id).map(|typed| {
                self.answer(path, typed, kind.has_dates(), Space::in_row(DETAIL))
            });
            Detail { id: id.clone(), label: title.clone(), answer }
        };
        self.checklist.about.iter().map(detail).collect()
    }

    /// Whose copy it is, for the foot of every page.
    pub(crate) fn foot(&self, state: &State) -> Foot {
        let large = self.settings.page.large_print;
        let line = foot::LINE / scale(large);
        let typed = |key, width| {
            let words = state.detail(key);
            let shortened = runs::shortened(words, width, self.characters);
            self.words(shortened.as_deref().unwrap_or(words), foot::LINE)
        };
        let ods_code = typed("ods_code", words::CODE);
        let beside = match runs::plain(&ods_code).as_str() {
            "" if self.kind == DocumentKind::Record => 0.0,
            "" => words::LABEL + foot::rule(large),
            code => runs::wide(code, self.characters) + words::BETWEEN,
        };
        Foot { practice: typed("name", line - words::PAGE - beside), ods_code }
    }

    /// The checks for updates; the one that counts says by when to check again.
    pub(crate) fn update_checks(&self) -> Vec<UpdateCheckContent> {
        let UpdateStatus { checks, finding } = &self.checked;
        let checks = checks.iter().map(|check| UpdateCheckContent {
            date: check.date.to_string(),
            by: self.words(&check.by, widths::CHECKER),
            found: check.found.to_string(),
            next: finding
                .next
                .filter(|_| finding.evidence == Evidence::Checked(check.clone()))
                .map(|date| date.to_string()),
        });
        checks.collect()
    }
}

pub(crate) fn guide(url: &str) -> Guide {
    let shown = url.split_once("://").map_or(url, |(_, rest)| rest);
    let shown = vec![Run::Pieces { pieces: runs::address(shown) }];
    Guide { url: url.into(), shown, qr: qr::svg(url) }
}

/// Words a file is found by: checklist, edition and the digest of the checklist file.
pub(crate) fn keywords(
    checklist: &Checklist,
    source: &Source,
    kind: DocumentKind,
) -> Vec<String> {
    let digest = Sha256::digest(source.bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut words = vec![
        checklist.id.clone(),
        format!("edition {}", checklist.last_updated.iso()),
        format!("sha256:{hex}"),
    ];
    // Says of a file that it is a form, even when its fields are gone.
    words.extend((kind == DocumentKind::Form).then(|| kind.word().into()));
    words
}

/// The checklist as a file inside the PDF, byte for byte.
pub(crate) fn checklist_file(source: &Source) -> Attachment {
    file("/checklist.yaml", source, "The checklist this document was made from")
}

/// The state as a file inside the PDF, byte for byte.
pub(crate) fn state_file(source: &Source) -> Attachment {
    file("/state.yaml", source, "The answers this document was made from")
}

fn file(path: &str, source: &Source, description: &str) -> Attachment {
    let text = std::str::from_utf8(source.bytes()).expect("a file that was read is text");
    Attachment {
        path: path.into(),
        text: text.into(),
        mime_type: "application/yaml",
        description: description.into(),
    }
}

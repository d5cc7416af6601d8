//! What every document says of itself: whose copy it is, where the checklist is published,
//! checks for updates, and the files inside it.

mod qr;

use sha2::{Digest, Sha256};

use crate::base::geometry::{INSETS, TEXT_WIDTH, foot, label_scale, scale, widths};
use crate::base::source::Source;
use crate::base::text::{capitalised, hex, in_sentence};
use crate::document::fields::{date_shown, has_log, log_rows};
use crate::document::schema::{
    AboutContent, Attachment, Detail, DocumentKind, Foot, FootPart, Log,
    PublishedContent, UpdateCheckContent,
};
use crate::document::text::runs::{self, Run};
use crate::document::writer::{Space, Writer};
use crate::edition::verdict::{Evidence, UpdateStatus};
use crate::model::about::{MAX_SIDE_BY_SIDE, SubjectDetail};
use crate::model::checklist::Checklist;
use crate::model::state::State;

/// The width of a detail in mm, where its box is no narrower.
const DETAIL: f64 = 52.0;

/// What stands beside the label of a date, as `date-label` in the layouts has it.
const DATE_HINT: &str = " day/month/year";

/// What words take in the foot of a page in mm, as if it were set as large as running text.
mod words {
    /// The number of the page, and space before it.
    pub(super) const PAGE: f64 = 34.0;
    /// What parts the name from the code.
    pub(super) const BETWEEN: f64 = 4.0;
    /// The code at the most.
    pub(super) const CODE: f64 = 20.0;
}

impl Writer<'_> {
    /// What the checklist is about, with the details of its subject.
    pub(crate) fn about(&self, state: &State) -> Option<AboutContent> {
        let about = &self.checklist.about;
        if about.subject.is_empty() {
            return None;
        }
        // In large print, more than two side by side have too little room.
        let most = if self.settings.page.large_print { 2 } else { MAX_SIDE_BY_SIDE };
        let row = |row: &[SubjectDetail]| {
            let shares: u32 = row.iter().map(|detail| detail.wide).sum();
            let width =
                |wide: u32| TEXT_WIDTH * f64::from(wide) / f64::from(shares) - INSETS;
            let detail = |one: &SubjectDetail| self.detail(state, one, width(one.wide));
            row.iter().map(detail).collect()
        };
        let holder = [&about.named_by, &about.identified_by].into_iter().flatten();
        Some(AboutContent {
            title: self.line(&about.title),
            subject: capitalised(&about.words()),
            key: about.subject.clone(),
            holder: holder.cloned().collect(),
            rows: about.rows.iter().flat_map(|row| row.chunks(most)).map(row).collect(),
            returned: row(&about.returned),
            has_dates: about.rows.iter().flatten().any(|detail| detail.kind.has_dates()),
        })
    }

    /// A detail of the subject, in a box that has so many mm.
    fn detail(&self, state: &State, detail: &SubjectDetail, width: f64) -> Detail {
        let SubjectDetail { id, title, kind, wide, .. } = detail;
        let typed = state.typed_detail(id).filter(|typed| !typed.is_empty());
        let space = Space::in_row(width.min(DETAIL));
        let path = self.checklist.about.path(id);
        let answer = typed.map(|typed| self.answer(path, typed, kind.has_dates(), space));
        let label = self.line(title);
        let is_date = kind.has_dates();
        let hint = if is_date { DATE_HINT } else { "" };
        let label_lines = self.label_lines(&format!("{label}{hint}"), width);
        Detail { id: id.clone(), label, label_lines, is_date, share: *wide, answer }
    }

    /// How many lines a small label takes in a box of so many mm, rather more than fewer.
    fn label_lines(&self, label: &str, width: f64) -> usize {
        let scale = label_scale(self.settings.page.large_print);
        let wide = runs::wide(label, self.characters) * scale;
        ((wide / (width * 0.9)).ceil() as usize).max(1)
    }

    /// Whose copy it is, for the foot of every page.
    pub(crate) fn foot(&self, state: &State) -> Foot {
        let large = self.settings.page.large_print;
        let line = foot::line(large);
        let about = &self.checklist.about;
        let part = |detail: Option<&SubjectDetail>, width| {
            let detail = detail?;
            let words = state.detail(&detail.id);
            let shortened = runs::shortened(words, width, self.characters);
            let words = shortened.as_deref().unwrap_or(words);
            Some(FootPart {
                label: self.line(&detail.title),
                in_sentence: self.line(&in_sentence(&detail.title)),
                words: self.words(words, line * scale(large)),
            })
        };
        let code = part(about.code(), words::CODE);
        let beside = match code.as_ref().map(|code| (runs::plain(&code.words), code)) {
            None => 0.0,
            Some((words, _)) if words.is_empty() && self.kind == DocumentKind::Record => {
                0.0
            }
            Some((words, code)) if words.is_empty() => {
                let label = runs::wide(&code.label, self.characters) + words::BETWEEN;
                label + foot::rule(large)
            }
            Some((words, _)) => runs::wide(&words, self.characters) + words::BETWEEN,
        };
        let title = &self.checklist.title;
        let short = runs::shortened(title, foot::beside_dates(large), self.characters);
        let title = self.line(short.as_ref().unwrap_or(title));
        Foot { title, name: part(about.name(), line - words::PAGE - beside), code }
    }

    /// The log of checks for updates.
    pub(crate) fn log(&self, state: &State) -> Option<Log> {
        has_log(self.checklist, state).then(|| Log {
            rows: log_rows(state.update_checks.len()),
            shows: self.line(&date_shown(self.checklist, "shows")),
            showed: self.line(&date_shown(self.checklist, "showed")),
            checks: self.update_checks(),
        })
    }

    /// The checks for updates; the one that counts says by when to check again.
    fn update_checks(&self) -> Vec<UpdateCheckContent> {
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

pub(crate) fn published(url: &str) -> PublishedContent {
    let shown = url.split_once("://").map_or(url, |(_, rest)| rest);
    let shown = vec![Run::Pieces { pieces: runs::address(shown) }];
    PublishedContent { url: url.into(), shown, qr: qr::svg(url) }
}

/// Words a file is found by: checklist, edition and the digest of the checklist file.
pub(crate) fn keywords(
    checklist: &Checklist,
    source: &Source,
    kind: DocumentKind,
) -> Vec<String> {
    let digest = hex(&Sha256::digest(source.bytes()));
    let mut words = vec![
        checklist.id.clone(),
        format!("edition {}", checklist.last_updated.iso()),
        format!("sha256:{digest}"),
    ];
    // Says of a file that it is a form, even when its fields are gone.
    words.extend((kind == DocumentKind::Form).then(|| kind.word().into()));
    words
}

/// The checklist as a file inside the PDF, byte for byte.
pub(crate) fn checklist_file(source: &Source) -> Attachment {
    file("/checklist.yaml", source, "The checklist that this document was made from")
}

/// The state as a file inside the PDF, byte for byte.
pub(crate) fn state_file(source: &Source) -> Attachment {
    file("/state.yaml", source, "The answers that this document was made from")
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

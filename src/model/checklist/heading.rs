//! Reads the top of a checklist file: all but its content.

use std::sync::{Arc, LazyLock};

use ecow::eco_format;

use super::read::ChecklistReader;
use super::{Checklist, PatientData, Published};
use crate::base::date::Date;
use crate::base::embedded;
use crate::model::about::About;
use crate::model::path::STATE;
use crate::yaml::node::{Node, Value};
use crate::yaml::problems::Fields;

/// The keys of a checklist file.
const CHECKLIST: [&str; 12] = [
    "id",
    "title",
    "publisher",
    "last_updated",
    "review_every",
    "guide",
    "published",
    "about",
    "timeline",
    "small_print",
    "patient_data",
    "body",
];

impl About {
    /// What every checklist was about before checklists could say so.
    pub fn before() -> Arc<Self> {
        static BEFORE: LazyLock<Arc<About>> = LazyLock::new(|| {
            let ids = embedded::checklist_ids();
            let first = ids.first().and_then(|id| Checklist::built_in(id));
            first.map(|then| then.about).unwrap_or_default()
        });
        Arc::clone(&BEFORE)
    }
}

/// What a checklist takes over from a built-in one if it is older than `about`.
#[derive(Default)]
struct Inherited {
    /// What every checklist was about then.
    about: Arc<About>,
    /// The rest, if it is an edition of the built-in checklist.
    checklist: Option<Checklist>,
}

impl ChecklistReader {
    pub(super) fn checklist(&mut self, root: &Node) -> Option<Checklist> {
        if let Some(node) = root.get(STATE[0]).filter(|_| root.get("body").is_none()) {
            self.problems
                .error(node, "this is a state file, not a checklist")
                .hint("name the checklist that it belongs to");
            return None;
        }
        let what = "a checklist";
        let fields = self.problems.fields(root, what, &CHECKLIST);
        let need = |this: &mut Self, key| fields.need(&mut this.problems, key, what);
        let id = need(self, "id").and_then(|node| self.id(node));
        let title = need(self, "title").and_then(|node| self.plain(node, "the title"));
        let plain = |this: &mut Self, key: &str, what: &str| {
            fields.get(key).map(|node| this.plain(node, what))
        };
        let publisher = plain(self, "publisher", "the publisher");
        let small_print = plain(self, "small_print", "the small print");
        let last_updated = need(self, "last_updated")
            .and_then(|node| self.problems.value(node, "a date"));
        let review_every =
            fields.get("review_every").map(|node| self.problems.value(node, "a period"));
        let guide =
            fields.get("guide").map(|node| self.address(node, "the guide's address"));
        self.has_guide = guide.is_some();
        let edition = id.as_deref().zip(last_updated);
        let Inherited { about, checklist: then } = self.inherited(&fields, edition);
        self.ids.insert(about.subject.clone(), "the subject".into());
        let then = then.as_ref();
        let published = match fields.get("published") {
            Some(node) => self.published(node),
            None => self.published_before(then, guide.clone().flatten()),
        };
        let timeline = match fields.get("timeline") {
            Some(node) => self.timeline(node, &about),
            None => then.and_then(|then| then.timeline.clone()),
        };
        self.has_timeline = timeline.is_some() || fields.get("timeline").is_some();
        let patient_data = match fields.get("patient_data") {
            Some(node) => self.patient_data(node),
            None => then.map(|then| then.patient_data),
        };
        let body = need(self, "body").map(|node| self.body(node, 0, &about));
        Some(Checklist {
            id: id?,
            title: title?,
            publisher: transpose(publisher)?,
            last_updated: last_updated?,
            review_every: transpose(review_every)?,
            guide: transpose(guide)?,
            published,
            about,
            timeline,
            small_print: transpose(small_print)?
                .or_else(|| then.and_then(|then| then.small_print.clone())),
            patient_data: patient_data.unwrap_or_default(),
            body: body?,
        })
    }

    /// What a checklist is about. Without `about`, an edition of a built-in checklist takes
    /// over what that says now, and one out of a document what was the same for all.
    fn inherited(&mut self, fields: &Fields, edition: Option<(&str, Date)>) -> Inherited {
        if let Some(node) = fields.get("about") {
            return Inherited { about: Arc::new(self.about(node)), checklist: None };
        }
        let is_known = |(id, date): &(&str, Date)| embedded::is_edition(id, &date.iso());
        let known = edition.filter(is_known).and_then(|(id, _)| Checklist::built_in(id));
        if let Some(then) = known {
            self.is_old = true;
            return Inherited { about: Arc::clone(&then.about), checklist: Some(then) };
        }
        self.is_old = self.is_attached;
        let about = if self.is_old { About::before() } else { Arc::default() };
        Inherited { about, checklist: None }
    }

    fn published(&mut self, node: &Node) -> Option<Published> {
        if let Value::Scalar(_) = node.value {
            let address = self.address(node, "the address")?;
            return Some(Published { address, called: None });
        }
        let what = "`published`";
        let fields = self.problems.fields(node, what, &["address", "called"]);
        let address = fields.need(&mut self.problems, "address", what);
        let address = address.and_then(|node| self.address(node, "the address"));
        let called = fields.get("called").map(|node| self.plain(node, "its name"));
        Some(Published { address: address?, called: transpose(called)? })
    }

    /// Where a checklist is published that is older than `published`.
    fn published_before(
        &self,
        then: Option<&Checklist>,
        guide: Option<String>,
    ) -> Option<Published> {
        let published = then.and_then(|then| then.published.clone());
        let by_guide = guide.map(|address| Published { address, called: None });
        published.or(by_guide.filter(|_| self.is_old))
    }

    fn patient_data(&mut self, node: &Node) -> Option<PatientData> {
        match self.problems.text(node, "`allow` or `refuse`")? {
            "allow" => Some(PatientData::Allow),
            "refuse" => Some(PatientData::Refuse),
            other => {
                let what = eco_format!("expected `allow` or `refuse`, found `{other}`");
                self.problems.error(node, what);
                None
            }
        }
    }
}

/// The value of an optional key, which must be right if it is present.
fn transpose<T>(value: Option<Option<T>>) -> Option<Option<T>> {
    match value {
        None => Some(None),
        Some(value) => value.map(Some),
    }
}

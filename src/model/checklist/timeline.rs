//! The timeline of a checklist: the dates that a record lists, and what they lead up to.

use ecow::eco_format;

use super::read::ChecklistReader;
use crate::base::embedded;
use crate::base::text::suggestion;
use crate::model::about::About;
use crate::model::cell::ColumnKind;
use crate::yaml::node::Node;

/// The timeline of a checklist.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// Its title.
    pub title: String,
    /// What its entries are, as the title of their column.
    pub entries: String,
    /// The ids of the details whose dates it leads up to, in order.
    pub milestones: Vec<String>,
}

/// What an entry is called where the checklist does not say.
const ENTRIES: &str = "What";

impl ChecklistReader {
    pub(super) fn timeline(&mut self, node: &Node, about: &About) -> Option<Timeline> {
        let what = "`timeline`";
        let known = ["title", "entries", "milestones"];
        let fields = self.problems.fields(node, what, &known);
        let title = fields.need(&mut self.problems, "title", what);
        let title = title.and_then(|node| self.plain(node, "a title"));
        let entries = fields.get("entries").map(|node| self.plain(node, "a title"));
        let milestones = fields.get("milestones").map_or(&[][..], |node| {
            self.problems.list(node, "a list of the ids of details")
        });
        let milestones = milestones.iter().filter_map(|node| self.milestone(node, about));
        let milestones = milestones.collect();
        let entries = entries.unwrap_or(Some(ENTRIES.into()))?;
        Some(Timeline { title: title?, entries, milestones })
    }

    /// The id of a detail that is a date.
    pub(super) fn milestone(&mut self, node: &Node, about: &About) -> Option<String> {
        let id = self.problems.text(node, "the id of a detail that is a date")?;
        if self.is_milestone(node, id, about) { Some(id.into()) } else { None }
    }

    /// Whether a detail is a date; reports it if not.
    pub(super) fn is_milestone(&mut self, node: &Node, id: &str, about: &About) -> bool {
        let dates = about.iter().filter(|detail| detail.kind == ColumnKind::Date);
        let dates: Vec<_> = dates.map(|detail| detail.id.as_str()).collect();
        if dates.contains(&id) {
            return true;
        }
        if about.subject.is_empty() {
            let first = embedded::checklist_ids().first().copied().unwrap_or_default();
            let what = "the checklist does not say what it is about, so it has no dates";
            self.problems.error(node, what).hint(eco_format!(
                "add `about: {first}` to the checklist, or an `about` with the date `{id}`"
            ));
            return false;
        }
        let hint = match (dates.is_empty(), about.detail(id)) {
            (_, Some(_)) => eco_format!("give `{id}` the kind `date`"),
            (true, _) => eco_format!(
                "add it to the rows of `about`, as in `{{id: {id}, title: …, kind: date}}`"
            ),
            _ => suggestion(id, &dates),
        };
        let what = match about.detail(id) {
            Some(_) => eco_format!("the detail `{id}` is not a date"),
            None => eco_format!("`about` has no date `{id}`"),
        };
        self.problems.error(node, what).hint(hint);
        false
    }
}

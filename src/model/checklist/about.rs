//! Reads what a checklist is about.

use ecow::eco_format;

use super::read::ChecklistReader;
use crate::base::embedded;
use crate::base::geometry::TEXT_WIDTH;
use crate::base::text::{suggestion, ticked};
use crate::model::about::{About, MAX_DETAILS, MAX_SIDE_BY_SIDE, RETURN, SubjectDetail};
use crate::model::cell::ColumnKind;
use crate::model::checklist::Checklist;
use crate::model::path::STATE;
use crate::yaml::node::{Node, Value};
use crate::yaml::problems::Fields;

/// The keys of `about`.
const ABOUT: [&str; 6] =
    ["title", "subject", "identified_by", "named_by", "rows", "return"];

/// The keys of a detail.
const DETAIL: [&str; 6] = ["id", "title", "kind", "wide", "like", "formerly"];

/// The kinds of details.
const KINDS: [ColumnKind; 3] = [ColumnKind::Text, ColumnKind::Contact, ColumnKind::Date];

/// The least width of a detail in mm: that of a date, as in a table.
const LEAST: f64 = 35.0;

/// The largest share of a row.
const WIDEST: u32 = 10;

impl ChecklistReader {
    /// What a checklist is about: a block of its own, or a built-in checklist's by its id.
    pub(super) fn about(&mut self, node: &Node) -> About {
        if node.is_nothing() {
            let first = embedded::checklist_ids().first().copied().unwrap_or_default();
            self.problems.error(node, "`about` has nothing below it").hint(eco_format!(
                "write `about: {first}`, or a block such as `proforma new` writes, or delete \
                 the key"
            ));
            return About::default();
        }
        if let Value::Scalar(_) = node.value {
            return self.about_of(node).unwrap_or_default();
        }
        let fields = self.problems.fields(node, "`about`", &ABOUT);
        let title = fields.get("title").map(|node| self.plain(node, "a title"));
        let title = title.map_or(Some("About this copy".into()), |title| title);
        let subject = fields.need(&mut self.problems, "subject", "`about`");
        let subject = subject.and_then(|node| self.subject(node));
        let rows = fields.need(&mut self.problems, "rows", "`about`");
        let rows = rows.map(|node| self.detail_rows(node)).unwrap_or_default();
        let is_returned = fields.get("return").and_then(|node| self.yes_or_no(node));
        let mut about = About {
            title: title.unwrap_or_default(),
            subject: subject.unwrap_or_default(),
            rows,
            ..About::default()
        };
        if is_returned == Some(true) {
            let detail = |(id, title, kind): (&str, &str, _)| new_detail(id, title, kind);
            about.returned = RETURN.into_iter().map(detail).collect();
        }
        about.identified_by = self.detail_of(&fields, "identified_by", &about);
        about.named_by = self.detail_of(&fields, "named_by", &about);
        about
    }

    /// Takes over what a built-in checklist is about.
    fn about_of(&mut self, node: &Node) -> Option<About> {
        let id = self.problems.text(node, "what the checklist is about")?;
        let found = Checklist::built_in(id);
        if found.is_none() {
            self.problems
                .error(node, eco_format!("there is no built-in checklist `{id}`"))
                .hint(suggestion(id, &embedded::checklist_ids()));
        }
        found.map(|found| About::clone(&found.about))
    }

    /// The id of the subject, which is a key of states.
    fn subject(&mut self, node: &Node) -> Option<String> {
        let id = self.key(node, "a subject")?;
        if STATE.contains(&id.as_str()) {
            let what = eco_format!("`{id}` cannot be the subject: states have this key");
            self.problems.error(node, what).hint("choose another word, such as `site`");
        }
        Some(id)
    }

    fn detail_rows(&mut self, node: &Node) -> Vec<Vec<SubjectDetail>> {
        let mut ids = Vec::new();
        let mut rows = Vec::new();
        let what = "a list of rows, each a list of details";
        for row in self.problems.list(node, what) {
            let nodes = self.problems.list(row, "a list of details");
            if nodes.len() > MAX_SIDE_BY_SIDE {
                let what =
                    eco_format!("a row has room for {MAX_SIDE_BY_SIDE} details at most");
                self.problems.error(row, what).hint("begin another row with `- `");
            }
            let details = nodes.iter().filter_map(|node| self.detail(node, &mut ids));
            let details: Vec<SubjectDetail> = details.collect();
            self.check_widths(row, &details);
            rows.push(details);
        }
        if ids.len() > MAX_DETAILS {
            let what = eco_format!("there is room for {MAX_DETAILS} details at most");
            self.problems.error(node, what).hint("leave out some of them");
        }
        rows
    }

    /// Reports a detail that has too little of its row to write in.
    fn check_widths(&mut self, row: &Node, details: &[SubjectDetail]) {
        let shares: u32 = details.iter().map(|detail| detail.wide).sum();
        let width = |detail: &SubjectDetail| {
            TEXT_WIDTH * f64::from(detail.wide) / f64::from(shares)
        };
        for detail in details.iter().filter(|detail| width(detail) < LEAST) {
            let what = eco_format!(
                "`{}` is {:.0} mm wide, but people need {LEAST} mm to write in",
                detail.id,
                width(detail)
            );
            self.problems.error(row, what).hint("make `wide` larger, or use more rows");
        }
    }

    fn detail(&mut self, node: &Node, ids: &mut Vec<String>) -> Option<SubjectDetail> {
        let what = "a detail";
        let fields = self.problems.fields(node, what, &DETAIL);
        let id_node = fields.need(&mut self.problems, "id", what);
        let id = id_node.and_then(|node| self.key(node, "a detail's id"));
        let title = fields.need(&mut self.problems, "title", what);
        let title = title.and_then(|node| self.plain(node, "a detail's title"));
        let kind = match fields.get("kind") {
            Some(node) => self.kind(node, "kind of detail", &KINDS),
            None => Some(ColumnKind::Text),
        };
        let wide = self.number(&fields, "wide", 1, WIDEST);
        let like = fields.get("like").map(|node| self.examples(node));
        let formerly = fields.get("formerly").map(|node| self.former_keys(node));
        let mut detail = new_detail(&id?, &title?, kind?);
        detail.wide = wide?;
        detail.like = like.unwrap_or_default();
        detail.formerly = formerly.unwrap_or_default();
        for id in detail.formerly.iter().chain([&detail.id]) {
            let is_kept = RETURN.iter().any(|(kept, ..)| kept == id);
            if is_kept || ids.contains(id) {
                let what = match is_kept {
                    true => eco_format!("`{id}` has a meaning of its own"),
                    false => eco_format!("two details have the id `{id}`"),
                };
                let hint = match is_kept {
                    true => "write `return: yes` for the two lines on returning a copy",
                    false => "give each detail its own id",
                };
                self.problems.error(id_node?, what).hint(hint);
            }
            ids.push(id.clone());
        }
        Some(detail)
    }

    /// Examples: one, or a list of them.
    fn examples(&mut self, node: &Node) -> Vec<String> {
        let nodes = match &node.value {
            Value::Sequence(nodes) => nodes.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let text = |node| self.problems.text(node, "an example").map(String::from);
        nodes.iter().filter_map(text).collect()
    }

    fn former_keys(&mut self, node: &Node) -> Vec<String> {
        let nodes = self.problems.list(node, "a list of former ids").iter();
        nodes.filter_map(|node| self.key(node, "a former id")).collect()
    }

    /// The id of a detail that another key names.
    fn detail_of(&mut self, fields: &Fields, key: &str, about: &About) -> Option<String> {
        let node = fields.get(key)?;
        let id = self.problems.text(node, "the id of a detail")?;
        let known = about.rows.iter().flatten();
        if known.clone().any(|detail| detail.id == id) {
            return Some(id.into());
        }
        let known: Vec<_> = known.map(|detail| detail.id.as_str()).collect();
        self.problems
            .error(node, eco_format!("there is no detail `{id}` in the rows"))
            .hint(suggestion(id, &known));
        None
    }

    /// A kind of column, one of those that are possible here.
    pub(super) fn kind(
        &mut self,
        node: &Node,
        what: &str,
        possible: &[ColumnKind],
    ) -> Option<ColumnKind> {
        let word = self.problems.text(node, &format!("a {what}"))?;
        let kind = possible.iter().find(|kind| kind.word() == word);
        if kind.is_none() {
            let known: Vec<_> = possible.iter().map(|kind| kind.word()).collect();
            let is_other = ColumnKind::WORDS.iter().any(|(other, _)| *other == word);
            let problem = self.problems.error(
                node,
                match is_other {
                    true => eco_format!("`{word}` is not possible here"),
                    false => eco_format!("unknown {what} `{word}`"),
                },
            );
            match is_other {
                true => problem.hint(eco_format!("choose from {}", ticked(&known))),
                false => problem.hint(suggestion(word, &known)),
            };
        }
        kind.copied()
    }
}

fn new_detail(id: &str, title: &str, kind: ColumnKind) -> SubjectDetail {
    SubjectDetail {
        id: id.into(),
        title: title.into(),
        kind,
        wide: 1,
        like: Vec::new(),
        formerly: Vec::new(),
    }
}

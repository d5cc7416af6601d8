//! Reads a checklist file and reports everything that is wrong with it.

use std::collections::HashMap;

use ecow::{EcoString, eco_format};

use super::text::placeholders;
use super::{Block, Checklist, Column, MAX_ROWS, Rules, Table, Task, Text, TextPart};
use crate::base::geometry::TEXT_WIDTH;
use crate::base::problem::{Checked, Outcome};
use crate::base::source::Source;
use crate::base::text::{suggestion, ticked};
use crate::model::about::About;
use crate::model::cell::ColumnKind;
use crate::model::path::{SUBJECT, UPDATE_CHECKS};
use crate::yaml::node::{Node, Value};
use crate::yaml::problems::{Fields, Problems};
use crate::yaml::read::yaml;

/// The deepest nesting of sections: PDF has six levels of headings, and a table or task
/// in the deepest section is a heading below it (ISO 32000-1, 14.8.4.3.2).
const MAX_DEPTH: usize = 5;

/// Ids that have another meaning in a state.
const RESERVED_IDS: [&str; 2] = [SUBJECT, UPDATE_CHECKS];

impl Checklist {
    /// Reads a checklist file.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the file.
    pub fn read(input: &Source) -> Outcome<Checked<Self>> {
        let yaml = yaml(input)?;
        let mut reader =
            ChecklistReader { problems: Problems::new(input), ids: HashMap::new() };
        let checklist = reader.checklist(&yaml.root);
        reader.problems.cut_values(&yaml);
        reader.problems.settle(checklist)
    }
}

/// Reads the parts of a checklist file and collects what is wrong with them.
struct ChecklistReader {
    problems: Problems,
    /// The ids of items so far, former ones included, and the items that have them.
    ids: HashMap<String, EcoString>,
}

/// The kinds of blocks, with their further keys.
const BLOCKS: [(&str, &[&str]); 6] = [
    ("section", &["body"]),
    ("paragraph", &[]),
    ("list", &[]),
    ("caution", &[]),
    ("table", &["id", "rows", "columns", "formerly"]),
    ("task", &["id", "lines", "formerly"]),
];

impl ChecklistReader {
    fn checklist(&mut self, root: &Node) -> Option<Checklist> {
        let known =
            ["id", "title", "publisher", "last_updated", "review_every", "guide", "body"];
        let what = "a checklist";
        let fields = self.problems.fields(root, what, &known);
        let need = |this: &mut Self, key| fields.need(&mut this.problems, key, what);
        let id = need(self, "id").and_then(|node| self.id(node));
        let title = need(self, "title").and_then(|node| self.plain(node, "the title"));
        let publisher =
            fields.get("publisher").map(|node| self.plain(node, "the publisher"));
        let last_updated = need(self, "last_updated")
            .and_then(|node| self.problems.value(node, "a date"));
        let review_every =
            fields.get("review_every").map(|node| self.problems.value(node, "a period"));
        let guide = fields.get("guide").map(|node| self.address(node));
        let defined = Defined { guide: fields.get("guide").is_some() };
        let body = need(self, "body").map(|node| self.body(node, 0, defined));
        Some(Checklist {
            id: id?,
            title: title?,
            publisher: transpose(publisher)?,
            last_updated: last_updated?,
            review_every: transpose(review_every)?,
            guide: transpose(guide)?,
            about: About::practice(),
            body: body?,
        })
    }

    /// Reads blocks in a section of this depth, from 0 for the checklist itself.
    fn body(&mut self, node: &Node, depth: usize, defined: Defined) -> Vec<Block> {
        let blocks = self.problems.list(node, "a list of blocks").iter();
        blocks.filter_map(|block| self.block(block, depth, defined)).collect()
    }

    fn block(&mut self, node: &Node, depth: usize, defined: Defined) -> Option<Block> {
        let kinds = BLOCKS.map(|(kind, _)| kind);
        let Value::Mapping(entries) = &node.value else {
            self.problems
                .error(node, "expected a block, such as `paragraph: …`")
                .hint(eco_format!("kinds of blocks: {}", ticked(&kinds)));
            return None;
        };
        let (key, content) = entries.first()?;
        let name = key.scalar().unwrap_or_default();
        let Some((kind, further)) = BLOCKS.iter().find(|(kind, _)| *kind == name) else {
            self.unknown_kind(key, name, entries);
            return None;
        };
        let mut known = vec![*kind];
        known.extend(*further);
        let fields = self.problems.fields(node, &format!("a {kind}"), &known);
        match *kind {
            "section" => self.section(content, &fields, depth, defined),
            "list" => {
                let entries = self.problems.list(content, "a list of texts").iter();
                let texts = entries.map(|entry| self.text(entry, "an entry", defined));
                texts
                    .collect::<Vec<_>>()
                    .into_iter()
                    .collect::<Option<_>>()
                    .map(Block::List)
            }
            "paragraph" => {
                self.text(content, "a paragraph's words", defined).map(Block::Paragraph)
            }
            "caution" => {
                self.text(content, "a caution's words", defined).map(Block::Caution)
            }
            "table" => self.table(content, &fields, defined).map(Block::Table),
            _ => self.task(content, &fields, defined).map(Block::Task),
        }
    }

    fn unknown_kind(&mut self, key: &Node, name: &str, entries: &[(Node, Node)]) {
        let kinds = BLOCKS.map(|(kind, _)| kind);
        let later = entries.iter().filter_map(|(key, _)| key.scalar());
        let kind = later.into_iter().find(|name| kinds.contains(name));
        let problem =
            self.problems.error(key, eco_format!("unknown kind of block `{name}`"));
        match kind {
            Some(kind) => problem.hint(eco_format!(
                "put `{kind}` first: the first key says what kind of block it is"
            )),
            None => problem.hint(suggestion(name, &kinds)),
        };
    }

    fn section(
        &mut self,
        title: &Node,
        fields: &Fields,
        depth: usize,
        defined: Defined,
    ) -> Option<Block> {
        if depth == MAX_DEPTH {
            self.problems
                .error(
                    title,
                    eco_format!("sections can be nested at most {MAX_DEPTH} deep"),
                )
                .hint("move this section one level up");
        }
        let title = self.text(title, "a section's title", defined);
        let body = fields.need(&mut self.problems, "body", "a section");
        let body = body.map(|node| self.body(node, depth + 1, defined));
        Some(Block::Section { title: title?, body: body? })
    }

    fn table(
        &mut self,
        title: &Node,
        fields: &Fields,
        defined: Defined,
    ) -> Option<Table> {
        let title_text = self.text(title, "a table's title", defined);
        let id = self.item_id(fields, "a table");
        let rows = self.count(fields, "rows", 3);
        let columns = fields.need(&mut self.problems, "columns", "a table");
        let columns = columns.map(|node| self.columns(node, defined));
        let formerly = self.formerly(fields, id.as_deref());
        Some(Table {
            id: id?,
            title: title_text?,
            columns: columns?,
            rows: rows?,
            formerly: formerly?,
        })
    }

    fn columns(&mut self, node: &Node, defined: Defined) -> Vec<Column> {
        let nodes = self.problems.list(node, "a list of columns");
        let mut columns: Vec<Column> = Vec::new();
        for node in nodes {
            let Some((column, id)) = self.column(node, defined) else { continue };
            if columns.iter().any(|other| other.id == column.id) {
                let message =
                    eco_format!("the table has two columns with the id `{}`", column.id);
                self.problems.error(id, message).hint("give each column its own id");
            }
            columns.push(column);
        }
        let width: u32 = columns.iter().map(|column| column.kind.least_width()).sum();
        if f64::from(width) > TEXT_WIDTH {
            self.problems
                .error(
                    node,
                    eco_format!(
                        "these columns need {width} mm to write in, but the page has \
                         {TEXT_WIDTH} mm"
                    ),
                )
                .hint(
                    "leave out a column, or make one narrower: a contact takes 70 mm, \
                     text 45, a date 35, yes-no 20",
                );
        }
        columns
    }

    fn column<'n>(
        &mut self,
        node: &'n Node,
        defined: Defined,
    ) -> Option<(Column, &'n Node)> {
        let what = "a column";
        let known = [&["id", "title", "kind"][..], &Rules::KEYS].concat();
        let fields = self.problems.fields(node, what, &known);
        let id_node = fields.need(&mut self.problems, "id", what);
        let id = id_node.and_then(|node| self.column_id(node));
        let title = fields.need(&mut self.problems, "title", what);
        let title = title.and_then(|node| self.text(node, "a column's title", defined));
        let kind = match fields.get("kind") {
            Some(node) => self.column_kind(node),
            None => Some(ColumnKind::Text),
        };
        let rules = Rules::read(&fields, &mut self.problems);
        Some((Column { id: id?, title: title?, kind: kind?, rules }, id_node?))
    }

    fn column_kind(&mut self, node: &Node) -> Option<ColumnKind> {
        let word = self.problems.text(node, "a kind of column")?;
        let kind = ColumnKind::WORDS.iter().find(|(known, _)| *known == word);
        if kind.is_none() {
            let known = ColumnKind::WORDS.map(|(known, _)| known);
            self.problems
                .error(node, eco_format!("unknown kind of column `{word}`"))
                .hint(suggestion(word, &known));
        }
        kind.map(|(_, kind)| *kind)
    }

    fn task(&mut self, title: &Node, fields: &Fields, defined: Defined) -> Option<Task> {
        let title = self.text(title, "a task's words", defined);
        let id = self.item_id(fields, "a task");
        let lines = self.count(fields, "lines", 4);
        let formerly = self.formerly(fields, id.as_deref());
        Some(Task { id: id?, title: title?, lines: lines?, formerly: formerly? })
    }

    fn item_id(&mut self, fields: &Fields, what: &str) -> Option<String> {
        let node = fields.need(&mut self.problems, "id", what)?;
        let id = self.id(node)?;
        self.register_id(node, &id, what.into());
        Some(id)
    }

    /// The ids an item had in earlier editions; no other item may have, or have had,
    /// them.
    fn formerly(&mut self, fields: &Fields, id: Option<&str>) -> Option<Vec<String>> {
        let Some(node) = fields.get("formerly") else { return Some(Vec::new()) };
        let mut former = Vec::new();
        for node in self.problems.list(node, "a list of former ids") {
            let old = self.id(node)?;
            let whose = eco_format!("`{}` as a former id", id.unwrap_or_default());
            self.register_id(node, &old, whose);
            former.push(old);
        }
        Some(former)
    }

    /// Registers an id, or reports that it is used already.
    fn register_id(&mut self, node: &Node, id: &str, whose: EcoString) {
        if RESERVED_IDS.contains(&id) {
            self.problems
                .error(
                    node,
                    eco_format!(
                        "`{id}` cannot be an id: it has another meaning in state files"
                    ),
                )
                .hint("choose another id");
        }
        if let Some(other) = self.ids.insert(id.into(), whose) {
            self.problems
                .error(node, eco_format!("the id `{id}` is already used by {other}"))
                .hint("give each table and task its own id");
        }
    }

    /// An id of a checklist or an item.
    fn id(&mut self, node: &Node) -> Option<String> {
        let rule = "lower-case letters, digits and hyphens, as in `tell-patients`";
        self.word(node, "an id", '-', rule)
    }

    /// An id of a column.
    fn column_id(&mut self, node: &Node) -> Option<String> {
        let rule =
            "lower-case letters, digits and underscores, as in `disconnection_date`";
        self.word(node, "a column's id", '_', rule)
    }

    fn word(
        &mut self,
        node: &Node,
        what: &str,
        joint: char,
        rule: &str,
    ) -> Option<String> {
        let text = self.problems.text(node, what)?;
        let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint;
        let plain = text.chars().all(fine)
            && !text.starts_with(joint)
            && !text.ends_with(joint)
            && text.len() <= 60;
        if !plain {
            self.problems
                .error(node, eco_format!("`{text}` cannot be {what}"))
                .hint(eco_format!("use up to 60 {rule}"));
            return None;
        }
        Some(text.into())
    }

    /// Text without placeholders.
    fn plain(&mut self, node: &Node, what: &str) -> Option<String> {
        self.problems.text(node, what).map(Into::into)
    }

    fn address(&mut self, node: &Node) -> Option<String> {
        let text = self.problems.text(node, "the guide's address")?;
        let scheme = text.strip_prefix("https://").or(text.strip_prefix("http://"));
        let fine = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\\');
        if scheme.is_none_or(|rest| rest.is_empty() || !rest.chars().all(fine)) {
            self.problems
                .error(node, eco_format!("`{text}` is not a web address"))
                .hint("write it in full, as in `https://digital.nhs.uk/migrationguide`");
            return None;
        }
        if text.len() > 300 {
            self.problems.error(node, "the address is longer than 300 characters");
            return None;
        }
        Some(text.into())
    }

    fn count(&mut self, fields: &Fields, key: &str, default: u32) -> Option<u32> {
        let Some(node) = fields.get(key) else { return Some(default) };
        let text = self.problems.text(node, "a number")?;
        let count = text.parse().ok().filter(|count| (1..=MAX_ROWS).contains(count));
        if count.is_none() {
            let message = eco_format!(
                "`{key}` must be a number from 1 to {MAX_ROWS}, found `{text}`"
            );
            self.problems.error(node, message);
        }
        count
    }

    /// Text with placeholders.
    fn text(&mut self, node: &Node, what: &str, defined: Defined) -> Option<Text> {
        let text = self.problems.text(node, what)?;
        let (parts, unknown) = placeholders(text);
        for name in unknown {
            self.problems
                .error(node, eco_format!("unknown placeholder `{{{name}}}`"))
                .at(format!("{{{name}"))
                .hint("use `{guide}` or `{last_updated}`; for a brace itself, write `{{` or \
                     `}}`");
        }
        if parts.contains(&TextPart::Guide) && !defined.guide {
            self.problems
                .error(
                    node,
                    "`{guide}` stands for the guide's address, but the checklist has \
                     none",
                )
                .at("{guide}")
                .hint("add `guide: https://…` at the top of the checklist");
        }
        Some(Text(parts))
    }
}

/// Which placeholders this checklist defines.
#[derive(Clone, Copy)]
struct Defined {
    guide: bool,
}

/// The value of an optional key, which must be right if it is present.
fn transpose<T>(value: Option<Option<T>>) -> Option<Option<T>> {
    match value {
        None => Some(None),
        Some(value) => value.map(Some),
    }
}

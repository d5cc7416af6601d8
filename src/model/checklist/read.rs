//! Reads a checklist file and reports everything that is wrong with it.

use std::collections::HashMap;

use ecow::{EcoString, eco_format};

use super::text::placeholders;
use super::{Block, Checklist, MAX_ROWS, Table, Task, Text, TextPart};
use crate::base::embedded;
use crate::base::problem::{Checked, Outcome};
use crate::base::source::Source;
use crate::base::text::{suggestion, ticked};
use crate::model::about::About;
use crate::model::path::STATE;
use crate::yaml::node::{Node, Value};
use crate::yaml::problems::{Fields, Problems};
use crate::yaml::read::yaml;

/// The deepest nesting of sections: PDF has six levels of headings, and a table or task
/// in the deepest section is a heading below it (ISO 32000-1, 14.8.4.3.2).
const MAX_DEPTH: usize = 5;

impl Checklist {
    /// Reads a checklist file.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the file.
    pub fn read(input: &Source) -> Outcome<Checked<Self>> {
        Self::read_as(input, false)
    }

    /// Reads a checklist file that was attached to a document. If it is older than
    /// `about`, it takes over what was then the same for every checklist.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the file.
    pub fn attached(input: &Source) -> Outcome<Checked<Self>> {
        Self::read_as(input, true)
    }

    fn read_as(input: &Source, is_attached: bool) -> Outcome<Checked<Self>> {
        let yaml = yaml(input)?;
        let mut reader = ChecklistReader {
            problems: Problems::new(input),
            ids: HashMap::new(),
            items: 0,
            is_attached,
            is_old: false,
            has_guide: false,
            has_timeline: false,
        };
        let checklist = reader.checklist(&yaml.root);
        reader.problems.cut_values(&yaml);
        reader.problems.settle(checklist)
    }

    /// The newest edition of a checklist that is built in.
    pub fn built_in(id: &str) -> Option<Self> {
        let (path, bytes) = embedded::checklist(id)?;
        Some(Self::read(&Source::new(path, bytes)).ok()?.value)
    }

    /// Whether a file is a checklist rather than a state, as far as its keys show.
    pub fn is_in(input: &Source) -> bool {
        let lines = input.text().lines().filter_map(|line| line.split_once(':'));
        let keys: Vec<_> = lines.map(|(key, _)| key.trim_matches(['"', '\''])).collect();
        let is_one = keys.contains(&"body") || keys.contains(&"title");
        is_one && !keys.contains(&STATE[0])
    }
}

/// Reads the parts of a checklist file and collects what is wrong with them.
pub(super) struct ChecklistReader {
    pub(super) problems: Problems,
    /// The ids of items so far, former ones included, and the items that have them.
    pub(super) ids: HashMap<String, EcoString>,
    /// How many items there are so far.
    items: usize,
    /// Whether the file was attached to a document.
    pub(super) is_attached: bool,
    /// Whether it was written before checklists could say what they are about.
    pub(super) is_old: bool,
    /// Whether it has an address for `{guide}`.
    pub(super) has_guide: bool,
    /// Whether it has a timeline.
    pub(super) has_timeline: bool,
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
    /// Reads blocks in a section of this depth, from 0 for the checklist itself.
    pub(super) fn body(
        &mut self,
        node: &Node,
        depth: usize,
        about: &About,
    ) -> Vec<Block> {
        let blocks = self.problems.list(node, "a list of blocks").iter();
        blocks.filter_map(|block| self.block(block, depth, about)).collect()
    }

    fn block(&mut self, node: &Node, depth: usize, about: &About) -> Option<Block> {
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
            "section" => self.section(content, &fields, depth, about),
            "list" => {
                let entries = self.problems.list(content, "a list of texts").iter();
                let texts = entries.map(|entry| self.text(entry, "an entry"));
                texts
                    .collect::<Vec<_>>()
                    .into_iter()
                    .collect::<Option<_>>()
                    .map(Block::List)
            }
            "paragraph" => {
                self.text(content, "a paragraph's words").map(Block::Paragraph)
            }
            "caution" => self.text(content, "a caution's words").map(Block::Caution),
            "table" => self.table(content, &fields, about).map(Block::Table),
            _ => self.task(content, &fields).map(Block::Task),
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
        about: &About,
    ) -> Option<Block> {
        if depth == MAX_DEPTH {
            self.problems
                .error(
                    title,
                    eco_format!("sections can be nested at most {MAX_DEPTH} deep"),
                )
                .hint("move this section one level up");
        }
        let title = self.text(title, "a section's title");
        let body = fields.need(&mut self.problems, "body", "a section");
        let body = body.map(|node| self.body(node, depth + 1, about));
        Some(Block::Section { title: title?, body: body? })
    }

    fn table(&mut self, title: &Node, fields: &Fields, about: &About) -> Option<Table> {
        let title_text = self.text(title, "a table's title");
        let number = self.next_number();
        let id = self.item_id(fields, "a table");
        let rows = self.count(fields, "rows", 3);
        let columns = fields.need(&mut self.problems, "columns", "a table");
        let columns = columns.map(|node| self.columns(node, about));
        let formerly = self.formerly(fields, id.as_deref());
        Some(Table {
            id: id?,
            number,
            title: title_text?,
            columns: columns?,
            rows: rows?,
            formerly: formerly?,
        })
    }

    fn task(&mut self, title: &Node, fields: &Fields) -> Option<Task> {
        let title = self.text(title, "a task's words");
        let number = self.next_number();
        let id = self.item_id(fields, "a task");
        let lines = self.count(fields, "lines", 4);
        let formerly = self.formerly(fields, id.as_deref());
        Some(Task { id: id?, number, title: title?, lines: lines?, formerly: formerly? })
    }

    /// The number of the item that is read now.
    fn next_number(&mut self) -> usize {
        self.items += 1;
        self.items
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
        if let Some(other) = self.ids.insert(id.into(), whose) {
            self.problems
                .error(node, eco_format!("the id `{id}` is already used by {other}"))
                .hint("choose another id");
        }
    }

    /// An id of a checklist or an item.
    pub(super) fn id(&mut self, node: &Node) -> Option<String> {
        let rule = "lower-case letters, digits and hyphens, as in `tell-patients`";
        self.word(node, "an id", '-', rule)
    }

    /// A key of states: an id of a column, a detail or the subject.
    pub(super) fn key(&mut self, node: &Node, what: &str) -> Option<String> {
        let rule = "lower-case letters, digits and underscores, as in `session_date`";
        self.word(node, what, '_', rule)
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
    pub(super) fn plain(&mut self, node: &Node, what: &str) -> Option<String> {
        self.problems.text(node, what).map(Into::into)
    }

    pub(super) fn address(&mut self, node: &Node, what: &str) -> Option<String> {
        let text = self.problems.text(node, what)?;
        let scheme = text.strip_prefix("https://").or(text.strip_prefix("http://"));
        let fine = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\\');
        if scheme.is_none_or(|rest| rest.is_empty() || !rest.chars().all(fine)) {
            self.problems
                .error(node, eco_format!("`{text}` is not a web address"))
                .hint("write it in full, as in `https://example.org/guide`");
            return None;
        }
        if text.len() > 300 {
            self.problems.error(node, "the address is longer than 300 characters");
            return None;
        }
        Some(text.into())
    }

    fn count(&mut self, fields: &Fields, key: &str, default: u32) -> Option<u32> {
        self.number(fields, key, default, MAX_ROWS)
    }

    /// A number from 1 to the most that is possible.
    pub(super) fn number(
        &mut self,
        fields: &Fields,
        key: &str,
        default: u32,
        most: u32,
    ) -> Option<u32> {
        let Some(node) = fields.get(key) else { return Some(default) };
        let text = self.problems.text(node, "a number")?;
        let count = text.parse().ok().filter(|count| (1..=most).contains(count));
        if count.is_none() {
            let message =
                eco_format!("`{key}` must be a number from 1 to {most}, found `{text}`");
            self.problems.error(node, message);
        }
        count
    }

    /// Text with placeholders.
    pub(super) fn text(&mut self, node: &Node, what: &str) -> Option<Text> {
        let text = self.problems.text(node, what)?;
        let (parts, unknown) = placeholders(text);
        for name in unknown {
            self.problems
                .error(node, eco_format!("unknown placeholder `{{{name}}}`"))
                .at(format!("{{{name}"))
                .hint("use `{guide}` or `{last_updated}`; for a brace itself, write `{{` or \
                     `}}`");
        }
        if parts.contains(&TextPart::Guide) && !self.has_guide {
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

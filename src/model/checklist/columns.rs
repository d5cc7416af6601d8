//! Reads the columns of tables.

use ecow::eco_format;

use super::read::ChecklistReader;
use super::{Column, Rules};
use crate::base::geometry::TEXT_WIDTH;
use crate::model::about::About;
use crate::model::cell::ColumnKind;
use crate::yaml::node::Node;

impl ChecklistReader {
    pub(super) fn columns(&mut self, node: &Node, about: &About) -> Vec<Column> {
        let nodes = self.problems.list(node, "a list of columns");
        let mut columns: Vec<Column> = Vec::new();
        for node in nodes {
            let Some((column, id)) = self.column(node, about) else { continue };
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
        about: &About,
    ) -> Option<(Column, &'n Node)> {
        let what = "a column";
        let known = [&["id", "title", "kind"][..], &Rules::KEYS].concat();
        let fields = self.problems.fields(node, what, &known);
        let id_node = fields.need(&mut self.problems, "id", what);
        let id = id_node.and_then(|node| self.key(node, "a column's id"));
        let title = fields.need(&mut self.problems, "title", what);
        let title = title.and_then(|node| self.text(node, "a column's title"));
        let kind = match fields.get("kind") {
            Some(node) => {
                let kinds = ColumnKind::WORDS.map(|(_, kind)| kind);
                self.kind(node, "kind of column", &kinds)
            }
            None => Some(ColumnKind::Text),
        };
        let rules = self.rules(&fields, kind, about);
        Some((Column { id: id?, title: title?, kind: kind?, rules }, id_node?))
    }
}

//! Reads a state file and reports everything that is wrong with its structure.

use ecow::eco_format;

use crate::base::date::Date;
use crate::base::problem::Outcome;
use crate::base::source::Source;
use crate::model::about::About;
use crate::model::path::{SUBJECT, UPDATE_CHECKS};
use crate::model::state::{Answer, Cells, State, Typed, UpdateCheck};
use crate::yaml::node::{Node, Value};
use crate::yaml::problems::Problems;
use crate::yaml::read::yaml;

impl State {
    /// Reads a state file whose structure must be right.
    ///
    /// # Errors
    /// Everything that is wrong with its structure.
    pub fn sound(source: &Source, about: &About) -> Outcome<Self> {
        let mut problems = Problems::new(source);
        let state = Self::read(source, about, &mut problems)?;
        Ok(problems.settle(state)?.value)
    }

    /// Reads a state file as far as its structure is right, and adds what is wrong to the
    /// problems. Returns none if it does not name its checklist.
    ///
    /// # Errors
    /// If the file is not YAML.
    pub fn read(
        source: &Source,
        about: &About,
        problems: &mut Problems,
    ) -> Outcome<Option<Self>> {
        let yaml = yaml(source)?;
        let state = StateReader { about, problems }.state(&yaml.root);
        problems.cut_values(&yaml);
        problems.lost_words(&yaml);
        Ok(state)
    }
}

/// Reads the parts of a state file and collects what is wrong with them.
struct StateReader<'a> {
    about: &'a About,
    problems: &'a mut Problems,
}

impl StateReader<'_> {
    fn state(&mut self, root: &Node) -> Option<State> {
        let what = "a state";
        let known = [
            "checklist",
            "last_updated",
            "answered_under",
            SUBJECT,
            "answers",
            UPDATE_CHECKS,
        ];
        let fields = self.problems.fields(root, what, &known);
        let checklist = fields.need(self.problems, "checklist", what);
        let checklist = checklist.and_then(|node| {
            self.problems.text(node, "the id of a checklist")?;
            self.typed(node)
        });
        let last_updated = fields.need(self.problems, "last_updated", what);
        let last_updated = last_updated
            .and_then(|node| Some((self.problems.value(node, "a date")?, node.place())));
        let practice = fields.get(SUBJECT).map(|node| self.practice(node));
        let answers = fields.get("answers").map(|node| self.answers(node));
        let checks = fields.get(UPDATE_CHECKS).map(|node| self.update_checks(node));
        let newest = last_updated.map(|(date, _)| date);
        let earlier = fields.get("answered_under");
        let earlier = earlier.map(|node| self.answered_under(node, newest));
        let has_edition = last_updated.is_some();
        let (last_updated, last_updated_at) =
            last_updated.unwrap_or((Date::default(), root.place()));
        Some(State {
            checklist: checklist?,
            last_updated,
            last_updated_at,
            has_edition,
            practice: practice.unwrap_or_default(),
            answers: answers.unwrap_or_default(),
            answered_under: earlier.unwrap_or_default(),
            update_checks: checks.unwrap_or_default(),
        })
    }

    fn practice(&mut self, node: &Node) -> Vec<(String, Typed)> {
        if node.is_nothing() {
            return Vec::new();
        }
        let ids = self.about.ids();
        let fields = self.problems.fields(node, &format!("`{SUBJECT}`"), &ids);
        let mut details = Vec::new();
        for id in ids {
            let typed = fields.get(id).and_then(|node| self.typed(node));
            details.extend(typed.map(|typed| (id.to_string(), typed)));
        }
        details
    }

    fn answers(&mut self, node: &Node) -> Vec<(Typed, Answer)> {
        if node.is_nothing() {
            return Vec::new();
        }
        let entries = self.problems.entries(node, "answers by the ids of their items");
        let mut answers: Vec<(Typed, Answer)> = Vec::new();
        for (key, node) in entries {
            let Some(id) =
                self.key(key, |id| answers.iter().any(|(other, _)| other.text == id))
            else {
                continue;
            };
            answers.extend(self.answer(node).map(|answer| (id, answer)));
        }
        answers
    }

    /// Reads which answers belong to earlier editions.
    fn answered_under(
        &mut self,
        node: &Node,
        newest: Option<Date>,
    ) -> Vec<(Typed, Date)> {
        if node.is_nothing() {
            return Vec::new();
        }
        let what = "the ids of items with dates, as in `run-updates: 27/03/2025`";
        let mut earlier: Vec<(Typed, Date)> = Vec::new();
        for (key, node) in self.problems.entries(node, what) {
            let taken = |id: &str| earlier.iter().any(|(other, _)| other.text == id);
            let Some(id) = self.key(key, taken) else { continue };
            let date = self.problems.value(node, "the edition that was answered");
            let Some(date) = date else { continue };
            if newest.is_some_and(|newest| date >= newest) {
                self.problems
                    .error(node, "this edition is not earlier than `last_updated`")
                    .hint("delete the line once the answer fits the current words");
            }
            earlier.push((id, date));
        }
        earlier
    }

    fn answer(&mut self, node: &Node) -> Option<Answer> {
        match &node.value {
            Value::Scalar(_) => self.typed(node).map(Answer::Word),
            Value::Sequence(rows) => Some(Answer::Rows(
                rows.iter()
                    .filter(|row| !row.is_nothing())
                    .map(|row| (row.place(), self.cells(row)))
                    .collect(),
            )),
            Value::Mapping(_) => Some(Answer::Fields(node.place(), self.cells(node))),
            Value::Tagged => {
                self.problems.tag(node);
                None
            }
        }
    }

    fn cells(&mut self, node: &Node) -> Cells {
        let entries = self
            .problems
            .entries(node, "keys with values, as in `organisation: Textwell Ltd`");
        let mut cells: Cells = Vec::new();
        for (key, value) in entries {
            let Some(key) =
                self.key(key, |name| cells.iter().any(|(other, _)| other.text == name))
            else {
                continue;
            };
            cells.extend(self.typed(value).map(|value| (key, value)));
        }
        cells
    }

    /// A key that is text and is not used already.
    fn key(&mut self, key: &Node, taken: impl Fn(&str) -> bool) -> Option<Typed> {
        let typed = self.typed(key)?;
        if taken(&typed.text) {
            self.problems
                .error(key, eco_format!("`{}` appears twice", typed.text))
                .hint("keep one of the two, or combine them");
            return None;
        }
        Some(typed)
    }

    fn typed(&mut self, node: &Node) -> Option<Typed> {
        let text = self.problems.words(node)?.to_string();
        Some(Typed { text, place: node.place() })
    }

    fn update_checks(&mut self, node: &Node) -> Vec<UpdateCheck> {
        match &node.value {
            Value::Sequence(nodes) => {
                nodes.iter().filter_map(|node| self.update_check(node)).collect()
            }
            _ if node.is_nothing() => Vec::new(),
            _ => {
                self.problems.error(node, "expected a list of checks").hint(
                    "as in `- {date: 23/11/2026, by: J. Okafor, found: 27/03/2025}`",
                );
                Vec::new()
            }
        }
    }

    fn update_check(&mut self, node: &Node) -> Option<UpdateCheck> {
        let what = "a check for updates";
        let fields = self.problems.fields(node, what, &["date", "by", "found"]);
        let date = fields.need(self.problems, "date", what);
        let date =
            date.and_then(|node| self.problems.value(node, "the day of the check"));
        let by = fields.need(self.problems, "by", what).and_then(|node| {
            self.problems.text(node, "who checked")?;
            self.typed(node)
        });
        let found = fields.need(self.problems, "found", what);
        let found = found
            .and_then(|node| self.problems.value(node, "the edition that was found"));
        Some(UpdateCheck { date: date?, by: by?, found: found?, place: node.place() })
    }
}

//! Reads a state file and reports everything that is wrong with its structure.

use std::sync::Arc;

use ecow::eco_format;

use crate::base::date::Date;
use crate::base::embedded;
use crate::base::privacy::{NOT_A_NUMBER, NOT_NHS_NUMBERS};
use crate::base::problem::Outcome;
use crate::base::source::Source;
use crate::model::about::About;
use crate::model::path::{STATE, StatePath, UPDATE_CHECKS};
use crate::model::state::{Answer, Cells, NotNhsNumber, State, Typed, UpdateCheck};
use crate::yaml::node::{Node, Value, Yaml};
use crate::yaml::problems::Problems;
use crate::yaml::read::yaml;

/// A state file of which only the checklist is known that it belongs to.
#[derive(Debug)]
pub struct StateFile {
    /// The file.
    pub source: Source,
    /// The id of its checklist.
    pub checklist: Typed,
    /// What was read of it.
    pub(crate) yaml: Yaml,
}

impl StateFile {
    /// Reads which checklist a state file belongs to.
    ///
    /// # Errors
    /// If the file is not YAML, or does not name its checklist.
    pub fn open(source: &Source) -> Outcome<Self> {
        Self::of(source.clone(), yaml(source)?)
    }

    /// Finds which checklist a file belongs to that has been read as YAML.
    ///
    /// # Errors
    /// If it does not name its checklist.
    pub(crate) fn of(source: Source, yaml: Yaml) -> Outcome<Self> {
        let mut problems = Problems::new(&source);
        match checklist_of(&yaml.root, &mut problems) {
            Some(checklist) => Ok(Self { source, checklist, yaml }),
            None => Err(problems.into_list()),
        }
    }

    /// Reads the rest, whose structure must be right.
    ///
    /// # Errors
    /// Everything that is wrong with its structure.
    pub fn sound(&self, about: &Arc<About>) -> Outcome<State> {
        let (state, problems) = self.read(about);
        Ok(problems.settle(Some(state))?.value)
    }

    /// Reads the rest as far as its structure is right; also returns what is wrong.
    pub fn read(&self, about: &Arc<About>) -> (State, Problems) {
        let mut problems = Problems::new(&self.source);
        let mut reader = StateReader { about, problems: &mut problems };
        let state = reader.state(&self.yaml.root, self.checklist.clone());
        problems.cut_values(&self.yaml);
        problems.lost_words(&self.yaml);
        (state, problems)
    }
}

impl State {
    /// Reads a state file whose structure must be right.
    ///
    /// # Errors
    /// Everything that is wrong with its structure.
    pub fn sound(source: &Source, about: &Arc<About>) -> Outcome<Self> {
        StateFile::open(source)?.sound(about)
    }
}

/// The id of the checklist that a state belongs to; reports it if there is none.
fn checklist_of(root: &Node, problems: &mut Problems) -> Option<Typed> {
    let what = "a state";
    if root.get(STATE[0]).is_none() && root.get("body").is_some() {
        problems
            .error(root, "this is a checklist, not a state file")
            .hint("`proforma start` makes a state file for a checklist");
        return None;
    }
    let keys = root.entries().iter().filter_map(|(key, _)| key.scalar());
    let keys: Vec<_> = keys.collect();
    let fields = problems.fields(root, what, &keys);
    let Some(node) = fields.need(problems, STATE[0], what) else {
        fields.need(problems, "last_updated", what);
        return None;
    };
    let text = problems.text(node, "the id of a checklist")?;
    Some(Typed { text: text.into(), place: node.place() })
}

/// What a row or a task has.
const CELLS: &str = "keys with values, as in `organisation: Textwell Ltd`";

/// Reads the parts of a state file and collects what is wrong with them.
struct StateReader<'a> {
    about: &'a Arc<About>,
    problems: &'a mut Problems,
}

impl StateReader<'_> {
    fn state(&mut self, root: &Node, checklist: Typed) -> State {
        let what = "a state";
        let subject = self.about.subject.as_str();
        let mut known = STATE.to_vec();
        if !subject.is_empty() {
            known.insert(3, subject);
        }
        known.extend(self.without_subject(root, &known));
        let fields = self.problems.fields(root, what, &known);
        let last_updated = fields.need(self.problems, "last_updated", what);
        let last_updated = last_updated
            .and_then(|node| Some((self.problems.value(node, "a date")?, node.place())));
        let details = fields.get(subject).map(|node| self.subject(node));
        let answers = fields.get("answers").map(|node| self.answers(node));
        let checks = fields.get(UPDATE_CHECKS).map(|node| self.update_checks(node));
        let numbers = fields.get(NOT_NHS_NUMBERS).map(|node| self.not_nhs_numbers(node));
        let newest = last_updated.map(|(date, _)| date);
        let earlier = fields.get("answered_under");
        let earlier = earlier.map(|node| self.answered_under(node, newest));
        let has_edition = last_updated.is_some();
        let (last_updated, last_updated_at) =
            last_updated.unwrap_or((Date::default(), root.place()));
        State {
            about: Arc::clone(self.about),
            checklist,
            last_updated,
            last_updated_at,
            has_edition,
            subject: details.unwrap_or_default(),
            answers: answers.unwrap_or_default(),
            answered_under: earlier.unwrap_or_default(),
            update_checks: checks.unwrap_or_default(),
            not_nhs_numbers: numbers.unwrap_or_default(),
        }
    }

    /// Reports details of a subject where the checklist does not say what it is about;
    /// returns their keys.
    fn without_subject<'n>(&mut self, root: &'n Node, known: &[&str]) -> Vec<&'n str> {
        if !self.about.subject.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (key, value) in root.entries() {
            let Some(name) = key.scalar().filter(|name| !known.contains(name)) else {
                continue;
            };
            if matches!(value.value, Value::Mapping(_)) {
                let what = eco_format!(
                    "`{name}` has no place: the checklist does not say what it is about"
                );
                let first = embedded::checklist_ids().first().copied();
                self.problems.error(key, what).hint(eco_format!(
                    "add `about: {}` to the checklist, or an `about` of its own",
                    first.unwrap_or_default()
                ));
                found.push(name);
            }
        }
        found
    }

    /// Reads the subject's details. Whether they have places is for `fit` to say.
    fn subject(&mut self, node: &Node) -> Vec<(Typed, Typed)> {
        if node.is_nothing() {
            return Vec::new();
        }
        let example =
            self.about.iter().next().map(|detail| format!("`{}: …`", detail.id));
        let what = format!("details, as in {}", example.unwrap_or_default());
        self.cells(node, &what)
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
                    .map(|row| (row.place(), self.cells(row, CELLS)))
                    .collect(),
            )),
            Value::Mapping(_) => {
                Some(Answer::Fields(node.place(), self.cells(node, CELLS)))
            }
            Value::Tagged => {
                self.problems.tag(node);
                None
            }
        }
    }

    fn cells(&mut self, node: &Node, what: &str) -> Cells {
        let entries = self.problems.entries(node, what);
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
        let hint = "as in `- {date: 23/11/2026, by: J. Okafor, found: 27/03/2025}`";
        self.list(node, ("expected a list of checks", hint), Self::update_check)
    }

    /// Reads the entries of a list, which may be left out; says what is wrong if it is something
    /// else.
    fn list<T>(
        &mut self,
        node: &Node,
        (what, hint): (&str, &str),
        entry: fn(&mut Self, &Node) -> Option<T>,
    ) -> Vec<T> {
        match &node.value {
            Value::Sequence(nodes) => {
                nodes.iter().filter_map(|node| entry(self, node)).collect()
            }
            _ if node.is_nothing() => Vec::new(),
            _ => {
                self.problems.error(node, what).hint(hint);
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

    fn not_nhs_numbers(&mut self, node: &Node) -> Vec<NotNhsNumber> {
        let hint = "the page in the browser writes it: take the key out if in doubt";
        self.list(node, ("expected a list of places", hint), Self::not_nhs_number)
    }

    fn not_nhs_number(&mut self, node: &Node) -> Option<NotNhsNumber> {
        let what = NOT_A_NUMBER;
        let fields = self.problems.fields(node, what, &["at", "digest"]);
        let at = fields.need(self.problems, "at", what);
        let digest = fields.need(self.problems, "digest", what);
        let digest = digest.and_then(|node| self.problems.text(node, "a digest"))?;
        let digest = digest.to_string();
        let at = at?;
        let path = self.problems.text(at, "the place of a value")?.to_string();
        match StatePath::read(&path, &self.about.subject) {
            Ok(at) => Some(NotNhsNumber { at, digest }),
            Err(why) => {
                self.problems.error(at, why);
                None
            }
        }
    }
}

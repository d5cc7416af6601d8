//! A state: what one practice has filled in so far, and its own rules.
//!
//! It is read without its checklist: whether an answer has a place there is for `fit`.

use ecow::eco_format;
use typst::diag::SourceResult;

use crate::checklist::Checklist;
use crate::date::Date;
use crate::input::Input;
use crate::load::{self, Node, Place, Problems, Value, suggestion};

/// What one practice has filled in so far.
#[derive(Debug, Clone)]
pub struct State {
    /// The id of its checklist.
    pub checklist: Typed,
    /// The edition of the checklist that was answered.
    pub last_updated: Date,
    /// Where the edition stands in the file.
    pub last_updated_at: Place,
    /// Whether it says its edition, without which it is refused.
    has_edition: bool,
    /// The practice's details, by the keys of [`PRACTICE`].
    pub practice: Vec<(&'static str, Typed)>,
    /// The answers by the ids of their items, in the order of the file.
    pub answers: Vec<(Typed, Answer)>,
    /// Answers that are older than the words of their items: the items' ids, and the
    /// edition that was answered.
    pub answered_under: Vec<(Typed, Date)>,
    /// Checks for updates made so far.
    pub update_checks: Vec<UpdateCheck>,
}

/// The keys of `practice`, and what they are called on paper.
pub const PRACTICE: [(&str, &str); 11] = [
    ("name", "Practice"),
    ("ods_code", "ODS code"),
    ("icb", "Integrated care board (ICB)"),
    ("practice_manager", "Practice manager"),
    ("project_manager", "Project manager"),
    ("current_system", "Current clinical system"),
    ("new_system", "New clinical system"),
    ("final_data_production", "Final data production"),
    ("go_live", "Go live"),
    ("return_to", "Return to"),
    ("return_by", "Return by"),
];

/// The keys of a task's answer.
pub const TASK: [&str; 5] = ["status", "owner", "due", "done", "notes"];

/// Words as they were typed, and where.
#[derive(Debug, Clone)]
pub struct Typed {
    /// The words.
    pub text: String,
    /// Where they stand in the file.
    pub place: Place,
}

impl Typed {
    /// Whether there is nothing but white space.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The words as a date, if they are one.
    pub fn date(&self) -> Option<Date> {
        self.text.parse().ok()
    }
}

/// What a state says for one item, before it is known what kind of item that is.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A word for the whole item, such as `not applicable`.
    Word(Typed),
    /// The rows of a table, each with its cells by column.
    Rows(Vec<(Place, Cells)>),
    /// What is known of a task, by key.
    Fields(Place, Cells),
}

/// Words by their keys.
pub type Cells = Vec<(Typed, Typed)>;

/// A check for updates.
#[derive(Debug, Clone)]
pub struct UpdateCheck {
    /// The day of the check.
    pub date: Date,
    /// Who checked.
    pub by: Typed,
    /// The edition that was found.
    pub found: Date,
    /// Where it stands in the file.
    pub place: Place,
}

impl State {
    /// Reads a state file, as far as its shape is right; what is wrong goes to the problems.
    /// Without a value it does not say its checklist.
    ///
    /// # Errors
    /// If the file is no YAML.
    pub fn read(input: &Input, problems: &mut Problems) -> SourceResult<Option<Self>> {
        let root = load::yaml(input)?;
        let state = Reader { problems }.state(&root);
        problems.cut_values(&root);
        problems.lost_words(&root);
        Ok(state)
    }

    /// A state of a checklist in which nothing is filled in.
    pub fn empty(checklist: &Checklist) -> Self {
        let place = Place::Bytes(0, 0);
        Self {
            checklist: Typed { text: checklist.id.clone(), place },
            last_updated: checklist.last_updated,
            last_updated_at: place,
            has_edition: true,
            practice: Vec::new(),
            answers: Vec::new(),
            answered_under: Vec::new(),
            update_checks: Vec::new(),
        }
    }

    /// Whether its answers belong to this edition. If it does not say, which is an error,
    /// they are looked at as if they did: all problems come together.
    pub fn is_of(&self, edition: Date) -> bool {
        !self.has_edition || self.last_updated == edition
    }

    /// A detail of the practice as it was typed; nothing if it was left out.
    pub fn detail(&self, key: &str) -> &str {
        let found = self.practice.iter().find(|(other, _)| *other == key);
        found.map_or("", |(_, typed)| typed.text.as_str())
    }
}

/// Reads the parts of a state file and collects what is wrong with them.
struct Reader<'a, 'i> {
    problems: &'a mut Problems<'i>,
}

impl Reader<'_, '_> {
    fn state(&mut self, root: &Node) -> Option<State> {
        let what = "a state";
        let known = [
            "checklist",
            "last_updated",
            "answered_under",
            "practice",
            "answers",
            "update_checks",
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
        let practice = fields.get("practice").map(|node| self.practice(node));
        let answers = fields.get("answers").map(|node| self.answers(node));
        let checks = fields.get("update_checks").map(|node| self.update_checks(node));
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

    fn practice(&mut self, node: &Node) -> Vec<(&'static str, Typed)> {
        if node.is_nothing() {
            return Vec::new();
        }
        let keys = PRACTICE.map(|(key, _)| key);
        let fields = self.problems.fields(node, "`practice`", &keys);
        let typed = keys.into_iter().filter_map(|key| Some((key, fields.get(key)?)));
        let typed: Vec<_> = typed.collect();
        typed
            .into_iter()
            .filter_map(|(key, node)| Some((key, self.typed(node)?)))
            .collect()
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

    /// The earlier editions that answers belong to.
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
                    .error(node, "this is no earlier edition than `last_updated`")
                    .hint(
                        "delete the line once the answer fits the words as they are now",
                    );
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

    /// A key that is a word and is not taken.
    fn key(&mut self, key: &Node, taken: impl Fn(&str) -> bool) -> Option<Typed> {
        let typed = self.typed(key)?;
        if taken(&typed.text) {
            self.problems
                .error(key, eco_format!("`{}` is here twice", typed.text))
                .hint("keep one of the two, or join them");
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

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing has been done.
    NotStarted,
    /// Somebody is at it.
    InProgress,
    /// It is done.
    Done,
    /// It does not concern this practice.
    NotApplicable,
}

impl Status {
    /// All of them, in the order in which a record counts them.
    pub const ALL: [Self; 4] =
        [Self::Done, Self::InProgress, Self::NotStarted, Self::NotApplicable];

    /// Its words in a state and on paper.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotStarted => "not started",
            Self::InProgress => "in progress",
            Self::Done => "done",
            Self::NotApplicable => "not applicable",
        }
    }

    /// The status of these words, in any case.
    pub fn from_words(words: &str) -> Option<Self> {
        let words = words.trim();
        Self::ALL.into_iter().find(|status| status.words().eq_ignore_ascii_case(words))
    }

    /// Advice on words that are no status.
    pub fn advice(words: &str) -> ecow::EcoString {
        suggestion(words, &Self::ALL.map(Self::words))
    }
}

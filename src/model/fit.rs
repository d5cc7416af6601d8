//! Answers onto a checklist: nothing dropped, every problem reported.

use std::collections::HashMap;

use ecow::{EcoString, eco_format};

use crate::base::date::Date;
use crate::base::text::{suggestion, ticked};
use crate::model::answers::{Fitted, TableAnswer, TaskAnswer, Unplaced};
use crate::model::checklist::{Checklist, ColumnKind, Item, Table};
use crate::model::state::{Answer, Cells, PRACTICE, State, Status, TASK, Typed};
use crate::yaml::place::Place;
use crate::yaml::problems::Problems;

/// The keys of `practice` that hold dates.
pub const PRACTICE_DATES: [&str; 3] = ["final_data_production", "go_live", "return_by"];

/// Puts a state's answers to their places; what is wrong goes to the problems.
///
/// A state of the same edition may not have answers that the checklist has no place for,
/// and none may be of the wrong shape. Without a value the state is of another checklist.
pub fn fit(
    checklist: &Checklist,
    state: &State,
    problems: &mut Problems,
) -> Option<Fitted> {
    if !belongs(checklist, state, problems) {
        return None;
    }
    let mut fitter = Fitter {
        same_edition: state.is_of(checklist.last_updated),
        items: HashMap::new(),
        problems,
        fitted: Fitted::default(),
    };
    for item in checklist.items() {
        let ids = item.formerly().iter().map(String::as_str).chain([item.id()]);
        fitter.items.extend(ids.map(|id| (id, item)));
    }
    for (key, typed) in &state.practice {
        if PRACTICE_DATES.contains(key) {
            fitter.date(typed);
        }
    }
    for (id, answer) in &state.answers {
        fitter.answer(id, answer);
    }
    fitter.answered_under(state);
    Some(fitter.fitted)
}

/// Whether a state is of a checklist; reports where it is not.
pub fn belongs(checklist: &Checklist, state: &State, problems: &mut Problems) -> bool {
    let id = state.checklist.text.trim();
    if id != checklist.id {
        let message = eco_format!(
            "this state is of the checklist `{id}`, not of `{}`",
            checklist.id
        );
        problems
            .error(state.checklist.place, message)
            .hint("`--checklist FILE` names the checklist it belongs to");
    }
    id == checklist.id
}

/// Puts answers to their places and collects what is wrong with them.
struct Fitter<'a, 'p> {
    same_edition: bool,
    /// The items by their ids, former ones included.
    items: HashMap<&'a str, Item<'a>>,
    problems: &'p mut Problems,
    fitted: Fitted,
}

impl<'a> Fitter<'a, '_> {
    fn answer(&mut self, id: &Typed, answer: &Answer) {
        match self.items.get(id.text.as_str()).copied() {
            Some(Item::Table(table)) => {
                if self.fitted.tables.contains_key(&table.id) {
                    return self.twice(id, &table.id, &table.formerly);
                }
                let answer = self.table(table, &id.text, answer);
                self.fitted.tables.insert(table.id.clone(), answer);
            }
            Some(Item::Task(task)) => {
                if self.fitted.tasks.contains_key(&task.id) {
                    return self.twice(id, &task.id, &task.formerly);
                }
                let answer = self.task(&id.text, answer);
                self.fitted.tasks.insert(task.id.clone(), answer);
            }
            None => self.unknown_item(id, answer),
        }
    }

    /// Reports notes of earlier editions whose items are not there; in a state of another
    /// edition, an answer whose item is not there has been told of.
    fn answered_under(&mut self, state: &State) {
        for (id, _) in &state.answered_under {
            if self.same_edition && !self.items.contains_key(id.text.as_str()) {
                let known: Vec<_> = self.items.keys().copied().collect();
                let what = eco_format!("the checklist has no item `{}`", id.text);
                self.refuse(id.place, what, &id.text, known);
            }
        }
    }

    /// Reports two answers to an item, one under a former id.
    fn twice(&mut self, id: &Typed, item: &str, formerly: &[String]) {
        let old = if id.text == item { formerly.join("` or `") } else { id.text.clone() };
        let message =
            eco_format!("`{old}` is an earlier id of `{item}`, and both have an answer");
        self.problems
            .error(id.place, message)
            .hint("join the two answers under the newer id");
    }

    fn unknown_item(&mut self, id: &Typed, answer: &Answer) {
        let known: Vec<_> = self.items.keys().copied().collect();
        let what = eco_format!("the checklist has no item `{}`", id.text);
        if !self.refuse(id.place, what, &id.text, known) {
            return;
        }
        match answer {
            Answer::Word(typed) => self.unplaced(&id.text, typed),
            Answer::Fields(_, cells) => self.unplaced_cells(&id.text, cells),
            Answer::Rows(rows) => {
                for (index, (_, cells)) in rows.iter().enumerate() {
                    self.unplaced_cells(&format!("{}.{}", id.text, index + 1), cells);
                }
            }
        }
    }

    /// Refuses an unknown name in a state of this edition; says whether what it names is
    /// to be kept without a place instead.
    fn refuse(
        &mut self,
        at: Place,
        what: EcoString,
        name: &str,
        mut known: Vec<&str>,
    ) -> bool {
        known.sort_unstable();
        if self.same_edition {
            self.problems.error(at, what).hint(suggestion(name, &known));
        } else {
            self.problems
                .warning(at, what)
                .hint("the state is of another edition: the answer goes to the appendix");
        }
        !self.same_edition
    }

    fn unplaced_cells(&mut self, path: &str, cells: &Cells) {
        for (key, typed) in cells {
            self.unplaced(&format!("{path}.{}", key.text), typed);
        }
    }

    fn unplaced(&mut self, path: &str, typed: &Typed) {
        if !typed.is_empty() {
            self.fitted.unplaced.push(Unplaced {
                path: path.into(),
                title: path.into(),
                typed: typed.clone(),
            });
        }
    }

    fn table(&mut self, table: &Table, id: &str, answer: &Answer) -> TableAnswer {
        match answer {
            Answer::Word(word) => self.table_word(word),
            Answer::Rows(rows) => {
                let rows = rows.iter().enumerate();
                let row = |(index, (_, cells)): (usize, &(_, Cells))| {
                    self.row(table, &format!("{id}.{}", index + 1), cells)
                };
                let rows: Vec<_> = rows.map(row).collect();
                if rows.iter().flatten().all(Option::is_none) {
                    return TableAnswer::Empty;
                }
                TableAnswer::Rows(rows)
            }
            Answer::Fields(place, _) => {
                self.problems
                    .error(*place, eco_format!("`{id}` is a table: its rows are a list"))
                    .hint("begin each row with `- `");
                TableAnswer::Empty
            }
        }
    }

    fn table_word(&mut self, word: &Typed) -> TableAnswer {
        match word.text.trim().to_lowercase().as_str() {
            "" | "not started" => TableAnswer::Empty,
            "none" => TableAnswer::None,
            "not applicable" => TableAnswer::NotApplicable,
            other => {
                self.problems
                    .error(
                        word.place,
                        "expected the table's rows, `none` or `not applicable`",
                    )
                    .hint(suggestion(other, &["none", "not applicable"]));
                TableAnswer::Empty
            }
        }
    }

    fn row(&mut self, table: &Table, path: &str, cells: &Cells) -> Vec<Option<Typed>> {
        let mut row = vec![None; table.columns.len()];
        for (key, typed) in cells {
            let place = table.columns.iter().position(|column| column.id == key.text);
            let Some(index) = place else {
                let known =
                    table.columns.iter().map(|column| column.id.as_str()).collect();
                let what = eco_format!("the table has no column `{}`", key.text);
                if self.refuse(key.place, what, &key.text, known) {
                    self.unplaced(&format!("{path}.{}", key.text), typed);
                }
                continue;
            };
            if typed.is_empty() {
                continue;
            }
            match table.columns[index].kind {
                ColumnKind::Date => self.date(typed),
                ColumnKind::DateOrYesNo if !is_yes_or_no(typed) && !is_both(typed) => {
                    self.date(typed);
                }
                _ => {}
            }
            row[index] = Some(typed.clone());
        }
        row
    }

    fn task(&mut self, id: &str, answer: &Answer) -> TaskAnswer {
        let mut task = TaskAnswer::default();
        match answer {
            Answer::Word(word) if word.is_empty() => {}
            Answer::Word(word) => task.status = self.status(word),
            Answer::Fields(_, cells) => {
                for (key, typed) in cells {
                    self.task_field(&mut task, id, key, typed);
                }
            }
            Answer::Rows(rows) => {
                let place = rows.first().map(|(place, _)| *place);
                if let Some(place) = place {
                    self.problems
                        .error(place, eco_format!("`{id}` is a task, not a table"))
                        .hint(eco_format!("write its {} below it", ticked(&TASK)));
                }
            }
        }
        task
    }

    fn task_field(
        &mut self,
        task: &mut TaskAnswer,
        id: &str,
        key: &Typed,
        typed: &Typed,
    ) {
        if !TASK.contains(&key.text.as_str()) {
            let what = eco_format!("a task has no `{}`", key.text);
            if self.refuse(key.place, what, &key.text, TASK.to_vec()) {
                self.unplaced(&format!("{id}.{}", key.text), typed);
            }
            return;
        }
        if typed.is_empty() {
            return;
        }
        let value = Some(typed.clone());
        match key.text.as_str() {
            "status" => task.status = self.status(typed),
            "owner" => task.owner = value,
            "notes" => task.notes = value,
            "due" => {
                self.date(typed);
                task.due = value;
            }
            _ => {
                self.date(typed);
                task.done = value;
            }
        }
    }

    fn status(&mut self, typed: &Typed) -> Status {
        Status::from_words(&typed.text).unwrap_or_else(|| {
            self.problems
                .error(typed.place, "this is no status")
                .hint(Status::advice(typed.text.trim()));
            Status::NotStarted
        })
    }

    /// Warns of what looks like a date and is none; it prints as typed.
    fn date(&mut self, typed: &Typed) {
        let text = typed.text.trim();
        if text.contains(|c: char| c.is_ascii_digit()) && typed.date().is_none() {
            self.problems
                .warning(typed.place, "this is no date: it prints as typed")
                .hint("dates are written 27/03/2025, 2025-03-27 or 27 March 2025");
        }
    }
}

/// Whether the words are yes or no.
pub fn is_yes_or_no(typed: &Typed) -> bool {
    matches!(typed.text.trim().to_lowercase().as_str(), "yes" | "no")
}

/// Whether a word that was typed is yes or no with a date, as a form gives them.
fn is_both(typed: &Typed) -> bool {
    typed.text.split_once(',').is_some_and(|(word, date)| {
        matches!(word.trim().to_lowercase().as_str(), "yes" | "no")
            && date.trim().parse::<Date>().is_ok()
    })
}

/// All values of a state.
pub fn values(state: &State) -> impl Iterator<Item = &Typed> {
    let practice = state.practice.iter().map(|(_, typed)| typed);
    let checks = state.update_checks.iter().map(|check| &check.by);
    let answers = state.answers.iter().flat_map(|(_, answer)| -> Vec<&Typed> {
        match answer {
            Answer::Word(typed) => vec![typed],
            Answer::Fields(_, cells) => cells.iter().map(|(_, typed)| typed).collect(),
            Answer::Rows(rows) => rows
                .iter()
                .flat_map(|(_, cells)| cells.iter().map(|(_, typed)| typed))
                .collect(),
        }
    });
    practice.chain(checks).chain(answers)
}

/// The name of a key of `practice` on paper.
pub fn practice_label(key: &str) -> &'static str {
    PRACTICE.iter().find(|(known, _)| *known == key).map_or("", |(_, label)| label)
}

//! Puts answers into their places in a checklist: none is dropped, every problem is
//! reported.

use std::collections::HashMap;

use ecow::{EcoString, eco_format};

use crate::base::text::{suggestion, ticked};
use crate::model::answers::{Fitted, TableAnswer, TaskAnswer, Unplaced};
use crate::model::cell::ColumnKind;
use crate::model::checklist::{Checklist, Item, Table};
use crate::model::path::StatePath;
use crate::model::state::{Answer, Cells, State, Status, TASK, Typed, task_kind};
use crate::yaml::place::Place;
use crate::yaml::problems::Problems;

/// Puts a state's answers into their places, and adds what is wrong to the problems.
///
/// A state of the same edition must not have answers that the checklist has no place for,
/// and no answer may have the wrong structure. Returns none if the state belongs to
/// another checklist.
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
    for (id, typed) in &state.subject {
        fitter.detail(checklist, state, id, typed);
    }
    for (id, answer) in &state.answers {
        fitter.answer(id, answer);
    }
    fitter.answered_under(state);
    Some(fitter.fitted)
}

/// Whether a state belongs to a checklist; reports it if not.
pub fn belongs(checklist: &Checklist, state: &State, problems: &mut Problems) -> bool {
    let id = state.checklist.text.trim();
    if id != checklist.id {
        let message = eco_format!(
            "this state belongs to the checklist `{id}`, not to `{}`",
            checklist.id
        );
        problems
            .error(state.checklist.place, message)
            .hint("use `--checklist FILE` to name the checklist that it belongs to");
    }
    id == checklist.id
}

/// Puts answers into their places and collects what is wrong with them.
struct Fitter<'a, 'p> {
    same_edition: bool,
    /// The items by their ids, former ones included.
    items: HashMap<&'a str, Item<'a>>,
    problems: &'p mut Problems,
    fitted: Fitted,
}

impl<'a> Fitter<'a, '_> {
    /// Looks at a detail of the subject.
    fn detail(
        &mut self,
        checklist: &Checklist,
        state: &State,
        id: &Typed,
        typed: &Typed,
    ) {
        let about = &checklist.about;
        let Some(detail) = about.detail(&id.text) else {
            let what = eco_format!("`{}` has no detail `{}`", about.subject, id.text);
            if self.refuse(id.place, what, &id.text, about.ids()) {
                self.unplaced(about.path(&id.text), typed);
            }
            return;
        };
        let has_both = |(other, _): &(Typed, Typed)| other.text == detail.id;
        if id.text != detail.id && state.subject.iter().any(has_both) {
            return self.twice(id, &detail.id, &detail.formerly);
        }
        self.check_date(detail.kind, typed);
        if !typed.is_empty() && !detail.is_like(&typed.text) {
            let examples: Vec<_> = detail.like.iter().map(String::as_str).collect();
            let what = eco_format!("this is not written like {}", ticked(&examples));
            self.problems.warning(typed.place, what).hint("it prints as typed");
        }
    }

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

    /// Reports entries of `answered_under` whose items do not exist. In a state of
    /// another edition, the answers to such items have been reported already.
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
            .hint("combine the two answers under the newer id");
    }

    fn unknown_item(&mut self, id: &Typed, answer: &Answer) {
        let known: Vec<_> = self.items.keys().copied().collect();
        let what = eco_format!("the checklist has no item `{}`", id.text);
        if !self.refuse(id.place, what, &id.text, known) {
            return;
        }
        for (path, typed) in answer.walk(&id.text) {
            self.unplaced(path, typed);
        }
    }

    /// Refuses an unknown name in a state of this edition. Returns whether its answer is
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
            self.problems.warning(at, what).hint(
                "the state belongs to another edition: the answer is printed in the \
                     appendix",
            );
        }
        !self.same_edition
    }

    fn unplaced(&mut self, path: StatePath, typed: &Typed) {
        if !typed.is_empty() {
            self.fitted.unplaced.push(Unplaced {
                title: path.to_string(),
                path,
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
                    self.row(table, (id, index + 1), cells)
                };
                let rows: Vec<_> = rows.map(row).collect();
                if rows.iter().flatten().all(Option::is_none) {
                    return TableAnswer::Empty;
                }
                TableAnswer::Rows(rows)
            }
            Answer::Fields(place, _) => {
                self.problems
                    .error(
                        *place,
                        eco_format!("`{id}` is a table: its rows must be a list"),
                    )
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

    fn row(
        &mut self,
        table: &Table,
        (id, row): (&str, usize),
        cells: &Cells,
    ) -> Vec<Option<Typed>> {
        let mut found = vec![None; table.columns.len()];
        for (key, typed) in cells {
            let place = table.columns.iter().position(|column| column.id == key.text);
            let Some(index) = place else {
                let known =
                    table.columns.iter().map(|column| column.id.as_str()).collect();
                let what = eco_format!("the table has no column `{}`", key.text);
                if self.refuse(key.place, what, &key.text, known) {
                    let path = StatePath::Cell(id.into(), row, key.text.clone());
                    self.unplaced(path, typed);
                }
                continue;
            };
            if typed.is_empty() {
                continue;
            }
            self.check_date(table.columns[index].kind, typed);
            found[index] = Some(typed.clone());
        }
        found
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
            let what = eco_format!("a task has no key `{}`", key.text);
            if self.refuse(key.place, what, &key.text, TASK.to_vec()) {
                self.unplaced(StatePath::Field(id.into(), key.text.clone()), typed);
            }
            return;
        }
        if typed.is_empty() {
            return;
        }
        self.check_date(task_kind(&key.text).unwrap_or(ColumnKind::Text), typed);
        let value = Some(typed.clone());
        match key.text.as_str() {
            "status" => task.status = self.status(typed),
            "owner" => task.owner = value,
            "notes" => task.notes = value,
            "due" => task.due = value,
            _ => task.done = value,
        }
    }

    fn status(&mut self, typed: &Typed) -> Status {
        Status::from_words(&typed.text).unwrap_or_else(|| {
            self.problems
                .error(typed.place, "this is not a status")
                .hint(Status::advice(typed.text.trim()));
            Status::NotStarted
        })
    }

    /// Warns of text that looks like a date but is not one; it prints as typed.
    fn check_date(&mut self, kind: ColumnKind, typed: &Typed) {
        if kind.is_odd_date(&typed.text) {
            self.problems
                .warning(typed.place, "this is not a date; it prints as typed")
                .hint("write dates as 27/03/2025, 2025-03-27 or 27 March 2025");
        }
    }
}

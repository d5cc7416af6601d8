//! Keeps NHS numbers out of a record: out of its pages, its files and its name.
//!
//! Messages give the place of a number, never the number.

use std::collections::HashSet;

use ecow::{EcoString, EcoVec, eco_format};

use crate::base::privacy::{Consequence, NumberFound, Surroundings, Why, scan};
use crate::base::problem::{self, ProblemList, Severity};
use crate::base::source::Source;
use crate::model::cell::ColumnKind;
use crate::model::checklist::{Checklist, PatientData};
use crate::model::path::StatePath;
use crate::model::state::{State, Typed};
use crate::model::values::Items;
use crate::yaml::place::Place;

/// The NHS numbers in a state file, comments included, and in a checklist.
///
/// With `allowed`, or if the checklist expects patient data, numbers that would stop a
/// record are only warnings.
pub fn guard(
    checklist: &Checklist,
    source: &Source,
    state: &State,
    state_source: &Source,
    allowed: bool,
) -> ProblemList {
    let mut guard = Guard {
        input: state_source,
        allowed: allowed || checklist.patient_data == PatientData::Allow,
        noted: false,
        seen: HashSet::new(),
        problems: EcoVec::new(),
    };
    let items = Items::of(checklist);
    for (path, typed) in state.walk() {
        // An answer without a place may be anything.
        let kind = items.kind(&path).unwrap_or(ColumnKind::Text);
        guard.noted = state.is_not_nhs_number(&items.current(&path), &typed.text);
        guard.value(typed, &path, kind.surroundings());
    }
    guard.noted = false;
    guard.rest(state_source);
    guard.rest(source);
    guard.name(&state_source.name);
    guard.problems
}

struct Guard<'a> {
    input: &'a Source,
    allowed: bool,
    /// Whether somebody has said of the value at hand that it is not an NHS number.
    noted: bool,
    /// Where in the file numbers were found in values, so that each is reported once.
    seen: HashSet<usize>,
    problems: ProblemList,
}

impl<'a> Guard<'a> {
    fn value(&mut self, typed: &Typed, path: &StatePath, place: Surroundings) {
        for NumberFound { range, why } in scan(&typed.text, place) {
            let position = self.position(typed, &typed.text[range]);
            self.seen.extend(position);
            let stands = position.map_or(typed.place, |at| Place::bytes(at..at));
            let line = stands.line(self.input);
            let where_ = eco_format!("`{path}` (line {line} of `{}`)", self.input.name);
            self.report(where_, why);
        }
    }

    /// Where a number in a value is in the file, unless it is written with escapes.
    ///
    /// In the file, the lines of a value may be indented, or folded into one.
    fn position(&self, typed: &Typed, number: &str) -> Option<usize> {
        let start = typed.place.range().start;
        let rest = &self.input.text()[start..];
        let mut groups = number.split_whitespace();
        let first = groups.next()?;
        let found = rest.match_indices(first).filter(|(at, _)| {
            let after = &rest[at + first.len()..];
            let end = |after: &'a str, group| after.trim_start().strip_prefix(group);
            groups.clone().try_fold(after, end).is_some()
        });
        found.map(|(at, _)| start + at).find(|at| !self.seen.contains(at))
    }

    /// Looks at the comments and keys of a file too, since the whole file is attached.
    fn rest(&mut self, input: &Source) {
        for NumberFound { range, why } in scan(input.text(), Surroundings::FreeText) {
            if input.id == self.input.id && self.seen.contains(&range.start) {
                continue;
            }
            let line = Place::bytes(range.clone()).line(input);
            self.report(eco_format!("line {line} of `{}`", input.name), why);
        }
    }

    fn name(&mut self, name: &str) {
        for NumberFound { why, .. } in scan(name, Surroundings::FreeText) {
            self.report("the name of the state file".into(), why);
        }
    }

    fn report(&mut self, where_: EcoString, why: Why) {
        let message = eco_format!("{where_}: {why}");
        let mut problem = problem::error(message);
        if self.noted {
            problem.severity = Severity::Warning;
            problem
                .hint("the state file says under `not_nhs_numbers` that it is not one");
        } else if why.consequence() == Consequence::Warns || self.allowed {
            problem.severity = Severity::Warning;
        } else {
            problem.hint("patient data does not belong in a record: remove it");
            problem.hint(
                "a mobile number needs its 0; use `--allow-nhs-numbers` to allow any \
                     number",
            );
        }
        self.problems.push(problem);
    }
}

//! Keeps NHS numbers out of a record: out of its pages, its files and its name.
//!
//! The place of a number is named, never the number.

use std::collections::HashSet;

use ecow::{EcoString, EcoVec, eco_format};

use crate::base::privacy::{Consequence, NumberFound, Surroundings, Why, scan};
use crate::base::problem::{self, ProblemList, Severity};
use crate::base::source::Source;
use crate::model::cell::ColumnKind;
use crate::model::checklist::Checklist;
use crate::model::path::StatePath;
use crate::model::state::{State, Typed};
use crate::model::values::Items;
use crate::yaml::place::Place;

/// The NHS numbers in a state, in what stands around its values, and in a checklist.
///
/// `allowed` makes warnings of what would stop a record.
pub fn guard(
    checklist: &Checklist,
    source: &Source,
    state: &State,
    state_source: &Source,
    allowed: bool,
) -> ProblemList {
    let mut guard = Guard {
        input: state_source,
        allowed,
        seen: HashSet::new(),
        problems: EcoVec::new(),
    };
    let items = Items::of(checklist);
    for (path, typed) in state.walk() {
        // What has no place of its own may be anything.
        let kind = items.kind(&path).unwrap_or(ColumnKind::Text);
        guard.value(typed, &path, kind.surroundings());
    }
    guard.rest(state_source);
    guard.rest(source);
    guard.name(&state_source.name);
    guard.problems
}

struct Guard<'a> {
    input: &'a Source,
    allowed: bool,
    /// Where in the file the numbers found in values stand, so that each is told once.
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
            self.tell(where_, why);
        }
    }

    /// Where a number of a value stands in the file, unless it is written with escapes.
    ///
    /// Lines of a value may be indented there, or folded into one by YAML.
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

    /// Looks at the comments and keys of a file, which would be attached with it.
    fn rest(&mut self, input: &Source) {
        for NumberFound { range, why } in scan(input.text(), Surroundings::FreeText) {
            if input.id == self.input.id && self.seen.contains(&range.start) {
                continue;
            }
            let line = Place::bytes(range.clone()).line(input);
            self.tell(eco_format!("line {line} of `{}`", input.name), why);
        }
    }

    fn name(&mut self, name: &str) {
        for NumberFound { why, .. } in scan(name, Surroundings::FreeText) {
            self.tell("the name of the state file".into(), why);
        }
    }

    fn tell(&mut self, where_: EcoString, why: Why) {
        let message = eco_format!("{where_}: {why}");
        let mut problem = problem::error(message);
        if why.consequence() == Consequence::Warns || self.allowed {
            problem.severity = Severity::Warning;
        } else {
            problem.hint("patient data does not belong in a record: take it out");
            problem
                .hint("a mobile needs its 0; `--allow-nhs-numbers` lets any number pass");
        }
        self.problems.push(problem);
    }
}

//! Keeps NHS numbers out of a record: out of its pages, its files and its name.
//!
//! The place of a number is named, never the number.

use std::collections::HashSet;
use std::path::Path;

use ecow::{EcoString, EcoVec, eco_format};
use typst::diag::{Severity, SourceDiagnostic, SourceResult};
use typst::syntax::DiagSpan;

use crate::args::Target;
use crate::checklist::{Block, Checklist, ColumnKind};
use crate::input::Input;
use crate::load::Place as Position;
use crate::privacy::{Finding, Place, Verdict, Why, scan};
use crate::session::Session;
use crate::state::{Answer, State, Typed};

/// The NHS numbers in a state, in what stands around its values, and in a checklist.
///
/// `allowed` makes warnings of what would stop a record.
pub fn guard(
    checklist: &Checklist,
    source: &Input,
    state: &State,
    state_source: &Input,
    allowed: bool,
) -> EcoVec<SourceDiagnostic> {
    let mut guard = Guard {
        input: state_source,
        allowed,
        seen: HashSet::new(),
        problems: EcoVec::new(),
    };
    let contacts = contact_columns(&checklist.body);
    guard.state(state, &contacts);
    guard.rest(state_source);
    guard.rest(source);
    guard.name(&state_source.name);
    guard.problems
}

/// Refuses numbers that are or may be NHS numbers in the names that a user gave for what is
/// written, where another name is soon found. Warns of them where they are allowed.
///
/// # Errors
/// If there is one that is not allowed.
pub fn check_names(
    target: &Target,
    allowed: bool,
    session: &mut Session,
) -> SourceResult<()> {
    let mut problems = EcoVec::new();
    for (option, path) in [("-o", &target.output), ("--out-dir", &target.out_dir)] {
        let name = path.as_deref().unwrap_or(Path::new("")).to_string_lossy();
        for Finding { why, .. } in scan(&name, Place::FreeText) {
            let message = eco_format!("the name after `{option}`: {why}");
            problems.push(SourceDiagnostic::error(DiagSpan::detached(), message));
        }
    }
    for problem in problems.make_mut() {
        if allowed {
            problem.severity = Severity::Warning;
        } else {
            problem.hint("patient data does not belong in a name: choose another");
        }
    }
    if allowed || problems.is_empty() {
        session.warn_all(problems);
        return Ok(());
    }
    Err(problems)
}

struct Guard<'a> {
    input: &'a Input,
    allowed: bool,
    /// Where in the file the numbers found in values stand, so that each is told once.
    seen: HashSet<usize>,
    problems: EcoVec<SourceDiagnostic>,
}

impl<'a> Guard<'a> {
    fn state(&mut self, state: &State, contacts: &HashSet<&str>) {
        for (key, typed) in &state.practice {
            self.value(typed, &format!("practice.{key}"), Place::FreeText);
        }
        for (index, check) in state.update_checks.iter().enumerate() {
            let path = format!("update_checks.{}.by", index + 1);
            self.value(&check.by, &path, Place::FreeText);
        }
        for (id, answer) in &state.answers {
            match answer {
                Answer::Word(typed) => self.value(typed, &id.text, Place::FreeText),
                Answer::Fields(_, cells) => {
                    for (key, typed) in cells {
                        let path = format!("{}.{}", id.text, key.text);
                        self.value(typed, &path, Place::FreeText);
                    }
                }
                Answer::Rows(rows) => {
                    for (row, (_, cells)) in rows.iter().enumerate() {
                        for (key, typed) in cells {
                            let path = format!("{}.{}.{}", id.text, row + 1, key.text);
                            let contact = contacts.contains(key.text.as_str());
                            let place =
                                if contact { Place::Contact } else { Place::FreeText };
                            self.value(typed, &path, place);
                        }
                    }
                }
            }
        }
    }

    fn value(&mut self, typed: &Typed, path: &str, place: Place) {
        for Finding { range, why } in scan(&typed.text, place) {
            let position = self.position(typed, &typed.text[range]);
            self.seen.extend(position);
            let stands = position.map_or(typed.place, |at| Position::Bytes(at, at));
            let line = stands.line(self.input);
            let where_ = eco_format!("`{path}` (line {line} of `{}`)", self.input.name);
            self.tell(where_, why);
        }
    }

    /// Where a number of a value stands in the file, unless it is written with escapes.
    ///
    /// Lines of a value may be indented there, or folded into one by YAML.
    fn position(&self, typed: &Typed, number: &str) -> Option<usize> {
        let start = typed.place.range(self.input).start;
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
    fn rest(&mut self, input: &Input) {
        for Finding { range, why } in scan(input.text(), Place::FreeText) {
            if input.id == self.input.id && self.seen.contains(&range.start) {
                continue;
            }
            let line = Position::Bytes(range.start, range.end).line(input);
            self.tell(eco_format!("line {line} of `{}`", input.name), why);
        }
    }

    fn name(&mut self, name: &str) {
        for Finding { why, .. } in scan(name, Place::FreeText) {
            self.tell("the name of the state file".into(), why);
        }
    }

    fn tell(&mut self, where_: EcoString, why: Why) {
        let message = eco_format!("{where_}: {why}");
        let mut problem = SourceDiagnostic::error(DiagSpan::detached(), message);
        if why.verdict() == Verdict::Warns || self.allowed {
            problem.severity = Severity::Warning;
        } else {
            problem.hint("patient data does not belong in a record: take it out");
            problem
                .hint("a mobile needs its 0; `--allow-nhs-numbers` lets any number pass");
        }
        self.problems.push(problem);
    }
}

/// The ids of all columns for contacts.
fn contact_columns(blocks: &[Block]) -> HashSet<&str> {
    let mut ids = HashSet::new();
    for block in blocks {
        match block {
            Block::Section { body, .. } => ids.extend(contact_columns(body)),
            Block::Table(table) => {
                let contacts = table.columns.iter();
                let contacts =
                    contacts.filter(|column| column.kind == ColumnKind::Contact);
                ids.extend(contacts.map(|column| column.id.as_str()));
            }
            _ => {}
        }
    }
    ids
}

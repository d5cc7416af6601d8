//! `proforma check`: is this the newest edition, and who found that out?

mod comparing;
mod comparison;
mod data;
pub mod made;
mod noting;
mod report;

use std::path::Path;

use ecow::{EcoVec, eco_format};
use typst::diag::SourceResult;

use self::comparing::{Compared, Other};
use self::made::{checks, editions};
use crate::against;
use crate::args::{self, Report};
use crate::batch;
use crate::checklist::Checklist;
use crate::clock;
use crate::date::Date;
use crate::diag::tame;
use crate::edition::{Check, Finding, Known, Verdict};
use crate::embedded;
use crate::fit::belongs;
use crate::input::Input;
use crate::lay_out;
use crate::load::{Problems, Warnings};
use crate::output::Output;
use crate::privacy::blotted;
use crate::session::{Session, checklist_of};
use crate::state::State;

/// What is checked: the answers of a practice, or a checklist without any.
pub(crate) struct Subject {
    /// The state file, as the user named it.
    pub(crate) path: Option<String>,
    /// The practice's name and ODS code, as far as they are known.
    pub(crate) practice: [String; 2],
    /// The checklist the edition is one of.
    pub(crate) checklist: Checklist,
    /// The checklist's file, where the user named one.
    pub(crate) checklist_path: Option<String>,
    /// What the file to compare with says.
    compared: Option<Compared>,
    /// The edition in question.
    pub(crate) edition: Date,
    /// The check that was made last, whatever it found.
    pub(crate) last: Option<Check>,
    /// What the check comes to.
    pub(crate) finding: Finding,
}

/// Says of each state whether its checklist is the newest edition; gives the exit status.
///
/// # Errors
/// Everything that is wrong with the states; what is known of the others is told.
pub fn check(args: &args::Check, session: &mut Session) -> SourceResult<u8> {
    let today = clock::today(args.common.date)?;
    let noted = noting::note(args, today, session)?;
    let other = comparing::open(args, today, session)?;
    let states = batch::files(&args.states, &["yaml", "yml"])?;
    let mut problems = EcoVec::new();
    let mut subjects = Vec::new();
    let mut failed = 0;
    for path in &states {
        match of_state(args, path, other.as_ref(), today, session) {
            Ok(subject) => subjects.push(subject),
            Err(found) => {
                failed += 1;
                problems.extend(found);
            }
        }
    }
    if args.states.is_empty() {
        subjects = of_checklists(args, other.as_ref(), today, session)?;
    }
    session.settle(args.common.strict)?;
    subjects.sort_by_cached_key(Subject::urgency);
    let worst = subjects.iter().map(|subject| subject.finding.verdict).max();
    let status = worst.map_or(0, Verdict::status);
    let told = match args.format {
        Report::Json => {
            data::json(&subjects, today, problems.is_empty().then_some(status))
        }
        Report::Text => tame(&(noted + &report::text(&subjects, failed, today))),
    };
    if !subjects.is_empty() || args.format == Report::Json {
        Output::Standard.write(blotted(&told).as_bytes())?;
    }
    if problems.is_empty() { Ok(status) } else { Err(problems) }
}

/// The checklist that is named, or all that are built in, without anybody's answers.
fn of_checklists(
    args: &args::Check,
    other: Option<&Other>,
    today: Date,
    session: &mut Session,
) -> SourceResult<Vec<Subject>> {
    let named = args.checklist.as_deref();
    let built_in = embedded::checklist_ids().into_iter().map(Path::new);
    let wanted = named.map_or_else(|| built_in.collect(), |path| vec![path]);
    let mut subjects = Vec::new();
    for path in wanted {
        let checklist = open_checklist(path, today, session)?;
        let editions = editions(&checklist);
        let compared = other.map(|other| other.compare(&checklist)).transpose()?;
        let known = Known {
            review_every: checklist.review_every,
            editions: &editions,
            against: compared
                .as_ref()
                .and_then(|found| found.says(checklist.last_updated)),
            ..Known::new(checklist.last_updated, &[], today)
        };
        subjects.push(Subject {
            path: None,
            practice: Default::default(),
            checklist_path: named.map(|path| path.display().to_string()),
            compared,
            edition: checklist.last_updated,
            last: None,
            finding: known.finding(),
            checklist,
        });
    }
    Ok(subjects)
}

fn of_state(
    args: &args::Check,
    path: &Path,
    other: Option<&Other>,
    today: Date,
    session: &mut Session,
) -> SourceResult<Subject> {
    let (read, warnings) = read(args, path, today, session)?;
    session.warn_all(warnings);
    let editions = editions(&read.checklist);
    let compared = other.map(|other| other.compare(&read.checklist)).transpose()?;
    let against = compared.as_ref().and_then(|found| found.says(read.state.last_updated));
    let edition = read.state.last_updated;
    let known = Known {
        review_every: read.checklist.review_every,
        editions: &editions,
        against,
        ..Known::new(edition, &read.checks, today)
    };
    let (last, finding) = (known.last_check().cloned(), known.finding());
    Ok(Subject {
        path: Some(path.display().to_string()),
        practice: ["name", "ods_code"].map(|key| one_line(read.state.detail(key))),
        checklist_path: args.checklist.as_deref().map(|path| path.display().to_string()),
        compared,
        edition: read.state.last_updated,
        last,
        finding,
        checklist: read.checklist,
    })
}

/// A state with its checklist and the checks it has.
struct Read {
    source: Input,
    state: State,
    checklist: Checklist,
    checks: Vec<Check>,
}

/// Reads a state and its checklist; also gives the warnings of the state.
///
/// # Errors
/// Everything that is wrong with them, dates in the future included.
fn read(
    args: &args::Check,
    path: &Path,
    today: Date,
    session: &mut Session,
) -> SourceResult<(Read, Warnings)> {
    let source = session.open(path)?;
    let mut problems = Problems::new(&source);
    let Some(state) = State::read(&source, &mut problems)? else {
        return Err(problems.told());
    };
    let named = args.checklist.as_deref();
    let Some(name) = checklist_of(&state, named, &mut problems) else {
        return Err(problems.told());
    };
    let checklist = open_checklist(name, today, session)?;
    let checks = checks(&state);
    let read = Read { source: source.clone(), state, checklist, checks };
    belongs(&read.checklist, &read.state, &mut problems);
    made::judge(&read.state, today, &mut problems);
    problems.settle(Some(read))
}

fn open_checklist(
    path: &Path,
    today: Date,
    session: &mut Session,
) -> SourceResult<Checklist> {
    let source = session.open_checklist(path)?;
    let (checklist, warnings) = Checklist::read(&source)?;
    session.warn_all(warnings);
    let edition = checklist.last_updated;
    let known = against::known_digest(&checklist.id, edition);
    if known.is_some_and(|known| known != against::digest(&checklist)) {
        session.warn(
            eco_format!(
                "`{}` has other words than the edition of {edition}",
                source.name
            ),
            "an edition's words do not change: give changed ones a new `last_updated`, \
             or a checklist of your own its own `id`",
        );
    }
    match lay_out::check_edition(&checklist, today) {
        None => Ok(checklist),
        Some(problem) => Err(EcoVec::from([problem])),
    }
}

impl Subject {
    /// What it is called: the practice, else the file, else the checklist.
    pub(crate) fn name(&self) -> String {
        match (&self.practice, &self.path) {
            ([name, code], _) if !name.is_empty() && !code.is_empty() => {
                format!("{name} ({code})")
            }
            ([name, code], _) if !name.is_empty() || !code.is_empty() => {
                format!("{name}{code}")
            }
            (_, Some(path)) => path.clone(),
            _ => self.checklist.title.clone(),
        }
    }

    /// The most pressing comes first: by verdict, by the day it was due, by its last check.
    fn urgency(&self) -> impl Ord + use<> {
        let last = self.last.as_ref().map(|check| check.date);
        let verdict = std::cmp::Reverse(self.finding.verdict);
        let next = (self.finding.next.is_none(), self.finding.next);
        (verdict, next, last, self.name(), self.path.clone())
    }
}

/// Words with each run of white space as one space.
pub(crate) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

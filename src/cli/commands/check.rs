//! `proforma check`: is this the newest edition, and who last checked?

mod comparison;
mod data;
mod noting;
mod report;

use std::path::Path;

use ecow::EcoVec;

use crate::base::date::Date;
use crate::base::embedded;
use crate::base::privacy::blotted;
use crate::base::problem::{Checked, Outcome, ProblemList};
use crate::base::source::Source;
use crate::base::text::{one_line, tame};
use crate::cli::args::{CheckArgs, ReportFormat};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::{clock, input};
use crate::edition::checks;
use crate::edition::comparing::{Compared, Other};
use crate::edition::verdict::{Check, Finding, Verdict};
use crate::engine::{Assets, EditionReport, Engine, Opened};
use crate::model::checklist::Checklist;
use crate::model::state::State;

/// What is checked: a practice's answers, or a checklist on its own.
pub(crate) struct Subject {
    /// The state file, as the user named it.
    pub(crate) path: Option<String>,
    /// The practice's name and ODS code, if known.
    pub(crate) practice: [String; 2],
    /// The checklist.
    pub(crate) checklist: Checklist,
    /// The checklist's file, if the user named one.
    pub(crate) checklist_path: Option<String>,
    /// The comparison with the file that `--against` names.
    compared: Option<Compared>,
    /// The edition in question.
    pub(crate) edition: Date,
    /// The latest check, whatever it found.
    pub(crate) last: Option<Check>,
    /// The result of the check.
    pub(crate) finding: Finding,
}

/// Says for each state whether its checklist is the newest edition, and returns the exit
/// status.
///
/// # Errors
/// Everything that is wrong with the states; the others are still reported on.
pub(super) fn check(args: &CheckArgs, session: &mut Session) -> Outcome<u8> {
    let engine = Engine::new(Assets::default(), clock::today(args.common.date)?)?;
    let today = engine.today();
    let recorded = noting::note(args, &engine, session)?;
    let other = open_other(args, today, session)?;
    let checking = Checking { args, engine: &engine, other: other.as_ref() };
    let states = input::files(&args.states, &["yaml", "yml"])?;
    let mut problems = EcoVec::new();
    let mut subjects = Vec::new();
    let mut failed = 0;
    for path in &states {
        match checking.of_state(path, session) {
            Ok(subject) => subjects.push(subject),
            Err(found) => {
                failed += 1;
                problems.extend(found);
            }
        }
    }
    if args.states.is_empty() {
        subjects = checking.of_checklists(session)?;
    }
    session.settle(args.common.strict)?;
    subjects.sort_by_cached_key(Subject::urgency);
    let worst = subjects.iter().map(|subject| subject.finding.verdict).max();
    let status = worst.map_or(0, Verdict::status);
    let report = match args.format {
        ReportFormat::Json => {
            data::json(&subjects, today, problems.is_empty().then_some(status))
        }
        ReportFormat::Text => tame(&(recorded + &report::text(&subjects, failed, today))),
    };
    if !subjects.is_empty() || args.format == ReportFormat::Json {
        Output::Standard.write(blotted(&report).as_bytes())?;
    }
    if problems.is_empty() { Ok(status) } else { Err(problems) }
}

/// Opens the file to compare with, if there is one.
fn open_other(
    args: &CheckArgs,
    today: Date,
    session: &mut Session,
) -> Outcome<Option<Other>> {
    let Some(path) = &args.against else { return Ok(None) };
    let source = session.open(path)?;
    let attached = session.inside(&source);
    let is_ours = attached.is_some();
    let name = path.display().to_string();
    let other = Other::read(&name, &attached.unwrap_or(source), is_ours, today)?;
    session.warn_all(other.warnings);
    Ok(Some(other.value))
}

/// What a run checks all states and checklists with.
struct Checking<'a> {
    args: &'a CheckArgs,
    engine: &'a Engine,
    /// A file to compare with.
    other: Option<&'a Other>,
}

impl Checking<'_> {
    /// Checks the checklist that is named, or all that are built in, without any answers.
    fn of_checklists(&self, session: &mut Session) -> Outcome<Vec<Subject>> {
        let named = self.args.checklist.as_deref();
        let built_in = embedded::checklist_ids().into_iter().map(Path::new);
        let wanted = named.map_or_else(|| built_in.collect(), |path| vec![path]);
        let mut subjects = Vec::new();
        for path in wanted {
            let opened = session.checklist(self.engine, path)?;
            session.warn_all(opened.warnings.clone());
            judge(self.engine, &opened, session)?;
            let standing = self.engine.edition(&opened.checklist, None, self.other)?;
            subjects.push(self.subject(None, &opened, standing));
        }
        Ok(subjects)
    }

    fn of_state(&self, path: &Path, session: &mut Session) -> Outcome<Subject> {
        let (read, warnings) = read(self.args, self.engine, path, session)?;
        session.warn_all(warnings);
        let Read { state, opened, .. } = read;
        let standing =
            self.engine.edition(&opened.checklist, Some(&state), self.other)?;
        Ok(self.subject(Some((path, &state)), &opened, standing))
    }

    fn subject(
        &self,
        state: Option<(&Path, &State)>,
        opened: &Opened,
        standing: EditionReport,
    ) -> Subject {
        let checklist = Checklist::clone(&opened.checklist);
        let details =
            |state: &State| ["name", "ods_code"].map(|key| one_line(state.detail(key)));
        let shown = |path: &Path| path.display().to_string();
        Subject {
            path: state.map(|(path, _)| shown(path)),
            practice: state.map(|(_, state)| details(state)).unwrap_or_default(),
            checklist_path: self.args.checklist.as_deref().map(shown),
            compared: standing.compared,
            edition: state
                .map_or(checklist.last_updated, |(_, state)| state.last_updated),
            last: standing.last,
            finding: standing.finding,
            checklist,
        }
    }
}

/// A state with its checklist.
struct Read {
    source: Source,
    state: State,
    opened: Opened,
}

/// Reads a state and its checklist; also returns the warnings about the state.
///
/// # Errors
/// Everything that is wrong with them, including dates in the future.
fn read(
    args: &CheckArgs,
    engine: &Engine,
    path: &Path,
    session: &mut Session,
) -> Outcome<(Read, ProblemList)> {
    let named = args.checklist.as_deref();
    let (file, opened) = session.open_state(engine, path, named)?;
    judge(engine, &opened, session)?;
    let source = file.source.clone();
    let Checked { value: state, warnings } =
        engine.check_state(&opened.checklist, file)?;
    Ok((Read { source, state, opened }, warnings))
}

/// Warns if a built-in edition has other words, and refuses an edition in the future.
fn judge(engine: &Engine, opened: &Opened, session: &mut Session) -> Outcome<()> {
    session.warn_all(checks::check_words(&opened.checklist, &opened.source));
    engine.check_edition(&opened.checklist)
}

impl Subject {
    /// The name to show: the practice, or else the file, or else the checklist.
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

    /// A key that sorts the most urgent first: by verdict, by due date, by last check.
    fn urgency(&self) -> impl Ord + use<> {
        let last = self.last.as_ref().map(|check| check.date);
        let verdict = std::cmp::Reverse(self.finding.verdict);
        let next = (self.finding.next.is_none(), self.finding.next);
        (verdict, next, last, self.name(), self.path.clone())
    }
}

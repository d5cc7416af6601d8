//! `proforma check`: is this the newest edition, and who last checked? Of a checklist's own
//! file: is anything wrong with it?

mod comparison;
mod data;
mod mistakes;
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
use crate::cli::session::{NamedChecklist, Session};
use crate::cli::{clock, input};
use crate::edition::checks;
use crate::edition::comparing::{Compared, Other};
use crate::edition::verdict::{Check, Finding, Verdict};
use crate::engine::{Assets, EditionReport, Engine, Opened};
use crate::model::checklist::Checklist;
use crate::model::state::State;

/// What is checked: a subject's answers, or a checklist on its own.
pub(crate) struct Subject {
    /// The state file, as the user named it.
    pub(crate) path: Option<String>,
    /// The subject's name and code, if known.
    pub(crate) names: [String; 2],
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
    let files = input::states(&args.states)?;
    let (checklists, states) = mistakes::parted(files, &args.states);
    let named =
        NamedChecklist { file: args.checklist.as_deref(), must_fit: states.len() == 1 };
    let checking = Checking { args, named, engine: &engine, other: other.as_ref() };
    let mut problems = EcoVec::new();
    let mut faultless = String::new();
    for path in &checklists {
        if args.against.is_some() {
            problems.push(mistakes::not_compared(path));
            continue;
        }
        match mistakes::look(&engine, path, session) {
            Ok(words) => faultless.push_str(&words),
            Err(found) => problems.extend(found),
        }
    }
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
        ReportFormat::Text => {
            let about_states = match subjects.is_empty() {
                true => String::new(),
                false => report::text(&subjects, failed, today),
            };
            let parts = [recorded, faultless, about_states];
            let parts =
                parts.iter().map(|part| part.trim_end()).filter(|it| !it.is_empty());
            tame(&(parts.collect::<Vec<_>>().join("\n\n") + "\n"))
        }
    };
    if !report.trim().is_empty() {
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
    named: NamedChecklist<'a>,
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
        let (read, warnings) = read(self.named, self.engine, path, session)?;
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
        let names = |state: &State| [state.name(), state.code()].map(one_line);
        let shown = |path: &Path| path.display().to_string();
        Subject {
            path: state.map(|(path, _)| shown(path)),
            names: state.map(|(_, state)| names(state)).unwrap_or_default(),
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
    named: NamedChecklist,
    engine: &Engine,
    path: &Path,
    session: &mut Session,
) -> Outcome<(Read, ProblemList)> {
    let (file, opened) = session.open_state(engine, path, named)?;
    judge(engine, &opened, session)?;
    let source = file.source.clone();
    let Checked { value: state, warnings } =
        engine.check_state(&opened.checklist, &file)?;
    Ok((Read { source, state, opened }, warnings))
}

/// Warns if a built-in edition has other words, and refuses an edition in the future.
fn judge(engine: &Engine, opened: &Opened, session: &mut Session) -> Outcome<()> {
    session.warn_all(checks::check_words(&opened.checklist, &opened.source));
    engine.check_edition(&opened.checklist)
}

impl Subject {
    /// The name to show: the subject, or else the file, or else the checklist.
    pub(crate) fn name(&self) -> String {
        match (&self.names, &self.path) {
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

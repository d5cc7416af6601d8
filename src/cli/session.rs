//! One run of the program: the files it has read and the warnings it has collected.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ecow::{EcoString, eco_format};

use crate::base::embedded;
use crate::base::problem::{
    self, Checked, Outcome, Problem, ProblemList, Severity, SourceId, alone, hinted,
    source_of,
};
use crate::base::source::Source;
use crate::base::text::suggestion;
use crate::cli::args::Format;
use crate::cli::{input, terminal};
use crate::edition::verdict::Verdict;
use crate::engine::{Draft, Engine, FillRules, Opened, StateFile};
use crate::model::answers::Filled;
use crate::model::checklist::Checklist;
use crate::model::state::State;
use crate::pages::world::World;
use crate::returned::document::ReturnedPdf;
use crate::yaml::problems::Problems;

/// One run of the program, or the part of it for one document.
#[derive(Default, Clone)]
pub struct Session {
    /// The layouts, which messages may quote.
    pub world: Option<World>,
    inputs: Vec<Source>,
    warnings: ProblemList,
    /// Results worth mentioning that are not problems.
    notes: Vec<String>,
    /// The result of the update-date check for each document.
    verdicts: Vec<Verdict>,
    /// The checklists read so far, by their names.
    checklists: Arc<Mutex<HashMap<PathBuf, Opened>>>,
    /// Problems already reported for checklists, which many documents share.
    reported: HashSet<Problem>,
}

impl Session {
    /// Starts a run that has not read anything yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A session for one document of this run.
    pub fn part(&self) -> Self {
        Self {
            world: self.world.clone(),
            inputs: self.inputs.clone(),
            checklists: Arc::clone(&self.checklists),
            ..Self::default()
        }
    }

    /// Reads a checklist, built in or from a file, once per run, and remembers it for
    /// messages.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn checklist(&mut self, engine: &Engine, name: &Path) -> Outcome<Opened> {
        let checklists = Arc::clone(&self.checklists);
        let mut checklists = checklists.lock().unwrap_or_else(PoisonError::into_inner);
        let opened = match checklists.get(name) {
            Some(opened) => {
                self.remember(&opened.source);
                opened.clone()
            }
            None => {
                let source = self.open_checklist(name)?;
                let opened = engine.checklist(&source)?;
                checklists.insert(name.into(), opened.clone());
                opened
            }
        };
        Ok(opened)
    }

    /// Opens a checklist, built in or from a file, and remembers it for messages.
    ///
    /// # Errors
    /// If there is no such checklist, or the file cannot be read.
    pub fn open_checklist(&mut self, name: &Path) -> Outcome<Source> {
        let word = name.to_str().unwrap_or_default();
        let source = match embedded::checklist(word) {
            Some((path, bytes)) => Source::new(path, bytes),
            None if is_unknown_id(name) => return Err(alone(unknown(word))),
            None => input::read(name)?,
        };
        self.remember(&source);
        Ok(source)
    }

    /// Opens a file and remembers it for messages.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(&mut self, path: &Path) -> Outcome<Source> {
        let source = input::read(path)?;
        self.remember(&source);
        Ok(source)
    }

    /// Opens a state and its checklist. `named` is the checklist file, if it is not built
    /// in.
    ///
    /// # Errors
    /// If one of them cannot be read, or there is no such checklist.
    pub fn open_state(
        &mut self,
        engine: &Engine,
        path: &Path,
        named: Option<&Path>,
    ) -> Outcome<(StateFile, Opened)> {
        let source = self.open(path)?;
        let mut file = engine.state(&source)?;
        let Some(name) = checklist_of(&file.state, named, &mut file.problems) else {
            return Err(file.problems.into_list());
        };
        let opened = self.checklist(engine, name)?;
        self.warn_all(opened.warnings.clone());
        Ok((file, opened))
    }

    /// Opens a state and puts its answers into their places in its checklist.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn fill(
        &mut self,
        engine: &Engine,
        path: &Path,
        named: Option<&Path>,
        rules: FillRules,
    ) -> Outcome<Filled> {
        let (file, opened) = self.open_state(engine, path, named)?;
        let Checked { value, warnings } = engine.fill(&opened, file, rules)?;
        self.warn_all(warnings);
        Ok(value)
    }

    /// Reads a checklist from its own file, or from a document that has it attached.
    ///
    /// # Errors
    /// If the file is neither.
    pub fn edition(&mut self, engine: &Engine, path: &Path) -> Outcome<Checklist> {
        let source = self.open(path)?;
        let source = match self.inside(&source) {
            Some(attached) => attached,
            None if is_pdf(&source) => {
                return Err(alone(hinted(
                    eco_format!("`{}` has no checklist attached", source.name),
                    "name a document that Proforma made, or the checklist's YAML file",
                )));
            }
            None => source,
        };
        let opened = engine.checklist(&source)?;
        self.warn_all(opened.warnings);
        Ok(Arc::unwrap_or_clone(opened.checklist))
    }

    /// The checklist attached to a file, if it is a document that Proforma made.
    pub fn inside(&mut self, source: &Source) -> Option<Source> {
        let pdf = is_pdf(source).then(|| ReturnedPdf::open(source).ok())?;
        let checklist = pdf?.checklist?;
        self.remember(&checklist);
        Some(checklist)
    }

    /// Remembers a file for messages.
    pub fn remember(&mut self, input: &Source) {
        self.inputs.push(input.clone());
    }

    /// Remembers warnings.
    pub fn warn_all(&mut self, warnings: impl IntoIterator<Item = Problem>) {
        self.warnings.extend(warnings);
    }

    /// Remembers a warning.
    pub fn warn(&mut self, message: impl Into<EcoString>, hint: &str) {
        let warning = problem::warning(message);
        self.warnings.push(warning.with_hint(hint));
    }

    /// How many warnings there are so far.
    pub fn warnings(&self) -> usize {
        self.warnings.len()
    }

    /// Remembers a result that is worth mentioning but is not a problem.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// Remembers the result of the update-date check for a document.
    pub fn remember_verdict(&mut self, verdict: Verdict) {
        self.verdicts.push(verdict);
    }

    /// A line on what needs attention; none if everything is up to date.
    fn notice(&self) -> Option<String> {
        let worst = self.verdicts.iter().max()?;
        if *worst == Verdict::Current {
            return None;
        }
        let verdict = worst.words();
        let count = |verdict: &&Verdict| **verdict != Verdict::Current;
        let count = self.verdicts.iter().filter(count).count();
        Some(match self.verdicts.len() {
            1 => format!("note: {verdict}; `proforma check` says more"),
            all => {
                let need = if count == 1 { "needs" } else { "need" };
                format!(
                    "note: {count} of {all} {need} attention; `proforma check` says why"
                )
            }
        })
    }

    /// Lets a run continue after warnings, unless they count as errors.
    ///
    /// # Errors
    /// The warnings, if they count as errors.
    pub fn settle(&mut self, strict: bool) -> Outcome<()> {
        if !strict || self.warnings.is_empty() {
            return Ok(());
        }
        let as_error = |mut warning: Problem| {
            warning.severity = Severity::Error;
            warning
        };
        Err(std::mem::take(&mut self.warnings).into_iter().map(as_error).collect())
    }

    /// The bytes of a document: the PDF, or the data that the layouts read.
    ///
    /// # Errors
    /// If it cannot be laid out, or there are warnings that count as errors.
    pub fn write(
        &mut self,
        draft: &Draft,
        format: Format,
        identity: &str,
        strict: bool,
    ) -> Outcome<Vec<u8>> {
        self.warn_all(draft.warnings.clone());
        self.settle(strict)?;
        if format == Format::Json {
            return Ok(draft.json());
        }
        let Checked { value, warnings } = draft.pdf(identity)?;
        self.warn_all(warnings);
        self.settle(strict)?;
        Ok(value)
    }

    /// Prints the problems of one document; the run continues.
    ///
    /// `name` is the name that the user knows the document by, if there are several.
    pub fn report(&mut self, part: Self, problems: &[Problem], name: Option<&str>) {
        let mut new = Vec::new();
        for problem in part.warnings.iter().chain(problems) {
            let is_shared = source_of(problem).is_some_and(|id| self.shares(id));
            if !is_shared || self.reported.insert(problem.clone()) {
                new.push(problem);
            }
        }
        terminal::print(self.world.as_ref(), &part.inputs, name, new);
        self.verdicts.extend(part.verdicts);
    }

    /// Whether a file is a checklist that all documents of the run share.
    fn shares(&self, id: SourceId) -> bool {
        let checklists = self.checklists.lock().unwrap_or_else(PoisonError::into_inner);
        checklists.values().any(|opened| opened.source.id == id)
    }

    /// Prints the warnings so far, then these problems.
    pub fn print(&self, problems: &[Problem]) {
        let problems = self.warnings.iter().chain(problems);
        terminal::print(self.world.as_ref(), &self.inputs, None, problems);
        let notes = self.notes.iter().map(|note| format!("note: {note}"));
        for line in notes.chain(self.notice()) {
            // If standard error is closed, nobody can be told.
            let _ = writeln!(io::stderr(), "{line}");
        }
    }
}

/// The name of a state's checklist: the file that the user named, or what the state says.
/// Reports a name that is neither a built-in checklist nor a file.
fn checklist_of<'a>(
    state: &'a State,
    named: Option<&'a Path>,
    problems: &mut Problems,
) -> Option<&'a Path> {
    let word = state.checklist.text.trim();
    let name = Path::new(word);
    if named.is_none() && embedded::checklist(word).is_none() && is_unknown_id(name) {
        let message = eco_format!("there is no built-in checklist `{word}`");
        let near = suggestion(word, &embedded::checklist_ids());
        problems.error(state.checklist.place, message).hint(eco_format!(
            "for a checklist of your own, use `--checklist FILE` to name its file; \
             otherwise, {near}"
        ));
        return None;
    }
    Some(named.unwrap_or(name))
}

fn is_pdf(source: &Source) -> bool {
    source.bytes().starts_with(b"%PDF")
}

/// Whether a name is not a file, and looks like a built-in checklist's id.
fn is_unknown_id(name: &Path) -> bool {
    !name.exists() && name.components().count() == 1 && name.extension().is_none()
}

fn unknown(word: &str) -> Problem {
    let message = eco_format!("`{word}` is neither a built-in checklist nor a file");
    problem::error(message).with_hint(suggestion(word, &embedded::checklist_ids()))
}

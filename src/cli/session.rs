//! One run of the program: the files it has read and the warnings it has collected.

mod checklists;
mod states;

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ecow::{EcoString, eco_format};

pub use self::checklists::NamedChecklist;
use crate::base::problem::{
    self, Checked, Outcome, Problem, ProblemList, Severity, SourceId, alone, hinted,
    source_of,
};
use crate::base::source::{Source, say_where};
use crate::cli::args::Format;
use crate::cli::{input, terminal};
use crate::edition::verdict::Verdict;
use crate::engine::{Draft, Engine, FillRules, Opened};
use crate::model::answers::Filled;
use crate::model::checklist::Checklist;
use crate::pages::world::World;
use crate::returned::document::ReturnedPdf;

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
    /// Warnings that many documents of a run share.
    shared: ProblemList,
    /// Problems already reported that many documents share.
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

    /// Opens a file and remembers it for messages.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(&mut self, path: &Path) -> Outcome<Source> {
        let source = input::read(path)?;
        self.remember(&source);
        Ok(source)
    }

    /// Opens a state and puts its answers into their places in its checklist.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn fill(
        &mut self,
        engine: &Engine,
        path: &Path,
        named: NamedChecklist,
        rules: FillRules,
    ) -> Outcome<Filled> {
        let (file, opened) = self.open_state(engine, path, named)?;
        let Checked { value, warnings } = engine.fill(&opened, &file, rules)?;
        self.warn_all(warnings);
        Ok(value)
    }

    /// Reads a checklist from its own file, or from a document that has it attached.
    ///
    /// # Errors
    /// If the file is neither.
    pub fn edition(&mut self, engine: &Engine, path: &Path) -> Outcome<Checklist> {
        let source = self.open(path)?;
        let opened = match self.inside(&source) {
            Some(attached) => engine.attached(&attached)?,
            None if is_pdf(&source) => {
                return Err(alone(hinted(
                    eco_format!("`{}` has no checklist attached", source.name),
                    "name a document that Proforma made, or the checklist's YAML file",
                )));
            }
            None => engine.checklist(&source)?,
        };
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

    /// Problems with their places in words, for where no lines are shown.
    pub fn say_where(&self, problems: &[Problem]) -> ProblemList {
        say_where(problems, &self.inputs)
    }

    /// Remembers a file for messages.
    pub fn remember(&mut self, input: &Source) {
        self.inputs.push(input.clone());
    }

    /// Remembers the files of a part for messages, and none of its warnings.
    pub fn remember_files_of(&mut self, part: Self) {
        self.inputs.extend(part.inputs);
    }

    /// Remembers warnings.
    pub fn warn_all(&mut self, warnings: impl IntoIterator<Item = Problem>) {
        self.warnings.extend(warnings);
    }

    /// Remembers a warning that other documents of the run have as well, to be reported
    /// once.
    pub fn warn_once(&mut self, warning: Problem) {
        self.shared.push(warning.clone());
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
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
            let is_shared = part.shared.contains(problem)
                || source_of(problem).is_some_and(|id| self.shares(id));
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

fn is_pdf(source: &Source) -> bool {
    source.bytes().starts_with(b"%PDF")
}

//! One run of the program: what it has read and what it warns of.

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

/// One run of the program, or what concerns one document of it.
#[derive(Default, Clone)]
pub struct Session {
    /// The layouts, which messages may quote.
    pub world: Option<World>,
    inputs: Vec<Source>,
    warnings: ProblemList,
    /// What the run came to, where that is no problem.
    notes: Vec<String>,
    /// What the update-date check comes to for each document.
    verdicts: Vec<Verdict>,
    /// The checklists read so far, by their names.
    checklists: Arc<Mutex<HashMap<PathBuf, Opened>>>,
    /// What was told of checklists so far: many documents have the same.
    told: HashSet<Problem>,
}

impl Session {
    /// Starts a run that has read nothing.
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

    /// Reads a checklist, built in or from a file, once a run, and remembers it for messages.
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
    /// If there is neither, or the file cannot be read.
    pub fn open_checklist(&mut self, name: &Path) -> Outcome<Source> {
        let word = name.to_str().unwrap_or_default();
        let source = match embedded::checklist(word) {
            Some((path, bytes)) => Source::new(path, bytes),
            None if names_no_file(name) => return Err(alone(unknown(word))),
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

    /// Opens a state and its checklist. `named` is the checklist, where it is not built in.
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

    /// Opens a state and puts its answers to their places in its checklist.
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

    /// Reads the checklist that a file is, or that a document has inside.
    ///
    /// # Errors
    /// If it is none and has none.
    pub fn edition(&mut self, engine: &Engine, path: &Path) -> Outcome<Checklist> {
        let source = self.open(path)?;
        let source = match self.inside(&source) {
            Some(attached) => attached,
            None if is_pdf(&source) => {
                return Err(alone(hinted(
                    eco_format!("`{}` has no checklist inside", source.name),
                    "name a document that Proforma made, or the checklist as YAML",
                )));
            }
            None => source,
        };
        let opened = engine.checklist(&source)?;
        self.warn_all(opened.warnings);
        Ok(Arc::unwrap_or_clone(opened.checklist))
    }

    /// The checklist attached to a document of ours, if a file is one.
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

    /// Remembers what the run came to, where that is no problem.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// Remembers what the update-date check comes to for a document.
    pub fn remember_verdict(&mut self, verdict: Verdict) {
        self.verdicts.push(verdict);
    }

    /// What to look at, in one line: nothing where all is up to date.
    fn notice(&self) -> Option<String> {
        let worst = self.verdicts.iter().max()?;
        if *worst == Verdict::Current {
            return None;
        }
        let told = worst.words();
        let count = |verdict: &&Verdict| **verdict != Verdict::Current;
        let count = self.verdicts.iter().filter(count).count();
        Some(match self.verdicts.len() {
            1 => format!("note: {told}; `proforma check` says more"),
            all => format!(
                "note: {count} of {all} need a look for updates; `proforma check` says why"
            ),
        })
    }

    /// Lets a run go on after warnings, unless they count as errors.
    ///
    /// # Errors
    /// The warnings, where they count as errors.
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

    /// Prints what is to be told of one document, and goes on with the run.
    ///
    /// `name` is what the user knows the document by, where there are several.
    pub fn tell(&mut self, part: Self, problems: &[Problem], name: Option<&str>) {
        let mut new = Vec::new();
        for problem in part.warnings.iter().chain(problems) {
            let is_shared = source_of(problem).is_some_and(|id| self.shares(id));
            if !is_shared || self.told.insert(problem.clone()) {
                new.push(problem);
            }
        }
        terminal::print(self.world.as_ref(), &part.inputs, name, new);
        self.verdicts.extend(part.verdicts);
    }

    /// Whether a file is a checklist that was read for the whole run.
    fn shares(&self, id: SourceId) -> bool {
        let checklists = self.checklists.lock().unwrap_or_else(PoisonError::into_inner);
        checklists.values().any(|opened| opened.source.id == id)
    }

    /// Prints the warnings so far and these problems.
    pub fn print(&self, problems: &[Problem]) {
        let problems = self.warnings.iter().chain(problems);
        terminal::print(self.world.as_ref(), &self.inputs, None, problems);
        let notes = self.notes.iter().map(|note| format!("note: {note}"));
        for line in notes.chain(self.notice()) {
            // A line that cannot be written has nobody to be told to.
            let _ = writeln!(io::stderr(), "{line}");
        }
    }
}

/// The name of a state's checklist: the one that the user named, or what the state says;
/// reports what is neither built in nor a file.
fn checklist_of<'a>(
    state: &'a State,
    named: Option<&'a Path>,
    problems: &mut Problems,
) -> Option<&'a Path> {
    let word = state.checklist.text.trim();
    let name = Path::new(word);
    if named.is_none() && embedded::checklist(word).is_none() && names_no_file(name) {
        let message = eco_format!("no checklist `{word}` is built in");
        let near = suggestion(word, &embedded::checklist_ids());
        let then = if near.ends_with('?') { " For" } else { "; for" };
        problems.error(state.checklist.place, message).hint(eco_format!(
            "{near}{then} a checklist of your own, `--checklist FILE` names its file"
        ));
        return None;
    }
    Some(named.unwrap_or(name))
}

fn is_pdf(source: &Source) -> bool {
    source.bytes().starts_with(b"%PDF")
}

/// Whether a name is meant as a built-in checklist's id.
fn names_no_file(name: &Path) -> bool {
    !name.exists() && name.components().count() == 1 && name.extension().is_none()
}

fn unknown(word: &str) -> Problem {
    let message =
        eco_format!("no checklist `{word}` is built in, and there is no such file");
    problem::error(message).with_hint(suggestion(word, &embedded::checklist_ids()))
}

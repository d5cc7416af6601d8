//! One run of the program: what it has read and what it warns of.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ecow::{EcoString, EcoVec, eco_format};
use typst::diag::{Severity, SourceDiagnostic, SourceResult};
use typst::syntax::{DiagSpan, FileId};

use crate::checklist::Checklist;
use crate::diag;
use crate::edition::Verdict;
use crate::embedded;
use crate::input::Input;
use crate::load::{Problems, Warnings, suggestion};
use crate::state::State;
use crate::world::World;

/// One run of the program, or what concerns one document of it.
#[derive(Default, Clone)]
pub struct Session {
    /// The layouts, which messages may quote.
    pub world: Option<World>,
    inputs: Vec<Input>,
    warnings: EcoVec<SourceDiagnostic>,
    /// What the run came to, where that is no problem.
    notes: Vec<String>,
    /// What the update-date check comes to for each document.
    verdicts: Vec<Verdict>,
    /// The checklists read so far, by their names.
    checklists: Arc<Mutex<HashMap<PathBuf, Opened>>>,
    /// What was told of checklists so far: many documents have the same.
    told: HashSet<SourceDiagnostic>,
}

/// A checklist with its file.
#[derive(Clone)]
pub struct Opened {
    /// The checklist.
    pub checklist: Arc<Checklist>,
    /// Its file.
    pub source: Input,
    /// What is to be told of it, once a run.
    pub warnings: Warnings,
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
    pub fn checklist(&mut self, name: &Path) -> SourceResult<Opened> {
        let checklists = Arc::clone(&self.checklists);
        let mut checklists = checklists.lock().unwrap_or_else(PoisonError::into_inner);
        let opened = match checklists.get(name) {
            Some(opened) => {
                self.remember(&opened.source);
                opened.clone()
            }
            None => {
                let source = self.open_checklist(name)?;
                let (checklist, warnings) = Checklist::read(&source)?;
                let opened = Opened { checklist: Arc::new(checklist), source, warnings };
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
    pub fn open_checklist(&mut self, name: &Path) -> SourceResult<Input> {
        let word = name.to_str().unwrap_or_default();
        let input = match embedded::checklist(word) {
            Some((path, bytes)) => Input::new(path, bytes),
            None if names_no_file(name) => return Err(EcoVec::from([unknown(word)])),
            None => Input::read(name)?,
        };
        self.remember(&input);
        Ok(input)
    }

    /// Opens a file and remembers it for messages.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(&mut self, path: &Path) -> SourceResult<Input> {
        let input = Input::read(path)?;
        self.remember(&input);
        Ok(input)
    }

    /// Remembers a file for messages.
    pub fn remember(&mut self, input: &Input) {
        self.inputs.push(input.clone());
    }

    /// Remembers warnings.
    pub fn warn_all(&mut self, warnings: impl IntoIterator<Item = SourceDiagnostic>) {
        self.warnings.extend(warnings);
    }

    /// Remembers a warning.
    pub fn warn(&mut self, message: impl Into<EcoString>, hint: &str) {
        let warning = SourceDiagnostic::warning(DiagSpan::detached(), message);
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
    pub fn settle(&mut self, strict: bool) -> SourceResult<()> {
        if !strict || self.warnings.is_empty() {
            return Ok(());
        }
        let as_error = |mut warning: SourceDiagnostic| {
            warning.severity = Severity::Error;
            warning
        };
        Err(std::mem::take(&mut self.warnings).into_iter().map(as_error).collect())
    }

    /// Prints what is to be told of one document, and goes on with the run.
    ///
    /// `name` is what the user knows the document by, where there are several.
    pub fn tell(
        &mut self,
        part: Self,
        problems: &[SourceDiagnostic],
        name: Option<&str>,
    ) {
        let mut new = Vec::new();
        for problem in part.warnings.iter().chain(problems) {
            let is_shared = problem.span.id().is_some_and(|id| self.shares(id));
            if !is_shared || self.told.insert(problem.clone()) {
                new.push(problem);
            }
        }
        diag::print(self.world.as_ref(), &part.inputs, name, new);
        self.verdicts.extend(part.verdicts);
    }

    /// Whether a file is a checklist that was read for the whole run.
    fn shares(&self, id: FileId) -> bool {
        let checklists = self.checklists.lock().unwrap_or_else(PoisonError::into_inner);
        checklists.values().any(|opened| opened.source.id == id)
    }

    /// Prints the warnings so far and these problems.
    pub fn print(&self, problems: &[SourceDiagnostic]) {
        let problems = self.warnings.iter().chain(problems);
        diag::print(self.world.as_ref(), &self.inputs, None, problems);
        let notes = self.notes.iter().map(|note| format!("note: {note}"));
        for line in notes.chain(self.notice()) {
            // A line that cannot be written has nobody to be told to.
            let _ = writeln!(io::stderr(), "{line}");
        }
    }
}

/// The name of a state's checklist: the one that the user named, or what the state says;
/// reports what is neither built in nor a file.
pub fn checklist_of<'a>(
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

/// Whether a name is meant as a built-in checklist's id.
fn names_no_file(name: &Path) -> bool {
    !name.exists() && name.components().count() == 1 && name.extension().is_none()
}

fn unknown(word: &str) -> SourceDiagnostic {
    let message =
        eco_format!("no checklist `{word}` is built in, and there is no such file");
    SourceDiagnostic::error(DiagSpan::detached(), message)
        .with_hint(suggestion(word, &embedded::checklist_ids()))
}

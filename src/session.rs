//! One run of the program: what it has read and what it warns of.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ecow::{EcoString, EcoVec, eco_format};
use typst::diag::{Severity, SourceDiagnostic, SourceResult};
use typst::syntax::DiagSpan;

use crate::diag;
use crate::edition::Verdict;
use crate::embedded;
use crate::input::Input;
use crate::load::suggestion;

/// One run of the program.
#[derive(Default)]
pub struct Session {
    /// A folder of edited layouts.
    pub layouts: Option<PathBuf>,
    inputs: Vec<Input>,
    warnings: EcoVec<SourceDiagnostic>,
    /// What the update-date check comes to for each document.
    verdicts: Vec<Verdict>,
}

impl Session {
    /// Starts a run that has read nothing.
    pub fn new() -> Self {
        Self::default()
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

    /// Prints the warnings so far and these problems.
    pub fn print(&self, problems: &[SourceDiagnostic]) {
        let problems = self.warnings.iter().chain(problems);
        diag::print(self.layouts.as_deref(), &self.inputs, problems);
        if let Some(notice) = self.notice() {
            // A line that cannot be written has nobody to be told to.
            let _ = writeln!(io::stderr(), "{notice}");
        }
    }
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

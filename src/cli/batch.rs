//! Many documents at once: made on all cores, but written and reported in the order in
//! which they were named.
//!
//! Making a document touches nothing that another one needs, so many can be made at the
//! same time. Only one thread writes and reports: an earlier document has first claim to
//! a file name, and a full disk is reported once.

mod line;
mod progress;

use std::collections::HashMap;
use std::fs;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use ecow::{EcoVec, eco_format, eco_vec};

use self::progress::Progress;
use crate::base::problem::{Outcome, Problem, ProblemList, hinted, mistake};
use crate::cli::args::{Many, Target};
use crate::cli::names::Name;
use crate::cli::output::{Failure, Output};
use crate::cli::session::Session;

/// After how many documents Typst's cache is tidied.
const TIDY_EVERY: usize = 8;

/// How many times an unused entry survives that.
const KEPT_FOR: usize = 1;

/// Whether the user has asked to stop.
static STOPPED: AtomicBool = AtomicBool::new(false);

/// A document that was made, or did not need to be.
pub enum Made {
    /// It was made: where it goes, and its bytes.
    New(Output, Vec<u8>),
    /// It already existed.
    Kept(PathBuf),
    /// The file that it would change already has all of it.
    Unchanged(PathBuf),
}

/// What became of a document.
#[derive(Debug)]
pub enum End {
    /// It was written to this path; `-` is standard output.
    Written(PathBuf),
    /// It already existed.
    Kept(PathBuf),
    /// It was not written.
    Failed,
}

/// The documents of a run: where they go, and how many are made at a time.
pub struct Batch<'a> {
    target: &'a Target,
    many: &'a Many,
    /// Whether the user gave a list of documents, even if it has only one.
    is_list: bool,
    /// The file names in the folder when the run began, by the same names without dates.
    existing: HashMap<String, String>,
    /// How the summary describes documents that remain to be done.
    remaining: &'static str,
}

impl<'a> Batch<'a> {
    /// Prepares the folder.
    ///
    /// # Errors
    /// If it cannot be created or read.
    pub fn new(target: &'a Target, many: &'a Many, is_list: bool) -> Outcome<Self> {
        let folder = target.folder()?;
        let mut existing = HashMap::new();
        if is_list {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let is_whole = |data: fs::Metadata| data.is_file() && data.len() > 0;
                if !entry.path().metadata().is_ok_and(is_whole) {
                    continue;
                }
                let name = entry.file_name().to_string_lossy().into_owned();
                existing.extend(undated(&name).map(|undated| (undated, name)));
            }
        }
        let remaining = "still to do: use `--skip-existing` to continue";
        Ok(Self { target, many, is_list, existing, remaining })
    }

    /// Sets how the summary describes documents that remain to be done.
    pub fn describe_remaining(mut self, remaining: &'static str) -> Self {
        self.remaining = remaining;
        self
    }

    /// Makes a document, unless it already exists or cannot be written where it should
    /// go.
    ///
    /// # Errors
    /// If it cannot be made or written: see [`Output::new`].
    pub fn document(
        &self,
        name: &Name,
        inputs: &[&Path],
        make: impl FnOnce() -> Outcome<Vec<u8>>,
    ) -> Outcome<Made> {
        let name = name.file();
        if let Some(existing) = self.existing(&name).filter(|_| self.many.skip_existing) {
            return Ok(Made::Kept(existing));
        }
        let output = Output::new(self.target, &name, inputs)?;
        Ok(Made::New(output, make()?))
    }

    /// The path of a document that existed when the run began, with this name but any
    /// date.
    pub fn existing(&self, name: &str) -> Option<PathBuf> {
        let existing = self.existing.get(&undated(name)?)?;
        Some(self.target.path(existing))
    }

    /// Makes each document, writes it, and reports on it.
    ///
    /// `name` is the name that the user knows a document by. `make` returns the document
    /// and a further value, which is passed to `after` with the outcome, the number of
    /// warnings and the problems. If making a document panics, it is reported as not written and the
    /// others continue.
    ///
    /// # Errors
    /// If a document was not written. Its problems have then been reported already; an
    /// error that affects all documents is returned.
    pub fn run<T: Sync, X: Send + Default>(
        &self,
        items: &[T],
        session: &mut Session,
        name: impl Fn(&T) -> String,
        make: impl Fn(&T, &mut Session) -> (Outcome<Made>, X) + Sync,
        mut after: impl FnMut(&T, End, (usize, &[Problem]), X),
    ) -> Outcome<()> {
        let indices = 0..items.len();
        let is_mine = |&index: &usize| self.many.shard.is_none_or(|one| one.has(index));
        let items: Vec<_> = indices.filter(is_mine).map(|index| &items[index]).collect();
        if self.is_list {
            listen();
        }
        let threads = self.threads(items.len());
        let template = session.part();
        let make = |item: &&T| {
            let mut part = template.clone();
            let (made, more) = make(item, &mut part);
            (made, more, part)
        };
        let mut tally = Tally::new(self, items.len());
        line::in_order(&items, threads, make, |item, done| {
            let (made, more, part) = done.unwrap_or_else(|| {
                let problem = mistake("this document could not be made");
                (Err(eco_vec![problem]), X::default(), template.clone())
            });
            let warnings = part.warnings();
            let (end, problems) = tally.end(made, &name(item));
            tally.progress.clear();
            let shown = self.is_list.then(|| name(item));
            session.report(part, &problems, shown.as_deref());
            after(item, end, (warnings, &problems), more);
            tally.may_continue()
        });
        tally.finish()
    }

    fn threads(&self, items: usize) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.many.jobs.map_or_else(all, NonZeroUsize::get).min(items)
    }
}

/// Writes documents and counts the outcomes.
struct Tally<'a> {
    batch: &'a Batch<'a>,
    progress: Progress,
    /// The paths written so far, with the names of their documents.
    taken: HashMap<PathBuf, String>,
    all: usize,
    written: usize,
    kept: usize,
    unchanged: usize,
    failed: usize,
    /// Why no more can be written.
    fatal: Option<ProblemList>,
}

impl<'a> Tally<'a> {
    fn new(batch: &'a Batch, all: usize) -> Self {
        Self {
            batch,
            progress: Progress::new(if batch.is_list { all } else { 0 }),
            taken: HashMap::new(),
            all,
            written: 0,
            kept: 0,
            unchanged: 0,
            failed: 0,
            fatal: None,
        }
    }

    /// Writes a document; returns the outcome and any problems.
    fn end(&mut self, made: Outcome<Made>, name: &str) -> (End, ProblemList) {
        let mut warnings = ProblemList::new();
        let end = made.and_then(|made| match made {
            Made::Kept(path) => {
                self.check_free(&path)?;
                self.taken.insert(path.clone(), name.into());
                self.kept += 1;
                Ok(End::Kept(path))
            }
            Made::Unchanged(path) => {
                self.unchanged += 1;
                Ok(End::Kept(path))
            }
            Made::New(output, bytes) => {
                let (end, lost) = self.write(&output, &bytes, name)?;
                self.written += 1;
                warnings = lost;
                Ok(end)
            }
        });
        match end {
            Ok(end) => (end, warnings),
            Err(problems) => {
                self.failed += 1;
                if self.fatal.is_none() && self.batch.target.is_gone() {
                    self.fatal = Some(problems);
                    return (End::Failed, EcoVec::new());
                }
                (End::Failed, problems)
            }
        }
    }

    fn write(
        &mut self,
        output: &Output,
        bytes: &[u8],
        name: &str,
    ) -> Outcome<(End, ProblemList)> {
        let path = output.path();
        // Two forms may go into the same state.
        if !matches!(output, Output::Input { .. }) {
            self.check_free(path)?;
        }
        match output.put(bytes) {
            Ok(warnings) => {
                self.taken.insert(path.into(), name.into());
                Ok((End::Written(path.into()), warnings))
            }
            Err(Failure::Refused(problems)) => Err(problems),
            Err(Failure::Fatal(problems)) => {
                self.fatal = Some(problems);
                Err(EcoVec::new())
            }
        }
    }

    /// Refuses a path that another document of this run already has.
    fn check_free(&self, path: &Path) -> Outcome<()> {
        let Some(other) = self.taken.get(path) else { return Ok(()) };
        let message =
            eco_format!("`{}` has already been written for `{other}`", path.display());
        let hint = "give each its own code or name: file names begin with them";
        Err(eco_vec![hinted(message, hint)])
    }

    fn done(&self) -> usize {
        self.written + self.kept + self.unchanged + self.failed
    }

    /// Whether the run may continue.
    fn may_continue(&mut self) -> ControlFlow<()> {
        let done = self.done();
        if done.is_multiple_of(TIDY_EVERY) {
            comemo::evict(KEPT_FOR);
        }
        if self.fatal.is_some() || STOPPED.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        self.progress.show(done);
        ControlFlow::Continue(())
    }

    /// Reports how many were written.
    fn finish(mut self) -> Outcome<()> {
        self.progress.clear();
        let done = self.done();
        let left = self.all - done;
        if self.batch.is_list {
            let mut summary = format!("note: {} of {} written", self.written, self.all);
            let counts = [
                (self.kept, "already there"),
                (self.unchanged, "with nothing new"),
                (self.failed, "not written"),
                (left, self.batch.remaining),
            ];
            for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
                summary.push_str(&format!(", {count} {what}"));
            }
            progress::line(&summary);
        }
        match self.fatal {
            Some(problems) => Err(problems),
            None if self.failed + left > 0 => Err(EcoVec::new()),
            None => Ok(()),
        }
    }
}

/// Stops a run after the current document when the user presses Ctrl-C, and at once the
/// second time.
fn listen() {
    // If this fails, Ctrl-C ends the run at once; all files are whole even then.
    let _ = ctrlc::set_handler(|| {
        if STOPPED.swap(true, Ordering::Relaxed) {
            std::process::exit(1);
        }
    });
}

/// A document's file name without its date; none if it does not end in one.
fn undated(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let at = stem.len().checked_sub("-2026-11-23".len())?;
    let (stem, date) = stem.split_at_checked(at)?;
    let is_date = date.char_indices().all(|(at, c)| match at {
        0 | 5 | 8 => c == '-',
        _ => c.is_ascii_digit(),
    });
    is_date.then(|| format!("{stem}.{extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_its_date_is_the_same_on_any_day() {
        assert_eq!(undated("a-blank-2026-11-23.pdf"), Some("a-blank.pdf".into()));
        assert_eq!(undated("a-blank-2026-11-24.pdf"), Some("a-blank.pdf".into()));
        for name in
            ["a.pdf", "2026-11-23.pdf", "a-blank-2026-11-2x.pdf", "a", "ä-2026-11-2.pdf"]
        {
            assert_eq!(undated(name), None, "{name}");
        }
    }
}

//! Many documents at once: made on all cores, written and told of in the order they were
//! named.
//!
//! Making a document touches nothing that another one needs, so that many may be made at
//! a time. Only one thread writes and tells: what comes first in the list has a name
//! first, and a disk that is full is told of once.

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
use crate::base::problem::{Outcome, ProblemList, hinted, mistake};
use crate::cli::args::{Many, Target};
use crate::cli::names::Name;
use crate::cli::output::{Failure, Output};
use crate::cli::session::Session;

/// After how many documents what Typst remembers is looked through.
const TIDY_EVERY: usize = 8;

/// How many times that may happen before what was not used again is forgotten.
const KEPT_FOR: usize = 1;

/// Whether the user wants to stop.
static STOPPED: AtomicBool = AtomicBool::new(false);

/// A document that is made, or need not be.
pub enum Made {
    /// Its bytes, and where they go.
    New(Output, Vec<u8>),
    /// It was there already.
    Kept(PathBuf),
    /// The file that it would change says all of it already.
    Unchanged(PathBuf),
}

/// What became of a document.
#[derive(Debug)]
pub enum End {
    /// It was written, or would have been to standard output.
    Written(PathBuf),
    /// It was there already.
    Kept(PathBuf),
    /// It was not written.
    Failed,
}

/// The documents of a run, where they go and how many at a time.
pub struct Batch<'a> {
    target: &'a Target,
    many: &'a Many,
    /// Whether there is a list of documents, be it one of a single document.
    is_list: bool,
    /// The names in the folder when the run began, by what they are without their dates.
    existing: HashMap<String, String>,
    /// What to say of documents that are left to do.
    left: &'static str,
}

impl<'a> Batch<'a> {
    /// Prepares the folder.
    ///
    /// # Errors
    /// If it cannot be made or read.
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
        let left = "left to do: `--skip-existing` goes on";
        Ok(Self { target, many, is_list, existing, left })
    }

    /// Has it said of documents that are left to do how to go on.
    pub fn left_to_do(mut self, left: &'static str) -> Self {
        self.left = left;
        self
    }

    /// Makes a document, unless it is there already or cannot be written where it should.
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

    /// The path of a document of this name, whatever the date in it, that was there when the
    /// run began.
    pub fn existing(&self, name: &str) -> Option<PathBuf> {
        let existing = self.existing.get(&undated(name)?)?;
        Some(self.target.path(existing))
    }

    /// Makes each document, writes it, and tells what it came to.
    ///
    /// `name` is what the user knows a document by. `make` gives the document and something
    /// more, which `after` gets with what became of it, and with the number of warnings. A
    /// document whose making panics is told of as not written, and the others go on.
    ///
    /// # Errors
    /// If a document was not written. What is wrong with it is told then; an error that
    /// concerns all of them is given back.
    pub fn run<T: Sync, X: Send + Default>(
        &self,
        items: &[T],
        session: &mut Session,
        name: impl Fn(&T) -> String,
        make: impl Fn(&T, &mut Session) -> (Outcome<Made>, X) + Sync,
        mut after: impl FnMut(&T, End, usize, X),
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
        let mut teller = Teller::new(self, items.len());
        line::in_order(&items, threads, make, |item, done| {
            let (made, more, part) = done.unwrap_or_else(|| {
                let problem = mistake("this document could not be made");
                (Err(eco_vec![problem]), X::default(), template.clone())
            });
            let warnings = part.warnings();
            let (end, problems) = teller.end(made, &name(item));
            teller.progress.clear();
            let shown = self.is_list.then(|| name(item));
            session.tell(part, &problems, shown.as_deref());
            after(item, end, warnings, more);
            teller.goes_on()
        });
        teller.finish()
    }

    fn threads(&self, items: usize) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.many.jobs.map_or_else(all, NonZeroUsize::get).min(items)
    }
}

/// Writes documents and counts what became of them.
struct Teller<'a> {
    batch: &'a Batch<'a>,
    progress: Progress,
    /// The names written so far, with the documents that have them.
    taken: HashMap<PathBuf, String>,
    all: usize,
    written: usize,
    kept: usize,
    unchanged: usize,
    failed: usize,
    /// Why no more can be written.
    lost: Option<ProblemList>,
}

impl<'a> Teller<'a> {
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
            lost: None,
        }
    }

    /// Writes a document, and says what became of it and what is wrong.
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
                if self.lost.is_none() && self.batch.target.is_gone() {
                    self.lost = Some(problems);
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
        // Two forms may go into one state.
        if !matches!(output, Output::Input { .. }) {
            self.check_free(path)?;
        }
        match output.put(bytes) {
            Ok(warnings) => {
                self.taken.insert(path.into(), name.into());
                Ok((End::Written(path.into()), warnings))
            }
            Err(Failure::Taken(problems)) => Err(problems),
            Err(Failure::Lost(problems)) => {
                self.lost = Some(problems);
                Err(EcoVec::new())
            }
        }
    }

    /// Refuses a path that another document of this run has.
    fn check_free(&self, path: &Path) -> Outcome<()> {
        let Some(other) = self.taken.get(path) else { return Ok(()) };
        let message =
            eco_format!("`{}` is the document of `{other}` already", path.display());
        let hint = "give each practice an ODS code of its own";
        Err(eco_vec![hinted(message, hint)])
    }

    fn done(&self) -> usize {
        self.written + self.kept + self.unchanged + self.failed
    }

    /// Whether there is a point in going on.
    fn goes_on(&mut self) -> ControlFlow<()> {
        let done = self.done();
        if done.is_multiple_of(TIDY_EVERY) {
            comemo::evict(KEPT_FOR);
        }
        if self.lost.is_some() || STOPPED.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        self.progress.show(done);
        ControlFlow::Continue(())
    }

    /// Tells how many were written.
    fn finish(mut self) -> Outcome<()> {
        self.progress.clear();
        let done = self.done();
        let left = self.all - done;
        if self.batch.is_list {
            let mut told = format!("note: {} of {} written", self.written, self.all);
            let counts = [
                (self.kept, "there already"),
                (self.unchanged, "with nothing new"),
                (self.failed, "not written"),
                (left, self.batch.left),
            ];
            for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
                told.push_str(&format!(", {count} {what}"));
            }
            progress::line(&told);
        }
        match self.lost {
            Some(problems) => Err(problems),
            None if self.failed + left > 0 => Err(EcoVec::new()),
            None => Ok(()),
        }
    }
}

/// Lets a run stop after a document when the user wants to, and at once the second time.
fn listen() {
    // A run that cannot listen ends where it is: the files are whole all the same.
    let _ = ctrlc::set_handler(|| {
        if STOPPED.swap(true, Ordering::Relaxed) {
            std::process::exit(1);
        }
    });
}

/// A document's name without its date, and without anything else that ends in none.
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

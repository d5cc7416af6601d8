//! Which checklist a state belongs to: the file that the user named, a built-in one, or
//! the file beside the state.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use ecow::eco_format;

use super::Session;
use crate::base::embedded;
use crate::base::problem::{self, Outcome, Problem, alone, hinted, warning};
use crate::base::source::Source;
use crate::base::text::{near_miss, suggestion};
use crate::cli::input;
use crate::engine::{Engine, Opened};
use crate::model::state::StateFile;
use crate::yaml::problems::Problems;

/// The checklist that the user named for the states of a run.
#[derive(Debug, Clone, Copy)]
pub struct NamedChecklist<'a> {
    /// Its file, if the user named one.
    pub file: Option<&'a Path>,
    /// Whether the run has a single state, which must belong to it. Of several, those that
    /// belong to another checklist find their own.
    pub must_fit: bool,
}

impl Session {
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

    /// Opens a state and its checklist.
    ///
    /// # Errors
    /// If one of them cannot be read, or there is no such checklist.
    pub fn open_state(
        &mut self,
        engine: &Engine,
        path: &Path,
        named: NamedChecklist,
    ) -> Outcome<(StateFile, Opened)> {
        let source = self.open(path)?;
        let file = engine.state(&source)?;
        let opened = self.checklist_of(engine, &file, path, named)?;
        self.warn_all(opened.warnings.clone());
        Ok((file, opened))
    }

    /// The checklist of a state: the one that the user named, if that has its id; or else
    /// the built-in one of its id; or else the file of its id beside the state.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub fn checklist_of(
        &mut self,
        engine: &Engine,
        file: &StateFile,
        path: &Path,
        named: NamedChecklist,
    ) -> Outcome<Opened> {
        let id = file.checklist.text.trim();
        let Some(name) = named.file else {
            return self.own_checklist(engine, file, path);
        };
        let opened = self.checklist(engine, name)?;
        if opened.checklist.id == id {
            return Ok(opened);
        }
        let own = if named.must_fit {
            None
        } else {
            self.own_checklist(engine, file, path).ok()
        };
        own.ok_or_else(|| {
            let mut problems = Problems::new(&file.source);
            let message = eco_format!(
                "this state belongs to the checklist `{id}`, not to `{}`",
                opened.checklist.id
            );
            problems.error(file.checklist.place, message).hint(
                "leave `--checklist` out, or name the checklist that it belongs to",
            );
            problems.into_list()
        })
    }

    fn own_checklist(
        &mut self,
        engine: &Engine,
        file: &StateFile,
        path: &Path,
    ) -> Outcome<Opened> {
        let id = file.checklist.text.trim();
        let beside = beside(path, id).filter(|beside| beside.is_file());
        if embedded::checklist(id).is_some() {
            if let Some(beside) = beside {
                let shown = beside.display();
                let message = eco_format!(
                    "`{shown}` is not used: the checklist `{id}` is built in"
                );
                self.warn_once(warning(message).with_hint(
                    "use `--checklist FILE` to use the file, or give it an id of its own",
                ));
            }
            return self.checklist(engine, Path::new(id));
        }
        let Some(beside) = beside else { return Err(not_found(file, path)) };
        let opened = self.checklist(engine, &beside)?;
        if opened.checklist.id == id {
            return Ok(opened);
        }
        Err(alone(hinted(
            eco_format!(
                "`{}` is the checklist `{}`, but `{}` belongs to the checklist `{id}`",
                beside.display(),
                opened.checklist.id,
                path.display()
            ),
            "name the file after its `id`, or use `--checklist FILE`",
        )))
    }
}

/// The file beside a state that has its checklist; none if that is not a plain id.
fn beside(state: &Path, id: &str) -> Option<PathBuf> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_id = !id.is_empty() && id.chars().all(is_plain);
    is_id.then(|| state.with_file_name(format!("{id}.yaml")))
}

/// The problem that there is no checklist for a state.
fn not_found(file: &StateFile, path: &Path) -> problem::ProblemList {
    let id = file.checklist.text.trim();
    let mut problems = Problems::new(&file.source);
    let message = match beside(path, id) {
        Some(beside) => eco_format!(
            "there is no built-in checklist `{id}`, and no file `{}`",
            beside.display()
        ),
        None => eco_format!("there is no built-in checklist `{id}`"),
    };
    let near = near_miss(id, &embedded::checklist_ids());
    problems.error(file.checklist.place, message).hint(near.unwrap_or_else(|| {
        "keep the checklist's file beside the state, or use `--checklist FILE` to name it"
            .into()
    }));
    problems.into_list()
}

/// Whether a name is not a file, and looks like a built-in checklist's id.
fn is_unknown_id(name: &Path) -> bool {
    !name.exists() && name.components().count() == 1 && name.extension().is_none()
}

fn unknown(word: &str) -> Problem {
    let message = eco_format!("`{word}` is neither a built-in checklist nor a file");
    problem::error(message).with_hint(suggestion(word, &embedded::checklist_ids()))
}

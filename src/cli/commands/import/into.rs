//! The states that forms' answers go into, and which form belongs to which state.

use std::path::{Path, PathBuf};

use ecow::{EcoVec, eco_format};

use super::Importer;
use crate::base::problem::{Checked, Outcome, ProblemList, alone, hinted};
use crate::base::source::Source;
use crate::base::text::in_sentence;
use crate::cli::args::ImportArgs;
use crate::cli::batch::Made;
use crate::cli::input;
use crate::cli::output::{Lock, Output};
use crate::cli::session::{NamedChecklist, Session};
use crate::edition::verdict::Verdict;
use crate::engine::{Engine, Opened};
use crate::model::state::{State, StateFile};
use crate::returned::document::ReturnedPdf;
use crate::returned::form::ReturnedForm;
use crate::returned::identity::code;
use crate::returned::into::no_form;

/// The states that answers may go into.
pub(super) enum States {
    /// A single state file.
    One(PathBuf),
    /// Several; each form goes into the one with its checklist and its code.
    Many {
        /// The state files.
        states: Vec<KnownState>,
        /// Files in the folders that could not be read as states.
        unread: Vec<PathBuf>,
    },
}

/// A state that answers may go into.
pub(super) struct KnownState {
    path: PathBuf,
    source: Source,
    /// The id of its checklist.
    checklist: String,
    /// The code of its subject, in a standard form.
    code: String,
}

impl States {
    /// Those that `--into` names, if any.
    ///
    /// # Errors
    /// If a folder or a state in it cannot be read.
    pub(super) fn new(
        args: &ImportArgs,
        engine: &Engine,
        session: &mut Session,
    ) -> Outcome<Option<Self>> {
        match args.into.as_slice() {
            [] => return Ok(None),
            [only] if !only.is_dir() => {
                // So that a problem in reading it is reported once.
                input::read(only)?;
                return Ok(Some(Self::One(only.clone())));
            }
            _ => {}
        }
        let (mut states, mut unread) = (Vec::new(), Vec::new());
        let mut problems = EcoVec::new();
        for path in input::states(&args.into)? {
            let mut part = session.part();
            match KnownState::read(args, engine, &path, &mut part) {
                Ok(state) => states.push(state),
                // The folder may also hold files that are not states.
                Err(_) if !args.into.contains(&path) => unread.push(path),
                Err(found) => {
                    session.remember_files_of(part);
                    problems.extend(found);
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Some(Self::Many { states, unread }))
    }

    /// The state that a form's answers go into.
    fn of(&self, pdf: &ReturnedPdf, form: &ReturnedForm) -> Outcome<&Path> {
        let (states, unread) = match self {
            Self::One(path) => return Ok(path),
            Self::Many { states, unread } => (states, unread),
        };
        let is_of = |state: &&KnownState| state.checklist == form.checklist.id;
        let states: Vec<_> = states.iter().filter(is_of).collect();
        let [base, returned] = form.code().map(|typed| code(&typed));
        if base.is_empty() && returned.is_empty() {
            return made_with(&states, pdf);
        }
        let of = |wanted: &String| -> Vec<&Path> {
            let states = states.iter().filter(|state| state.code == *wanted);
            let states = states.filter(|_| !wanted.is_empty());
            states.map(|state| state.path.as_path()).collect()
        };
        // A form belongs to the state that it was made from, unless that has a new code
        // too.
        let (made_from, says) = (of(&base), of(&returned));
        if base != returned && !made_from.is_empty() && !says.is_empty() {
            return Err(failed(
                format!(
                    "`{}` was made for `{base}`, but it now says `{returned}`, which has \
                     its own state file, `{}`",
                    pdf.name,
                    says[0].display()
                ),
                NAME_IT,
            ));
        }
        let found = if made_from.is_empty() { says } else { made_from };
        match found.as_slice() {
            [only] => Ok(only),
            [] => {
                let wanted = if returned.is_empty() { &base } else { &returned };
                Err(no_state(pdf, form, wanted, unread))
            }
            several => Err(belongs_to_several(pdf, several)),
        }
    }
}

/// What to do about a form whose state is not clear.
const NAME_IT: &str = "use `--into` to name the state file that it belongs to";

impl KnownState {
    fn read(
        args: &ImportArgs,
        engine: &Engine,
        path: &Path,
        session: &mut Session,
    ) -> Outcome<Self> {
        let named = NamedChecklist { file: args.checklist.as_deref(), must_fit: false };
        let (file, opened) = session.open_state(engine, path, named)?;
        let state = file.sound(&opened.checklist.about)?;
        Ok(Self {
            path: path.into(),
            source: file.source,
            checklist: opened.checklist.id.clone(),
            code: code(state.code()),
        })
    }
}

/// The state that a form without a code was made with, if that is only one.
fn made_with<'a>(states: &[&'a KnownState], pdf: &ReturnedPdf) -> Outcome<&'a Path> {
    let attached = pdf.state.as_ref().map(Source::bytes);
    let is_it = |state: &&&KnownState| attached == Some(state.source.bytes());
    let found: Vec<_> =
        states.iter().filter(is_it).map(|state| state.path.as_path()).collect();
    match found.as_slice() {
        [only] => Ok(only),
        [] => Err(failed(format!("`{}` does not say whose it is", pdf.name), NAME_IT)),
        several => Err(belongs_to_several(pdf, several)),
    }
}

fn belongs_to_several(pdf: &ReturnedPdf, several: &[&Path]) -> ProblemList {
    let names: Vec<_> =
        several.iter().map(|path| format!("`{}`", path.display())).collect();
    let names = names.join(", ");
    let message = format!("`{}` belongs to several state files: {names}", pdf.name);
    failed(message, "use `--into` to name the right one")
}

/// The problem that no state has the code of a form.
fn no_state(
    pdf: &ReturnedPdf,
    form: &ReturnedForm,
    code: &str,
    unread: &[PathBuf],
) -> ProblemList {
    let title = form.checklist.about.code().map(|detail| in_sentence(&detail.title));
    let title = title.unwrap_or_default();
    let message = eco_format!(
        "no state file of the checklist `{}` has the {title} `{code}` of `{}`",
        form.checklist.id,
        pdf.name
    );
    let hint =
        "use `--into` to name its state file, or leave `--into` out to make a new one";
    let mut problem = hinted(message, hint);
    if !unread.is_empty() {
        let names: Vec<_> =
            unread.iter().map(|path| format!("`{}`", path.display())).collect();
        problem.hint(eco_format!(
            "these could not be read as state files: {}; `proforma check FILE` says why",
            names.join(", ")
        ));
    }
    EcoVec::from([problem])
}

impl Importer<'_> {
    /// Merges a form into the state that it belongs to.
    pub(super) fn merged(
        &self,
        pdf: &ReturnedPdf,
        states: &States,
        session: &mut Session,
    ) -> Outcome<Made> {
        let read = ReturnedForm::read(pdf, self.named.as_ref())?;
        let Checked { value: form, warnings } = read.ok_or_else(|| no_form(pdf))?;
        session.warn_all(warnings);
        if form.is_outdated {
            session.remember_verdict(Verdict::Newer);
        }
        let path = states.of(pdf, &form)?;
        let lock = Lock::take(path)?;
        let file = self.engine.state(&session.open(path)?)?;
        form.check_checklist(&file)?;
        let named =
            NamedChecklist { file: self.args.checklist.as_deref(), must_fit: true };
        let own = session.checklist_of(self.engine, &file, path, named)?;
        let state = file.sound(&own.checklist.about)?;
        form.check_same(&state, &file.source)?;
        let own = of_edition(&form, own, (&state, &file))?;
        let own = own.as_ref().map(|opened| &*opened.checklist);
        let merged = form.into_state((&state, &file.source), own, &self.args.take)?;
        session.warn_all(merged.warnings);
        session.settle(self.args.common.strict)?;
        let read = file.source.bytes().to_vec();
        if merged.value == read {
            return Ok(Made::Unchanged(path.into()));
        }
        Ok(Made::New(Output::Input { path: path.into(), read, lock }, merged.value))
    }
}

/// The checklist of a state's edition: its own, or else the form's, which is none here.
fn of_edition(
    form: &ReturnedForm,
    own: Opened,
    (state, file): (&State, &StateFile),
) -> Outcome<Option<Opened>> {
    if own.checklist.last_updated == state.last_updated {
        return Ok(Some(own));
    }
    if form.checklist.last_updated == state.last_updated {
        return Ok(None);
    }
    Err(failed(
        format!(
            "`{}` belongs to the edition of {}, but the checklist is the edition of {}",
            file.source.name, state.last_updated, own.checklist.last_updated
        ),
        "use `--checklist FILE` to name the checklist of the state's edition",
    ))
}

fn failed(message: String, hint: &str) -> ProblemList {
    alone(hinted(message, hint))
}

//! The states that forms' answers go into, and which form belongs to which state.

use std::path::{Path, PathBuf};

use ecow::{EcoVec, eco_format};

use super::Importer;
use crate::base::problem::{Checked, Outcome, ProblemList, alone, hinted};
use crate::base::source::Source;
use crate::cli::args::ImportArgs;
use crate::cli::batch::Made;
use crate::cli::input;
use crate::cli::output::{Lock, Output};
use crate::cli::session::Session;
use crate::edition::verdict::Verdict;
use crate::model::about::About;
use crate::model::checklist::Checklist;
use crate::model::path::StatePath;
use crate::model::state::State;
use crate::returned::document::ReturnedPdf;
use crate::returned::form::ReturnedForm;
use crate::returned::into::{code, no_form};

/// The states that answers may go into.
pub(super) enum States {
    /// A single state file.
    One(PathBuf),
    /// Several; each form goes into the one with its ODS code.
    Many {
        /// The state files with their ODS codes.
        states: Vec<(PathBuf, String)>,
        /// Files in the folders that could not be read as states.
        unread: Vec<PathBuf>,
    },
}

impl States {
    /// Those that `--into` names, if any.
    ///
    /// # Errors
    /// If a folder or a state in it cannot be read.
    pub(super) fn new(args: &ImportArgs, about: &About) -> Outcome<Option<Self>> {
        match args.into.as_slice() {
            [] => return Ok(None),
            [only] if !only.is_dir() => {
                // So that a problem in reading it is reported once.
                input::read(only)?;
                return Ok(Some(Self::One(only.clone())));
            }
            _ => {}
        }
        let files = input::files(&args.into, &["yaml", "yml"])?;
        let (mut states, mut unread) = (Vec::new(), Vec::new());
        let mut problems = EcoVec::new();
        for path in files {
            match input::read(&path).and_then(|source| State::sound(&source, about)) {
                Ok(state) => states.push((path, code(state.detail("ods_code")))),
                // The folder may also hold files that are not states.
                Err(_) if !args.into.contains(&path) => unread.push(path),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Some(Self::Many { states, unread }))
    }

    /// The state that a form's answers go into.
    fn of(&self, shown: &str, form: &ReturnedForm) -> Outcome<&Path> {
        let (states, unread) = match self {
            Self::One(path) => return Ok(path),
            Self::Many { states, unread } => (states, unread),
        };
        let ods_code = StatePath::Detail("ods_code".into());
        let [base, returned] =
            [&form.base, &form.returned.values].map(|values| code(values.get(&ods_code)));
        if base.is_empty() && returned.is_empty() {
            return Err(failed(
                format!("`{shown}` has no ODS code"),
                "use `--into` to name the state file that it belongs to",
            ));
        }
        let of = |wanted: &String| -> Vec<&Path> {
            let states = states.iter().filter(|(_, code)| code == wanted);
            states
                .filter(|_| !wanted.is_empty())
                .map(|(path, _)| path.as_path())
                .collect()
        };
        // A form belongs to the state that it was made from, unless that has a new code
        // too.
        let (made_from, says) = (of(&base), of(&returned));
        if base != returned && !made_from.is_empty() && !says.is_empty() {
            return Err(failed(
                format!(
                    "`{shown}` was made for the practice `{base}`, but it now says \
                     `{returned}`, which has its own state file, `{}`",
                    says[0].display()
                ),
                "use `--into` to name the state file that it belongs to",
            ));
        }
        let found = if made_from.is_empty() { says } else { made_from };
        match found.as_slice() {
            [only] => Ok(only),
            [] => Err(no_state(
                shown,
                if returned.is_empty() { &base } else { &returned },
                unread,
            )),
            several => {
                let names: Vec<_> =
                    several.iter().map(|path| format!("`{}`", path.display())).collect();
                Err(failed(
                    format!(
                        "`{shown}` belongs to several state files: {}",
                        names.join(", ")
                    ),
                    "use `--into` to name the right one",
                ))
            }
        }
    }
}

/// The problem that no state has the ODS code of a form.
fn no_state(shown: &str, code: &str, unread: &[PathBuf]) -> ProblemList {
    let message = eco_format!("no state file has the ODS code `{code}` of `{shown}`");
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
        let path = states.of(&pdf.name, &form)?;
        let lock = Lock::take(path)?;
        let source = session.open(path)?;
        let state = State::sound(&source, &form.checklist.about)?;
        form.check_same(&state, &source)?;
        let own = self.own_checklist(&form, (&state, &source), session)?;
        let merged = form.into_state((&state, &source), own.as_ref(), &self.args.take)?;
        session.warn_all(merged.warnings);
        session.settle(self.args.common.strict)?;
        if merged.value == source.bytes() {
            return Ok(Made::Unchanged(path.into()));
        }
        let read = source.bytes().to_vec();
        Ok(Made::New(Output::Input { path: path.into(), read, lock }, merged.value))
    }

    /// The checklist of the state's edition, if that is not the form's.
    fn own_checklist(
        &self,
        form: &ReturnedForm,
        (state, source): (&State, &Source),
        session: &mut Session,
    ) -> Outcome<Option<Checklist>> {
        if state.last_updated == form.checklist.last_updated {
            return Ok(None);
        }
        let id = Path::new(state.checklist.text.trim());
        let named = self.args.checklist.as_deref();
        let checklist = session.open_checklist(named.unwrap_or(id))?;
        let checklist = Checklist::read(&checklist)?.value;
        if checklist.last_updated == state.last_updated {
            return Ok(Some(checklist));
        }
        Err(failed(
            format!(
                "`{}` belongs to the edition of {}, but the checklist is the edition \
                 of {}",
                source.name, state.last_updated, checklist.last_updated
            ),
            "use `--checklist FILE` to name the checklist of the state's edition",
        ))
    }
}

fn failed(message: String, hint: &str) -> ProblemList {
    alone(hinted(message, hint))
}

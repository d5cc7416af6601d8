//! `proforma import`: reads the answers from returned forms, and the state files from
//! records, byte for byte.

mod into;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use self::into::States;
use crate::base::problem::Outcome;
use crate::base::source::Source;
use crate::cli::args::{ImportArgs, Many};
use crate::cli::batch::{Batch, End, Made};
use crate::cli::names::{Name, check_names, slug};
use crate::cli::output::check_one_each;
use crate::cli::session::Session;
use crate::cli::{clock, input};
use crate::edition::verdict::Verdict;
use crate::engine::{Assets, Engine};
use crate::returned::document::ReturnedPdf;

/// Writes the state file of each form and record, or puts the answers of each form into
/// the state file that `--into` names.
///
/// # Errors
/// If a file is neither, or cannot be imported; the others are still written.
pub(super) fn import(args: &ImportArgs, session: &mut Session) -> Outcome<()> {
    let engine = Engine::new(Assets::default(), clock::today(args.common.date)?)?;
    let pdfs = input::files(&args.pdfs, &["pdf"])?;
    check_one_each(&args.target, pdfs.len())?;
    check_names(&args.target, false, session)?;
    let named = args.checklist.as_deref();
    let named = named.map(|path| session.open_checklist(path)).transpose()?;
    let states = States::new(args, &engine, session)?;
    let is_list = pdfs.len() > 1 || args.pdfs.iter().any(|path| path.is_dir());
    let many = Many {
        // Two forms may go into the same state, one after the other.
        jobs: if states.is_some() { Some(NonZeroUsize::MIN) } else { args.many.jobs },
        ..args.many
    };
    let mut batch = Batch::new(&args.target, &many, is_list)?;
    if states.is_some() {
        batch = batch.describe_remaining("still to do: run the same command again");
    }
    let importer = Importer { args, engine: &engine, named, states, batch: &batch };
    let name = |path: &PathBuf| path.display().to_string();
    let make = |path: &PathBuf, part: &mut Session| (importer.import(path, part), ());
    let mut nothing_new = false;
    let done = batch.run(&pdfs, session, name, make, |_, end, _, ()| {
        nothing_new = matches!(end, End::Kept(_));
    });
    if nothing_new && !is_list {
        session.note(
            "the state file already has all of these answers; nothing was changed".into(),
        );
    }
    done
}

/// Imports forms and records.
struct Importer<'a> {
    args: &'a ImportArgs,
    engine: &'a Engine,
    /// The checklist for forms that have lost theirs.
    named: Option<Source>,
    /// The states that answers go into.
    states: Option<States>,
    batch: &'a Batch<'a>,
}

impl Importer<'_> {
    fn import(&self, path: &Path, session: &mut Session) -> Outcome<Made> {
        let pdf = ReturnedPdf::open(&input::read(path)?)?;
        for attached in pdf.checklist.iter().chain(&pdf.state) {
            session.remember(attached);
        }
        match &self.states {
            Some(states) => self.merged(&pdf, states, session),
            None => self.new_state(&pdf, path, session),
        }
    }

    /// A state file of its own for a form or a record.
    fn new_state(
        &self,
        pdf: &ReturnedPdf,
        path: &Path,
        session: &mut Session,
    ) -> Outcome<Made> {
        let (state, is_outdated) =
            self.engine.returned(pdf, self.named.as_ref(), &self.args.take)?;
        if is_outdated {
            session.remember_verdict(Verdict::Newer);
        }
        session.warn_all(state.warnings);
        let state = state.value;
        let [code, name] = &state.subject;
        let name = Name {
            subject: [code, name],
            state: None,
            // An id from a file must not become a path.
            checklist: &slug(&state.checklist),
            kind: "state",
            large_print: false,
            date: self.engine.today(),
            extension: "yaml",
        };
        self.batch.document(&name, &[path], || {
            session.settle(self.args.common.strict)?;
            Ok(state.bytes)
        })
    }
}

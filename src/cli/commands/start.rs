//! `proforma start`: a state file with every id in place, ready to fill in.

use ecow::eco_format;

use crate::base::problem::{Outcome, alone, hinted};
use crate::cli::args::StartArgs;
use crate::cli::batch::Batch;
use crate::cli::clock;
use crate::cli::lists::{self, ListRow};
use crate::cli::names::{Name, check_names};
use crate::cli::session::Session;
use crate::engine::{Assets, Engine, Opened};
use crate::model::state::empty_state;

/// Writes the state file of a checklist, with nothing filled in.
///
/// # Errors
/// Everything that is wrong with the checklist, or why the file cannot be written.
pub(super) fn start(args: &StartArgs, session: &mut Session) -> Outcome<()> {
    check_names(&args.target, false, session)?;
    let today = clock::today(args.common.date)?;
    let engine = Engine::new(Assets::default(), today)?;
    let opened = session.checklist(&engine, &args.checklist)?;
    let Opened { checklist, warnings, .. } = opened;
    let rows = lists::rows(args.practices.as_deref(), engine.about(), session)?;
    let batch = Batch::new(&args.target, &args.many, args.practices.is_some())?;
    let make = |row: &ListRow, part: &mut Session| {
        part.warn_all(warnings.clone());
        let (practice, may_be_wrong) = row.practice.clone()?;
        part.warn_all(may_be_wrong);
        let detail = |key| {
            let found = practice.iter().find(|(other, _)| *other == key);
            found.map_or("", |(_, typed)| typed.text.as_str())
        };
        let name = Name {
            practice: [detail("ods_code"), detail("name")],
            checklist: &checklist.id,
            kind: "state",
            large_print: false,
            date: today,
            extension: "yaml",
        };
        let inputs: Vec<_> = [args.checklist.as_path()]
            .into_iter()
            .chain(args.practices.as_deref())
            .collect();
        let existing = batch.existing(&name.file());
        if let Some(other) = existing.filter(|_| !args.many.skip_existing)
            && !other.ends_with(name.file())
        {
            // With two states of a practice, no command could tell which one is meant.
            let message = eco_format!(
                "this practice already has a state file, `{}`",
                other.display()
            );
            let hint = "use `--skip-existing` to skip the practices that have one";
            return Err(alone(hinted(message, hint)));
        }
        batch.document(&name, &inputs, || {
            part.settle(args.common.strict)?;
            Ok(empty_state(&checklist, &practice).into_bytes())
        })
    };
    let name = |row: &ListRow| row.name(args.practices.as_deref(), &args.checklist);
    let make = |row: &ListRow, part: &mut Session| (make(row, part), ());
    batch.run(&rows, session, name, make, |_, _, _, ()| {})
}

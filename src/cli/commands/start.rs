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
use crate::model::about::SubjectDetail;
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
    let rows = lists::rows(args.list.as_deref(), &checklist, session)?;
    let batch = Batch::new(&args.target, &args.many, args.list.is_some())?;
    let make = |row: &ListRow, part: &mut Session| {
        part.warn_all(warnings.clone());
        let (details, may_be_wrong) = row.details.clone()?;
        part.warn_all(may_be_wrong);
        let detail = |detail: Option<&SubjectDetail>| {
            let is_it = |(id, _): &&(String, _)| detail.is_some_and(|it| it.id == *id);
            details.iter().find(is_it).map_or("", |(_, typed)| typed.text.as_str())
        };
        let about = &checklist.about;
        let name = Name {
            subject: [detail(about.code()), detail(about.name())],
            state: None,
            checklist: &checklist.id,
            kind: "state",
            large_print: false,
            date: today,
            extension: "yaml",
        };
        let inputs: Vec<_> =
            [args.checklist.as_path()].into_iter().chain(args.list.as_deref()).collect();
        let existing = batch.existing(&name.file());
        if let Some(other) = existing.filter(|_| !args.many.skip_existing)
            && !other.ends_with(name.file())
        {
            // With two states of a subject, no command could tell which one is meant.
            let message = eco_format!(
                "this {} already has a state file, `{}`",
                about.words(),
                other.display()
            );
            let hint = "use `--skip-existing` to skip those that have one";
            return Err(alone(hinted(message, hint)));
        }
        batch.document(&name, &inputs, || {
            part.settle(args.common.strict)?;
            Ok(empty_state(&checklist, &details).into_bytes())
        })
    };
    let name = |row: &ListRow| row.name(args.list.as_deref(), &args.checklist);
    let make = |row: &ListRow, part: &mut Session| (make(row, part), ());
    batch.run(&rows, session, name, make, |_, _, _, ()| {})
}

//! `proforma update`: moves a state to the newest edition of its checklist.

use crate::base::earlier::KeptBefore;
use crate::base::problem::{Checked, Outcome};
use crate::base::text::tame;
use crate::cli::args::UpdateArgs;
use crate::cli::clock;
use crate::cli::output::{Failure, Lock, Output, replace_input};
use crate::cli::session::{NamedChecklist, Session};
use crate::edition::known;
use crate::edition::update::Moved;
use crate::engine::{Assets, Engine};

/// Moves a state to the newest edition, and says what that changes.
///
/// # Errors
/// If the newest edition has no place for an answer, or the state cannot be changed; it is
/// then left as it was.
pub(super) fn update(args: &UpdateArgs, session: &mut Session) -> Outcome<()> {
    let engine = Engine::new(Assets::default(), clock::today(args.common.date)?)?;
    let path = &args.state;
    let named = NamedChecklist { file: args.checklist.as_deref(), must_fit: true };
    // What keeps the state from being read keeps it from being locked.
    let _lock = path.is_file().then(|| Lock::take(path)).transpose()?;
    let (file, opened) = session.open_state(&engine, path, named)?;
    let checklist = &*opened.checklist;
    engine.check_edition(checklist)?;
    let read = file.source.bytes().to_vec();
    let (state, problems) = file.read(&checklist.about);
    let moved = Moved::new(&file.source, state, checklist, problems)?;
    let Checked { value: moved, warnings } = moved;
    session.warn_all(warnings);
    session.settle(args.common.strict)?;
    if moved.is_there() {
        let edition = checklist.last_updated;
        let shown = path.display();
        let report = format!("`{shown}` already belongs to the edition of {edition}.\n");
        return Output::Standard.write(tame(&report).as_bytes());
    }
    let from = args.from.as_deref();
    let from = from.map(|path| session.edition(&engine, path)).transpose()?;
    let older = known::earlier(&[moved.from()], from, checklist)?;
    let updated = moved.apply(checklist, older.first())?;
    let lost = replace_input(path, &read, &updated.bytes, KeptBefore::Move)
        .map_err(Failure::into_problems)?;
    session.warn_all(lost);
    Output::Standard.write(tame(&updated.report).as_bytes())
}

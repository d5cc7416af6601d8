//! `proforma check --add`: records a check that was made today.

use std::path::Path;

use super::read;
use crate::base::date::Date;
use crate::base::earlier::KeptBefore;
use crate::base::problem::{Outcome, hinted};
use crate::base::text::one_line;
use crate::cli::args::CheckArgs;
use crate::cli::output::{Failure, Lock, replace_input};
use crate::cli::session::{NamedChecklist, Session};
use crate::edition::checks::{checks, judge_options};
use crate::edition::note;
use crate::edition::verdict::Check;
use crate::engine::Engine;

/// Records a check in the only state, if the user asked for that; says what was done.
///
/// # Errors
/// If the check cannot have been made, or the state cannot be read or changed.
pub(super) fn note(
    args: &CheckArgs,
    engine: &Engine,
    session: &mut Session,
) -> Outcome<String> {
    let Some((check, path)) = asked_for(args, engine.today())? else {
        return Ok(String::new());
    };
    let _lock = path.is_file().then(|| Lock::take(path)).transpose()?;
    // A state that cannot be checked is not changed either.
    let named = NamedChecklist { file: args.checklist.as_deref(), must_fit: true };
    let (read, warnings) = read(named, engine, path, session)?;
    if args.common.strict {
        session.warn_all(warnings);
        session.settle(true)?;
    }
    let shown = path.display();
    if checks(&read.state).contains(&check) {
        return Ok(format!("`{shown}` already has this check. Nothing was changed.\n\n"));
    }
    let changed = note::with_check(&read.source, &check)?;
    let lost = replace_input(path, read.source.bytes(), &changed, KeptBefore::Change)
        .map_err(Failure::into_problems)?;
    session.warn_all(lost);
    let Check { date, by, found } = check;
    Ok(format!(
        "Recorded in `{shown}`: {by} checked on {date} and found the edition of \
         {found}.\n\n"
    ))
}

/// The check to record, and the state to record it in.
fn asked_for(args: &CheckArgs, today: Date) -> Outcome<Option<(Check, &Path)>> {
    let (true, Some(by), Some(found)) = (args.add, args.by.as_deref(), args.found) else {
        return Ok(None);
    };
    let check = Check { date: today, by: one_line(by), found };
    let mut problems = judge_options(&check, today);
    match (args.states.as_slice(), problems.is_empty()) {
        ([path], true) => Ok(Some((check, path))),
        ([_], false) => Err(problems),
        _ => {
            problems.push(hinted(
                "`--add` records a check in one state file, but you named several",
                "run the command once for each",
            ));
            Err(problems)
        }
    }
}

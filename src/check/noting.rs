//! `proforma check --add`: notes a check that was made today.

use std::path::Path;

use typst::diag::SourceResult;

use super::made::judge_options;
use super::{one_line, read};
use crate::args;
use crate::date::Date;
use crate::edition::Check;
use crate::lay_out::problem;
use crate::note;
use crate::output::{self, Failure};
use crate::session::Session;

/// Notes a check in the only state, if that is asked for; says what was done.
///
/// # Errors
/// If the check cannot have been made, or the state cannot be read or changed.
pub(super) fn note(
    args: &args::Check,
    today: Date,
    session: &mut Session,
) -> SourceResult<String> {
    let Some((check, path)) = asked_for(args, today)? else {
        return Ok(String::new());
    };
    // What keeps the state from being checked keeps it from being changed.
    let (read, warnings) = read(args, path, today, session)?;
    if args.common.strict {
        session.warn_all(warnings);
        session.settle(true)?;
    }
    let shown = path.display();
    if read.checks.contains(&check) {
        return Ok(format!("`{shown}` has this check already. Nothing was changed.\n\n"));
    }
    let changed = note::with_check(&read.source, &read.state, &check)?;
    output::replace_input(path, read.source.bytes(), &changed).map_err(Failure::told)?;
    let Check { date, by, found } = check;
    Ok(format!(
        "Noted in `{shown}`: {by} checked on {date} and found the edition of {found}.\n\n"
    ))
}

/// The check to note, and where.
fn asked_for(args: &args::Check, today: Date) -> SourceResult<Option<(Check, &Path)>> {
    let (true, Some(by), Some(found)) = (args.add, args.by.as_deref(), args.found) else {
        return Ok(None);
    };
    let check = Check { date: today, by: one_line(by), found };
    let mut problems = judge_options(&check, today);
    match (args.states.as_slice(), problems.is_empty()) {
        ([path], true) => Ok(Some((check, path))),
        ([_], false) => Err(problems),
        _ => {
            problems.push(problem(
                "`--add` notes a check in one state, and several are named".into(),
                "note it in each on its own",
            ));
            Err(problems)
        }
    }
}

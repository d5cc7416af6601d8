//! `proforma new`: a small checklist that explains itself, to begin one's own.

use crate::base::embedded::NEW_CHECKLIST;
use crate::base::problem::Outcome;
use crate::cli::args::{NewArgs, Target};
use crate::cli::clock;
use crate::cli::names::{check_names, slug};
use crate::cli::output::{Failure, Output};
use crate::cli::session::Session;

/// The id in the file that is built in, which gives way to the name of the new one.
const ID: &str = "id: my-checklist";

/// The edition in the file that is built in, which gives way to today.
const EDITION: &str = "last_updated: 01/01/2026";

/// Writes a small checklist, named after its file and dated today.
///
/// # Errors
/// If the file exists or cannot be written.
pub(super) fn new(args: &NewArgs, session: &mut Session) -> Outcome<()> {
    let target =
        Target { output: Some(args.file.clone()), out_dir: None, overwrite: false };
    check_names(&target, false, session)?;
    session.settle(args.common.strict)?;
    let today = clock::today(args.common.date)?;
    let stem = args.file.file_stem().unwrap_or_default().to_string_lossy();
    let id = Some(slug(&stem)).filter(|id| !id.is_empty());
    let id = id.map_or(ID.into(), |id| format!("id: {id}"));
    let edition = format!("last_updated: {}", today.slashed());
    let text = NEW_CHECKLIST.replacen(ID, &id, 1).replacen(EDITION, &edition, 1);
    let output = Output::new(&target, "", &[])?;
    let warnings = output.put(text.as_bytes()).map_err(Failure::into_problems)?;
    session.warn_all(warnings);
    Ok(())
}

//! `proforma new`: a small checklist that explains itself, to begin one's own.

use std::path::Path;

use ecow::eco_format;

use crate::base::embedded::{self, NEW_CHECKLIST};
use crate::base::privacy::{Surroundings, scan};
use crate::base::problem::{Outcome, alone, hinted};
use crate::cli::args::{NewArgs, Target};
use crate::cli::clock;
use crate::cli::names::slug;
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
    let path = &args.file;
    let id = id_of(path)?;
    let today = clock::today(args.common.date)?;
    if path.exists() {
        let message = eco_format!("`{}` already exists", path.display());
        return Err(alone(hinted(message, "choose another name: nothing was changed")));
    }
    let target = Target { output: Some(path.clone()), out_dir: None, overwrite: false };
    let id = format!("id: {id}");
    let edition = format!("last_updated: {}", today.slashed());
    let text = NEW_CHECKLIST.replacen(ID, &id, 1).replacen(EDITION, &edition, 1);
    let output = Output::new(&target, "", &[])?;
    let warnings = output.put(text.as_bytes()).map_err(Failure::into_problems)?;
    session.warn_all(warnings);
    session.settle(args.common.strict)
}

/// The id of a new checklist: the name of its file, by which its states find it.
fn id_of(path: &Path) -> Outcome<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let id = slug(path.file_stem().unwrap_or_default().to_string_lossy().as_ref());
    let wanted = format!("{id}.yaml");
    if id.is_empty() || name != wanted {
        let example = if id.is_empty() { "inspection.yaml" } else { &wanted };
        return Err(alone(hinted(
            eco_format!(
                "a checklist cannot have the name `{name}`: states look for its id"
            ),
            eco_format!(
                "use lower-case letters, digits and hyphens, such as `{example}`"
            ),
        )));
    }
    if let Some(found) = scan(&name, Surroundings::FreeText).first() {
        let message = eco_format!("the name of the file: {}", found.why);
        return Err(alone(hinted(message, "choose another name")));
    }
    if embedded::checklist(&id).is_some() {
        let message = eco_format!("the checklist `{id}` is built in");
        return Err(alone(hinted(message, "choose another name")));
    }
    Ok(id)
}

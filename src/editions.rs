//! The editions of a checklist that are at hand: built in, in a file, or inside a document
//! that was made from one.

use std::path::Path;

use ecow::{EcoVec, eco_format};
use typst::diag::SourceResult;

use crate::checklist::Checklist;
use crate::date::Date;
use crate::embedded;
use crate::import::attached;
use crate::input::Input;
use crate::lay_out::problem;
use crate::session::Session;

/// What to do about a file that is of another edition.
const HINT: &str = "name the edition that was answered";

/// The checklist attached to a document of ours, if this is one.
pub fn inside(source: &Input) -> Option<Input> {
    if !source.bytes().starts_with(b"%PDF") {
        return None;
    }
    let name = "checklist.yaml";
    let bytes = attached(source.bytes(), name)?;
    Some(Input::new(format!("{name} in {}", source.name), bytes))
}

/// Those of these editions that are at hand; `from` names a file that is or has one.
///
/// # Errors
/// If that file is of another checklist or edition, or cannot be read.
pub fn earlier(
    wanted: &[Date],
    from: Option<&Path>,
    checklist: &Checklist,
    session: &mut Session,
) -> SourceResult<Vec<Checklist>> {
    let Some(last) = wanted.last() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    if let Some(path) = from {
        let then = named(path, session)?;
        if then.id != checklist.id {
            let (id, wanted) = (&then.id, &checklist.id);
            let why = eco_format!("`--from` is the checklist `{id}`, not `{wanted}`");
            return Err(EcoVec::from([problem(why, HINT)]));
        }
        if !wanted.contains(&then.last_updated) {
            let why = eco_format!(
                "`--from` is the edition of {}, but the answers are of that of {last}",
                then.last_updated
            );
            return Err(EcoVec::from([problem(why, HINT)]));
        }
        found.push(then);
    }
    for edition in wanted {
        let is_known = found.iter().any(|then: &Checklist| then.last_updated == *edition);
        let built_in = embedded::edition(&checklist.id, &edition.iso());
        if let Some((path, bytes)) = built_in.filter(|_| !is_known) {
            found.push(Checklist::read(&Input::new(path, bytes))?.0);
        }
    }
    Ok(found)
}

/// The checklist that a file is or has inside.
fn named(path: &Path, session: &mut Session) -> SourceResult<Checklist> {
    let source = session.open(path)?;
    let source = match inside(&source) {
        Some(attached) => attached,
        None if source.bytes().starts_with(b"%PDF") => {
            return Err(EcoVec::from([problem(
                eco_format!("`{}` has no checklist inside", source.name),
                "name a document that Proforma made, or the checklist as YAML",
            )]));
        }
        None => source,
    };
    session.remember(&source);
    let (checklist, warnings) = Checklist::read(&source)?;
    session.warn_all(warnings);
    Ok(checklist)
}

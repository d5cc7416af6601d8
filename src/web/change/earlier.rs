//! Earlier states of the file: compared with it, brought back, deleted.

use serde::Deserialize;

use super::{Changed, Did, StateNow, work};
use crate::base::earlier::KeptBefore;
use crate::base::problem::Outcome;
use crate::model::state::StateFile;
use crate::web::desk::{Workplace, differences, stamp};
use crate::web::history::Act;
use crate::web::reply::Reply;
use crate::web::view::{self, Comparison};

/// What the page sends to have an earlier state compared, brought back or deleted.
#[derive(Deserialize)]
pub(crate) struct NamedState {
    name: String,
    /// What tells the file that it was compared with.
    #[serde(default)]
    stamp: String,
}

/// Shows the earlier states, and what differs in one of them if it is named.
pub(crate) fn compare(place: &Workplace, NamedState { name, .. }: NamedState) -> Reply {
    compared(place, &name).unwrap_or_else(|problems| Reply::failed(&problems))
}

fn compared(place: &Workplace, name: &str) -> Outcome<Reply> {
    let kept = place.desk.earlier();
    if name.is_empty() {
        return Ok(Reply::done().with([view::earlier_states(&kept, None)]));
    }
    let now = place.desk.read()?;
    let then = now.with(StateFile::open(&place.desk.read_earlier(name)?)?);
    let comparison = Comparison {
        name,
        stamp: &stamp(&now.file.source),
        differences: &differences(&then, &now),
    };
    Ok(Reply::done().with([view::earlier_states(&kept, Some(comparison))]))
}

/// Puts an earlier state into the place of the file.
pub(crate) fn bring_back(
    place: &Workplace,
    NamedState { name, stamp }: NamedState,
) -> Reply {
    let decide = |before: &StateNow| {
        if before.stamp != stamp {
            return Err(Reply::refused(
                "The file has been changed since. Look again at what differs.",
            ));
        }
        let kept = place.desk.read_earlier(&name);
        let file = before.with_bytes(kept.map(|kept| kept.bytes().to_vec()))?;
        let did = Did::New("bringing back an earlier state".into(), Act::Whole);
        Ok(Some(Changed { file, did }))
    };
    work(place, KeptBefore::Return, decide, |_, _| Reply::done())
}

/// Deletes an earlier state for good.
pub(crate) fn delete(place: &Workplace, NamedState { name, .. }: NamedState) -> Reply {
    match place.desk.delete_earlier(&name) {
        Ok(()) => Reply::done().with([view::earlier_states(&place.desk.earlier(), None)]),
        Err(problems) => Reply::failed(&problems),
    }
}

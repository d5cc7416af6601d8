//! Checks for updates are added.

use serde::Deserialize;

use super::{Changed, Did, StateNow, clean, work};
use crate::base::date::Date;
use crate::base::earlier::KeptBefore;
use crate::base::text::one_line;
use crate::edition::note;
use crate::edition::verdict::Check;
use crate::model::path::StatePath;
use crate::model::state::StateFile;
use crate::web::desk::Workplace;
use crate::web::history::Act;
use crate::web::reply::Reply;
use crate::web::view;

/// What the page sends when somebody has checked for updates.
#[derive(Deserialize)]
pub(crate) struct NewCheck {
    by: String,
    found: String,
}

/// Records that somebody has checked for updates today.
pub(crate) fn check(place: &Workplace, NewCheck { by, found }: NewCheck) -> Reply {
    let by = one_line(&clean(&by));
    if by.is_empty() {
        return Reply::refused("Write who checked.");
    }
    let Ok(found) = found.parse::<Date>() else {
        return Reply::refused("Write the date that is shown there, such as 27/03/2025.");
    };
    let decide = |before: &StateNow| {
        let check = Check { date: before.sheet.engine.today(), by, found };
        if !check.is_possible() {
            return Err(Reply::refused("That date is still to come."));
        }
        before.guard(&StatePath::Check(1, "by".into()), &check.by)?;
        let file = before.with_check(&check)?;
        let did = Did::New("the check for updates".into(), Act::Check(check));
        Ok(file.map(|file| Changed { file, did }))
    };
    work(place, KeptBefore::Change, decide, |now, _| {
        Reply::done().with([view::checks(now)])
    })
}

impl StateNow<'_> {
    /// The file with a check; none if it has it.
    pub(super) fn with_check(&self, check: &Check) -> Result<Option<StateFile>, Reply> {
        if note::has_check(&self.state, check) {
            return Ok(None);
        }
        self.with_bytes(note::with_check(&self.sheet.file.source, check)).map(Some)
    }
}

//! Answers that belong to an earlier edition: the file is moved to the checklist's own, and
//! answers are found to fit still.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Changed, Did, NO_PLACE, StateNow, work};
use crate::base::earlier::KeptBefore;
use crate::edition::note;
use crate::model::checklist::Item;
use crate::web::desk::Workplace;
use crate::web::history::Act;
use crate::web::reply::Reply;
use crate::web::view;

/// Moves the state to the checklist's own edition.
pub(crate) fn move_on(place: &Workplace, _: IgnoredAny) -> Reply {
    let decide = |before: &StateNow| {
        let updated = before.sheet.moved_on();
        let updated = updated.map_err(|problems| Reply::failed(&problems))?;
        let edition = before.items.checklist.last_updated;
        let what = format!("the move to the edition of {edition}");
        let did = Did::New(what, Act::Whole);
        let Some(updated) = updated else { return Ok(None) };
        let file = before.with_bytes(Ok(updated.bytes))?;
        Ok(Some(Changed { file, did }))
    };
    work(place, KeptBefore::Move, decide, |_, _| Reply::done())
}

/// What the page sends when an answer to earlier words still fits.
#[derive(Deserialize)]
pub(crate) struct StillFits {
    item: String,
}

/// Takes an item off the list of those that were answered under earlier words.
pub(crate) fn still_fits(place: &Workplace, StillFits { item }: StillFits) -> Reply {
    let decide = |before: &StateNow| {
        let Some(found) = before.items.find(&item) else {
            return Err(Reply::refused(NO_PLACE));
        };
        let mut noted = before.state.answered_under.iter();
        let is_it = |id: &str| before.items.id(id) == found.id();
        let Some((id, _)) = noted.find(|(id, _)| is_it(&id.text)) else {
            return Ok(None);
        };
        let source = &before.sheet.file.source;
        let file = before.with_bytes(note::without_answered_under(source, &id.text))?;
        let title = found.title().plain(before.items.checklist);
        let what = format!("“The answer still fits”, {title}");
        Ok(Some(Changed { file, did: Did::New(what, Act::Whole) }))
    };
    work(place, KeptBefore::Change, decide, |now, _| {
        let items = now.filled.checklist.items().into_iter();
        let found = items.map(Item::id).find(|id| *id == item);
        Reply::done().with(found.map(|id| view::earlier_words(now, id)))
    })
}

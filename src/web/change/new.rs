//! A state that is not there yet is made.

use serde::Deserialize;

use crate::web::desk::Workplace;
use crate::web::reply::Reply;

/// What the page sends to have the state made.
#[derive(Deserialize)]
pub(crate) struct NewState {
    checklist: String,
}

/// Makes the state, with nothing filled in.
pub(crate) fn make(place: &Workplace, NewState { checklist }: NewState) -> Reply {
    let _turn = place.turn();
    match place.desk.make(&checklist) {
        Ok(()) => Reply::done(),
        Err(problems) => Reply::failed(&problems),
    }
}

//! A state that is not there yet is made.

use axum::body::Bytes;
use serde::Deserialize;

use super::UNREADABLE;
use crate::web::desk::Workplace;
use crate::web::reply::Reply;

/// What the page sends to have the state made.
#[derive(Deserialize)]
struct NewState {
    checklist: String,
}

/// Makes the state, with nothing filled in.
pub(crate) fn make(place: &Workplace, body: &Bytes) -> Reply {
    let Ok(NewState { checklist }) = serde_json::from_slice(body) else {
        return Reply::refused(UNREADABLE);
    };
    let _turn = place.turn();
    match place.desk.make(&checklist) {
        Ok(()) => Reply::done(),
        Err(problems) => Reply::failed(&problems),
    }
}

//! How the state stands, for a page that asks.

use axum::response::{IntoResponse, Response};

use super::{MORE_ROWS, NO_PLACE, all_values};
use crate::model::values::{Items, Values};
use crate::web::desk::Workplace;
use crate::web::reply::{FileNews, Reply};
use crate::web::view;

/// How items stand now, and all values if the page knows another file than there is now;
/// nothing if it cannot be read just now.
pub(crate) fn news(place: &Workplace, known: &str) -> Reply {
    let read = place.desk.read().and_then(|sheet| sheet.filled_today());
    let Ok(now) = read else { return Reply::done() };
    let mut reply = Reply::done().with(view::overview(&now));
    let file = FileNews { before: String::new(), stamp: now.stamp() };
    if !known.is_empty() && file.stamp != known {
        let items = Items::of(&now.filled.checklist);
        reply.values = Some(all_values(&Values::of(&now.filled.state, &items)));
    }
    reply.file = Some(file);
    reply
}

/// A table with so many rows at the least, empty ones included.
pub(crate) fn item(place: &Workplace, id: &str, rows: usize) -> Response {
    let read = place.desk.read().and_then(|sheet| sheet.filled_today());
    let now = match read {
        Ok(now) => now,
        Err(problems) => return Reply::failed(&problems).into_response(),
    };
    let items = Items::of(&now.filled.checklist);
    let Some(table) = items.table(id) else {
        return Reply::refused(NO_PLACE).into_response();
    };
    let filled = Values::of(&now.filled.state, &items).rows(id);
    let rows = rows.min(filled + MORE_ROWS);
    Reply::done().with([view::table(&now, table, rows)]).into_response()
}

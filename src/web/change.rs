//! Changes: each is one verified edit of the state file, under its lock.

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::base::date::Date;
use crate::base::privacy::{Consequence, NOT_SAVED, scan};
use crate::base::problem::Outcome;
use crate::base::source::Source;
use crate::base::text::{is_control, normal, one_line};
use crate::edition::note;
use crate::edition::verdict::Check;
use crate::model::cell::{ColumnKind, joined};
use crate::model::checklist::{PatientData, Table};
use crate::model::edit::{Changes, PlannedRow, Revision, edited};
use crate::model::path::StatePath;
use crate::model::state::StateFile;
use crate::model::values::align::{Likeness, Row};
use crate::model::values::{Items, Values, says_the_same};
use crate::web::desk::{FilledToday, Sheet, Workplace, stamp};
use crate::web::reply::{FileNews, Reply};
use crate::web::view;

/// How many empty rows a page may have below those in the file.
const MORE_ROWS: usize = 50;

/// Why a change is not made that would take a comment with it.
const COMMENT: &str = "Somebody has written a comment in the file that would be lost. Make this \
                       change in the file.";

/// Why a value without a place is not saved.
const NO_PLACE: &str = "The checklist has no such place.";

/// What the page sends when a value has changed.
#[derive(Deserialize)]
struct ChangedValue {
    /// The place of the value, such as `sms-providers.2.contact`.
    path: String,
    /// What was typed, or the word of what was chosen.
    value: String,
    /// What was chosen beside what was typed.
    #[serde(default)]
    choice: String,
    /// What the value was before, as the page knew it.
    was: String,
    /// The cells of its row by column, as the page knew them: rows have no names, and the
    /// row may have another number by now.
    #[serde(default)]
    row: Option<Row>,
    /// What the page has sent since, without having heard what became of it.
    #[serde(default)]
    sent: Option<String>,
}

/// What the page sends when a row is removed.
#[derive(Deserialize)]
struct RemovedRow {
    table: String,
    row: usize,
    /// The cells of the row by column, as the page knew them.
    was: Row,
}

/// What the page sends when somebody has checked for updates.
#[derive(Deserialize)]
struct NewCheck {
    by: String,
    found: String,
}

/// The state as a change finds it.
struct StateNow<'a> {
    sheet: &'a Sheet,
    items: Items<'a>,
    values: Values,
}

/// The changed state; none if there is nothing to change.
type Decision = Result<Option<StateFile>, Reply>;

/// Reads the state, changes it as is decided, and tells the page how it stands then. Nobody
/// else changes it meanwhile.
fn work(
    place: &Workplace,
    decide: impl FnOnce(&StateNow) -> Decision,
    tell: impl FnOnce(&FilledToday, &Values) -> Reply,
) -> Reply {
    let _turn = place.turn();
    let worked = || -> Outcome<Reply> {
        let _lock = place.desk.lock()?;
        let sheet = place.desk.read()?;
        let checklist = sheet.opened.checklist.clone();
        let items = Items::of(&checklist);
        let values = Values::of(&sheet.state(), &items);
        let stamp_before = stamp(&sheet.file.source);
        let before = StateNow { sheet: &sheet, items, values };
        let now = match decide(&before) {
            Err(reply) => return Ok(reply),
            Ok(None) => sheet,
            Ok(Some(changed)) => {
                let read = sheet.file.source.bytes();
                place.desk.replace(read, changed.source.bytes())?;
                sheet.with(changed)
            }
        };
        let values = Values::of(&now.state(), &Items::of(&checklist));
        let now = now.filled_today()?;
        let mut reply = tell(&now, &values).with(view::overview(&now));
        let news =
            FileNews { before: stamp_before, stamp: now.stamp(), ..FileNews::default() };
        reply.file = Some(Box::new(news));
        Ok(reply)
    };
    worked().unwrap_or_else(|problems| Reply::failed(&problems))
}

/// Saves a value.
pub(crate) fn change(place: &Workplace, body: &Bytes) -> Reply {
    let Ok(change) = serde_json::from_slice::<ChangedValue>(body) else {
        return Reply::refused("This cannot be read.");
    };
    let value = clean(&joined(&change.choice, &change.value));
    // Where the value is by now.
    let place_now = RefCell::new(None);
    let decide = |before: &StateNow| {
        let subject = &before.sheet.opened.checklist.about.subject;
        let Ok(path) = StatePath::read(&change.path, subject) else {
            return Err(Reply::refused(NO_PLACE));
        };
        let path = before.located(path, change.row.as_ref());
        place_now.replace(Some(path.clone()));
        before.change(&path, &value, &change)
    };
    work(place, decide, |now, values| {
        let checklist = &now.filled.checklist;
        let Some(path) = place_now.take() else { return Reply::refused(NO_PLACE) };
        let items = Items::of(checklist);
        let text = &normal(values.get(&path));
        let mut reply = Reply::done();
        reply.now = Some(text.clone());
        reply.note = view::note(now, &path, text);
        let table = items.table(path.item());
        match table.filter(|_| matches!(path, StatePath::Word(_))) {
            Some(table) => reply.with([view::table(now, table, 0)]),
            None => reply,
        }
    })
}

impl StateNow<'_> {
    /// A cell where its row is by now, if that is another place than the page knows. A row
    /// that is empty on the page goes below the others if its place has been taken.
    fn located(&self, path: StatePath, row: Option<&Row>) -> StatePath {
        let (StatePath::Cell(id, number, column), Some(row)) = (&path, row) else {
            return path;
        };
        let number = self.number_now(id, *number, row);
        StatePath::Cell(id.clone(), number, column.clone())
    }

    /// The number of the row that the page knew by these cells; the same if none is it.
    fn number_now(&self, id: &str, number: usize, row: &Row) -> usize {
        let rows = self.values.table(id);
        let row: Row =
            row.iter().filter(|(_, text)| !text.is_empty()).map(clone).collect();
        let likeness = Likeness::of(self.items.table(id));
        let here = rows.get(&number);
        if row.is_empty() {
            let last = rows.keys().max().copied().unwrap_or_default();
            return if here.is_some() { last + 1 } else { number };
        }
        if here.is_some_and(|here| likeness.is_same(here, &row)) {
            return number;
        }
        let only = |is_it: &dyn Fn(&Row) -> bool| {
            let mut found = rows.iter().filter(|(_, other)| is_it(other));
            let first = found.next().map(|(number, _)| *number);
            first.filter(|_| found.next().is_none())
        };
        only(&|other| likeness.is_same(other, &row))
            .or_else(|| here.filter(|here| likeness.is_akin(here, &row)).map(|_| number))
            .or_else(|| only(&|other| likeness.is_akin(other, &row)))
            .unwrap_or(number)
    }

    /// What becomes of a changed value.
    fn change(&self, path: &StatePath, value: &str, change: &ChangedValue) -> Decision {
        if !self.items.has(path) {
            return Err(Reply::refused(NO_PLACE));
        }
        let now = self.values.get(path);
        let is_now = |other: &str| says_the_same(path, &self.items, now, other);
        if normal(now) == normal(value) {
            return Ok(None);
        }
        self.find_room(path)?;
        if !is_now(&change.was) && !change.sent.as_deref().is_some_and(is_now) {
            return Err(Reply::conflict(normal(now)));
        }
        self.guard(path, value)?;
        let changes = Changes::from([(path.clone(), value.to_string())]);
        self.edited(&Revision::from(changes)).map(Some)
    }

    /// The file with other values.
    fn edited(&self, revision: &Revision) -> Result<StateFile, Reply> {
        let edited = edited(&self.sheet.file, &self.items, revision)
            .map_err(|problems| Reply::failed(&problems))?;
        match edited.lost.is_empty() {
            true => Ok(edited.file),
            false => Err(Reply::refused(COMMENT)),
        }
    }

    /// Refuses a place that cannot be filled in now.
    fn find_room(&self, path: &StatePath) -> Result<(), Reply> {
        match path {
            StatePath::Cell(id, row, _) if *row > self.values.rows(id) + MORE_ROWS => {
                Err(Reply::refused(NO_PLACE))
            }
            StatePath::Cell(id, ..) => {
                let word = self.values.get(&StatePath::Word(id.clone()));
                match word.trim() {
                    "" => Ok(()),
                    word => Err(Reply::refused(format!(
                        "Somebody has answered “{word}” here: reload the page, and choose \
                         to list them first."
                    ))),
                }
            }
            StatePath::Word(id) if self.values.rows(id) > 0 => Err(Reply::refused(
                "There are answers in the rows: remove the rows first.",
            )),
            _ => Ok(()),
        }
    }

    /// Refuses an NHS number that is not in the file already, unless the checklist expects
    /// patient data.
    fn guard(&self, path: &StatePath, value: &str) -> Result<(), Reply> {
        if self.items.checklist.patient_data == PatientData::Allow {
            return Ok(());
        }
        let kind = self.items.kind(path).unwrap_or(ColumnKind::Text);
        let stops = |text: &str| {
            let found = scan(text, kind.surroundings()).into_iter();
            found.filter(|found| found.why.consequence() == Consequence::Stops).count()
        };
        match stops(value) > stops(self.values.get(path)) {
            true => Err(Reply::refused(NOT_SAVED)),
            false => Ok(()),
        }
    }

    /// The change that removes a row, which must say what the page knew of it; none if it
    /// says nothing.
    fn without_row(&self, removed: &RemovedRow) -> Result<Option<Revision>, Reply> {
        let id = &removed.table;
        let number = self.number_now(id, removed.row, &removed.was);
        let rows = self.values.table(id);
        let Some(row) = rows.get(&number) else { return Ok(None) };
        for (column, now) in row {
            let path = StatePath::Cell(id.clone(), number, column.clone());
            let was = removed.was.get(column).map_or("", String::as_str);
            if !says_the_same(&path, &self.items, now, was) {
                return Err(Reply::conflict(normal(now)));
            }
        }
        let others = rows.into_iter().filter(|(other, _)| *other != number);
        let planned =
            others.map(|(from, cells)| PlannedRow { from: Some(from), cells }).collect();
        let tables = BTreeMap::from([(id.clone(), planned)]);
        Ok(Some(Revision { tables, ..Revision::default() }))
    }
}

/// Removes a row.
pub(crate) fn remove(place: &Workplace, body: &Bytes) -> Reply {
    let Ok(removed) = serde_json::from_slice::<RemovedRow>(body) else {
        return Reply::refused("This cannot be read.");
    };
    let decide = |before: &StateNow| {
        let revision = before.without_row(&removed)?;
        revision.map(|revision| before.edited(&revision)).transpose()
    };
    work(place, decide, |now, _| {
        let checklist = &now.filled.checklist;
        let table = Items::of(checklist).table(&removed.table);
        Reply::done().with(table.map(|table: &Table| view::table(now, table, 0)))
    })
}

/// Records that somebody has checked for updates today.
pub(crate) fn check(place: &Workplace, body: &Bytes) -> Reply {
    let Ok(NewCheck { by, found }) = serde_json::from_slice(body) else {
        return Reply::refused("This cannot be read.");
    };
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
        if note::has_check(&before.sheet.state(), &check) {
            return Ok(None);
        }
        before.guard(&StatePath::Check(1, "by".into()), &check.by)?;
        let source = &before.sheet.file.source;
        let noted = note::with_check(source, &check)
            .and_then(|bytes| StateFile::open(&Source::new(source.name.clone(), bytes)));
        noted.map(Some).map_err(|problems| Reply::failed(&problems))
    };
    work(place, decide, |now, _| Reply::done().with([view::checks(now)]))
}

/// How items stand now, and all values if the page knows another file than there is now;
/// nothing if it cannot be read just now.
pub(crate) fn news(place: &Workplace, known: &str) -> Reply {
    let read = place.desk.read().and_then(Sheet::filled_today);
    let Ok(now) = read else { return Reply::done() };
    let mut reply = Reply::done().with(view::overview(&now));
    let mut news = FileNews { stamp: now.stamp(), ..FileNews::default() };
    if !known.is_empty() && news.stamp != known {
        let items = Items::of(&now.filled.checklist);
        let values = Values::of(&now.filled.state, &items);
        let values = values.iter().map(|(path, text)| (path.to_string(), normal(text)));
        news.values = Some(values.collect());
    }
    reply.file = Some(Box::new(news));
    reply
}

/// A table with so many rows at the least, empty ones included.
pub(crate) fn item(place: &Workplace, id: &str, rows: usize) -> Response {
    let read = place.desk.read().and_then(Sheet::filled_today);
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

fn clone((column, text): (&String, &String)) -> (String, String) {
    (column.clone(), text.clone())
}

/// What was typed, as a file can hold it: word processors paste characters that end lines in
/// ways of their own, or that nobody sees.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let cleaned = text.chars().filter_map(|c| match c {
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\u{feff}' => None,
        c if is_control(c) => None,
        c => Some(c),
    });
    normal(&cleaned.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_is_pasted_becomes_text_that_a_file_can_hold() {
        for (pasted, wanted) in [
            ("one\u{b}two", "one\ntwo"),
            ("a\r\nb\rc", "a\nb\nc"),
            ("\u{feff}a\u{0}\u{7}b\tc", "ab\tc"),
            ("\n\n a \n", " a "),
            ("é ’ 😀", "é ’ 😀"),
        ] {
            assert_eq!(clean(pasted), wanted, "{pasted:?}");
        }
    }
}

//! Changes: each is one verified edit of the state file, under its lock.

mod checks;
mod earlier;
mod edition;
mod new;
mod news;
mod rows;
mod undo;
mod value;

use std::collections::BTreeMap;

pub(crate) use self::checks::check;
pub(crate) use self::earlier::{bring_back, compare, delete};
pub(crate) use self::edition::{move_on, still_fits};
pub(crate) use self::new::make;
pub(crate) use self::news::{item, news};
pub(crate) use self::rows::remove;
pub(crate) use self::undo::undo;
pub(crate) use self::value::change;
use crate::base::earlier::KeptBefore;
use crate::base::problem::{Outcome, ProblemList};
use crate::base::source::Source;
use crate::base::text::{is_control, normal};
use crate::model::cell::ColumnKind;
use crate::model::checklist::Checklist;
use crate::model::edit::{Revision, edited};
use crate::model::path::StatePath;
use crate::model::state::{State, StateFile};
use crate::model::values::align::{Likeness, Row};
use crate::model::values::{Items, Values};
use crate::web::desk::{FilledToday, Sheet, Workplace, stamp};
use crate::web::history::{Act, Step, Way};
use crate::web::reply::{FileNews, Reply, said};
use crate::web::view;

/// How many empty rows a page may have below those in the file.
const MORE_ROWS: usize = 50;

/// Why a change is not made that would take a comment with it.
const COMMENT: &str = "Somebody has written a comment in the file that would be lost. Make this \
                       change in the file.";

/// Why a value without a place is not saved.
const NO_PLACE: &str = "The checklist has no such place.";

/// The state as a change finds it.
struct StateNow<'a> {
    sheet: &'a Sheet,
    state: State,
    items: Items<'a>,
    values: Values,
    stamp: String,
}

/// The state as a change leaves it.
struct Changed {
    file: StateFile,
    did: Did,
}

/// What a change was.
enum Did {
    /// Something new, in words, that can be undone.
    New(String, Act),
    /// A step taken back, or forth again.
    Again(Way),
}

/// The changed state; none if there is nothing to change.
type Decision = Result<Option<Changed>, Reply>;

/// Reads the state, changes it as is decided, and tells the page how it stands then. Nobody
/// else changes it meanwhile. The state is kept first, where it is to be kept `before` this.
fn work(
    place: &Workplace,
    before: KeptBefore,
    decide: impl FnOnce(&StateNow) -> Decision,
    tell: impl FnOnce(&FilledToday, &Values) -> Reply,
) -> Reply {
    let _turn = place.turn();
    let worked = || -> Outcome<Reply> {
        let _lock = place.desk.lock()?;
        let sheet = place.desk.read()?;
        let checklist = sheet.opened.checklist.clone();
        let now = StateNow::of(&sheet, &checklist);
        let stamp_before = now.stamp.clone();
        let mut warnings = ProblemList::new();
        let sheet = match decide(&now) {
            Err(reply) => return Ok(reply),
            Ok(None) => sheet,
            Ok(Some(changed)) => {
                let (after, told) = put(place, &sheet, changed, before)?;
                warnings = told;
                after
            }
        };
        let now = sheet.filled_today()?;
        let values = Values::of(&now.filled.state, &Items::of(&checklist));
        let mut reply = tell(&now, &values).with(view::overview(&now));
        reply = reply.with([view::history(&place.history())]);
        reply.warnings.extend(warnings.iter().map(said));
        reply.file = Some(FileNews { before: stamp_before, stamp: now.stamp() });
        Ok(reply)
    };
    worked().unwrap_or_else(|problems| Reply::failed(&problems))
}

/// Puts a changed state into the place of the one that was read; also gives what to warn of.
fn put(
    place: &Workplace,
    sheet: &Sheet,
    changed: Changed,
    before: KeptBefore,
) -> Outcome<(Sheet, ProblemList)> {
    let read = &sheet.file.source;
    let source = changed.file.source.clone();
    let warnings = place.desk.replace(read.bytes(), source.bytes(), before)?;
    let mut history = place.history();
    match changed.did {
        Did::New(what, act) => {
            let stamps = [stamp(read), stamp(&source)];
            let bytes = [read.bytes(), source.bytes()];
            history.push(Step::new(what, act, bytes, stamps));
        }
        Did::Again(way) => history.take(way),
    }
    Ok((sheet.with(changed.file), warnings))
}

impl<'a> StateNow<'a> {
    fn of(sheet: &'a Sheet, checklist: &'a Checklist) -> Self {
        let items = Items::of(checklist);
        let state = sheet.state();
        let values = Values::of(&state, &items);
        Self { sheet, state, items, values, stamp: stamp(&sheet.file.source) }
    }

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

    /// The file with other values.
    fn edited(&self, revision: &Revision) -> Result<StateFile, Reply> {
        let edited = edited(&self.sheet.file, &self.items, revision)
            .map_err(|problems| Reply::failed(&problems))?;
        match edited.lost.is_empty() {
            true => Ok(edited.file),
            false => Err(Reply::refused(COMMENT)),
        }
    }

    /// The file with other bytes.
    fn with_bytes(&self, bytes: Outcome<Vec<u8>>) -> Result<StateFile, Reply> {
        let name = &self.sheet.file.source.name;
        bytes
            .and_then(|bytes| StateFile::open(&Source::new(name.clone(), bytes)))
            .map_err(|problems| Reply::failed(&problems))
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

    /// What is asked for at a place.
    fn kind(&self, path: &StatePath) -> ColumnKind {
        self.items.kind(path).unwrap_or(ColumnKind::Text)
    }
}

/// All values by path, as a page has them.
fn all_values(values: &Values) -> BTreeMap<String, String> {
    values.iter().map(|(path, text)| (path.to_string(), normal(text))).collect()
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

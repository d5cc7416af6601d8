//! A value is given another one.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;

use super::{Changed, Decision, Did, NO_PLACE, StateNow, clean, work};
use crate::base::earlier::KeptBefore;
use crate::base::privacy::{IT_IS_NOT, NOT_SAVED, stopping, without_numbers};
use crate::base::text::normal;
use crate::edition::note;
use crate::model::cell::joined;
use crate::model::checklist::PatientData;
use crate::model::edit::{Changes, Revision};
use crate::model::path::StatePath;
use crate::model::values::align::Row;
use crate::model::values::{Items, says_the_same};
use crate::web::desk::{Workplace, title};
use crate::web::history::Act;
use crate::web::reply::{Doubt, Reply, SureOf};
use crate::web::view;

/// What the page sends when a value has changed.
#[derive(Default, Deserialize)]
pub(crate) struct ChangedValue {
    /// The place of the value, such as `sms-providers.2.contact`.
    pub(super) path: String,
    /// What was typed, or the word of what was chosen.
    pub(super) value: String,
    /// What was chosen beside what was typed.
    #[serde(default)]
    pub(super) choice: String,
    /// What the value was before, as the page knew it.
    pub(super) was: String,
    /// The cells of its row by column, as the page knew them: rows have no names, and the
    /// row may have another number by now.
    #[serde(default)]
    pub(super) row: Option<Row>,
    /// What the page has sent since, without having heard what became of it.
    #[serde(default)]
    pub(super) sent: Vec<String>,
    /// What somebody has said they are sure of.
    #[serde(default)]
    pub(super) sure: Vec<SureOf>,
}

/// Saves a value.
pub(crate) fn change(place: &Workplace, change: ChangedValue) -> Reply {
    let value = clean(&joined(&change.choice, &change.value));
    // Where the value is by now.
    let place_now = RefCell::new(None);
    let decide = |before: &StateNow| {
        let path = before.place_of(&change)?;
        place_now.replace(Some(path.clone()));
        before.change(&path, &value, &change)
    };
    work(place, KeptBefore::Change, decide, |now, values| {
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
    /// The place of a changed value by now.
    pub(super) fn place_of(&self, change: &ChangedValue) -> Result<StatePath, Reply> {
        let subject = &self.items.about.subject;
        let path = StatePath::read(&change.path, subject);
        let path = path.map_err(|_| Reply::refused(NO_PLACE))?;
        Ok(self.located(path, change.row.as_ref()))
    }

    /// What becomes of a changed value.
    pub(super) fn change(
        &self,
        path: &StatePath,
        value: &str,
        change: &ChangedValue,
    ) -> Decision {
        if !self.items.has(path) {
            return Err(Reply::refused(NO_PLACE));
        }
        let now = self.values.get(path);
        let is_now = |other: &str| says_the_same(path, &self.items, now, other);
        if normal(now) == normal(value) {
            return Ok(None);
        }
        self.find_room(path)?;
        if !is_now(&change.was) && !change.sent.iter().any(|sent| is_now(sent)) {
            return Err(Reply::conflict(normal(now)));
        }
        let is_sure = |of: SureOf| change.sure.contains(&of);
        if !is_sure(SureOf::Code) {
            self.ask_about_code(path, value)?;
        }
        let is_noted = match self.guard(path, value) {
            Ok(()) => false,
            Err(_) if is_sure(SureOf::Number) => true,
            Err(refused) => return Err(refused),
        };
        let changes = Changes::from([(path.clone(), value.to_string())]);
        let mut file = self.edited(&Revision::from(changes))?;
        if is_noted {
            file =
                self.with_bytes(note::with_not_nhs_number(&file.source, path, value))?;
        }
        let act = Act::Value {
            path: path.clone(),
            row: self.row_of(path),
            was: now.into(),
            now: value.into(),
        };
        Ok(Some(Changed { file, did: Did::New(title(path, self.items.checklist), act) }))
    }

    /// The row of a cell as it is; empty if it has none.
    fn row_of(&self, path: &StatePath) -> Row {
        let StatePath::Cell(id, number, _) = path else { return Row::new() };
        self.values.table(id).remove(number).unwrap_or_default()
    }

    /// Asks before what tells this subject from others changes.
    fn ask_about_code(&self, path: &StatePath, value: &str) -> Result<(), Reply> {
        let now = self.values.get(path).trim();
        let about = self.items.about;
        let Some(code) = about.code() else { return Ok(()) };
        if *path != about.path(&code.id) || now.is_empty() || now == value.trim() {
            return Ok(());
        }
        let why = format!(
            "The {} tells this {} from others: forms and lists go by it. Change it from “{now}” \
             to “{}”?",
            code.title,
            about.words(),
            value.trim()
        );
        Err(Reply::doubted(why, Doubt { word: SureOf::Code, yes: "Change it" }))
    }

    /// Refuses a number that looks like an NHS number and is not in the file already, unless
    /// the checklist expects patient data. What was said not to be one is asked about again
    /// when it changes.
    pub(super) fn guard(&self, path: &StatePath, value: &str) -> Result<(), Reply> {
        if self.items.checklist.patient_data == PatientData::Allow {
            return Ok(());
        }
        let place = self.kind(path).surroundings();
        let stopped = |text: &str| -> BTreeSet<String> {
            let digits = |range: Range<usize>| {
                text[range].chars().filter(char::is_ascii_digit).collect()
            };
            stopping(text, place).into_iter().map(digits).collect()
        };
        let (now, new) = (self.values.get(path), stopped(value));
        let is_old = new.is_subset(&stopped(now));
        if new.is_empty() || (is_old && !self.state.is_not_nhs_number(path, now)) {
            return Ok(());
        }
        if self.state.is_not_nhs_number(path, value) {
            return Ok(());
        }
        let doubt = Doubt { word: SureOf::Number, yes: IT_IS_NOT };
        let mut reply = Reply::doubted(NOT_SAVED, doubt);
        reply.without = Some(without_numbers(value, place));
        Err(reply)
    }
}

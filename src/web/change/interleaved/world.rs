//! Everybody who changes the file, and what has to be kept of it.

use std::collections::{BTreeMap, BTreeSet};

use super::dice::Dice;
use super::memory::FileInMemory;
use super::page::{HeldValue, Page, Sent};
use crate::model::edit::{Changes, PlannedRow, Revision, edited};
use crate::model::path::StatePath;
use crate::model::state::StateFile;
use crate::model::values::align::Row;
use crate::model::values::{Items, Values};
use crate::returned::merge::{Sides, merge};
use crate::web::change::value::ChangedValue;
use crate::web::change::{all_values, change, look_again, news, remove, undo};
use crate::web::desk::Workplace;
use crate::web::reply::Reply;

const PAGES: usize = 2;

pub(super) const TABLE: &str = "suppliers";
/// The column that says whose row it is; what is typed into the others names it.
const NAME: &str = "supplier";
const COLUMNS: [&str; 2] = ["contact", "visit_date"];
const PLACES: [&str; 4] =
    ["site.manager", "site.name", "tell-neighbours.owner", "tell-neighbours.notes"];

/// What a page is told, in short.
fn said(reply: &Reply) -> String {
    let word = if reply.is_conflict() { "conflict" } else { "" };
    format!(
        "  {word} now {:?} {:?} values {}",
        reply.now,
        reply.path,
        reply.values.is_some()
    )
}

/// Everybody who changes the file.
pub(super) struct World {
    dice: Dice,
    file: FileInMemory,
    server: Workplace,
    pages: Vec<Page>,
    /// What an editor has in hand.
    editor: Option<StateFile>,
    /// What a form was made with, and what it says by now.
    form: Option<(Values, Values)>,
    /// The values that have to be kept.
    live: BTreeSet<String>,
    /// The values that were not saved on a page. If an editor overwrites them that has not seen
    /// them, nobody can tell.
    others: BTreeSet<String>,
    typed: usize,
    /// What was done, to be read when it goes wrong.
    log: Vec<String>,
}

impl World {
    pub(super) fn new(seed: u64, file: FileInMemory) -> Self {
        let server = Workplace::at(Box::new(file.clone()));
        let mut world = Self {
            dice: Dice(seed),
            file,
            server,
            pages: Vec::new(),
            editor: None,
            form: None,
            live: BTreeSet::new(),
            others: BTreeSet::new(),
            typed: 0,
            log: Vec::new(),
        };
        for page in 0..PAGES {
            let (known, stamp, held) = (BTreeMap::new(), "none".into(), Vec::new());
            world.pages.push(Page { known, stamp, held });
            world.look(page);
        }
        world
    }

    /// All texts in the file.
    fn texts(&self) -> BTreeSet<String> {
        self.file.values().iter().map(|(_, text)| text.to_string()).collect()
    }

    /// A value that nobody has typed before; one in a row names it.
    fn new_value(&mut self, row: Option<&Row>) -> String {
        self.typed += 1;
        match row.and_then(|row| row.get(NAME)).filter(|name| !name.is_empty()) {
            Some(name) => format!("w{} of {name};", self.typed),
            None => format!("w{};", self.typed),
        }
    }

    fn new_name(&mut self) -> String {
        self.typed += 1;
        let name = self.dice.one(&["Ash", "Birch", "Cedar", "Dogwood", "Elder", "Fir"]);
        format!("{name} {};", self.typed)
    }

    /// A page asks for what is new.
    fn look(&mut self, page: usize) {
        let reply = news(&self.server, &self.pages[page].stamp);
        let page_ = &mut self.pages[page];
        page_.stamp.clone_from(&reply.file.as_ref().unwrap().stamp);
        if let Some(values) = &reply.values {
            page_.known.clone_from(values);
        }
        for unsaved in &reply.overwritten {
            if self.pages[page].held.iter().all(|held| held.value != unsaved.value) {
                let is_cell = unsaved.path.starts_with(TABLE);
                let row = is_cell.then(|| unsaved.row.clone());
                let sent = Sent {
                    path: unsaved.path.clone(),
                    was: unsaved.was.clone(),
                    value: unsaved.value.clone(),
                    row,
                    restores: Some(unsaved.value.clone()),
                };
                self.send(page, sent);
            }
        }
    }

    /// A page sends a value.
    fn send(&mut self, page: usize, sent: Sent) {
        self.log.push(format!("page {page}: {sent:?}"));
        let changed = ChangedValue {
            path: sent.path.clone(),
            value: sent.value.clone(),
            was: sent.was.clone(),
            row: sent.row.clone(),
            restores: sent.restores.clone(),
            ..ChangedValue::default()
        };
        let reply = change(&self.server, changed);
        self.log.push(said(&reply));
        assert!(!reply.is_failed(), "{reply:?}");
        let Sent { path, was, value, row, restores } = sent;
        if reply.is_conflict() {
            let now = reply.now.clone().unwrap();
            self.pages[page].held.push(HeldValue { path, row, value, now, restores });
        } else if reply.now.is_some() {
            self.live.remove(&was);
            self.keep(&value);
            self.told(page, &reply);
            self.pages[page].known.insert(path, value);
        }
    }

    /// Notes a value that has to be kept from now on.
    fn keep(&mut self, value: &str) {
        if !value.is_empty() {
            self.live.insert(value.into());
        }
    }

    /// A page hears how the file is, as far as it is its own doing.
    fn told(&mut self, page: usize, reply: &Reply) {
        let page = &mut self.pages[page];
        let file = reply.file.as_ref().unwrap();
        if file.before == page.stamp {
            page.stamp.clone_from(&file.stamp);
        }
        if let Some(values) = &reply.values {
            page.known.clone_from(values);
        }
    }

    /// Somebody types on a page.
    fn type_on(&mut self, page: usize) {
        let rows = self.pages[page].rows();
        let known = |path: &str| self.pages[page].known.get(path).cloned();
        if self.dice.below(2) == 0 {
            let path = self.dice.one(&PLACES);
            let was = known(path).unwrap_or_default();
            let value = match self.dice.below(6) {
                0 => String::new(),
                _ => self.new_value(None),
            };
            let path = path.to_string();
            return self.send(page, Sent { path, was, value, ..Sent::default() });
        }
        let next = rows.keys().max().map_or(1, |last| last + 1);
        let number = 1 + self.dice.below(next);
        let row = rows.get(&number).cloned().unwrap_or_default();
        let (column, value) = match row.get(NAME).is_none_or(String::is_empty) {
            true if row.is_empty() => (NAME, self.new_name()),
            // Its name was undone.
            true => return self.look(page),
            false => (self.dice.one(&COLUMNS), self.new_value(Some(&row))),
        };
        let path = format!("{TABLE}.{number}.{column}");
        let was = row.get(column).cloned().unwrap_or_default();
        self.send(page, Sent { path, was, value, row: Some(row), restores: None });
    }

    /// Somebody answers what a page asks.
    fn settle(&mut self, page: usize) {
        if self.pages[page].held.is_empty() {
            return self.look(page);
        }
        let index = self.dice.below(self.pages[page].held.len());
        let held = self.pages[page].held.remove(index);
        let HeldValue { path, row, value, now, restores } = held;
        let chosen = match self.dice.below(2) {
            0 => value.clone(),
            _ => now.clone(),
        };
        if chosen == now {
            // It is theirs to give up.
            self.live.remove(&value);
        }
        self.send(page, Sent { path, was: now, value: chosen, row, restores });
    }

    /// Somebody removes a row on a page.
    fn remove_on(&mut self, page: usize) {
        let rows: Vec<_> = self.pages[page].rows().into_iter().collect();
        if rows.is_empty() {
            return self.look(page);
        }
        let (number, row) = self.dice.one(&rows);
        self.log.push(format!("page {page}: removes row {number} {row:?}"));
        let asked = serde_json::json!({"table": TABLE, "row": number, "was": row});
        let asked = serde_json::from_value(asked).unwrap();
        let reply = remove(&self.server, asked);
        self.log.push(said(&reply));
        if reply.is_conflict() {
            return self.look(page);
        }
        for text in row.values() {
            self.live.remove(text);
        }
        self.told(page, &reply);
        // The page shows the table anew, and nothing waits in a row that is gone.
        let cells = all_values(&self.file.values());
        let page = &mut self.pages[page];
        let is_cell = |path: &String| path.starts_with(TABLE);
        page.known.retain(|path, _| !is_cell(path));
        page.known.extend(cells.into_iter().filter(|(path, _)| is_cell(path)));
    }

    /// Somebody undoes the last change on a page, or does it again.
    fn undo_on(&mut self, page: usize) {
        let back = self.dice.below(3) > 0;
        self.log.push(format!("page {page}: undoes {back}"));
        let before = self.texts();
        let asked = serde_json::from_value(serde_json::json!({"back": back})).unwrap();
        let reply = undo(&self.server, asked);
        self.log.push(said(&reply));
        if reply.is_conflict() {
            // A row that somebody has changed stays; there is nothing to ask.
            let Some(path) = reply.path.clone() else { return };
            let (value, now) = (reply.value.clone().unwrap(), reply.now.clone().unwrap());
            let row = self.pages[page].rows();
            let number = path.split('.').nth(1).and_then(|row| row.parse().ok());
            let row =
                number.map(|number: usize| row.get(&number).cloned().unwrap_or_default());
            self.pages[page].held.push(HeldValue {
                path,
                row,
                value,
                now,
                restores: None,
            });
        } else if reply.file.is_some() {
            // What is undone is no longer to be kept.
            let after = self.texts();
            self.live.retain(|text| !before.contains(text) || after.contains(text));
            self.told(page, &reply);
        }
    }

    /// An editor opens the file, or saves what it has made of what it opened.
    fn edit(&mut self) {
        let Some(file) = self.editor.take() else {
            self.log.push("the editor opens the file".into());
            self.editor = Some(self.file.state());
            return;
        };
        // Nobody saves twice in a program that is not ours before the server has looked again.
        self.look_again();
        let values = self.file.values_of(&file);
        let revision = self.revision(&values, "editor");
        let checklist = self.file.opened.checklist.clone();
        let changed = edited(&file, &Items::of(&checklist), &revision);
        let Ok(changed) = changed else { return };
        *self.file.bytes.lock().unwrap() = changed.bytes().to_vec();
        let seen: BTreeSet<&str> = values.iter().map(|(_, text)| text).collect();
        let others = &self.others;
        self.live.retain(|text| !others.contains(text) || seen.contains(text.as_str()));
        self.note_gone(&values, &revision);
    }

    /// A form is made, and comes back.
    fn import(&mut self) {
        let Some((base, form)) = self.form.take() else {
            self.log.push("a form is made".into());
            let base = self.file.values();
            let revision = self.revision(&base, "form");
            self.form = Some((base.clone(), revision.of(&base)));
            return;
        };
        self.look_again();
        let file = self.file.state();
        let now = self.file.values();
        let checklist = self.file.opened.checklist.clone();
        let items = Items::of(&checklist);
        let sides = Sides { base: &base, form: &form, state: &now };
        let merged = merge(sides, &items, &[]);
        self.log.push(format!("the form comes back: {merged:?}"));
        if !merged.conflicts.is_empty() {
            return;
        }
        let Ok(changed) = edited(&file, &items, &merged.revision) else { return };
        *self.file.bytes.lock().unwrap() = changed.bytes().to_vec();
        self.note_gone(&now, &merged.revision);
    }

    /// Something that an editor or a form changes in these values.
    fn revision(&mut self, values: &Values, who: &str) -> Revision {
        let rows = values.table(TABLE);
        let mut revision = Revision::default();
        match self.dice.below(4) {
            0 if !rows.is_empty() => {
                let numbers: Vec<_> = rows.keys().copied().collect();
                let gone = self.dice.one(&numbers);
                let stay = rows.into_iter().filter(|(number, _)| *number != gone);
                let planned =
                    stay.map(|(from, cells)| PlannedRow { from: Some(from), cells });
                revision.tables.insert(TABLE.into(), planned.collect());
            }
            1 => {
                let next = rows.keys().max().map_or(1, |last| last + 1);
                let path = StatePath::Cell(TABLE.into(), next, NAME.into());
                revision.changes.insert(path, self.new_name());
            }
            2 if !rows.is_empty() => {
                let all: Vec<_> = rows.into_iter().collect();
                let (number, row) = self.dice.one(&all);
                let column = self.dice.one(&COLUMNS);
                let path = StatePath::Cell(TABLE.into(), number, column.into());
                revision.changes.insert(path, self.new_value(Some(&row)));
            }
            _ => {
                let place = self.dice.one(&PLACES);
                let path =
                    StatePath::read(place, &self.file.opened.checklist.about.subject)
                        .unwrap();
                revision.changes.insert(path, self.new_value(None));
            }
        }
        self.log.push(format!("{who}: {revision:?}"));
        revision
    }

    /// Whoever makes a revision of these values has seen them.
    fn note_gone(&mut self, values: &Values, revision: &Revision) {
        let after: Changes = revision.values(values);
        let rows = values.table(TABLE).into_iter();
        let stays = |number: &usize| match revision.tables.get(TABLE) {
            Some(rows) => rows.iter().any(|row| row.from == Some(*number)),
            None => true,
        };
        for (_, row) in rows.filter(|(number, _)| !stays(number)) {
            for text in row.values() {
                self.live.remove(text);
            }
        }
        for path in revision.changes.keys() {
            self.live.remove(values.get(path));
        }
        for text in after.values() {
            self.keep(text);
            self.others.insert(text.clone());
        }
    }

    pub(super) fn act(&mut self) {
        let page = self.dice.below(PAGES);
        match self.dice.below(16) {
            0..=5 => self.type_on(page),
            6..=7 => self.settle(page),
            8 => self.remove_on(page),
            9 => self.undo_on(page),
            10..=11 => self.edit(),
            12..=13 => self.import(),
            _ => self.look(page),
        }
        if self.dice.below(3) == 0 {
            self.check();
        }
    }

    fn look_again(&mut self) {
        self.log.push("the server looks again".into());
        look_again(&self.server).unwrap();
    }

    /// Everything that is to be kept is, and stands in its row, once the server has looked
    /// again at what it changed.
    pub(super) fn check(&mut self) {
        self.look_again();
        let is_open = |text: &str| {
            self.server.versions().overwritten.iter().any(|open| open.value == text)
        };
        let held = |text: &String| {
            let mut held = self.pages.iter().flat_map(|page| &page.held);
            held.any(|held| held.value == *text || held.now == *text)
        };
        let there = self.texts();
        let lost = self
            .live
            .iter()
            .filter(|text| !there.contains(*text) && !held(text) && !is_open(text));
        let lost: Vec<_> = lost.collect();
        assert!(
            lost.is_empty(),
            "{lost:?} is lost\n{}\n{}",
            self.file.text(),
            self.log.join("\n")
        );
        for row in self.file.values().table(TABLE).values() {
            let Some(name) = row.get(NAME) else { continue };
            for column in COLUMNS {
                let text = row.get(column).map_or("", String::as_str);
                let whose =
                    text.split_once(" of ").map(|(_, name)| name.trim_end_matches(';'));
                assert!(
                    whose.is_none_or(|whose| name.trim_end_matches(';') == whose),
                    "{text} is in the row of {name}\n{}",
                    self.log.join("\n")
                );
            }
        }
    }
}

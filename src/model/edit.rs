//! Values of a state file changed, and not another byte.
//!
//! YAML has many ways to write a value. Instead of knowing them all, this changes the file
//! where the values should stand and reads the result: it is right if the state says what
//! it should. Where a value cannot be changed by itself, its whole item is written anew.

mod patch;
mod scan;

use std::collections::{BTreeMap, BTreeSet};

use ecow::eco_format;

use self::patch::Patch;
use crate::base::problem::{Outcome, ProblemList, alone, hinted};
use crate::base::source::Source;
use crate::base::text::normal;
use crate::model::checklist::Item;
use crate::model::path::StatePath;
use crate::model::state::{Answer, State, TASK};
use crate::model::values::{Items, Values};
use crate::yaml::read::yaml;
use crate::yaml::write::Wish;

/// What changes in a state: an empty text empties a value.
pub type Changes = BTreeMap<StatePath, String>;

/// The bytes of a state file with other values.
///
/// # Errors
/// If the file is no state, or is written in a way that cannot be changed safely.
pub fn edited(source: &Source, items: &Items, changes: &Changes) -> Outcome<Vec<u8>> {
    let editor = Editor { items, changes };
    let names: BTreeSet<_> = changes.keys().map(StatePath::item).collect();
    let names: Vec<_> = names.into_iter().collect();
    if let Some(edited) = editor.attempt(source, &names, None)? {
        return Ok(edited.bytes().to_vec());
    }
    let mut current = source.clone();
    for name in names {
        let edited = match editor.attempt(&current, &[name], None)? {
            Some(edited) => Some(edited),
            None => editor.attempt(&current, &[name], Some(name))?,
        };
        current = edited.ok_or_else(|| refused(source, name))?;
    }
    Ok(current.bytes().to_vec())
}

fn refused(source: &Source, name: &str) -> ProblemList {
    alone(hinted(
        eco_format!(
            "`{name}` is written in a way in `{}` that cannot be changed safely",
            source.name
        ),
        "nothing was changed: import the form without `--into` for a file of its own, and \
         copy what is new",
    ))
}

struct Editor<'a> {
    items: &'a Items<'a>,
    changes: &'a Changes,
}

impl Editor<'_> {
    /// The file with the changes in some items, if it then says what it should.
    fn attempt(
        &self,
        source: &Source,
        names: &[&str],
        anew: Option<&str>,
    ) -> Outcome<Option<Source>> {
        let state = State::sound(source, self.items.about)?;
        let before = Values::of(&state, self.items);
        let mut wanted = before.clone();
        for (path, value) in self.changes_in(names) {
            wanted.set(path.clone(), value);
        }
        let wishes = self.wishes(&state, &wanted, names);
        let is_item = |key: &str, id: &str| self.items.id(key) == id;
        let mut patch = Patch::new(source, &is_item, anew);
        let root = yaml(source)?;
        let text = patch.root(&root, &wishes).and_then(|()| patch.text());
        let Some(text) = text else { return Ok(None) };
        let mark = source.bytes().len() - source.text().len();
        let bytes = [&source.bytes()[..mark], text.as_bytes()].concat();
        let edited = Source::new(source.name.clone(), bytes);
        let is_right = self.says(&edited, &state, &wanted, names);
        Ok(is_right.then_some(edited))
    }

    fn changes_in(&self, names: &[&str]) -> impl Iterator<Item = (&StatePath, &String)> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_string()).collect();
        let is_in = move |path: &StatePath| names.iter().any(|name| name == path.item());
        self.changes.iter().filter(move |(path, _)| is_in(path))
    }

    /// Whether an edited file says what it should, and nothing else.
    fn says(
        &self,
        edited: &Source,
        before: &State,
        wanted: &Values,
        names: &[&str],
    ) -> bool {
        let Ok(after) = State::sound(edited, self.items.about) else { return false };
        let values = Values::of(&after, self.items);
        let is_changed = |path: &StatePath| {
            names.contains(&path.item()) && self.changes.contains_key(path)
        };
        let is_same =
            |((path, value), (wanted_path, wanted)): ((&StatePath, &str), _)| {
                let wanted: &str = wanted;
                path == wanted_path
                    && (value == wanted
                        || (is_changed(path) && normal(value) == normal(wanted)))
            };
        let checks = |state: &State| -> Vec<_> {
            let checks = state.update_checks.iter();
            checks.map(|check| (check.date, check.by.text.clone(), check.found)).collect()
        };
        let earlier = |state: &State| -> Vec<_> {
            let earlier = state.answered_under.iter();
            earlier.map(|(id, date)| (id.text.clone(), *date)).collect()
        };
        values.iter().count() == wanted.iter().count()
            && values.iter().zip(wanted.iter()).all(is_same)
            && after.checklist.text == before.checklist.text
            && after.last_updated == before.last_updated
            && checks(&after) == checks(before)
            && earlier(&after) == earlier(before)
    }

    /// What the file shall hold.
    fn wishes(
        &self,
        state: &State,
        wanted: &Values,
        names: &[&str],
    ) -> Vec<(String, Wish)> {
        let mut wishes = Vec::new();
        if names.contains(&"practice") {
            let keys = self.items.about.iter().map(|detail| detail.id.clone());
            let path = |key: &str| StatePath::Detail(key.into());
            wishes.push(("practice".into(), self.map(keys, path, wanted)));
        }
        let item = |item: Item| {
            let id = item.id();
            let is_it = |(other, _): &&(_, _)| -> bool {
                let other: &crate::model::state::Typed = other;
                self.items.id(&other.text) == id
            };
            let answer = state.answers.iter().find(is_it).map(|(_, answer)| answer);
            let wish = match item {
                Item::Table(_) => self.table(id, answer, wanted),
                Item::Task(_) => self.task(id, answer, wanted),
            };
            (id.to_string(), wish)
        };
        let items = self.items.iter().filter(|item| names.contains(&item.id()));
        let answers: Vec<_> = items.map(item).collect();
        if !answers.is_empty() {
            wishes.push(("answers".into(), Wish::Map(answers)));
        }
        wishes
    }

    /// Values by key, of those keys that hold something or change.
    fn map(
        &self,
        keys: impl Iterator<Item = String>,
        path: impl Fn(&str) -> StatePath,
        wanted: &Values,
    ) -> Wish {
        let entry = |key: String| {
            let path = path(&key);
            let text = wanted.get(&path).to_string();
            let is_named = !text.is_empty() || self.changes.contains_key(&path);
            is_named.then_some((key, Wish::Text(text)))
        };
        Wish::Map(keys.filter_map(entry).collect())
    }

    fn task(&self, id: &str, answer: Option<&Answer>, wanted: &Values) -> Wish {
        let path = |key: &str| StatePath::Field(id.into(), key.into());
        let status = wanted.get(&path("status"));
        if matches!(answer, Some(Answer::Word(word)) if !word.is_empty())
            && wanted.of_item(id).all(|(other, _)| *other == path("status"))
        {
            return Wish::Text(status.into());
        }
        let others = wanted.of_item(id).filter_map(|(path, _)| match path {
            StatePath::Field(_, key) if !TASK.contains(&key.as_str()) => {
                Some(key.clone())
            }
            _ => None,
        });
        let keys = TASK.iter().map(|key| (*key).to_string()).chain(others);
        self.map(keys, path, wanted)
    }

    fn table(&self, id: &str, answer: Option<&Answer>, wanted: &Values) -> Wish {
        let word = wanted.get(&StatePath::Word(id.into()));
        let cell = |(path, _): (&StatePath, &str)| match path {
            StatePath::Cell(_, row, column) => Some((*row, column.clone())),
            _ => None,
        };
        let changed = self.changes.iter().filter(|(path, _)| path.item() == id);
        let changed = changed.map(|(path, value)| (path, value.as_str()));
        let cells: BTreeSet<_> =
            wanted.of_item(id).chain(changed).filter_map(cell).collect();
        let is_word = matches!(answer, Some(Answer::Word(typed)) if !typed.is_empty());
        if !word.is_empty() || (is_word && wanted.of_item(id).next().is_none()) {
            return Wish::Text(word.into());
        }
        let columns = self.items.table(id).map(|table| table.columns.as_slice());
        let columns = columns.unwrap_or_default().iter().map(|column| &column.id);
        let columns: Vec<_> = columns.collect();
        let rows = cells.iter().map(|(row, _)| *row).max().unwrap_or(0);
        let row = |row: usize| {
            let others = cells
                .iter()
                .filter(|(other, column)| *other == row && !columns.contains(&column));
            let others = others.map(|(_, column)| column.clone());
            let first = columns.first().map(|first| (*first).clone());
            let keys = columns.iter().map(|column| (*column).clone()).chain(others);
            let path = |column: &str| StatePath::Cell(id.into(), row, column.into());
            match self.map(keys, path, wanted) {
                Wish::Map(entries) if entries.iter().all(|(_, wish)| wish.is_empty()) => {
                    // A key, so that the row is one.
                    let first = first.map(|first| (first, Wish::Text(String::new())));
                    let is_new = |entry: &(String, Wish)| !entries.contains(entry);
                    let first = first.filter(is_new);
                    Wish::Map(first.into_iter().chain(entries.clone()).collect())
                }
                map => map,
            }
        };
        Wish::List((1..=rows).map(row).collect())
    }
}

#[cfg(test)]
mod tests;

//! Values of a state file changed, and not another byte.
//!
//! This says where in the file a value has its place; how that is changed there is for
//! [`yaml::edit`](crate::yaml::edit).

mod layout;
mod revision;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use ecow::eco_format;

use self::layout::Layout;
use crate::base::problem::{Outcome, ProblemList, alone, hinted};
use crate::base::source::Source;
use crate::base::text::normal;
use crate::model::about::SubjectDetail;
use crate::model::checklist::{Item, Table};
use crate::model::path::StatePath;
use crate::model::state::{Answer, State, StateFile, TASK, Typed, column_comment};
use crate::model::values::{Items, Values};
use crate::yaml::edit::{self, Edit, Failed, Step, Steps};
use crate::yaml::node::{Node, Yaml};
use crate::yaml::write::Content;

pub use self::revision::{Changes, PlannedRow, Revision};

/// A state file that was changed.
#[derive(Debug)]
pub struct EditedState {
    /// It, as it was read to see that it is right.
    pub file: StateFile,
    /// The comments that went with what they stood in, except those of a new state.
    pub lost: Vec<String>,
    /// The rows that should go but have somebody's comment, by table and number: they stay,
    /// and are empty.
    pub emptied: Vec<(String, usize)>,
}

impl EditedState {
    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        self.file.source.bytes()
    }
}

/// A state file with other values. Nothing of it changes but the lines of what is revised.
///
/// # Errors
/// If the file is no state, or is written in a way that cannot be changed safely.
pub fn edited(
    file: &StateFile,
    items: &Items,
    revision: &Revision,
) -> Outcome<EditedState> {
    let state = file.sound(items.about)?;
    let StateFile { source, yaml, .. } = file;
    let file = OldFile { source, items, state: &state, yaml };
    let edited = file.edited(revision, false)?;
    if edited.lost.is_empty() || revision.tables.is_empty() {
        return Ok(edited);
    }
    // What is in a row that stays is not lost.
    let other = file.edited(revision, true);
    let is_better = |other: &EditedState| other.lost.len() < edited.lost.len();
    Ok(other.ok().filter(is_better).unwrap_or(edited))
}

/// A state file as it is.
struct OldFile<'a> {
    source: &'a Source,
    items: &'a Items<'a>,
    state: &'a State,
    yaml: &'a Yaml,
}

impl OldFile<'_> {
    /// The file, changed; with `keeps_rows`, rows that should go stay and become empty.
    fn edited(&self, revision: &Revision, keeps_rows: bool) -> Outcome<EditedState> {
        let Self { source, items, .. } = *self;
        let now = Values::of(self.state, items);
        let layouts = self.layouts(revision, &now, keeps_rows)?;
        let mut wanted = Revision::from(revision.changes.clone()).of(&now);
        for (id, layout) in &layouts {
            let counted = layout.rows.iter().filter(|row| row.is_counted);
            wanted.set_rows(id, counted.map(|row| &row.cells));
            if !layout.rows.is_empty() && !revision.changes.contains_key(&word(id)) {
                wanted.set(word(id), "");
            }
        }
        let (changes, root) = (&revision.changes, &self.yaml.root);
        let editor = Editor { items, changes, root, wanted: &wanted, layouts: &layouts };
        let edited = edit::changed(source, self.yaml, &editor.edits(self));
        let edited = edited.map_err(|failed| match failed {
            Failed::Read(problems) => problems,
            Failed::Nowhere(steps) | Failed::Unsafe(steps) => {
                refused(source, item_of(&steps, items))
            }
        })?;
        let given = self.given_comments();
        let is_own = |comment: &String| !given.contains(comment.trim_end());
        let lost = edited.lost.into_iter().filter(is_own).collect();
        let file = Source::new(source.name.clone(), edited.text);
        let file = file.check().and_then(|()| StateFile::of(file, edited.yaml));
        let unlike = unlike(file.as_ref().ok(), items, &wanted, changes);
        let file = match unlike {
            Some(path) => return Err(refused(source, path.item())),
            None => file?,
        };
        let emptied = layouts.iter().flat_map(|(id, layout)| {
            layout.emptied.iter().map(|row| ((*id).to_string(), *row))
        });
        let emptied = emptied.collect();
        Ok(EditedState { file, lost, emptied })
    }

    /// The place of an item in the file, which may have it under a former id, and whether a
    /// word stands there.
    fn place(&self, item: &str) -> (Steps, bool) {
        let mut answers = self.state.answers.iter();
        let found = answers.find(|(id, _)| self.items.id(&id.text) == item);
        let key = found.map_or(item, |(id, _)| &id.text);
        let is_word =
            matches!(found, Some((_, Answer::Word(word))) if !word.text.is_empty());
        (vec!["answers".into(), key.into()], is_word)
    }

    /// The comments that a new state has in its tables.
    fn given_comments(&self) -> BTreeSet<String> {
        let columns = self.items.iter().flat_map(|item| match item {
            Item::Table(table) => table.columns.as_slice(),
            Item::Task(_) => &[],
        });
        columns.map(|column| column_comment(self.items.checklist, column)).collect()
    }
}

fn word(id: &str) -> StatePath {
    StatePath::Word(id.into())
}

fn refused(source: &Source, name: &str) -> ProblemList {
    alone(hinted(
        eco_format!(
            "`{name}` in `{}` is written in a way that cannot be changed safely",
            source.name
        ),
        "nothing was changed: import the form without `--into` to make a new state file, and \
         copy what is new",
    ))
}

/// The item, or the subject, that a place in the file belongs to.
fn item_of<'a>(steps: &'a [Step], items: &'a Items) -> &'a str {
    match steps {
        [Step::Key(answers), Step::Key(id), ..] if answers == "answers" => items.id(id),
        [Step::Key(key), ..] => key,
        _ => "answers",
    }
}

/// The first value that an edited file, which may be none, does not say as it should, for
/// instance because its item has no such place.
fn unlike(
    edited: Option<&StateFile>,
    items: &Items,
    wanted: &Values,
    changes: &Changes,
) -> Option<StatePath> {
    let state = edited.and_then(|file| file.sound(items.about).ok());
    let found = state.map(|state| Values::of(&state, items)).unwrap_or_default();
    let differs = |path: &&StatePath| normal(found.get(path)) != normal(wanted.get(path));
    let mut all = changes.keys().chain(wanted.iter().map(|(path, _)| path));
    let unlike = all.find(differs).cloned();
    unlike.or_else(|| found.iter().map(|(path, _)| path).find(differs).cloned())
}

/// A value as it is written.
fn content(value: &str) -> Content {
    match value.contains('\n') && !value.ends_with('\n') {
        true => Content::Lines(value.into()),
        false => Content::Text(value.into()),
    }
}

/// Finds the edits that give a state file its values.
struct Editor<'a> {
    items: &'a Items<'a>,
    changes: &'a Changes,
    /// The file as it is.
    root: &'a Node,
    /// What it shall say.
    wanted: &'a Values,
    /// The lists in which rows come and go, by their tables.
    layouts: &'a BTreeMap<&'a str, Layout>,
}

impl Editor<'_> {
    fn edits(&self, file: &OldFile) -> Vec<Edit> {
        let about = self.items.about;
        let detail = |detail: &SubjectDetail| {
            // The file may have it under a former id.
            let is_it = |key: &Typed| detail.formerly.contains(&key.text);
            let found = file.state.subject.iter().find(|(key, _)| is_it(key));
            let key = found.map_or(detail.id.as_str(), |(key, _)| &key.text);
            let place = vec![about.subject.as_str().into(), key.into()];
            self.value(&about.path(&detail.id), place)
        };
        let mut edits: Vec<_> = about.iter().filter_map(detail).collect();
        let mut changed: BTreeSet<_> = self.changes.keys().map(StatePath::item).collect();
        changed.extend(self.layouts.keys());
        for item in self.items.iter().filter(|item| changed.contains(item.id())) {
            let (place, is_word) = file.place(item.id());
            edits.extend(match item {
                Item::Table(table) => self.table(table, place, is_word),
                Item::Task(task) => self.task(&task.id, place, is_word),
            });
        }
        edits
    }

    /// Gives a place in the file its value if that changes. What is empty and has no place
    /// there needs none.
    fn value(&self, path: &StatePath, place: Steps) -> Option<Edit> {
        let value = self.changes.get(path)?;
        let is_needed = !value.is_empty() || self.root.at(&place).is_some();
        is_needed.then(|| Edit::set(place, content(value)))
    }

    /// What is known of a task, whose status may stand behind its id.
    fn task(&self, id: &str, place: Steps, is_word: bool) -> Vec<Edit> {
        let path = |key: &str| StatePath::Field(id.into(), key.into());
        let keys = self.keys(id, TASK.into_iter(), |path| match path {
            StatePath::Field(_, key) => Some(key),
            _ => None,
        });
        if !is_word {
            let edit = |key: &&str| self.value(&path(key), within(&place, *key));
            return keys.iter().filter_map(edit).collect();
        }
        let status = path("status");
        let value = match self.wanted.of_item(id).all(|(path, _)| *path == status) {
            true => content(self.wanted.get(&status)),
            false => self.map(&keys, path),
        };
        vec![Edit::set(place, value)]
    }

    /// A word for a table, or its rows.
    fn table(&self, table: &Table, place: Steps, is_word: bool) -> Vec<Edit> {
        let word = self.wanted.get(&StatePath::Word(table.id.clone()));
        let row = |(path, _): (&StatePath, &str)| match path {
            StatePath::Cell(_, row, _) => Some(*row),
            _ => None,
        };
        let rows = self.wanted.of_item(&table.id).filter_map(row).max().unwrap_or(0);
        if !word.is_empty() || (is_word && rows == 0) {
            return vec![Edit::set(place, content(word))];
        }
        if is_word {
            let rows = (1..=rows).map(|row| self.new_row(table, row)).collect();
            return vec![Edit::set(place, Content::List(rows))];
        }
        if let Some(layout) = self.layouts.get(table.id.as_str()) {
            return self.lay_out(table, &place, layout);
        }
        // Rows that are nothing do not count, and stay.
        let old = self.root.at(&place).map(Node::rows).unwrap_or_default();
        let counted = (0..old.len()).filter(|index| !old[*index].is_nothing());
        let counted: Vec<_> = counted.map(|index| within(&place, index)).collect();
        let changed = self.changed_rows(&table.id);
        let kept = counted.iter().zip(1..).filter(|(_, row)| changed.contains(row));
        let kept = kept.flat_map(|(at, row)| self.row(table, row, at));
        let new = (counted.len() + 1..=rows).map(|row| self.new_row(table, row));
        kept.chain(new.map(|row| Edit::append(place.clone(), row))).collect()
    }

    /// The rows of a table in which something changes: few, where there may be many rows.
    fn changed_rows(&self, id: &str) -> BTreeSet<usize> {
        let row = |path: &StatePath| match path {
            StatePath::Cell(other, row, _) if other == id => Some(*row),
            _ => None,
        };
        self.changes.keys().filter_map(row).collect()
    }

    /// The cells of a row that is there.
    fn row(&self, table: &Table, row: usize, place: &[Step]) -> Vec<Edit> {
        let cell = |column: &str| {
            let path = StatePath::Cell(table.id.clone(), row, column.into());
            self.value(&path, within(place, column))
        };
        self.columns(table, row).into_iter().filter_map(cell).collect()
    }

    /// A new row of a table.
    fn new_row(&self, table: &Table, row: usize) -> Content {
        let path = |column: &str| StatePath::Cell(table.id.clone(), row, column.into());
        match (self.map(&self.columns(table, row), path), table.columns.first()) {
            // A key, so that the row is one.
            (Content::Map(entries), Some(first)) if entries.is_empty() => {
                Content::Map(vec![(first.id.clone(), content(""))])
            }
            (map, _) => map,
        }
    }

    /// The columns of a row.
    fn columns<'b>(&'b self, table: &'b Table, row: usize) -> Vec<&'b str> {
        let columns = table.columns.iter().map(|column| column.id.as_str());
        self.keys(&table.id, columns, |path| match path {
            StatePath::Cell(_, other, column) if *other == row => Some(column),
            _ => None,
        })
    }

    /// The keys that an item should have, and then others that it has.
    fn keys<'b>(
        &'b self,
        id: &str,
        known: impl Iterator<Item = &'b str>,
        of: impl Fn(&StatePath) -> Option<&str>,
    ) -> Vec<&'b str> {
        let mut keys: Vec<_> = known.collect();
        let changed = self.changes.keys().filter(|path| path.item() == id);
        let paths = self.wanted.of_item(id).map(|(path, _)| path).chain(changed);
        for key in paths.filter_map(of) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// The values of some keys that have any.
    fn map(&self, keys: &[&str], path: impl Fn(&str) -> StatePath) -> Content {
        let entry = |key: &&str| {
            let value = self.wanted.get(&path(key));
            (!value.is_empty()).then(|| ((*key).to_string(), content(value)))
        };
        Content::Map(keys.iter().filter_map(entry).collect())
    }
}

/// The way to a place within another.
fn within(place: &[Step], step: impl Into<Step>) -> Steps {
    place.iter().cloned().chain([step.into()]).collect()
}

#[cfg(test)]
mod tests;

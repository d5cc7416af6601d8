//! Answers that outlive an edition: which are older than the wording of their items, and
//! what the answers without a place were about.

use std::collections::HashMap;

use crate::base::date::Date;
use crate::compare::sentences::Sentence;
use crate::model::answers::{ChangedWords, Earlier, Fitted};
use crate::model::checklist::{Checklist, Item};
use crate::model::path::StatePath;
use crate::model::state::State;

/// The message that an edition is not available, so the changes since are unknown.
pub fn not_at_hand(edition: Date) -> String {
    format!(
        "the answers belong to the edition of {edition}, which is not available, so it \
         is not known which words have changed since"
    )
}

/// The editions before its checklist's own that a state's answers belong to.
pub fn answered(state: &State, checklist: &Checklist) -> Vec<Date> {
    let recorded = state.answered_under.iter().map(|(_, edition)| *edition);
    let mut all: Vec<_> = recorded.chain([state.last_updated]).collect();
    all.retain(|edition| *edition < checklist.last_updated);
    all.sort_unstable();
    all.dedup();
    all
}

/// Marks the answers that were given to earlier wording, as far as the state or an
/// available edition shows it, and gives answers without a place their earlier titles.
pub fn mark(
    fitted: &mut Fitted,
    state: &State,
    checklist: &Checklist,
    editions: &[Checklist],
) {
    let of = |edition: Date| editions.iter().find(|found| found.last_updated == edition);
    let older = of(state.last_updated);
    let mut earlier = HashMap::new();
    for item in checklist.items().into_iter().filter(|item| fitted.is_answered(*item)) {
        let recorded = state.answered_under.iter().find(|(id, _)| is(item, &id.text));
        let found = match recorded {
            Some((_, edition)) => match of(*edition) {
                Some(then) => changed(item, checklist, then),
                None => Some(Earlier { edition: *edition, words: None }),
            },
            None => older.and_then(|then| changed(item, checklist, then)),
        };
        earlier.extend(found.map(|found| (item.id().to_string(), found)));
    }
    fitted.earlier = earlier;
    let is_other = state.last_updated < checklist.last_updated;
    fitted.unknown_edition =
        Some(state.last_updated).filter(|_| is_other && older.is_none());
    for unplaced in &mut fitted.unplaced {
        let known = older.into_iter().chain([checklist]);
        let mut titles = known.filter_map(|edition| title(&unplaced.path, edition));
        if let Some(title) = titles.next() {
            unplaced.title = title;
        }
    }
}

/// The ids of the answered items whose words have changed since an earlier edition; all
/// of them if that edition is not available.
pub fn outdated(
    fitted: &Fitted,
    checklist: &Checklist,
    then: Option<&Checklist>,
) -> Vec<String> {
    let items = checklist.items().into_iter().filter(|item| fitted.is_answered(*item));
    let old = items
        .filter(|item| then.is_none_or(|then| changed(*item, checklist, then).is_some()));
    old.map(|item| item.id().to_string()).collect()
}

/// Whether an item has this id, now or formerly.
fn is(item: Item, id: &str) -> bool {
    item.id() == id || item.formerly().iter().any(|former| former == id)
}

/// How an item's words have changed since an earlier edition, if it has the item.
fn changed(item: Item, checklist: &Checklist, then: &Checklist) -> Option<Earlier> {
    let old = then.items().into_iter().find(|old| is(item, old.id()))?;
    let key = |words: &str| Sentence::new(words).key;
    let mut words = Vec::new();
    let mut compare = |then: String, now: Option<String>| {
        if now.as_ref().is_none_or(|now| key(now) != key(&then)) {
            words.push(ChangedWords { then, now });
        }
    };
    compare(old.title().plain(then), Some(item.title().plain(checklist)));
    for column in old.columns() {
        let now = item.columns().iter().find(|now| now.id == column.id);
        compare(column.title.plain(then), now.map(|now| now.title.plain(checklist)));
    }
    let is_new = |id: &str| old.columns().iter().all(|column| column.id != id);
    let grown = item.columns().iter().any(|column| is_new(&column.id));
    let earlier = Earlier { edition: then.last_updated, words: Some(words.clone()) };
    (grown || !words.is_empty()).then_some(earlier)
}

/// What an answer's path stands for in an edition: the detail's title, or the item's, with
/// the row, and the column's title or the task's key.
pub fn title(path: &StatePath, edition: &Checklist) -> Option<String> {
    if let StatePath::Detail(_, id) = path {
        return edition.about.detail(id).map(|detail| detail.title.clone());
    }
    let item = edition.item(path.item())?;
    let mut title = item.title().plain(edition);
    let key = match path {
        StatePath::Cell(_, row, column) => {
            title.push_str(&format!(", row {row}"));
            column
        }
        StatePath::Field(_, key) => key,
        _ => return Some(title),
    };
    let column = item.columns().iter().find(|column| column.id == *key);
    let key = column.map_or_else(
        || key.replace(['_', '-'], " "),
        |column| column.title.plain(edition),
    );
    title.push_str(&format!(": {key}"));
    Some(title)
}

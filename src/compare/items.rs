//! Two editions of a checklist, item by item.

use std::collections::HashSet;

use crate::compare::checklist_text::paper;
use crate::compare::difference::{Change, Comparison, Difference, in_order, pairs};
use crate::compare::sentences::{Paper, Sentence};
use crate::model::checklist::{Block, Checklist};

/// An item with all its words.
struct ItemWords {
    id: String,
    formerly: Vec<String>,
    words: Sentence,
}

/// Compares two editions: their items by id or former id, then all other words in order.
pub fn compare_checklists(here: &Checklist, there: &Checklist) -> Comparison {
    let (own, other) = (items(here), items(there));
    let mut differences = changes(&own, &other);
    let rest = |checklist| {
        let mut paper = paper(checklist);
        paper.sentences.retain(|sentence| sentence.item.is_none());
        paper
    };
    let words = in_order(&rest(here), &rest(there));
    differences.extend(words.differences);
    let same = own.iter().filter(|item| other.iter().any(|other| item.is_same(other)));
    Comparison {
        differences,
        around: Vec::new(),
        same: same.count() + words.same,
        all: own.len() + words.all,
    }
}

/// The differences in the items.
fn changes(own: &[ItemWords], other: &[ItemWords]) -> Vec<Difference> {
    let moved = moved(own, other);
    let mut differences = Vec::new();
    for item in own {
        let found = other.iter().find(|other| item.is(other));
        let Some(found) = found else {
            differences.push(item.difference(Change::Removed, Some(&item.words), None));
            continue;
        };
        if found.id != item.id {
            let mut renamed = item.difference(Change::Renamed, None, None);
            renamed.here = Some(item.id.clone());
            renamed.there = Some(found.id.clone());
            differences.push(renamed);
        }
        if found.words.key != item.words.key {
            let (here, there) = (Some(&item.words), Some(&found.words));
            differences.push(item.difference(Change::Reworded, here, there));
        }
        if moved.contains(&item.id) {
            let words = Some(&item.words);
            differences.push(item.difference(Change::Moved, words, words));
        }
    }
    let mut near = String::new();
    for item in other {
        match own.iter().find(|own| own.is(item)) {
            Some(own) => near.clone_from(&own.words.near),
            None => {
                let mut added = item.difference(Change::Added, None, Some(&item.words));
                added.near.clone_from(&near);
                differences.push(added);
            }
        }
    }
    differences
}

/// The ids of items that have moved, relative to the others that both editions have.
fn moved(own: &[ItemWords], other: &[ItemWords]) -> HashSet<String> {
    let by_id = |id: &str| Sentence { key: id.into(), ..Sentence::new(id) };
    let here: Vec<_> = own.iter().map(|item| by_id(&item.id)).collect();
    let there: Vec<_> = other
        .iter()
        .filter_map(|item| own.iter().find(|own| own.is(item)))
        .map(|own| by_id(&own.id))
        .collect();
    let in_order: HashSet<_> = pairs(&here, &there).iter().map(|pair| pair.0).collect();
    let known: HashSet<_> = there.iter().map(|item| &item.key).collect();
    let moved = here
        .iter()
        .enumerate()
        .filter(|(index, item)| known.contains(&item.key) && !in_order.contains(index));
    moved.map(|(_, item)| item.key.clone()).collect()
}

impl ItemWords {
    /// Whether this is the same item, by its id or a former one.
    fn is(&self, other: &Self) -> bool {
        self.id == other.id
            || other.formerly.contains(&self.id)
            || self.formerly.contains(&other.id)
    }

    /// Whether this is the same item with the same words.
    fn is_same(&self, other: &Self) -> bool {
        self.is(other) && self.words.key == other.words.key
    }

    fn difference(
        &self,
        change: Change,
        here: Option<&Sentence>,
        there: Option<&Sentence>,
    ) -> Difference {
        Difference {
            change,
            id: Some(self.id.clone()),
            near: self.words.near.clone(),
            here: here.map(|words| words.text.clone()),
            there: there.map(|words| words.text.clone()),
        }
    }
}

/// The items of a checklist, in order.
fn items(checklist: &Checklist) -> Vec<ItemWords> {
    let paper = paper(checklist);
    let mut items = Vec::new();
    collect(&checklist.body, &paper, &mut items);
    items
}

fn collect(blocks: &[Block], paper: &Paper, items: &mut Vec<ItemWords>) {
    for block in blocks {
        let (id, formerly) = match block {
            Block::Section { body, .. } => {
                collect(body, paper, items);
                continue;
            }
            Block::Table(table) => (&table.id, &table.formerly),
            Block::Task(task) => (&task.id, &task.formerly),
            _ => continue,
        };
        let own =
            paper.sentences.iter().filter(|sentence| sentence.item.as_ref() == Some(id));
        let own: Vec<_> = own.filter(|sentence| sentence.key != "Notes:").collect();
        let texts: Vec<_> = own.iter().map(|sentence| sentence.text.as_str()).collect();
        let mut words = Sentence::new(&texts.join(" | "));
        if let Some(first) = own.first() {
            words.near.clone_from(&first.near);
        }
        items.push(ItemWords { id: id.clone(), formerly: formerly.clone(), words });
    }
}

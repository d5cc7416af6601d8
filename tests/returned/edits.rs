//! Random changes to random states: nothing else is changed.

use std::collections::BTreeSet;

use proforma::base::text::normal;
use proforma::model::checklist::Item;
use proforma::model::edit::{Changes, edited};
use proforma::model::path::StatePath;
use proforma::model::state::empty_state;

use super::*;
use crate::support::random::Random;

/// How many states are changed.
const STATES: usize = 60;

/// How often each is changed.
const EDITS: usize = 8;

/// Text that people type, and text that nobody would.
const TEXTS: [&str; 24] = [
    "",
    "",
    "Ann",
    "yes",
    "~",
    "null",
    "TBC",
    "01/02/2027",
    "01632 960501",
    "a: b",
    "a #b",
    "# a",
    "- a",
    "'a'",
    "\"a\" \\",
    "a\nb",
    "  a\n\n\n  b: |\n#c",
    "\ta\n b",
    "{a}, [b]",
    "ŵ ŷ 🏥 שלום",
    "a\u{2028}b\nc",
    "&a *b !c %d @e",
    "x:",
    "? a\n---\n...\nb",
];

/// All places of a checklist, with a few rows of each table.
pub(super) fn places(checklist: &Checklist) -> Vec<StatePath> {
    let mut places = Vec::new();
    for key in practices().ids() {
        places.push(StatePath::Detail("practice".into(), key.into()));
    }
    for item in Items::of(checklist).iter() {
        let id = item.id().to_string();
        match item {
            Item::Task(_) => {
                let keys = ["status", "owner", "due", "done", "notes"];
                places.extend(keys.map(|key| StatePath::Field(id.clone(), key.into())));
            }
            Item::Table(table) => {
                for row in 1..=4 {
                    let cell = |column: &proforma::model::checklist::Column| {
                        StatePath::Cell(id.clone(), row, column.id.clone())
                    };
                    places.extend(table.columns.iter().map(cell));
                }
            }
        }
    }
    places
}

/// Some changes; now and then a whole table gets a word, or rows instead.
pub(super) fn some_changes(
    random: &mut Random,
    places: &[StatePath],
    before: &Values,
    items: &Items,
) -> Changes {
    let mut changes = Changes::new();
    for _ in 0..1 + random.below(12) {
        let place = random.one_of(places);
        let mut text = normal(random.one_of::<&str>(&TEXTS));
        if matches!(place, StatePath::Field(_, key) if key == "status") {
            text = random.one_of(&["", "done", "In progress"]).to_string();
        }
        let word = StatePath::Word(place.item().into());
        if let StatePath::Cell(..) = place {
            if random.below(6) == 0 {
                for (path, _) in before.of_item(place.item()) {
                    changes.insert(path.clone(), String::new());
                }
                changes
                    .retain(|path, text| path.item() != word.item() || text.is_empty());
                changes
                    .insert(word, random.one_of(&["none", "not applicable"]).to_string());
                continue;
            }
            if changes.get(&word).is_some_and(|text| !text.is_empty()) {
                continue;
            }
            if !before.get(&word).is_empty() {
                changes.insert(word, String::new());
            }
        }
        changes.insert(place.clone(), text);
    }
    changes.retain(|path, text| before.get(path) != text && items.has(path));
    changes
}

#[test]
fn only_the_answers_that_change_change() {
    let checklist = checklist();
    let items = Items::of(&checklist);
    let places = places(&checklist);
    let mut random = Random::fresh();
    for round in 0..STATES {
        let mut state = match round % 4 {
            0 => empty_state(&checklist, &[]),
            1 => SAMPLE.to_string(),
            2 => SAMPLE.replace('\n', "\r\n"),
            _ => include_str!("../fixtures/traps.yaml").to_string(),
        };
        for _ in 0..EDITS {
            let before = values(&state);
            let changes = some_changes(&mut random, &places, &before, &items);
            let source = Source::new("state.yaml", state.clone());
            let after = edited(&opened(&source), &items, &changes.clone().into())
                .unwrap_or_else(|why| panic!("{why:?}\n{changes:?}\n{state}"));
            let after = String::from_utf8(after.bytes().to_vec()).expect("it is text");
            assert_only(&before, &changes, &values(&after), &after);
            assert_lines_stay(&state, &changes, &after, &items);
            state = after;
        }
    }
}

/// Asserts that all values are as before, except those that were to change.
#[track_caller]
fn assert_only(before: &Values, changes: &Changes, after: &Values, text: &str) {
    let paths: BTreeSet<_> = before
        .iter()
        .chain(after.iter())
        .map(|(path, _)| path)
        .chain(changes.keys())
        .collect();
    for path in paths {
        let found = after.get(path);
        match changes.get(path) {
            Some(changed) => assert_eq!(normal(found), *changed, "{path}\n{text}"),
            None => assert_eq!(found, before.get(path), "{path}\n{text}"),
        }
    }
}

/// Asserts that the lines of items that did not change are unchanged and in order.
#[track_caller]
fn assert_lines_stay(before: &str, changes: &Changes, after: &str, items: &Items) {
    let changed: BTreeSet<_> = changes.keys().map(StatePath::item).collect();
    let mut inside = false;
    let mut rest = after.split_inclusive('\n');
    for line in before.split_inclusive('\n') {
        let key = line.trim_end().split(':').next().unwrap_or_default();
        if !line.starts_with([' ', '#']) && !line.trim().is_empty() {
            inside = changed.contains(key);
        } else if let Some(id) =
            key.strip_prefix("  ").filter(|id| items.find(id).is_some())
        {
            inside = changed.contains(items.id(id));
        }
        if !inside {
            assert!(
                rest.any(|other| other == line),
                "{line:?} {changes:?}\n{before}\n{after}"
            );
        }
    }
}

#[test]
fn what_is_filled_in_and_emptied_again_leaves_a_started_state_as_it_was() {
    let checklist = checklist();
    let items = Items::of(&checklist);
    let start = empty_state(&checklist, &[]);
    let mut random = Random::fresh();
    for _ in 0..STATES {
        let place =
            |place: &&StatePath| !matches!(place, StatePath::Cell(_, row, _) if *row > 1);
        let all = places(&checklist);
        let chosen = all.iter().filter(place).filter(|_| random.below(9) == 0);
        let chosen: Vec<_> = chosen.cloned().collect();
        let text = |random: &mut Random| normal(random.one_of::<&str>(&TEXTS[2..]));
        let fill: Changes =
            chosen.iter().map(|path| (path.clone(), text(&mut random))).collect();
        let source = Source::new("state.yaml", start.clone());
        let filled =
            edited(&opened(&source), &items, &fill.into()).expect("it can be filled in");
        let empty: Changes =
            chosen.into_iter().map(|path| (path, String::new())).collect();
        let source = Source::new("state.yaml", filled.bytes());
        let emptied =
            edited(&opened(&source), &items, &empty.into()).expect("it can be emptied");
        assert_eq!(
            String::from_utf8(emptied.bytes().to_vec()).expect("it is text"),
            start
        );
    }
}

//! Random three-way merges, compared with the rule in one line. Rows have tests of their
//! own.

use proforma::model::edit::Changes;
use proforma::model::path::StatePath;
use proforma::returned::merge::{Sides, merge};

use super::*;
use crate::support::random::Random;

/// Merges that are tried.
const MERGES: usize = 2000;

fn places() -> Vec<StatePath> {
    let field = |key: &str| StatePath::Field("run-updates".into(), key.into());
    vec![
        StatePath::Detail("practice".into(), "name".into()),
        StatePath::Detail("practice".into(), "go_live".into()),
        field("owner"),
        field("notes"),
    ]
}

fn some_values(random: &mut Random, base: &Values) -> Values {
    let mut values = base.clone();
    for place in places() {
        if random.below(3) == 0 {
            values.set(place, random.one_of::<&str>(&["", "a", "b", "c\nd"]));
        }
    }
    values
}

fn with(state: &Values, changes: &Changes) -> Values {
    let mut after = state.clone();
    for (path, value) in changes {
        after.set(path.clone(), value);
    }
    after
}

#[test]
fn what_one_side_changed_is_taken_and_what_both_changed_is_a_conflict() {
    let checklist = checklist();
    let items = Items::of(&checklist);
    let mut random = Random::fresh();
    for _ in 0..MERGES {
        let base = some_values(&mut random, &Values::default());
        let form = some_values(&mut random, &base);
        let state = some_values(&mut random, &base);
        let sides = Sides { base: &base, form: &form, state: &state };
        let merged = merge(sides, &items, &[]);
        for path in places() {
            let [was, theirs, mine] =
                [&base, &form, &state].map(|values| values.get(&path));
            let in_conflict = was != theirs && was != mine && theirs != mine;
            let is_reported =
                merged.conflicts.iter().any(|conflict| conflict.path == path);
            assert_eq!(is_reported, in_conflict, "{path}");
            let is_taken = was != theirs && was == mine;
            assert_eq!(merged.revision.changes.contains_key(&path), is_taken, "{path}");
        }
        // Merging again changes nothing.
        let after = with(&state, &merged.revision.changes);
        let again = merge(Sides { state: &after, ..sides }, &items, &[]);
        assert_eq!(again.revision.changes, Changes::new());
        assert_eq!(again.conflicts, merged.conflicts);
    }
}

#[test]
fn the_order_of_two_forms_that_change_other_things_does_not_matter() {
    let checklist = checklist();
    let items = Items::of(&checklist);
    let mut random = Random::fresh();
    for _ in 0..MERGES {
        let base = some_values(&mut random, &Values::default());
        let both = some_values(&mut random, &base);
        let (mut one, mut two) = (base.clone(), base.clone());
        for path in places() {
            let form = if random.below(2) == 0 { &mut one } else { &mut two };
            form.set(path.clone(), both.get(&path));
        }
        let into = |state: &Values, form: &Values| {
            let merged = merge(Sides { base: &base, form, state }, &items, &[]);
            assert_eq!(merged.conflicts, []);
            with(state, &merged.revision.changes)
        };
        assert_eq!(into(&into(&base, &one), &two), both);
        assert_eq!(into(&into(&base, &two), &one), both);
    }
}

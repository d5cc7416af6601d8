//! Changes on both sides are merged, or are conflicts.

use super::*;
use crate::base::embedded;
use crate::base::source::Source;
use crate::model::checklist::Checklist;

fn cell(row: usize, column: &str) -> StatePath {
    StatePath::Cell("pharmacies".into(), row, column.into())
}

fn due() -> StatePath {
    StatePath::Field("run-updates".into(), "due".into())
}

fn word() -> StatePath {
    StatePath::Word("pharmacies".into())
}

fn values(values: &[(StatePath, &str)]) -> Values {
    let mut all = Values::default();
    for (path, value) in values {
        all.set(path.clone(), value);
    }
    all
}

/// Merges and gives the changes and the paths in conflict.
fn merged(
    [base, form, state]: [&[(StatePath, &str)]; 3],
    takes: &[(Side, Option<&str>)],
) -> (Vec<(StatePath, String)>, Vec<String>) {
    let (name, bytes) = embedded::checklist("pre-migration").unwrap();
    let checklist = Checklist::read(&Source::new(name, bytes)).unwrap().value;
    let [base, form, state] = [base, form, state].map(values);
    let sides = Sides { base: &base, form: &form, state: &state };
    let take =
        |&(side, of): &(Side, Option<&str>)| Take { side, of: of.map(String::from) };
    let takes: Vec<_> = takes.iter().map(take).collect();
    let merged = merge(sides, &Items::of(&checklist), &takes);
    let conflicts = merged.conflicts.iter().map(|conflict| conflict.path.to_string());
    (merged.changes.into_iter().collect(), conflicts.collect())
}

#[test]
fn what_only_one_side_changed_is_taken() {
    let was: &[_] = &[(due(), "TBC")];
    let is: &[_] = &[(due(), "01/02/2027")];
    let change = vec![(due(), "01/02/2027".to_string())];
    assert_eq!(merged([was, is, was], &[]), (change, vec![]));
    assert_eq!(merged([was, was, is], &[]), (vec![], vec![]));
    assert_eq!(merged([was, is, is], &[]), (vec![], vec![]));
    assert_eq!(merged([was, &[], was], &[]), (vec![(due(), String::new())], vec![]));
    assert_eq!(merged([was, was, &[]], &[]), (vec![], vec![]));
    assert_eq!(merged([was, &[], &[]], &[]), (vec![], vec![]));
}

#[test]
fn the_same_value_written_differently_is_not_a_conflict() {
    for (path, was, form, state) in [
        (due(), "", "01/02/2027", "1 February 2027"),
        (due(), "", "a\nb", "a\r\nb\n\n"),
        (StatePath::Field("run-updates".into(), "status".into()), "", "done", "Done"),
        (
            StatePath::Field("run-updates".into(), "status".into()),
            "done",
            "",
            "not started",
        ),
        (word(), "", "not applicable", "Not applicable"),
    ] {
        let found = merged(
            [&[(path.clone(), was)], &[(path.clone(), form)], &[(path, state)]],
            &[],
        );
        assert_eq!(found, (vec![], vec![]), "{form:?}");
    }
}

#[test]
fn what_both_sides_changed_is_a_conflict_until_the_user_decides() {
    let sides: [&[_]; 3] = [
        &[(due(), "TBC")],
        &[(due(), "form"), (cell(1, "contact"), "form")],
        &[(due(), "state"), (cell(1, "contact"), "state")],
    ];
    let paths = vec!["pharmacies.1.contact".to_string(), "run-updates.due".to_string()];
    assert_eq!(merged(sides, &[]), (vec![], paths.clone()));
    assert_eq!(merged(sides, &[(Side::State, None)]), (vec![], vec![]));
    let (contact, date) =
        ((cell(1, "contact"), "form".into()), (due(), "form".to_string()));
    let both = vec![contact.clone(), date.clone()];
    assert_eq!(merged(sides, &[(Side::Form, None)]), (both, vec![]));
    let one = [(Side::Form, Some("run-updates"))];
    assert_eq!(merged(sides, &one), (vec![date], paths[..1].to_vec()));
    // The more specific one wins.
    let but = [(Side::Form, Some("pharmacies.1.contact")), (Side::State, None)];
    assert_eq!(merged(sides, &but), (vec![contact], vec![]));
    let other = [(Side::Form, Some("pharm"))];
    assert_eq!(merged(sides, &other).1, paths);
}

#[test]
fn a_table_holds_rows_or_a_word() {
    let nothing: &[_] = &[];
    let said: &[_] = &[(word(), "not applicable")];
    let rows: &[_] = &[(cell(1, "organisation"), "A")];
    let conflict = (vec![], vec!["pharmacies".to_string()]);
    assert_eq!(merged([nothing, said, rows], &[]), conflict);
    assert_eq!(merged([nothing, rows, said], &[]), conflict);
    assert_eq!(merged([nothing, rows, said], &[(Side::State, None)]), (vec![], vec![]));
    let all = vec![
        (word(), "not applicable".to_string()),
        (cell(1, "organisation"), String::new()),
    ];
    assert_eq!(merged([nothing, said, rows], &[(Side::Form, None)]), (all, vec![]));
    let all = vec![(word(), String::new()), (cell(1, "organisation"), "A".to_string())];
    assert_eq!(
        merged([nothing, rows, said], &[(Side::Form, None)]),
        (all.clone(), vec![])
    );
    // What the form was made with may be removed.
    assert_eq!(merged([said, rows, said], &[]), (all, vec![]));
}

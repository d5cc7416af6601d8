//! Changes on both sides are merged, or are conflicts.

use super::*;
use crate::base::embedded;
use crate::base::source::Source;
use crate::model::checklist::Checklist;
use crate::model::values::align::Row;

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
    (merged.revision.changes.into_iter().collect(), conflicts.collect())
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
        &[(due(), "form"), (cell(1, "organisation"), "A"), (cell(1, "contact"), "form")],
        &[
            (due(), "state"),
            (cell(1, "organisation"), "A"),
            (cell(1, "contact"), "state"),
        ],
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

const COLUMNS: [&str; 3] = ["organisation", "contact", "disconnection_date"];

/// Rows of a table: `A 1, B` is a row of two cells and one of one cell.
fn rows(text: &str) -> Values {
    let mut values = Values::default();
    for (row, number) in text.split(',').zip(1..) {
        for (column, text) in COLUMNS.iter().zip(row.split_whitespace()) {
            values.set(cell(number, column), if text == "-" { "" } else { text });
        }
    }
    values
}

/// Merges rows, and gives those that come of it and the conflicts.
fn merged_rows(
    [base, form, state]: [&str; 3],
    takes: &[(Side, &str)],
) -> (String, String) {
    let (name, bytes) = embedded::checklist("pre-migration").unwrap();
    let checklist = Checklist::read(&Source::new(name, bytes)).unwrap().value;
    let items = Items::of(&checklist);
    let [base, form, state] = [base, form, state].map(rows);
    let sides = Sides { base: &base, form: &form, state: &state };
    let take = |&(side, of): &(Side, &str)| {
        let of = Some(of).filter(|of| !of.is_empty()).map(String::from);
        Take { side, of }
    };
    let takes: Vec<_> = takes.iter().map(take).collect();
    let merged = merge(sides, &items, &takes);
    let after = merged.revision.of(&state);
    if merged.conflicts.is_empty() {
        let again = merge(Sides { state: &after, ..sides }, &items, &takes);
        assert_eq!(again, Merged::default(), "again");
    }
    let shown = |row: &Row| {
        let cells = COLUMNS.map(|column| row.get(column).map_or("-", String::as_str));
        cells.join(" ").trim_end_matches(" -").to_string()
    };
    let table = after.table("pharmacies");
    let conflict = |conflict: &Conflict| {
        let out =
            conflict.taken_out.map_or(String::new(), |side| format!(" {side:?} out"));
        let path = conflict.path.to_string();
        let path = path.trim_start_matches("pharmacies.").to_string();
        format!("{path}: {} {} {}{out}", conflict.base, conflict.form, conflict.state)
    };
    let join = |all: Vec<String>| all.join(", ");
    (
        join(table.values().map(shown).collect()),
        join(merged.conflicts.iter().map(conflict).collect()),
    )
}

#[test]
fn what_changes_in_a_row_lands_on_that_row() {
    for (base, form, state, result) in [
        // A row above was taken out, or put in, on the other side.
        ("A 1, B 2, C 3", "A 1, B 2, C 4", "A 1, C 3", "A 1, C 4"),
        ("A 1, B 2, C 3", "A 1, C 3", "A 1, B 2, C 4", "A 1, C 4"),
        ("A 1, B 2", "A 1, B 3", "X 9, A 1, B 2", "X 9, A 1, B 3"),
        ("A 1, B 2", "X 9, A 1, B 2", "A 1, B 3", "X 9, A 1, B 3"),
        // Emptied on a form: a blank row between.
        ("A 1, B 2, C 3", "A 1, -, C 3", "A 1, B 2, C 4", "A 1, C 4"),
        ("A 1, B 2", "-, -", "A 1, B 2", ""),
        ("A 1, B 2", "A 1, B 2", "", ""),
        // Both change a row, in other cells.
        ("A 1 x", "A 2 x", "A 1 y", "A 2 y"),
        ("A 1 x", "A 2 x", "A 2 x", "A 2 x"),
        // Both take it out; one puts another in.
        ("A 1, B 2", "B 2", "B 2", "B 2"),
        ("A 1, B 2", "X 9, B 2", "B 2", "X 9, B 2"),
        // A row that is replaced on one side only.
        ("A 1, B 2", "X 9, B 2", "A 1, B 2", "X 9, B 2"),
        ("A 1, B 2", "A 1, B 2", "X 9, B 2", "X 9, B 2"),
        // Cells that are emptied.
        ("A 1 x", "A - x", "A 1 y", "A - y"),
    ] {
        let found = merged_rows([base, form, state], &[]);
        assert_eq!(found, (result.into(), String::new()), "{base} | {form} | {state}");
    }
}

#[test]
fn what_both_add_is_kept_and_the_same_only_once() {
    for (base, form, state, result) in [
        ("", "A 1", "B 2", "B 2, A 1"),
        ("A 1", "A 1, X 8", "A 1, Y 9", "A 1, Y 9, X 8"),
        ("A 1", "X 8, A 1", "A 1, Y 9", "X 8, A 1, Y 9"),
        ("A 1", "A 1, X 8", "A 1, X 8", "A 1, X 8"),
        ("A 1", "A 1, X 8", "X 8, A 1", "X 8, A 1"),
        ("A 1", "A 1, X 8, X 8", "A 1, X 8", "A 1, X 8, X 8"),
        ("A 1", "A 1, A 1", "A 1", "A 1, A 1"),
        // About the same: one row with the cells of both.
        ("", "A 1", "A - x", "A 1 x"),
        // Only the contact is the same: that may be two.
        ("", "A 1", "B 1", "B 1, A 1"),
        ("", "- 1", "B 1", "B 1, - 1"),
        // Blank rows of a form are none.
        ("A 1", "A 1, -, X 8", "A 1", "A 1, X 8"),
        // What the state has already, as another row.
        ("A 1", "X 9", "Y 8, X 9", "Y 8, X 9"),
    ] {
        let found = merged_rows([base, form, state], &[]);
        assert_eq!(found, (result.into(), String::new()), "{base} | {form} | {state}");
    }
}

#[test]
fn a_row_that_one_side_took_out_and_the_other_changed_is_a_conflict() {
    let form_out = ["A 1 x, B 2", "B 2", "A 3 y, B 2"];
    let state_out = ["A 1, B 2", "A 1, B 3", "A 1"];
    let all = |side| vec![(side, "")];
    let (form, state) = (Side::Form, Side::State);
    for (sides, takes, result, conflicts) in [
        (
            form_out,
            vec![],
            "A 3 y, B 2",
            "1.contact: 1  3 Form out, 1.disconnection_date: x  y Form out",
        ),
        (form_out, all(form), "B 2", ""),
        (form_out, all(state), "A 3 y, B 2", ""),
        (form_out, vec![(form, "pharmacies.1")], "B 2", ""),
        (
            form_out,
            vec![(form, "pharmacies.1.contact")],
            "A - y, B 2",
            "1.disconnection_date: x  y Form out",
        ),
        (form_out, vec![(state, ""), (form, "pharmacies.1.contact")], "A - y, B 2", ""),
        (state_out, vec![], "A 1", "2.contact: 2 3  State out"),
        (state_out, all(form), "A 1, B 3", ""),
        (state_out, all(state), "A 1", ""),
        (state_out, vec![(form, "pharmacies.2.contact")], "A 1, B 3", ""),
        // Rewritten on one side, so that it is another row, and changed on the other.
        (["A 1", "X 8", "A 2"], vec![], "A 2, X 8", "1.contact: 1  2 Form out"),
        // A cell that both change.
        (["A 1, B 2", "A 1, B 3", "B 4"], vec![], "B 4", "1.contact: 2 3 4"),
        (["A 1, B 2", "A 1, B 3", "B 4"], all(form), "B 3", ""),
        (["", "A 1", "A 2"], vec![], "A 2", "1.contact:  1 2"),
    ] {
        let found = merged_rows(sides, &takes);
        assert_eq!(found, (result.into(), conflicts.into()), "{sides:?} {takes:?}");
    }
}

#[test]
fn rows_that_come_last_are_changes_of_cells() {
    let sides: [&[_]; 3] = [
        &[(cell(1, "organisation"), "A")],
        &[(cell(1, "organisation"), "A"), (cell(4, "organisation"), "B")],
        &[(cell(1, "organisation"), "A")],
    ];
    let change = vec![(cell(2, "organisation"), "B".to_string())];
    assert_eq!(merged(sides, &[]), (change, vec![]));
}

//! Which row is which, in short: `A 1, B` is a row of two cells and one of one cell.

use super::*;
use crate::base::embedded;
use crate::base::source::Source;
use crate::model::checklist::Checklist;
use crate::model::values::Items;

const COLUMNS: [&str; 3] = ["organisation", "contact", "disconnection_date"];

/// Rows; `-` is an empty cell.
fn rows(text: &str) -> Vec<Row> {
    let row = |row: &str| {
        let cells = COLUMNS.into_iter().zip(row.split_whitespace());
        let cells = cells.filter(|(_, text)| *text != "-");
        cells.map(|(column, text)| (column.to_string(), text.replace('_', " "))).collect()
    };
    text.split(',').map(str::trim).filter(|row| !row.is_empty()).map(row).collect()
}

/// How rows are paired: `=` kept, `~` changed, `-` removed, `+` added.
fn paired(old: &str, new: &str) -> String {
    let (name, bytes) = embedded::checklist("pre-migration").unwrap();
    let checklist = Checklist::read(&Source::new(name, bytes)).unwrap().value;
    let items = Items::of(&checklist);
    let likeness = Likeness::of(items.table("pharmacies"));
    let [old, new] = [old, new].map(rows);
    let shown = |pairing: &Pairing| match pairing {
        Pairing::Kept(old, new) => format!("{old}={new}"),
        Pairing::Changed(old, new) => format!("{old}~{new}"),
        Pairing::Removed(old) => format!("{old}-"),
        Pairing::Added(new) => format!("+{new}"),
    };
    let pairings = likeness.align(&old, &new);
    pairings.iter().map(shown).collect::<Vec<_>>().join(" ")
}

#[test]
fn rows_are_found_again_wherever_they_are() {
    for (old, new, expected) in [
        ("", "", ""),
        ("A", "A", "0=0"),
        ("", "A, B", "+0 +1"),
        ("A, B", "", "0- 1-"),
        ("A 1, B 2, C 3", "A 1, C 3", "0=0 1- 2=1"),
        ("A 1, B 2, C 3", "A 1, C 4", "0=0 1- 2~1"),
        ("A 1, B 2", "X 9, A 1, B 2", "+0 0=1 1=2"),
        ("A 1, B 2", "A 1, X 9, B 2", "0=0 +1 1=2"),
        ("A 1, B 2", "A 1, B 2, X 9", "0=0 1=1 +2"),
        // Rows that change places are taken out and put in.
        ("A 1, B 2", "B 2, A 1", "0- 1=0 +1"),
        ("A, A, A", "A, A", "0=0 1=1 2-"),
        ("A 1, A 2", "A 2", "0- 1=0"),
        ("A 1, A 2", "A 1, A 3", "0=0 1~1"),
        ("A 1, A 2, A 3", "A 3, A 9", "0- 1- 2=0 +1"),
    ] {
        assert_eq!(paired(old, new), expected, "{old} -> {new}");
    }
}

#[test]
fn a_row_that_changes_is_known_by_its_name_or_by_most_of_its_cells() {
    for (old, new, expected) in [
        ("A 1", "A 2", "0~0"),
        ("A 1 x", "A 2 y", "0~0"),
        ("A 1 x", "B 1 x", "0~0"),
        ("A 1 x", "B 1 y", "0- +0"),
        ("A 1", "B 1", "0- +0"),
        ("A", "B", "0- +0"),
        // What only adds to a row is the same row.
        ("- 1", "A 1", "0~0"),
        ("A", "A 1 x", "0~0"),
        ("- 1 -", "A 1 x", "0~0"),
        // A name that is half typed, or written another way.
        ("Corner 1", "Corner_Pharmacy 2", "0~0"),
        ("Corner 1", "CORNER 2", "0~0"),
        ("Co 1", "Corner 2", "0- +0"),
        // Dates count by what they mean.
        ("A 1 01/02/2027", "A 1 1_February_2027", "0=0"),
        ("A 1 01/02/2027", "B 2 1_February_2027", "0- +0"),
        // The most alike are paired.
        ("A 1 x, B 2 y", "B 9 y", "0- 1~0"),
        ("A 1 x", "A 7 8, A 1 y", "+0 0~1"),
        // Equal rows come first.
        ("A 1 x, B 2 y", "A 1 z, A 1 x", "+0 0=1 1-"),
    ] {
        assert_eq!(paired(old, new), expected, "{old} -> {new}");
    }
}

#[test]
fn a_table_of_thousands_of_rows_is_compared_at_once() {
    let many = |from: usize| {
        let rows: Vec<_> = (from..from + 3000).map(|row| format!("org{row} x")).collect();
        rows.join(", ")
    };
    let changed = many(0).replace("org1500 x", "org1500 y");
    assert_eq!(paired(&many(0), &changed).matches('~').count(), 1);
    let all = paired(&many(0), &many(1));
    assert_eq!(all.matches(['-', '+']).count(), 6000);
}

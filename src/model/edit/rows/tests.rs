//! Rows come and go in lists of every style; the other rows and all comments stay.

use super::super::{EditedState, PlannedRow, Revision, edited};
use crate::base::embedded;
use crate::base::problem::Outcome;
use crate::base::source::Source;
use crate::model::checklist::Checklist;
use crate::model::state::{State, StateFile, empty_state};
use crate::model::values::align::Row;
use crate::model::values::{Items, Values};

const HEAD: &str = "checklist: pre-migration\nlast_updated: 27/03/2025\nanswers:\n";

const COLUMNS: [&str; 3] = ["organisation", "contact", "disconnection_date"];

fn checklist() -> Checklist {
    let (name, bytes) = embedded::checklist("pre-migration").unwrap();
    Checklist::read(&Source::new(name, bytes)).unwrap().value
}

fn row(text: &str) -> Row {
    let cells = COLUMNS.into_iter().zip(text.split_whitespace());
    let cells = cells.filter(|(_, text)| *text != "-");
    cells.map(|(column, text)| (column.into(), text.into())).collect()
}

/// Plans the rows of a table: `2` is the second of the file, `2: A 1` is that one with
/// other cells, `+ A 1` is new.
fn planned(text: &str, now: &Values) -> Revision {
    let there = now.table("pharmacies");
    let plan = |text: &str| {
        if let Some(new) = text.strip_prefix('+') {
            return PlannedRow { from: None, cells: row(new) };
        }
        let (number, cells) = text.split_once(':').unwrap_or((text, ""));
        let from = number.trim().parse().unwrap();
        let cells = match cells.trim() {
            "" => there.get(&from).cloned().unwrap_or_default(),
            cells => row(cells),
        };
        PlannedRow { from: Some(from), cells }
    };
    let rows = text.split(',').map(str::trim).filter(|row| !row.is_empty());
    let tables = [("pharmacies".to_string(), rows.map(plan).collect())];
    Revision { tables: tables.into(), ..Revision::default() }
}

/// The file with other rows; without the head if it has that.
fn try_to(before: &str, plan: &str) -> Outcome<(String, EditedState)> {
    let checklist = checklist();
    let items = Items::of(&checklist);
    let line_end = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let head = HEAD.replace('\n', line_end);
    let text = if before.contains("answers:") {
        before.to_string()
    } else {
        format!("{head}{before}")
    };
    let source = Source::new("a test's state", text);
    let now = Values::of(&State::sound(&source, items.about)?, &items);
    let edited = edited(&StateFile::open(&source)?, &items, &planned(plan, &now))?;
    let after = String::from_utf8(edited.bytes().to_vec()).unwrap();
    Ok((after.strip_prefix(&head).unwrap_or(&after).to_string(), edited))
}

/// Asserts what comes of a file, with either line end; nothing is lost or emptied.
#[track_caller]
fn assert_rows(before: &str, plan: &str, after: &str) {
    for line_end in ["\n", "\r\n"] {
        let [before, after] = [before, after].map(|text| text.replace('\n', line_end));
        let found = try_to(&before, plan);
        let (text, edited) =
            found.unwrap_or_else(|why| panic!("{plan} {why:?}\n{before}"));
        assert_eq!(text, after, "{plan}\n{text}");
        assert_eq!((edited.lost, edited.emptied), (vec![], vec![]), "{plan}\n{text}");
    }
}

const BLOCK: &str = "  # above all\n  pharmacies:\n    # above A\n    - organisation: A\n      contact: 1\n    # above B\n    - organisation: 'B'\n      contact: |\n        2\n\n    # above C\n    - organisation: C   # about C\n  # below all\n  pcse:\n";

#[test]
fn rows_of_lines_come_and_go() {
    let after = |from: &str, to: &str| {
        assert_eq!(BLOCK.matches(from).count(), 1);
        BLOCK.replace(from, to)
    };
    let a = "    - organisation: A\n      contact: 1\n";
    let b = "    - organisation: 'B'\n      contact: |\n        2\n";
    let c = "    - organisation: C   # about C\n";
    assert_rows(BLOCK, "2, 3", &after(a, ""));
    assert_rows(BLOCK, "1, 3", &after(b, ""));
    assert_rows(
        BLOCK,
        "1, 3: C 9",
        &after(b, "").replace(c, &format!("{c}      contact: 9\n")),
    );
    let new = "    - organisation: X\n      contact: 9\n";
    assert_rows(BLOCK, "+ X 9, 1, 2, 3", &after(a, &format!("{new}{a}")));
    assert_rows(BLOCK, "1, + X 9, 2, 3", &after(a, &format!("{a}{new}")));
    assert_rows(BLOCK, "1, 2, 3, + X 9", &after(c, &format!("{c}{new}")));
    // A new row takes the place of one that goes, as long as nobody wrote about that.
    assert_rows(
        BLOCK,
        "1, + X 9, 3",
        &after(b, "    - organisation: 'X'\n      contact: 9\n").replace("'X'", "X"),
    );
    // The last row, and the end of the file.
    let short = "  pharmacies:\n  - organisation: A\n  -\n    organisation: B";
    assert_rows(short, "1", "  pharmacies:\n  - organisation: A");
    assert_rows(
        short,
        "1, 2, + X",
        "  pharmacies:\n  - organisation: A\n  -\n    organisation: B\n  - organisation: X",
    );
    assert_rows(short, "", "  pharmacies:");
    assert_rows(
        "  pharmacies:\n    - organisation: A\n  pcse:\n",
        "",
        "  pharmacies:\n  pcse:\n",
    );
}

#[test]
fn rows_in_brackets_come_and_go() {
    let lines = "  pharmacies:\n    - {organisation: A, contact: 1}\n    - {organisation: B}\n    - {organisation: C}\n";
    let b = "    - {organisation: B}\n";
    assert_rows(lines, "1, 3", &lines.replace(b, ""));
    assert_rows(
        lines,
        "1, 3: C 9",
        &lines.replace(b, "").replace("C}", "C, contact: 9}"),
    );
    assert_rows(
        lines,
        "1, 2, + X 9, 3",
        &lines.replace(b, &format!("{b}    - organisation: X\n      contact: 9\n")),
    );
    let flow = "  pharmacies: [{organisation: A}, {organisation: B}, {organisation: C}]  # all\n";
    assert_rows(flow, "1, 3", &flow.replace(" {organisation: B},", ""));
    assert_rows(flow, "2, 3", &flow.replace("{organisation: A}, ", ""));
    assert_rows(flow, "1, 2", &flow.replace(", {organisation: C}", ""));
    assert_rows(flow, "", "  pharmacies: []  # all\n");
    assert_rows(flow, "1, + X, 2, 3", &flow.replace("A},", "A}, {organisation: X},"));
    assert_rows(
        flow,
        "+ X 9, 1, 2, 3",
        &flow.replace("[", "[{organisation: X, contact: 9}, "),
    );
}

#[test]
fn a_table_without_rows_gets_its_first() {
    let row = "    - organisation: X\n      contact: 9\n";
    for (before, after) in [
        ("  pharmacies:\n", format!("  pharmacies:\n{row}")),
        ("  pharmacies:  # all\n", format!("  pharmacies:  # all\n{row}")),
        ("  pharmacies: []\n", format!("  pharmacies:\n{row}")),
        ("  pharmacies: none\n", format!("  pharmacies:\n{row}")),
        ("  pharmacies: none  # by phone\n", format!("  pharmacies:  # by phone\n{row}")),
        ("  pcse: none\n", format!("  pcse: none\n  pharmacies:\n{row}")),
        ("  pharmacies:\n    -\n", format!("  pharmacies:\n    -\n{row}")),
        (
            "  pharmacies:\n    - organisation:  # who\n",
            "  pharmacies:\n    - organisation: X  # who\n      contact: 9\n".to_string(),
        ),
    ] {
        assert_rows(before, "+ X 9", &after);
    }
}

#[test]
fn the_comments_of_a_new_state_go_with_a_row_but_the_last_row_keeps_them() {
    let started = empty_state(&checklist(), &[]);
    let (filled, _) = try_to(&started, "+ A 1, + B 2").unwrap();
    let new = "    - organisation: B\n      contact: 2\n";
    let first = "    - organisation: A  # Organisation name\n";
    assert!(filled.contains(first) && filled.contains(new), "{filled}");
    assert_rows(&filled, "", &started);
    let (without, edited) = try_to(&filled, "2").unwrap();
    assert_eq!((edited.lost, edited.emptied), (vec![], vec![]));
    let start = filled.find(first).unwrap();
    let end = filled.find(new).unwrap();
    assert_eq!(without, format!("{}{}", &filled[..start], &filled[end..]));
    // Another row takes its place, and what is written there.
    assert_rows(
        &filled,
        "+ C 3, 2",
        &filled.replace(": A ", ": C ").replace(": 1 ", ": 3 "),
    );
}

#[test]
fn a_row_with_somebodys_comment_stays_and_is_empty() {
    for (before, after) in [
        (
            "    - organisation: A  # phoned\n      contact: 1\n",
            "    - organisation:  # phoned\n      contact:\n",
        ),
        (
            "    - organisation: A\n      # phoned\n      contact: 1\n",
            "    - organisation:\n      # phoned\n      contact:\n",
        ),
        (
            "    -  # phoned\n      organisation: A\n",
            "    -  # phoned\n      organisation:\n",
        ),
        ("    - {organisation: A}  # phoned\n", "    - {organisation: \"\"}  # phoned\n"),
        (
            "    - {organisation: A, # phoned\n       contact: 1}\n",
            "    - {organisation: \"\", # phoned\n       contact: \"\"}\n",
        ),
    ] {
        let [before, after] = [before, after]
            .map(|row| format!("  pharmacies:\n{row}    - organisation: B\n"));
        let (text, edited) = try_to(&before, "2").unwrap();
        assert_eq!(text, after, "{text}");
        assert_eq!(edited.emptied, [("pharmacies".to_string(), 1)]);
        // What is new does not get the comment of another.
        let (text, _) = try_to(&before, "+ X, 2").unwrap();
        assert!(
            text.contains("    - organisation: X\n    - organisation: B\n"),
            "{text}"
        );
    }
    // A word for the whole takes all with it, and tells.
    let mut revision = planned("", &Values::default());
    let word = super::StatePath::Word("pharmacies".into());
    revision.changes.insert(word, "none".into());
    let rows =
        "  pharmacies:\n    - organisation: A  # phoned\n      contact: 1  # Contact\n";
    let source = Source::new("a test's state", format!("{HEAD}{rows}"));
    let checklist = checklist();
    let file = StateFile::open(&source).unwrap();
    let edited = edited(&file, &Items::of(&checklist), &revision).unwrap();
    assert_eq!(
        String::from_utf8(edited.bytes().to_vec()).unwrap(),
        format!("{HEAD}  pharmacies: none\n")
    );
    assert_eq!(edited.lost[0], "# phoned");
}

#[test]
fn what_is_referred_to_stays() {
    let shared =
        "  pharmacies:\n    - &a {organisation: A}\n    - organisation: B\n    - *a\n";
    assert_rows(shared, "1, 3", &shared.replace("    - organisation: B\n", ""));
    assert_rows(shared, "1, 2", &shared.replace("    - *a\n", ""));
    // The third refers to the first: it becomes a row of its own.
    let (text, _) = try_to(shared, "2, 3").unwrap();
    assert_eq!(text, "  pharmacies:\n    - organisation: B\n    - organisation: A\n");
    let why = try_to(&shared.replace(" B", " B  # b"), "2, 3");
    let why = why.expect_err("the comment would be lost");
    assert!(why[0].message.contains("`pharmacies` in"), "{why:?}");
    let (text, _) = try_to(shared, "1, 2, 3: C 9").unwrap();
    let row = "    - organisation: C\n      contact: 9\n";
    assert_eq!(text, shared.replace("    - *a\n", row));
}

#[test]
fn a_plan_of_other_rows_is_refused() {
    for plan in ["4", "2, 1", "1, 1"] {
        let why = try_to(BLOCK, plan).expect_err("there are no such rows");
        assert!(why[0].message.contains("`pharmacies`"), "{why:?}");
    }
}

//! Random tables that two sides change: what is done to a row lands on that row, and the
//! file keeps all else.

use std::collections::BTreeSet;

use proforma::model::edit::{Revision, edited};
use proforma::model::path::StatePath;
use proforma::model::values::align::Row;
use proforma::returned::merge::{Merged, Side, Sides, Take, merge};
use proforma::yaml::read::read;

use super::*;
use crate::support::random::Random;

/// Tables that are tried.
const TABLES: usize = 3000;

const TABLE: &str = "pharmacies";

const COLUMNS: [&str; 3] = ["organisation", "contact", "disconnection_date"];

/// A row that a side has, with the number that each of its texts begins with.
type Known = (usize, Row);

/// Gives rows and texts that nobody else has.
struct Maker<'a> {
    random: &'a mut Random,
    rows: usize,
    texts: usize,
}

impl Maker<'_> {
    fn text(&mut self, row: usize) -> String {
        self.texts += 1;
        format!("r{row:03} t{:04}", self.texts)
    }

    fn row(&mut self) -> Known {
        self.rows += 1;
        let id = self.rows;
        let mut row = Row::new();
        for column in COLUMNS {
            if column == COLUMNS[0] || self.random.below(3) > 0 {
                row.insert(column.into(), self.text(id));
            }
        }
        (id, row)
    }

    fn table(&mut self) -> Vec<Known> {
        (0..self.random.below(6)).map(|_| self.row()).collect()
    }

    /// The rows after somebody has worked on them.
    fn changed(&mut self, rows: &[Known]) -> Vec<Known> {
        let mut rows = rows.to_vec();
        for _ in 0..self.random.below(5) {
            let at = self.random.below(rows.len() + 1);
            match self.random.below(5) {
                0 => rows.insert(at, self.row()),
                1 if at < rows.len() => drop(rows.remove(at)),
                2 if at < rows.len() && rows[at].1.len() > 1 => {
                    rows[at].1.remove(*self.random.one_of(&COLUMNS));
                }
                _ if at < rows.len() => {
                    let text = self.text(rows[at].0);
                    let column = COLUMNS[self.random.below(7).min(5) % 3];
                    rows[at].1.insert(column.into(), text);
                }
                _ => {}
            }
        }
        rows
    }
}

fn as_values(rows: &[Known]) -> Values {
    let mut values = Values::default();
    values.set_rows(TABLE, rows.iter().map(|(_, row)| row));
    values
}

/// The rows of a table as they come of a merge.
fn result(merged: &Merged, state: &Values) -> Vec<Row> {
    merged.revision.of(state).table(TABLE).into_values().collect()
}

fn row_of(id: usize, rows: &[Known]) -> Option<&Row> {
    rows.iter().find(|(other, _)| *other == id).map(|(_, row)| row)
}

/// Every text that a side has made and the other does not object to is there, in its row.
fn assert_all_there(
    [base, form, state]: [&[Known]; 3],
    result: &[Row],
    merged: &Merged,
    shown: &str,
) {
    let told: BTreeSet<&str> = merged
        .conflicts
        .iter()
        .flat_map(|conflict| [&conflict.form, &conflict.state])
        .map(String::as_str)
        .collect();
    for (mine, other) in [(form, state), (state, form)] {
        for (id, row) in mine {
            let was = row_of(*id, base);
            for (column, text) in row {
                if was.and_then(|was| was.get(column)) == Some(text) {
                    continue;
                }
                let is_there = result.iter().any(|row| row.get(column) == Some(text));
                assert!(is_there || told.contains(text.as_str()), "{text}\n{shown}");
            }
        }
        // What one side takes out and the other leaves alone is gone.
        for (id, row) in base {
            if row_of(*id, mine).is_none() && row_of(*id, other) == Some(row) {
                let tag = format!("r{id:03} ");
                let mut texts = result.iter().flat_map(Row::values);
                assert!(!texts.any(|text| text.starts_with(&tag)), "{tag}\n{shown}");
            }
        }
    }
}

#[test]
fn what_is_done_to_a_row_lands_on_that_row_or_is_a_conflict() {
    let checklist = checklist();
    let items = Items::of(&checklist);
    let mut random = Random::fresh();
    // Where each side has changed half of a row, nobody knows it any more.
    let (mut conflicts, mut unknown) = (0, 0);
    for _ in 0..TABLES {
        let mut maker = Maker { random: &mut random, rows: 0, texts: 0 };
        let base = maker.table();
        let (form, state) = (maker.changed(&base), maker.changed(&base));
        let [was, theirs, mine] = [&base, &form, &state].map(|rows| as_values(rows));
        let sides = Sides { base: &was, form: &theirs, state: &mine };
        let merged = merge(sides, &items, &[]);
        let rows = result(&merged, &mine);
        let shown = format!("{base:#?}\n{form:#?}\n{state:#?}\n{merged:#?}\n{rows:#?}");
        let known: BTreeSet<&String> = [&base, &form, &state]
            .into_iter()
            .flatten()
            .flat_map(|(_, row)| row.values())
            .collect();
        for row in &rows {
            assert!(row.values().all(|text| known.contains(text)), "invented\n{shown}");
            let ids: BTreeSet<&str> = row.values().map(|text| &text[..4]).collect();
            assert_eq!(ids.len(), 1, "mixed\n{shown}");
        }
        assert_all_there([&base, &form, &state], &rows, &merged, &shown);
        conflicts += usize::from(!merged.conflicts.is_empty());
        if merged.conflicts.is_empty() {
            let after = merged.revision.of(&mine);
            let again = merge(Sides { state: &after, ..sides }, &items, &[]);
            assert_eq!(again.revision, Revision::default(), "again\n{shown}");
            unknown += usize::from(!again.conflicts.is_empty());
        }
        for side in [Side::Form, Side::State] {
            let decided = merge(sides, &items, &[Take { side, of: None }]);
            assert_eq!(decided.conflicts, [], "{shown}");
        }
    }
    assert!((TABLES / 20..TABLES / 2).contains(&conflicts), "{conflicts}");
    assert!(unknown < TABLES / 30, "{unknown}");
}

#[test]
fn rows_that_are_alike_are_not_invented_and_unchanged_sides_change_nothing() {
    let checklist = checklist();
    let items = Items::of(&checklist);
    let mut random = Random::fresh();
    let some_rows = |random: &mut Random, from: &[Row]| -> Vec<Row> {
        let mut rows = from.to_vec();
        for _ in 0..random.below(5) {
            let at = random.below(rows.len() + 1);
            let mut row = Row::new();
            row.insert(COLUMNS[0].into(), (*random.one_of(&["A", "B"])).into());
            row.insert(COLUMNS[1].into(), (*random.one_of(&["1", "2"])).into());
            match random.below(3) {
                0 if at < rows.len() => drop(rows.remove(at)),
                1 if at < rows.len() => rows[at] = row,
                _ => rows.insert(at, row),
            }
        }
        rows
    };
    let values = |rows: &[Row]| {
        let mut values = Values::default();
        values.set_rows(TABLE, rows.iter());
        values
    };
    for _ in 0..TABLES {
        let base = some_rows(&mut random, &[]);
        let [form, state] = [(); 2].map(|()| some_rows(&mut random, &base));
        let [was, theirs, mine] = [&base, &form, &state].map(|rows| values(rows));
        let merge = |form, state| merge(Sides { base: &was, form, state }, &items, &[]);
        assert_eq!(merge(&was, &mine), Merged::default(), "{base:?} {state:?}");
        assert_eq!(merge(&theirs, &theirs), Merged::default(), "{base:?} {form:?}");
        assert_eq!(result(&merge(&theirs, &was), &was), form, "{base:?}");
        assert_eq!(merge(&theirs, &was).conflicts, [], "{base:?} {form:?}");
        let merged = merge(&theirs, &mine);
        let known: BTreeSet<&Row> = base.iter().chain(&form).chain(&state).collect();
        if merged.conflicts.is_empty() {
            let rows = result(&merged, &mine);
            let texts = |column| known.iter().filter_map(move |row| row.get(column));
            for (column, text) in rows.iter().flatten() {
                assert!(texts(column).any(|known| known == text), "{rows:?}");
            }
        }
    }
}

/// Writes the rows of a table in some style; each row with the lines that it has.
fn spelled(rows: &[Known], random: &mut Random) -> (String, Vec<(usize, String)>) {
    let mut text = "  # all\n  pharmacies:\n".to_string();
    let mut lines = Vec::new();
    for (id, row) in rows {
        let mut written = String::new();
        if random.below(4) == 0 {
            text.push_str(&format!("    # above {id}\n"));
        }
        if random.below(6) == 0 {
            text.push_str(random.one_of::<&str>(&[
                "\n",
                "    -\n",
                "    - organisation:\n",
            ]));
        }
        let cells: Vec<_> =
            row.iter().map(|(column, text)| quoted(column, text, random)).collect();
        match random.below(4) {
            0 => written.push_str(&format!("    - {{{}}}", cells.join(", "))),
            1 => written.push_str(&format!("    -\n      {}", cells.join("\n      "))),
            2 if random.below(2) == 0 => {
                let column = COLUMNS[0];
                let name = row.get(column).map_or("", String::as_str);
                written.push_str(&format!("    - {column}: >-\n        {name}\n"));
                let rest = row.iter().filter(|(key, _)| *key != column);
                let rest: Vec<_> =
                    rest.map(|(key, text)| format!("      {key}: {text}")).collect();
                written.push_str(&rest.join("\n"));
                written.truncate(written.trim_end().len());
            }
            _ => written.push_str(&format!("    - {}", cells.join("\n      "))),
        }
        match random.below(8) {
            0 if !written.contains(">-") => written.push_str(&format!("  # at {id}")),
            1 if !written.contains('{') && !written.contains(">-") => {
                written.push_str("  # Organisation name");
            }
            _ => {}
        }
        written.push('\n');
        text.push_str(&written);
        lines.push((*id, written));
    }
    (text, lines)
}

fn quoted(column: &str, text: &str, random: &mut Random) -> String {
    match random.below(3) {
        0 => format!("{column}: '{text}'"),
        1 => format!("\"{column}\": \"{text}\""),
        _ => format!("{column}:   {text}"),
    }
}

fn comments(text: &str) -> Vec<String> {
    let read = read(text).unwrap_or_else(|why| panic!("{why:?}\n{text}"));
    let comments = read.comments.into_iter().map(|at| text[at].trim_end().to_string());
    let mut comments: Vec<_> =
        comments.filter(|text| text != "# Organisation name").collect();
    comments.sort();
    comments
}

#[test]
fn a_merge_of_rows_changes_only_the_lines_of_those_rows() {
    let checklist = checklist();
    let items = Items::of(&checklist);
    let mut random = Random::fresh();
    let mut tried = 0;
    for _ in 0..TABLES {
        let mut maker = Maker { random: &mut random, rows: 0, texts: 0 };
        let base = maker.table();
        let (form, state) = (maker.changed(&base), maker.changed(&base));
        let (table, mut lines) = spelled(&state, &mut random);
        let mut text = format!(
            "checklist: pre-migration\nlast_updated: 27/03/2025\nanswers:\n{table}  # end\n  \
             pcse:\n    - service: S\n"
        );
        let is_crlf = random.below(3) == 0;
        if is_crlf {
            text = text.replace('\n', "\r\n");
            lines.iter_mut().for_each(|(_, line)| *line = line.replace('\n', "\r\n"));
        }
        let mine = values(&text);
        let mut was = as_values(&base);
        let mut theirs = as_values(&form);
        for values in [&mut was, &mut theirs] {
            values.set(StatePath::Cell("pcse".into(), 1, "service".into()), "S");
        }
        let sides = Sides { base: &was, form: &theirs, state: &mine };
        let merged = merge(sides, &items, &[Take { side: Side::Form, of: None }]);
        let rows = result(&merged, &mine);
        let source = Source::new("state.yaml", text.clone());
        let after = edited(&opened(&source), &items, &merged.revision);
        let after = after.unwrap_or_else(|why| panic!("{why:?}\n{merged:#?}\n{text}"));
        let found = String::from_utf8(after.bytes().to_vec()).expect("it is text");
        let shown = format!("{merged:#?}\n{text}\n{found}");
        let there: Vec<_> = values(&found).table(TABLE).into_values().collect();
        assert_eq!(there, rows, "{shown}");
        assert_eq!(comments(&found), comments(&text), "{shown}");
        assert_eq!(after.lost, Vec::<String>::new(), "{shown}");
        assert_eq!(
            found.matches('\r').count(),
            if is_crlf { found.lines().count() } else { 0 }
        );
        for (id, line) in &lines {
            if row_of(*id, &state).is_some_and(|row| rows.contains(row)) {
                assert!(found.contains(line), "{line}\n{shown}");
            }
        }
        if merged.revision != Revision::default() {
            tried += 1;
        } else {
            assert_eq!(found, text);
        }
    }
    assert!(tried > TABLES / 3, "{tried}");
}

//! Space to write in by hand: rows, columns, lines, boxes and rules.

use proforma::model::cell::ColumnKind;
use proforma::model::checklist::Table;

use super::{BODY, OVERHANG, Printed, blanks, grid_at, ink, middle};
use crate::support::checklists::BUILT_IN;
use crate::support::rules::Rule;

/// The narrowest free width in mm for handwriting.
fn least_width(kind: ColumnKind) -> f64 {
    match kind {
        ColumnKind::Text => 45.0,
        ColumnKind::Contact => 70.0,
        ColumnKind::Date | ColumnKind::DateOrYesNo => 35.0,
        ColumnKind::YesNo => 20.0,
    }
}

#[test]
fn columns_are_wide_enough_for_a_pen() {
    for blank in blanks() {
        for (table, column, title) in blank.column_titles() {
            let (page, area) = ink(&blank.pdf, &title);
            let (x, y) = middle(&area);
            let grid = grid_at(&blank.pdf.pages[page], x, y);
            let grid =
                grid.unwrap_or_else(|| panic!("{:?} stands in no table", title.text));
            let columns = grid.columns(y);
            let (left, right) = columns
                .into_iter()
                .find(|(left, right)| (*left..*right).contains(&x))
                .expect("a title stands in a column");
            let (width, least) = (right - left, least_width(column.kind));
            let what = format!("{}: {} / {}", blank.name, table.id, column.id);
            assert!(width >= least, "{what}: {width:.1} mm, not {least}");
        }
    }
}

/// Whether rows of a table are for two lines of writing.
fn has_contacts(table: &Table) -> bool {
    table.columns.iter().any(|column| column.kind == ColumnKind::Contact)
}

#[test]
fn rows_for_a_contact_hold_two_lines_and_none_is_split() {
    for blank in blanks() {
        let rows = |table: &Table| match blank.options {
            ["--rows", rows] => rows.parse().expect("a number"),
            _ => table.rows,
        };
        for (table, _, title) in blank.column_titles() {
            let (mut page, area) = ink(&blank.pdf, &title);
            let (x, mut y) = middle(&area);
            let mut left = rows(table) as usize;
            loop {
                let grid = grid_at(&blank.pdf.pages[page], x, y);
                let grid = grid.unwrap_or_else(|| panic!("{} has no rows", table.id));
                let header = grid.row(y).expect("the titles stand in a row");
                let heights: Vec<_> = grid.levels[header..]
                    .windows(2)
                    .skip(1)
                    .map(|w| w[1] - w[0])
                    .collect();
                let what = format!("{}: {} on page {}", blank.name, table.id, page + 1);
                if has_contacts(table) {
                    assert!(heights.iter().all(|h| *h >= 16.99), "{what}: {heights:.2?}");
                }
                assert!(
                    !heights.is_empty() && heights.len() <= left,
                    "{what}: {heights:.2?}"
                );
                left -= heights.len();
                if left == 0 {
                    break;
                }
                // It continues under the same titles on the next page.
                page += 1;
                y = BODY.0 + 1.0;
            }
        }
    }
}

#[test]
fn a_date_has_its_width_and_a_line_below_its_label() {
    for options in [&[][..], &["--large-print"]] {
        let blank = Printed::new("a blank", BUILT_IN, options);
        let passages = blank.pdf.passages();
        let labels: Vec<_> = passages.iter().filter(|p| p.text == "or date:").collect();
        assert_eq!(labels.len(), 3);
        for label in labels {
            let (page, area) = ink(&blank.pdf, label);
            let (x, y) = middle(&area);
            let grid = grid_at(&blank.pdf.pages[page], x, y);
            let grid = grid.expect("it stands in a table");
            let cell = grid.cell(x, y).expect("it stands in a cell");
            let (wide, high) = (cell.width(), cell.y1 - area.y1);
            assert!(wide >= least_width(ColumnKind::Date), "{wide:.1} mm");
            assert!(high >= 7.0, "{high:.1} mm");
        }
    }
}

/// The long rules along a page, from the top.
fn long_rules(blank: &Printed, page: usize) -> Vec<Rule> {
    let rules = blank.pdf.pages[page].rules().into_iter();
    let mut rules: Vec<_> = rules
        .filter(|rule| {
            rule.level && rule.length() > 150.0 && rule.at < blank.body_end() + 1.0
        })
        .collect();
    rules.sort_by(|a, b| a.at.total_cmp(&b.at));
    rules
}

/// The levels of the lines for notes, from the one above the label, page by page.
fn note_lines(blank: &Printed, page: usize, label: f64, count: u32) -> Vec<Vec<f64>> {
    let mut pages: Vec<Vec<f64>> = Vec::new();
    let mut left = count as usize;
    let mut top = None;
    for page in page..blank.pdf.pages.len() {
        let rules = long_rules(blank, page);
        let above = rules.iter().rev().find(|rule| rule.at < label).map(|rule| rule.at);
        let mut levels =
            vec![*top.get_or_insert(above.expect("a rule is above the notes"))];
        for rule in rules {
            let last = levels[levels.len() - 1];
            if rule.at > last + 0.5 && rule.at < last + 12.0 && levels.len() <= left {
                levels.push(rule.at);
            }
        }
        left -= levels.len() - 1;
        pages.push(levels);
        if left == 0 {
            break;
        }
        // On the next page they continue from the top.
        top = Some(BODY.0);
    }
    assert_eq!(left, 0, "{}: lines are missing", blank.name);
    pages
}

#[test]
fn lines_for_notes_are_three_an_inch() {
    for blank in blanks() {
        let passages = blank.pdf.passages();
        let labels: Vec<_> = passages.iter().filter(|p| p.text == "Notes:").collect();
        let tasks = blank.tasks();
        assert_eq!(labels.len(), tasks.len());
        for (label, task) in labels.into_iter().zip(tasks) {
            let (page, area) = ink(&blank.pdf, label);
            for levels in note_lines(&blank, page, area.y0, task.lines) {
                let pitch: Vec<_> =
                    levels.windows(2).map(|pair| pair[1] - pair[0]).collect();
                let fine = pitch.iter().all(|pitch| (8.49..=9.01).contains(pitch));
                assert!(fine, "{}: {}: {pitch:.2?}", blank.name, task.id);
            }
        }
    }
}

#[test]
fn boxes_to_tick_are_square_as_large_as_their_print_and_all_there() {
    for blank in blanks() {
        let side = if blank.has("--large-print") { 6.5 } else { 5.0 };
        let boxes: Vec<_> =
            blank.pdf.pages.iter().flat_map(|page| page.tick_boxes()).collect();
        for area in &boxes {
            let (width, height) = (area.width(), area.height());
            let square = (width - side).abs() < 0.01 && (height - side).abs() < 0.01;
            assert!(square, "{}: {width:.2} by {height:.2} mm", blank.name);
        }
        let rows = |table: &Table| match blank.options {
            ["--rows", rows] => rows.parse().expect("a number"),
            _ => table.rows as usize,
        };
        let asks = |kind| matches!(kind, ColumnKind::YesNo | ColumnKind::DateOrYesNo);
        let in_table = |table: &Table| {
            let columns = table.columns.iter().filter(|column| asks(column.kind));
            1 + 2 * columns.count() * rows(table)
        };
        let in_tables: usize = blank.tables().iter().map(|table| in_table(table)).sum();
        let tasks = blank.tasks().len();
        // Each item has one more in the list at the end.
        let wanted = in_tables + 3 * tasks + blank.tables().len() + tasks;
        assert_eq!(boxes.len(), wanted, "{}", blank.name);
        let tree = blank.pdf.tag_tree();
        let figures = tree.matches("Alt=\"Tick box, empty: ").count();
        assert_eq!(figures, boxes.len(), "{}: each has a name", blank.name);
        let fields = tree.lines().filter(|line| {
            line.trim_start().starts_with("Form") && line.contains("Tick box, empty: ")
        });
        assert_eq!(fields.count(), boxes.len(), "{}: each is a field", blank.name);
    }
}

#[test]
fn what_one_writes_on_is_black_so_that_a_copier_keeps_it() {
    for blank in blanks() {
        for (number, page) in blank.pdf.pages.iter().enumerate() {
            let body = |at: f64| at < blank.body_end() + OVERHANG;
            for rule in page.rules().iter().filter(|rule| body(rule.at) || !rule.level) {
                // The rule of a chapter is blue, and nobody writes on it.
                let fine = rule.weight >= 0.49 && (rule.luma == 0.0 || rule.weight > 1.4);
                assert!(fine, "{}, page {}: {rule:?}", blank.name, number + 1);
            }
            for stroke in &page.strokes {
                let fine = stroke.width >= 0.49 && stroke.luma == 0.0 && !stroke.dashed;
                assert!(fine, "{}, page {}: {stroke:?}", blank.name, number + 1);
            }
        }
    }
}

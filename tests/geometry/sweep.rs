//! Items at every height of a page: nothing is separated when a page ends.

use super::{BODY, grid_at, ink, is_heading, middle};
use crate::support::checklists::HEAD;
use crate::support::project::Project;
use crate::support::reader::Pdf;
use crate::support::words::Passage;

/// Lines that push an item over the end of a page and onto the next one.
const LINES: usize = 52;

/// A checklist with this many lines before a section with a caution and an item.
fn pushed(lines: usize, half_line: bool, item: &str) -> String {
    let entries = "      - a line that pushes\n".repeat(lines + 1);
    let half_line = if half_line { "  - paragraph: A further line.\n" } else { "" };
    format!(
        "{HEAD}  - list:\n{entries}{half_line}  - section: Pushed section\n    body:\n      \
         - caution: \"Please note: this caution takes two lines, as cautions do, for it has \
         more words than one line holds.\"\n{item}"
    )
}

const TABLE: &str = "      - table: Pushed table
        id: pushed
        columns:
          - {id: name, title: Organisation name}
          - {id: contact, title: Contact details, kind: contact}
          - {id: date, title: Disconnection date, kind: date}
";

const TASK: &str = "      - task: Pushed task
        id: pushed
";

const LONG_TASK: &str = "      - task: Pushed task
        id: pushed
        lines: 30
";

/// Prints the item at every height of the page and checks each.
#[track_caller]
fn sweep(item: &str, options: &[&str], look: impl Fn(&Pdf, &[Passage], &str)) {
    let project = Project::new();
    let mut pages = Vec::new();
    for (lines, half_line) in (0..LINES).flat_map(|lines| [(lines, false), (lines, true)])
    {
        project.write("pushed.yaml", pushed(lines, half_line, item));
        let pdf = Pdf::read(&project.print(&[&["pushed.yaml"], options].concat()));
        let passages = pdf.passages();
        let begin = passages.iter().position(|p| p.text == "Pushed section");
        let begin = begin.expect("the section is there");
        let place =
            format!("{lines} lines{}", if half_line { " and a half" } else { "" });
        for pair in passages[begin..].windows(2).filter(|pair| is_heading(&pair[0])) {
            assert_eq!(page(&pair[0]), page(&pair[1]), "{place}: {:?}", pair[0].text);
        }
        pages.push(page(&passages[begin]));
        look(&pdf, &passages[begin..], &place);
    }
    assert!(pages.first() < pages.last(), "the sweep passes the end of a page");
}

fn page(passage: &Passage) -> usize {
    passage.pieces[0].page
}

#[track_caller]
fn find<'a>(passages: &'a [Passage], text: &str) -> &'a Passage {
    let found = passages.iter().find(|passage| passage.unnumbered().starts_with(text));
    found.unwrap_or_else(|| panic!("{text:?} is not there"))
}

/// Asserts that section, caution, title, column titles and two rows share a page.
fn assert_table_whole(pdf: &Pdf, passages: &[Passage], place: &str) {
    let section = page(&passages[0]);
    for text in ["Please note:", "Pushed table", "Organisation name", "Contact details"] {
        assert_eq!(
            page(find(passages, text)),
            section,
            "{place}: {text:?} is left behind"
        );
    }
    let (page, area) = ink(pdf, find(passages, "Contact details"));
    let (x, y) = middle(&area);
    let grid = grid_at(&pdf.pages[page], x, y).expect("titles stand in a table");
    let rows = grid.levels.len() - 2;
    assert!(rows >= 2, "{place}: {rows} rows are with the titles");
}

/// Asserts that section, caution, title, status, owner and the first notes share a page.
fn assert_task_whole(pdf: &Pdf, passages: &[Passage], place: &str) {
    let section = page(&passages[0]);
    for text in ["Please note:", "Pushed task", "In progress", "Owner", "Notes:"] {
        assert_eq!(
            page(find(passages, text)),
            section,
            "{place}: {text:?} is left behind"
        );
    }
    let (page, area) = ink(pdf, find(passages, "Notes:"));
    let rules = pdf.pages[page].rules().into_iter();
    let lines =
        rules.filter(|rule| rule.level && rule.at > area.y1 && rule.at < BODY.1 + 1.0);
    let lines = lines.filter(|rule| rule.length() > 150.0).count();
    assert!(lines >= 4, "{place}: {lines} lines are with the label");
}

#[test]
fn a_table_is_never_parted_from_what_leads_to_it() {
    sweep(TABLE, &[], assert_table_whole);
}

#[test]
fn the_first_rows_of_a_long_table_are_never_parted_from_what_leads_to_it() {
    sweep(TABLE, &["--rows", "30"], assert_table_whole);
}

#[test]
fn a_table_in_large_print_is_never_parted_from_what_leads_to_it() {
    sweep(TABLE, &["--large-print"], assert_table_whole);
}

#[test]
fn a_task_is_never_parted_from_what_leads_to_it() {
    sweep(TASK, &[], assert_task_whole);
}

#[test]
fn the_first_lines_of_a_long_task_are_never_parted_from_what_leads_to_it() {
    sweep(LONG_TASK, &[], assert_task_whole);
}

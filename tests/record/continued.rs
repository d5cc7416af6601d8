//! What goes on on another page: it says what it is, and no line of it is alone there.

use super::whole::{long_note, many_rows};
use super::*;
use crate::support::project::blank;
use crate::support::reader::Page;

/// The words of a page in one line.
fn words(page: &Page) -> String {
    page.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The pages with these words.
fn pages_with(pdf: &Pdf, wanted: &str) -> Vec<usize> {
    let has = |page: &usize| words(&pdf.pages[*page]).contains(wanted);
    (0..pdf.pages.len()).filter(has).collect()
}

/// Asserts that what goes on has its title on each page but the first, for the eye alone.
#[track_caller]
fn assert_continued(pdf: &Pdf, part: &str, title: &str) {
    let pages = pages_with(pdf, part);
    assert!(pages.len() > 2, "{title}: it goes on on another page");
    let continued = format!("{title} (continued)");
    assert_eq!(pages_with(pdf, &continued), pages[1..], "{title}");
    assert!(!pdf.tag_tree().contains("(continued)"), "{title}");
}

#[test]
fn what_goes_on_on_another_page_says_so_with_its_title() {
    let rows = many_rows().lines().take(305).collect::<Vec<_>>().join("\n");
    let title = "7 Third party solutions (like DocMan or Apollo Scan)";
    for options in [&[][..], &["--large-print"]] {
        let pdf = record(&rows, options);
        assert_continued(&pdf, "Organisation name", title);
        let dates = pages_with(&pdf, "Disconnections, in date order (continued)");
        assert!(dates.len() > 1, "{dates:?}");
        let pdf = record(long_note(), options);
        assert_continued(&pdf, "abcdefg", "8 Notes");
    }
    let pdf = blank(&["--rows", "40"]);
    let first = pages_with(&pdf, "1 SMS text messaging service providers (continued)");
    assert_eq!(first, [2, 3, 4], "the table begins on the second page");
}

#[test]
fn neither_the_first_nor_the_last_lines_of_notes_are_alone_on_a_page() {
    let mut broken = 0;
    for count in 20..60 {
        let lines: String =
            (0..count).map(|line| format!("      Entry {line}.\n")).collect();
        let state = format!("{HEAD}answers:\n  tell-patients:\n    notes: |\n{lines}");
        let pdf = record(state, &[]);
        let on_page = |page: &Page| words(page).matches("Entry").count();
        let counts: Vec<_> =
            pdf.pages.iter().map(on_page).filter(|count| *count > 0).collect();
        assert_eq!(counts.iter().sum::<usize>(), count);
        assert!(counts.iter().all(|count| *count > 1), "{count}: {counts:?}");
        broken += usize::from(counts.len() > 1);
    }
    assert!(broken > 10, "most of them go on on another page");
}

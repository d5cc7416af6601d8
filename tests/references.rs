//! Tag trees and pictures of the pages, compared with approved references.

use crate::support::checklists::SECOND;
use crate::support::project::{Project, blank};
use crate::support::reader::Pdf;
use crate::support::reference::{assert_as_before, picture_differs, text_differs};

/// Pixels per inch: enough to see a rule or a word move by a millimetre.
const DPI: f32 = 40.0;

#[test]
fn the_blank_looks_and_reads_as_before() {
    assert_looks_as_before("standard", &blank(&[]));
}

#[test]
fn large_print_looks_as_before() {
    assert_looks_as_before("large-print", &blank(&["--large-print"]));
}

#[test]
fn duplex_looks_as_before() {
    assert_looks_as_before("duplex", &blank(&["--duplex"]));
}

#[test]
fn the_second_checklist_looks_as_before() {
    assert_looks_as_before("second", &second());
}

#[test]
fn the_tag_trees_are_as_before() {
    assert_as_before([
        text_differs("standard.txt", &blank(&[]).tag_tree()),
        text_differs("second.txt", &second().tag_tree()),
    ]);
}

#[test]
fn other_paper_and_print_leave_the_tag_tree_as_it_is() {
    // Only line breaks may differ.
    let unbroken = |pdf: Pdf| pdf.tag_tree().replace("\" \"", "");
    let standard = unbroken(blank(&[]));
    assert_eq!(unbroken(blank(&["--duplex"])), standard);
}

fn second() -> Pdf {
    let project = Project::new();
    project.write("second.yaml", SECOND);
    Pdf::read(&project.exec(&["print", "second.yaml", "-o", "-"]).stdout)
}

#[track_caller]
fn assert_looks_as_before(name: &str, pdf: &Pdf) {
    let pages = 0..pdf.pages.len();
    assert_as_before(pages.map(|page| {
        let picture = pdf.picture(page, DPI).grey();
        picture_differs(&format!("{name}/{}.png", page + 1), &picture)
    }));
}

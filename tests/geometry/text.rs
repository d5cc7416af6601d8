//! The position of text: margins, sizes, cells, headings and page footers.

use super::{
    BODY, OVERHANG, PAPER, Printed, blanks, glyphs, grid_at, ink, is_heading, middle,
};
use crate::support::checklists::BUILT_IN;
use crate::support::project::Project;
use crate::support::reader::{Area, Page, Pdf};

/// The left and the right margin of a page in mm.
fn sides(blank: &Printed, page: usize) -> (f64, f64) {
    match (blank.has("--duplex"), page.is_multiple_of(2)) {
        (false, _) => (20.0, 20.0),
        // The first page is a right-hand one, bound on the left.
        (true, true) => (25.0, 15.0),
        (true, false) => (15.0, 25.0),
    }
}

#[test]
fn nothing_but_the_numbers_of_items_is_drawn_in_the_margins() {
    for blank in blanks() {
        for (number, page) in blank.pdf.pages.iter().enumerate() {
            let (left, right) = sides(&blank, number);
            assert_eq!((page.width, page.height), PAPER);
            let space = Area {
                x0: left,
                // Letters rise above capitals, at whose height the text begins.
                y0: BODY.0 - 1.0,
                x1: PAPER.0 - right,
                // The page footer is in the bottom margin, where printers still print.
                y1: PAPER.1 - if blank.has("--large-print") { 7.0 } else { 8.0 },
            };
            // The numbers stay clear of the part of the paper that printers leave out.
            let numbers = Area { x0: 5.0, x1: left, ..space };
            let is_number = |area: &Area| area.x1 < left && numbers.holds(area, 0.0);
            let boxes = || page.boxes().into_iter().filter(|(_, area)| !is_number(area));
            for (mark, area) in boxes() {
                let inside = space.holds(&area, OVERHANG);
                assert!(inside, "{}, page {}: {mark:?} {area:?}", blank.name, number + 1);
            }
            let all = Area::around(boxes().map(|(_, area)| area));
            let all = all.expect("a page is not empty");
            let full = (all.x0 - left).abs() < 0.5 && (all.x1 - space.x1).abs() < 0.5;
            assert!(full, "{}, page {}: {all:?}", blank.name, number + 1);
        }
    }
}

#[test]
fn no_type_is_smaller_than_ten_and_a_half_points_or_sixteen_in_large_print() {
    for blank in blanks() {
        let (least, body) =
            if blank.has("--large-print") { (16.0, 18.0) } else { (10.5, 12.0) };
        for page in &blank.pdf.pages {
            for glyph in &page.glyphs {
                assert!(glyph.size >= least - 0.01, "{}: {glyph:?}", blank.name);
            }
        }
        for passage in
            blank.pdf.passages().iter().filter(|passage| passage.role == "LBody")
        {
            let (_, glyphs) = glyphs(&blank.pdf, passage);
            assert!(glyphs.iter().all(|glyph| glyph.size == body), "{}", passage.text);
        }
    }
}

#[test]
fn paragraphs_are_set_in_twelve_points_or_eighteen_in_large_print() {
    for (options, size) in [(&[] as &[_], 12.0), (&["--large-print"], 18.0)] {
        let blank = Printed::new("a blank", BUILT_IN, options);
        let passages = blank.pdf.passages();
        let begin = passages
            .iter()
            .position(|passage| passage.text.contains("one of the stages"));
        let begin = begin.expect("the first paragraph is there");
        let long = |text: &str| text.split(' ').count() > 5;
        let paragraphs =
            passages[begin..].iter().filter(|p| p.role == "P" && long(&p.text));
        let mut count = 0;
        for passage in paragraphs {
            let (_, glyphs) = glyphs(&blank.pdf, passage);
            assert!(glyphs.iter().all(|glyph| glyph.size == size), "{}", passage.text);
            count += 1;
        }
        assert!(count >= 12, "only {count} paragraphs");
    }
}

#[test]
fn no_ink_lies_on_a_rule_or_on_other_ink() {
    for blank in blanks() {
        for (number, page) in blank.pdf.pages.iter().enumerate() {
            let place = format!("{}, page {}", blank.name, number + 1);
            assert_clear_of_rules(page, &place);
            assert_clear_of_each_other(page, &place);
        }
    }
}

/// Whether two boxes do more than touch.
fn overlap(a: &Area, b: &Area) -> bool {
    let width = a.x1.min(b.x1) - a.x0.max(b.x0);
    let height = a.y1.min(b.y1) - a.y0.max(b.y0);
    width > 0.05 && height > 0.05
}

#[track_caller]
fn assert_clear_of_rules(page: &Page, place: &str) {
    let rules: Vec<_> = page.rules().iter().map(|rule| rule.area()).collect();
    let strokes = page.strokes.iter().map(|stroke| stroke.area());
    let lines: Vec<_> = rules.into_iter().chain(strokes).collect();
    for glyph in &page.glyphs {
        let Some(ink) = glyph.ink else { continue };
        let struck = lines.iter().find(|line| overlap(&ink, line));
        assert!(
            struck.is_none(),
            "{place}: {:?} at {ink:?} lies on {struck:?}",
            glyph.text
        );
    }
}

#[track_caller]
fn assert_clear_of_each_other(page: &Page, place: &str) {
    let lines = page.lines();
    let boxes: Vec<_> = lines
        .iter()
        .filter_map(|line| {
            let glyphs = &page.glyphs[line.first..line.first + line.count];
            let ink = Area::around(glyphs.iter().filter_map(|glyph| glyph.ink))?;
            Some((line.text.as_str(), line.baseline, ink))
        })
        .collect();
    for (index, (text, baseline, ink)) in boxes.iter().enumerate() {
        for (other, other_baseline, other_ink) in &boxes[index + 1..] {
            let apart = (baseline - other_baseline).abs() > 0.05;
            let collide = apart && overlap(ink, other_ink);
            assert!(!collide, "{place}: {text:?} and {other:?} collide");
        }
    }
}

#[test]
fn the_text_of_a_cell_stands_in_its_cell() {
    for blank in blanks() {
        let passages = blank.pdf.passages();
        let mut count = 0;
        for passage in
            passages.iter().filter(|p| p.pieces[0].roles.iter().any(|r| is_cell(r)))
        {
            let (page, area) = ink(&blank.pdf, passage);
            let (x, y) = middle(&area);
            let grid = grid_at(&blank.pdf.pages[page], x, y);
            let grid =
                grid.unwrap_or_else(|| panic!("{:?} stands in no cell", passage.text));
            let cell = grid.cell(x, y).expect("the grid has a cell there");
            let inside = cell.holds(&area, 0.05);
            assert!(inside, "{}: {:?} {area:?} {cell:?}", blank.name, passage.text);
            count += 1;
        }
        assert!(count > 5, "{}: only {count} cells have text", blank.name);
    }
}

fn is_cell(role: &str) -> bool {
    matches!(role, "TH" | "TD")
}

#[test]
fn pages_but_the_last_are_well_filled_and_at_most_ten() {
    for options in [&[] as &[_], &["--duplex"], &["--checked", "2026-11-20", "--by", "A"]]
    {
        let blank = Printed::new("a blank", BUILT_IN, options);
        let pages = &blank.pdf.pages;
        assert!(pages.len() <= 10, "{options:?}: {} pages", pages.len());
        let fill: Vec<_> =
            pages.iter().map(|page| (fill(&blank, page) * 100.0).round()).collect();
        let (_, but_last) = fill.split_last().expect("there are pages");
        assert!(but_last.iter().all(|fill| *fill >= 75.0), "{options:?}: {fill:?} %");
    }
}

#[test]
fn a_blank_takes_at_most_six_thousand_bytes_a_page() {
    let run = Project::new().exec(&["print", "-o", "-"]);
    let (bytes, pages) = (run.stdout.len(), Pdf::read(&run.stdout).pages.len());
    assert!(bytes <= 6_000 * pages, "{bytes} bytes on {pages} pages");
}

#[test]
fn large_print_pages_but_the_last_are_well_filled_too() {
    let blank = Printed::new("large print", BUILT_IN, &["--large-print"]);
    let fill: Vec<_> =
        blank.pdf.pages.iter().map(|page| (fill(&blank, page) * 100.0).round()).collect();
    let (_, but_last) = fill.split_last().expect("there are pages");
    assert!(but_last.iter().all(|fill| *fill >= 60.0), "{fill:?} %");
}

/// How much of a page's height is in use, from 0 to 1.
fn fill(blank: &Printed, page: &Page) -> f64 {
    let end = blank.body_end();
    let boxes = page.boxes().into_iter().map(|(_, area)| area);
    let lowest = boxes.map(|area| area.y1).filter(|y1| *y1 <= end + OVERHANG);
    (lowest.fold(BODY.0, f64::max) - BODY.0) / (end - BODY.0)
}

#[test]
fn a_heading_is_never_the_last_thing_on_a_page() {
    for blank in blanks() {
        let passages = blank.pdf.passages();
        for pair in passages.windows(2).filter(|pair| is_heading(&pair[0])) {
            let (page, _) = ink(&blank.pdf, &pair[0]);
            let next = pair[1].pieces[0].page;
            assert_eq!(page, next, "{}: {:?}", blank.name, pair[0].text);
        }
    }
}

#[test]
fn each_foot_says_what_page_it_is_of_what() {
    for blank in blanks() {
        let count = blank.pdf.pages.len();
        for (number, page) in blank.pdf.pages.iter().enumerate() {
            let foot = page
                .artifacts()
                .into_iter()
                .filter(|line| line.baseline > blank.body_end());
            let foot: Vec<_> = foot.map(|line| line.text.trim().to_owned()).collect();
            let foot = foot.join(" | ");
            let edition = blank.checklist.last_updated;
            let title = blank.checklist.title.replace('🧾', "[U+1F9FE]");
            // Right-to-left words are the other way round.
            let title = title.split(|c| matches!(c, '\u{590}'..='\u{6ff}')).next();
            // A long one is cut to its line.
            let title = title.map(|title| title.chars().take(12).collect::<String>());
            let parts = [
                format!("Page {} of {count}", number + 1),
                title.expect("a split gives a part").trim().to_owned(),
                format!("edition of {edition}"),
                "made on 23 November 2026".into(),
                "Practice".into(),
                "ODS code".into(),
            ];
            for part in &parts {
                let found = foot.contains(part.as_str());
                assert!(
                    found,
                    "{}, page {}: {part:?} in {foot:?}",
                    blank.name,
                    number + 1
                );
            }
        }
    }
}

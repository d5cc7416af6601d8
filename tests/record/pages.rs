//! The pages of records: compared with approved references, and measured.

use super::whole::{long_note, many_rows};
use super::*;
use crate::support::checklists::SOURCE;
use crate::support::reader::{Area, Glyph, Mark, Page};
use crate::support::reference::{assert_as_before, picture_differs, text_differs};
use crate::support::tag_tree::Content;

/// Pixels per inch of the references.
const DPI: f32 = 40.0;

/// Pages of the sample in large print that have references.
const LARGE_PAGES: [usize; 2] = [0, 3];

/// How far in mm the ends of a rule, half as long as it is wide, reach into a margin.
const OVERHANG: f64 = 0.4;

/// A record that is measured.
struct Measured {
    name: &'static str,
    large: bool,
    duplex: bool,
    pdf: Pdf,
}

/// Records of the sample in each variant, a long one of each kind, and odd ones.
fn measured() -> Vec<Measured> {
    let rows = many_rows().lines().take(305).collect::<Vec<_>>().join("\n");
    let note = long_note();
    let odd = format!(
        "{HEAD}practice: {{name: '{}', ods_code: 'A12345'}}\nanswers:\n  sms-providers:\n    - \
         organisation: {}\n      contact: https://a.example/{}\n  pcse: [{{service: Việt \
         Москва محمد 0113, disconnection_date: 31/02/2027}}]\n  run-updates: {{owner: '🫠 ok', \
         notes: '{}'}}\n",
        "The very long name of a practice ".repeat(8),
        "W".repeat(300),
        "path/".repeat(60),
        "word ".repeat(900),
    );
    let late = (0..60).map(|row| {
        format!("    - {{organisation: Number {row}, disconnection_date: 01/03/2027}}\n")
    });
    let looks = format!(
        "{HEAD}practice: {{final_data_production: 12/03/2027}}\nanswers:\n  \
         sms-providers:\n{}",
        late.collect::<String>()
    );
    let case = |name, state: &str, options: &[&str]| Measured {
        name,
        large: options.contains(&"--large-print"),
        duplex: options.contains(&"--duplex"),
        pdf: record(state, options),
    };
    vec![
        case("sample", SAMPLE, &[]),
        case("sample, large print", SAMPLE, &["--large-print"]),
        case("sample, duplex", SAMPLE, &["--duplex"]),
        case("rows", &rows, &[]),
        case("rows, large print", &rows, &["--large-print"]),
        case("note", &note, &[]),
        case("odd", &odd, &[]),
        case("odd, large print", &odd, &["--large-print"]),
        case("looks", &looks, &[]),
        case("looks, large print", &looks, &["--large-print"]),
        case("nothing", HEAD, &[]),
    ]
}

#[test]
fn the_samples_record_looks_and_reads_as_before() {
    let pdf = record(SAMPLE, &[]);
    let pictures = (0..pdf.pages.len()).map(|page| {
        let picture = pdf.picture(page, DPI).grey();
        picture_differs(&format!("record/{}.png", page + 1), &picture)
    });
    let large = record(SAMPLE, &["--large-print"]);
    let large = LARGE_PAGES.into_iter().map(|page| {
        let picture = large.picture(page, DPI).grey();
        picture_differs(&format!("record-large-print/{}.png", page + 1), &picture)
    });
    let tree = text_differs("record.txt", &pdf.tag_tree());
    assert_as_before(pictures.chain(large).chain([tree]));
}

#[test]
fn the_same_state_and_date_give_the_same_bytes() {
    let usual = record_bytes(SAMPLE, &[]);
    for place in ["state.yaml", "other/place.yaml"] {
        let project = Project::new();
        project.write(place, SAMPLE);
        let mut command =
            project.command(["export", place, "-o", "-", "--date", "2026-11-23"]);
        let run = Run::of(
            command.envs([("TZ", "Pacific/Auckland"), ("LC_ALL", "ar_EG.UTF-8")]),
        );
        assert!(run.stdout == usual, "{place}");
    }
    assert!(record_bytes(SAMPLE.replace("Ltd", "Inc"), &[]) != usual);
}

#[test]
fn several_records_of_one_run_are_those_of_single_runs() {
    let project = Project::new();
    let other = format!("{HEAD}practice: {{name: Other}}\n");
    project.write("a.yaml", SAMPLE);
    project.write("b.yaml", &other);
    project.exec(&["export", "a.yaml", "b.yaml", "--out-dir", "records"]);
    let name = "records/a12345-riverside-surgery-pre-migration-record-2026-11-23.pdf";
    assert!(project.read(name) == record_bytes(SAMPLE, &[]));
    let name = "records/other-pre-migration-record-2026-11-23.pdf";
    assert!(project.read(name) == record_bytes(&other, &[]));
}

#[test]
fn nothing_of_a_record_but_the_numbers_of_items_is_drawn_in_the_margins() {
    for record in measured() {
        for (number, page) in record.pdf.pages.iter().enumerate() {
            let (left, right) = match (record.duplex, number % 2) {
                (false, _) => (20.0, 20.0),
                (true, 0) => (25.0, 15.0),
                (true, _) => (15.0, 25.0),
            };
            let bottom = if record.large { 7.0 } else { 8.0 };
            let space =
                Area { x0: left, y0: 14.0, x1: 210.0 - right, y1: 297.0 - bottom };
            let numbers = Area { x0: 5.0, x1: left, ..space };
            for (mark, area) in page.boxes() {
                let is_number = area.x1 < left && numbers.holds(&area, 0.0);
                let inside = space.holds(&area, OVERHANG);
                assert!(
                    inside || is_number,
                    "{}, page {}: {mark:?} {area:?}",
                    record.name,
                    number + 1
                );
            }
        }
    }
}

#[test]
fn nothing_of_a_record_reaches_into_the_foot() {
    for record in measured() {
        for (number, page) in record.pdf.pages.iter().enumerate() {
            let lines = page.lines().into_iter();
            let text =
                lines.filter(|line| page.glyphs[line.first].mark != Mark::Artifact);
            let low =
                text.filter(|line| line.baseline > body_end(record.large) + OVERHANG);
            let low: Vec<_> = low.map(|line| line.text).collect();
            assert!(low.is_empty(), "{}, page {}: {low:?}", record.name, number + 1);
        }
    }
}

#[test]
fn no_type_of_a_record_is_too_small_and_what_was_typed_is_as_large_as_the_text() {
    for record in measured() {
        let (least, body) = if record.large { (16.0, 18.0) } else { (10.5, 12.0) };
        for glyph in record.pdf.pages.iter().flat_map(|page| &page.glyphs) {
            assert!(glyph.size >= least - 0.01, "{}: {glyph:?}", record.name);
        }
        let mut count = 0;
        for (id, title) in TASKS {
            for text in below(&record.pdf, title) {
                let typed = record.name.starts_with("sample") && text == "Reception lead";
                count += usize::from(typed);
                if typed {
                    let glyphs = glyphs_of(&record.pdf, &text);
                    assert!(glyphs.iter().any(|glyph| glyph.size == body), "{id}");
                }
            }
        }
        assert_eq!(count > 0, record.name.starts_with("sample"), "{}", record.name);
    }
}

/// The glyphs of all passages with this text.
fn glyphs_of<'a>(pdf: &'a Pdf, text: &str) -> Vec<&'a Glyph> {
    let passages = pdf.passages().into_iter().filter(|passage| passage.text == text);
    let pieces = passages.flat_map(|passage| passage.pieces);
    let glyphs = pieces.flat_map(|piece| {
        let of_page = pdf.pages[piece.page].glyphs.iter();
        of_page.filter(move |glyph| glyph.mark == Mark::Tagged(piece.id))
    });
    glyphs.collect()
}

#[test]
fn everything_a_record_draws_is_tagged_or_marked_as_looks() {
    for record in measured() {
        for page in &record.pdf.pages {
            let unmarked =
                page.boxes().into_iter().find(|(mark, _)| *mark == Mark::Unmarked);
            assert!(unmarked.is_none(), "{}: {unmarked:?}", record.name);
        }
    }
}

#[test]
fn a_heading_of_a_record_is_never_the_last_thing_on_a_page() {
    for record in measured() {
        let passages = record.pdf.passages();
        for pair in passages.windows(2).filter(|pair| is_heading(&pair[0])) {
            let (page, next) = (pair[0].pieces[0].page, pair[1].pieces[0].page);
            assert_eq!(page, next, "{}: {:?}", record.name, pair[0].text);
        }
    }
}

#[test]
fn the_header_of_a_table_is_on_each_of_its_pages_and_a_row_below_it() {
    for record in measured() {
        let contents = record.pdf.contents();
        let table = |content: &Content| {
            let around = content.roles.iter().zip(&content.elements).rev();
            let found = around.into_iter().find(|(role, _)| *role == "Table");
            found.map(|(_, number)| *number)
        };
        let tables = contents.chunk_by(|a, b| table(a) == table(b));
        for cells in tables.filter(|cells| table(&cells[0]).is_some()) {
            let first_row = row(&cells[0]);
            let is_header = |cell: &&Content| row(cell) == first_row;
            let header: Vec<_> = cells.iter().filter(is_header).collect();
            let words: Vec<_> = header.iter().map(|cell| cell.text.trim()).collect();
            let first = header[0].page;
            let rows = cells.iter().filter(|cell| !is_header(cell));
            let mut pages: Vec<_> = rows.map(|cell| cell.page).collect();
            pages.sort_unstable();
            pages.dedup();
            let on_first = pages.first() == Some(&first);
            for page in pages.into_iter().filter(|page| *page != first) {
                let again = record.pdf.pages[page].artifacts();
                let again: Vec<_> = again.iter().map(|line| line.text.trim()).collect();
                let there = words.iter().all(|word| again.contains(word));
                assert!(there, "{}, page {}: no {words:?}", record.name, page + 1);
            }
            assert!(on_first, "{}: {words:?} stand alone", record.name);
        }
    }
}

#[test]
fn a_row_of_the_summary_is_not_torn_between_pages() {
    for record in measured().iter().filter(|record| record.name.starts_with("sample")) {
        for heading in ["Act now", "Still to do", "Disconnections, in date order"] {
            let passages = record.pdf.passages();
            let at =
                passages.iter().position(|p| p.text == heading).expect("it is there");
            let below = passages[at + 1..].iter().take_while(|p| !is_heading(p));
            let mut pages: Vec<(usize, usize)> = Vec::new();
            for piece in below.flat_map(|passage| &passage.pieces) {
                let row = piece.roles.iter().zip(&piece.elements);
                let row = row.rev().find(|(role, _)| *role == "TR");
                if let Some((_, &row)) = row {
                    pages.push((row, piece.page));
                }
            }
            let torn = pages.iter().any(|(row, page)| {
                pages.iter().any(|(other, place)| row == other && page != place)
            });
            assert!(!torn, "{}: a row of {heading:?} is torn", record.name);
        }
    }
}

#[test]
fn the_longest_dates_of_a_record_stand_on_one_line() {
    let state = format!(
        "{HEAD}update_checks: [{{date: 20/09/2026, by: Siân Prydderch, found: 27/03/2025}}]\n\
         answers:\n  pcse: [{{service: A, disconnection_date: 20/09/2028}}]\n  \
         sms-providers: [{{organisation: Textwell, contact: 01632 960501, \
         disconnection_date: 20/09/2028}}]\n  third-party-extracts: [{{organisation: A, \
         requested: 20/09/2028}}]\n  tell-patients: {{owner: A, due: 20/09/2028, done: \
         20/09/2028}}\n"
    );
    for options in [&[][..], &["--large-print"]] {
        let pdf = record(&state, options);
        let mut count = 0;
        for passage in pdf.passages() {
            if !passage.text.starts_with("20 September 20") {
                continue;
            }
            count += 1;
            let mut lines: Vec<_> = passage
                .pieces
                .iter()
                .flat_map(|piece| {
                    let glyphs = pdf.pages[piece.page].glyphs.iter();
                    glyphs.filter(|glyph| glyph.mark == Mark::Tagged(piece.id))
                })
                .map(|glyph| glyph.baseline)
                .collect();
            lines.dedup();
            assert_eq!(lines.len(), 1, "{options:?}: {}", passage.text);
        }
        // Three in tables, two of a task, two on the timeline, what is due, and a check for
        // updates. In large print, *Due* stands before what is due.
        let wanted = if options.is_empty() { 9 } else { 8 };
        assert_eq!(count, wanted, "{options:?}");
    }
}

#[test]
fn a_long_name_in_the_foot_has_all_but_the_number_of_the_page() {
    let name = "The Riverside Surgery and Market Street Health Centre";
    let state = format!("{HEAD}practice: {{name: {name} A, ods_code: A12345}}\n");
    for (options, wanted) in [
        (&[][..], format!("{name} A · A12345")),
        (&["--large-print"], "The Riverside Surgery and Market".into()),
    ] {
        let pdf = record(&state, options);
        let large = !options.is_empty();
        for page in &pdf.pages {
            let foot = foot(page, large);
            assert!(foot.contains(&wanted) && foot.contains("A12345"), "{foot:?}");
            let lines = page.artifacts().into_iter();
            let lines = lines.filter(|line| line.baseline > body_end(large));
            let mut lines: Vec<_> = lines.map(|line| line.baseline.round()).collect();
            lines.dedup();
            // The title has a line of its own in large print.
            assert_eq!(lines.len(), if large { 3 } else { 2 }, "{foot:?}");
        }
    }
}

#[test]
fn each_foot_of_a_record_says_whose_it_is_and_which_page_of_what() {
    for record in measured() {
        let count = record.pdf.pages.len();
        for (number, page) in record.pdf.pages.iter().enumerate() {
            let foot = foot(page, record.large);
            let mut parts = vec![
                format!("Page {} of {count}", number + 1),
                "Pre migration checklist".into(),
                "edition of 27 March 2025".into(),
                "made on 23 November 2026".into(),
            ];
            parts.extend(match record.name {
                name if name.starts_with("sample") => {
                    vec!["Riverside Surgery · A12345".into()]
                }
                name if name.starts_with("odd") => {
                    vec!["The very long name of a practice".into(), "A12345".into()]
                }
                _ => vec!["Practice".into(), "ODS code".into()],
            });
            for part in &parts {
                let found = foot.contains(part.as_str());
                assert!(
                    found,
                    "{}, page {}: {part:?} in {foot:?}",
                    record.name,
                    number + 1
                );
            }
        }
    }
}

/// Where the content of a page ends at the most, in mm from the top.
fn body_end(large: bool) -> f64 {
    if large { 264.0 } else { 272.0 }
}

#[test]
fn pages_of_the_samples_record_but_the_last_are_well_filled() {
    const TOP: f64 = 15.0;
    let (pdf, end) = (record(SAMPLE, &[]), body_end(false));
    let fill = |page: &Page| {
        let ends = page.boxes().into_iter().map(|(_, area)| area.y1);
        let lowest = ends.filter(|y1| *y1 <= end + OVERHANG).fold(TOP, f64::max);
        ((lowest - TOP) / (end - TOP) * 100.0).round()
    };
    let fill: Vec<_> = pdf.pages.iter().map(fill).collect();
    let (_, but_last) = fill.split_last().expect("there are pages");
    assert!(but_last.iter().all(|fill| *fill >= 75.0), "{fill:?} %");
}

/// The words of a page's foot.
fn foot(page: &Page, large: bool) -> String {
    let foot = page.artifacts().into_iter();
    let foot = foot.filter(|line| line.baseline > body_end(large));
    foot.map(|line| line.text.trim().to_owned()).collect::<Vec<_>>().join(" | ")
}

#[test]
fn text_apart_in_a_record_does_not_run_together_for_a_screen_reader() {
    for record in measured().iter().filter(|record| record.name.starts_with("sample")) {
        let together = record.pdf.run_together();
        assert!(together.is_empty(), "{}: {together:#?}", record.name);
    }
}

#[test]
fn other_paper_and_print_leave_the_reading_order_of_a_record_as_it_is() {
    let words = |options: &[&str]| {
        let passages = record(SAMPLE, options).passages();
        let words = passages.into_iter().map(|passage| passage.text);
        words.collect::<Vec<_>>()
    };
    assert_eq!(words(&["--duplex"]), words(&[]));
}

#[test]
fn a_records_metadata_name_the_practice_the_edition_and_the_day() {
    let pdf = record(SAMPLE, &[]);
    assert_eq!(
        pdf.title(),
        "Pre migration checklist: record of Riverside Surgery · A12345"
    );
    assert_eq!(pdf.lang(), "en-GB");
    let info = pdf.info();
    let entry =
        |key| info.iter().find(|(k, _)| *k == key).map(|(_, value)| value.as_str());
    assert_eq!(
        entry("Subject"),
        Some("Edition of 27 March 2025, made on 23 November 2026")
    );
    assert_eq!(entry("CreationDate"), Some("2026-11-23T00:00:00+00:00"));
    for part in ["<pdfuaid:part>1<", "<pdfaid:part>3<", "<pdfaid:conformance>A<"] {
        assert!(pdf.xmp().contains(part), "{part} is not in the XMP metadata");
    }
    assert_eq!(record(HEAD, &[]).title(), "Pre migration checklist");
}

#[test]
fn headings_of_a_record_skip_no_level_and_are_its_bookmarks() {
    let pdf = record(SAMPLE, &[]);
    let passages = pdf.passages();
    let headings = passages.iter().filter(|passage| is_heading(passage));
    let mut above = 0;
    let mut wanted = Vec::new();
    for passage in headings {
        let level: usize = passage.role[1..].parse().expect("a heading has a level");
        assert!(level <= above + 1, "{:?} follows level {above}", passage.text);
        above = level;
        // The title is above all others, and no bookmark.
        if level > 1 {
            wanted.push((level - 2, passage.text.clone(), Some(passage.pieces[0].page)));
        }
    }
    let bookmarks = pdf.outline().into_iter();
    let bookmarks = bookmarks.map(|mark| (mark.depth, spaced(&mark.title), mark.page));
    assert_eq!(bookmarks.collect::<Vec<_>>(), wanted);
}

#[test]
fn the_checklists_words_are_in_a_record_in_their_order() {
    let text: String = record(SAMPLE, &[])
        .passages()
        .iter()
        .skip_while(|passage| !passage.text.starts_with("Pre migration is one of"))
        .map(|passage| passage.text.clone() + " ")
        .collect();
    let mut found = text.split_whitespace();
    let title = "Pre migration checklist";
    // Columns have titles only where there are rows.
    let source = SOURCE.lines().filter(|line| *line != title && !line.contains('\t'));
    for word in source.flat_map(|line| line.trim_start_matches("- ").split_whitespace()) {
        // Labels for notes are printed only if there are notes.
        let there = word == "Notes:" || found.any(|other| other == word);
        assert!(there, "{word:?} is not there, or out of order");
    }
}

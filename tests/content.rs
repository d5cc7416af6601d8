//! The checklist's words: complete, in order, and distinct from what Proforma adds.

use std::collections::BTreeSet;

use crate::support::checklists::{BUILT_IN, SECOND, SOURCE, lines, read};
use crate::support::project::{Project, blank};
use crate::support::reader::Pdf;
use crate::support::words::{Passage, assert_same_words, spaced, words};

/// What Proforma adds between the checklist's words: boxes to tick, labels and bullets.
const ADDED: [&str; 11] = [
    "•",
    "Not applicable",
    "In progress",
    "Done",
    "Owner",
    "Due",
    "Done on",
    "Due day/month/year",
    "Done on day/month/year",
    "Yes",
    "No",
];

/// A label that Proforma adds beside the boxes of a column for a date or yes or no.
const OR_DATE: &str = "or date:";

/// The variants of the blank, by their options.
const VARIANTS: [&[&str]; 4] = [
    &[],
    &["--large-print"],
    &["--duplex"],
    &["--checked", "2026-11-20", "--by", "J. Okafor"],
];

/// The passages that are the checklist's own, its title first.
fn own_passages(pdf: &Pdf, first_words: &str) -> Vec<Passage> {
    let passages = pdf.passages();
    assert_eq!(passages[0].role, "H1", "the title comes first");
    let begin = passages.iter().position(|it| it.unnumbered().starts_with(first_words));
    let begin = begin.expect("the checklist's first words are there");
    let is_own = |passage: &&Passage| {
        !ADDED.contains(&passage.text.as_str()) && passage.text != OR_DATE
    };
    // The list at the end has all items once more.
    let own =
        passages[begin..].iter().take_while(|it| !it.text.starts_with("Before you"));
    let own = passages[..1].iter().chain(own.filter(is_own)).cloned();
    let unnumbered = |passage: Passage| {
        let is_title = is_heading(&passage.role);
        let text = if is_title { passage.unnumbered() } else { &passage.text };
        Passage { text: text.to_string(), ..passage }
    };
    own.map(unnumbered).collect()
}

fn source_lines() -> Vec<String> {
    SOURCE.lines().map(spaced).filter(|line| !line.is_empty()).collect()
}

#[test]
fn the_yaml_file_holds_the_whole_source_line_by_line() {
    let own = lines(&read(BUILT_IN));
    let own: Vec<_> = own.iter().map(|line| spaced(line)).collect();
    let address = "<https://digital.nhs.uk/migrationguide>";
    assert!(own[1].contains(address), "{}", own[1]);
    assert_eq!(own, source_lines());
}

#[test]
fn every_source_line_is_on_the_pages_in_order_and_nothing_else_is() {
    for options in VARIANTS {
        let own = own_passages(&blank(options), "Pre migration is one of the stages");
        // A list's bullets are hyphens in the source.
        let source = source_lines();
        let wanted = source.iter().map(|line| line.strip_prefix("- ").unwrap_or(line));
        let found = own.iter().map(|passage| passage.text.as_str());
        assert_same_words(&words(found), &words(wanted));
    }
}

#[test]
fn the_second_checklists_words_are_on_the_pages_in_order() {
    let project = Project::new();
    project.write("second.yaml", SECOND);
    let run = project.exec(&["print", "second.yaml", "-o", "-"]);
    let pdf = Pdf::read(&run.stdout);
    let own = own_passages(&pdf, "A task before any section");
    let lines = lines(&read(SECOND));
    let wanted = lines.iter().map(|line| line.strip_prefix("- ").unwrap_or(line));
    let wanted: Vec<_> = wanted.map(|line| line.replace('🧾', "[U+1F9FE]")).collect();
    // Letters from right to left are drawn in the order they are seen, mirrored.
    let found = own.iter().map(|passage| passage.text.as_str());
    let sorted = |word: &str| {
        // The marks that keep them from reversing their neighbours stay in the text.
        let shown = word.chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}'));
        let mut letters: Vec<_> = shown.collect();
        letters.sort_unstable();
        letters.into_iter().collect::<String>()
    };
    let found: Vec<_> = words(found).into_iter().map(sorted).collect();
    let wanted: Vec<_> =
        words(wanted.iter().map(String::as_str)).into_iter().map(sorted).collect();
    let found: Vec<_> = found.iter().map(String::as_str).collect();
    let wanted: Vec<_> = wanted.iter().map(String::as_str).collect();
    assert_same_words(&found, &wanted);
}

#[test]
fn a_date_has_slashes_only_in_the_sentence_on_the_update() {
    for options in VARIANTS {
        let text = spaced(&blank(options).text());
        let is_date = |word: &&str| {
            let word = word.trim_matches(|c: char| !c.is_ascii_digit());
            word.split('/').count() == 3
                && word.chars().all(|c| c.is_ascii_digit() || c == '/')
        };
        let dates: Vec<_> = text.split(' ').filter(is_date).collect();
        assert_eq!(dates, ["27/03/2025."]);
        assert!(text.contains("This checklist was last updated on 27/03/2025."));
    }
}

#[test]
fn title_language_edition_and_date_are_in_the_metadata() {
    let pdf = blank(&[]);
    assert_eq!(pdf.title(), "Pre migration checklist");
    assert_eq!(pdf.lang(), "en-GB");
    let info = pdf.info();
    let entry =
        |key| info.iter().find(|(k, _)| *k == key).map(|(_, value)| value.as_str());
    assert_eq!(entry("Author"), Some("NHS England"));
    assert_eq!(
        entry("Subject"),
        Some("Edition of 27 March 2025, made on 23 November 2026")
    );
    assert_eq!(entry("CreationDate"), Some("2026-11-23T00:00:00+00:00"));
    let keywords = entry("Keywords").expect("there are keywords");
    assert!(
        keywords.starts_with("pre-migration, edition 2025-03-27, sha256:"),
        "{keywords}"
    );
    let xmp = pdf.xmp();
    for part in ["<pdfuaid:part>1<", "<pdfaid:part>3<", "<pdfaid:conformance>A<"] {
        assert!(xmp.contains(part), "{part} is not in the XMP metadata");
    }
}

#[test]
fn bookmarks_are_the_headings_and_lead_to_their_pages() {
    let pdf = blank(&[]);
    let passages = pdf.passages();
    let headings = passages.iter().filter(|passage| is_heading(&passage.role));
    // The title is above all others, and has none.
    let headings = headings.skip(1).map(|passage| {
        let level: usize = passage.role[1..].parse().expect("a heading has a level");
        (level - 2, passage.text.clone(), Some(passage.pieces[0].page))
    });
    let bookmarks = pdf.outline().into_iter();
    let bookmarks = bookmarks.map(|mark| (mark.depth, spaced(&mark.title), mark.page));
    assert_eq!(bookmarks.collect::<Vec<_>>(), headings.collect::<Vec<_>>());
}

#[test]
fn text_apart_on_the_page_does_not_run_together_for_a_screen_reader() {
    for options in VARIANTS {
        let together: BTreeSet<_> = blank(options).run_together().into_iter().collect();
        assert!(together.is_empty(), "{together:?}");
    }
}

#[test]
fn headings_skip_no_level() {
    let project = Project::new();
    project.write("second.yaml", SECOND);
    let second = project.exec(&["print", "second.yaml", "-o", "-"]).stdout;
    for pdf in [blank(&[]), Pdf::read(&second)] {
        let mut above = 0;
        for passage in pdf.passages().iter().filter(|passage| is_heading(&passage.role)) {
            let level: usize = passage.role[1..].parse().expect("a heading has a level");
            assert!(level <= above + 1, "{:?} follows level {above}", passage.text);
            above = level;
        }
        assert!(above > 0, "there are headings");
    }
}

fn is_heading(role: &str) -> bool {
    role.len() == 2 && role.starts_with('H')
}

#[test]
fn viewers_are_asked_to_print_pages_at_their_size_and_on_both_sides_where_meant() {
    let both = Some("DuplexFlipLongEdge".to_string());
    for (options, sides) in
        [(&[][..], None), (&["--duplex"], both), (&["--fillable"], None)]
    {
        let found = blank(options).print_preferences();
        assert_eq!(found, [Some("None".into()), sides], "{options:?}");
    }
}

/// The titles of items with their numbers, as headings.
fn numbered(pdf: &Pdf) -> Vec<String> {
    let headings = pdf.passages().into_iter().filter(|it| is_heading(&it.role));
    headings.filter(|it| it.unnumbered() != it.text).map(|it| it.text).collect()
}

#[test]
fn items_have_the_same_numbers_on_each_document() {
    let project = Project::new();
    let state = project.exec(&["start", "-o", "-"]).stdout;
    project.write("state.yaml", &state);
    let record = project.exec(&["export", "state.yaml", "-o", "-"]).stdout;
    let checklist = read(BUILT_IN);
    let titles = checklist.items().into_iter().enumerate();
    let wanted: Vec<_> = titles
        .map(|(index, item)| format!("{} {}", index + 1, item.title().plain(&checklist)))
        .collect();
    assert_eq!(wanted.len(), 22);
    for pdf in [blank(&[]), blank(&["--fillable"]), Pdf::read(&record)] {
        assert_eq!(numbered(&pdf), wanted);
    }
}

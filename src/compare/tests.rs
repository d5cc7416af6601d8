//! The published text in every kind of file, unchanged and changed.

mod editions;

use super::checklist_text::paper;
use super::dated::stated;
use super::difference::{Change, Difference, compare};
use super::docx;
use super::published::read;
use super::sentences::{self, Paper};
use crate::base::date::Date;
use crate::base::embedded;
use crate::base::source::Source;
use crate::model::checklist::Checklist;

const SOURCE: &str = include_str!("../../tests/fixtures/pre-migration-checklist.txt");
const PAGE: &[u8] = include_bytes!("../../tests/fixtures/pre-migration-checklist.html");
const DOCX: &[u8] = include_bytes!("../../tests/fixtures/pre-migration-checklist.docx");

fn built_in() -> Paper {
    let (path, bytes) = embedded::checklist("pre-migration").unwrap();
    paper(&Checklist::read(&Source::new(path, bytes)).unwrap().value)
}

fn file(name: &str, bytes: impl AsRef<[u8]>) -> Paper {
    read(&Source::new(name, bytes.as_ref())).unwrap_or_else(|why| panic!("{why:?}"))
}

/// A checklist with these blocks.
fn checklist(body: &str) -> Checklist {
    let yaml = format!("id: a\ntitle: A\nlast_updated: 27/03/2025\nbody:\n{body}");
    Checklist::read(&Source::new("a.yaml", yaml))
        .unwrap_or_else(|why| panic!("{why:?}"))
        .value
}

fn date(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

fn differences(there: &Paper) -> Vec<(Change, String, String)> {
    let found = compare(&built_in(), there);
    assert!(found.is_of_this_checklist());
    let words = |found: &Difference| {
        let words = found.there.clone().or_else(|| found.here.clone());
        (found.change, words.unwrap(), found.near.clone())
    };
    found.differences.iter().map(words).collect()
}

#[test]
fn the_published_text_has_no_differences_in_any_kind_of_file() {
    let old = SOURCE.replace('\'', "’").replacen('"', "“", 1).replacen('"', "”", 1);
    let wide: Vec<u8> = "\u{feff}"
        .chars()
        .chain(old.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let windows =
        old.replace('’', "\u{92}").replace('“', "\u{93}").replace('”', "\u{94}");
    let windows: Vec<u8> = windows.chars().map(|c| u32::from(c) as u8).collect();
    let files = [
        file("a.txt", SOURCE),
        file("a.txt", SOURCE.replace('\n', "\r\n")),
        file("a.txt", format!("\u{feff}{old}")),
        file("a.txt", wide),
        file("a.txt", windows),
        file("a.txt", SOURCE.replace("- ", "•\u{a0}")),
        file("a.docx", DOCX),
        file("a.html", PAGE),
    ];
    for (number, there) in files.iter().enumerate() {
        assert_eq!(differences(there), [], "file {number}");
        assert_eq!(there.last_updated, date("27/03/2025"), "file {number}");
    }
    let around = [
        "Part of the migration guide",
        "Page contents",
        "Pre migration checklist",
        "Using this checklist",
        "Pre migration",
        "Who is involved",
        "Last edited: 28 March 2025 10:30 am",
        "Previous chapterNext chapter",
    ];
    assert_eq!(compare(&built_in(), &files[7]).around, around);
    assert_eq!(files[7].last_edited, date("28 March 2025"));
}

#[test]
fn what_nobody_sees_is_not_of_the_page() {
    let page = |html: &str| {
        let page = format!("<!doctype html><main><p>before</p>{html}<p>after</p></main>");
        let paper = file("a.html", page);
        let texts: Vec<_> = paper.sentences.into_iter().map(|it| it.text).collect();
        texts.join("|")
    };
    for (html, seen) in [
        ("<div hidden><p>x</p></div>", ""),
        ("<p hidden=until-found>x", ""),
        ("<p hidden>x<br>y<img alt=z hidden></p>", ""),
        ("<section hidden>x<section>y</section>z</section>", ""),
        ("<p style=\"color: red; DISPLAY : none\">x</p>", ""),
        ("<p style=visibility:hidden>x</p>", ""),
        ("<p>a<span class='nhsuk-u-visually-hidden'> x</span></p>", "a|"),
        ("<p>a<span class='b govuk-visually-hidden'> x</span>, b</p>", "a, b|"),
        ("<ul><li hidden>x<li>a<li hidden>y<ul><li>z</ul></ul>", "a|"),
        ("<dl><dt hidden>x<dd>a</dl>", "a|"),
        ("<table><tr hidden><td>x<tr><td hidden>y<td>a</table>", "a|"),
        ("<table><tr><td>a<td hidden>y</table>", "a|"),
        ("<dialog>x</dialog><dialog open>a</dialog>", "a|"),
        ("<button>x</button>", ""),
        ("<h2><button>a</button></h2>", "a|"),
        ("<input hidden><br hidden><p>a</p>", "a|"),
        ("<p aria-hidden=true>a</p>", "a|"),
        ("<p class=hidden-gem style=display:block>a</p>", "a|"),
    ] {
        assert_eq!(page(html), format!("before|{seen}after"), "{html}");
    }
    let document = |inside: &str| {
        let lines = docx::lines_of(&format!("<w:d xmlns:w=\"w\">{inside}</w:d>"));
        lines.unwrap().join("|")
    };
    let run = |vanish: &str| {
        document(&format!(
            "<w:p><w:r><w:t>a</w:t></w:r><w:r><w:rPr>{vanish}</w:rPr><w:t>x</w:t></w:r></w:p>"
        ))
    };
    assert_eq!(run("<w:vanish/>"), "a");
    assert_eq!(run("<w:vanish w:val=\"true\"/>"), "a");
    assert_eq!(run("<w:vanish w:val=\"0\"/>"), "ax");
    let row = |properties: &str| {
        document(&format!(
            "<w:tr><w:trPr>{properties}</w:trPr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>\
             </w:tr><w:p><w:r><w:t>b</w:t></w:r></w:p>"
        ))
    };
    assert_eq!((row("<w:del/>"), row("")), ("b".into(), "a|b".into()));
}

#[test]
fn only_the_checklists_own_sentence_says_when_it_was_last_updated() {
    let own = "This checklist was last updated on 27/03/2025.";
    let later = own.replace("27/03/2025", "1 November 2026");
    let other = "Page last updated on 1 June 2026";
    let reworded = "This checklist was reviewed and last updated on 01/11/2026.";
    for (change, wanted) in [
        (own.to_string(), "27/03/2025"),
        (format!("{own}\n{other}"), "27/03/2025"),
        (format!("{other}\n{later}"), "01/11/2026"),
        (later.replace("was last", "was\nlast"), "01/11/2026"),
        (reworded.into(), "01/11/2026"),
        (other.into(), ""),
        (String::new(), ""),
    ] {
        for name in ["a.txt", "a.html"] {
            let text = SOURCE.replace(own, &change).replace(
                '\n',
                match name {
                    "a.txt" => "\n",
                    _ => "<p>",
                },
            );
            let (here, there) = (built_in(), file(name, format!("{text}\n{other}")));
            let found = stated(&here, &there, &compare(&here, &there));
            assert_eq!(
                found.map_or(String::new(), Date::slashed),
                wanted,
                "{name} {change}"
            );
        }
    }
    // A checklist that has no such sentence: what stands in its text counts.
    let here = paper(&checklist("  - paragraph: One.\n  - paragraph: Two.\n"));
    let page = "<p>A<p>One.<p>The list was last updated on 01/11/2026.<p>Two.";
    for (page, wanted) in [
        (
            format!("{page}<p>{}", other.replace("1 June", "20 November")),
            date("01/11/2026"),
        ),
        (format!("<p>A<p>One.<p>Two.<p>{other}"), None),
    ] {
        let there = file("a.html", &page);
        assert_eq!(stated(&here, &there, &compare(&here, &there)), wanted, "{page}");
    }
}

#[test]
fn letters_of_every_encoding_are_read() {
    let lines = |name: &str, bytes: &[u8]| {
        let paper = file(name, bytes);
        let texts: Vec<_> = paper.sentences.into_iter().map(|it| it.text).collect();
        texts.join("|")
    };
    let page = |charset: &str, word: &[u8]| {
        let head = format!("<!doctype html><head>{charset}</head><body><p>");
        lines("a.html", &[head.as_bytes(), word, b"</p>"].concat())
    };
    let windows =
        b"\x8a\x9a \x8e\x9e \x89 \x84\x82 \x8c\x9c \x9f \x99 \x86 \x83 \x8b\x9b \xe9";
    assert_eq!(lines("a.txt", windows), "Šš Žž ‰ „‚ Œœ Ÿ ™ † ƒ ‹› é");
    assert_eq!(page("", windows), "Šš Žž ‰ „‚ Œœ Ÿ ™ † ƒ ‹› é");
    let polish = b"\xaf\xf3\xb3ty";
    for charset in [
        "<meta charset=iso-8859-2>",
        "<META CHARSET = 'ISO-8859-2' />",
        "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=latin2\">",
    ] {
        assert_eq!(page(charset, polish), "Żółty", "{charset}");
    }
    // A page that is really UTF-8, or partly so.
    assert_eq!(page("<meta charset=iso-8859-2>", "Żółty".as_bytes()), "Żółty");
    assert_eq!(page("<meta charset=\"utf-8\">", b"\xc5\xbb \xff"), "Ż \u{fffd}");
    assert_eq!(page("<meta charset=utf-16>", b"\xc5\xbb \xff"), "Ż \u{fffd}");
    for charset in ["<meta charset=unknown>", "<meta charset>", "<!-- charset=\"-->"] {
        assert_eq!(page(charset, b"\x8a"), "Š", "{charset}");
    }
    let marked =
        [b"\xef\xbb\xbf<p>".as_slice(), "Żółty\u{a0}".as_bytes(), b"\xff"].concat();
    assert_eq!(lines("a.html", &marked), "Żółty \u{fffd}");
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        for mark in ["", "\u{feff}"] {
            let text = format!("{mark}Plain first: Żółty 🏥");
            let wide: Vec<u8> = text.encode_utf16().flat_map(unit).collect();
            assert_eq!(lines("a.txt", &wide), "Plain first: Żółty 🏥");
        }
    }
}

/// The differences in text boxes, each once.
const BROKEN: &str = "reworded Any personal information recorded here may break GDPR \
                      requirements., reworded Any personal information recorded here may \
                      break GDPR requirements.";

#[test]
fn a_change_on_a_page_or_in_a_document_is_found_wherever_it_is() {
    let xml = String::from_utf8(docx::document(DOCX).unwrap()).unwrap();
    let html = String::from_utf8(PAGE.to_vec()).unwrap();
    let cases = [
        // In a table's header, in a list, in a text box in both forms, in a tracked
        // change.
        (true, ">ame<", ">ames<", "reworded Service names"),
        (true, ">taff<", ">taffs<", "reworded practice staffs"),
        (true, "violate GDPR", "break GDPR", BROKEN),
        (true, ">old<", ">any<", ""),
        (false, "<li>practice staff</li>", "", "removed practice staff"),
        (
            false,
            "IT lead</li>",
            "IT lead<ul><li>one more</li></ul></li>",
            "added one more",
        ),
        (false, "Service name<", "Service names<", "reworded Service names"),
        (false, "Skip to", "Go to", ""),
        (false, "Services", "Others", ""),
    ];
    for (is_docx, from, to, wanted) in cases {
        let there = match is_docx {
            true => {
                let lines = docx::lines_of(&xml.replace(from, to)).unwrap();
                sentences::paper(&lines, false)
            }
            false => file("a.html", html.replace(from, to)),
        };
        let found = differences(&there);
        let found: Vec<_> = found
            .iter()
            .map(|(change, words, _)| format!("{} {words}", change.word()))
            .collect();
        assert_eq!(found.join(", "), wanted, "{from}");
    }
}

#[test]
fn where_lines_end_makes_no_difference() {
    let wrapped = |width: usize| {
        let mut text = String::new();
        for line in SOURCE.lines() {
            let mut column = 0;
            for word in line.split(' ') {
                let is_full = column > 0 && column + word.len() > width;
                text.push_str(if is_full { "\n" } else { " " });
                column = if is_full { word.len() } else { column + 1 + word.len() };
                text.push_str(word);
            }
            text.push('\n');
        }
        text
    };
    for width in [25, 40, 60, 78] {
        let there = file("a.txt", wrapped(width));
        assert_eq!(differences(&there), [], "{width}");
        assert_eq!(there.last_updated, date("27/03/2025"), "{width}");
        let there = file("a.txt", wrapped(width).replace("GDPR", "DPA"));
        assert!(!differences(&there).is_empty(), "{width}");
    }
    // Cells that are copied as one line.
    assert_eq!(differences(&file("a.txt", SOURCE.replace('\t', " "))), []);
}

#[test]
fn each_change_is_reported_with_the_nearest_item() {
    let near = "Map practice codes to Read or SNOMED codes";
    let cases = [
        (
            "Map practice codes to Read or SNOMED codes\n\nNotes:",
            "Map practice codes to SNOMED codes\n\nNotes:",
            vec![(Change::Reworded, "Map practice codes to SNOMED codes", near)],
        ),
        (
            "- practice staff\n",
            "",
            vec![(Change::Removed, "practice staff", "Who is involved")],
        ),
        (
            "- practice staff\n",
            "- practice staff\n- everybody's cousin\n",
            vec![(Change::Added, "everybody's cousin", "Who is involved")],
        ),
        (
            "- project manager\n- practice manager\n",
            "- practice manager\n- project manager\n",
            vec![(Change::Moved, "project manager", "Who is involved")],
        ),
        (
            "Service name\tContact",
            "Service names\tContact",
            vec![(
                Change::Reworded,
                "Service names",
                "Primary Care Support England (PCSE)",
            )],
        ),
        (
            "and organise.\n",
            "and organise. Begin early.\n",
            vec![(Change::Added, "Begin early.", "Pre migration")],
        ),
        ("stages can be", "stages   can\u{a0}be", vec![]),
    ];
    for (from, to, wanted) in cases {
        assert!(SOURCE.contains(from), "{from}");
        let found = differences(&file("a.txt", SOURCE.replacen(from, to, 1)));
        let found: Vec<_> = found
            .iter()
            .map(|(change, words, near)| (*change, words.as_str(), near.as_str()))
            .collect();
        assert_eq!(found, wanted, "{from}");
    }
}

#[test]
fn every_line_that_is_missing_or_doubled_is_found() {
    let lines: Vec<_> = SOURCE.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let mut less = lines.clone();
        less.remove(number);
        assert!(!differences(&file("a.txt", less.join("\n"))).is_empty(), "{line}");
        let mut more = lines.clone();
        more.insert(number, line);
        assert!(!differences(&file("a.txt", more.join("\n"))).is_empty(), "{line}");
    }
}

#[test]
fn dates_are_read_where_they_belong() {
    let cases = [
        ("This checklist was last updated on 01/11/2026.", "2026-11-01", ""),
        ("This checklist was LAST  UPDATED on 1 November 2026, again.", "2026-11-01", ""),
        ("Last edited: 27 March 2025 10:30 am", "", "2025-03-27"),
        ("Last updated: 1 November 2026", "", ""),
        ("It was last updated on Friday.", "", ""),
        ("It was last updated on 31/02/2026.", "", ""),
        ("last updated on", "", ""),
    ];
    for (text, updated, edited) in cases {
        for name in ["a.txt", "a.html"] {
            let found = file(name, text);
            let iso = |date: Option<Date>| date.map_or(String::new(), Date::iso);
            let dates = (iso(found.last_updated), iso(found.last_edited));
            assert_eq!(dates, (updated.into(), edited.into()), "{text}");
        }
    }
}

#[test]
fn files_that_cannot_be_read_are_refused_and_nothing_panics() {
    for (name, bytes) in [
        ("a.pdf", b"%PDF-1.7".to_vec()),
        ("a.doc", vec![0xd0, 0xcf, 0x11, 0xe0, 0]),
        ("a.rtf", b"{\\rtf1 x}".to_vec()),
        ("a.mht", b"From: x".to_vec()),
        ("a.docx", b"PK\x03\x04 no archive".to_vec()),
        ("a.docx", DOCX[..DOCX.len() / 2].to_vec()),
    ] {
        assert!(read(&Source::new(name, bytes)).is_err(), "{name}");
    }
    for end in (0..PAGE.len()).step_by(37) {
        let _ = read(&Source::new("a.html", &PAGE[..end]));
    }
    for at in (0..DOCX.len()).step_by(11) {
        let mut bytes = DOCX.to_vec();
        bytes[at] ^= 0x55;
        let _ = read(&Source::new("a.docx", bytes));
    }
}

#[test]
fn another_text_is_not_mistaken_for_the_checklist() {
    let other =
        file("a.txt", "Dear all,\nNotes:\nthis was last updated on 27/03/2025.\n");
    assert!(!compare(&built_in(), &other).is_of_this_checklist());
}

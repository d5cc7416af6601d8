//! Random states: whatever is typed, the record has all of it.
//!
//! The alphabet is all of Unicode except control characters, and digits that could make
//! an NHS number. Each run tries other states; the variable `SEED` tries the same again.
//! The variable `RECORDS` names a folder to keep the records in, for other programs to
//! judge.

use std::fs;
use std::path::PathBuf;

use proforma::base::privacy::{Surroundings, scan};
use proforma::document::schema::PageSetup;
use proforma::model::checklist::{Block, Checklist};

use proforma::pages::proof;
use typst::text::is_default_ignorable;
use unicode_normalization::UnicodeNormalization;

use super::made::Made;
use super::*;
use crate::support::checklists::{BUILT_IN, read};
use crate::support::engine::{engine, practices};
use crate::support::random::Random;
use crate::support::words::{spaced, unnumbered};

/// States that are tried in a run.
const STATES: usize = 25;

/// Ranges of characters, so that scripts and oddities are frequent enough.
const RANGES: [(u32, u32); 24] = [
    (0x20, 0x7e),
    (0x20, 0x7e),
    (0x61, 0x7a),
    (0x61, 0x7a),
    (0xa0, 0x17f),
    (0x180, 0x24f),
    (0x300, 0x36f),
    (0x370, 0x52f),
    (0x531, 0x5f4),
    (0x600, 0x6ff),
    (0x700, 0x10ff),
    (0x1100, 0x1fff),
    (0x1e00, 0x1eff),
    (0x2000, 0x206f),
    (0x2070, 0x2bff),
    (0x3000, 0x9fff),
    (0xa000, 0xd7ff),
    (0xe000, 0xf8ff),
    (0xf900, 0xffff),
    (0x1_0000, 0x1_ffff),
    (0x1_f000, 0x1_faff),
    (0x2_0000, 0x3_ffff),
    (0xe_0000, 0xe_0fff),
    (0, 0x10_ffff),
];

/// A character that is not a control character.
fn character(random: &mut Random) -> char {
    loop {
        let (first, last) = *random.one_of(&RANGES);
        let number = first + random.below((last - first + 1) as usize) as u32;
        if let Some(c) = char::from_u32(number).filter(|c| !c.is_control()) {
            return c;
        }
    }
}

/// A text of some lines and words, of one script or of all.
fn text(random: &mut Random, lines: usize) -> String {
    loop {
        let mut text = String::new();
        for line in 0..=random.below(lines) {
            if line > 0 {
                text.push('\n');
            }
            for _ in 0..random.below(5) {
                let same = random.below(3) == 0;
                let (mut c, long) = (character(random), random.below(20) == 0);
                for _ in 0..=random.below(if long { 120 } else { 7 }) {
                    text.push(c);
                    c = if same { neighbour(c, random) } else { character(random) };
                }
                text.push(' ');
            }
        }
        if scan(&text, Surroundings::FreeText).is_empty()
            && text.parse::<proforma::base::date::Date>().is_err()
        {
            return text;
        }
    }
}

/// A character of the same script, most likely.
fn neighbour(c: char, random: &mut Random) -> char {
    let number = (u32::from(c) & !0x3f) + random.below(64) as u32;
    char::from_u32(number).filter(|c| !c.is_control()).unwrap_or(c)
}

/// A text as YAML: as it is where YAML lets it be, else as an escape.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='~' => quoted.push(c),
            '\u{a0}'..='\u{2027}' | '\u{202f}'..='\u{d7ff}' | '\u{f900}'..='\u{fdff}' => {
                quoted.push(c);
            }
            _ => quoted += &format!("\\U{:08X}", u32::from(c)),
        }
    }
    quoted + "\""
}

/// A state in which most is filled in, with what was typed for each item.
struct Filled {
    yaml: String,
    /// The titles of items, with what was typed for them.
    items: Vec<(String, String)>,
    /// What was typed about the practice.
    practice: String,
}

fn filled(random: &mut Random, checklist: &Checklist) -> Filled {
    let mut filled = Filled {
        yaml: format!("{HEAD}practice:\n"),
        items: Vec::new(),
        practice: String::new(),
    };
    for key in practices().ids() {
        if random.below(4) > 0 {
            let typed = text(random, 1);
            filled.yaml += &format!("  {key}: {}\n", quoted(&typed));
            filled.practice += &typed;
        }
    }
    filled.yaml += "answers:\n";
    fill(random, checklist, &checklist.body, &mut filled);
    let by = text(random, 1);
    let by = if by.trim().is_empty() { "A".into() } else { by };
    filled.yaml += &format!(
        "update_checks:\n  - {{date: 20/11/2026, by: {}, found: 27/03/2025}}\n",
        quoted(&by)
    );
    filled
}

fn fill(
    random: &mut Random,
    checklist: &Checklist,
    blocks: &[Block],
    filled: &mut Filled,
) {
    for block in blocks {
        match block {
            Block::Section { body, .. } => fill(random, checklist, body, filled),
            Block::Table(table) => {
                filled.yaml += &format!("  {}:\n", table.id);
                let mut typed = String::new();
                for _ in 0..=random.below(2) {
                    let mut lead = "- ";
                    for column in &table.columns {
                        let cell = text(random, 2);
                        filled.yaml +=
                            &format!("    {lead}{}: {}\n", column.id, quoted(&cell));
                        typed += &cell;
                        lead = "  ";
                    }
                }
                filled.items.push((table.title.plain(checklist), typed));
            }
            Block::Task(task) => {
                filled.yaml += &format!("  {}:\n", task.id);
                let mut typed = String::new();
                for (key, lines) in [("owner", 1), ("due", 1), ("done", 1), ("notes", 6)]
                {
                    let field = text(random, lines);
                    filled.yaml += &format!("    {key}: {}\n", quoted(&field));
                    typed += &field;
                }
                let status = random.one_of(&["not started", "in progress", "done"]);
                filled.yaml += &format!("    status: {status}\n");
                filled.items.push((task.title.plain(checklist), typed));
            }
            _ => {}
        }
    }
}

/// The visible characters of a text, sorted: letters and accents separately, code points
/// as the characters that they stand for.
fn visible(text: &str) -> Vec<char> {
    let mut rest = text;
    let mut plain = String::new();
    while let Some(start) = rest.find("[U+") {
        plain += &rest[..start];
        rest = &rest[start..];
        let stands = rest.find(']').and_then(|end| {
            let c =
                u32::from_str_radix(&rest[3..end], 16).ok().and_then(char::from_u32)?;
            Some((c, end + 1))
        });
        let (c, end) = stands.unwrap_or(('[', 1));
        plain.push(c);
        rest = &rest[end..];
    }
    plain += rest;
    let hidden = |c: &char| c.is_whitespace() || is_default_ignorable(*c);
    let mut visible: Vec<_> = plain.nfd().filter(|c| !hidden(c)).collect();
    visible.sort_unstable();
    visible
}

/// What is in one sorted list and not in another.
fn missing(wanted: &[char], found: &[char]) -> Vec<char> {
    let mut found = found.iter().peekable();
    let mut missing = Vec::new();
    for c in wanted {
        while found.next_if(|other| *other < c).is_some() {}
        if found.next_if(|other| *other == c).is_none() {
            missing.push(*c);
        }
    }
    missing
}

/// The headings of a record, with all text below each.
fn headings(pdf: &Pdf) -> Vec<(String, String)> {
    let is_heading = |role: &str| role.len() == 2 && role.starts_with('H');
    let mut headings: Vec<(String, String)> = Vec::new();
    let mut open = None;
    for content in pdf.contents() {
        let around = content.roles.iter().zip(&content.elements);
        let heading = around.rev().find(|(role, _)| is_heading(role)).map(|(_, it)| *it);
        match (headings.last_mut(), heading) {
            (Some((title, _)), Some(_)) if heading == open => *title += &content.text,
            (_, Some(_)) => headings.push((content.text.clone(), String::new())),
            (Some((_, below)), None) => *below += &content.text,
            (None, None) => {}
        }
        open = heading;
    }
    headings
}

#[track_caller]
fn assert_all_there(
    headings: &[(String, String)],
    heading: &str,
    typed: &str,
    number: usize,
) {
    let found = headings.iter().find(|(title, _)| unnumbered(&spaced(title)) == heading);
    let Some((_, found)) = found else { panic!("there is no heading {heading:?}") };
    let missing = missing(&visible(typed), &visible(found));
    assert!(
        missing.is_empty(),
        "state {number}, {heading}: {missing:?} is not there\n  typed: {typed:?}\n  found: \
         {found:?}"
    );
}

/// The folder to keep records in, if one is named.
fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("RECORDS")?);
    fs::create_dir_all(&folder).expect("the folder can be made");
    Some(folder)
}

#[test]
fn whatever_is_typed_is_on_the_pages() {
    let checklist = read(BUILT_IN);
    let mut random = Random::fresh();
    let engine = engine();
    let folder = folder();
    for number in 0..STATES {
        let filled = filled(&mut random, &checklist);
        let page = PageSetup { large_print: number % 4 == 3, duplex: number % 3 == 2 };
        let made = Made::with(&filled.yaml, page, &engine);
        proof::check(&made.pages, &made.answers)
            .unwrap_or_else(|problems| panic!("state {number}: {problems:?}"));
        let bytes = made.pdf();
        if let Some(folder) = &folder {
            fs::write(folder.join(format!("random-{number}.pdf")), &bytes)
                .expect("it can be written");
        }
        let pdf = Pdf::read(&bytes);
        let headings = headings(&pdf);
        assert_all_there(&headings, "Practice and key dates", &filled.practice, number);
        for (title, typed) in &filled.items {
            assert_all_there(&headings, title, typed, number);
        }
        comemo::evict(4);
    }
}

#[test]
fn lists_of_characters_are_compared_with_all_their_copies() {
    assert_eq!(missing(&visible("aab"), &visible("ab")), ['a']);
    assert!(missing(&visible("ab"), &visible("b xa")).is_empty());
    assert_eq!(visible("é [U+1FAE0] [U+x"), visible("[U+xe\u{301}\u{1fae0}"));
}

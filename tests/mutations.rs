//! Randomly damaged files: whatever they hold, the program prints them or reports a
//! problem.

use proforma::base::source::Source;
use proforma::document::schema::PageSetup;
use proforma::engine::{Engine, Opened};
use proforma::model::answers::Filled;
use proforma::model::checklist::Checklist;

use crate::support::checklists::{BUILT_IN, SECOND};
use crate::support::engine::engine;
use crate::support::random::Random;

/// The seed of the random numbers; always the same, so that a failure can be repeated.
const SEED: u64 = 20_250_327;

/// How many damaged files are tried for each checklist.
const FILES: u64 = 400;

/// Pieces of YAML and odd characters that a mistake may introduce.
const PIECES: [&str; 40] = [
    "\"",
    "'",
    ": ",
    " #",
    "- ",
    "{",
    "}",
    "{guide}",
    "{last_updated}",
    "{}",
    "[",
    "]",
    "\t",
    "\r",
    "\r\n",
    "\n",
    "\n\n",
    "  ",
    "&a ",
    "*a",
    "!x ",
    "!!str ",
    "|\n",
    ">-\n",
    "? ",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "~",
    "null",
    "01132545500",
    "\u{feff}",
    "\u{202e}",
    "\u{0}",
    "\u{85}",
    "\u{2028}",
    "é",
    "🧾",
    "العربية",
    "\u{301}",
];

/// Changes a file in one to four places.
pub(crate) fn mutated(file: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = file.as_bytes().to_vec();
    for _ in 0..=random.below(4) {
        match random.below(3) {
            0 => change_bytes(&mut bytes, random),
            1 => change_lines(&mut bytes, random),
            _ => {
                let at = random.below(bytes.len() + 1);
                let piece = PIECES[random.below(PIECES.len())];
                bytes.splice(at..at, piece.bytes());
            }
        }
    }
    bytes
}

fn change_bytes(bytes: &mut Vec<u8>, random: &mut Random) {
    let from = random.below(bytes.len());
    let to = (from + 1 + random.below(12)).min(bytes.len());
    match random.below(3) {
        0 => drop(bytes.drain(from.min(to)..to)),
        1 => {
            let copy = bytes[from.min(to)..to].to_vec();
            let at = random.below(bytes.len() + 1);
            bytes.splice(at..at, copy);
        }
        _ => {
            if let Some(byte) = bytes.get_mut(from) {
                *byte = random.next() as u8;
            }
        }
    }
}

fn change_lines(bytes: &mut Vec<u8>, random: &mut Random) {
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let (from, to) = (random.below(lines.len()), random.below(lines.len()));
    if lines.is_empty() {
        return;
    }
    match random.below(4) {
        0 => drop(lines.remove(from)),
        1 => lines.insert(to, lines[from]),
        2 => lines.swap(from, to),
        _ => lines[to] = lines[from],
    }
    *bytes = lines.concat();
}

/// Reads and prints a file; returns whether it was a checklist.
fn prints(bytes: Vec<u8>, engine: &Engine) -> bool {
    let source = Source::new("mutated.yaml", bytes);
    let Ok(Opened { checklist, source, .. }) = engine.checklist(&source) else {
        return false;
    };
    let filled = Filled::empty(checklist, source);
    let blank = engine.blank(&filled, PageSetup::default(), None);
    let pdf = blank.pdf("mutated").expect("a checklist that is right can be printed");
    assert!(pdf.warnings.is_empty(), "the packer knows whatever typst-pdf writes");
    true
}

#[track_caller]
fn assert_all_reported_or_printed(file: &str) {
    let engine = engine();
    let mut printed = 0;
    for number in 0..FILES {
        let bytes = mutated(file, &mut Random(SEED + number));
        // Shown only if the test fails.
        println!("seed {SEED} + {number}");
        printed += u64::from(prints(bytes, &engine));
        comemo::evict(4);
    }
    let some = FILES / 20..FILES * 19 / 20;
    assert!(some.contains(&printed), "{printed} of {FILES} are checklists still");
}

#[test]
fn no_change_of_the_built_in_checklist_makes_the_program_panic() {
    assert_all_reported_or_printed(BUILT_IN);
}

#[test]
fn no_change_of_the_second_checklist_makes_the_program_panic() {
    assert_all_reported_or_printed(SECOND);
}

#[test]
fn no_end_of_a_checklist_makes_the_program_panic() {
    for end in 0..SECOND.len() {
        let input = Source::new("cut.yaml", &SECOND.as_bytes()[..end]);
        let _ = Checklist::read(&input);
    }
}

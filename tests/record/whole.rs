//! Every word is on the pages, however many there are; if not, the check says so.

use proforma::model::path::StatePath;
use proforma::pages::proof;

use super::made::Made;
use super::*;
use crate::support::engine::practices;

/// How many words the long note has.
const WORDS: usize = 6000;

/// How many rows the long table has.
const ROWS: usize = 1000;

/// Different words of many lengths.
fn words(count: usize) -> Vec<String> {
    let word = |number: usize| {
        let tail = &"abcdefghijklmnop"[..number * 7 % 16];
        format!("w{number}{tail}")
    };
    (0..count).map(word).collect()
}

/// A state with a note of very many words.
pub(super) fn long_note() -> String {
    // Each paragraph is one line of the file, and some are very long.
    let paragraphs = words(WORDS);
    let paragraphs = paragraphs.chunks(450).map(|words| words.join(" "));
    let lines: String = paragraphs.map(|line| format!("      {line}\n")).collect();
    format!("{HEAD}answers:\n  tell-patients:\n    notes: |\n{lines}")
}

/// A state with a table of very many rows.
pub(super) fn many_rows() -> String {
    let row = |row: usize| {
        format!(
            "    - organisation: Organisation {row}\n      contact: desk{row}@a.example, \
             extension {row}\n      disconnection_date: {}/01/{}\n",
            row % 31 + 1,
            2027 + row / 31,
        )
    };
    let rows: String = (0..ROWS).map(row).collect();
    format!("{HEAD}answers:\n  third-party-solutions:\n{rows}")
}

#[test]
fn every_word_of_a_very_long_note_is_on_the_pages_in_order() {
    for options in [&[] as &[_], &["--large-print"]] {
        let pdf = record(long_note(), options);
        let below = below(&pdf, "Tell your patients about upcoming changes");
        let text = below[2..].join(" ");
        let found: Vec<_> = text.split_whitespace().collect();
        assert!(found == words(WORDS), "{} words", found.len());
    }
}

#[test]
fn every_cell_of_a_thousand_rows_is_on_the_pages_in_order() {
    let pdf = record(many_rows(), &[]);
    let found = cells(&pdf, "Third party solutions (like DocMan or Apollo Scan)");
    let wanted = (0..ROWS).flat_map(|row| {
        [
            format!("Organisation {row}"),
            format!("desk{row}@a.example, extension {row}"),
            format!("{} January {}", row % 31 + 1, 2027 + row / 31),
        ]
    });
    assert!(found == wanted.collect::<Vec<_>>(), "{} cells", found.len());
}

#[test]
fn long_answers_everywhere_are_all_on_the_pages() {
    let long = words(700).join(" ");
    let fields = ["owner", "due", "done", "notes"].map(|key| format!("{key}: {long}"));
    let cells = ["organisation", "contact", "disconnection_date"];
    let cells = cells.map(|key| format!("{key}: {long}"));
    let about = practices();
    let details = about.iter().map(|detail| format!("  {}: {long}\n", detail.id));
    let details: Vec<_> = details.collect();
    let state = format!(
        "{HEAD}practice:\n{}answers:\n  sms-providers: [{{{}}}]\n  tell-patients: {{{}}}\n\
         update_checks: [{{date: 23/11/2026, by: {long}, found: 27/03/2025}}]\n",
        details.concat(),
        cells.join(", "),
        fields.join(", "),
    );
    let pdf = record(&state, &[]);
    let last = words(700).pop().expect("there are words");
    let places = [
        ("Practice and key dates", details.len()),
        ("SMS text messaging service providers", cells.len()),
        ("Tell your patients about upcoming changes", fields.len()),
        ("Checks for updates", 1),
    ];
    for (heading, count) in places {
        let whole = below(&pdf, heading).iter().filter(|t| t.ends_with(&last)).count();
        assert_eq!(whole, count, "{heading}");
    }
}

/// A state with two equal answers, and a long one.
const EQUAL: &str = "
answers:
  sms-providers:
    - organisation: Textwell
    - organisation: Textwell
  tell-patients:
    notes: Textwell
";

/// A path from its text.
fn at(path: &str) -> StatePath {
    StatePath::read(path, "practice").expect("it is a path")
}

#[test]
fn the_proof_finds_each_answer_that_is_not_as_it_should_be() {
    let made = Made::new(&format!("{HEAD}{EQUAL}"));
    let reported = |answers: &[(&str, &str)]| {
        let answers: Vec<_> =
            answers.iter().map(|(path, text)| (at(path), (*text).into())).collect();
        let problems = proof::check(&made.pages, &answers).err().unwrap_or_default();
        problems.iter().map(|problem| problem.message.to_string()).collect::<Vec<_>>()
    };
    let [first, second, notes] = [
        "sms-providers.1.organisation",
        "sms-providers.2.organisation",
        "tell-patients.notes",
    ];
    assert_eq!(
        made.answers,
        [first, second, notes].map(|path| (at(path), "Textwell".to_owned()))
    );
    assert!(
        reported(&[(first, "Textwell"), (second, "Text well"), (notes, "Textwell")])
            .is_empty()
    );
    let wrong = [
        ("sms-providers.3.organisation", "Textwell"),
        (second, "Textwell Ltd"),
        (notes, "Textwells"),
        (first, "Textewll"),
    ];
    let whole = "is not printed as it should be";
    assert_eq!(
        reported(&wrong),
        [
            format!(
                "the answer `sms-providers.3.organisation` {whole} (0 of 8 characters)"
            ),
            format!("the answer `{second}` {whole} (8 of 11 characters)"),
            format!("the answer `{notes}` {whole} (8 of 9 characters)"),
            format!("the answer `{first}` {whole} (8 of 8 characters)"),
        ]
    );
}

/// Edits of the layouts that lose an answer or double it: where, from what, to what.
const EDITS: [(&str, &str, &str, &str); 16] = [
    (
        "a block of a fixed height that cuts",
        "text.typ",
        "block(width: 100%, body)",
        "block(width: 100%, height: 10mm, clip: true, body)",
    ),
    (
        "a block of a fixed height around it that cuts",
        "text.typ",
        "[#block(width: 100%, body)#label(\"answer:\" + typed.path)]",
        "block(height: 10mm, clip: true)[#block(width: 100%, body)#label(\"answer:\" + \
         typed.path)]",
    ),
    (
        "a box of a fixed height around it that cuts",
        "text.typ",
        "[#block(width: 100%, body)#label(\"answer:\" + typed.path)]",
        "box(height: 10mm, clip: true)[#block(width: 100%, body)#label(\"answer:\" + \
         typed.path)]",
    ),
    (
        "cells that do not break",
        "answers.typ",
        "table.cell(breakable: not whole, body)",
        "table.cell(breakable: false, body)",
    ),
    (
        "rows of a fixed height",
        "reading.typ",
        "inset: column-insets(count, insets.reading),",
        "inset: column-insets(count, insets.reading), rows: 10mm,",
    ),
    (
        "the second of two equal answers is left out",
        "text.typ",
        "#let answer(typed, joined: false) = {",
        "#let answer(typed, joined: false) = if typed.path != \"sms-providers.2.organisation\" {",
    ),
    (
        "an answer stands in for another",
        "text.typ",
        "label(\"answer:\" + typed.path)",
        "label(\"answer:\" + typed.path.replace(\".2.\", \".1.\"))",
    ),
    ("an answer is hidden", "text.typ", "block(width: 100%, body)", "block(hide(body))"),
    (
        "an answer leaves its block",
        "text.typ",
        "block(width: 100%, body)",
        "block(width: 100%, move(dy: 30mm, body))",
    ),
    (
        "an answer leaves the page at the right",
        "text.typ",
        "[#block(width: 100%, body)#label(\"answer:\" + typed.path)]",
        "move(dx: 250mm)[#block(width: 100%, body)#label(\"answer:\" + typed.path)]",
    ),
    (
        "an answer leaves the page at the left",
        "text.typ",
        "[#block(width: 100%, body)#label(\"answer:\" + typed.path)]",
        "move(dx: -250mm)[#block(width: 100%, body)#label(\"answer:\" + typed.path)]",
    ),
    (
        "an answer leaves the page at the top",
        "text.typ",
        "[#block(width: 100%, body)#label(\"answer:\" + typed.path)]",
        "move(dy: -300mm)[#block(width: 100%, body)#label(\"answer:\" + typed.path)]",
    ),
    (
        "a narrow box around it that cuts",
        "text.typ",
        "[#block(width: 100%, body)#label(\"answer:\" + typed.path)]",
        "box(width: 1mm, clip: true)[#block(width: 40mm, body)#label(\"answer:\" + \
         typed.path)]",
    ),
    (
        "an answer comes twice",
        "text.typ",
        "block(width: 100%, body)",
        "block(width: 100%, body + body)",
    ),
    (
        "the words of an answer come twice beside each other",
        "text.typ",
        "for run in body {\n    if run.kind",
        "for run in body + body {\n    if run.kind",
    ),
    (
        "all but the first line is left out",
        "text.typ",
        "for line in typed.lines {",
        "for line in typed.lines.slice(0, 1) {",
    ),
];

/// A state from which these edits would lose something: if `long`, only where it is long.
fn losable(long: bool) -> String {
    let long = words(if long { 3000 } else { 3 }).join(" ");
    format!(
        "{HEAD}{EQUAL}  pharmacies:\n    - organisation: {long}\n      contact: \
         {long}\n  map-drug-codes:\n    notes: |\n      one\n      two\n"
    )
}

#[test]
fn layouts_that_lose_an_answer_are_reported_and_nothing_is_written() {
    let mut passed = Vec::new();
    for (name, path, from, to) in EDITS {
        let project = Project::new();
        project.edit_layout(&format!("layouts/components/{path}"), from, to);
        let cuts = ["cells", "fixed height"].iter().any(|word| name.contains(word));
        project.write("state.yaml", losable(cuts));
        project.write("record.pdf", "what was there before");
        let before = project.names();
        let args = ["export", "state.yaml", "-o", "record.pdf", "--overwrite"];
        let run = project.exec(&[&args[..], &["--layouts", "layouts"]].concat());
        if run.status == Some(0) {
            passed.push(name);
            continue;
        }
        assert_eq!((run.status, run.text().as_str()), (Some(1), ""), "{name}");
        assert!(
            run.stderr.contains("is not printed as it should be"),
            "{name}: {}",
            run.stderr
        );
        assert_eq!(project.names(), before, "{name}");
        assert_eq!(project.read("record.pdf"), b"what was there before", "{name}");
    }
    assert!(passed.is_empty(), "no proof is against these: {passed:#?}");
}

#[test]
fn layouts_that_lose_nothing_pass() {
    let project = Project::new();
    let (from, to) = ("block(width: 100%, body)", "block(width: 100%, inset: 1pt, body)");
    project.edit_layout("layouts/components/text.typ", from, to);
    project.write("state.yaml", losable(true));
    let run = project.exec(&["export", "state.yaml", "--layouts", "layouts", "-o", "-"]);
    assert_eq!((run.status, run.warnings().as_str()), (Some(0), ""));
}

//! Records, and the messages about the states that they are made from.

mod as_typed;
mod continued;
mod import;
mod made;
mod pages;
mod problems;
mod random;
mod start;
mod summary;
mod whole;

use crate::support::project::{Project, Run};
use crate::support::reader::Pdf;
use crate::support::words::{Passage, row, spaced};

/// A practice half-way through its ten weeks.
const SAMPLE: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/content/examples/riverside-surgery.yaml"
));

/// The start of a state of the built-in checklist, to be followed by its answers.
const HEAD: &str = "checklist: pre-migration\nlast_updated: 27/03/2025\n";

/// Runs `export` with a state and these options, the record to standard output.
#[track_caller]
fn export(state: impl AsRef<[u8]>, options: &[&str]) -> Run {
    let project = Project::new();
    project.write("state.yaml", state);
    project.exec(&[&["export", "state.yaml", "-o", "-"], options].concat())
}

/// The bytes of the record of a state without errors; warnings are allowed.
#[track_caller]
fn record_bytes(state: impl AsRef<[u8]>, options: &[&str]) -> Vec<u8> {
    let run = export(state, options);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    run.stdout
}

/// The record of a state without errors; warnings are allowed.
#[track_caller]
fn record(state: impl AsRef<[u8]>, options: &[&str]) -> Pdf {
    Pdf::read(&record_bytes(state, options))
}

/// The tasks of the built-in checklist by their ids, with their titles.
const TASKS: [(&str, &str); 14] = [
    ("tell-patients", "Tell your patients about upcoming changes"),
    ("reconcile-with-pcse", "Reconciliation of patient database against PCSE database"),
    ("map-practice-codes", "Map practice codes to Read or SNOMED codes"),
    (
        "map-drug-codes",
        "Map unmapped drug or medication codes to the Dictionary of Medicines and Devices \
         (dm+d)",
    ),
    ("identify-templates", "Identify templates that should be copied to the new system"),
    (
        "update-nhs-numbers",
        "Identify patient records without NHS numbers and update the NHS number",
    ),
    (
        "clean-up-generic-names",
        "Clean up any generic patient names, like \"Baby\" to avoid duplication",
    ),
    ("run-updates", "Run updates or patches to the current system before data migration"),
    (
        "request-supplier-extract",
        "Request data extract from your current system supplier",
    ),
    (
        "plan-reconfiguration",
        "Plan time for third parties to do any reconfiguration that is needed after migration",
    ),
    ("gather-patient-records", "Gather a list of approximately 20 patient records"),
    (
        "check-patient-records",
        "Check the selected patient records are correct in the new system",
    ),
    ("gather-reports", "Gather a list of reports (such as QoF and target reports)"),
    ("check-reports", "Check the selected reports are correct in the new system"),
];

/// What is below a heading, up to the next one: each text as the reader finds it,
/// including the cells of tables.
#[track_caller]
fn passages_below(pdf: &Pdf, heading: &str) -> Vec<(String, String)> {
    let passages = pdf.passages();
    let is_heading =
        |passage: &Passage| passage.role.len() == 2 && passage.role.starts_with('H');
    let at = passages.iter().position(|p| is_heading(p) && p.unnumbered() == heading);
    let at = at.unwrap_or_else(|| panic!("there is no heading {heading:?}"));
    let below = passages[at + 1..].iter().take_while(|passage| !is_heading(passage));
    // The first cell of a row is its header, as those of the first row are of columns.
    let in_body = |passage: &Passage| {
        let (table, own) = row(&passage.pieces[0])?;
        let rows = passages.iter().filter_map(|other| row(&other.pieces[0]));
        let mut rows = rows.filter(|(other, _)| *other == table);
        Some(rows.next()?.1 != own)
    };
    let typed = |passage: &Passage| {
        let text = passage.pieces.iter().map(|piece| piece.text.as_str());
        let cell = passage.pieces[0].roles.iter().rev().find(|role| is_cell(role));
        let role = match cell {
            Some(_) if in_body(passage) == Some(true) => "TD".into(),
            cell => cell.unwrap_or(&passage.role).clone(),
        };
        // Marks for right-to-left text are not text.
        let isolates = |c: char| matches!(c, '\u{2068}' | '\u{2069}');
        (role, text.collect::<String>().replace(isolates, ""))
    };
    below.map(typed).collect()
}

fn is_heading(passage: &Passage) -> bool {
    passage.role.len() == 2 && passage.role.starts_with('H')
}

fn is_cell(role: &str) -> bool {
    matches!(role, "TH" | "TD")
}

/// The texts below a heading.
#[track_caller]
pub(crate) fn below(pdf: &Pdf, heading: &str) -> Vec<String> {
    passages_below(pdf, heading).into_iter().map(|(_, text)| text).collect()
}

/// The texts of the cells of a table below its title, without those of its header.
#[track_caller]
fn cells(pdf: &Pdf, title: &str) -> Vec<String> {
    let cells = passages_below(pdf, title).into_iter().filter(|(role, _)| role == "TD");
    cells.map(|(_, text)| text).collect()
}

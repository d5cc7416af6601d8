//! Checklists for tests: what is built in, the second one, and made-up ones.

use proforma::base::problem::Checked;
use proforma::base::source::Source;
use proforma::model::checklist::{Block, Checklist, Text, TextPart};

/// The built-in checklist's file.
pub const BUILT_IN: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/content/pre-migration.yaml"));

/// A checklist with every kind of block in another order and depth.
pub const SECOND: &str = include_str!("../fixtures/second.yaml");

/// The text that NHS England publishes.
pub const SOURCE: &str = include_str!("../fixtures/pre-migration-checklist.txt");

/// The head of a made-up checklist, to be followed by blocks.
pub const HEAD: &str = "\
id: made-up
title: Made up
last_updated: 27/03/2025
body:
";

/// Reads a checklist that has no mistakes.
#[track_caller]
pub fn read(yaml: &str) -> Checklist {
    let input = Source::new("a test's checklist", yaml);
    let Checked { value, warnings } =
        Checklist::read(&input).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert!(warnings.is_empty(), "{warnings:?}");
    value
}

/// The lines of a checklist's text, as its publisher would write them.
pub fn lines(checklist: &Checklist) -> Vec<String> {
    let mut lines = vec![checklist.title.clone()];
    add_lines(checklist, &checklist.body, &mut lines);
    lines
}

fn add_lines(checklist: &Checklist, blocks: &[Block], lines: &mut Vec<String>) {
    let line =
        |text: &Text| text.0.iter().map(|part| part_text(checklist, part)).collect();
    for block in blocks {
        match block {
            Block::Section { title, body } => {
                lines.push(line(title));
                add_lines(checklist, body, lines);
            }
            Block::Paragraph(text) | Block::Caution(text) => lines.push(line(text)),
            Block::List(entries) => {
                lines.extend(entries.iter().map(|entry| format!("- {}", line(entry))));
            }
            Block::Table(table) => {
                lines.push(line(&table.title));
                let titles = table.columns.iter().map(|column| line(&column.title));
                lines.push(titles.collect::<Vec<_>>().join("\t"));
            }
            Block::Task(task) => lines.extend([line(&task.title), "Notes:".into()]),
        }
    }
}

fn part_text(checklist: &Checklist, part: &TextPart) -> String {
    match part {
        TextPart::Words(words) => words.clone(),
        TextPart::Guide => checklist.guide.clone().unwrap_or_default(),
        TextPart::LastUpdated => checklist.last_updated.slashed(),
    }
}

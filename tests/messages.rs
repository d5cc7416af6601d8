//! The messages about each bad input, word for word.

mod checklist_files;
mod options;

use crate::support::project::Project;
use crate::support::reference::text_differs;

/// Runs the program and compares its output with a reference; nothing may be written.
#[must_use]
pub(crate) fn differs(name: &str, project: &Project, args: &[&str]) -> Option<String> {
    let before = project.names();
    let run = project.exec(args);
    assert!(matches!(run.status, Some(1 | 2)), "{name}: {}", run.report());
    assert_eq!(project.names(), before, "{name}: a file was written");
    assert_eq!(run.text(), "", "{name}: standard output is for documents");
    if let Some(c) = run.stderr.chars().find(|&c| steers(c)) {
        return Some(format!("{name}: U+{:04X} reaches the terminal", u32::from(c)));
    }
    let command = format!("$ proforma {}\n", args.join(" "));
    text_differs(&format!("messages/{name}.txt"), &(command + &run.report()))
}

/// Whether a character affects a terminal, so that people would not see what is there.
fn steers(c: char) -> bool {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || c.is_control() && c != '\n'
}

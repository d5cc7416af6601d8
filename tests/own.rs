//! Checklists of other fields, through every command as their users type it; and what
//! was made before a checklist could say what it is about.

mod circulation;
mod examples;
mod found;
mod honest;

use std::fs;
use std::path::Path;

use crate::support::project::{Project, Run};

/// The folder of the examples.
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/content/examples/");

/// Two checklists of other fields, with a state of each.
const OTHERS: [(&str, &str); 2] =
    [("fire-inspection", "north-hall"), ("laboratory-start-up", "room-214")];

/// An example's text.
fn example(name: &str) -> String {
    fs::read_to_string(Path::new(EXAMPLES).join(name)).expect("it is there")
}

/// A project with the examples, each checklist beside its state.
fn with_examples() -> Project {
    let project = Project::new();
    for (checklist, state) in OTHERS {
        for name in [checklist, state] {
            project.write(&format!("{name}.yaml"), example(&format!("{name}.yaml")));
        }
    }
    project
}

/// Runs a command that must go well; gives what it wrote to standard output.
#[track_caller]
fn done(project: &Project, args: &[&str]) -> String {
    let run = project.exec(args);
    assert_eq!(run.status, Some(0), "{args:?}\n{}", run.report());
    run.text()
}

/// Runs a command that must fail; gives its messages.
#[track_caller]
fn refused(project: &Project, args: &[&str]) -> String {
    let run: Run = project.exec(args);
    assert_eq!(run.status, Some(1), "{args:?}\n{}", run.report());
    run.stderr
}

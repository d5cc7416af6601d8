//! `import` of returned forms.

mod agree;
mod alone;
mod broken;
mod edits;
mod into;
mod merges;
mod places;
mod printed;
mod refused;
mod rows;

use proforma::base::source::Source;
use proforma::model::checklist::Checklist;
use proforma::model::state::{State, StateFile};
use proforma::model::values::{Items, Values};

use crate::support::checklists::BUILT_IN;
use crate::support::engine::practices;
use crate::support::forms::{Encoding, Form};
use crate::support::project::{Project, Run};

/// A practice half-way through.
const SAMPLE: &str = include_str!("../content/examples/riverside-surgery.yaml");

/// The built-in checklist.
fn checklist() -> Checklist {
    Checklist::read(&Source::new("checklist.yaml", BUILT_IN)).expect("it is right").value
}

/// What a state of the built-in checklist says.
#[track_caller]
fn values(state: impl AsRef<[u8]>) -> Values {
    let source = Source::new("state.yaml", state.as_ref());
    let state = State::sound(&source, &practices());
    let state = state.unwrap_or_else(|why| panic!("{why:?}\n{}", source.text()));
    Values::of(&state, &Items::of(&checklist()))
}

/// A state that was read, to be changed.
#[track_caller]
fn opened(source: &Source) -> StateFile {
    StateFile::open(source).unwrap_or_else(|why| panic!("{why:?}\n{}", source.text()))
}

/// Imports a form into a new state file and returns that.
#[track_caller]
fn imported(form: &Form) -> String {
    let project = Project::new();
    project.write("form.pdf", form.pdf());
    let run = project.exec(&["import", "form.pdf", "-o", "state.yaml"]);
    assert_eq!(
        (run.status, run.text().as_str()),
        (Some(0), "state.yaml\n"),
        "{}",
        run.stderr
    );
    String::from_utf8(project.read("state.yaml")).expect("it is text")
}

/// Merges a form into a state; returns the run and the state file afterwards.
#[track_caller]
fn merged(form: &Form, state: &str, options: &[&str]) -> (Run, String) {
    let project = Project::new();
    project.write("form.pdf", form.pdf());
    project.write("state.yaml", state);
    let args = [&["import", "form.pdf", "--into", "state.yaml"], options].concat();
    let run = project.exec(&args);
    assert_eq!(project.names(), ["form.pdf", "state.yaml"]);
    (run, String::from_utf8(project.read("state.yaml")).expect("it is text"))
}

/// The lines of each text that the other does not have.
fn lines_that_differ<'a>(
    before: &'a str,
    after: &'a str,
) -> (Vec<&'a str>, Vec<&'a str>) {
    let missing = |from: &'a str, other: &str| -> Vec<&'a str> {
        let mut others: Vec<_> = other.lines().collect();
        let is_gone = |line: &&str| match others.iter().position(|other| other == line) {
            Some(at) => {
                others.remove(at);
                false
            }
            None => true,
        };
        from.lines().filter(is_gone).collect()
    };
    (missing(before, after), missing(after, before))
}

//! The page in the browser: who may read and change it, what it shows, and what it saves.

mod closed;
mod doubts;
mod past;
mod runs;
mod saving;
mod shown;

use crate::support::browser::Page;
use crate::support::project::Project;

/// The sample.
const SAMPLE: &str = include_str!("../content/examples/riverside-surgery.yaml");

/// A project with the sample, and its page.
#[track_caller]
fn sample() -> (Project, Page) {
    let project = Project::new();
    project.write("state.yaml", SAMPLE);
    let page = Page::open(&project, "state.yaml", &[]);
    (project, page)
}

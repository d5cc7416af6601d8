//! `proforma check` of a checklist's own file: everything that is wrong with it.

use std::path::{Path, PathBuf};

use ecow::eco_format;

use crate::base::problem::{Outcome, Problem, hinted};
use crate::cli::input;
use crate::cli::session::Session;
use crate::document::schema::PageSetup;
use crate::engine::{Engine, Opened};
use crate::model::answers::Filled;
use crate::model::checklist::Item;

/// Parts files into checklists, which the user has named, and states; what cannot be read
/// is left with the states.
pub(super) fn parted(
    files: Vec<PathBuf>,
    named: &[PathBuf],
) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let is_named_checklist =
        |path: &PathBuf| named.contains(path) && input::is_checklist(path);
    files.into_iter().partition(is_named_checklist)
}

/// The problem that a checklist is not compared where it is named like a state.
pub(super) fn not_compared(path: &Path) -> Problem {
    let shown = path.display();
    hinted(
        eco_format!(
            "`{shown}` is a checklist: `--against` compares what a state belongs to"
        ),
        eco_format!("use `--checklist {shown}` to compare the checklist itself"),
    )
}

/// Looks for mistakes in a checklist and lays it out, but writes nothing; says what it has.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn look(
    engine: &Engine,
    path: &Path,
    session: &mut Session,
) -> Outcome<String> {
    let opened = session.checklist(engine, path)?;
    session.warn_all(opened.warnings.clone());
    engine.check_edition(&opened.checklist)?;
    let Opened { checklist, source, .. } = opened;
    let unfilled = Filled::empty(checklist, source);
    let draft = engine.blank(&unfilled, PageSetup::default(), None);
    session.warn_all(draft.warnings.clone());
    draft.pages()?;
    let items = unfilled.checklist.items();
    let is_table = |item: &&Item| matches!(item, Item::Table(_));
    let tables = items.iter().filter(is_table).count();
    Ok(format!(
        "`{}` has no mistakes: a checklist with {} and {}, last updated on {}.\n",
        path.display(),
        count(tables, "table"),
        count(items.len() - tables, "task"),
        unfilled.checklist.last_updated
    ))
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

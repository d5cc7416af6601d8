//! The editions of a checklist that are at hand: built in, in a file, or inside a document
//! that was made from one.

use std::path::Path;

use ecow::{EcoVec, eco_format};
use typst::diag::SourceResult;

use crate::checklist::Checklist;
use crate::date::Date;
use crate::embedded::{self, Files};
use crate::import::attached;
use crate::input::Input;
use crate::lay_out::problem;
use crate::session::Session;

/// What to do about a file that is of another edition.
const HINT: &str = "name the edition that was answered";

/// The checklist attached to a document of ours, if this is one.
pub fn inside(source: &Input) -> Option<Input> {
    if !source.bytes().starts_with(b"%PDF") {
        return None;
    }
    let name = "checklist.yaml";
    let bytes = attached(source.bytes(), name)?;
    Some(Input::new(format!("{name} in {}", source.name), bytes))
}

/// Those of these editions that are at hand; `from` names a file that is or has one.
///
/// # Errors
/// If that file is of another checklist or edition, or cannot be read.
pub fn earlier(
    wanted: &[Date],
    from: Option<&Path>,
    checklist: &Checklist,
    session: &mut Session,
) -> SourceResult<Vec<Checklist>> {
    let Some(last) = wanted.last() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    if let Some(path) = from {
        let then = named(path, session)?;
        if then.id != checklist.id {
            let (id, wanted) = (&then.id, &checklist.id);
            let why = eco_format!("`--from` is the checklist `{id}`, not `{wanted}`");
            return Err(EcoVec::from([problem(why, HINT)]));
        }
        if !wanted.contains(&then.last_updated) {
            let why = eco_format!(
                "`--from` is the edition of {}, but the answers are of that of {last}",
                then.last_updated
            );
            return Err(EcoVec::from([problem(why, HINT)]));
        }
        found.push(then);
    }
    add_built_in(&mut found, embedded::EDITIONS, wanted, checklist)?;
    Ok(found)
}

/// Adds those of these editions that are built in and not found yet.
fn add_built_in(
    found: &mut Vec<Checklist>,
    editions: Files,
    wanted: &[Date],
    checklist: &Checklist,
) -> SourceResult<()> {
    for edition in wanted {
        let is_known = found.iter().any(|then| then.last_updated == *edition);
        let built_in = embedded::edition(editions, &checklist.id, &edition.iso());
        if let Some((path, bytes)) = built_in.filter(|_| !is_known) {
            found.push(Checklist::read(&Input::new(path, bytes))?.0);
        }
    }
    Ok(())
}

/// The checklist that a file is or has inside.
fn named(path: &Path, session: &mut Session) -> SourceResult<Checklist> {
    let source = session.open(path)?;
    let source = match inside(&source) {
        Some(attached) => attached,
        None if source.bytes().starts_with(b"%PDF") => {
            return Err(EcoVec::from([problem(
                eco_format!("`{}` has no checklist inside", source.name),
                "name a document that Proforma made, or the checklist as YAML",
            )]));
        }
        None => source,
    };
    session.remember(&source);
    let (checklist, warnings) = Checklist::read(&source)?;
    session.warn_all(warnings);
    Ok(checklist)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::characters::Characters;
    use crate::document::{Page, Settings};
    use crate::earlier;
    use crate::filled::Filled;
    use crate::fit::fit;
    use crate::load::Problems;
    use crate::state::State;
    use crate::world::World;

    /// The built-in checklist, as if a newer edition had come since.
    const BUILT_IN: Files = &[
        ("content/editions/another-2025-03-27.yaml", b"not this one"),
        (
            "content/editions/pre-migration-2025-03-27.yaml",
            include_bytes!("../content/pre-migration.yaml"),
        ),
        ("content/editions/pre-migration-2026-01-01.yaml", b"not this one"),
    ];

    /// A newer edition with an item that has other words.
    fn newer() -> Input {
        let old = std::str::from_utf8(BUILT_IN[1].1).unwrap();
        let new = old
            .replace("last_updated: 27/03/2025", "last_updated: 01/11/2026")
            .replace("task: Map practice codes to", "task: Map all codes to");
        Input::new("new.yaml", new)
    }

    /// The data of the record of a state, with such editions built in.
    fn record(state: &str, editions: Files) -> serde_json::Value {
        let today = Date::new(2026, 11, 23).unwrap();
        let (source, state_source) = (newer(), Input::new("state.yaml", state));
        let checklist = Checklist::read(&source).unwrap().0;
        let mut problems = Problems::new(&state_source);
        let state = State::read(&state_source, &mut problems).unwrap().unwrap();
        let fitted = fit(&checklist, &state, &mut problems);
        let mut fitted = problems.settle(fitted).unwrap().0;
        let wanted = earlier::answered(&state, &checklist);
        let mut found = Vec::new();
        add_built_in(&mut found, editions, &wanted, &checklist).unwrap();
        earlier::mark(&mut fitted, &state, &checklist, &found);
        let (checklist, state_source) = (Arc::new(checklist), Some(state_source));
        let filled = Filled { checklist, source, state, state_source, fitted };
        let world = World::new(today, None, &[]).unwrap();
        let characters = Characters::new(&world);
        let settings = Settings { made_on: today, page: Page::default(), rows: None };
        let json = filled.record(&settings, &characters, true).0.to_json();
        serde_json::from_slice(&json).unwrap()
    }

    #[test]
    fn answers_to_an_edition_that_is_built_in_are_marked_in_a_record() {
        let state = "checklist: pre-migration\nlast_updated: 27/03/2025\nanswers:\n  \
                     map-practice-codes: done\n  run-updates: done\n";
        let why =
            "answered under the edition of 27 March 2025; the words have changed since";
        for (editions, marked) in [(BUILT_IN, 1), (&[] as Files, 0)] {
            let data = record(state, editions);
            let looks = data["summary"]["to_look_at"].as_array().unwrap();
            let found = looks.iter().filter(|look| look["why"][0] == why);
            let found: Vec<_> = found.map(|look| &look["what"][0]).collect();
            assert_eq!(found.len(), marked, "{looks:?}");
            assert!(
                found.iter().all(|what| what.as_str().unwrap().starts_with("Map all"))
            );
            let is_unknown = data.to_string().contains("which is not at hand");
            assert_eq!(is_unknown, marked == 0, "{looks:?}");
        }
    }

    #[test]
    fn an_edition_is_found_by_its_checklist_and_its_day() {
        let found = |id, day| embedded::edition(BUILT_IN, id, day).map(|(path, _)| path);
        assert_eq!(found("pre-migration", "2025-03-27"), Some(BUILT_IN[1].0));
        assert_eq!(found("another", "2025-03-27"), Some(BUILT_IN[0].0));
        assert_eq!(found("pre-migration", "2025-03-28"), None);
        assert_eq!(found("migration", "2025-03-27"), None);
    }
}

//! The editions of a checklist that are available: built in, or in a file that is named.

use ecow::eco_format;

use crate::base::date::Date;
use crate::base::embedded::{self, DIGESTS, EDITIONS, Files};
use crate::base::problem::{Outcome, alone, hinted};
use crate::base::source::Source;
use crate::model::checklist::Checklist;

/// What to do about a file with another edition.
const HINT: &str = "name the edition that the answers were given to";

/// Those of the wanted editions that are available: built in, or named.
///
/// # Errors
/// If the named one belongs to another checklist, or is not wanted.
pub fn earlier(
    wanted: &[Date],
    named: Option<Checklist>,
    checklist: &Checklist,
) -> Outcome<Vec<Checklist>> {
    let Some(last) = wanted.last() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    if let Some(then) = named {
        if then.id != checklist.id {
            let (id, wanted) = (&then.id, &checklist.id);
            let why = eco_format!("`--from` is the checklist `{id}`, not `{wanted}`");
            return Err(alone(hinted(why, HINT)));
        }
        if !wanted.contains(&then.last_updated) {
            let why = eco_format!(
                "`--from` is the edition of {}, but the answers belong to the edition \
                 of {last}",
                then.last_updated
            );
            return Err(alone(hinted(why, HINT)));
        }
        found.push(then);
    }
    add_built_in(&mut found, EDITIONS, wanted, checklist);
    Ok(found)
}

/// Adds those of the wanted editions that are built in and not found yet.
fn add_built_in(
    found: &mut Vec<Checklist>,
    editions: Files,
    wanted: &[Date],
    checklist: &Checklist,
) {
    for edition in wanted {
        if found.iter().all(|then| then.last_updated != *edition) {
            found.extend(among(editions, &checklist.id, &edition.iso()));
        }
    }
}

/// A built-in edition, by its date as `2025-03-27`.
pub fn built_in(id: &str, edition: &str) -> Option<Checklist> {
    among(EDITIONS, id, edition)
}

/// An edition among earlier ones, or the newest one that is built in: where a file has a newer
/// one still, that is an earlier one as well.
fn among(editions: Files, id: &str, edition: &str) -> Option<Checklist> {
    let earlier = embedded::edition(editions, id, edition).into_iter();
    let all = earlier.chain(embedded::checklist(id));
    let mut read =
        all.filter_map(|(path, bytes)| Checklist::read(&Source::new(path, bytes)).ok());
    let is_it = |checklist: &Checklist| checklist.last_updated.iso() == edition;
    read.find(|checked| is_it(&checked.value)).map(|checked| checked.value)
}

/// The editions of a checklist that are built in, each with the digest of its words.
pub fn known_editions(id: &str) -> impl Iterator<Item = (Date, &'static str)> {
    DIGESTS.lines().filter_map(move |line| {
        let mut words = line.split_whitespace();
        words.next().filter(|first| *first == id)?;
        Some((words.next()?.parse().ok()?, words.next()?))
    })
}

/// The digest of the words of an edition, if it is a built-in one.
pub fn known_digest(id: &str, edition: Date) -> Option<&'static str> {
    known_editions(id).find(|(date, _)| *date == edition).map(|(_, digest)| digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::checklist_text::digest;
    use crate::edition::earlier;
    use crate::model::fit::fit;
    use crate::model::state::State;
    use crate::yaml::problems::Problems;

    /// The built-in checklist, as if a newer edition had come since.
    const BUILT_IN: Files = &[
        ("content/editions/another-2025-03-27.yaml", b"not this one"),
        (
            "content/editions/pre-migration-2025-03-27.yaml",
            include_bytes!("../../content/pre-migration.yaml"),
        ),
        ("content/editions/pre-migration-2026-01-01.yaml", b"not this one"),
    ];

    /// The items of a newer edition whose answers are marked as older than their words.
    fn marked(editions: Files) -> (Vec<String>, bool) {
        let old = std::str::from_utf8(BUILT_IN[1].1).unwrap();
        let new = old
            .replace("last_updated: 27/03/2025", "last_updated: 01/11/2026")
            .replace("task: Map practice codes to", "task: Map all codes to");
        let checklist = Checklist::read(&Source::new("new.yaml", new)).unwrap().value;
        let state = "checklist: pre-migration\nlast_updated: 27/03/2025\nanswers:\n  \
                     map-practice-codes: done\n  run-updates: done\n";
        let source = Source::new("state.yaml", state);
        let state = State::sound(&source, &checklist.about).unwrap();
        let mut fitted = fit(&checklist, &state, &mut Problems::new(&source)).unwrap();
        let wanted = earlier::answered(&state, &checklist);
        let mut found = Vec::new();
        add_built_in(&mut found, editions, &wanted, &checklist);
        earlier::mark(&mut fitted, &state, &checklist, &found);
        (fitted.earlier.into_keys().collect(), fitted.unknown_edition.is_some())
    }

    #[test]
    fn answers_to_an_edition_that_is_built_in_are_marked() {
        let found = (vec!["map-practice-codes".to_string()], false);
        assert_eq!(marked(BUILT_IN), found);
        // The newest one is an earlier one for a file with a newer one.
        assert_eq!(marked(&[]), found);
    }

    #[test]
    fn an_edition_is_found_by_its_checklist_and_its_date() {
        let found = |id, day| embedded::edition(BUILT_IN, id, day).map(|(path, _)| path);
        assert_eq!(found("pre-migration", "2025-03-27"), Some(BUILT_IN[1].0));
        assert_eq!(found("another", "2025-03-27"), Some(BUILT_IN[0].0));
        assert_eq!(found("pre-migration", "2025-03-28"), None);
        assert_eq!(found("migration", "2025-03-27"), None);
    }

    #[test]
    fn words_do_not_change_without_a_new_date() {
        for (path, bytes) in embedded::CHECKLISTS.iter().chain(embedded::EDITIONS) {
            let checklist = Checklist::read(&Source::new(*path, *bytes)).unwrap().value;
            let Checklist { id, last_updated, .. } = &checklist;
            let found = digest(&checklist);
            let line = format!("{id} {} {found}", last_updated.iso());
            let known = known_digest(id, *last_updated);
            assert_eq!(
                known,
                Some(found.as_str()),
                "{path}: new words need a new `last_updated`; a new edition needs the \
                 line `{line}` in content/editions/digests.txt, and the old one its \
                 file there"
            );
        }
    }

    #[test]
    fn every_edition_that_has_a_digest_is_embedded_whole() {
        let all = embedded::CHECKLISTS.iter().chain(embedded::EDITIONS);
        let editions = all.map(|(path, bytes)| {
            let checklist = Checklist::read(&Source::new(*path, *bytes)).unwrap().value;
            let name = format!("{} {}", checklist.id, checklist.last_updated.iso());
            if path.starts_with("content/editions/") {
                assert_eq!(
                    *path,
                    format!("content/editions/{}.yaml", name.replace(' ', "-"))
                );
            }
            name
        });
        let editions: Vec<_> = editions.collect();
        let lines = embedded::DIGESTS.lines();
        let known = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let known: Vec<_> = known.map(|line| line.rsplit_once(' ').unwrap().0).collect();
        assert_eq!(known, editions);
    }
}

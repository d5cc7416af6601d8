//! The editions of a checklist that are at hand: built in, or in a file that is named.

use ecow::eco_format;

use crate::base::date::Date;
use crate::base::embedded::{self, DIGESTS};
use crate::base::problem::{Outcome, alone, hinted};
use crate::base::source::Source;
use crate::model::checklist::Checklist;

/// What to do about a file that is of another edition.
const HINT: &str = "name the edition that was answered";

/// Those of these editions that are at hand: built in, or the one that is named.
///
/// # Errors
/// If the one that is named is of another checklist or edition.
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
                "`--from` is the edition of {}, but the answers are of that of {last}",
                then.last_updated
            );
            return Err(alone(hinted(why, HINT)));
        }
        found.push(then);
    }
    for edition in wanted {
        let is_known = found.iter().any(|then: &Checklist| then.last_updated == *edition);
        let built_in = embedded::edition(&checklist.id, &edition.iso());
        if let Some((path, bytes)) = built_in.filter(|_| !is_known) {
            found.push(Checklist::read(&Source::new(path, bytes))?.value);
        }
    }
    Ok(found)
}

/// The newest edition of a checklist that is built in.
pub fn newest(id: &str) -> Option<Checklist> {
    let (path, bytes) = embedded::checklist(id)?;
    Some(Checklist::read(&Source::new(path, bytes)).ok()?.value)
}

/// The file of an edition that is built in, by its day as `2025-03-27`.
pub fn built_in(id: &str, edition: &str) -> Option<Source> {
    let file = |(path, bytes)| Source::new(path, bytes);
    let newest = embedded::checklist(id).map(file);
    let earlier = embedded::edition(id, edition).map(file);
    newest.into_iter().chain(earlier).find(|source| {
        let is_it = |checklist: &Checklist| checklist.last_updated.iso() == edition;
        Checklist::read(source).is_ok_and(|checked| is_it(&checked.value))
    })
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
                "{path}: new words need a new `last_updated`; a new edition needs the line \
                 `{line}` in content/editions/digests.txt, and the old one its file there"
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

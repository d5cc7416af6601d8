//! More entries in a state file beside its answers, or one less, and not another byte changed:
//! checks, earlier editions, and values that are not NHS numbers.

use ecow::eco_format;

use crate::base::date::Date;
use crate::base::privacy::{NOT_NHS_NUMBERS, value_digest};
use crate::base::problem::{Outcome, ProblemList, alone, hinted};
use crate::base::source::Source;
use crate::edition::verdict::Check;
use crate::model::path::StatePath;
use crate::model::state::{State, UpdateCheck};
use crate::yaml::edit::{Edit, Failed, Step, commented, edited};
use crate::yaml::write::{Content, inline};

/// The key of the checks in a state.
const CHECKS: &str = "update_checks";

/// The key of the editions of earlier answers in a state.
const EARLIER: &str = "answered_under";

/// The bytes of a state file with one more check.
///
/// # Errors
/// If no place is found where the entry reads as it is meant.
pub fn with_check(source: &Source, check: &Check) -> Outcome<Vec<u8>> {
    let entries = [
        ("date", check.date.slashed()),
        ("by", check.by.clone()),
        ("found", check.found.slashed()),
    ];
    let entries = entries.map(|(key, value)| (key.into(), Content::Text(value)));
    let entry = Content::Brackets(Box::new(Content::Map(entries.into())));
    let edit = Edit::append([CHECKS.into()], entry.clone());
    let edited = edited(source, &[edit]);
    let example = || format!("- {}", entry.flow());
    Ok(edited.map_err(|why| no_place(source, CHECKS, why, &example()))?.text.into())
}

/// The bytes of a state file that remembers of more answers which edition they belong to.
///
/// # Errors
/// If no place is found where that reads as it is meant.
pub fn with_answered_under(
    source: &Source,
    ids: &[String],
    edition: Date,
) -> Outcome<Vec<u8>> {
    let edition = edition.slashed();
    let edit = |id: &String| Edit::Set {
        path: vec![EARLIER.into(), Step::Key(id.clone())],
        value: edition.as_str().into(),
        below: Some("last_updated".into()),
    };
    let edits: Vec<_> = ids.iter().map(edit).collect();
    let edited = edited(source, &edits);
    let examples = ids.iter().map(|id| format!("{}: {edition}", inline(id, true)));
    let example = || examples.collect::<Vec<_>>().join("`, `");
    Ok(edited.map_err(|why| no_place(source, EARLIER, why, &example()))?.text.into())
}

/// The bytes of a state file that says of one answer less that it belongs to an earlier
/// edition; `id` is its item's, as the file has it.
///
/// # Errors
/// If the entry cannot be taken out.
pub fn without_answered_under(source: &Source, id: &str) -> Outcome<Vec<u8>> {
    let path = vec![EARLIER.into(), Step::Key(id.into())];
    let edited = edited(source, &[Edit::Remove { path }]);
    let refused = |_| {
        alone(hinted(
            eco_format!("`{id}` cannot be taken out of `{EARLIER}` in `{}`", source.name),
            "nothing was changed: take the line out in the file",
        ))
    };
    Ok(edited.map_err(refused)?.text.into())
}

/// The bytes of a state file that remembers that the value at a place, which is this text, is
/// not an NHS number.
///
/// # Errors
/// If no place is found where that reads as it is meant.
pub fn with_not_nhs_number(
    source: &Source,
    at: &StatePath,
    text: &str,
) -> Outcome<Vec<u8>> {
    let entries = [("at", at.to_string()), ("digest", value_digest(text))];
    let entries = entries.map(|(key, value)| (key.into(), Content::Text(value)));
    let entry = Content::Brackets(Box::new(Content::Map(entries.into())));
    let edit = Edit::append([NOT_NHS_NUMBERS.into()], entry.clone());
    let edited = edited(source, &[edit]);
    let example = || format!("- {}", entry.flow());
    Ok(edited
        .map_err(|why| no_place(source, NOT_NHS_NUMBERS, why, &example()))?
        .text
        .into())
}

fn no_place(source: &Source, key: &str, why: Failed, example: &str) -> ProblemList {
    if let Failed::Read(problems) = why {
        return problems;
    }
    alone(hinted(
        eco_format!("`{}` has no place for `{key}`", source.name),
        eco_format!(
            "nothing was changed; write it there below `{key}:`, as in `{example}`"
        ),
    ))
}

/// Whether a state has noted a check.
pub fn has_check(state: &State, check: &Check) -> bool {
    state.update_checks.iter().any(|noted| is_same(noted, check))
}

fn is_same(noted: &UpdateCheck, check: &Check) -> bool {
    (noted.date, &noted.by.text, noted.found) == (check.date, &check.by, check.found)
}

/// The bytes of a state file with one check less, if that can be taken out. The comments on
/// its lines go with it; within brackets, one with a comment stays.
pub fn without_check(source: &Source, state: &State, check: &Check) -> Option<Vec<u8>> {
    let index = state.update_checks.iter().position(|noted| is_same(noted, check))?;
    let edit = Edit::Remove { path: vec![CHECKS.into(), index.into()] };
    let edited = edited(source, &[edit]).ok()?;
    let before = &source.text()[..state.update_checks[index].place.range().start];
    let is_on_lines = before.trim_end().ends_with('-');
    (is_on_lines || edited.lost.is_empty()).then(|| edited.text.into())
}

/// The bytes of a state file with a comment, a line of its own at the end; at the start
/// where the end is within a value.
///
/// # Errors
/// If neither can be done.
pub fn with_comment(source: &Source, comment: &str) -> Outcome<Vec<u8>> {
    let refused = |_| {
        alone(hinted(
            eco_format!("`{}` has no place for a comment", source.name),
            eco_format!("nothing was changed; write it there: `{comment}`"),
        ))
    };
    Ok(commented(source, comment).map_err(refused)?.into())
}

#[cfg(test)]
mod tests;

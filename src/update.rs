//! `proforma update`: moves a state on to the newest edition of its checklist.

use std::ops::Range;
use std::path::Path;

use ecow::{EcoVec, eco_format};
use typst::diag::SourceResult;

use crate::against::{Change, compare_checklists};
use crate::args::Update;
use crate::checklist::{Checklist, Item};
use crate::clock;
use crate::date::Date;
use crate::diag::tame;
use crate::earlier;
use crate::editions;
use crate::fit::fit;
use crate::input::Input;
use crate::lay_out::{self, problem};
use crate::load::{Place, Problems};
use crate::note::{self, Facts, facts};
use crate::output::{self, Failure, Output};
use crate::session::{Session, checklist_of};
use crate::state::State;

/// Moves a state on, and says what that changes.
///
/// # Errors
/// If the newest edition has no place for an answer, or the state cannot be changed; it is
/// as it was then.
pub fn update(args: &Update, session: &mut Session) -> SourceResult<()> {
    let today = clock::today(args.common.date)?;
    let path = &args.state;
    let source = session.open(path)?;
    let mut problems = Problems::new(&source);
    let Some(state) = State::read(&source, &mut problems)? else {
        return Err(problems.told());
    };
    let named = args.checklist.as_deref();
    let Some(wanted) = checklist_of(&state, named, &mut problems) else {
        return Err(problems.told());
    };
    let checklist = read_checklist(wanted, today, session)?;
    let edition = checklist.last_updated;
    check_newer(&state, &checklist)?;
    let mut moved = state.clone();
    moved.last_updated = edition;
    let renamed = rename(&mut moved, &checklist);
    // The answers must have their places there: within an edition, unknown ids are errors.
    let fitted = fit(&checklist, &moved, &mut problems);
    let (fitted, warnings) = problems.settle(fitted).map_err(|mut found| {
        found.push(problem(
            eco_format!("`{}` was not changed", path.display()),
            "give these answers their places in the newer edition, or leave the state as it \
             is: a record prints answers of an earlier edition in an appendix",
        ));
        found
    })?;
    session.warn_all(warnings);
    session.settle(args.common.strict)?;
    let shown = path.display();
    if state.last_updated == edition {
        let told = format!("`{shown}` is of the edition of {edition} already.\n");
        return Output::Standard.write(tame(&told).as_bytes());
    }
    let mut told = format!(
        "`{shown}` moved from the edition of {} to that of {edition}.\n",
        state.last_updated
    );
    let wanted = [state.last_updated];
    let older = editions::earlier(&wanted, args.from.as_deref(), &checklist, session)?;
    let older = older.first();
    told.push_str(&changes(older, &state, &checklist));
    let mut outdated = earlier::outdated(&fitted, &checklist, older);
    let noted =
        moved.answered_under.iter().filter_map(|(id, _)| checklist.item(&id.text));
    let noted: Vec<_> = noted.map(Item::id).collect();
    outdated.retain(|id| !noted.contains(&id.as_str()));
    if !outdated.is_empty() && older.is_some() {
        told.push_str(
            "The state remembers which answers were given to other words, below \
             `answered_under`:\ndelete a line there once you have looked at its answer.\n",
        );
    }
    let changed = edited(&source, &state, &moved, &renamed)?;
    let changed = Input::new(source.name.clone(), changed);
    let changed =
        note::with_answered_under(&changed, &moved, &outdated, state.last_updated)?;
    output::replace_input(path, source.bytes(), &changed).map_err(Failure::told)?;
    Output::Standard.write(tame(&told).as_bytes())
}

/// Refuses a checklist that is of an earlier edition than the answers.
fn check_newer(state: &State, checklist: &Checklist) -> SourceResult<()> {
    let (answered, edition) = (state.last_updated, checklist.last_updated);
    if answered <= edition {
        return Ok(());
    }
    Err(EcoVec::from([problem(
        eco_format!(
            "the answers are of the edition of {answered}, and the checklist is that of \
             {edition}"
        ),
        "`--checklist FILE` names a newer edition",
    )]))
}

fn read_checklist(
    path: &Path,
    today: Date,
    session: &mut Session,
) -> SourceResult<Checklist> {
    let source = session.open_checklist(path)?;
    let (checklist, warnings) = Checklist::read(&source)?;
    session.warn_all(warnings);
    match lay_out::check_edition(&checklist, today) {
        None => Ok(checklist),
        Some(problem) => Err(EcoVec::from([problem])),
    }
}

/// Gives answers the ids their items have now; tells where, unless there is an answer with
/// the new id as well.
fn rename(state: &mut State, checklist: &Checklist) -> Vec<(Place, String, String)> {
    let items = checklist.items();
    let taken: Vec<_> = state.answers.iter().map(|(id, _)| id.text.clone()).collect();
    let mut renamed = Vec::new();
    for (id, _) in &mut state.answers {
        let is_known = items.iter().any(|item| item.id() == id.text);
        let item = items.iter().find(|item| item.formerly().contains(&id.text));
        let now = item.map(|item| item.id().to_string());
        if let Some(now) = now.filter(|now| !is_known && !taken.contains(now)) {
            renamed.push((id.place, id.text.clone(), now.clone()));
            id.text = now;
        }
    }
    renamed
}

/// What the newer edition changes for the answers, as far as the older one is at hand.
fn changes(older: Option<&Checklist>, state: &State, checklist: &Checklist) -> String {
    let Some(older) = older else {
        return "What has changed is not known: `--from FILE` names the edition that was \
                answered. Each answer\nis marked to be looked at, below `answered_under`.\n"
            .into();
    };
    let mut told = String::new();
    for found in compare_checklists(older, checklist).differences {
        let Some(id) = &found.id else { continue };
        let is_answered = state.answers.iter().any(|(answer, _)| answer.text == *id);
        let line = match (found.change, is_answered) {
            (Change::Reworded, true) => {
                let (here, there) = (found.here, found.there);
                let [here, there] = [here, there].map(Option::unwrap_or_default);
                format!("Answered in other words: {here}\n  It now reads: {there}\n")
            }
            (Change::Renamed, true) => {
                format!("Now `{}`: `{id}`\n", found.there.unwrap_or_default())
            }
            (Change::Added, _) => {
                format!("New: {} (`{id}`)\n", found.there.unwrap_or_default())
            }
            _ => continue,
        };
        told.push_str(&line);
    }
    told
}

/// The bytes of the state with its edition and its ids changed, and nothing else.
fn edited(
    source: &Input,
    state: &State,
    moved: &State,
    renamed: &[(Place, String, String)],
) -> SourceResult<Vec<u8>> {
    let date = moved.last_updated.slashed();
    let mut edits: Vec<(Range<usize>, &str)> =
        vec![(state.last_updated_at.range(source), &date)];
    let text = source.text();
    for (place, former, now) in renamed {
        let start = place.range(source).start;
        // A key may stand in quotes.
        let at = text[start..].find(former.as_str()).map_or(start, |at| start + at);
        edits.push((at..at + former.len(), now));
    }
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mark = source.bytes().len() - text.len();
    let mut bytes = source.bytes().to_vec();
    for (range, new) in edits {
        let range = range.start + mark..(range.end + mark).min(bytes.len());
        bytes.splice(range, new.bytes());
    }
    let read = facts(&Input::new(source.name.clone(), bytes.clone()));
    if read == Some(Facts::of(moved)) {
        return Ok(bytes);
    }
    Err(EcoVec::from([problem(
        eco_format!(
            "`{}` is written in a way that cannot be changed safely",
            source.name
        ),
        "nothing was changed: change `last_updated` and the ids in it by hand",
    )]))
}

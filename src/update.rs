//! `proforma update`: moves a state on to the newest edition of its checklist.

use std::ops::Range;
use std::path::Path;

use ecow::{EcoVec, eco_format};
use typst::diag::SourceResult;

use crate::against::{Change, compare_checklists};
use crate::args::Update;
use crate::checklist::{Block, Checklist};
use crate::clock;
use crate::date::Date;
use crate::diag::tame;
use crate::embedded;
use crate::fit::fit;
use crate::input::Input;
use crate::lay_out::{self, problem};
use crate::load::{Place, Problems};
use crate::note::{Facts, facts};
use crate::output::{self, Output};
use crate::session::Session;
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
    let id = Path::new(state.checklist.text.trim());
    let wanted = args.checklist.as_deref().unwrap_or(id);
    let checklist = read_checklist(wanted, today, session)?;
    let edition = checklist.last_updated;
    check_newer(&state, &checklist)?;
    let mut moved = state.clone();
    moved.last_updated = edition;
    let renamed = rename(&mut moved, &checklist);
    // The answers must have their places there: within an edition, unknown ids are errors.
    let fitted = fit(&checklist, &moved, &mut problems);
    let (_, warnings) = problems.settle(fitted).map_err(|mut found| {
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
    told.push_str(&changes(args, &state, &checklist, today, session)?);
    let changed = edited(&source, &state, &moved, &renamed)?;
    output::replace_input(path, source.bytes(), &changed)?;
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
    let mut items = Vec::new();
    collect(&checklist.body, &mut items);
    let taken: Vec<_> = state.answers.iter().map(|(id, _)| id.text.clone()).collect();
    let mut renamed = Vec::new();
    for (id, _) in &mut state.answers {
        let is_known = items.iter().any(|(now, _)| **now == id.text);
        let item = items.iter().find(|(_, formerly)| formerly.contains(&id.text));
        if let Some((now, _)) = item.filter(|(now, _)| !is_known && !taken.contains(now))
        {
            renamed.push((id.place, id.text.clone(), (*now).clone()));
            id.text.clone_from(now);
        }
    }
    renamed
}

/// The ids of the items, with former ones.
fn collect<'a>(blocks: &'a [Block], items: &mut Vec<(&'a String, &'a Vec<String>)>) {
    for block in blocks {
        match block {
            Block::Section { body, .. } => collect(body, items),
            Block::Table(table) => items.push((&table.id, &table.formerly)),
            Block::Task(task) => items.push((&task.id, &task.formerly)),
            _ => {}
        }
    }
}

/// What the newer edition changes for the answers, as far as the older one is at hand.
fn changes(
    args: &Update,
    state: &State,
    checklist: &Checklist,
    today: Date,
    session: &mut Session,
) -> SourceResult<String> {
    let built_in = embedded::edition(&checklist.id, &state.last_updated.iso());
    let older = match (&args.from, built_in) {
        (Some(path), _) => read_checklist(path, today, session)?,
        (None, Some((path, bytes))) => Checklist::read(&Input::new(path, bytes))?.0,
        (None, None) => {
            return Ok(
                "What has changed is not known: `--from FILE` names the edition that \
                       was answered.\n"
                    .into(),
            );
        }
    };
    if older.last_updated != state.last_updated {
        return Err(EcoVec::from([problem(
            eco_format!(
                "`--from` is the edition of {}, but the answers are of that of {}",
                older.last_updated,
                state.last_updated
            ),
            "name the edition that was answered",
        )]));
    }
    let mut told = String::new();
    for found in compare_checklists(&older, checklist).differences {
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
    Ok(told)
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

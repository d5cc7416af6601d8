//! Moves a state to a newer edition of its checklist.

use ecow::eco_format;

use crate::base::date::Date;
use crate::base::problem::{Checked, Outcome, alone, hinted};
use crate::base::source::Source;
use crate::compare::difference::{Change, Difference};
use crate::compare::items::compare_checklists;
use crate::edition::earlier;
use crate::edition::note::with_answered_under;
use crate::model::answers::Fitted;
use crate::model::checklist::{Checklist, Item};
use crate::model::fit::fit;
use crate::model::state::State;
use crate::yaml::edit::{self, Edit, Failed};
use crate::yaml::problems::Problems;

/// A state with its answers in their places in a newer edition.
pub struct Moved {
    source: Source,
    /// As it was.
    before: State,
    /// As it is to be.
    after: State,
    fitted: Fitted,
    /// Ids that are others now: the key above them, before and now.
    renamed: Vec<Renamed>,
}

/// An id of an item or a detail that is another now: the key above it, before and now.
type Renamed = (String, String, String);

/// What a newer edition changes for the answers of a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditionChange {
    /// The words of an answered item were these, and are those.
    Reworded(String, String),
    /// An answered item had this id, and has that one.
    Renamed(String, String),
    /// An item is new: its title and its id.
    Added(String, String),
}

/// A state file that was moved to a newer edition.
pub struct Updated {
    /// The bytes of the state's file.
    pub bytes: Vec<u8>,
    /// A report of what has changed for the answers.
    pub report: String,
}

impl Moved {
    /// Moves a state to the edition of a checklist. `problems` has what is wrong with it
    /// so far.
    ///
    /// # Errors
    /// If that edition is an earlier one, or has no place for an answer.
    pub fn new(
        source: &Source,
        state: State,
        checklist: &Checklist,
        mut problems: Problems,
    ) -> Outcome<Checked<Self>> {
        check_newer(&state, checklist)?;
        let mut after = state.clone();
        after.last_updated = checklist.last_updated;
        let renamed = rename(&mut after, checklist);
        // Answers must have places there: within an edition, unknown ids are errors.
        let fitted = fit(checklist, &after, &mut problems);
        let fitted = problems.settle(fitted).map_err(|mut found| {
            found.push(hinted(
                eco_format!("`{}` was not changed", source.name),
                "move these answers to items of the newer edition, or leave the state \
                 as it is: a record prints answers without a place in an appendix",
            ));
            found
        })?;
        let source = source.clone();
        Ok(fitted.map(|fitted| Self { source, before: state, after, fitted, renamed }))
    }

    /// The edition that the answers were given to.
    pub fn from(&self) -> Date {
        self.before.last_updated
    }

    /// Whether the state already belongs to the newer edition.
    pub fn is_there(&self) -> bool {
        self.before.last_updated == self.after.last_updated
    }

    /// What the newer edition changes for the answers; none if the edition that they were
    /// given to is not available.
    pub fn changes(
        &self,
        checklist: &Checklist,
        older: Option<&Checklist>,
    ) -> Option<Vec<EditionChange>> {
        older.map(|older| changes(older, &self.before, checklist))
    }

    /// Changes the file. `older` is the edition that the answers were given to, if
    /// available.
    ///
    /// # Errors
    /// If the file is written in a way that cannot be changed safely.
    pub fn apply(
        &self,
        checklist: &Checklist,
        older: Option<&Checklist>,
    ) -> Outcome<Updated> {
        let Self { source, before, after, fitted, renamed } = self;
        let mut report = format!(
            "`{}` moved from the edition of {} to the edition of {}.\n",
            source.name, before.last_updated, after.last_updated
        );
        report.push_str(&match self.changes(checklist, older) {
            Some(changes) => changes.iter().map(EditionChange::line).collect(),
            None => {
                "It is not known what has changed: use `--from FILE` to name the edition \
                     that the answers were given to.\nEvery answer is listed under \
                     `answered_under`, to be checked.\n"
                    .to_string()
            }
        });
        let mut outdated = earlier::outdated(fitted, checklist, older);
        let recorded =
            after.answered_under.iter().filter_map(|(id, _)| checklist.item(&id.text));
        let recorded: Vec<_> = recorded.map(Item::id).collect();
        outdated.retain(|id| !recorded.contains(&id.as_str()));
        if !outdated.is_empty() && older.is_some() {
            report.push_str(
                "The state file lists the answers that were given to earlier wording \
                 under `answered_under`.\nDelete each line there once you have checked \
                 its answer.\n",
            );
        }
        let changed = edited(source, after.last_updated, renamed)?;
        let changed = Source::new(source.name.clone(), changed);
        let bytes = with_answered_under(&changed, &outdated, before.last_updated)?;
        Ok(Updated { bytes, report })
    }
}

/// Refuses a checklist that is an earlier edition than the answers belong to.
fn check_newer(state: &State, checklist: &Checklist) -> Outcome<()> {
    let (answered, edition) = (state.last_updated, checklist.last_updated);
    if answered <= edition {
        return Ok(());
    }
    Err(alone(hinted(
        eco_format!(
            "the answers belong to the edition of {answered}, but the checklist is the \
             edition of {edition}"
        ),
        "use `--checklist FILE` to name a newer edition",
    )))
}

/// Gives answers the ids their items have now; tells which, unless there is an answer with
/// the new id as well.
fn rename(state: &mut State, checklist: &Checklist) -> Vec<Renamed> {
    let about = &checklist.about;
    let taken: Vec<_> = state.subject.iter().map(|(id, _)| id.text.clone()).collect();
    let mut renamed = Vec::new();
    for (id, _) in &mut state.subject {
        let now = about.detail(&id.text).map(|detail| detail.id.clone());
        if let Some(now) = now.filter(|now| !taken.contains(now)) {
            renamed.push((about.subject.clone(), id.text.clone(), now.clone()));
            id.text = now;
        }
    }
    let items = checklist.items();
    let taken: Vec<_> = state.answers.iter().map(|(id, _)| id.text.clone()).collect();
    for (id, _) in &mut state.answers {
        let is_known = items.iter().any(|item| item.id() == id.text);
        let item = items.iter().find(|item| item.formerly().contains(&id.text));
        let now = item.map(|item| item.id().to_string());
        if let Some(now) = now.filter(|now| !is_known && !taken.contains(now)) {
            renamed.push(("answers".into(), id.text.clone(), now.clone()));
            id.text = now;
        }
    }
    renamed
}

fn changes(
    older: &Checklist,
    state: &State,
    checklist: &Checklist,
) -> Vec<EditionChange> {
    let differences = compare_checklists(older, checklist).differences.into_iter();
    let change = |found: Difference| {
        let id = found.id?;
        let is_answered = state.answers.iter().any(|(answer, _)| answer.text == id);
        let [here, there] = [found.here, found.there].map(Option::unwrap_or_default);
        match (found.change, is_answered) {
            (Change::Reworded, true) => Some(EditionChange::Reworded(here, there)),
            (Change::Renamed, true) => Some(EditionChange::Renamed(id, there)),
            (Change::Added, _) => Some(EditionChange::Added(there, id)),
            _ => None,
        }
    };
    differences.filter_map(change).collect()
}

impl EditionChange {
    /// As lines of a report.
    fn line(&self) -> String {
        match self {
            Self::Reworded(was, now) => {
                format!("Reworded since it was answered: {was}\n  It now reads: {now}\n")
            }
            Self::Renamed(was, now) => format!("Now `{now}`, formerly `{was}`\n"),
            Self::Added(title, id) => format!("New: {title} (`{id}`)\n"),
        }
    }
}

/// The bytes of the state with its edition and its ids changed, and nothing else.
fn edited(source: &Source, edition: Date, renamed: &[Renamed]) -> Outcome<Vec<u8>> {
    let date = edition.slashed();
    let date = Edit::set(["last_updated".into()], date.as_str());
    let rename = |(above, former, now): &Renamed| Edit::Rename {
        path: vec![above.as_str().into(), former.as_str().into()],
        key: now.clone(),
    };
    let edits: Vec<_> = [date].into_iter().chain(renamed.iter().map(rename)).collect();
    let edited = edit::edited(source, &edits).map_err(|why| match why {
        Failed::Read(problems) => problems,
        Failed::Nowhere(_) | Failed::Unsafe(_) => alone(hinted(
            eco_format!(
                "`{}` is written in a way that cannot be changed safely",
                source.name
            ),
            "nothing was changed: edit `last_updated` and the ids by hand",
        )),
    })?;
    Ok(edited.text.into())
}

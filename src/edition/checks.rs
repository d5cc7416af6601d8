//! The checks for updates: whether their dates are possible, and what they show.
//!
//! The same rules hold for `check`, for what a record says to look at, and for a blank.

use ecow::{EcoString, eco_format};

use crate::base::date::Date;
use crate::base::problem::{Problem, ProblemList, hinted, warning};
use crate::base::source::Source;
use crate::base::text::one_line;
use crate::compare::checklist_text::digest;
use crate::edition::known::{known_digest, known_editions};
use crate::edition::verdict::{Check, Future, Known, UpdateStatus};
use crate::model::checklist::Checklist;
use crate::model::state::State;
use crate::yaml::place::Place;
use crate::yaml::problems::Problems;

/// The checks that a state has, and what they show for its answers.
pub fn by_state(state: &State, checklist: &Checklist, today: Date) -> UpdateStatus {
    let checks = checks(state);
    let known = Known {
        review_every: checklist.review_every,
        is_published: checklist.published.is_some(),
        editions: &editions(checklist),
        ..Known::new(state.last_updated, &checks, today)
    };
    let finding = known.finding();
    UpdateStatus { checks, finding }
}

/// The editions of a checklist that are known: its own, and those built in.
pub fn editions(checklist: &Checklist) -> Vec<Date> {
    let built_in = known_editions(&checklist.id).map(|(date, _)| date);
    [checklist.last_updated].into_iter().chain(built_in).collect()
}

/// The checks that a state has.
pub fn checks(state: &State) -> Vec<Check> {
    let checks = state.update_checks.iter().map(|check| Check {
        date: check.date,
        by: one_line(&check.by.text),
        found: check.found,
    });
    checks.collect()
}

/// Refuses an edition in the future: the clock or the checklist is wrong.
pub fn check_edition(checklist: &Checklist, today: Date) -> Option<Problem> {
    let updated = checklist.last_updated;
    (updated > today).then(|| {
        hinted(
            eco_format!(
                "the checklist was last updated on {updated}, but today is {today}"
            ),
            "correct `last_updated` in the checklist, the machine's clock, or `--date`",
        )
    })
}

/// Warns if a checklist claims to be a built-in edition but has other words.
pub fn check_words(checklist: &Checklist, source: &Source) -> Option<Problem> {
    let edition = checklist.last_updated;
    let known = known_digest(&checklist.id, edition);
    known.filter(|known| *known != digest(checklist)).map(|_| {
        let message = eco_format!(
            "the words of `{}` differ from the edition of {edition}",
            source.name
        );
        warning(message).with_hint(
            "an edition's words never change: give changed words a new `last_updated`, \
             or give your own checklist its own `id`",
        )
    })
}

/// Reports dates in the future in a state, and checks whose dates are impossible.
pub fn judge(state: &State, today: Date, problems: &mut Problems) {
    let checks = checks(state);
    let known = Known::new(state.last_updated, &checks, today);
    for future in known.in_the_future() {
        if let Some((place, message)) = future_message(future, state, today) {
            problems
                .error(place, message)
                .hint("correct the date, the machine's clock, or `--date`");
        }
    }
    for (check, recorded) in checks.iter().zip(&state.update_checks) {
        if !check.is_possible() && check.found <= today {
            problems
                .warning(recorded.place, check.impossible())
                .hint("correct its dates: until then it does not count");
        }
    }
}

/// What is wrong with a check that options describe: its date in `--checked`, who made it
/// in `--by`, and what it found in `--found`, or else the edition that is printed.
pub fn judge_options(check: &Check, today: Date) -> ProblemList {
    let mut problems = ProblemList::new();
    if check.by.is_empty() {
        problems.push(hinted("`--by` is empty", "say who checked"));
    }
    if check.by.chars().any(char::is_control) {
        let message = "`--by` has a control character";
        problems.push(hinted(message, "remove it: it cannot be printed"));
    }
    if check.date > today {
        let message = eco_format!("`--checked` is {}, but today is {today}", check.date);
        problems.push(hinted(message, "give the date when the check was really made"));
    } else if check.found > today {
        problems.push(hinted(
            eco_format!("`--found` is {}, but today is {today}", check.found),
            "give the date that the checklist itself shows, or correct `--date`",
        ));
    } else if !check.is_possible() {
        let hint = "check again, or give the right date";
        problems.push(hinted(check.impossible(), hint));
    }
    problems
}

/// Where a date in the future is, and the message about it; a file to compare with is
/// checked when it is read.
fn future_message(
    future: Future,
    state: &State,
    today: Date,
) -> Option<(Place, EcoString)> {
    let of_check = |index: usize| state.update_checks[index].place;
    let (place, what) = match future {
        Future::Made(index, date) => {
            (of_check(index), eco_format!("this check is dated {date}"))
        }
        Future::Found(index, date) => {
            (of_check(index), eco_format!("this check found an edition of {date}"))
        }
        Future::Edition(date) => (
            state.last_updated_at,
            eco_format!("these answers belong to an edition of {date}"),
        ),
        Future::InFile(_) => return None,
    };
    Some((place, eco_format!("{what}, but today is {today}")))
}

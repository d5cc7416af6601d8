//! The checks that were made: whether they can have been, and what they come to.
//!
//! One set of rules for `check`, for what a record says to look at, and for a blank.

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

/// The checks that a state has, and what they come to for its answers.
pub fn by_state(state: &State, checklist: &Checklist, today: Date) -> UpdateStatus {
    let checks = checks(state);
    let known = Known {
        review_every: checklist.review_every,
        editions: &editions(checklist),
        ..Known::new(state.last_updated, &checks, today)
    };
    let finding = known.finding();
    UpdateStatus { checks, finding }
}

/// The editions of a checklist that are at hand: itself, and what is built in.
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

/// Refuses an edition of the future: the clock or the checklist is wrong.
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

/// Warns of a built-in edition with other words than it has.
pub fn check_words(checklist: &Checklist, source: &Source) -> Option<Problem> {
    let edition = checklist.last_updated;
    let known = known_digest(&checklist.id, edition);
    known.filter(|known| *known != digest(checklist)).map(|_| {
        let message = eco_format!(
            "`{}` has other words than the edition of {edition}",
            source.name
        );
        warning(message).with_hint(
            "an edition's words do not change: give changed ones a new `last_updated`, \
             or a checklist of your own its own `id`",
        )
    })
}

/// Reports a state's dates in the future, and checks that cannot have been made.
pub fn judge(state: &State, today: Date, problems: &mut Problems) {
    let checks = checks(state);
    let known = Known::new(state.last_updated, &checks, today);
    for future in known.in_the_future() {
        if let Some((place, message)) = in_words(future, state, today) {
            problems
                .error(place, message)
                .hint("correct the date, the machine's clock, or `--date`");
        }
    }
    for (check, noted) in checks.iter().zip(&state.update_checks) {
        if !check.is_possible() && check.found <= today {
            problems
                .warning(noted.place, check.impossible())
                .hint("it does not count: correct its dates");
        }
    }
}

/// What is wrong with a check that options say was made: its day with `--checked`, who made
/// it with `--by`, and what it found with `--found` or as the edition that is printed.
pub fn judge_options(check: &Check, today: Date) -> ProblemList {
    let mut problems = ProblemList::new();
    if check.by.is_empty() {
        problems.push(hinted("`--by` is empty", "say who checked"));
    }
    if check.by.chars().any(char::is_control) {
        let message = "`--by` has a control character";
        problems.push(hinted(message, "leave it out: it cannot be printed"));
    }
    if check.date > today {
        let message = eco_format!("`--checked` is {}, but today is {today}", check.date);
        problems.push(hinted(message, "say the day the check was really made"));
    } else if check.found > today {
        problems.push(hinted(
            eco_format!("`--found` is {}, but today is {today}", check.found),
            "say the day that the checklist itself names, or correct `--date`",
        ));
    } else if !check.is_possible() {
        let hint = "check again, or say the right day";
        problems.push(hinted(check.impossible(), hint));
    }
    problems
}

/// Where a date in the future stands, and what is said of it; a file to compare with is
/// looked at where it is read.
fn in_words(future: Future, state: &State, today: Date) -> Option<(Place, EcoString)> {
    let of_check = |index: usize| state.update_checks[index].place;
    let (place, what) = match future {
        Future::Made(index, date) => {
            (of_check(index), eco_format!("this check was made on {date}"))
        }
        Future::Found(index, date) => {
            (of_check(index), eco_format!("this check found an edition of {date}"))
        }
        Future::Edition(date) => (
            state.last_updated_at,
            eco_format!("these answers are of an edition of {date}"),
        ),
        Future::InFile(_) => return None,
    };
    Some((place, eco_format!("{what}, but today is {today}")))
}

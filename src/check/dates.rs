//! Dates that a state cannot have.

use ecow::{EcoString, eco_format};

use crate::checklist::Checklist;
use crate::date::Date;
use crate::edition::{Check, Future, Known};
use crate::fit::belongs;
use crate::load::{Place, Problems};
use crate::state::State;

/// Reports a state of another checklist, dates in the future, and checks that cannot have
/// been made.
pub(super) fn check(
    known: &Known,
    checklist: &Checklist,
    state: &State,
    problems: &mut Problems,
) {
    belongs(checklist, state, problems);
    for future in known.in_the_future() {
        if let Some((place, message)) = told(future, state, known.today) {
            problems
                .error(place, message)
                .hint("correct the date, the machine's clock, or `--date`");
        }
    }
    for (check, noted) in known.checks.iter().zip(&state.update_checks) {
        let Check { date, found, .. } = check;
        if !check.is_possible() && *found <= known.today {
            let message =
                eco_format!("a check on {date} cannot have found the edition of {found}");
            problems
                .warning(noted.place, message)
                .hint("it does not count: correct its dates");
        }
    }
}

/// Where a date in the future stands, and what is said of it; a file to compare with is
/// looked at where it is read.
fn told(future: Future, state: &State, today: Date) -> Option<(Place, EcoString)> {
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

//! The one clock of a run.

use chrono::{Datelike, Local};
use ecow::eco_format;

use crate::base::date::Date;
use crate::base::problem::{self, Outcome, alone};

/// Today: `--date`, or else `SOURCE_DATE_EPOCH` (its date in UTC), or else the local
/// date.
///
/// <https://reproducible-builds.org/docs/source-date-epoch/>
///
/// # Errors
/// If `SOURCE_DATE_EPOCH` is not a Unix timestamp.
pub fn today(date: Option<Date>) -> Outcome<Date> {
    if let Some(date) = date {
        return Ok(date);
    }
    let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(local());
    };
    let seconds = epoch.to_str().and_then(|text| text.parse().ok());
    seconds.and_then(Date::from_timestamp).ok_or_else(|| {
        let message = eco_format!(
            "SOURCE_DATE_EPOCH is `{}`, which is not a Unix timestamp",
            epoch.display()
        );
        let problem = problem::error(message);
        alone(problem.with_hint("unset it, or give the date with `--date`"))
    })
}

/// The machine's local date.
fn local() -> Date {
    let now = Local::now();
    Date::new(now.year(), now.month(), now.day()).expect("the clock shows a date")
}

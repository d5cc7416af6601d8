//! The one clock of a run.

use chrono::{Datelike, Local};
use ecow::eco_format;

use crate::base::date::Date;
use crate::base::problem::{self, Outcome, alone};

/// Today: `--date`, else `SOURCE_DATE_EPOCH` (its date in UTC), else the local date.
///
/// <https://reproducible-builds.org/docs/source-date-epoch/>
///
/// # Errors
/// If `SOURCE_DATE_EPOCH` is no moment.
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
            "SOURCE_DATE_EPOCH is `{}`, which is no moment in seconds since 1970",
            epoch.display()
        );
        let problem = problem::error(message);
        alone(problem.with_hint("unset it, or say the day with `--date`"))
    })
}

/// The machine's local date.
fn local() -> Date {
    let now = Local::now();
    Date::new(now.year(), now.month(), now.day()).expect("the clock shows a day")
}

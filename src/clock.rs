//! The one clock of a run.

use ecow::{EcoVec, eco_format};
use typst::diag::{SourceDiagnostic, SourceResult};
use typst::syntax::DiagSpan;

use crate::date::Date;

/// Today: `--date`, else `SOURCE_DATE_EPOCH` (its date in UTC), else the local date.
///
/// <https://reproducible-builds.org/docs/source-date-epoch/>
///
/// # Errors
/// If `SOURCE_DATE_EPOCH` is no moment.
pub fn today(date: Option<Date>) -> SourceResult<Date> {
    if let Some(date) = date {
        return Ok(date);
    }
    let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(Date::today());
    };
    let seconds = epoch.to_str().and_then(|text| text.parse().ok());
    seconds.and_then(Date::from_timestamp).ok_or_else(|| {
        let message = eco_format!(
            "SOURCE_DATE_EPOCH is `{}`, which is no moment in seconds since 1970",
            epoch.display()
        );
        let problem = SourceDiagnostic::error(DiagSpan::detached(), message);
        EcoVec::from([problem.with_hint("unset it, or say the day with `--date`")])
    })
}

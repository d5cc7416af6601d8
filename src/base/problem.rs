//! What is wrong, where, and what to do about it.
//!
//! Problems are Typst's diagnostics, so that a mistake in a YAML file and one in a layout
//! are reported alike. Only this module uses Typst's names for them.

use std::ops::Range;

use ecow::{EcoString, EcoVec, eco_format};
pub use typst::diag::{Severity, SourceDiagnostic as Problem, SourceResult as Outcome};
/// Tells files apart in problems.
pub use typst::syntax::FileId as SourceId;
use typst::syntax::{DiagSpan, DiagSpanKind};

/// Several problems, in the order in which they are reported.
pub type ProblemList = EcoVec<Problem>;

/// A usable value, with warnings about it.
#[derive(Debug, Clone)]
pub struct Checked<T> {
    /// The value.
    pub value: T,
    /// The warnings.
    pub warnings: ProblemList,
}

impl<T> Checked<T> {
    /// The same warnings with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Checked<U> {
        Checked { value: change(self.value), warnings: self.warnings }
    }
}

/// An error without a place in a file.
pub fn error(message: impl Into<EcoString>) -> Problem {
    Problem::error(DiagSpan::detached(), message)
}

/// An error without a place in a file, with what to do about it.
pub fn hinted(message: impl Into<EcoString>, hint: impl Into<EcoString>) -> Problem {
    error(message).with_hint(hint)
}

/// A warning without a place in a file.
pub fn warning(message: impl Into<EcoString>) -> Problem {
    Problem::warning(DiagSpan::detached(), message)
}

/// An error at these bytes of a file's text.
pub fn error_at(
    source: SourceId,
    range: Range<usize>,
    message: impl Into<EcoString>,
) -> Problem {
    Problem::error(DiagSpan::from_range(source, range), message)
}

/// A warning at these bytes of a file's text.
pub fn warning_at(
    source: SourceId,
    range: Range<usize>,
    message: impl Into<EcoString>,
) -> Problem {
    Problem::warning(DiagSpan::from_range(source, range), message)
}

/// What to do about a mistake in Proforma.
pub const REPORT: &str = "please report it, with the input file";

/// The problem that something failed because of a mistake in Proforma.
pub fn mistake(what: &str) -> Problem {
    hinted(eco_format!("{what} because of a mistake in Proforma"), REPORT)
}

/// A list of one problem.
pub fn alone(problem: Problem) -> ProblemList {
    EcoVec::from([problem])
}

/// The bytes of its file that a problem is about, if it has a place.
pub fn range_of(problem: &Problem) -> Option<Range<usize>> {
    match problem.span.get() {
        DiagSpanKind::Range { range, .. } => Some(range),
        _ => None,
    }
}

/// The file that a problem has its place in, if it has one.
pub fn source_of(problem: &Problem) -> Option<SourceId> {
    problem.span.id()
}

/// What the first error among problems says, in one line; empty if there is none.
pub fn first_error(problems: &[Problem]) -> String {
    let found = problems.iter().find(|problem| is_error(problem));
    let message = found.map(|problem| problem.message.to_string()).unwrap_or_default();
    message.lines().next().unwrap_or_default().into()
}

/// Whether a problem is an error, and not just a warning.
pub fn is_error(problem: &Problem) -> bool {
    problem.severity == Severity::Error
}

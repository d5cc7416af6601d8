//! Whose copy a form is: the code of its subject, which must not change in silence.

use ecow::eco_format;

use crate::base::problem::{Outcome, ProblemList, alone, hinted};
use crate::base::text::in_sentence;
use crate::model::path::StatePath;
use crate::model::values::Values;
use crate::returned::form::ReturnedForm;
use crate::returned::merge::{Side, Take, take_of};

/// A code in a standard form, so that `a 12345` and `A12345` are the same.
pub fn code(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_uppercase()
}

impl ReturnedForm {
    /// The place of the code among the details of the subject, and what it is called.
    pub(super) fn identity(&self) -> Option<(StatePath, String)> {
        let about = &self.checklist.about;
        let detail = about.code()?;
        Some((about.path(&detail.id), in_sentence(&detail.title)))
    }

    /// The answers of the form, with the code that is to be kept if it has changed since
    /// the form was made. A code where there was none is an answer like any other, and so
    /// is `known`, which the state has already.
    ///
    /// # Errors
    /// If it has changed, and `takes` does not say which to keep.
    pub(super) fn values(&self, takes: &[Take], known: &str) -> Outcome<Values> {
        let mut values = self.returned.values.clone();
        let Some((path, title)) = self.identity() else { return Ok(values) };
        let [before, now] = self.code();
        let is_known = [code(&before), code(known)].contains(&code(&now));
        if code(&before).is_empty() || is_known {
            return Ok(values);
        }
        match take_of(&path, takes) {
            Some(Side::Form) => {}
            Some(Side::State) => values.set(path, &before),
            None => return Err(self.changed((&path, &title), &before, &now)),
        }
        Ok(values)
    }

    fn changed(
        &self,
        (path, title): (&StatePath, &str),
        before: &str,
        now: &str,
    ) -> ProblemList {
        let shown = &self.name;
        let message = eco_format!(
            "`{shown}` was made with the {title} `{before}`, but it now says `{now}`; \
             nothing was written"
        );
        let mut problem = hinted(
            message,
            eco_format!("use `--take form:{path}` if the {title} was wrong before"),
        );
        problem.hint(eco_format!("use `--take state:{path}` to keep `{before}`"));
        alone(problem)
    }
}

//! A returned form: what it was made with, and what it says now.

use ecow::eco_format;

use crate::base::problem::{Checked, Outcome, ProblemList, alone, hinted, warning};
use crate::base::source::Source;
use crate::document::fields::overflow_warning;
use crate::edition::known;
use crate::model::about::SubjectDetail;
use crate::model::checklist::Checklist;
use crate::model::edit::Revision;
use crate::model::fit::fit;
use crate::model::state::{State, empty_state};
use crate::model::values::{Items, Values};
use crate::pdf::boxes::FilledField;
use crate::returned::answers::{Base, Returned, returned};
use crate::returned::document::ReturnedPdf;
use crate::returned::merge::Take;
use crate::returned::write::{changes, remarks, with_answers};
use crate::yaml::problems::Problems;

/// A form that was returned.
pub struct ReturnedForm {
    /// The name that the user knows it by.
    pub name: String,
    /// Its checklist.
    pub checklist: Checklist,
    /// The state file that it was made with, or an empty one.
    pub source: Source,
    /// The values that it was made with.
    pub base: Values,
    /// What it says.
    pub returned: Returned,
    /// Whether a newer edition of its checklist is built in.
    pub is_outdated: bool,
}

/// A state file from a returned PDF.
#[derive(Debug)]
pub struct ReturnedState {
    /// The file.
    pub bytes: Vec<u8>,
    /// The code and the name of its subject, if known.
    pub subject: [String; 2],
    /// The id of its checklist.
    pub checklist: String,
}

impl ReturnedForm {
    /// Reads a form; none if a PDF has no fields of ours. `named` is the checklist for a
    /// form that has lost its own.
    ///
    /// # Errors
    /// If an attached file is damaged.
    pub fn read(
        pdf: &ReturnedPdf,
        named: Option<&Source>,
    ) -> Outcome<Option<Checked<Self>>> {
        let filled = pdf.fields.clone();
        if filled.is_empty() {
            return Ok(None);
        }
        let Some(checklist) = checklist(pdf, named)? else { return Ok(None) };
        let form = made_with(pdf, checklist, filled)?;
        if form.returned.known == 0 {
            return Ok(None);
        }
        let mut warnings = ProblemList::new();
        warnings.extend(overflow_warning(&form.returned.overflowing));
        if pdf.checklist.is_none() && pdf.state.is_none() {
            let message =
                eco_format!("`{}` has lost the files that were attached to it", pdf.name);
            warnings.push(warning(message).with_hint(
                "a PDF reader dropped them when it saved the form. It is read as if it \
                 had been empty when it was made, so fields that are empty now change \
                 nothing",
            ));
        }
        Ok(Some(Checked { value: form, warnings }))
    }

    /// A state file of its own for the form. `takes` says which code to keep if that has
    /// changed since the form was made.
    ///
    /// # Errors
    /// If the code has changed and `takes` does not say which to keep, or the state that is
    /// attached to the form cannot be changed safely.
    pub fn state(&self, takes: &[Take]) -> Outcome<Checked<ReturnedState>> {
        let items = Items::of(&self.checklist);
        let values = self.values(takes, "")?;
        let changes = changes(&self.base, &values);
        let mut warnings = remarks(&self.name, &self.returned, &items, &changes);
        let revision = Revision::from(changes);
        let edited = with_answers(&self.source, &items, &revision, &self.returned)?;
        warnings.extend(edited.warnings);
        let value = ReturnedState {
            bytes: edited.value,
            subject: [self.checklist.about.code(), self.checklist.about.name()]
                .map(|detail| self.value(&values, detail)),
            checklist: self.checklist.id.clone(),
        };
        Ok(Checked { value, warnings })
    }

    /// The code of its subject: when it was made, and now.
    pub fn code(&self) -> [String; 2] {
        let code = self.checklist.about.code();
        [&self.base, &self.returned.values].map(|values| self.value(values, code))
    }

    fn value(&self, values: &Values, detail: Option<&SubjectDetail>) -> String {
        let path = detail.map(|detail| self.checklist.about.path(&detail.id));
        path.map_or("", |path| values.get(&path)).into()
    }
}

/// Whether the program has a newer edition of a checklist.
fn is_outdated(checklist: &Checklist) -> bool {
    let newest = Checklist::built_in(&checklist.id);
    newest.is_some_and(|newest| newest.last_updated > checklist.last_updated)
}

fn made_with(
    pdf: &ReturnedPdf,
    checklist: Checklist,
    filled: Vec<FilledField>,
) -> Outcome<ReturnedForm> {
    let empty = || Source::new(pdf.state_name(), empty_state(&checklist, &[]));
    let source = pdf.state.clone().unwrap_or_else(empty);
    let state = State::sound(&source, &checklist.about)?;
    let mut problems = Problems::new(&source);
    let fitted = fit(&checklist, &state, &mut problems);
    let fitted = problems.settle(fitted)?.value;
    let (base, returned) = {
        let items = Items::of(&checklist);
        let base =
            Base { checklist: &checklist, items: &items, state: &state, fitted: &fitted };
        (Values::of(&state, &items), returned(&base, filled))
    };
    let (name, is_outdated) = (pdf.name.clone(), is_outdated(&checklist));
    Ok(ReturnedForm { name, checklist, source, base, returned, is_outdated })
}

/// The checklist of a form: attached to it, or named by the user, or built in.
fn checklist(pdf: &ReturnedPdf, named: Option<&Source>) -> Outcome<Option<Checklist>> {
    if let Some(found) = pdf.checklist(named)? {
        return Ok(Some(found));
    }
    let keywords = pdf.inside.keywords();
    let edition = keywords.iter().find_map(|word| word.strip_prefix("edition "));
    let Some((id, edition)) = keywords.first().zip(edition) else { return Ok(None) };
    match known::built_in(id, edition) {
        Some(found) => Ok(Some(found)),
        None => Err(no_checklist(&pdf.name, &format!("{id}`, edition `{edition}"))),
    }
}

/// The problem that the checklist of a returned PDF is neither attached nor built in.
fn no_checklist(shown: &str, what: &str) -> ProblemList {
    let message = eco_format!(
        "`{shown}` belongs to the checklist `{what}`, which is neither attached to it nor \
         built in"
    );
    alone(hinted(message, "use `--checklist FILE` to name that edition"))
}

//! A returned PDF, with the files that are attached to it.

use crate::base::problem::{Outcome, ProblemList, alone, hinted};
use crate::base::source::Source;
use crate::model::about::About;
use crate::model::checklist::Checklist;
use crate::pdf::boxes::FilledField;
use crate::pdf::inside::{Inside, Unreadable};

/// The name of an attached checklist.
const CHECKLIST: &str = "checklist.yaml";

/// The name of an attached state.
const STATE: &str = "state.yaml";

/// A PDF that was returned.
pub struct ReturnedPdf {
    /// The name that the user knows it by.
    pub name: String,
    /// The checklist that is attached to it.
    pub checklist: Option<Source>,
    /// The state that is attached to it.
    pub state: Option<Source>,
    /// Its fields, with what they say.
    pub fields: Vec<FilledField>,
    /// The content of the PDF.
    pub inside: Inside,
}

impl ReturnedPdf {
    /// Opens a PDF.
    ///
    /// # Errors
    /// If it is not a PDF, is damaged, or needs a password.
    pub fn open(pdf: &Source) -> Outcome<Self> {
        let name = pdf.name.clone();
        let inside = Inside::open(pdf.bytes()).map_err(|why| unreadable(&name, why))?;
        let file = |wanted: &str| {
            let bytes = inside.file(wanted)?;
            Some(Source::new(format!("{wanted} in {name}"), bytes))
        };
        let (checklist, state) = (file(CHECKLIST), file(STATE));
        Ok(Self { checklist, state, fields: inside.fields(), name, inside })
    }

    /// Its checklist: attached to it, or else named by the user; none if it has neither.
    ///
    /// # Errors
    /// Everything that is wrong with the checklist.
    pub fn checklist(&self, named: Option<&Source>) -> Outcome<Option<Checklist>> {
        let read = match (&self.checklist, named) {
            (Some(attached), _) if self.is_old() => Checklist::attached(attached)?,
            (Some(attached), _) => Checklist::read(attached)?,
            (None, Some(named)) => Checklist::read(named)?,
            (None, None) => return Ok(None),
        };
        Ok(Some(read.value))
    }

    /// Whether it may be older than checklists that say what they are about: it has the
    /// details that every document had then.
    fn is_old(&self) -> bool {
        let subject = &About::before().subject;
        let is_theirs = |name: &str, mark: char| {
            name.strip_prefix(subject.as_str()).is_some_and(|rest| rest.starts_with(mark))
        };
        let state = self.state.as_ref().map_or("", |state| state.text());
        self.fields.iter().any(|field| is_theirs(&field.name, '.'))
            || state.lines().any(|line| is_theirs(line, ':'))
    }

    /// The name of a form's state in messages, even if none is attached.
    pub fn state_name(&self) -> String {
        format!("{STATE} in {}", self.name)
    }

    /// The problem that a PDF has neither fields of ours nor a state.
    pub fn no_answers(&self) -> ProblemList {
        let shown = &self.name;
        let other = match (self.inside.has_xfa(), self.fields.is_empty()) {
            (true, _) => "is a form of another kind (XFA)",
            (_, false) => "is a form, but not one that Proforma made",
            _ => "",
        };
        if !other.is_empty() {
            return failed(
                format!("`{shown}` {other}"),
                "import reads records, and forms that `proforma print --fillable` \
                 wrote. If a form has lost its attached files, use `--checklist` to \
                 name its checklist",
            );
        }
        failed(
            format!("`{shown}` has no answers that can be read"),
            "it is neither a form nor a record, or it was exported with `--no-attach`, \
             or it was printed to a new PDF or flattened, which removes fields and \
             attached files: ask for the form as the PDF reader saved it",
        )
    }
}

fn unreadable(shown: &str, why: Unreadable) -> ProblemList {
    match why {
        Unreadable::Broken => failed(
            format!("`{shown}` is not a PDF, or it is damaged or encrypted"),
            "import reads filled-in forms, and records that `proforma export` wrote",
        ),
        Unreadable::Password => failed(
            format!("`{shown}` is protected by a password"),
            "open it in a PDF reader with the password and save a copy without one",
        ),
    }
}

/// A single error, with what to do about it.
pub(super) fn failed(message: impl Into<String>, hint: &str) -> ProblemList {
    alone(hinted(message.into(), hint))
}

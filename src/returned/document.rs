//! A PDF that came back, with the files that are attached to it.

use crate::base::problem::{Outcome, ProblemList, alone, hinted};
use crate::base::source::Source;
use crate::pdf::inside::{Inside, Unreadable};

/// The name of a checklist among the files inside a PDF.
const CHECKLIST: &str = "checklist.yaml";

/// The name of a state among the files inside a PDF.
const STATE: &str = "state.yaml";

/// A PDF that came back.
pub struct ReturnedPdf {
    /// The name the user knows it by.
    pub name: String,
    /// The checklist that is attached to it.
    pub checklist: Option<Source>,
    /// The state that is attached to it.
    pub state: Option<Source>,
    /// The PDF itself.
    pub inside: Inside,
}

impl ReturnedPdf {
    /// Opens a PDF.
    ///
    /// # Errors
    /// If it is none, or broken, or opens with a password only.
    pub fn open(pdf: &Source) -> Outcome<Self> {
        let name = pdf.name.clone();
        let inside = Inside::open(pdf.bytes()).map_err(|why| unreadable(&name, why))?;
        let file = |wanted: &str| {
            let bytes = inside.file(wanted)?;
            Some(Source::new(format!("{wanted} in {name}"), bytes))
        };
        Ok(Self { checklist: file(CHECKLIST), state: file(STATE), name, inside })
    }

    /// What the state of a form is called in messages, also where none is attached.
    pub fn state_name(&self) -> String {
        format!("{STATE} in {}", self.name)
    }

    /// What to say of a PDF that has neither fields of ours nor a state.
    pub fn no_answers(&self) -> ProblemList {
        let shown = &self.name;
        let other = match (self.inside.has_xfa(), self.inside.fields().is_empty()) {
            (true, _) => "is a form of another kind (XFA)",
            (_, false) => "is a form, but none that Proforma made",
            _ => "",
        };
        if !other.is_empty() {
            return failed(
                format!("`{shown}` {other}"),
                "import takes forms that `proforma print --fillable` wrote, and records. For one \
                 that has lost its attached files, `--checklist` names its checklist",
            );
        }
        failed(
            format!("`{shown}` has no answers that can be read"),
            "it is neither form nor record, was exported with `--no-attach`, or was printed to a \
             new PDF or flattened, which leaves out fields and attached files: ask for the form \
             as it was saved by the PDF reader",
        )
    }
}

fn unreadable(shown: &str, why: Unreadable) -> ProblemList {
    match why {
        Unreadable::Broken => failed(
            format!("`{shown}` is no PDF, or is broken or encrypted"),
            "import takes a form that was filled in, or a record that `proforma export` \
             wrote",
        ),
        Unreadable::Password => failed(
            format!("`{shown}` is protected with a password"),
            "open it in a PDF reader with the password and save a copy without one",
        ),
    }
}

/// A single error with what to do about it.
pub(super) fn failed(message: impl Into<String>, hint: &str) -> ProblemList {
    alone(hinted(message.into(), hint))
}

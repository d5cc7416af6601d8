//! A file to compare a checklist with, and what it says about an edition.

use ecow::eco_format;

use crate::base::date::Date;
use crate::base::problem::{Checked, Outcome, ProblemList, alone, hinted};
use crate::base::source::Source;
use crate::compare::checklist_text;
use crate::compare::dated::stated;
use crate::compare::difference::{Comparison, compare};
use crate::compare::items::compare_checklists;
use crate::compare::published::{self, PaperKind, kind};
use crate::compare::sentences::Paper;
use crate::edition::verdict::Against;
use crate::model::checklist::Checklist;

/// A file to compare with.
pub struct Other {
    /// Its name, as the user typed it.
    pub name: String,
    paper: Paper,
    /// Whether Proforma made it, so that it says nothing about what is published today.
    is_ours: bool,
    /// The checklist, if the file is one.
    checklist: Option<Checklist>,
}

/// The result of comparing a file with a checklist.
pub struct Compared {
    /// The file's name, as the user typed it.
    pub name: String,
    /// The day it says that the checklist was last updated on.
    pub last_updated: Option<Date>,
    /// Another day that it says something was last updated on: a hint.
    pub another: Option<Date>,
    /// The day its web page was last edited.
    pub last_edited: Option<Date>,
    /// Whether Proforma made it, so that it says nothing about what is published today.
    is_ours: bool,
    /// The edition it was compared with.
    pub edition: Date,
    /// How its words differ, if it is the checklist's text at all.
    pub comparison: Option<Comparison>,
}

impl Other {
    /// Reads a file that the user knows by this name. `is_ours` says that the checklist
    /// was attached to a document that Proforma made.
    ///
    /// # Errors
    /// If it cannot be read, or is dated in the future.
    pub fn read(
        name: &str,
        source: &Source,
        is_ours: bool,
        today: Date,
    ) -> Outcome<Checked<Self>> {
        let mut warnings = ProblemList::new();
        let (paper, checklist) = if is_ours || kind(source) == PaperKind::Yaml {
            let read = match is_ours {
                true => Checklist::attached(source)?,
                false => Checklist::read(source)?,
            };
            warnings = read.warnings;
            (checklist_text::paper(&read.value), Some(read.value))
        } else {
            (published::read(source)?, None)
        };
        if let Some(date) = paper.last_updated.filter(|date| *date > today) {
            let what =
                eco_format!("`{name}` was last updated on {date}, but today is {today}");
            let hint = "correct the machine's clock, or `--date`";
            return Err(alone(hinted(what, hint)));
        }
        let value = Self { name: name.into(), paper, is_ours, checklist };
        Ok(Checked { value, warnings })
    }

    /// Compares it with a checklist.
    ///
    /// # Errors
    /// If it is another checklist.
    pub fn compare(&self, here: &Checklist) -> Outcome<Compared> {
        let (comparison, last_updated) = match &self.checklist {
            Some(there) if there.id != here.id => {
                let what = eco_format!(
                    "`{}` is the checklist `{}`, not `{}`",
                    self.name,
                    there.id,
                    here.id
                );
                let hint = "name another edition of the same checklist";
                return Err(alone(hinted(what, hint)));
            }
            Some(there) => {
                (Some(compare_checklists(here, there)), self.paper.last_updated)
            }
            None => {
                let here = checklist_text::paper(here);
                let found = compare(&here, &self.paper);
                let found = Some(found).filter(Comparison::is_of_this_checklist);
                let stated = found.as_ref().and_then(|it| stated(&here, &self.paper, it));
                (found, stated)
            }
        };
        Ok(Compared {
            name: self.name.clone(),
            last_updated,
            another: self.paper.last_updated.filter(|date| Some(*date) != last_updated),
            last_edited: self.paper.last_edited,
            is_ours: self.is_ours,
            edition: here.last_updated,
            comparison,
        })
    }
}

impl Compared {
    /// What it says about an edition; a document of ours can only show that there is a
    /// newer one.
    pub fn says(&self, edition: Date) -> Option<Against> {
        if self.is_ours && self.last_updated <= Some(edition) {
            return None;
        }
        Some(match self.last_updated {
            None => Against::Nothing,
            Some(date)
                if date == edition && edition == self.edition && self.differs() =>
            {
                Against::Differs(date)
            }
            Some(date) => Against::Found(date),
        })
    }

    /// Whether its words were found to differ.
    fn differs(&self) -> bool {
        self.comparison.as_ref().is_some_and(|found| !found.differences.is_empty())
    }
}

//! `proforma check --against`: the file to compare with.

use ecow::{EcoVec, eco_format};
use typst::diag::SourceResult;

use crate::against::{self, Comparison, Kind, Paper};
use crate::args;
use crate::checklist::Checklist;
use crate::date::Date;
use crate::edition::Against;
use crate::editions;
use crate::lay_out::problem;
use crate::session::Session;

/// A file to compare with.
pub(super) struct Other {
    /// Its name, as the user wrote it.
    pub(super) name: String,
    paper: Paper,
    /// Whether it is a document of ours, which says nothing of what is published today.
    is_ours: bool,
    /// The checklist, if the file is one.
    checklist: Option<Checklist>,
}

/// What a file says beside a checklist.
pub(super) struct Compared {
    /// The file's name, as the user wrote it.
    pub(super) name: String,
    /// The day it says it was last updated on.
    pub(super) last_updated: Option<Date>,
    /// The day its web page was last edited.
    pub(super) last_edited: Option<Date>,
    /// Whether it is a document of ours, which says nothing of what is published today.
    is_ours: bool,
    /// The edition it was compared with.
    pub(super) edition: Date,
    /// How its words differ, where it is the checklist's text at all.
    pub(super) comparison: Option<Comparison>,
}

/// Reads the file to compare with, if there is one.
///
/// # Errors
/// If it cannot be read, or is dated in the future.
pub(super) fn open(
    args: &args::Check,
    today: Date,
    session: &mut Session,
) -> SourceResult<Option<Other>> {
    let Some(path) = &args.against else { return Ok(None) };
    let mut source = session.open(path)?;
    let attached = editions::inside(&source);
    let is_ours = attached.is_some();
    let is_checklist = is_ours || against::kind(&source) == Kind::Yaml;
    if let Some(attached) = attached {
        session.remember(&attached);
        source = attached;
    }
    let (paper, checklist) = if is_checklist {
        let (checklist, warnings) = Checklist::read(&source)?;
        session.warn_all(warnings);
        (against::paper(&checklist), Some(checklist))
    } else {
        (against::read(&source)?, None)
    };
    let name = path.display().to_string();
    if let Some(date) = paper.last_updated.filter(|date| *date > today) {
        let what =
            eco_format!("`{name}` was last updated on {date}, but today is {today}");
        let hint = "correct the machine's clock, or `--date`";
        return Err(EcoVec::from([problem(what, hint)]));
    }
    Ok(Some(Other { name, paper, is_ours, checklist }))
}

impl Other {
    /// Compares it with a checklist.
    ///
    /// # Errors
    /// If it is another checklist.
    pub(super) fn compare(&self, here: &Checklist) -> SourceResult<Compared> {
        let comparison = match &self.checklist {
            Some(there) if there.id != here.id => {
                let what = eco_format!(
                    "`{}` is the checklist `{}`, not `{}`",
                    self.name,
                    there.id,
                    here.id
                );
                let hint = "name another edition of the same checklist";
                return Err(EcoVec::from([problem(what, hint)]));
            }
            Some(there) => Some(against::compare_checklists(here, there)),
            None => Some(against::compare(&against::paper(here), &self.paper))
                .filter(Comparison::is_of_this_checklist),
        };
        Ok(Compared {
            name: self.name.clone(),
            last_updated: self.paper.last_updated,
            last_edited: self.paper.last_edited,
            is_ours: self.is_ours,
            edition: here.last_updated,
            comparison,
        })
    }
}

impl Compared {
    /// What it says of an edition; a document of ours only tells of newer ones.
    pub(super) fn says(&self, edition: Date) -> Option<Against> {
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

//! The reason for a verdict, in the same words wherever it is given.

use super::{Evidence, Finding, Verdict};
use crate::base::date::{Date, Period};

/// What the reason for a verdict mentions besides dates.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// The edition in question.
    pub edition: Date,
    /// How often to check for a newer one.
    pub review_every: Option<Period>,
    /// Whether it is the edition that somebody's answers belong to.
    pub answers: bool,
    /// What has, or is, a newer edition, as in `Proforma has`.
    pub at_hand: &'a str,
    /// The file it was compared with.
    pub file: &'a str,
    /// Whether that file was found to have the same words.
    pub same_words: bool,
}

impl Finding {
    /// Why this is the verdict, with the evidence named.
    pub fn why(&self, named: &Named) -> String {
        let Named { edition, at_hand, file, .. } = *named;
        let this = match named.answers {
            true => format!("these answers belong to the edition of {edition}"),
            false => format!("this is the edition of {edition}"),
        };
        match &self.evidence {
            Evidence::Checked(check) if self.verdict == Verdict::Due => format!(
                "the last check that found this edition was on {}, by {}{}",
                check.date,
                check.by,
                self.overdue(named)
            ),
            Evidence::Checked(check) => {
                format!("{} checked on {} and found this edition", check.by, check.date)
            }
            Evidence::NewerBuiltIn(date) => {
                format!("{at_hand} the edition of {date}; {this}")
            }
            Evidence::NewerFound(check) => format!(
                "{} checked on {} and found the edition of {}; {this}",
                check.by, check.date, check.found
            ),
            Evidence::SameInFile(date) if named.same_words => {
                format!("`{file}` matches this edition, of {date}, word for word")
            }
            Evidence::SameInFile(date) => {
                format!("`{file}` says that it was last updated on {date}")
            }
            Evidence::NewerInFile(date) => {
                format!("`{file}` is the edition of {date}; {this}")
            }
            Evidence::OtherWordsInFile(_) => format!(
                "`{file}` has this edition's date, but its words are not the same"
            ),
            Evidence::EarlierInFile(date) => format!(
                "`{file}` is the edition of {date}, which is earlier than this one"
            ),
            Evidence::UndatedFile => {
                format!("`{file}` does not say when the checklist was last updated")
            }
            Evidence::NotThisEdition(check) if !check.is_possible() => format!(
                "no check has found this edition; the last, by {}, is dated {}, before \
                 the edition of {} that it found",
                check.by, check.date, check.found
            ),
            Evidence::NotThisEdition(check) => format!(
                "no check has found this edition; the last, on {} by {}, found the \
                 edition of {}",
                check.date, check.by, check.found
            ),
            Evidence::NothingPublished => "nothing is published to check against".into(),
            Evidence::NeverChecked if named.answers => "no check is recorded".into(),
            Evidence::NeverChecked => {
                "checks are recorded in state files, but none was named".into()
            }
        }
    }

    /// Since when a check is due.
    fn overdue(&self, named: &Named) -> String {
        match (named.review_every, self.next) {
            (Some(every), Some(next)) => {
                let every = every.after_every();
                format!("; a check is due every {every}, so the next was due by {next}")
            }
            _ => String::new(),
        }
    }
}

//! Why a verdict is what it is, in words: the same ones wherever it is told.

use super::{Evidence, Finding, Verdict};
use crate::base::date::{Date, Period};

/// What the words of a finding name beside its dates.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// The edition in question.
    pub edition: Date,
    /// How often to check for a newer one.
    pub review_every: Option<Period>,
    /// Whether it is the edition of somebody's answers.
    pub answers: bool,
    /// What has a newer edition at hand, as in `Proforma has`.
    pub at_hand: &'a str,
    /// The file it was compared with.
    pub file: &'a str,
    /// Whether that file was found to have the same words.
    pub same_words: bool,
}

impl Finding {
    /// Why it comes to that, with the evidence named.
    pub fn why(&self, named: &Named) -> String {
        let Named { edition, at_hand, file, .. } = *named;
        let this = match named.answers {
            true => format!("these answers are of that of {edition}"),
            false => format!("this is that of {edition}"),
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
                format!("`{file}` is this edition, that of {date}, word for word")
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
                "no check has found this edition; the last, by {}, is noted on {}, before \
                 the edition of {} that it found",
                check.by, check.date, check.found
            ),
            Evidence::NotThisEdition(check) => format!(
                "no check has found this edition; the last, on {} by {}, found that of {}",
                check.date, check.by, check.found
            ),
            Evidence::NeverChecked if named.answers => {
                "nobody has checked, as far as is noted".into()
            }
            Evidence::NeverChecked => {
                "checks are noted in state files, and none was named".into()
            }
        }
    }

    /// Since when a check is due.
    fn overdue(&self, named: &Named) -> String {
        match (named.review_every, self.next) {
            (Some(every), Some(next)) => {
                format!("; one is due every {every}, so the next was due by {next}")
            }
            _ => String::new(),
        }
    }
}

//! The update-date check: is this the newest edition, and what is the evidence?
//!
//! Pure: from dates to a verdict, with the evidence for it. The verdict is "current" only
//! if somebody, or a file, found this very edition.

mod words;

pub use self::words::Named;
use crate::base::date::{Date, Period};

/// What is known when the check is made.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// The edition in question.
    pub edition: Date,
    /// How often to check for a newer one.
    pub review_every: Option<Period>,
    /// Whether it is published anywhere, so that somebody can check.
    pub is_published: bool,
    /// Checks made so far, in any order.
    pub checks: &'a [Check],
    /// The editions that the program has.
    pub editions: &'a [Date],
    /// What a file to compare with says.
    pub against: Option<Against>,
    /// Today.
    pub today: Date,
}

/// A check that somebody made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The day of the check.
    pub date: Date,
    /// Who checked.
    pub by: String,
    /// The edition that was found.
    pub found: Date,
}

impl Check {
    /// Whether its dates are possible: no edition can be found before its own date.
    pub fn is_possible(&self) -> bool {
        self.date >= self.found
    }

    /// What is wrong with a check that is not possible.
    pub fn impossible(&self) -> String {
        let Self { date, found, .. } = self;
        format!("a check on {date} cannot have found the edition of {found}")
    }
}

/// The checks of an edition, and what they show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateStatus {
    /// The checks, in the order in which they are recorded.
    pub checks: Vec<Check>,
    /// What they show.
    pub finding: Finding,
}

/// What a file to compare with says about its edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// It has this date.
    Found(Date),
    /// It has this date, which is this edition's, but other words.
    Differs(Date),
    /// It does not say.
    Nothing,
}

/// The result of the check, the least urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// A check found this edition recently enough.
    Current,
    /// The last check that found this edition is too long ago.
    Due,
    /// Nothing says whether this is the newest edition.
    CannotTell,
    /// There is a newer edition.
    Newer,
}

impl Verdict {
    /// Its exit status.
    pub fn status(self) -> u8 {
        match self {
            Self::Current => 0,
            Self::Due => 10,
            Self::Newer => 11,
            Self::CannotTell => 12,
        }
    }

    /// Its wording, as the start of a sentence that continues with the reason.
    pub fn words(self) -> &'static str {
        match self {
            Self::Current => "up to date",
            Self::Due => "a check for updates is due",
            Self::CannotTell => "cannot tell whether this is the newest edition",
            Self::Newer => "there is a newer edition",
        }
    }

    /// The same as a heading.
    pub fn headline(self) -> String {
        let mut words = self.words().to_string();
        words[..1].make_ascii_uppercase();
        words
    }

    /// Its value in data.
    pub fn word(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Due => "due",
            Self::Newer => "newer",
            Self::CannotTell => "cannot-tell",
        }
    }
}

/// What a verdict rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// Somebody found this edition.
    Checked(Check),
    /// The file to compare with is this edition.
    SameInFile(Date),
    /// The program has a newer edition.
    NewerBuiltIn(Date),
    /// Somebody found a newer edition.
    NewerFound(Check),
    /// The file to compare with is a newer edition.
    NewerInFile(Date),
    /// The file to compare with has this edition's date but other words.
    OtherWordsInFile(Date),
    /// The file to compare with is an earlier edition, which says nothing about today.
    EarlierInFile(Date),
    /// The file to compare with has no date.
    UndatedFile,
    /// The last check found an earlier edition, or its dates are impossible.
    NotThisEdition(Check),
    /// No check is recorded.
    NeverChecked,
    /// It is published nowhere, and no newer edition is known.
    NothingPublished,
}

/// A verdict, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    /// What that rests on.
    pub evidence: Evidence,
    /// The last day on which this is up to date; none if no check found this edition.
    pub next: Option<Date>,
}

/// A date that is in the future and cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Future {
    /// The date of the edition.
    Edition(Date),
    /// The date of a check, by its position among the checks.
    Made(usize, Date),
    /// What a check found, by its position among the checks.
    Found(usize, Date),
    /// The date of the file to compare with.
    InFile(Date),
}

impl<'a> Known<'a> {
    /// What is known about an edition from its checks alone.
    pub fn new(edition: Date, checks: &'a [Check], today: Date) -> Self {
        Self {
            edition,
            review_every: None,
            is_published: true,
            checks,
            editions: &[],
            against: None,
            today,
        }
    }

    /// Answers whether this is the newest edition.
    ///
    /// A newer edition takes precedence over not being able to tell, and that over a
    /// check that is due.
    pub fn finding(&self) -> Finding {
        if let Some(evidence) = self.newer() {
            return Finding { verdict: Verdict::Newer, evidence, next: None };
        }
        if let Some(evidence) = self.silent_file() {
            return Finding { verdict: Verdict::CannotTell, evidence, next: None };
        }
        if let Some(Against::Found(date)) = self.against {
            let evidence = Evidence::SameInFile(date);
            return self.found_on(evidence, self.today);
        }
        if !self.is_published {
            let evidence = Evidence::NothingPublished;
            return Finding { verdict: Verdict::Current, evidence, next: None };
        }
        let possible = self.checks.iter().filter(|check| check.is_possible());
        let found = possible.filter(|check| check.found == self.edition);
        if let Some(last) = found.max_by_key(|check| check.date) {
            return self.found_on(Evidence::Checked(last.clone()), last.date);
        }
        let last = self.checks.iter().max_by_key(|check| check.date);
        let evidence = last.map_or(Evidence::NeverChecked, |check| {
            Evidence::NotThisEdition(check.clone())
        });
        Finding { verdict: Verdict::CannotTell, evidence, next: None }
    }

    /// The finding where this edition was found on a day, which may be too long ago.
    fn found_on(&self, evidence: Evidence, day: Date) -> Finding {
        let next = self.review_every.and_then(|every| every.after(day));
        let is_due = next.is_some_and(|next| next < self.today);
        let verdict = if is_due { Verdict::Due } else { Verdict::Current };
        Finding { verdict, evidence, next }
    }

    /// Evidence of the newest edition that is newer than this one.
    fn newer(&self) -> Option<Evidence> {
        let built_in =
            self.editions.iter().map(|&date| (date, Evidence::NewerBuiltIn(date)));
        let file = match self.against {
            Some(Against::Found(date)) => Some((date, Evidence::NewerInFile(date))),
            _ => None,
        };
        let checks = self.checks.iter().filter(|check| check.is_possible());
        let checks =
            checks.map(|check| (check.found, Evidence::NewerFound(check.clone())));
        // Of equal ones the last wins: an edition that the program has can be used at
        // once.
        let all = checks.chain(file).chain(built_in);
        let newer = all.filter(|(date, _)| *date > self.edition);
        newer.max_by_key(|(date, _)| *date).map(|(_, evidence)| evidence)
    }

    /// Why the file to compare with does not show that this is the newest edition.
    fn silent_file(&self) -> Option<Evidence> {
        match self.against? {
            Against::Nothing => Some(Evidence::UndatedFile),
            Against::Differs(date) => Some(Evidence::OtherWordsInFile(date)),
            Against::Found(date) if date < self.edition => {
                Some(Evidence::EarlierInFile(date))
            }
            Against::Found(_) => None,
        }
    }

    /// The latest check, whatever it found.
    pub fn last_check(&self) -> Option<&Check> {
        self.checks.iter().max_by_key(|check| check.date)
    }

    /// The dates of editions and checks that are in the future: they or the clock are
    /// wrong.
    pub fn in_the_future(&self) -> Vec<Future> {
        let mut all = vec![(self.edition, Future::Edition(self.edition))];
        for (index, check) in self.checks.iter().enumerate() {
            all.push((check.date, Future::Made(index, check.date)));
            all.push((check.found, Future::Found(index, check.found)));
        }
        if let Some(Against::Found(date) | Against::Differs(date)) = self.against {
            all.push((date, Future::InFile(date)));
        }
        let later = all.into_iter().filter(|(date, _)| *date > self.today);
        later.map(|(_, future)| future).collect()
    }
}

#[cfg(test)]
mod tests;

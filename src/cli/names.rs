//! Default file names, safe on Windows and Linux whatever a subject is called.

use std::path::Path;

use ecow::{EcoVec, eco_format};
use unicode_normalization::UnicodeNormalization;

use crate::base::date::Date;
use crate::base::privacy::{Surroundings, scan};
use crate::base::problem::{self, Outcome, Severity};
use crate::cli::args::Target;
use crate::cli::session::Session;

/// The most characters of a subject's name in a file name.
const MAX_NAME: usize = 60;

/// The parts of a document's file name.
#[derive(Debug, Clone, Copy)]
pub struct Name<'a> {
    /// The code and the name of the subject, if known.
    pub subject: [&'a str; 2],
    /// The file of its state, which stands for them if neither is known.
    pub state: Option<&'a Path>,
    /// The checklist's id; empty if there are several.
    pub checklist: &'a str,
    /// Which of the documents it is.
    pub kind: &'a str,
    /// Whether it is in large print.
    pub large_print: bool,
    /// The date when it is made.
    pub date: Date,
    /// The extension, without a full stop.
    pub extension: &'a str,
}

impl Name<'_> {
    /// The file name, such as
    /// `a12345-riverside-surgery-pre-migration-record-2026-11-23.pdf`.
    pub fn file(&self) -> String {
        let subject = self.subject.map(slug).into_iter().filter(|part| !part.is_empty());
        let mut parts: Vec<_> = subject.collect();
        if parts.is_empty() {
            parts.extend(self.stem());
        }
        parts.extend((!self.checklist.is_empty()).then(|| self.checklist.into()));
        parts.push(self.kind.into());
        parts.extend(self.large_print.then(|| "large-print".into()));
        parts.push(self.date.iso());
        format!("{}.{}", parts.join("-"), self.extension)
    }
}

impl Name<'_> {
    /// The name of the state's file, unless it only repeats the checklist's.
    fn stem(&self) -> Option<String> {
        let stem = slug(&self.state?.file_stem()?.to_string_lossy());
        let is_plain =
            stem.is_empty() || stem.starts_with(&format!("{}-", self.checklist));
        (!is_plain && stem != self.checklist).then_some(stem)
    }
}

/// Lower-case letters and digits, with hyphens between words; letters lose their accents.
pub fn slug(text: &str) -> String {
    let letters =
        text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    let mut slug = String::new();
    for c in letters {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && c != '\'' && c != '’' {
            slug.push('-');
        }
        if slug.len() == MAX_NAME {
            break;
        }
    }
    slug.trim_end_matches('-').into()
}

/// Refuses possible NHS numbers in the names that the user chose for files and folders to
/// write, since another name is easily found. If they are allowed, only warns.
///
/// # Errors
/// If there is one and it is not allowed.
pub fn check_names(target: &Target, allowed: bool, session: &mut Session) -> Outcome<()> {
    let mut problems = EcoVec::new();
    for (option, path) in [("-o", &target.output), ("--out-dir", &target.out_dir)] {
        let name = path.as_deref().unwrap_or(Path::new("")).to_string_lossy();
        for found in scan(&name, Surroundings::FreeText) {
            let message = eco_format!("the name after `{option}`: {}", found.why);
            problems.push(problem::error(message));
        }
    }
    for problem in problems.make_mut() {
        if allowed {
            problem.severity = Severity::Warning;
        } else {
            problem
                .hint("patient data does not belong in a file name: choose another name");
        }
    }
    if allowed || problems.is_empty() {
        session.warn_all(problems);
        return Ok(());
    }
    Err(problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(subject: [&str; 2], state: Option<&str>) -> String {
        let date = Date::new(2026, 11, 23).unwrap();
        let name = Name {
            subject,
            state: state.map(Path::new),
            checklist: "pre-migration",
            kind: "record",
            large_print: false,
            date,
            extension: "pdf",
        };
        name.file()
    }

    #[test]
    fn names_begin_with_the_subject() {
        assert_eq!(
            name(["A12345", "Riverside Surgery"], Some("x.yaml")),
            "a12345-riverside-surgery-pre-migration-record-2026-11-23.pdf"
        );
        let plain = "pre-migration-record-2026-11-23.pdf";
        for (state, expected) in [
            (None, plain.into()),
            (Some("a/North hall.yaml"), format!("north-hall-{plain}")),
            (Some("pre-migration-state-2026-11-23.yaml"), plain.into()),
            (Some("pre-migration.yaml"), plain.into()),
        ] {
            assert_eq!(name(["", ""], state), expected);
        }
    }

    #[test]
    fn names_hold_only_letters_digits_and_hyphens() {
        for (practice, expected) in [
            ("Ysbyty Gŵyr / St. John's", "ysbyty-gwyr-st-johns-"),
            ("CON", "con-"),
            ("../../etc", "etc-"),
            ("...", ""),
            ("北京", ""),
        ] {
            let expected = format!("{expected}pre-migration-record-2026-11-23.pdf");
            assert_eq!(name(["", practice], None), expected);
        }
        assert_eq!(
            name(["", &"x".repeat(300)], None).len(),
            60 + "-pre-migration-record-2026-11-23.pdf".len()
        );
    }
}

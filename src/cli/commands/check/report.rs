//! The result of a check, in words: one in detail, many as a table.

use super::{Subject, comparison};
use crate::base::date::Date;
use crate::base::text::capitalised;
use crate::edition::verdict::{Evidence, Named, Verdict};
use crate::model::checklist::Published;

/// The report on everything that was checked; `failed` more could not be.
pub(super) fn text(subjects: &[Subject], failed: usize, today: Date) -> String {
    match subjects {
        [only] if failed == 0 => one(only, today),
        _ => many(subjects, failed, today),
    }
}

/// Shown in place of the last check if none is recorded, since there may have been one.
const NOT_RECORDED: &str = "not recorded";

/// One: the three dates, the verdict and why, and what to do next.
fn one(subject: &Subject, today: Date) -> String {
    let answers =
        if subject.path.is_some() { "the edition of these answers" } else { "" };
    let (last, who) = match &subject.last {
        Some(check) => (
            check.date.to_string(),
            format!("by {}, who found the edition of {}", check.by, check.found),
        ),
        None => (NOT_RECORDED.into(), String::new()),
    };
    let rows = [
        ["  Last updated".into(), subject.edition.to_string(), answers.into()],
        ["  Last checked".into(), last, who],
        ["  Today".into(), today.to_string(), String::new()],
    ];
    let mut text = format!("{}\n", subject.name());
    if subject.name() != subject.checklist.title {
        text.push_str(&format!("{}\n", subject.checklist.title));
    }
    text.push_str(&format!("\n{}\n", columns(&rows)));
    text.push_str(&format!("{}: {}.\n", headline(subject), why(subject)));
    if let Some(published) = &subject.checklist.published {
        text.push_str(&where_published(published));
    }
    if let Some(compared) = &subject.compared {
        text.push_str(&comparison::text(compared, subject.edition));
    }
    let next = what_next(subject);
    if next.is_empty() { text } else { format!("{text}\n{next}\n") }
}

/// Many, as a table with the most urgent first.
fn many(subjects: &[Subject], failed: usize, today: Date) -> String {
    let title =
        ["", &who(subjects), "Edition", "Last checked", "By", "Next check by", "File"];
    let mut rows = vec![title.map(String::from)];
    rows.extend(subjects.iter().map(row));
    let mut text = columns(&rows);
    let count = subjects.iter().filter(|subject| subject.needs_work()).count();
    let all = subjects.len();
    let need = if count == 1 { "needs" } else { "need" };
    text.push_str(&format!("\nOn {today}, {count} of {all} {need} attention."));
    if failed > 0 {
        text.push_str(&format!(" {failed} more could not be checked."));
    }
    text.push('\n');
    // The table does not show that a file was the evidence.
    let is_explained = |subject: &&Subject| {
        subject.needs_work()
            || matches!(subject.finding.evidence, Evidence::SameInFile(_))
    };
    for (index, subject) in subjects.iter().filter(is_explained).enumerate() {
        if index == 0 {
            text.push('\n');
        }
        text.push_str(&format!("{}: {}.\n", subject.name(), why(subject)));
    }
    let published = subjects.iter().filter_map(|it| it.checklist.published.as_ref());
    let mut published: Vec<_> = published.map(where_published).collect();
    published.sort();
    published.dedup();
    text.push_str(&published.concat());
    if count > 0 {
        text.push_str("\n`proforma check STATE` says what to do for each.\n");
    }
    text
}

/// What the subjects of these states are, as the title of a column.
fn who(subjects: &[Subject]) -> String {
    let mut words: Vec<_> =
        subjects.iter().map(|subject| subject.checklist.about.words()).collect();
    words.dedup();
    match words.as_slice() {
        [only] if subjects.iter().all(|it| !it.checklist.about.subject.is_empty()) => {
            capitalised(only)
        }
        _ => "Subject".into(),
    }
}

/// Where to look for a newer edition, as a paragraph.
fn where_published(published: &Published) -> String {
    let Published { address, called } = published;
    match called {
        None => format!("\nPublished at: {address}\n"),
        Some(called) => {
            format!("\n{}: {address}\n", capitalised(without_article(called)))
        }
    }
}

fn without_article(words: &str) -> &str {
    words.strip_prefix("the ").unwrap_or(words)
}

fn row(subject: &Subject) -> [String; 7] {
    let word = match subject.finding.verdict {
        Verdict::Current => "up to date",
        Verdict::Due => "check due",
        Verdict::CannotTell => "cannot tell",
        Verdict::Newer => "newer edition",
    };
    let (date, by) = match &subject.last {
        Some(check) => (check.date.to_string(), check.by.clone()),
        None => (NOT_RECORDED.into(), String::new()),
    };
    [
        word.into(),
        subject.name(),
        subject.edition.to_string(),
        date,
        by,
        subject.finding.next.map_or_else(String::new, |next| next.to_string()),
        subject.path.clone().unwrap_or_default(),
    ]
}

/// Rows with each column as wide as its longest entry.
fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let width = rows.iter().map(|row| row[column].chars().count()).max();
            let width = width.unwrap_or_default();
            if width > 0 {
                line.push_str(&format!("{cell:width$}   "));
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The verdict, in a few words.
fn headline(subject: &Subject) -> String {
    let verdict = subject.finding.verdict;
    let words = verdict.headline();
    match (verdict, &subject.finding.evidence) {
        (Verdict::Current, Evidence::Checked(check)) => {
            format!("{words} as of {}", check.date)
        }
        (Verdict::Current, _) => words + " as of today",
        _ => words,
    }
}

/// Why this is the verdict, with the evidence named.
pub(super) fn why(subject: &Subject) -> String {
    let at_hand = match (&subject.checklist_path, &subject.finding.evidence) {
        (Some(path), Evidence::NewerBuiltIn(date))
            if subject.checklist.last_updated == *date =>
        {
            format!("`{path}` is")
        }
        _ => "Proforma has".into(),
    };
    subject.finding.why(&Named {
        edition: subject.edition,
        review_every: subject.checklist.review_every,
        answers: subject.path.is_some(),
        at_hand: &at_hand,
        file: subject.compared.as_ref().map_or("the file", |found| &found.name),
        same_words: subject.has_same_words(),
    })
}

/// What to do next; empty if there is nothing to do.
fn what_next(subject: &Subject) -> String {
    match subject.finding.verdict {
        Verdict::Current => match subject.finding.next {
            _ if matches!(subject.finding.evidence, Evidence::SameInFile(_))
                && subject.path.is_some() =>
            {
                record_check(
                    subject,
                    "Next: record that you checked:",
                    &subject.edition.slashed(),
                )
            }
            Some(next) => format!("Next: check again by {next}."),
            None => String::new(),
        },
        Verdict::CannotTell
            if matches!(subject.finding.evidence, Evidence::OtherWordsInFile(_)) =>
        {
            "Next: read the differences. Somebody has changed the words but not the date."
                .into()
        }
        Verdict::CannotTell if subject.is_another_text() => {
            "Next: save the page or file that has the checklist's own text, and compare \
             with that. A page that asks you\nto sign in, or that reports an error, does \
             not have it."
                .into()
        }
        Verdict::Due | Verdict::CannotTell => check_and_record(subject),
        Verdict::Newer => get_newer(subject),
    }
}

/// What to do if there is a newer edition.
fn get_newer(subject: &Subject) -> String {
    match (&subject.finding.evidence, &subject.path) {
        (Evidence::NewerBuiltIn(_), Some(path)) => {
            let checklist = subject.checklist_path.as_deref();
            let checklist =
                checklist.map(|path| format!(" --checklist {}", quoted(path)));
            format!(
                "Next: move the answers to it:\n\n  proforma update {}{}",
                quoted(path),
                checklist.unwrap_or_default()
            )
        }
        _ => format!(
            "Next: read what has changed before you continue with the edition of {}.",
            subject.edition
        ),
    }
}

/// How to check, and how to record it.
fn check_and_record(subject: &Subject) -> String {
    let published = subject.checklist.published.as_ref();
    let place = match published.and_then(|published| published.called.as_ref()) {
        Some(called) => format!("in {called}"),
        None => "where it is published".into(),
    };
    let look = format!(
        "Next: look {place} to see when the checklist was last updated. Then record the \
         check:"
    );
    let checklist = subject.checklist_path.as_deref().map(quoted);
    match &subject.path {
        Some(_) => record_check(subject, &look, "DATE"),
        None => format!(
            "{look}\n\n  proforma check STATE --add --by NAME --found DATE\n  \
             proforma print{} --checked DATE --by NAME",
            checklist.map(|path| format!(" {path}")).unwrap_or_default()
        ),
    }
}

/// How to record what was found.
fn record_check(subject: &Subject, lead: &str, found: &str) -> String {
    let checklist = subject.checklist_path.as_deref();
    let checklist = checklist.map(|path| format!(" --checklist {}", quoted(path)));
    format!(
        "{lead}\n\n  proforma check {}{} --add --by NAME --found {found}",
        quoted(subject.path.as_deref().unwrap_or("STATE")),
        checklist.unwrap_or_default()
    )
}

/// A path as it is typed on the command line.
fn quoted(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./\\:".contains(c);
    if path.chars().all(is_plain) { path.into() } else { format!("\"{path}\"") }
}

impl Subject {
    /// Whether the words of the other file were found to be the same.
    fn has_same_words(&self) -> bool {
        let compared = self.compared.as_ref();
        let words = compared.and_then(|found| found.comparison.as_ref());
        words.is_some_and(|words| words.differences.is_empty())
    }

    /// Whether the other file is not the checklist's text at all.
    fn is_another_text(&self) -> bool {
        self.finding.evidence == Evidence::UndatedFile
            && self.compared.as_ref().is_some_and(|found| found.comparison.is_none())
    }

    /// Whether it needs attention.
    fn needs_work(&self) -> bool {
        self.finding.verdict != Verdict::Current
    }
}

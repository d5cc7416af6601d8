//! The result of a check, as data for programs.
//!
//! The keys are a contract: `docs/check.md` explains them.

use serde::Serialize;

use super::{Subject, report};
use crate::base::date::Date;
use crate::compare::difference::Difference;
use crate::edition::verdict::{Check, Evidence};

/// All that was checked.
#[derive(Serialize)]
struct Data {
    today: String,
    exit_status: u8,
    checks: Vec<EntryData>,
}

/// A state, or a checklist on its own.
#[derive(Serialize)]
struct EntryData {
    state: Option<String>,
    subject: Option<String>,
    code: Option<String>,
    checklist: String,
    title: String,
    guide: Option<String>,
    published: Option<String>,
    last_updated: String,
    review_every: Option<String>,
    last_check: Option<CheckData>,
    verdict: &'static str,
    exit_status: u8,
    evidence: Proof,
    next_check_by: Option<String>,
    why: String,
    against: Option<ComparedData>,
}

/// The comparison with another file.
#[derive(Serialize)]
struct ComparedData {
    file: String,
    last_updated: Option<String>,
    last_edited: Option<String>,
    compared_with: String,
    same: Option<usize>,
    differences: Option<Vec<ChangeData>>,
    around: Vec<String>,
}

/// A difference in a sentence or an item.
#[derive(Serialize)]
struct ChangeData {
    change: &'static str,
    item: Option<String>,
    near: String,
    here: Option<String>,
    there: Option<String>,
}

/// A check that somebody made.
#[derive(Serialize)]
struct CheckData {
    date: String,
    by: String,
    found: String,
}

/// What a verdict rests on.
#[derive(Serialize)]
struct Proof {
    kind: &'static str,
    edition: Option<String>,
    check: Option<CheckData>,
}

/// The data. Without a status, because a state had a problem, the exit status is 1.
pub(super) fn json(subjects: &[Subject], today: Date, status: Option<u8>) -> String {
    let data = Data {
        today: today.iso(),
        exit_status: status.unwrap_or(1),
        checks: subjects.iter().map(entry).collect(),
    };
    let mut json = serde_json::to_string_pretty(&data).expect("all keys are words");
    json.push('\n');
    json
}

fn entry(subject: &Subject) -> EntryData {
    let known = |text: &String| (!text.is_empty()).then(|| text.clone());
    let [name, code] = &subject.names;
    let checklist = &subject.checklist;
    let finding = &subject.finding;
    EntryData {
        state: subject.path.clone(),
        subject: known(name),
        code: known(code),
        checklist: checklist.id.clone(),
        title: checklist.title.clone(),
        guide: checklist.guide.clone(),
        published: checklist.published.as_ref().map(|it| it.address.clone()),
        last_updated: subject.edition.iso(),
        review_every: checklist.review_every.map(|every| every.to_string()),
        last_check: subject.last.as_ref().map(check_data),
        verdict: finding.verdict.word(),
        exit_status: finding.verdict.status(),
        evidence: proof(&finding.evidence),
        next_check_by: finding.next.map(Date::iso),
        why: report::why(subject),
        against: subject.compared.as_ref().map(compared),
    }
}

fn compared(found: &super::Compared) -> ComparedData {
    let words = found.comparison.as_ref();
    ComparedData {
        file: found.name.clone(),
        last_updated: found.last_updated.map(Date::iso),
        last_edited: found.last_edited.map(Date::iso),
        compared_with: found.edition.iso(),
        same: words.map(|words| words.same),
        differences: words.map(|words| words.differences.iter().map(change).collect()),
        around: words.map(|words| words.around.clone()).unwrap_or_default(),
    }
}

fn change(found: &Difference) -> ChangeData {
    ChangeData {
        change: found.change.word(),
        item: found.id.clone(),
        near: found.near.clone(),
        here: found.here.clone(),
        there: found.there.clone(),
    }
}

fn check_data(check: &Check) -> CheckData {
    CheckData { date: check.date.iso(), by: check.by.clone(), found: check.found.iso() }
}

fn proof(evidence: &Evidence) -> Proof {
    let (kind, edition, check) = match evidence {
        Evidence::Checked(check) => ("check", Some(check.found), Some(check)),
        Evidence::NewerFound(check) => ("newer-in-check", Some(check.found), Some(check)),
        Evidence::NotThisEdition(check) => {
            ("other-edition-in-check", Some(check.found), Some(check))
        }
        Evidence::NewerBuiltIn(date) => ("newer-at-hand", Some(*date), None),
        Evidence::SameInFile(date) => ("file", Some(*date), None),
        Evidence::NewerInFile(date) => ("newer-in-file", Some(*date), None),
        Evidence::OtherWordsInFile(date) => ("other-words-in-file", Some(*date), None),
        Evidence::EarlierInFile(date) => ("earlier-in-file", Some(*date), None),
        Evidence::UndatedFile => ("undated-file", None, None),
        Evidence::NothingPublished => ("nothing-published", None, None),
        Evidence::NeverChecked => ("never-checked", None, None),
    };
    Proof { kind, edition: edition.map(Date::iso), check: check.map(check_data) }
}

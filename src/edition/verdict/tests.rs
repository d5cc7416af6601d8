//! Situations by their dates, each with the result of the check.

use super::*;

/// A situation: the edition, how often to check, the checks, today, other editions, what
/// `--against` found (or `nothing`, or `differs`), and the exit status with the last day
/// on which this is up to date.
type Row = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static [&'static str],
    &'static str,
    (u8, &'static str),
);

const E: &str = "27/03/2025";
const M: &str = "3 months";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // No check is recorded.
    (E, M, &[], "23/11/2026", &[], "", (12, "")),
    (E, M, &[], "27/03/2025", &[], "", (12, "")),
    (E, "", &[], "23/11/2026", &[], "", (12, "")),
    (E, M, &[], "23/11/2026", &[E], "", (12, "")),
    // Every way of writing a date.
    (E, M, &[("16/11/2026", E)], "23/11/2026", &[], "", (0, "2027-02-16")),
    ("2025-03-27", M, &[("2026-11-16", "27 March 2025")], "23 November 2026", &[], "", (0, "2027-02-16")),
    ("27 march 2025", M, &[("16 November 2026", "27/3/2025")], "2026-11-23", &[], "", (0, "2027-02-16")),
    // The last day, and the day after.
    (E, M, &[("23/08/2026", E)], "22/11/2026", &[], "", (0, "2026-11-23")),
    (E, M, &[("23/08/2026", E)], "23/11/2026", &[], "", (0, "2026-11-23")),
    (E, M, &[("23/08/2026", E)], "24/11/2026", &[], "", (10, "2026-11-23")),
    // The day of the check, and of the edition.
    (E, M, &[("23/11/2026", E)], "23/11/2026", &[], "", (0, "2027-02-23")),
    (E, M, &[("27/03/2025", E)], "27/03/2025", &[], "", (0, "2025-06-27")),
    (E, "1 day", &[("23/11/2026", E)], "24/11/2026", &[], "", (0, "2026-11-24")),
    (E, "1 day", &[("23/11/2026", E)], "25/11/2026", &[], "", (10, "2026-11-24")),
    // Ends of months.
    (E, M, &[("30/11/2026", E)], "28/02/2027", &[], "", (0, "2027-02-28")),
    (E, M, &[("30/11/2026", E)], "01/03/2027", &[], "", (10, "2027-02-28")),
    (E, M, &[("30/11/2027", E)], "29/02/2028", &[], "", (0, "2028-02-29")),
    (E, M, &[("30/11/2027", E)], "01/03/2028", &[], "", (10, "2028-02-29")),
    (E, "1 month", &[("31/08/2026", E)], "30/09/2026", &[], "", (0, "2026-09-30")),
    (E, "1 month", &[("31/08/2026", E)], "01/10/2026", &[], "", (10, "2026-09-30")),
    (E, "1 month", &[("31/12/2026", E)], "31/01/2027", &[], "", (0, "2027-01-31")),
    // Leap days, and years.
    (E, "1 year", &[("29/02/2028", E)], "28/02/2029", &[], "", (0, "2029-02-28")),
    (E, "1 year", &[("29/02/2028", E)], "01/03/2029", &[], "", (10, "2029-02-28")),
    (E, "4 years", &[("29/02/2028", E)], "29/02/2032", &[], "", (0, "2032-02-29")),
    ("29/02/2028", M, &[("29/02/2028", "29/02/2028")], "29/05/2028", &[], "", (0, "2028-05-29")),
    (E, "1 year", &[("28/02/2027", E)], "28/02/2028", &[], "", (0, "2028-02-28")),
    (E, "1 year", &[("28/02/2027", E)], "29/02/2028", &[], "", (10, "2028-02-28")),
    // Weeks and days.
    (E, "2 weeks", &[("20/12/2026", E)], "03/01/2027", &[], "", (0, "2027-01-03")),
    (E, "90 days", &[("01/01/2028", E)], "31/03/2028", &[], "", (0, "2028-03-31")),
    (E, "90 days", &[("01/01/2028", E)], "01/04/2028", &[], "", (10, "2028-03-31")),
    // No review period: a check that found this edition counts for ever.
    (E, "", &[("27/03/2025", E)], "23/11/2026", &[], "", (0, "")),
    // Several checks, in any order.
    (E, M, &[("06/10/2026", E), ("16/11/2026", E)], "23/11/2026", &[], "", (0, "2027-02-16")),
    (E, M, &[("16/11/2026", E), ("06/10/2026", E)], "23/11/2026", &[], "", (0, "2027-02-16")),
    (E, M, &[("01/01/2026", E), ("06/07/2026", E), ("01/02/2026", E)], "23/11/2026", &[], "", (10, "2026-10-06")),
    (E, M, &[("16/11/2026", E), ("16/11/2026", E)], "23/11/2026", &[], "", (0, "2027-02-16")),
    // A later check that found an earlier edition is not evidence, and does not undo any.
    (E, M, &[("16/11/2026", E), ("20/11/2026", "01/01/2024")], "23/11/2026", &[], "", (0, "2027-02-16")),
    // Checks before the edition, or of another one.
    (E, M, &[("01/03/2025", "01/01/2024")], "27/03/2025", &[], "", (12, "")),
    (E, M, &[("16/11/2026", "01/01/2024")], "23/11/2026", &[], "", (12, "")),
    (E, M, &[("26/03/2025", E)], "27/03/2025", &[], "", (12, "")),
    (E, M, &[("26/03/2025", E), ("27/03/2025", E)], "27/03/2025", &[], "", (0, "2025-06-27")),
    // A newer edition: built in, found, in a file; and one dated before its own edition.
    (E, M, &[], "23/11/2026", &[E, "01/10/2026"], "", (11, "")),
    (E, M, &[("16/11/2026", "01/11/2026")], "23/11/2026", &[], "", (11, "")),
    (E, M, &[], "23/11/2026", &[], "01/11/2026", (11, "")),
    (E, M, &[("16/11/2026", "20/11/2026")], "23/11/2026", &[], "", (12, "")),
    (E, M, &[("16/11/2026", "28/03/2025")], "23/11/2026", &[], "", (11, "")),
    // An earlier edition that the program has does not matter.
    (E, M, &[("16/11/2026", E)], "23/11/2026", &["01/01/2024"], "", (0, "2027-02-16")),
    // A file with this edition's date is a check made today.
    (E, M, &[], "23/11/2026", &[], E, (0, "2027-02-23")),
    (E, "", &[], "23/11/2026", &[], E, (0, "")),
    // Two statuses could apply: newer takes precedence.
    (E, M, &[], "23/11/2026", &["01/10/2026"], "nothing", (11, "")),
    (E, M, &[], "23/11/2026", &["01/10/2026"], "differs", (11, "")),
    (E, M, &[("01/01/2026", E), ("02/01/2026", "01/01/2026")], "23/11/2026", &[], "", (11, "")),
    (E, M, &[("01/01/2026", E)], "23/11/2026", &["01/10/2026"], "", (11, "")),
    (E, M, &[("16/11/2026", E)], "23/11/2026", &["01/10/2026"], "", (11, "")),
    (E, M, &[("16/11/2026", "01/11/2026"), ("20/11/2026", E)], "23/11/2026", &[], "", (11, "")),
    (E, M, &[("16/11/2026", "01/11/2026")], "23/11/2026", &[], E, (11, "")),
    (E, M, &[("16/11/2026", E)], "23/11/2026", &[], "01/11/2026", (11, "")),
    (E, M, &[("16/11/2026", "01/11/2026")], "23/11/2026", &[], "01/01/2024", (11, "")),
    // Then not being able to tell.
    (E, M, &[("01/01/2026", E)], "23/11/2026", &[], "nothing", (12, "")),
    (E, M, &[("16/11/2026", E)], "23/11/2026", &[], "nothing", (12, "")),
    (E, M, &[("16/11/2026", E)], "23/11/2026", &[], "differs", (12, "")),
    (E, M, &[("16/11/2026", E)], "23/11/2026", &[], "01/01/2024", (12, "")),
    (E, M, &[("01/01/2026", E)], "23/11/2026", &[], "01/01/2024", (12, "")),
    // Then due; finding it today makes it current.
    (E, M, &[("01/01/2026", E)], "23/11/2026", &[], "", (10, "2026-04-01")),
    (E, M, &[("01/01/2026", E)], "23/11/2026", &[], E, (0, "2027-02-23")),
];

fn date(text: &str) -> Date {
    text.parse().unwrap_or_else(|why| panic!("{text}: {why}"))
}

fn checks(checks: &[(&str, &str)]) -> Vec<Check> {
    let check = |&(day, found): &(&str, &str)| Check {
        date: date(day),
        by: "J. Okafor".into(),
        found: date(found),
    };
    checks.iter().map(check).collect()
}

fn against(edition: &str, text: &str) -> Option<Against> {
    match text {
        "" => None,
        "nothing" => Some(Against::Nothing),
        "differs" => Some(Against::Differs(date(edition))),
        _ => Some(Against::Found(date(text))),
    }
}

#[test]
fn each_situation_has_its_exit_status() {
    assert!(ROWS.len() >= 40);
    for (number, row) in ROWS.iter().enumerate() {
        let (edition, every, noted, today, editions, file, wanted) = row;
        let noted = checks(noted);
        let editions: Vec<_> = editions.iter().map(|text| date(text)).collect();
        let known = Known {
            edition: date(edition),
            review_every: (!every.is_empty()).then(|| every.parse().unwrap()),
            is_published: true,
            checks: &noted,
            editions: &editions,
            against: against(edition, file),
            today: date(today),
        };
        assert_eq!(known.in_the_future(), [], "row {number}: {row:?}");
        let finding = known.finding();
        let next = finding.next.map_or(String::new(), Date::iso);
        let found = (finding.verdict.status(), next.as_str());
        assert_eq!(found, *wanted, "row {number}: {row:?}\n{finding:?}");
    }
}

/// What is known about an edition on 23 November 2026.
fn known(checks: &[Check]) -> Known<'_> {
    Known {
        edition: date(E),
        review_every: Some(Period::Months(3)),
        is_published: true,
        checks,
        editions: &[],
        against: None,
        today: date("23/11/2026"),
    }
}

#[test]
fn every_current_verdict_names_its_evidence() {
    let noted = checks(&[("16/11/2026", E), ("06/10/2026", E)]);
    let finding = known(&noted).finding();
    assert_eq!(finding.evidence, Evidence::Checked(noted[0].clone()));
    let file = Known { against: Some(Against::Found(date(E))), ..known(&[]) };
    assert_eq!(file.finding().evidence, Evidence::SameInFile(date(E)));
}

#[test]
fn the_newest_edition_is_named_and_a_built_in_one_is_preferred() {
    let noted = checks(&[("16/11/2026", "01/10/2026"), ("17/11/2026", "02/10/2026")]);
    let finding = known(&noted).finding();
    assert_eq!(finding.evidence, Evidence::NewerFound(noted[1].clone()));
    let editions = [date("02/10/2026"), date("01/10/2026")];
    let built_in = Known { editions: &editions, ..known(&noted) };
    assert_eq!(built_in.finding().evidence, Evidence::NewerBuiltIn(editions[0]));
}

#[test]
fn without_evidence_it_says_what_there_was_instead() {
    assert_eq!(known(&[]).finding().evidence, Evidence::NeverChecked);
    let noted = checks(&[("16/11/2026", "01/01/2024")]);
    let finding = known(&noted).finding();
    assert_eq!(finding.evidence, Evidence::NotThisEdition(noted[0].clone()));
}

#[test]
fn dates_in_the_future_are_found_and_today_is_not_one() {
    let tomorrow = date("24/11/2026");
    let noted = checks(&[("23/11/2026", E), ("24/11/2026", "24/11/2026")]);
    let future = Known {
        edition: tomorrow,
        against: Some(Against::Found(tomorrow)),
        ..known(&noted)
    };
    let wanted = [
        Future::Edition(tomorrow),
        Future::Made(1, tomorrow),
        Future::Found(1, tomorrow),
        Future::InFile(tomorrow),
    ];
    assert_eq!(future.in_the_future(), wanted);
    let today = Known { today: tomorrow, ..future };
    assert_eq!(today.in_the_future(), []);
}

#[test]
fn the_most_urgent_verdict_is_the_greatest() {
    let mut verdicts =
        [Verdict::CannotTell, Verdict::Current, Verdict::Newer, Verdict::Due];
    verdicts.sort();
    let statuses = verdicts.map(Verdict::status);
    assert_eq!(statuses, [0, 10, 12, 11]);
}

#[test]
fn what_is_published_nowhere_is_current_until_a_newer_edition_is_known() {
    let unpublished = Known { is_published: false, ..known(&[]) };
    let finding = unpublished.finding();
    assert_eq!(finding.verdict, Verdict::Current);
    assert_eq!(finding.evidence, Evidence::NothingPublished);
    let newer = date("01/11/2026");
    let finding = Known { editions: &[newer], ..unpublished }.finding();
    assert_eq!(finding.evidence, Evidence::NewerBuiltIn(newer));
}

//! Rules: how they are written, what breaks them, and what keeps a row from being finished.

use super::*;

#[test]
fn days_are_a_number_from_one_to_another_or_a_least() {
    assert_eq!(Days::read("14"), Some(Days(14, Some(14))));
    assert_eq!(Days::read("1 to 2"), Some(Days(1, Some(2))));
    assert_eq!(Days::read("3 or more"), Some(Days(3, None)));
    for text in ["", "x", "2 to 1", "-1", "400", "1 to", "or more", "3 more"] {
        assert_eq!(Days::read(text), None, "{text}");
    }
    let is_in = |text: &str| [2, 3, 4].map(|days| Days::read(text).unwrap().has(days));
    assert_eq!(is_in("3"), [false, true, false]);
    assert_eq!(is_in("2 to 3"), [true, true, false]);
    assert_eq!(is_in("3 or more"), [false, true, true]);
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn days(date: Option<Date>) -> RuleDays {
    let milestone = Milestone { id: "opening".into(), title: "Opening".into(), date };
    RuleDays { today: day("01/03/2027"), milestones: vec![milestone] }
}

fn rules(must_be: bool) -> Rules {
    Rules {
        expected: Some(Expected { answer: true, must_be }),
        before: Some(Before { of: "opening".into(), days: Days(1, Some(2)) }),
        notice: Some(7),
        ..Rules::default()
    }
}

#[test]
fn each_rule_says_what_breaks_it_and_nothing_else() {
    let days = days(Some(day("14/03/2027")));
    let dates = Rules { expected: None, ..rules(true) };
    let answers = Rules { before: None, notice: None, ..rules(true) };
    for (rules, kind, text, wanted) in [
        (&dates, ColumnKind::Date, "12/03/2027", vec![]),
        (&dates, ColumnKind::Date, "", vec![]),
        (&dates, ColumnKind::Date, "TBC", vec![]),
        (&dates, ColumnKind::Date, "n/a", vec![]),
        (
            &dates,
            ColumnKind::Date,
            "04/03/2027",
            vec![
                "stop 4 March 2027 is 10 days before opening; this checklist asks for \
                 1 to 2 days before",
                "stop 4 March 2027 is in 3 days; this checklist asks for 7 days' notice",
            ],
        ),
        (&answers, ColumnKind::YesNo, "yes", vec![]),
        (&answers, ColumnKind::YesNo, "no", vec!["Stop no"]),
        (&answers, ColumnKind::YesNo, "not applicable", vec![]),
        (&answers, ColumnKind::DateOrYesNo, "yes, 02/11/2026", vec![]),
        (&answers, ColumnKind::DateOrYesNo, "02/11/2026", vec![]),
        (&answers, ColumnKind::DateOrYesNo, "TBC", vec!["Stop TBC"]),
    ] {
        assert_eq!(rules.judge((kind, "Stop"), text, &days), wanted, "{text}");
    }
    let none = Rules::default();
    assert!(none.judge((ColumnKind::YesNo, "Stop"), "no", &days).is_empty());
}

#[test]
fn a_rule_waits_for_its_milestone() {
    let unset = days(None);
    let waits = |text| rules(true).waits_for(ColumnKind::Date, text, &unset).is_some();
    assert!(waits("12/03/2027"));
    assert!(!waits("TBC"));
    let set = days(Some(day("14/03/2027")));
    assert!(rules(true).waits_for(ColumnKind::Date, "12/03/2027", &set).is_none());
}

#[test]
fn a_cell_is_met_by_what_is_needed_and_expected() {
    let needed = rules(true);
    let telling = rules(false);
    let free = Rules { is_needed: false, ..rules(true) };
    for (text, wanted) in [
        // Needed and expected, expected without consequence, not needed.
        ("", [false, false, true]),
        ("yes", [true; 3]),
        ("no", [false, true, false]),
        ("n/a", [true; 3]),
        ("TBC", [false; 3]),
    ] {
        let found =
            [&needed, &telling, &free].map(|it| it.is_met(ColumnKind::YesNo, text));
        assert_eq!(found, wanted, "{text}");
    }
    assert!(!Rules::default().is_met(ColumnKind::Contact, ""));
    assert!(Rules::default().is_met(ColumnKind::Date, "12/03/2027"));
}

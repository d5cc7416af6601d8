//! The summary of a record, from the data that the layouts read.

use serde_json::Value;

use super::*;

/// The summary of a state, on 23 November 2026.
#[track_caller]
fn summary(state: &str) -> Value {
    let run = export(state, &["--format", "json"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let data: Value = serde_json::from_slice(&run.stdout).expect("it is JSON");
    data["summary"].clone()
}

/// The words of runs.
fn words(runs: &Value) -> String {
    match runs {
        Value::String(words) => words.clone(),
        Value::Array(runs) => runs.iter().map(words).collect(),
        Value::Object(run) if run.contains_key("words") => words(&run["words"]),
        Value::Object(run) => words(&run["pieces"]),
        _ => String::new(),
    }
}

/// What to look at, and why.
#[track_caller]
fn looks(filled_in: &str) -> Vec<(String, String)> {
    let summary = summary(&format!("{HEAD}{filled_in}\n"));
    let to_do = summary["to_do"].as_array().expect("it is a list").iter();
    let looks = to_do.flat_map(|one| {
        let looks = one["looks"].as_array().expect("it is a list").iter();
        looks.map(|look| {
            let what = words(&one["what"]);
            let what = match words(&look["who"]) {
                who if who.is_empty() => what,
                who => format!("{who} ({what})"),
            };
            (what, words(&look["why"]))
        })
    });
    looks.collect()
}

/// The items that are not done.
fn outstanding(summary: &Value) -> Vec<&Value> {
    let to_do = summary["to_do"].as_array().expect("it is a list").iter();
    to_do.filter(|one| !one["status"].is_null()).collect()
}

/// What to look at apart from checks for updates.
#[track_caller]
fn looks_but_checks(filled_in: &str) -> Vec<(String, String)> {
    let check = "update_checks: [{date: 23/11/2026, by: A, found: 27/03/2025}]";
    looks(&format!("{check}\n{filled_in}"))
}

#[track_caller]
fn assert_looks(found: Vec<(String, String)>, wanted: &[(&str, &str)], of: &str) {
    let found: Vec<_> =
        found.iter().map(|(what, why)| (what.as_str(), why.as_str())).collect();
    assert_eq!(found, wanted, "{of}");
}

/// Why a milestone without a date is to be looked at.
const WAITS: &str = "no date yet, so the dates before it cannot be checked";

const SMS: &str = "SMS text messaging service providers";

#[test]
fn contacts_without_a_date_and_invalid_dates_are_to_be_looked_at() {
    let what = format!("Textwell ({SMS})");
    let not = "the disconnection date is not a date: ";
    let cases = [
        ("contact: 01632 960501", Some("no disconnection date".into())),
        ("disconnection_date: ''", Some("no disconnection date".into())),
        ("disconnection_date: TBC", Some(format!("{not}TBC"))),
        ("disconnection_date: 31/02/2027", Some(format!("{not}31/02/2027"))),
        ("disconnection_date: ' w/c 3 March '", Some(format!("{not}w/c 3 March"))),
        ("disconnection_date: 10/03/2027", None),
        ("disconnection_date: 2027-03-10", None),
        ("disconnection_date: 10 March 2027", None),
    ];
    for (cell, why) in cases {
        let state = format!(
            "practice: {{final_data_production: 12/03/2027}}\nanswers: {{sms-providers: \
             [{{organisation: Textwell, {cell}}}]}}"
        );
        let wanted: Vec<_> =
            why.iter().map(|why| (what.as_str(), why.as_str())).collect();
        assert_looks(looks_but_checks(&state), &wanted, cell);
    }
    let nobody = looks_but_checks("answers: {sms-providers: [{contact: 01632 960501}]}");
    assert_looks(nobody, &[(SMS, "no disconnection date")], "nobody's");
}

#[test]
fn third_parties_should_be_off_one_to_two_days_before_final_data_production() {
    let says = "this checklist asks for 1 to 2 days before";
    let end = "final data production";
    let cases = [
        ("08/03/2027", Some(format!("8 March 2027 is 4 days before {end}"))),
        ("09/03/2027", Some(format!("9 March 2027 is 3 days before {end}"))),
        ("10/03/2027", None),
        ("11/03/2027", None),
        ("12/03/2027", Some(format!("12 March 2027 is the day of {end}"))),
        ("13/03/2027", Some(format!("13 March 2027 is 1 day after {end}"))),
        ("14/03/2027", Some(format!("14 March 2027 is 2 days after {end}"))),
    ];
    for (date, why) in cases {
        for id in ["third-party-solutions", "sms-providers", "pharmacies"] {
            let state = format!(
                "practice: {{final_data_production: 12/03/2027}}\nanswers:\n  {id}: \
                 [{{organisation: A, disconnection_date: {date}}}]"
            );
            let found = looks_but_checks(&state);
            let whys: Vec<_> = found.into_iter().map(|(_, why)| why).collect();
            let wanted =
                why.iter().map(|why| format!("disconnection date {why}; {says}"));
            assert_eq!(whys, wanted.collect::<Vec<_>>(), "{id}, {date}");
        }
    }
    for practice in ["", "practice: {final_data_production: TBC}\n"] {
        let state = format!(
            "{practice}answers: {{sms-providers: [{{disconnection_date: 08/03/2020}}]}}"
        );
        let found = looks_but_checks(&state);
        let waits = ("Final data production".to_string(), WAITS.to_string());
        assert!(found.contains(&waits), "{practice}: {found:?}");
        let beside = found.iter().any(|(_, why)| why.contains("asks for"));
        assert!(!beside, "{practice}: {found:?}");
    }
}

#[test]
fn pcse_has_fourteen_days_notice() {
    let asked = "this checklist asks for 14 days' notice";
    let cases = [
        ("23/11/2026", Some("23 November 2026 is in 0 days")),
        ("24/11/2026", Some("24 November 2026 is in 1 day")),
        ("06/12/2026", Some("6 December 2026 is in 13 days")),
        ("07/12/2026", None),
        ("12/03/2027", None),
        // A date in the past needs no notice.
        ("22/11/2026", None),
    ];
    for (date, why) in cases {
        let state =
            format!("answers: {{pcse: [{{service: A, disconnection_date: {date}}}]}}");
        let why = why.map(|why| format!("disconnection date {why}; {asked}"));
        let what = "A (Primary Care Support England (PCSE))";
        let wanted: Vec<_> = why.iter().map(|why| (what, why.as_str())).collect();
        assert_looks(looks_but_checks(&state), &wanted, date);
    }
}

#[test]
fn organisations_that_cannot_meet_the_date_are_to_be_looked_at() {
    let title = "Request data extract at the same time as ordering the new system";
    let what = format!("A ({title})");
    let ask = "Can they meet the date you have set?";
    let cases = [
        ("yes", None),
        ("Yes", None),
        ("no", Some(format!("{ask} no"))),
        ("NO", Some(format!("{ask} NO"))),
        ("maybe", Some(format!("{ask} maybe"))),
        ("", None),
    ];
    for (answer, why) in cases {
        let state = format!(
            "answers: {{third-party-extracts: [{{organisation: A, can_meet_date: \
             '{answer}', log_out_needed: no, requested: no}}]}}"
        );
        let wanted: Vec<_> =
            why.iter().map(|why| (what.as_str(), why.as_str())).collect();
        assert_looks(looks_but_checks(&state), &wanted, answer);
    }
}

#[test]
fn invalid_dates_of_tasks_and_of_the_practice_are_to_be_looked_at() {
    let state = "practice: {final_data_production: spring, go_live: 31/02/2027, return_by: \
                 TBC, name: 31/02/2027, return_to: TBC}\nanswers: {tell-patients: {due: soon, \
                 done: 32/01/2027, owner: soon}, run-updates: {status: done, due: later}}";
    let [tell, updates] = [TASKS[0].1, TASKS[7].1];
    let wanted = [
        (tell, "the due date is not a date: soon"),
        (tell, "the completion date is not a date: 32/01/2027"),
        (updates, "the due date is not a date: later"),
        ("Final data production", "not a date: spring"),
        ("Go live", "not a date: 31/02/2027"),
        ("Return by", "not a date: TBC"),
    ];
    assert_looks(looks_but_checks(state), &wanted, "all");
}

/// What `proforma check` says about a state: the verdict, and why.
#[track_caller]
fn checked(state: &str) -> (String, String) {
    let project = Project::new();
    project.write("state.yaml", state);
    let run = project.exec(&["check", "state.yaml", "--format", "json"]);
    let data: Value = serde_json::from_slice(&run.stdout).expect("it is JSON");
    let word = |key: &str| data["checks"][0][key].as_str().expect("a word").to_string();
    (word("verdict"), word("why"))
}

#[test]
fn what_to_look_at_is_what_check_says_with_the_same_evidence() {
    let check = |date, found| format!("{{date: {date}, by: A, found: {found}}}");
    let [edition, newer, earlier] = ["27/03/2025", "01/09/2026", "01/01/2024"];
    let cases = [
        (vec![], "cannot-tell"),
        (vec![check("23/11/2026", edition)], "current"),
        (vec![check("23/08/2026", edition)], "current"),
        (vec![check("22/08/2026", edition)], "due"),
        // The latest counts, wherever it is in the list.
        (vec![check("22/11/2026", edition), check("01/01/2026", edition)], "current"),
        (vec![check("01/01/2026", edition), check("22/11/2026", edition)], "current"),
        (vec![check("01/01/2026", edition), check("02/01/2026", edition)], "due"),
        (vec![check("22/11/2026", newer)], "newer"),
        (vec![check("22/10/2026", newer), check("22/11/2026", edition)], "newer"),
        // A check that found another edition is not evidence of this one.
        (vec![check("22/11/2026", earlier)], "cannot-tell"),
        (vec![check("01/01/2026", edition), check("22/11/2026", earlier)], "due"),
        (vec![check("26/03/2025", edition)], "cannot-tell"),
    ];
    for (checks, verdict) in cases {
        let state = format!("update_checks: [{}]\n", checks.join(", "));
        let (word, why) = checked(&format!("{HEAD}{state}"));
        assert_eq!(word, verdict, "{state}");
        let what = match verdict {
            "due" => "A check for updates is due",
            "newer" => "There is a newer edition",
            _ => "Cannot tell whether this is the newest edition",
        };
        let wanted = [(what, why.as_str())];
        let wanted = if verdict == "current" { &[][..] } else { &wanted };
        assert_looks(looks(&state), wanted, &state);
    }
}

#[test]
fn a_check_with_impossible_dates_is_to_be_looked_at() {
    let checks = "update_checks: [{date: 26/03/2025, by: A, found: 27/03/2025}, {date: \
                  22/11/2026, by: B, found: 27/03/2025}]\n";
    let why = "a check on 26 March 2025 cannot have found the edition of 27 March 2025, \
               so this check does not count";
    assert_looks(looks(checks), &[("Check for updates by A", why)], "the first");
}

/// How many items are done, in progress, not started and not applicable.
fn standing(answers: &str) -> [u64; 4] {
    let summary = summary(&format!("{HEAD}answers:\n{answers}"));
    let standing = summary["standing"].as_array().expect("it is a list");
    let statuses = ["done", "in_progress", "not_started", "not_applicable"];
    let counts = statuses.iter().zip(standing).map(|(status, one)| {
        assert_eq!(one["status"], *status);
        one["count"].as_u64().expect("it is a number")
    });
    let counts: Vec<_> = counts.collect();
    counts.try_into().expect("there are four")
}

#[test]
fn items_have_the_status_that_their_answers_give() {
    let whole = "{organisation: A, contact: B, disconnection_date: 10/03/2027}";
    let rows = |rows: &str| format!("  pharmacies: [{rows}]\n");
    let cases = [
        (String::new(), [0, 0, 22, 0]),
        ("  tell-patients: done\n".into(), [1, 0, 21, 0]),
        ("  tell-patients: {status: In Progress}\n".into(), [0, 1, 21, 0]),
        ("  tell-patients: not applicable\n".into(), [0, 0, 21, 1]),
        ("  tell-patients: {owner: A, done: 02/11/2026}\n".into(), [0, 0, 22, 0]),
        ("  pharmacies: none\n".into(), [1, 0, 21, 0]),
        ("  pharmacies: not applicable\n".into(), [0, 0, 21, 1]),
        ("  pharmacies: []\n".into(), [0, 0, 22, 0]),
        (rows("{organisation: ''}"), [0, 0, 22, 0]),
        (rows(whole), [1, 0, 21, 0]),
        (rows("{organisation: A, disconnection_date: TBC}"), [0, 1, 21, 0]),
        (rows("{organisation: A}"), [0, 1, 21, 0]),
        (rows("{disconnection_date: 10/03/2027}"), [0, 1, 21, 0]),
        (rows(&format!("{whole}, {{contact: B}}")), [0, 1, 21, 0]),
        (rows(&format!("{whole}, {{}}, {{organisation: ' '}}")), [1, 0, 21, 0]),
    ];
    for (answers, wanted) in cases {
        assert_eq!(standing(&answers), wanted, "{answers}");
    }
}

#[test]
fn what_is_outstanding_has_its_owner_and_due_date_and_may_be_overdue() {
    let cases = [
        ("22/11/2026", "22 November 2026", true),
        ("23/11/2026", "23 November 2026", false),
        ("24/11/2026", "24 November 2026", false),
        ("w/c 2 March", "w/c 2 March", false),
        ("''", "", false),
    ];
    for (typed, printed, overdue) in cases {
        let fields = format!("status: in progress, owner: ' Ann ', due: {typed}");
        let summary =
            summary(&format!("{HEAD}answers: {{tell-patients: {{{fields}}}}}\n"));
        let items = outstanding(&summary);
        assert_eq!(items.len(), 22);
        let item = items.iter().find(|item| words(&item["what"]) == TASKS[0].1);
        let item = item.expect("it is not done");
        assert_eq!(item["status"], "in_progress");
        assert_eq!(words(&item["owner"]), "Ann");
        assert_eq!(words(&item["due"]), printed);
        assert_eq!(item["overdue"], overdue, "{typed}");
    }
}

#[test]
fn what_is_done_or_not_applicable_is_not_outstanding_even_if_late() {
    let tasks = TASKS.iter().enumerate().map(|(index, (id, _))| {
        let status = if index % 2 == 0 { "done" } else { "not applicable" };
        format!("  {id}: {{status: {status}, due: 01/01/2020}}\n")
    });
    let tables = [
        "sms-providers",
        "patient-apps",
        "patient-online-services",
        "pathology-and-others",
        "pharmacies",
        "pcse",
        "third-party-solutions",
        "third-party-extracts",
    ];
    let tables = tables.iter().map(|id| format!("  {id}: none\n"));
    let answers: String = tasks.chain(tables).collect();
    let summary = summary(&format!("{HEAD}answers:\n{answers}"));
    assert_eq!(outstanding(&summary), Vec::<&Value>::new());
}

#[test]
fn disconnections_are_in_date_order_with_those_without_a_date_last() {
    let state = "
answers:
  sms-providers:
    - {organisation: C, disconnection_date: 10/03/2027, contact: c@a.example}
    - {organisation: E, disconnection_date: TBC}
    - {organisation: F}
  pharmacies:
    - {organisation: A, disconnection_date: 2027-03-01}
    - {organisation: D, disconnection_date: 1 January 2028}
  pcse:
    - {service: B, disconnection_date: 9 March 2027}
  third-party-extracts:
    - {organisation: Z, requested: 01/01/2020}
";
    let summary = summary(&format!("{HEAD}{state}"));
    let dates = summary["timeline"]["dates"].as_array().expect("it is a list").iter();
    let found: Vec<_> =
        dates.map(|one| [words(&one["who"]), words(&one["date"])]).collect();
    let wanted = [
        ["A", "1 March 2027"],
        ["B", "9 March 2027"],
        ["C", "10 March 2027"],
        ["D", "1 January 2028"],
        ["E", "TBC"],
        ["F", ""],
    ];
    assert_eq!(found, wanted);
    let third = &summary["timeline"]["dates"][2];
    assert_eq!(
        [third["number"].to_string(), words(&third["contact"])],
        ["1", "c@a.example"]
    );
}

#[test]
fn the_day_of_the_run_is_the_day_of_the_summary() {
    let project = Project::new();
    let state = format!("{HEAD}answers: {{tell-patients: {{due: 23/11/2026}}}}\n");
    project.write("state.yaml", state);
    for (date, overdue) in [("23/11/2026", false), ("24/11/2026", true)] {
        let args =
            ["export", "state.yaml", "-o", "-", "--format", "json", "--date", date];
        let run = Run::of(&mut project.command(args));
        let data: Value = serde_json::from_slice(&run.stdout).expect("it is JSON");
        let items = outstanding(&data["summary"]);
        assert_eq!(items.iter().any(|item| item["overdue"] == true), overdue);
    }
}

#[test]
fn what_is_shortened_in_the_summary_says_so_and_keeps_the_name_of_its_table() {
    let contact = "Mr O'Neill or Mrs Prydderch, 01632 960501, ".repeat(8);
    let name = "The Corner Pharmacy of Mill Lane ".repeat(8);
    let state = format!(
        "{HEAD}answers:\n  sms-providers:\n    - {{organisation: Textwell, contact: 01632 \
         960501}}\n    - {{organisation: {name}, contact: \"{contact}\"}}\n"
    );
    let summary = summary(&state);
    let rows = &summary["timeline"]["dates"];
    assert_eq!(words(&rows[0]["contact"]), "01632 960501");
    assert_eq!(rows[0]["shortened"], false);
    assert_eq!(rows[1]["shortened"], true);
    for (key, of) in [("who", &name), ("contact", &contact)] {
        let short = words(&rows[1][key]);
        let kept = short.strip_suffix("\u{a0}…").expect("it says so");
        let rest = of.strip_prefix(kept).expect("it is the beginning");
        assert!(rest.starts_with([' ', ',']) && !rest.starts_with(" 96"), "{short}");
    }
    let sms = summary["to_do"].as_array().expect("it is a list").iter();
    let sms = sms.clone().find(|one| one["number"] == 1).expect("it is there");
    let who = words(&sms["looks"][1]["who"]);
    assert_eq!(words(&sms["what"]), SMS);
    assert!(who.ends_with("\u{a0}…"), "{who}");
    let note = "marks shortened text";
    for options in [&[][..], &["--large-print"]] {
        let pdf = record(&state, options);
        for (heading, times) in
            [("Act now", 1), ("Still to do", 0), ("Disconnections, in date order", 1)]
        {
            let below = below(&pdf, heading);
            let found = below.iter().filter(|text| text.contains(note)).count();
            assert_eq!(found, times, "{heading}, {options:?}: {below:?}");
        }
    }
}

#[test]
fn what_is_overdue_comes_first_then_what_has_a_date_and_each_item_once() {
    let state = "
answers:
  sms-providers: [{organisation: A, disconnection_date: TBC}]
  pcse: [{service: B, disconnection_date: 01/12/2026}]
  tell-patients: {status: in progress, due: 30/11/2026}
  map-drug-codes: {status: in progress, due: 20/11/2026}
  map-practice-codes: {status: in progress, due: 10/11/2026}
  run-updates: {status: in progress, due: 01/03/2027}
update_checks: [{date: 23/11/2026, by: A, found: 27/03/2025}]
";
    let summary = summary(&format!("{HEAD}{state}"));
    let to_do = summary["to_do"].as_array().expect("it is a list");
    let number = |one: &Value| one["number"].as_u64().expect("it is an item");
    let now: Vec<_> = to_do.iter().filter(|one| one["now"] == true).map(number).collect();
    // Overdue, then by date, then without one.
    assert_eq!(now, [10, 11, 8, 6, 1]);
    let later: Vec<_> =
        to_do.iter().filter(|one| one["now"] == false).map(number).collect();
    assert_eq!(later[0], 15, "what has a date comes first");
    let mut all = [now, later].concat();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), to_do.len(), "each is there once");
}

#[test]
fn the_timeline_is_drawn_from_today_to_the_last_milestone() {
    let state = "
practice: {final_data_production: 12/03/2027, go_live: 16/03/2027}
answers:
  sms-providers:
    - {organisation: A, disconnection_date: 10/03/2027}
    - {organisation: B, disconnection_date: 10/03/2027}
  pharmacies: [{organisation: C, disconnection_date: 01/03/2027}]
";
    let summary = summary(&format!("{HEAD}{state}"));
    let figures = summary["strip"].as_array().expect("it is a list").iter();
    let figures: Vec<_> =
        figures.map(|one| [words(&one["figure"]), words(&one["words"])]).collect();
    assert_eq!(figures[0], ["113", "days to go live"]);
    let drawing = &summary["timeline"]["drawing"];
    let at = |mark: &Value| mark["at"].as_f64().expect("it has a place");
    let days = drawing["days"].as_array().expect("it is a list");
    let places: Vec<_> = days.iter().map(|day| at(&day["mark"])).collect();
    assert!(at(&drawing["today"]) < places[0] && places[0] < places[1], "{drawing}");
    let rules: Vec<_> =
        days.iter().map(|day| (day["count"].as_u64(), &day["breaks_rule"])).collect();
    assert_eq!(rules, [(Some(1), &true.into()), (Some(2), &false.into())]);
    let milestones = drawing["milestones"].as_array().expect("it is a list");
    assert!(places[1] < at(&milestones[0]) && at(&milestones[1]) > 160.0, "{drawing}");
    let alt = drawing["alt"].as_str().expect("it is in words");
    for part in [
        "23 November 2026, today; ",
        "1 March 2027, 1 date, to be looked at; ",
        "10 March 2027, 2 dates; ",
        "16 March 2027, Go live",
    ] {
        assert!(alt.contains(part), "{part:?} in {alt}");
    }
    // Nothing to draw.
    assert!(self::summary(HEAD)["timeline"]["drawing"].is_null());
}

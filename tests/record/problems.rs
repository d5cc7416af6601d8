//! States with mistakes: all the mistakes in one are reported together, word for word.

use super::*;
use crate::messages::differs;
use crate::support::checklists::{BUILT_IN, SECOND};
use crate::support::reference::{assert_as_before, text_differs};

/// States that are wrong in one way, by the names of their references.
const WRONG: &[(&str, &str)] = &[
    (
        "state-unknown-items",
        "
checklist: pre-migration
last_updated: 27/03/2025
answers:
  sms-provider: none
  tell-patient: {status: done}
  flowers:
    - {organisation: A}",
    ),
    (
        "state-unknown-keys",
        "
checklist: pre-migration
last_updatet: 27/03/2025
practise:
  name: A
answers:
  tell-patients:
    state: done
    Owner: Reception lead
    note: A
    colour: blue",
    ),
    (
        "state-unknown-keys-of-a-task",
        "
checklist: pre-migration
last_updated: 27/03/2025
answers:
  tell-patients:
    state: done
    Owner: Reception lead
    note: A
    colour: blue",
    ),
    (
        "state-unknown-columns",
        "
checklist: pre-migration
last_updated: 27/03/2025
answers:
  pcse:
    - organisation: A
      contacts: B
      disconnection-date: 27/03/2027
  third-party-extracts:
    - {organisation: A, can_meet_dates: yes}",
    ),
    (
        "state-unknown-details",
        "
checklist: pre-migration
last_updated: 27/03/2025
practice:
  practice_name: A
  ODS_code: A12345
  go-live: 27/03/2027",
    ),
    (
        "state-wrong-shapes",
        "
checklist: pre-migration
last_updated: 27/03/2025
practice: Riverside Surgery
answers:
  tell-patients:
    - {status: done}
  sms-providers:
    organisation: A
  pharmacies: [A, B]
  pcse: [[service, A]]
  run-updates: {status: {done: yes}, notes: [a, b]}
  third-party-solutions:
    - organisation: {a: b}
update_checks: never",
    ),
    (
        "state-answers-as-a-list",
        "
checklist: pre-migration
last_updated: 27/03/2025
answers:
  - tell-patients: done",
    ),
    (
        "state-unknown-words",
        "
checklist: pre-migration
last_updated: 27/03/2025
answers:
  tell-patients: {status: complete}
  run-updates: in-progress
  check-reports: {status: yes}
  sms-providers: no
  pharmacies: n/a
  pcse: done",
    ),
    (
        "state-duplicate-keys",
        "
checklist: pre-migration
checklist: pre-migration
last_updated: 27/03/2025
practice: {name: A, name: B}
answers:
  tell-patients: {owner: A, owner: B}
  pharmacies: none
  tell-patients: done
  pcse: [{service: A, service: A}]",
    ),
    (
        "state-tags",
        "
checklist: pre-migration
last_updated: 27/03/2025
practice: {name: !secret A}
answers:
  tell-patients: !done {status: done}
  pcse:
    - !row {service: A}
    - {service: !!str 07700 900123, contact: !!binary aGVsbG8=, '!!str': \"!!\"}
    - !!map {service: !<tag:yaml.org,2002:int> '1'}
  run-updates: {notes: wow!! !!str, owner: ! a, !!str due: !!str a}",
    ),
    (
        "state-control-characters-as-escapes",
        "
checklist: pre-migration
last_updated: 27/03/2025
practice: {name: \"A\\u0000\"}
answers:
  tell-patients: {notes: \"a\\e[31mb\", owner: \"\\a\"}
  pcse: [{service: \"\\x9b2J\", contact: \"\\x7f\"}]
  \"\\e[1m\": done",
    ),
    (
        "state-of-another-checklist",
        "
checklist: pre-migraton
last_updated: 27/03/2025",
    ),
    (
        "state-of-no-checklist",
        "
last_updated: 27/03/2025
answers: {}",
    ),
    (
        "state-without-anything",
        "
{}",
    ),
    (
        "state-of-no-edition",
        "
checklist: pre-migration
last_updated: last week",
    ),
    (
        "state-of-an-edition-on-no-day",
        "
checklist: pre-migration
last_updated: 31/02/2025",
    ),
    (
        "state-checks",
        "
checklist: pre-migration
last_updated: 27/03/2025
update_checks:
  - {date: 24/11/2026, by: A, found: 27/03/2025}
  - {date: 23/11/2026, by: A, found: 24/11/2026}
  - {date: 31/11/2026, by: A, found: today}
  - {date: 20/11/2026, found: 27/03/2025, who: A}
  - 20/11/2026",
    ),
    (
        "state-checks-in-the-future",
        "
checklist: pre-migration
last_updated: 27/03/2025
update_checks:
  - {date: 24/11/2026, by: A, found: 27/03/2025}
  - {date: 23/11/2026, by: A, found: 24/11/2026}",
    ),
    (
        "state-everything-at-once",
        "
checklist: pre-migration
last_updated: 27/03/2025
practice:
  name: A
  odscode: A12345
  go_live: 31/02/2027
answers:
  sms-providers:
    - organisation: Call Bob #2
      disconnection_date: 3.4.27
  tell-patients:
    status: finished
    notes: !x y
  flowers: none
update_checks:
  - {date: 24/11/2026, by: A, found: 27/03/2025}",
    ),
    (
        "state-not-yaml",
        "
checklist: pre-migration
last_updated: 27/03/2025
answers:
  tell-patients:
    notes: Please note: this has a colon",
    ),
    (
        "state-that-begins-with-an-at",
        "
checklist: pre-migration
last_updated: 27/03/2025
answers:
  tell-patients:
    owner: @reception",
    ),
    (
        "state-that-begins-with-a-star",
        "
checklist: pre-migration
last_updated: 27/03/2025
answers:
  tell-patients:
    owner: *reception",
    ),
    (
        "state-with-a-quote-that-goes-on",
        "
checklist: pre-migration
last_updated: 27/03/2025
answers:
  tell-patients:
    owner: 'the old' one",
    ),
    (
        "state-that-lost-an-indent",
        "
checklist: pre-migration
last_updated: 27/03/2025
answers:
  tell-patients:
    notes: |
      one
    two",
    ),
];

/// Compares the messages about a state; `export` must write nothing, and change nothing.
#[must_use]
fn state_differs(name: &str, project: &Project, args: &[&str]) -> Option<String> {
    let args = [&["export"], args].concat();
    let difference = differs(name, project, &args);
    project.write("there.pdf", "what was there before");
    let run = project.exec(&[&args[..], &["-o", "there.pdf", "--overwrite"]].concat());
    assert_eq!((run.status, run.text().as_str()), (Some(1), ""), "{name}");
    assert_eq!(project.read("there.pdf"), b"what was there before", "{name}");
    std::fs::remove_file(project.path("there.pdf")).expect("it is there");
    difference
}

#[test]
fn each_wrong_state_has_a_message_that_says_where_and_how_to_correct_it() {
    let project = Project::new();
    assert_as_before(WRONG.iter().map(|(name, yaml)| {
        project.write("bad.yaml", yaml.trim_start_matches('\n'));
        state_differs(name, &project, &["bad.yaml"])
    }));
}

#[test]
fn files_that_are_not_states_are_refused() {
    let project = Project::new();
    let bomb: String = (0..9)
        .map(|n| {
            format!("a{0}: &a{0} [{1}]\n", n + 1, vec![format!("*a{n}"); 10].join(", "))
        })
        .collect();
    let cases: [(&str, Vec<u8>); 10] = [
        ("state-empty", Vec::new()),
        ("state-only-a-byte-order-mark", b"\xef\xbb\xbf".to_vec()),
        ("state-only-comments", b"# nothing\n# yet\n".to_vec()),
        ("state-only-a-word", b"hello\n".to_vec()),
        ("state-that-is-a-checklist", BUILT_IN.into()),
        ("state-binary", (0..=255).cycle().take(2000).collect()),
        ("state-latin-1", [HEAD.as_bytes(), b"practice: {name: Si\xe2n}\n"].concat()),
        (
            "state-control-characters",
            format!("{HEAD}answers:\n  run-updates: \u{7}\n").into(),
        ),
        ("state-alias-bomb", format!("a0: &a0 [x]\n{bomb}").into()),
        ("state-too-deep", format!("{HEAD}answers: {}\n", "[".repeat(500)).into()),
    ];
    assert_as_before(cases.iter().map(|(name, bytes)| {
        project.write("bad.yaml", bytes);
        state_differs(name, &project, &["bad.yaml"])
    }));
    project.write("folder/inner.txt", "");
    assert_as_before([
        state_differs("state-missing", &project, &["missing.yaml"]),
        state_differs("state-folder", &project, &["folder"]),
    ]);
}

#[test]
fn each_wrong_option_of_export_has_its_message() {
    let project = Project::new();
    project.write("a.yaml", SAMPLE);
    project.write("b.yaml", format!("{HEAD}practice: {{name: B}}\n"));
    project.write("second.yaml", SECOND);
    let cases: [(&str, &[&str]); 8] = [
        ("export-nothing", &["export"]),
        (
            "export-unknown-checklist",
            &["export", "a.yaml", "--checklist", "flowers.yaml"],
        ),
        ("export-another-checklist", &["export", "a.yaml", "--checklist", "second.yaml"]),
        ("export-over-its-input", &["export", "b.yaml", "-o", "b.yaml", "--overwrite"]),
        (
            "export-over-its-checklist",
            &["export", "b.yaml", "--checklist", "second.yaml", "-o", "second.yaml"],
        ),
        ("export-two-to-one-file", &["export", "a.yaml", "b.yaml", "-o", "c.pdf"]),
        ("export-two-to-standard-output", &["export", "a.yaml", "b.yaml", "-o", "-"]),
        ("export-rows", &["export", "b.yaml", "--rows", "3"]),
    ];
    assert_as_before(cases.iter().map(|(name, args)| differs(name, &project, args)));
}

/// Compares the warnings about a state that is exported.
fn warns_differ(name: &str, state: &str, options: &[&str]) -> Option<String> {
    let project = Project::new();
    project.write("state.yaml", state);
    let run =
        project.exec(&[&["export", "state.yaml", "-o", "record.pdf"], options].concat());
    assert_eq!(
        (run.status, run.text().as_str()),
        (Some(0), "record.pdf\n"),
        "{}",
        run.stderr
    );
    let warned = text_differs(&format!("messages/{name}.txt"), &run.report());
    let strict = [&["state.yaml", "--strict"], options].concat();
    let name = format!("{name}-strict");
    warned.or(state_differs(&name, &project, &strict)
        .filter(|_| std::fs::remove_file(project.path("record.pdf")).is_ok()))
}

#[test]
fn warnings_are_reported_and_strict_makes_them_errors() {
    let dates = "
practice: {go_live: 31/02/2027, return_by: TBC, final_data_production: week 10}
answers:
  pcse:
    - {service: A, disconnection_date: 3.4.27}
    - {service: B, disconnection_date: 27/03/2025}
  tell-patients: {due: 32/01/2027, done: 1 2 27}
";
    let cut = "
answers:
  sms-providers:
    - organisation: Call Bob #2
      contact: 01632 960501 # a remark
    - organisation: 'Call Bob #2'
  tell-patients:
    # remark
    owner: Bob #1 in the list
    notes: |
      See #2, and #3.
";
    let fonts = "answers: {run-updates: {notes: 'Ready 🧾 🫠'}}\n";
    assert_as_before([
        warns_differ("state-dates-that-are-none", &format!("{HEAD}{dates}"), &[]),
        warns_differ("state-values-cut-short", &format!("{HEAD}{cut}"), &[]),
        warns_differ("state-characters", &format!("{HEAD}{fonts}"), &[]),
    ]);
}

#[test]
fn text_that_looks_like_a_date_is_a_warning_beside_yes_and_no_too() {
    let rows =
        "answers: {third-party-extracts: [{requested: 31/02/2027}, {requested: yes}]}";
    let run = export(format!("{HEAD}{rows}\n"), &[]);
    assert_eq!(run.status, Some(0));
    assert_eq!(run.stderr.matches("this is not a date").count(), 1, "{}", run.stderr);
}

#[test]
fn a_check_for_updates_by_nobody_is_not_evidence() {
    for by in ["''", "' '", ""] {
        let check =
            format!("update_checks: [{{date: 23/11/2026, by: {by}, found: 27/03/2025}}]");
        let run = export(format!("{HEAD}{check}\n"), &[]);
        assert_eq!(run.status, Some(1), "by: {by}");
    }
}

#[test]
fn what_is_wrong_with_a_clock_or_an_edition_names_the_file() {
    let check = "update_checks: [{date: 24/11/2026, by: A, found: 27/03/2025}]";
    let run = export(format!("{HEAD}{check}\n"), &[]);
    assert!(run.stderr.contains("state.yaml"), "{}", run.stderr);
}

#[test]
fn many_warnings_are_warnings_still() {
    let row =
        |row| format!("    - {{organisation: A, disconnection_date: week {row}}}\n");
    let rows: String = (0..60).map(row).collect();
    let state = format!("{HEAD}answers:\n  pharmacies:\n{rows}");
    assert_as_before([warns_differ("state-many-dates-that-are-none", &state, &[])]);
}

/// An NHS number by its check digit and range, as people write it.
const NUMBERS: [&str; 4] =
    ["4010232137", "401 023 2137", "401-023-2137", "401\u{a0}023\u{a0}2137"];

/// Asserts that no part of a run repeats one of the numbers.
#[track_caller]
fn assert_not_repeated(run: &Run, place: &str) {
    let written =
        if run.stdout.starts_with(b"%PDF") { String::new() } else { run.text() };
    for text in [&run.stderr, &written] {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let joined: String =
            text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let is_repeated = digits.contains("4010232137") || joined.contains("4010232137");
        assert!(!is_repeated, "{place}: the number is repeated:\n{text}");
    }
}

#[test]
fn an_nhs_number_anywhere_stops_the_record_and_is_not_repeated() {
    let places = [
        ("notes", "answers: {run-updates: {notes: 'Asked about NUMBER today'}}\n"),
        ("owner", "answers: {run-updates: {owner: NUMBER}}\n"),
        ("due", "answers: {run-updates: {due: NUMBER}}\n"),
        ("a cell", "answers: {pcse: [{service: NUMBER}]}\n"),
        ("a date", "answers: {pcse: [{disconnection_date: NUMBER}]}\n"),
        ("practice", "practice: {name: 'Surgery NUMBER'}\n"),
        ("ods code", "practice: {ods_code: NUMBER}\n"),
        (
            "checked by",
            "update_checks: [{date: 23/11/2026, by: NUMBER, found: 27/03/2025}]\n",
        ),
        ("a comment", "# about NUMBER\n"),
        (
            "a folded note",
            "answers:\n  run-updates:\n    notes: >\n      Asked NUMBER\n      now\n",
        ),
    ];
    for (place, yaml) in places {
        for number in NUMBERS {
            let project = Project::new();
            project
                .write("state.yaml", HEAD.to_owned() + &yaml.replace("NUMBER", number));
            let run = project.exec(&["export", "state.yaml"]);
            assert_eq!(
                (run.status, run.text().as_str()),
                (Some(1), ""),
                "{place}: {number}"
            );
            assert!(
                run.stderr.contains("these digits make a valid NHS number"),
                "{place}"
            );
            assert_not_repeated(&run, place);
            assert_eq!(project.names(), ["state.yaml"]);
            let run = project.exec(&[
                "export",
                "state.yaml",
                "--allow-nhs-numbers",
                "-o",
                "a.pdf",
            ]);
            assert_eq!(run.status, Some(0), "{place}: {}", run.stderr);
            assert!(run.stderr.starts_with("warning: "), "{place}: {}", run.stderr);
            assert_not_repeated(&run, place);
        }
    }
}

#[test]
fn an_nhs_number_is_not_repeated_whatever_else_is_wrong() {
    let wrong = [
        ("an unknown item", "answers: {NUMBER: done}\n"),
        ("an unknown key", "answers: {run-updates: {NUMBER: done}}\n"),
        ("an unknown detail", "practice: {NUMBER: A}\n"),
        ("an unknown column", "answers: {pcse: [{NUMBER: A}]}\n"),
        ("an unknown word", "answers: {run-updates: NUMBER}\n"),
        ("a table's word", "answers: {pcse: NUMBER}\n"),
        ("a key that is here twice", "practice: {name: A, NUMBER: A, NUMBER: A}\n"),
        ("an item that is here twice", "answers: {NUMBER: A, NUMBER: A}\n"),
        (
            "a value cut short",
            "practice: {name: A}\n# x\nanswers:\n  pcse:\n    - service: Call NUMBER #2\n",
        ),
        ("a bad edition", "update_checks: [{date: NUMBER, by: A, found: NUMBER}]\n"),
        ("a bad line", "practice: {name: NUMBER: A}\n"),
        ("a long line", "practice: {nam: 'LONG NUMBER'}\n"),
        ("a tag", "practice: {name: !NUMBER A}\n"),
        ("a list", "practice: [NUMBER]\n"),
        ("a control character", "practice: {name: \"NUMBER\\a\"}\n"),
    ];
    for (place, yaml) in wrong {
        for number in NUMBERS {
            let yaml =
                yaml.replace("LONG", &"long ".repeat(80)).replace("NUMBER", number);
            let run = export(HEAD.to_owned() + &yaml, &[]);
            assert_eq!(run.status, Some(1), "{place}: {}", run.stderr);
            assert_not_repeated(&run, place);
        }
    }
    for (place, yaml) in [
        ("a checklist", "checklist: NUMBER\nlast_updated: 27/03/2025\n"),
        ("an edition", "checklist: pre-migration\nlast_updated: NUMBER\n"),
        ("a key", "checklist: pre-migration\nlast_updated: 27/03/2025\nNUMBER: A\n"),
    ] {
        for number in NUMBERS {
            let run = export(yaml.replace("NUMBER", number), &[]);
            assert_eq!(run.status, Some(1), "{place}: {}", run.stderr);
            assert_not_repeated(&run, place);
        }
    }
}

#[test]
fn an_nhs_number_in_a_file_name_stops_the_record_and_is_not_repeated() {
    for name in ["4010232137.yaml", "for 401 023 2137.yaml", "401-023-2137/state.yaml"] {
        let project = Project::new();
        project.write(name, HEAD);
        let run = project.exec(&["export", name]);
        assert_eq!(run.status, Some(1), "{name}");
        assert!(
            run.stderr.contains("these digits make a valid NHS number"),
            "{}",
            run.stderr
        );
        assert_not_repeated(&run, name);
        project.write(name, format!("{HEAD}answers: {{x: y}}\n"));
        assert_not_repeated(&project.exec(&["export", name]), "with another problem");
    }
}

#[test]
fn an_nhs_number_is_reported_with_its_own_line() {
    let block = "notes: |\n      one\n\n      401 023 2137\n";
    let lines = [
        (block, 8),
        ("notes: >-\n      one 401 023\n      2137 two\n", 6),
        ("notes: one\n      401-023-2137\n      two\n", 6),
        ("notes: 'one\n\n\n      4010232137'\n", 8),
        ("notes: \"one\n      two \\\n      4010232137\"\n", 7),
        ("notes: \"one\\n\\x34010232137\"\n", 5),
        ("due: 12\n    notes: |\n      one\n      4010232137 and\n      4010232137\n", 8),
    ];
    for (yaml, line) in lines {
        let state = format!("{HEAD}answers:\n  run-updates:\n    {yaml}");
        let run = export(state, &[]);
        let place = format!("`run-updates.notes` (line {line} of `state.yaml`)");
        assert!(run.stderr.contains(&place), "{yaml}{}", run.stderr);
        let count = run.stderr.matches("make a valid NHS number").count();
        assert_eq!(count, yaml.matches("2137").count(), "{yaml}{}", run.stderr);
    }
}

#[test]
fn an_nhs_number_in_an_output_name_is_refused_and_not_repeated() {
    let project = Project::new();
    project.write("state.yaml", HEAD);
    project.write("returned.pdf", "no PDF");
    let names = project.names();
    let commands: [(&str, &[&str]); 5] = [
        ("guard-name", &["export", "state.yaml", "-o", "4010232137.pdf"]),
        ("guard-folder", &["export", "state.yaml", "--out-dir", "o 401 023 2137"]),
        ("guard-name-of-a-state", &["start", "-o", "4010232137s.yaml"]),
        ("guard-name-of-a-blank", &["print", "-o", "401-023-2137/a.pdf"]),
        ("guard-name-of-an-import", &["import", "returned.pdf", "-o", "nhs 5857773456"]),
    ];
    assert_as_before(commands.map(|(name, args)| {
        assert_not_repeated(&project.exec(args), name);
        differs(name, &project, args)
    }));
    assert_eq!(project.names(), names);
    let args = ["export", "state.yaml", "-o", "4010232137.pdf", "--allow-nhs-numbers"];
    let run = project.exec(&[&args[..], &["--strict"]].concat());
    assert_eq!((run.status, project.names()), (Some(1), names));
    let run = project.exec(&args);
    assert_eq!(run.status, Some(0));
    assert!(run.stderr.contains("warning: the name after `-o`"), "{}", run.stderr);
}

#[test]
fn check_repeats_no_nhs_number() {
    let project = Project::new();
    let name = "4010232137.yaml";
    let state = format!("{HEAD}practice: {{name: Pat 401 023 2137}}\n");
    project.write(name, &state);
    project.write("b.yaml", HEAD);
    let note = ["--add", "--by", "4010232137", "--found", "27/03/2025"];
    let json = ["check", name, "--format", "json"];
    let runs = [&["check", name][..], &["check", name, "b.yaml"], &json];
    for args in runs.into_iter().chain([&[&["check", name], &note[..]].concat()[..]]) {
        let run = project.exec(args);
        assert_not_repeated(&run, "check");
        assert!(run.text().contains("Pat ############"), "{}", run.report());
    }
}

#[test]
fn a_possible_nhs_number_is_a_warning_and_is_not_repeated() {
    let cases = [
        ("guard-contact", "answers: {pcse: [{contact: 'Bob, 4010232137'}]}\n"),
        ("guard-labelled", "answers: {run-updates: {notes: 'NHS no. 1234567890'}}\n"),
        ("guard-test-range", "answers: {run-updates: {notes: 999 123 4567}}\n"),
        ("guard-row", "answers: {run-updates: {notes: '12-4010232137-9'}}\n"),
        ("guard-beside-letters", "answers: {run-updates: {notes: Pt4010232137}}\n"),
        (
            "guard-over-lines",
            "answers:\n  run-updates:\n    notes: |\n      one 401 023\n      2137\n",
        ),
    ];
    assert_as_before(cases.map(|(name, yaml)| {
        assert_not_repeated(&export(HEAD.to_owned() + yaml, &[]), name);
        warns_differ(name, &(HEAD.to_owned() + yaml), &[])
    }));
}

#[test]
fn messages_about_nhs_numbers_match_their_references() {
    let project = Project::new();
    let state = format!(
        "{HEAD}# for 4010232137\npractice: {{name: 401-023-2137}}\nanswers:\n  run-updates:\n    \
         notes: |\n      one\n      401 023 2137\n  pcse:\n    - contact: 4010232137\n"
    );
    project.write("state.yaml", &state);
    let options = ["--allow-nhs-numbers"];
    assert_as_before([
        state_differs("guard-stops", &project, &["state.yaml"]),
        warns_differ("guard-lets-pass", &state, &options),
    ]);
}

#[test]
fn telephone_numbers_are_not_nhs_numbers() {
    let numbers = [
        "+44 4010232137",
        "0044 401 023 2137",
        "(0)4010232137",
        "04010232137",
        "44010232137",
    ];
    for number in numbers {
        let run = export(
            format!("{HEAD}answers: {{run-updates: {{notes: '{number}'}}}}\n"),
            &[],
        );
        assert_eq!((run.status, run.warnings().as_str()), (Some(0), ""), "{number}");
    }
}

#[test]
fn an_nhs_number_in_the_checklist_stops_the_record_too() {
    let project = Project::new();
    project.write("mine.yaml", format!("{BUILT_IN}# Asked for by 401 023 2137.\n"));
    project.write("state.yaml", HEAD);
    let run = project.exec(&["export", "state.yaml", "--checklist", "mine.yaml"]);
    assert_eq!(run.status, Some(1));
    assert!(run.stderr.contains("of `mine.yaml`: these digits make"), "{}", run.stderr);
    assert_not_repeated(&run, "the checklist");
}

#[test]
fn answers_of_another_edition_without_a_place_go_to_the_appendix() {
    let state = "
checklist: pre-migration
last_updated: 27/03/2024
answers:
  fax-numbers:
    - {organisation: Old Fax Ltd, contact: 01632 960555}
    - {organisation: Older Fax Ltd}
  order-forms: {status: done, owner: J. Okafor, notes: 'All ordered.'}
  send-postcards: not applicable
  tell-patients: {status: done, colour: blue}
  pcse: [{service: GP Links, telex: 12345}]
";
    let pdf = record(state, &[]);
    let appendix = cells(&pdf, "Appendix: answers without a place in this edition");
    let wanted = [
        "fax-numbers.1.organisation",
        "Old Fax Ltd",
        "fax-numbers.1.contact",
        "01632 960555",
        "fax-numbers.2.organisation",
        "Older Fax Ltd",
        "order-forms.status",
        "done",
        "order-forms.owner",
        "J. Okafor",
        "order-forms.notes",
        "All ordered.",
        "send-postcards",
        "not applicable",
        "Tell your patients about upcoming changes: colour",
        "blue",
        "Primary Care Support England (PCSE), row 1: telex",
        "12345",
    ];
    assert_eq!(appendix, wanted);
    assert_as_before([warns_differ("state-of-another-edition", state, &[])]);
}

#[test]
fn answers_under_a_former_id_have_their_place() {
    let project = Project::new();
    project.write("second.yaml", SECOND);
    let head = "checklist: second\nlast_updated: 1 February 2026\nanswers:\n";
    project.write("state.yaml", format!("{head}  old-task: {{owner: Ann}}\n"));
    let args = ["export", "state.yaml", "--checklist", "second.yaml"];
    let run = project.exec(&[&args[..], &["-o", "-"]].concat());
    let below =
        below(&Pdf::read(&run.stdout), "A task in the deepest section, for Αθήνα");
    assert!(below.iter().any(|text| text == "Ann"), "{below:?}");
    project
        .write("state.yaml", format!("{head}  old-task: done\n  deepest-task: done\n"));
    let run = project.exec(&args);
    assert_eq!(run.status, Some(1));
    assert!(
        run.stderr.contains("`old-task` is an earlier id of `deepest-task`"),
        "{}",
        run.stderr
    );
}

#[test]
fn with_several_states_those_without_mistakes_are_written() {
    let project = Project::new();
    project.write("a.yaml", format!("{HEAD}practice: {{name: A}}\n"));
    project.write("b.yaml", format!("{HEAD}answers: {{x: y}}\n"));
    project.write("c.yaml", format!("{HEAD}practice: {{name: C, ods_code: C12345}}\n"));
    let run =
        project.exec(&["export", "a.yaml", "b.yaml", "c.yaml", "--out-dir", "records"]);
    assert_eq!(run.status, Some(1));
    let names = [
        "records/a-pre-migration-record-2026-11-23.pdf",
        "records/c12345-c-pre-migration-record-2026-11-23.pdf",
        "records/index.csv",
        "records/overview.pdf",
    ];
    assert_eq!(run.text(), names.map(|name| format!("{name}\n")).concat());
    assert!(run.stderr.contains("`x`"), "{}", run.stderr);
}

#[test]
fn help_on_records_is_as_before() {
    let project = Project::new();
    for command in ["export", "overview", "start", "import"] {
        let run = Run::of(&mut project.command([command, "--help"]));
        assert_eq!(run.status, Some(0));
        let name = format!("messages/help-{command}.txt");
        assert_as_before([text_differs(&name, &run.report())]);
    }
}

#[test]
fn words_that_yaml_would_drop_from_a_value_are_reported() {
    let project = Project::new();
    for (value, word) in [
        ("&Jones", "&Jones"),
        ("&bob to call", "&bob"),
        (">5", ">5"),
        ("|2\n        indented", "|2"),
    ] {
        project.write(
            "state.yaml",
            format!("{HEAD}answers:\n  tell-patients:\n    notes: {value}\n"),
        );
        let run = project.exec(&["export", "state.yaml", "--strict", "-o", "-"]);
        assert_eq!(run.status, Some(1), "{value}");
        let message = format!(
            "`{word}` has a special meaning in YAML and is left out of the value"
        );
        assert!(run.stderr.contains(&message), "{value}: {}", run.stderr);
    }
    for value in
        ["&a Bob\n    due: *a", "\"&co\"", "|\n      x: &foo\n      - >5", "A & B"]
    {
        project.write(
            "state.yaml",
            format!("{HEAD}answers:\n  tell-patients:\n    notes: {value}\n"),
        );
        let run = project.exec(&["export", "state.yaml", "--strict", "-o", "-"]);
        assert!(!run.stderr.contains("has a meaning"), "{value}: {}", run.stderr);
        assert!(run.status == Some(0) || value.contains("*a"), "{}", run.stderr);
    }
}

#[test]
fn an_unknown_checklist_is_reported_in_the_state() {
    let project = Project::new();
    project.write("state.yaml", "checklist: training\nlast_updated: 27/03/2025\n");
    for command in ["export", "check", "update"] {
        let run = project.exec(&[command, "state.yaml"]);
        assert_eq!(run.status, Some(1), "{command}");
        assert!(run.stderr.contains("state.yaml:1:11"), "{command}: {}", run.stderr);
        assert!(run.stderr.contains("`--checklist FILE`"), "{command}: {}", run.stderr);
    }
}

#[test]
fn no_file_that_is_read_is_replaced() {
    let project = Project::new();
    project.write("state.yaml", HEAD);
    let run = project.exec(&["export", "state.yaml", "-o", "then.pdf"]);
    assert_eq!(run.status, Some(0), "{}", run.report());
    let font = include_bytes!("../../fonts/DejaVuSans.ttf");
    project.write("font.ttf", font);
    for (option, file) in [("--from", "then.pdf"), ("--font", "font.ttf")] {
        let before = project.read(file);
        let args = ["export", "state.yaml", option, file, "-o", file, "--overwrite"];
        let run = project.exec(&args);
        assert_eq!(run.status, Some(1), "{file}");
        assert!(run.stderr.contains("is an input file"), "{}", run.stderr);
        assert!(project.read(file) == before, "{file}");
    }
    let run =
        project.exec(&["export", "state.yaml", "--from", "none.pdf", "-o", "x.pdf"]);
    assert_eq!(run.status, Some(1), "{}", run.report());
}

#[test]
fn yes_with_a_date_is_a_valid_answer_in_a_column_for_both() {
    let project = Project::new();
    let row = "third-party-extracts: [{organisation: A, requested: 'yes, 02/11/2026'}]";
    project.write("state.yaml", format!("{HEAD}answers:\n  {row}\n"));
    let run = project.exec(&["export", "state.yaml", "--strict", "-o", "-"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
}

#[test]
fn aliases_that_expand_to_far_too_much_text_are_refused() {
    let project = Project::new();
    let long = "x".repeat(10_000);
    let rows = "    - organisation: *a\n".repeat(200);
    project.write(
        "state.yaml",
        format!(
            "{HEAD}answers:\n  tell-patients: {{owner: &a {long}}}\n  pharmacies:\n{rows}"
        ),
    );
    let run = project.exec(&["export", "state.yaml", "-o", "-"]);
    assert_eq!(run.status, Some(1));
    assert!(run.stderr.contains("far too much text"), "{}", run.stderr);
}

#[test]
fn a_problem_in_a_line_too_long_to_show_says_where_it_is() {
    let project = Project::new();
    let words = "word ".repeat(100);
    let notes = format!("notes: {words}call Bob #2 of {words}");
    project
        .write("state.yaml", format!("{HEAD}answers:\n  tell-patients:\n    {notes}\n"));
    let run = project.exec(&["export", "state.yaml", "-o", "-"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains("word call Bob #2 of word"), "{}", run.stderr);
    assert!(run.stderr.len() < 600, "{}", run.stderr);
}

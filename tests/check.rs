//! `proforma check`: its output, its exit status, and what it writes.

use proforma::base::embedded;
use serde_json::Value;

use crate::support::checklists::{BUILT_IN, SOURCE};
use crate::support::project::{Project, Run, TODAY};
use crate::support::reference::{assert_as_before, text_differs};

/// A state with these checks.
fn state(name: &str, checks: &str) -> String {
    format!(
        "checklist: pre-migration\nlast_updated: 27/03/2025\npractice:\n  name: {name}\n\
         {checks}"
    )
}

/// A state with one check.
fn checked(name: &str, date: &str, found: &str) -> String {
    state(
        name,
        &format!("update_checks:\n  - {{date: {date}, by: J. Okafor, found: {found}}}\n"),
    )
}

/// States of every kind.
fn project() -> Project {
    let project = Project::new();
    project.write("current.yaml", checked("Current", "16/11/2026", "27/03/2025"));
    project.write("due.yaml", checked("Due", "16/07/2026", "27/03/2025"));
    project.write("older.yaml", checked("Older", "16/05/2026", "27/03/2025"));
    project.write("newer.yaml", checked("Newer", "16/11/2026", "01/11/2026"));
    project.write("never.yaml", state("Never", ""));
    project.write("other.yaml", checked("Other", "16/11/2026", "01/01/2024"));
    project.write("future.yaml", checked("Future", "24/11/2026", "25/11/2026"));
    project.write("impossible.yaml", checked("Impossible", "26/03/2025", "27/03/2025"));
    project.write(
        "new edition.yaml",
        BUILT_IN.replace("last_updated: 27/03/2025", "last_updated: 01/11/2026"),
    );
    project.write("ahead.yaml", state("Ahead", "").replace("03/2025", "03/2027"));
    project
}

pub(super) fn said(name: &str, project: &Project, args: &[&str]) -> Option<String> {
    let run = project.exec(args);
    let command = format!("$ proforma {}\n", args.join(" "));
    text_differs(&format!("check/{name}.txt"), &(command + &run.report()))
}

#[test]
fn each_situation_matches_its_reference() {
    let cases: &[(&str, &[&str])] = &[
        ("alone", &["check"]),
        ("current", &["check", "current.yaml"]),
        ("due", &["check", "due.yaml"]),
        ("newer", &["check", "newer.yaml"]),
        ("newer-at-hand", &["check", "due.yaml", "--checklist", "new edition.yaml"]),
        ("never", &["check", "never.yaml"]),
        ("other", &["check", "other.yaml"]),
        ("impossible", &["check", "impossible.yaml"]),
        ("impossible-strict", &["check", "impossible.yaml", "--strict"]),
        ("future", &["check", "future.yaml"]),
        ("ahead", &["check", "ahead.yaml"]),
        ("checklist", &["check", "--checklist", "new edition.yaml"]),
        (
            "many",
            &[
                "check",
                "current.yaml",
                "due.yaml",
                "never.yaml",
                "newer.yaml",
                "older.yaml",
            ],
        ),
        ("many-with-a-problem", &["check", "future.yaml", "current.yaml", "due.yaml"]),
        ("json", &["check", "due.yaml", "--format", "json"]),
        ("missing", &["check", "missing.yaml"]),
        ("help", &["check", "--help"]),
    ];
    let project = project();
    assert_as_before(cases.iter().map(|(name, args)| said(name, &project, args)));
}

#[test]
fn the_exit_status_is_that_of_the_most_urgent() {
    let cases: &[(&[&str], i32)] = &[
        (&[], 12),
        (&["current.yaml"], 0),
        (&["due.yaml"], 10),
        (&["newer.yaml"], 11),
        (&["never.yaml"], 12),
        (&["current.yaml", "due.yaml"], 10),
        (&["due.yaml", "current.yaml"], 10),
        (&["due.yaml", "never.yaml"], 12),
        (&["never.yaml", "current.yaml"], 12),
        (&["never.yaml", "newer.yaml", "due.yaml"], 11),
        (&["newer.yaml", "current.yaml"], 11),
        (&["newer.yaml", "future.yaml"], 1),
        (&["missing.yaml", "current.yaml"], 1),
        (&["current.yaml", "--checklist", "new edition.yaml"], 11),
        (&["impossible.yaml"], 12),
        (&["impossible.yaml", "--strict"], 1),
        (&["--add"], 2),
        (&["--by", "A"], 2),
        (&["current.yaml", "--add", "--by", "A"], 2),
        (&["--format", "yaml"], 2),
    ];
    let project = project();
    for (args, status) in cases {
        let args = [&["check"], *args].concat();
        let run = project.exec(&args);
        assert_eq!(run.status, Some(*status), "{args:?}\n{}", run.report());
        let json = project.exec(&[args.as_slice(), &["--format", "json"]].concat());
        if *status != 2 {
            assert_eq!(json.status, Some(*status), "{args:?} as JSON");
        }
    }
}

/// States of every exit status, the most urgent first.
const BY_URGENCY: [(&str, i32); 5] = [
    ("future.yaml", 1),
    ("newer.yaml", 11),
    ("never.yaml", 12),
    ("due.yaml", 10),
    ("current.yaml", 0),
];

/// Runs `check` in words and as data, and asserts the exit status of both.
#[track_caller]
fn assert_status(project: &Project, states: &[&str], options: &[&str], status: i32) {
    for format in ["text", "json"] {
        let args = [&["check", "--format", format], states, options].concat();
        let run = project.exec(&args);
        assert_eq!(run.status, Some(status), "{args:?}\n{}", run.report());
        if format == "json" {
            let data: Value = serde_json::from_slice(&run.stdout).expect("it is JSON");
            assert_eq!(data["exit_status"], status, "{args:?}");
        }
    }
}

#[test]
fn of_any_two_states_the_more_urgent_gives_the_exit_status() {
    let project = published();
    for options in [&[] as &[_], &["--against", "record.pdf"]] {
        for (first, (one, status)) in BY_URGENCY.iter().enumerate() {
            for (other, _) in &BY_URGENCY[first..] {
                assert_status(&project, &[one, other], options, *status);
                assert_status(&project, &[other, one], options, *status);
            }
        }
    }
    let names = BY_URGENCY.map(|(name, _)| name);
    for turn in 0..names.len() {
        let mut turned = names;
        turned.rotate_left(turn);
        assert_status(&project, &turned, &[], 1);
    }
}

#[test]
fn only_newer_editions_and_problems_are_more_urgent_than_a_file_without_a_date() {
    let project = published();
    let against = ["--against", "letter.txt"];
    for (one, status) in BY_URGENCY {
        let status = if [1, 11].contains(&status) { status } else { 12 };
        assert_status(&project, &[one], &against, status);
        assert_status(&project, &["current.yaml", one], &against, status);
    }
}

#[test]
fn data_say_the_same_as_words_and_are_json_even_with_problems() {
    let project = project();
    let names = ["current.yaml", "due.yaml", "never.yaml", "newer.yaml"];
    let args = ["check", "--format", "json"].iter().chain(&names).copied();
    let run = project.exec(&args.collect::<Vec<_>>());
    let data: Value = serde_json::from_slice(&run.stdout).expect("it is JSON");
    assert_eq!(data["exit_status"], 11);
    assert_eq!(data["today"], TODAY);
    let found: Vec<_> = data["checks"].as_array().expect("a list").iter().collect();
    let verdicts: Vec<_> = found.iter().map(|entry| &entry["verdict"]).collect();
    assert_eq!(verdicts, ["newer", "cannot-tell", "due", "current"]);
    assert_eq!(found[3]["evidence"]["check"]["by"], "J. Okafor");
    assert_eq!(found[3]["evidence"]["check"]["date"], "2026-11-16");
    assert_eq!(found[2]["next_check_by"], "2026-10-16");
    let run = project.exec(&["check", "future.yaml", "--format", "json"]);
    let data: Value = serde_json::from_slice(&run.stdout).expect("it is JSON");
    assert_eq!((data["exit_status"].clone(), run.status), (1.into(), Some(1)));
}

/// Files to compare with, in addition to the states.
fn published() -> Project {
    let project = project();
    let fixture = |name: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
        let name = format!("{folder}/pre-migration-checklist.{name}");
        std::fs::read(&name).unwrap_or_else(|why| panic!("{name}: {why}"))
    };
    project.write("saved.html", fixture("html"));
    project.write("saved.docx", fixture("docx"));
    project.write("saved.txt", SOURCE);
    project.write("newer.txt", SOURCE.replace("27/03/2025", "01/11/2026"));
    project.write("earlier.txt", SOURCE.replace("27/03/2025", "01/01/2024"));
    project.write("later.txt", SOURCE.replace("27/03/2025", "24/11/2026"));
    let changed =
        SOURCE.replace("practice staff", "all staff").replace("- IT lead\n", "");
    project.write("changed.txt", changed);
    project.write("letter.txt", "Dear all,\nplease migrate.\n");
    project.write("letter.pdf", "%PDF-1.7\n");
    project.write("empty.html", "<!doctype html><main> </main>");
    project.write("archive.html", "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n");
    project.write("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    let page = String::from_utf8(fixture("html")).expect("it is text");
    let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        page.encode_utf16().flat_map(order).collect()
    };
    project.write("little-endian.html", wide(u16::to_le_bytes));
    project.write("big-endian.html", wide(u16::to_be_bytes));
    project.exec(&["export", "never.yaml", "-o", "record.pdf"]);
    let edited = BUILT_IN
        .replace("last_updated: 27/03/2025", "last_updated: 01/11/2026")
        .replace(
            "id: tell-patients\n",
            "id: tell\n                formerly: [tell-patients]\n",
        )
        .replace("Notes", "Remarks")
        .replace("task: Gather a list of reports", "task: Collect a list of reports");
    project.write("edited.yaml", edited);
    project
}

#[test]
fn comparisons_with_files_match_their_references() {
    let cases: &[(&str, &[&str])] = &[
        ("against-page", &["check", "--against", "saved.html"]),
        ("against-docx", &["check", "due.yaml", "--against", "saved.docx"]),
        ("against-text", &["check", "never.yaml", "--against", "saved.txt"]),
        ("against-newer", &["check", "current.yaml", "--against", "newer.txt"]),
        ("against-earlier", &["check", "current.yaml", "--against", "earlier.txt"]),
        ("against-later", &["check", "current.yaml", "--against", "later.txt"]),
        ("against-changed", &["check", "current.yaml", "--against", "changed.txt"]),
        ("against-letter", &["check", "current.yaml", "--against", "letter.txt"]),
        ("against-pdf", &["check", "current.yaml", "--against", "letter.pdf"]),
        ("against-empty", &["check", "--against", "empty.html"]),
        ("against-archive", &["check", "--against", "archive.html"]),
        ("against-doc", &["check", "--against", "old.doc"]),
        ("against-record", &["check", "never.yaml", "--against", "record.pdf"]),
        ("against-yaml", &["check", "current.yaml", "--against", "edited.yaml"]),
        ("against-many", &["check", "due.yaml", "never.yaml", "--against", "saved.txt"]),
        ("against-json", &["check", "--against", "changed.txt", "--format", "json"]),
    ];
    let project = published();
    assert_as_before(cases.iter().map(|(name, args)| said(name, &project, args)));
}

#[test]
fn a_file_with_this_editions_date_and_words_counts_as_a_check_today() {
    let cases = [
        ("saved.html", "due.yaml", 0),
        ("saved.docx", "never.yaml", 0),
        ("little-endian.html", "never.yaml", 0),
        ("big-endian.html", "never.yaml", 0),
        // A record says nothing about what is published today.
        ("record.pdf", "never.yaml", 12),
        ("record.pdf", "due.yaml", 10),
        ("record.pdf", "current.yaml", 0),
        ("saved.txt", "other.yaml", 0),
        ("saved.txt", "newer.yaml", 11),
        ("newer.txt", "current.yaml", 11),
        ("earlier.txt", "current.yaml", 12),
        ("changed.txt", "current.yaml", 12),
        ("letter.txt", "current.yaml", 12),
        ("letter.txt", "newer.yaml", 11),
        ("later.txt", "current.yaml", 1),
        ("missing.txt", "current.yaml", 1),
        ("edited.yaml", "current.yaml", 11),
    ];
    let project = published();
    for (file, state, status) in cases {
        let run = project.exec(&["check", state, "--against", file]);
        assert_eq!(run.status, Some(status), "{state} {file}\n{}", run.report());
    }
}

#[test]
fn a_date_counts_where_it_is_the_checklists_and_unseen_words_do_not() {
    let project = published();
    let page = String::from_utf8(project.read("saved.html")).expect("it is text");
    let end = "</main>";
    assert!(page.contains(end));
    let on_page = |more: &str| page.replacen(end, &format!("{more}{end}"), 1);
    let sign_in = "<html><main><h1>Sign in</h1><p>Our terms were last updated on 27 March \
                   2025.</p></main></html>";
    project.write("sign-in.html", sign_in);
    project.write("page.html", on_page("<p>Page last updated on 1 June 2026</p>"));
    project.write("unseen.html", on_page("<div hidden>Old words.</div>"));
    for (file, status, told) in [
        (
            "sign-in.html",
            12,
            "It says \"last updated on\" 27 March 2025 of something else",
        ),
        ("page.html", 0, "It says \"last updated on\" 1 June 2026 of something else"),
        ("unseen.html", 0, "The words are the same"),
    ] {
        let run = project.exec(&["check", "never.yaml", "--against", file]);
        assert_eq!(run.status, Some(status), "{file}\n{}", run.report());
        assert!(run.text().contains(told), "{file}\n{}", run.text());
        assert!(!run.text().contains("Old words"), "{file}\n{}", run.text());
    }
}

/// Notes a check.
fn add(project: &Project, state: &str, found: &str) -> Run {
    project.exec(&["check", state, "--add", "--by", "S. Holm", "--found", found])
}

#[test]
fn recording_a_check_is_the_only_change() {
    let project = project();
    let before = String::from_utf8(project.read("due.yaml")).expect("it is text");
    let run = add(&project, "due.yaml", "27/03/2025");
    assert_eq!(run.status, Some(0), "{}", run.report());
    let entry = "  - {date: 23/11/2026, by: S. Holm, found: 27/03/2025}\n";
    let after = project.read("due.yaml");
    assert_eq!(after, (before + entry).into_bytes());
    assert_as_before([text_differs("check/added.txt", &run.report())]);
    let again = add(&project, "due.yaml", "27/03/2025");
    assert_eq!(again.status, Some(0));
    assert!(again.text().starts_with("`due.yaml` already has this check."));
    assert_eq!(project.read("due.yaml"), after);
    assert_eq!(add(&project, "due.yaml", "01/11/2026").status, Some(11));
}

#[test]
fn a_check_that_cannot_be_recorded_changes_nothing() {
    let project = project();
    let names = project.names();
    let read = || -> Vec<_> { names.iter().map(|name| project.read(name)).collect() };
    let before = read();
    let cases: &[(&str, &[&str])] = &[
        ("add-in-the-future", &["due.yaml", "--by", "A", "--found", "24/11/2026"]),
        ("add-by-nobody", &["due.yaml", "--by", " ", "--found", "27/03/2025"]),
        ("add-to-two", &["due.yaml", "never.yaml", "--by", "A", "--found", "27/03/2025"]),
        ("add-to-a-bad-state", &["future.yaml", "--by", "A", "--found", "27/03/2025"]),
        ("add-to-nothing", &["missing.yaml", "--by", "A", "--found", "27/03/2025"]),
        (
            "add-strictly",
            &["impossible.yaml", "--by", "A", "--found", "27/03/2025", "--strict"],
        ),
    ];
    assert_as_before(cases.iter().map(|(name, args)| {
        said(name, &project, &[&["check", "--add"], *args].concat())
    }));
    assert_eq!(project.names(), names);
    assert!(read() == before);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_permissions_stay() {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    let project = project();
    symlink("due.yaml", project.path("link.yaml")).expect("a link can be made");
    let mode = fs::Permissions::from_mode(0o640);
    fs::set_permissions(project.path("due.yaml"), mode).expect("they can be set");
    assert_eq!(add(&project, "link.yaml", "27/03/2025").status, Some(0));
    assert!(project.path("link.yaml").is_symlink());
    let mode = fs::metadata(project.path("due.yaml")).expect("it is there").permissions();
    assert_eq!(mode.mode() & 0o777, 0o640);
    let text = String::from_utf8(project.read("due.yaml")).expect("it is text");
    assert!(text.contains("S. Holm"));
}

#[test]
fn a_new_state_of_each_built_in_checklist_takes_checks() {
    for id in embedded::checklist_ids() {
        let project = Project::new();
        assert_eq!(project.exec(&["start", id, "-o", "a.yaml"]).status, Some(0));
        let before = String::from_utf8(project.read("a.yaml")).expect("it is text");
        assert_eq!(add(&project, "a.yaml", "27/03/2025").status, Some(0));
        let entry = "  - {date: 23/11/2026, by: S. Holm, found: 27/03/2025}\n";
        assert_eq!(project.read("a.yaml"), (before + entry).into_bytes());
    }
}

#[test]
fn print_and_export_say_once_what_needs_attention() {
    let project = project();
    let note = |args: &[&str]| {
        let run = project.exec(args);
        assert_eq!(run.status, Some(0), "{}", run.report());
        let notes = run.stderr.lines().filter(|line| line.starts_with("note: "));
        notes.collect::<Vec<_>>().join("\n")
    };
    let out = ["--out-dir", "out", "--format", "json", "--overwrite"];
    let export = |states: &[&str]| note(&[&["export"], states, &out].concat());
    assert_eq!(export(&["current.yaml"]), "");
    let due = "note: a check for updates is due; `proforma check` says more";
    assert_eq!(export(&["due.yaml"]), due);
    let never = "note: cannot tell whether this is the newest edition; `proforma check` \
                 says more";
    assert_eq!(export(&["never.yaml"]), never);
    let newer = "note: there is a newer edition; `proforma check` says more";
    assert_eq!(export(&["newer.yaml"]), newer);
    let many = "note: 3 of 3 written\n\
                note: 2 of 3 need attention; `proforma check` says why";
    assert_eq!(export(&["due.yaml", "current.yaml", "never.yaml"]), many);
    let print =
        |date| note(&[&["print", "--checked", date, "--by", "A"] as &[_], &out].concat());
    assert_eq!(print("16/11/2026"), "");
    assert_eq!(print("16/07/2026"), due);
    assert_eq!(note(&[&["print"], &out as &[_]].concat()), "");
}

#[test]
fn today_is_the_local_date_or_the_utc_date_of_the_moment_that_is_set() {
    let project = Project::new();
    let today = |zone: &str, epoch: Option<&str>| {
        let mut command = project.command(["check", "--format", "json"]);
        command.env("TZ", zone);
        epoch.map(|epoch| command.env("SOURCE_DATE_EPOCH", epoch));
        let run = Run::of(&mut command);
        let data: Value = serde_json::from_slice(&run.stdout).expect("it is JSON");
        data["today"].as_str().expect("a date").to_string()
    };
    // These zones are 26 hours apart, so they never have the same date.
    let zones = ["<+14>-14", "<-12>12"];
    assert_ne!(today(zones[0], None), today(zones[1], None));
    for zone in zones {
        assert_eq!(today(zone, Some("1774655999")), "2026-03-27");
        assert_eq!(today(zone, Some("1774656000")), "2026-03-28");
    }
}

#[test]
fn words_that_changed_without_a_new_date_are_reported() {
    let project = Project::new();
    project.write("edited.yaml", BUILT_IN.replace("practice staff", "all staff"));
    let args = ["check", "--checklist", "edited.yaml"];
    assert_as_before([said("edited-without-a-date", &project, &args)]);
}

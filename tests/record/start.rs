//! `start`: a state with every id in place, that exports as it is.

use proforma::model::checklist::{Block, Checklist};
use serde_yaml::Value;

use super::*;
use crate::support::checklists::{BUILT_IN, SECOND, read};

/// A checklist whose titles and ids YAML could misread.
const ODD: &str = r##"
id: "2025"
title: "# no: comment, 'quoted' \"twice\" \\ {{x}} \t &a *a !b %c @d `e`\nand a second line"
last_updated: 27/03/2025
guide: https://a.example/b#c
body:
  - section: >-
      A folded # title:

      with a blank line
    body:
      - table: |
          - a title that looks
          - like: a list
        id: "no"
        columns:
          - {id: "null", title: "yes: or # no"}
          - {id: "on", title: "'\"\u0085\u2028\u2029", kind: date}
          - {id: y, title: "# ?", kind: yes-no}
          - {id: "007", title: "<{guide}> and {last_updated}", kind: date-or-yes-no}
      - task: "{{ } [ ] , & * # ? | - < > = ! % @ \\"
        id: 1e5
      - task: "answers:\n  x: y"
        id: "true"
      - section: Empty
        body: [{task: "A task: #1", id: answers}]
"##;

/// What `start` writes for a checklist.
#[track_caller]
fn started(project: &Project, args: &[&str]) -> String {
    let run = project.exec(&[&["start", "-o", "-"], args].concat());
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    run.text()
}

fn checklists() -> [(&'static str, String); 3] {
    // There would be a warning about a character that no font has.
    let second = SECOND.replace(" 🧾", "");
    let odd = ODD.trim_start().replace("{{ }", "{{ }}");
    [("built-in", BUILT_IN.into()), ("second", second), ("odd", odd)]
}

/// Ids of items with the keys of their answers, in order.
fn items(blocks: &[Block], found: &mut Vec<(String, Vec<String>)>) {
    for block in blocks {
        match block {
            Block::Section { body, .. } => items(body, found),
            Block::Table(table) => {
                let columns = table.columns.iter().map(|column| column.id.clone());
                found.push((table.id.clone(), columns.collect()));
            }
            Block::Task(task) => {
                let keys = ["status", "owner", "due", "done", "notes"];
                found.push((task.id.clone(), keys.map(String::from).to_vec()));
            }
            _ => {}
        }
    }
}

/// A YAML key as it was typed: this reader turns what looks like a number into one.
fn key(value: &Value) -> String {
    let text = serde_yaml::to_string(value).expect("a key is YAML");
    text.trim().trim_matches('\'').to_owned()
}

fn keys(value: &Value) -> Vec<String> {
    value.as_mapping().expect("it has keys").keys().map(key).collect()
}

/// The ids and keys of a state in their order.
fn state_items(state: &Value) -> Vec<(String, Vec<String>)> {
    let answers = state["answers"].as_mapping().expect("there are answers").iter();
    let item = |(id, answer): (&Value, &Value)| {
        let rows = answer.as_sequence();
        assert!(rows.is_none_or(|rows| rows.len() == 1), "one row to copy");
        (key(id), keys(rows.map_or(answer, |rows| &rows[0])))
    };
    answers.map(item).collect()
}

#[test]
fn a_new_state_has_every_id_and_key_in_place_in_order() {
    for (name, yaml) in checklists() {
        let project = Project::new();
        project.write("checklist.yaml", &yaml);
        let checklist: Checklist = read(&yaml);
        let state = started(&project, &["checklist.yaml"]);
        let plain = state.replace("1e5:", "'1e5':").replace("007:", "'007':");
        let value: Value = serde_yaml::from_str(&plain).expect("it is YAML");
        let mut wanted = Vec::new();
        items(&checklist.body, &mut wanted);
        assert_eq!(state_items(&value), wanted, "{name}");
        let about = &checklist.about;
        let details = value.get(about.subject.as_str());
        assert_eq!(details.map(keys).unwrap_or_default(), about.ids(), "{name}");
        let sections =
            ["checklist", "last_updated", "practice", "answers", "update_checks"];
        // Only what is about something has details, and only what is published a log.
        let is_there = |key: &&str| match *key {
            "practice" => !about.subject.is_empty(),
            "update_checks" => checklist.published.is_some(),
            _ => true,
        };
        let sections: Vec<_> = sections.into_iter().filter(is_there).collect();
        assert_eq!(keys(&value), sections, "{name}");
    }
}

#[test]
fn what_start_writes_exports_without_a_warning() {
    for (name, yaml) in checklists() {
        let project = Project::new();
        project.write("checklist.yaml", &yaml);
        project.write("state.yaml", started(&project, &["checklist.yaml"]));
        let args = ["export", "state.yaml", "--checklist", "checklist.yaml", "-o", "-"];
        let run = project.exec(&[&args[..], &["--strict"]].concat());
        assert_eq!((run.status, run.warnings().as_str()), (Some(0), ""), "{name}");
        let pdf = Pdf::read(&run.stdout);
        let text: String = pdf.passages().iter().map(|p| p.text.clone() + "\n").collect();
        assert!(!text.contains("Appendix"), "{name}");
    }
}

#[test]
fn the_built_in_checklist_needs_no_file() {
    let project = Project::new();
    let state = started(&project, &[]);
    assert_eq!(state, started(&project, &["pre-migration"]));
    project.write("state.yaml", state);
    let run = project.exec(&["export", "state.yaml", "--strict"]);
    assert_eq!((run.status, run.warnings().as_str()), (Some(0), ""));
    assert_eq!(run.text(), "state-pre-migration-record-2026-11-23.pdf\n");
}

#[test]
fn a_new_state_gives_titles_kinds_and_statuses_as_comments() {
    let state = started(&Project::new(), &[]);
    for line in [
        "  # SMS text messaging service providers",
        "      disconnection_date:  # Disconnection date (a date)",
        "      can_meet_date:  # Can they meet the date you have set? (yes or no)",
        "      requested:  # Data extract requested (a date, or yes or no)",
        "  ods_code:  # ODS code",
        "# - A task's status: not started, in progress, done or not applicable.",
        "last_updated: 27/03/2025  # the edition these answers belong to",
    ] {
        assert!(state.lines().any(|found| found == line), "no line {line:?} in\n{state}");
    }
}

#[test]
fn what_is_filled_in_by_hand_has_its_place() {
    let filled = started(&Project::new(), &[])
        .replace("  name:", "  name: Riverside")
        .replace("    owner:", "    owner: Ann")
        .replace("    - organisation:", "    - organisation: Org")
        .replace("    notes:", "    notes: |\n      Line one\n      Line two");
    let run = export(&filled, &["--strict"]);
    assert_eq!((run.status, run.warnings().as_str()), (Some(0), ""));
    let pdf = Pdf::read(&run.stdout);
    for (_, title) in TASKS {
        let below = below(&pdf, title);
        for typed in ["Ann", "Line one", "Line two"] {
            assert!(below.iter().any(|text| text == typed), "{title}: {below:?}");
        }
    }
    assert_eq!(cells(&pdf, "SMS text messaging service providers"), ["Org"]);
}

#[test]
fn start_writes_by_its_own_name_and_replaces_nothing() {
    let project = Project::new();
    let name = "pre-migration-state-2026-11-23.yaml";
    assert_eq!(project.exec(&["start"]).report(), format!("exit status 0\n{name}\n"));
    project.write(name, "filled in for weeks");
    assert_eq!(project.exec(&["start"]).status, Some(1));
    assert_eq!(project.read(name), b"filled in for weeks");
}

#[test]
fn strict_makes_errors_of_a_checklists_warnings_in_start_too() {
    let project = Project::new();
    project.write(
        "cut.yaml",
        BUILT_IN.replace("publisher: NHS England", "publisher: NHS #1"),
    );
    let run = project.exec(&["start", "cut.yaml", "-o", "a.yaml"]);
    assert_eq!(run.status, Some(0));
    assert!(
        run.stderr.starts_with("warning: YAML reads this as a comment"),
        "{}",
        run.stderr
    );
    let run = project.exec(&["start", "cut.yaml", "-o", "b.yaml", "--strict"]);
    assert_eq!(run.status, Some(1), "{}", run.stderr);
    assert_eq!(project.names(), ["a.yaml", "cut.yaml"]);
}

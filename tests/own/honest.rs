//! What a checklist says of itself, and what follows from it.

use serde_json::Value;

use super::*;

/// What the layouts read of a state.
#[track_caller]
fn data(project: &Project, state: &str) -> Value {
    let json = done(project, &["export", state, "--format", "json", "-o", "-"]);
    serde_json::from_str(&json).expect("it is JSON")
}

/// How the items of a state stand, in the order done, in progress, not started.
fn standing(data: &Value) -> Vec<u64> {
    let standing = data["summary"]["standing"].as_array().expect("it is a list");
    standing
        .iter()
        .take(3)
        .map(|one| one["count"].as_u64().expect("it is a number"))
        .collect()
}

#[test]
fn another_answer_than_expected_keeps_a_table_from_being_done() {
    let project = with_examples();
    let state = example("north-hall.yaml");
    let fixed = state.replace("clear: no,", "clear: yes,");
    let none = state.replace("{exit: Main door, clear: yes,", "{exit: Main door,");
    let not_applicable = fixed.replace("sign: yes", "sign: n/a");
    let tbc = fixed.replace("clear: yes,", "clear: TBC,");
    for (text, done) in
        [(&state, 1), (&fixed, 2), (&none, 1), (&not_applicable, 2), (&tbc, 1)]
    {
        project.write("north-hall.yaml", text);
        assert_eq!(standing(&data(&project, "north-hall.yaml"))[0], done, "{text}");
    }
}

#[test]
fn only_columns_that_say_so_are_on_the_timeline() {
    let project = with_examples();
    let timeline = &data(&project, "north-hall.yaml")["summary"]["timeline"];
    assert_eq!(timeline["title"], "Last services");
    let dates = timeline["dates"].as_array().expect("it is a list");
    // Not the day on which the kitchen's exit was put right.
    assert_eq!(dates.len(), 3);
    let checklist = example("fire-inspection.yaml");
    let a = checklist.find("timeline:\n").expect("it has one");
    let b = checklist.find("body:").expect("it has one");
    let without = [&checklist[..a], &checklist[b..]].concat();
    project.write("fire-inspection.yaml", &without);
    let message = refused(&project, &["check", "fire-inspection.yaml"]);
    assert!(message.contains("the checklist has no timeline"), "{message}");
    let without = without.replace("            timeline: yes\n", "");
    project.write("fire-inspection.yaml", without);
    assert!(data(&project, "north-hall.yaml")["summary"]["timeline"].is_null());
}

#[test]
fn done_dates_that_cannot_be_are_to_be_looked_at() {
    let project = with_examples();
    let state = example("north-hall.yaml")
        .replace("done: 20/11/2026", "done: 20/11/2027")
        .replace("status: not started\n", "status: not started\n    done: 19/11/2026\n");
    project.write("north-hall.yaml", state);
    let looks = data(&project, "north-hall.yaml")["summary"]["to_do"].to_string();
    for why in ["is in the future: ", "20 November 2027", "not started, but it has"] {
        assert!(looks.contains(why), "{why}: {looks}");
    }
}

#[test]
fn what_is_published_nowhere_has_no_log_and_needs_no_check() {
    let project = with_examples();
    let room = data(&project, "room-214.yaml");
    assert!(room["log"].is_null() && room["published"].is_null());
    let said = done(&project, &["check", "room-214.yaml"]);
    assert!(said.contains("nothing is published to check against"), "{said}");
    let hall = data(&project, "north-hall.yaml");
    assert_eq!(hall["log"]["shows"], "Date shown there");
}

#[test]
fn a_new_checklist_explains_itself_and_works_as_it_is() {
    let project = Project::new();
    done(&project, &["new", "mill-lane.yaml"]);
    let said = done(&project, &["check", "mill-lane.yaml"]);
    assert!(said.contains("has no mistakes"), "{said}");
    done(&project, &["print", "mill-lane.yaml", "--strict"]);
    let state = done(&project, &["start", "mill-lane.yaml"]);
    done(&project, &["export", state.trim(), "--strict"]);
    for name in ["mill-lane.yaml", "Mill Lane.yaml", "x.yml", "pre-migration.yaml"] {
        let message = refused(&project, &["new", name]);
        assert!(message.contains("choose another") || message.contains("such as"));
        assert!(!message.contains("--overwrite"), "{message}");
    }
    // Its words after #, which a checklist of one's own need not have.
    let text = String::from_utf8(project.read("mill-lane.yaml")).expect("it is text");
    assert!(
        text.contains("id: mill-lane\n") && text.contains("last_updated: 23/11/2026")
    );
}

#[test]
fn patient_data_may_be_allowed_by_a_checklist_and_by_nobody_else() {
    let project = with_examples();
    let state = example("room-214.yaml").replace("S. Banda", "401 023 2137");
    project.write("room-214.yaml", &state);
    refused(&project, &["export", "room-214.yaml"]);
    let checklist = example("laboratory-start-up.yaml");
    let allowed = checklist.replace("\nabout:", "patient_data: allow\n\nabout:");
    project.write("laboratory-start-up.yaml", &allowed);
    let run = project.exec(&["export", "room-214.yaml"]);
    assert_eq!(run.status, Some(0), "{}", run.report());
    assert!(run.stderr.starts_with("warning: "), "{}", run.stderr);
}

#[test]
fn a_changed_code_is_held_until_somebody_decides() {
    use crate::support::forms::Form;
    let project = with_examples();
    let [checklist, state] = ["fire-inspection.yaml", "north-hall.yaml"].map(example);
    let form = Form::new(&checklist, Some(&state)).with("hall.hall_number", "VH-71");
    project.write("form.pdf", form.pdf());
    let alone = ["import", "form.pdf", "-o", "new.yaml"];
    let into = ["import", "form.pdf", "--into", "north-hall.yaml"];
    for args in [&alone[..], &into] {
        let message = refused(&project, args);
        assert!(message.contains("`VH-17`, but it now says `VH-71`"), "{message}");
        assert!(!project.path("new.yaml").exists());
        assert_eq!(project.read("north-hall.yaml"), state.as_bytes());
    }
    let take = ["--take", "state:hall.hall_number"];
    done(&project, &[&alone[..], &take].concat());
    assert_eq!(project.read("new.yaml"), state.as_bytes());
    let take = ["--take", "form"];
    done(&project, &[&into[..], &take].concat());
    let changed = state.replace("VH-17", "VH-71");
    assert_eq!(project.read("north-hall.yaml"), changed.as_bytes());
    // The same form again changes nothing, and needs no decision.
    done(&project, &into);
    // A code where there was none is an answer.
    let without = state.replace("  hall_number: VH-17\n", "");
    let form = Form::new(&checklist, Some(&without)).with("hall.hall_number", "VH-71");
    project.write("form.pdf", form.pdf());
    project.write("north-hall.yaml", without);
    done(&project, &into);
}

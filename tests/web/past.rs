//! What was: changes undone and done again, and earlier states of the file.

use serde_json::{Value, json};

use super::{SAMPLE, sample};
use crate::support::browser::{Answer, Page};
use crate::support::project::Project;

#[track_caller]
fn text(project: &Project) -> String {
    String::from_utf8(project.read("state.yaml")).expect("it is text")
}

#[track_caller]
fn undo(page: &Page) -> Answer {
    page.post("undo", &json!({"back": true}))
}

#[track_caller]
fn redo(page: &Page) -> Answer {
    page.post("undo", &json!({"back": false}))
}

/// A row of the sample, as the page knows it.
fn textwell() -> Value {
    json!({
        "organisation": "Textwell Ltd",
        "contact": "01632 960501, ask for Siân Bevan",
        "disconnection_date": "10/03/2027"
    })
}

#[test]
fn changes_are_undone_in_turn_to_the_last_byte_and_done_again() {
    let (project, page) = sample();
    page.change("tell-patients.owner", "Reception lead", "J. Okafor");
    let one = text(&project);
    let removed = json!({"table": "sms-providers", "row": 1, "was": textwell()});
    assert_eq!(page.post("remove", &removed).status, 200);
    let two = text(&project);
    let check = json!({"by": "J. Okafor", "found": "27/03/2025"});
    assert_eq!(page.post("check", &check).status, 200);
    let three = text(&project);
    assert!(one != two && two != three);
    let undone = undo(&page);
    assert_eq!(undone.json()["note"], "Undone: the check for updates");
    assert_eq!(text(&project), two);
    let undone = undo(&page).json();
    let note = undone["note"].as_str().unwrap_or_default();
    assert!(note.starts_with("Undone: removing ") && note.ends_with("row 1"), "{note}");
    assert_eq!(text(&project), one);
    assert_eq!(undone["values"]["sms-providers.1.organisation"], "Textwell Ltd");
    assert_eq!(undo(&page).status, 200);
    assert_eq!(text(&project), SAMPLE);
    assert_eq!(undo(&page).status, 422);
    for wanted in [&one, &two, &three] {
        assert_eq!(redo(&page).status, 200);
        assert_eq!(&text(&project), wanted);
    }
    assert_eq!(redo(&page).status, 422);
}

#[test]
fn what_others_have_changed_since_stays_when_a_change_is_undone() {
    let (project, page) = sample();
    page.change("tell-patients.owner", "Reception lead", "J. Okafor");
    let removed = json!({"table": "sms-providers", "row": 1, "was": textwell()});
    assert_eq!(page.post("remove", &removed).status, 200);
    page.post("check", &json!({"by": "Q. Tester", "found": "27/03/2025"}));
    let theirs = text(&project).replace("go_live: 16/03/2027", "go_live: 27/03/2027");
    project.write("state.yaml", theirs);
    for _ in 0..3 {
        let undone = undo(&page);
        assert_eq!(undone.status, 200, "{}", undone.body);
    }
    let now = text(&project);
    assert!(now.contains("go_live: 27/03/2027") && now.contains("owner: Reception lead"));
    assert!(now.contains("Textwell Ltd") && !now.contains("by: Q. Tester"), "{now}");
    for _ in 0..3 {
        let again = redo(&page);
        assert_eq!(again.status, 200, "{}", again.body);
    }
    let now = text(&project);
    assert!(now.contains("owner: J. Okafor") && !now.contains("Textwell Ltd"));
    assert!(now.contains("by: Q. Tester"), "{now}");
}

#[test]
fn a_change_that_others_have_changed_again_is_not_undone_but_shown() {
    let (project, page) = sample();
    page.change("practice.name", "Riverside Surgery", "Riverbank Surgery");
    page.change("tell-patients.owner", "Reception lead", "J. Okafor");
    let theirs = text(&project).replace("owner: J. Okafor", "owner: P. Malik");
    project.write("state.yaml", &theirs);
    let undone = undo(&page);
    assert_eq!((undone.status, text(&project)), (409, theirs));
    let said = undone.json();
    assert_eq!(said["path"], "tell-patients.owner");
    assert_eq!(
        (&said["value"], &said["now"]),
        (&json!("Reception lead"), &json!("P. Malik"))
    );
    // What came before it can still be undone.
    assert_eq!(undo(&page).status, 200);
    assert!(text(&project).contains("name: Riverside Surgery"));
}

#[test]
fn a_new_change_ends_what_can_be_done_again() {
    let (project, page) = sample();
    page.change("practice.name", "Riverside Surgery", "A");
    undo(&page);
    page.change("practice.name", "Riverside Surgery", "B");
    assert_eq!(redo(&page).status, 422);
    assert!(text(&project).contains("name: B"));
    let html = page.get("").body;
    assert!(html.contains("title=\"Undo: Practice\""), "{html}");
}

/// The names of the earlier states, as the page lists them.
fn kept(html: &str) -> Vec<String> {
    let names =
        html.split("data-name=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut names: Vec<_> =
        names.filter(|name| !name.is_empty()).map(String::from).collect();
    names.dedup();
    names
}

#[test]
fn the_file_of_before_the_first_change_of_a_day_is_brought_back() {
    let (project, page) = sample();
    assert!(kept(&page.get("").body).is_empty());
    page.change("practice.name", "Riverside Surgery", "Riverbank Surgery");
    page.change("tell-patients.owner", "Reception lead", "J. Okafor");
    let names = kept(&page.get("").body);
    assert_eq!(names.len(), 1, "{names:?}");
    let compared = page.post("compare", &json!({"name": names[0]})).json();
    let html = compared["parts"][0].as_str().unwrap_or_default().to_string();
    for words in ["Riverside Surgery", "Riverbank Surgery", "Reception lead", "J. Okafor"]
    {
        assert!(html.contains(words), "{html}");
    }
    assert_eq!(html.matches("<dl>").count(), 2, "{html}");
    let stamp = html.split("data-stamp=\"").nth(1).expect("there is one");
    let stamp = stamp.split('"').next().unwrap_or_default();
    // Not if the file has been changed since it was compared.
    page.change("practice.icb", "NHS Wyreborough Integrated Care Board", "X");
    let bring = |stamp: &str| json!({"name": names[0], "stamp": stamp});
    assert_eq!(page.post("bring-back", &bring(stamp)).status, 422);
    undo(&page);
    assert_eq!(page.post("bring-back", &bring(stamp)).status, 200);
    assert_eq!(text(&project), SAMPLE);
    let names = kept(&page.get("").body);
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(undo(&page).status, 200);
    assert!(text(&project).contains("owner: J. Okafor"));
    assert_eq!(page.post("delete-earlier", &json!({"name": names[0]})).status, 200);
    assert_eq!(kept(&page.get("").body).len(), 1);
}

#[test]
fn no_file_but_an_earlier_state_is_read_or_deleted() {
    let (project, page) = sample();
    page.change("practice.name", "Riverside Surgery", "A");
    for name in ["../../state.yaml", "state.yaml", "/etc/passwd", "..", ""] {
        let named = json!({"name": name, "stamp": ""});
        assert_eq!(page.post("delete-earlier", &named).status, 503, "{name}");
        assert_ne!(page.post("bring-back", &named).status, 200, "{name}");
        if !name.is_empty() {
            assert_eq!(page.post("compare", &named).status, 503, "{name}");
        }
    }
    assert!(text(&project).contains("name: A"));
}

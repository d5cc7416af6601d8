//! What is saved only if somebody is sure, and what is offered to be made or moved.

use std::fs;

use serde_json::json;

use super::{SAMPLE, sample};
use crate::support::browser::{Page, command};
use crate::support::project::Project;

/// An NHS number that is valid and in an issued range.
const NUMBER: &str = "450 557 7104";

#[track_caller]
fn text(project: &Project) -> String {
    String::from_utf8(project.read("state.yaml")).expect("it is text")
}

fn owner(was: &str, value: &str, sure: &[&str]) -> serde_json::Value {
    json!({"path": "tell-patients.owner", "was": was, "value": value, "sure": sure})
}

#[test]
fn what_is_not_an_nhs_number_is_saved_once_somebody_says_so() {
    let (project, page) = sample();
    let was = "Reception lead";
    let order = format!("Order {NUMBER}");
    let refused = page.post("change", &owner(was, &order, &[]));
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert_eq!(refused.json()["without"], "Order");
    assert_eq!(refused.json()["sure"]["word"], "number");
    assert!(!refused.body.contains(NUMBER) && text(&project) == SAMPLE);
    let saved = page.post("change", &owner(was, &order, &["number"]));
    assert_eq!(saved.status, 200, "{}", saved.body);
    assert_eq!(saved.json()["note"], "Noted: this is not an NHS number");
    let noted = "not_nhs_numbers:\n  - {at: tell-patients.owner, digest: ";
    assert!(text(&project).contains(noted), "{}", text(&project));
    // Export warns of it, and makes the record.
    let run = project.exec(&["export", "state.yaml", "-o", "record.pdf"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains("says under `not_nhs_numbers` that it is not one"));
    // Another value is asked about again, with the same number or with another.
    for value in [format!("{order} or so"), "Order 4505577113".into()] {
        let asked = page.post("change", &owner(&order, &value, &[]));
        let expected = if value.contains(NUMBER) { 422 } else { 200 };
        assert_eq!(asked.status, expected, "{value}: {}", asked.body);
    }
    // Without the note, or with another value in its place, no record is made.
    let other =
        text(&project).replace("owner: Order 4505577113", "owner: See 4505577104");
    project.write("other.yaml", other);
    let run = project.exec(&["export", "other.yaml", "-o", "other.pdf"]);
    assert_eq!(run.status, Some(1), "{}", run.stderr);
}

#[test]
fn what_is_noted_of_a_cell_holds_in_whatever_row_it_is_by_now() {
    let (project, page) = sample();
    let row = json!({"organisation": "PingPractice", "contact": "onboarding@pingpractice.example"});
    let change = json!({
        "path": "sms-providers.2.organisation", "was": "PingPractice", "row": row,
        "value": format!("PingPractice {NUMBER}"), "sure": ["number"]
    });
    let saved = page.post("change", &change);
    assert_eq!(saved.status, 200, "{}", saved.body);
    let saved = text(&project);
    let first = saved.find("    - organisation: Textwell").expect("it is there");
    let second = saved.find("    - organisation: PingPractice").expect("it is there");
    project.write("state.yaml", [&saved[..first], &saved[second..]].concat());
    let run = project.exec(&["export", "state.yaml", "-o", "record.pdf"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
}

#[test]
fn a_changed_code_is_asked_about_first() {
    let (project, page) = sample();
    let change = |sure: &[&str]| {
        let path = "practice.ods_code";
        json!({"path": path, "was": "A12345", "value": "B54321", "sure": sure})
    };
    let asked = page.post("change", &change(&[]));
    assert_eq!((asked.status, text(&project).as_str()), (422, SAMPLE));
    assert_eq!(asked.json()["sure"]["word"], "code");
    assert_eq!(page.post("change", &change(&["code"])).status, 200);
    assert!(text(&project).contains("ods_code: B54321"));
}

#[test]
fn a_missing_state_is_offered_to_be_made() {
    let project = Project::new();
    let inspection = include_str!("../../content/examples/fire-inspection.yaml");
    project.write("fire-inspection.yaml", inspection);
    let mut page = Page::open(&project, "hall.yaml", &[]);
    let offer = page.reload();
    assert!(offer.contains("There is no file “hall.yaml” yet"), "{offer}");
    assert!(
        offer.contains("Pre migration checklist") && offer.contains("fire inspection")
    );
    assert_eq!(page.post("make", &json!({"checklist": "another"})).status, 503);
    assert_eq!(page.post("make", &json!({"checklist": "fire-inspection"})).status, 200);
    assert!(page.reload().contains("Yearly fire inspection"));
    let made = fs::read_to_string(project.path("hall.yaml")).expect("it is made");
    assert!(made.contains("checklist: fire-inspection\n"), "{made}");
    // What is there is never replaced.
    assert_eq!(page.post("make", &json!({"checklist": "fire-inspection"})).status, 503);
    assert_eq!(page.change("hall.name", "", "North Hall").status, 200);
}

#[test]
fn what_is_not_a_state_by_its_name_is_not_made() {
    let project = Project::new();
    let run = command(&project, "hall.pdf", &["--no-open"]).output().expect("it runs");
    assert_eq!(run.status.code(), Some(1));
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(said.contains("hall.pdf"), "{said}");
}

/// The sample, and a newer edition of its checklist in which an item has other words.
#[track_caller]
fn newer_edition() -> (Project, Page) {
    let project = Project::new();
    project.write("state.yaml", SAMPLE);
    let checklist = include_str!("../../content/pre-migration.yaml");
    let newer = checklist
        .replace("last_updated: 27/03/2025", "last_updated: 02/11/2026")
        .replace("Tell your patients about upcoming", "Tell all patients about upcoming");
    assert_ne!(newer, checklist);
    project.write("newer.yaml", newer);
    let page = Page::open(&project, "state.yaml", &["--checklist", "newer.yaml"]);
    (project, page)
}

#[test]
fn a_state_of_an_earlier_edition_is_moved_and_back() {
    let (project, mut page) = newer_edition();
    let html = page.reload();
    assert!(html.contains("There is a newer edition of this checklist"));
    assert!(
        html.contains("now says “Tell all patients about upcoming changes”"),
        "{html}"
    );
    assert_eq!(page.post("move", &json!({})).status, 200);
    let moved = text(&project);
    assert!(moved.contains("last_updated: 02/11/2026"));
    assert!(moved.contains("answered_under:\n  tell-patients: 27/03/2025"), "{moved}");
    let html = page.reload();
    assert!(!html.contains("There is a newer edition"));
    assert!(html.contains("<dd>Tell all patients about upcoming changes</dd>"), "{html}");
    assert!(html.contains("before it was moved to a newer edition"));
    // The answer fits: the line goes, and comes back.
    let fits = page.post("fits", &json!({"item": "tell-patients"}));
    assert_eq!(fits.status, 200, "{}", fits.body);
    assert!(!text(&project).contains("tell-patients: 27/03/2025"));
    assert!(!page.reload().contains("class=\"fits"));
    for wanted in [moved.as_str(), SAMPLE] {
        let undone = page.post("undo", &json!({"back": true}));
        assert_eq!((undone.status, text(&project).as_str()), (200, wanted));
        assert_eq!(undone.json()["is_whole"], true);
    }
}

#[test]
fn a_state_that_cannot_be_moved_says_why() {
    let (project, mut page) = newer_edition();
    let lost = SAMPLE.replace("  tell-patients:", "  tell-everybody:");
    project.write("state.yaml", &lost);
    let html = page.reload();
    assert!(html.contains("The file cannot be moved to it:"), "{html}");
    assert!(html.contains("tell-everybody") && !html.contains("id=\"move\""));
    assert_eq!(page.post("move", &json!({})).status, 503);
    assert_eq!(text(&project), lost);
}

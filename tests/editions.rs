//! Answers that outlive an edition: in records, and in states that are updated.

mod survival;

use serde_json::Value;

use crate::check::said;
use crate::support::checklists::BUILT_IN;
use crate::support::project::{Project, Run};
use crate::support::reader::Pdf;
use crate::support::reference::assert_as_before;

/// A newer edition of the built-in checklist: an item renamed, one reworded, one new.
fn newer_edition() -> String {
    BUILT_IN
        .replace("last_updated: 27/03/2025", "last_updated: 01/11/2026")
        .replace(
            "id: tell-patients",
            "id: tell\n                formerly: [tell-patients]",
        )
        .replace("task: Map practice codes to Read", "task: Map all codes to Read")
        + "              - task: One more thing\n                id: one-more\n"
}

/// A state with answers, written partly by hand.
const ANSWERED: &str = "\
checklist: pre-migration
last_updated: '27/03/2025'   # the edition
answers:
  # tell-patients: not this one
  \"tell-patients\": {status: done, notes: tell-patients}
  map-practice-codes: done
";

#[test]
fn a_state_moves_and_lists_which_answers_are_older_than_the_wording() {
    for line_end in ["\n", "\r\n"] {
        let project = Project::new();
        project.write("new.yaml", newer_edition());
        project.write("old.yaml", BUILT_IN);
        let before = ANSWERED.replace('\n', line_end);
        project.write("a.yaml", &before);
        let args = ["update", "a.yaml", "--checklist", "new.yaml", "--from", "old.yaml"];
        assert_as_before([said("update", &project, &args)]);
        let remembered =
            "   # the edition\nanswered_under:\n  map-practice-codes: 27/03/2025\n";
        let wanted = before
            .replace("'27/03/2025'", "01/11/2026")
            .replace("\"tell-patients\"", "\"tell\"")
            .replace(
                &format!("   # the edition{line_end}"),
                &remembered.replace('\n', line_end),
            );
        assert_eq!(String::from_utf8(project.read("a.yaml")).expect("text"), wanted);
        assert_as_before([said("update-again", &project, &args)]);
        assert_eq!(project.read("a.yaml"), wanted.into_bytes());
        let run = project.exec(&["update", "a.yaml"]);
        assert_eq!(run.status, Some(1), "there is an older edition only");
    }
}

#[test]
fn a_state_that_moves_from_an_unavailable_edition_lists_every_answer() {
    let project = Project::new();
    project.write("new.yaml", newer_edition());
    project.write("a.yaml", ANSWERED.replace("27/03/2025", "01/03/2025"));
    let args = ["update", "a.yaml", "--checklist", "new.yaml"];
    assert_as_before([said("update-from-nothing", &project, &args)]);
    let after = String::from_utf8(project.read("a.yaml")).expect("text");
    let remembered =
        "answered_under:\n  tell: 01/03/2025\n  map-practice-codes: 01/03/2025\nanswers:";
    assert!(after.contains(remembered), "{after}");
}

#[test]
fn a_state_with_answers_that_have_no_place_does_not_move() {
    let project = Project::new();
    project.write("new.yaml", newer_edition().replace("id: pharmacies", "id: chemists"));
    project.write("a.yaml", ANSWERED.to_string() + "  pharmacies: none\n");
    let before = project.read("a.yaml");
    let args = ["update", "a.yaml", "--checklist", "new.yaml"];
    assert_as_before([said("update-without-a-place", &project, &args)]);
    assert_eq!(project.read("a.yaml"), before);
}

/// Exports a state with the newer edition; returns the run and its data.
fn exported(project: &Project, options: &[&str]) -> (Run, Value) {
    let args = ["export", "a.yaml", "--checklist", "new.yaml", "-o", "-"];
    let run = project.exec(&[&args, options, &["--format", "json"]].concat());
    let data = serde_json::from_slice(&run.stdout).expect("it is JSON");
    (run, data)
}

/// Why to look at an item.
fn look(data: &Value, what: &str) -> Option<String> {
    let to_do = data["summary"]["to_do"].as_array().expect("it is a list");
    let one = to_do.iter().find(|one| one["what"][0]["words"] == what)?;
    let why = one["looks"][0]["why"].as_array()?.iter();
    Some(why.filter_map(|run| run["words"].as_str()).collect())
}

/// A practice with an answer to old wording and one without a place.
fn practice() -> Project {
    let project = Project::new();
    let newer = newer_edition()
        .replace("id: pharmacies", "id: chemists")
        .replace("task: Identify templates that", "task: Find templates that");
    project.write("new.yaml", newer);
    project.write("old.yaml", BUILT_IN);
    project.write(
        "a.yaml",
        ANSWERED.to_string()
            + "  pharmacies: [{organisation: A}, {contact: Ask for B}]\n",
    );
    project
}

const MAPPING: &str = "Map all codes to Read or SNOMED codes";

#[test]
fn a_record_marks_answers_to_other_words_and_says_what_they_were() {
    let project = practice();
    project.exec(&["export", "a.yaml", "-o", "old.pdf"]);
    for from in ["old.yaml", "old.pdf"] {
        let (run, data) = exported(&project, &["--from", from]);
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        let why =
            "answered under the edition of 27 March 2025; the words have changed since";
        assert_eq!(look(&data, MAPPING).as_deref(), Some(why));
        // There is no reason to look at an item without an answer.
        assert_eq!(
            look(&data, "Find templates that should be copied to the new system"),
            None
        );
        let titles = data["unplaced"].as_array().expect("a list").iter();
        let titles: Vec<_> = titles.map(|one| &one["title"][0]["words"]).collect();
        let of = "Pharmacies and prescription services, row";
        assert_eq!(
            titles,
            [&format!("{of} 1: Organisation name"), &format!("{of} 2: Contact details")]
        );
        let args = ["export", "a.yaml", "--checklist", "new.yaml", "-o", "-"];
        let run = project.exec(&[&args as &[_], &["--from", from]].concat());
        let text = Pdf::read(&run.stdout).text();
        let lines = "Answered under the edition of 27 March 2025; the words have changed since.\n\
                     It read: “Map practice codes to Read or SNOMED codes”\n";
        assert_eq!(text.matches(lines).count(), 1, "{text}");
    }
}

#[test]
fn a_record_says_once_that_an_edition_is_not_available() {
    let project = practice();
    let state = String::from_utf8(project.read("a.yaml")).expect("it is text");
    project.write("a.yaml", state.replace("27/03/2025", "01/03/2025"));
    let (run, data) = exported(&project, &[]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert_eq!(run.stderr.matches("not available").count(), 1, "{}", run.stderr);
    let why = look(&data, "Answers of an earlier edition").expect("it is there");
    assert!(why.contains("1 March 2025, which is not available"), "{why}");
    assert_eq!(look(&data, MAPPING), None);
}

#[test]
fn a_record_marks_what_the_state_remembers_until_the_line_is_deleted() {
    let project = practice();
    project.exec(&["export", "a.yaml", "-o", "old.pdf"]);
    let state = ANSWERED
        .replace("'27/03/2025'", "01/11/2026")
        .replace("\"tell-patients\"", "tell");
    let remembered = "answered_under: {map-practice-codes: 27/03/2025}\n";
    project.write("a.yaml", state.clone() + remembered);
    let have =
        "answered under the edition of 27 March 2025; the words have changed since";
    // That edition is built in, so it need not be named.
    let from = ["--from", "old.pdf"];
    for options in [&[][..], &from] {
        assert_eq!(look(&exported(&project, options).1, MAPPING).as_deref(), Some(have));
    }
    let older = remembered.replace("27/03/2025", "01/03/2025");
    project.write("a.yaml", state.clone() + &older);
    let may =
        "answered under the edition of 1 March 2025; the words may have changed since";
    assert_eq!(look(&exported(&project, &[]).1, MAPPING).as_deref(), Some(may));
    project.write("a.yaml", state);
    assert_eq!(look(&exported(&project, &from).1, MAPPING), None);
}

#[test]
fn messages_about_editions_match_their_references() {
    let project = practice();
    project.write("note.pdf", "%PDF-1.7\n");
    let other = BUILT_IN.replace("last_updated: 27/03/2025", "last_updated: 01/01/2024");
    project.write("other.yaml", other);
    let state = format!(
        "{}answered_under:\n  map-practice-code: 27/03/2025\n  run-updates: 02/11/2026\n  \
         tell: soon\n",
        ANSWERED
            .replace("'27/03/2025'", "01/11/2026")
            .replace("\"tell-patients\"", "tell")
    );
    project.write("bad.yaml", state);
    let export = ["export", "a.yaml", "--checklist", "new.yaml", "-o", "-", "--from"];
    let from = |name| [&export[..], &[name]].concat();
    let bad = ["export", "bad.yaml", "--checklist", "new.yaml", "-o", "-"];
    let cases = [
        ("from-a-pdf-without-a-checklist", from("note.pdf")),
        ("from-another-edition", from("other.yaml")),
        ("from-nothing", from("missing.yaml")),
        ("answered-under", bad.to_vec()),
    ];
    assert_as_before(cases.iter().map(|(name, args)| said(name, &project, args)));
}

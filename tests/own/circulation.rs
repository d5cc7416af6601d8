//! What was made before a checklist could say what it is about still comes home.

use super::*;

/// A file in circulation.
fn old(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/circulation/");
    fs::read(Path::new(folder).join(name)).expect("it is there")
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("it is text")
}

/// Imports a file and gives the state.
#[track_caller]
fn imported(project: &Project, name: &str) -> String {
    project.write(name, old(name));
    let run = project.exec(&["import", name, "-o", "state.yaml", "--overwrite"]);
    assert_eq!(run.status, Some(0), "{name}\n{}", run.report());
    assert!(!run.stderr.contains("missing"), "{name}\n{}", run.stderr);
    text(project.read("state.yaml"))
}

#[test]
fn forms_of_the_built_in_checklist_come_home() {
    let project = Project::new();
    let state = imported(&project, "pre-migration-form.pdf");
    for line in [
        "  name: Hillside Surgery  # Practice",
        "  ods_code: B12345  # ODS code",
        "    - organisation: Textwell  # Organisation name",
        "      disconnection_date: 11/03/2027  # Disconnection date (a date)",
        "    notes: Letter drafted",
    ] {
        assert!(state.lines().any(|found| found == line), "{line}\n{state}");
    }
    done(&project, &["export", "state.yaml", "-o", "record.pdf"]);
    let prefilled = imported(&project, "pre-migration-prefilled.pdf");
    let before = text(old("pre-migration-state.yaml"));
    assert_eq!(prefilled, before.replacen("owner: Reception lead", "owner: Siân", 1));
    project.write("riverside.yaml", &before);
    let args = ["import", "pre-migration-prefilled.pdf", "--into", "riverside.yaml"];
    done(&project, &args);
    assert_eq!(text(project.read("riverside.yaml")), prefilled);
}

#[test]
fn forms_of_other_checklists_come_home() {
    let project = Project::new();
    let state = imported(&project, "training-form.pdf");
    for line in [
        "practice:",
        "  name: Hillside Surgery  # Practice",
        "    - name: Bo Lind  # Name and role",
        "      session_date: 13/03/2027  # Session date (a date)",
        "  - {date: 25/11/2026, by: J. Okafor, found: 23/11/2026}",
    ] {
        assert!(state.lines().any(|found| found == line), "{line}\n{state}");
    }
    // The checklist beside the state decides, and says what it is about by one line.
    let checklist = text(old("training.yaml"));
    project.write("training.yaml", &checklist);
    let message = refused(&project, &["export", "state.yaml"]);
    assert!(message.contains("add `about: pre-migration`"), "{message}");
    let checklist = checklist.replace("\nbody:", "about: pre-migration\n\nbody:");
    project.write("training.yaml", checklist);
    let later = ["export", "state.yaml", "-o", "record.pdf", "--date", "26/11/2026"];
    let run = Run::of(&mut project.command(later));
    assert_eq!(run.status, Some(0), "{}", run.report());
    done(&project, &["import", "training-form.pdf", "--into", "state.yaml"]);
    assert_eq!(text(project.read("state.yaml")), state);
}

#[test]
fn records_give_back_their_states_byte_for_byte() {
    let project = Project::new();
    for name in ["pre-migration", "training"] {
        let state = imported(&project, &format!("{name}-record.pdf"));
        assert_eq!(state, text(old(&format!("{name}-state.yaml"))));
    }
}

#[test]
fn an_old_copy_of_the_built_in_checklist_takes_over_what_it_says_now() {
    let project = Project::new();
    project.write("state.yaml", old("pre-migration-state.yaml"));
    project.write("old/pre-migration.yaml", old("pre-migration.yaml"));
    let summary = |options: &[&str]| {
        let args = [&["export", "state.yaml", "--format", "json", "-o", "-"], options];
        let json = done(&project, &args.concat());
        let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        json["summary"].clone()
    };
    let wanted = summary(&[]);
    assert_eq!(summary(&["--checklist", "old/pre-migration.yaml"]), wanted);
    let verdict = ["check", "state.yaml", "--checklist", "old/pre-migration.yaml"];
    assert_eq!(project.exec(&verdict).status, project.exec(&verdict[..2]).status);
}

//! Which checklist a state belongs to.

use super::*;

#[test]
fn a_state_finds_its_checklist_beside_it_or_by_name() {
    let project = with_examples();
    fs::remove_file(project.path("fire-inspection.yaml")).expect("it is there");
    let message = refused(&project, &["export", "north-hall.yaml"]);
    assert!(message.contains("and no file `fire-inspection.yaml`"), "{message}");
    project.write("elsewhere/mine.yaml", example("fire-inspection.yaml"));
    let named = ["--checklist", "elsewhere/mine.yaml"];
    for command in ["export", "check", "print", "update"] {
        let args: &[&str] = match command {
            "print" => &["print", "--fillable", "--state", "north-hall.yaml"],
            "export" => &["export", "north-hall.yaml"],
            _ => &[command, "north-hall.yaml"],
        };
        done(&project, &[args, &named].concat());
    }
    // A file of its name with another id is not it.
    let other = example("fire-inspection.yaml").replace("id: fire-inspection", "id: x");
    project.write("fire-inspection.yaml", other);
    let message = refused(&project, &["export", "north-hall.yaml"]);
    assert!(message.contains("is the checklist `x`"), "{message}");
    let message = refused(&project, &["export", "room-214.yaml", named[0], named[1]]);
    assert!(message.contains("not to `fire-inspection`"), "{message}");
}

#[test]
fn a_folder_may_hold_states_of_several_checklists_and_the_checklists() {
    let project = with_examples();
    let built_in = include_str!("../../content/examples/riverside-surgery.yaml");
    project.write("riverside.yaml", built_in);
    done(&project, &["export", ".", "--out-dir", "out"]);
    let index = String::from_utf8(project.read("out/index.csv")).expect("it is text");
    let rows: Vec<_> = index.lines().skip(1).collect();
    let begins: Vec<_> = rows.iter().map(|row| row.split(',').nth(3)).collect();
    let wanted = ["fire-inspection", "pre-migration", "laboratory-start-up"];
    assert_eq!(begins, wanted.map(Some), "{index}");
    assert!(rows[0].contains(",fire-inspection,North Hall,VH-17,"), "{}", rows[0]);
    assert!(rows[2].contains("room-2-14-laboratory-start-up-record-"), "{}", rows[2]);
    // A checklist that is named counts for its own states.
    let args = ["export", ".", "--out-dir", "again", "--checklist"];
    done(&project, &[&args[..], &["fire-inspection.yaml"]].concat());
    // A copy of the built-in one is not used, and that is said once.
    project.write("pre-migration.yaml", include_str!("../../content/pre-migration.yaml"));
    project.write("another.yaml", built_in.replace("A12345", "A54321"));
    let run = project.exec(&["export", ".", "--out-dir", "more"]);
    assert_eq!(run.stderr.matches("is not used").count(), 1, "{}", run.stderr);
}

#[test]
fn a_checklist_in_place_of_a_state_is_one_sentence_and_conversely() {
    let project = with_examples();
    let message = refused(&project, &["export", "fire-inspection.yaml"]);
    assert!(message.contains("this is a checklist, not a state file"), "{message}");
    assert_eq!(message.matches("error: ").count(), 1, "{message}");
    let message = refused(&project, &["print", "north-hall.yaml"]);
    assert!(message.contains("this is a state file, not a checklist"), "{message}");
    assert_eq!(message.matches("error: ").count(), 1, "{message}");
}

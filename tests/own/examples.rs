//! The examples from other fields: printed, filled in, imported, checked and exported.

use super::*;
use crate::support::forms::Form;
use crate::support::reader::Pdf;

#[test]
fn each_example_prints_and_comes_back_through_its_form() {
    let project = with_examples();
    for (checklist, state) in OTHERS {
        let [file, state] = [checklist, state].map(|name| format!("{name}.yaml"));
        let said = done(&project, &["check", &file]);
        assert!(said.contains("has no mistakes"), "{said}");
        done(&project, &["print", &file, "-o", "blank.pdf", "--overwrite"]);
        done(
            &project,
            &["print", "--fillable", "--state", &state, "-o", "prefilled.pdf"],
        );
        fs::remove_file(project.path("prefilled.pdf")).expect("it was written");
        done(&project, &["export", &state, "-o", "record.pdf", "--overwrite"]);
        done(&project, &["import", "record.pdf", "-o", "again.yaml", "--overwrite"]);
        assert_eq!(project.read("again.yaml"), project.read(&state));
        done(&project, &["start", &file, "-o", "new.yaml", "--overwrite"]);
        let new = String::from_utf8(project.read("new.yaml")).expect("it is text");
        done(&project, &["export", "new.yaml", "-o", "record.pdf", "--overwrite"]);
        assert!(!new.contains("NHS") && !new.contains("practice"), "{new}");
    }
}

#[test]
fn a_returned_form_of_an_example_goes_into_its_state_and_no_other() {
    let project = with_examples();
    let [hall, room] = ["north-hall.yaml", "room-214.yaml"].map(example);
    let form = Form::new(&example("fire-inspection.yaml"), Some(&hall));
    project.write("back/hall.pdf", form.with("fire-drill.owner", "E. Morgan").pdf());
    // A laboratory has no code: its form goes into the state that it was made with.
    let form = Form::new(&example("laboratory-start-up.yaml"), Some(&room));
    project.write("back/room.pdf", form.with("eye-wash.owner", "B. Lind").pdf());
    let written = done(&project, &["import", "back", "--into", "."]);
    let written: Vec<_> = written.lines().collect();
    assert_eq!(written, ["./north-hall.yaml", "./room-214.yaml"]);
    let read = |name: &str| String::from_utf8(project.read(name)).expect("it is text");
    assert!(read("north-hall.yaml").contains("owner: E. Morgan"));
    assert!(read("room-214.yaml").contains("owner: B. Lind"));
    // By now that state has other bytes: only `--into` says which one it is.
    let message = refused(&project, &["import", "back/room.pdf", "--into", "."]);
    assert!(message.contains("does not say whose it is"), "{message}");
    done(&project, &["import", "back/room.pdf", "--into", "room-214.yaml"]);
}

#[test]
fn a_record_says_nothing_that_its_checklist_does_not() {
    let project = with_examples();
    for (_, state) in OTHERS {
        let state = format!("{state}.yaml");
        done(&project, &["export", &state, "-o", "record.pdf", "--overwrite"]);
        let pdf = Pdf::read(&project.read("record.pdf"));
        let words = pdf.text();
        for word in ["ractice", "ODS", "isconnection", "NHS", "not an official"] {
            assert!(!words.contains(word), "{state}: {word}");
        }
    }
}

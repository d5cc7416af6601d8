//! Forms whose answers go into an existing state.

use super::*;

/// The sample after somebody has worked on it.
fn worked_on() -> String {
    SAMPLE
        .replace("    owner: Nurse team\n", "    owner: Nurse team and Ann   # both\n")
        .replace("# A practice half-way", "# My own remark\n# A practice half-way")
        .replace(
            "  run-updates:\n    status: not applicable\n",
            "  run-updates:\n    status: done\n",
        )
}

#[test]
fn only_what_changed_in_the_form_changes_in_the_state() {
    let form = Form::new(BUILT_IN, Some(SAMPLE))
        .with("identify-templates.due", "22/01/2027")
        .with("check-reports.owner", "Bob")
        .with("pharmacies.2.organisation", "Second Pharmacy");
    let (run, state) = merged(&form, &worked_on(), &[]);
    assert_eq!(run.report(), "exit status 0\nstate.yaml\n");
    let expected = worked_on()
        .replace("    owner: Nurse team and Ann   # both\n    due: 15/01/2027\n", "    owner: Nurse team and Ann   # both\n    due: 22/01/2027\n")
        .replace(
            "      contact: Mr O’Neill, 01632 960222\n      disconnection_date: 11/03/2027\n",
            "      contact: Mr O’Neill, 01632 960222\n      disconnection_date: 11/03/2027\n    - organisation: Second Pharmacy\n",
        )
        .replace(
            "not here.\nupdate_checks:",
            "not here.\n  check-reports:\n    owner: Bob\nupdate_checks:",
        );
    assert_eq!(state, expected);
}

#[test]
fn the_same_form_twice_changes_nothing() {
    let form = Form::new(BUILT_IN, Some(SAMPLE))
        .with("tell-patients.notes", "New\n\nnotes")
        .with("sms-providers.status", "not applicable")
        .with("pharmacies.3.organisation", "Third")
        .with("pcse.1.contact", "")
        .with("update_checks.3.date", "23/11/2026")
        .with("update_checks.3.by", "Ann")
        .with("update_checks.3.found", "27/03/2025");
    let (_, once) = merged(&form, &worked_on(), &[]);
    assert_ne!(once, worked_on());
    let (run, twice) = merged(&form, &once, &[]);
    assert_eq!(twice, once);
    assert_eq!((run.status, run.text().as_str()), (Some(0), ""));
    assert!(
        run.stderr.contains("note: the state file already has all of these answers"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_unchanged_form_changes_nothing() {
    let (run, state) = merged(&Form::new(BUILT_IN, Some(SAMPLE)), &worked_on(), &[]);
    assert_eq!((run.status, state), (Some(0), worked_on()));
}

fn conflicting() -> Form {
    Form::new(BUILT_IN, Some(SAMPLE))
        .with("identify-templates.owner", "Nurses")
        .with("run-updates.status", "in progress")
        .with("check-reports.owner", "Bob")
}

#[test]
fn with_conflicts_nothing_is_written_and_all_are_reported() {
    let (run, state) = merged(&conflicting(), &worked_on(), &[]);
    assert_eq!((run.status, run.text().as_str()), (Some(1), ""));
    assert_eq!(state, worked_on());
    for part in [
        "`identify-templates.owner`",
        "`Nurses`",
        "`Nurse team and Ann`",
        "`run-updates.status`",
        "`in progress`",
        "`done`",
        "`--take form`",
        "`--take form:",
    ] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    assert!(!run.stderr.contains("check-reports"), "{}", run.stderr);
}

#[test]
fn take_decides_whose_values_to_keep() {
    let (run, form) = merged(&conflicting(), &worked_on(), &["--take", "form"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(
        form.contains("owner: Nurses   # both\n") && form.contains("status: in progress")
    );
    let (_, state) = merged(&conflicting(), &worked_on(), &["--take", "state"]);
    assert!(state.contains("Nurse team and Ann") && state.contains("owner: Bob"));
    let one = ["--take", "form:run-updates", "--take", "state:identify-templates.owner"];
    let (run, both) = merged(&conflicting(), &worked_on(), &one);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(
        both.contains("Nurse team and Ann")
            && !both.contains("    status: done\n    notes: Meridian")
    );
    let (run, state) = merged(&conflicting(), &worked_on(), &one[..2]);
    assert_eq!((run.status, state), (Some(1), worked_on()));
    assert!(!run.stderr.contains("`run-updates.status`"), "{}", run.stderr);
}

#[test]
fn forms_find_their_states_by_ods_code() {
    let other = SAMPLE.replace("A12345", "B54321").replace("Riverside", "Hillside");
    let project = Project::new();
    project.write(
        "back/one.pdf",
        Form::new(BUILT_IN, Some(SAMPLE)).with("check-reports.owner", "One").pdf(),
    );
    project.write(
        "back/two.PDF",
        Form::new(BUILT_IN, Some(&other)).with("practice.ods_code", " b54321 ").pdf(),
    );
    project.write("back/bad.pdf", "no PDF");
    project.write(
        "back/nobody.pdf",
        Form::new(BUILT_IN, None).with("practice.ods_code", "C1").pdf(),
    );
    project.write("back/notes.txt", "no PDF either");
    project.write("states/a.yaml", SAMPLE);
    project.write("states/b.yml", &other);
    project.write("states/broken.yaml", "x: [");
    let run = project.exec(&["import", "back", "--into", "states"]);
    assert_eq!(run.status, Some(1));
    assert_eq!(
        run.text(),
        "states/b.yml\nstates/a.yaml\n"
            .lines()
            .rev()
            .map(|line| line.to_string() + "\n")
            .collect::<String>()
    );
    for part in [
        "bad.pdf",
        "no state file of the checklist `pre-migration` has the ODS code `C1`",
        "note: 2 of 4 written, 2 not written",
    ] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    assert!(
        String::from_utf8_lossy(&project.read("states/a.yaml")).contains("owner: One")
    );
    project.write("states/c.yaml", SAMPLE);
    let run = project.exec(&["import", "back/one.pdf", "--into", "states"]);
    assert!(run.stderr.contains("belongs to several state files"), "{}", run.stderr);
}

#[test]
fn a_folder_of_forms_becomes_a_folder_of_states() {
    let project = Project::new();
    for (name, code) in [("b", "B2"), ("a", "A1")] {
        let form = Form::new(BUILT_IN, None).with("practice.ods_code", code);
        project.write(&format!("back/{name}.pdf"), form.pdf());
    }
    project.write("back/x.pdf", "");
    let run = project.exec(&["import", "back", "--out-dir", "states"]);
    let names = "states/a1-pre-migration-state-2026-11-23.yaml\nstates/b2-pre-migration-state-2026-11-23.yaml\n";
    assert_eq!((run.status, run.text().as_str()), (Some(1), names));
    assert!(
        run.stderr.ends_with("note: 2 of 3 written, 1 not written\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_state_of_a_newer_edition_takes_answers_under_the_ids_of_today() {
    let newer =
        BUILT_IN.replace("last_updated: 27/03/2025", "last_updated: 01/10/2026").replace(
            "id: run-updates\n",
            "id: patch-system\n                formerly: [run-updates]\n",
        );
    let state = SAMPLE
        .replace("27/03/2025\npractice", "01/10/2026\npractice")
        .replace("  run-updates:", "  patch-system:");
    let form = Form::new(BUILT_IN, Some(SAMPLE)).with("run-updates.owner", "Ann");
    let project = Project::new();
    project.write("form.pdf", form.pdf());
    project.write("newer.yaml", &newer);
    project.write("state.yaml", &state);
    let args =
        ["import", "form.pdf", "--into", "state.yaml", "--checklist", "newer.yaml"];
    let run = project.exec(&args);
    assert_eq!(run.report(), "exit status 0\nstate.yaml\n");
    let after = String::from_utf8(project.read("state.yaml")).expect("it is text");
    assert_eq!(lines_that_differ(&state, &after), (vec![], vec!["    owner: Ann"]));
}

#[test]
fn a_state_that_is_a_link_stays_one() {
    let project = Project::new();
    project.write(
        "form.pdf",
        Form::new(BUILT_IN, Some(SAMPLE)).with("check-reports.owner", "Ann").pdf(),
    );
    project.write("real.yaml", SAMPLE);
    #[cfg(unix)]
    std::os::unix::fs::symlink("real.yaml", project.path("state.yaml")).expect("a link");
    #[cfg(unix)]
    {
        project.exec(&["import", "form.pdf", "--into", "state.yaml"]);
        assert!(project.path("state.yaml").is_symlink());
        assert!(
            String::from_utf8_lossy(&project.read("real.yaml")).contains("owner: Ann")
        );
    }
}

/// The second row of a table of three.
const SECOND: &str = "    - organisation: 111 and Out of Hours (Fellside Care)\n      contact: ooh.interfaces@fellside.example\n      disconnection_date: 05/03/2027\n";

/// A form in which the second row has been emptied.
fn without_second() -> Form {
    let columns = ["organisation", "contact", "disconnection_date"];
    columns.iter().fold(Form::new(BUILT_IN, Some(SAMPLE)), |form, column| {
        form.with(&format!("pathology-and-others.2.{column}"), "")
    })
}

#[test]
fn a_row_that_was_emptied_is_taken_out_and_others_keep_what_changed_in_them() {
    let state = SAMPLE.replace("hub.helpdesk@screening.example", "01632 960910 # new");
    let (run, after) = merged(&without_second(), &state, &[]);
    assert_eq!(run.report(), "exit status 0\nstate.yaml\n");
    assert_eq!(after, state.replace(SECOND, ""));
    // The other way round: a change lands on the row that it was meant for.
    let form = Form::new(BUILT_IN, Some(SAMPLE))
        .with("pathology-and-others.3.contact", "01632 960910");
    let state = SAMPLE.replace(SECOND, "");
    let (run, after) = merged(&form, &state, &[]);
    assert_eq!(run.report(), "exit status 0\nstate.yaml\n");
    let contact = "hub.helpdesk@screening.example, 01632 960909";
    assert_eq!(after, state.replace(contact, "01632 960910"));
}

#[test]
fn a_row_that_was_taken_out_and_changed_waits_for_a_decision() {
    let state = SAMPLE.replace("ooh.interfaces@fellside.example", "01632 960910");
    let (run, after) = merged(&without_second(), &state, &[]);
    assert_eq!((run.status, after.as_str()), (Some(1), state.as_str()));
    for part in [
        "`pathology-and-others.2.contact` was changed both",
        "in the form the row is taken out",
        "in the state it is `01632 960910`",
    ] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    let take = |what: &str| merged(&without_second(), &state, &["--take", what]).1;
    let gone = SAMPLE.replace(SECOND, "");
    assert_eq!(take("form"), gone);
    assert_eq!(take("form:pathology-and-others.2.contact"), gone);
    assert_eq!(take("state:pathology-and-others.2"), state);
}

#[test]
fn a_row_with_somebodys_comment_is_emptied_and_that_is_told() {
    let state = SAMPLE.replace("(Fellside Care)", "(Fellside Care)  # phoned on Friday");
    let (run, after) = merged(&without_second(), &state, &[]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let row = "    - organisation:  # phoned on Friday\n      contact:\n      disconnection_date:\n";
    let second = SECOND.replace("(Fellside Care)", "(Fellside Care)  # phoned on Friday");
    assert_eq!(after, state.replace(&second, row));
    let told = "`pathology-and-others.2` was taken out, but has a comment";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    // A word for the whole takes the comment with it.
    let form =
        Form::new(BUILT_IN, Some(SAMPLE)).with("pharmacies.status", "not applicable");
    let columns = ["organisation", "contact", "disconnection_date"];
    let form = columns
        .iter()
        .fold(form, |form, column| form.with(&format!("pharmacies.1.{column}"), ""));
    let state = SAMPLE
        .replace("Corner Pharmacy, Mill Lane", "Corner Pharmacy, Mill Lane  # shut");
    let (run, after) = merged(&form, &state, &[]);
    assert!(after.contains("  pharmacies: not applicable\n"), "{after}");
    let told = "the comment `# shut` went with the answer that it stood in";
    assert!(run.stderr.contains(told), "{}", run.stderr);
}

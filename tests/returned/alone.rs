//! Forms that become new state files.

use proforma::model::state::empty_state;

use super::*;

#[test]
fn an_empty_form_that_came_back_empty_is_a_state_that_was_just_started() {
    assert_eq!(imported(&Form::new(BUILT_IN, None)), empty_state(&checklist(), &[]));
}

#[test]
fn an_empty_form_that_was_filled_in_becomes_a_state_like_one_that_was_started() {
    let form = Form::new(BUILT_IN, None)
        .with("practice.name", "Meddygfa'r Bont, Tŷ'n-y-groes")
        .with("practice.ods_code", "W91046")
        .with("sms-providers.1.organisation", "Textwell: the firm")
        .with("sms-providers.1.contact", "01632 960501\rask for Siân")
        .with("sms-providers.3.organisation", "Third")
        .with("pharmacies.status", "not applicable")
        .with("pcse.1.service", "None ")
        .with("third-party-extracts.1.requested.yes_no", "yes")
        .with("third-party-extracts.2.requested.date", "02/11/2026")
        .with("third-party-extracts.3.requested.yes_no", "no")
        .with("third-party-extracts.3.requested.date", "after Easter")
        .with("third-party-extracts.1.can_meet_date", "no")
        .with("tell-patients.status", "in progress")
        .with("tell-patients.owner", "- nobody -")
        .with("tell-patients.notes", "\r\nFirst line\r\n\r\n  # second: line\r\n\r\n")
        .with("update_checks.1.date", "20/11/2026")
        .with("update_checks.1.by", "J. Okafor")
        .with("update_checks.1.found", "27/03/2025");
    let (gone, new) = (empty_state(&checklist(), &[]), imported(&form));
    let (gone, new) = lines_that_differ(&gone, &new);
    assert!(
        gone.iter().all(|line| line.ends_with(':') || line.contains("  # ")),
        "{gone:?}"
    );
    let expected = r#"
  name: Meddygfa'r Bont, Tŷ'n-y-groes  # Practice
  ods_code: W91046  # ODS code
    - organisation: "Textwell: the firm"  # Organisation name
      contact: |  # Contact details
        01632 960501
        ask for Siân
    - organisation:
    - organisation: Third
  pharmacies: not applicable
  pcse: none
    status: in progress
    owner: "- nobody -"
    notes: |
      First line
        # second: line
      requested: yes  # Data extract requested (a date, or yes or no)
      can_meet_date: no  # Can they meet the date you have set? (yes or no)
    - requested: 02/11/2026
    - requested: no, after Easter

  - {date: 20/11/2026, by: J. Okafor, found: 27/03/2025}
"#;
    let expected: Vec<_> = expected.trim_matches('\n').lines().collect();
    assert_eq!(new, expected, "{}", new.join("\n"));
}

#[test]
fn a_prefilled_form_that_came_back_as_it_was_gives_its_state_byte_for_byte() {
    let odd = SAMPLE.replace('\n', "\r\n");
    for state in [SAMPLE, &format!("\u{feff}{SAMPLE}"), &odd, SAMPLE.trim_end()] {
        assert_eq!(imported(&Form::new(BUILT_IN, Some(state))), state);
    }
}

#[test]
fn what_a_form_does_not_show_of_its_state_survives() {
    let state = SAMPLE
        .replace("last_updated: 27/03/2025\n", "last_updated: 01/01/2025\n")
        .replace("  pcse:\n", "  some-former-item: kept   # remark\n  pcse:\n")
        .replace(
            "    owner: Dr A. Haddad\n    done",
            "    owner:   'Dr A. Haddad '\n    done",
        );
    let form = Form::new(BUILT_IN, Some(&state)).with("map-practice-codes.owner", "Ann");
    let expected = state.replacen("owner:   'Dr A. Haddad '", "owner:   Ann", 1);
    assert_eq!(imported(&form), expected);
}

#[test]
fn an_emptied_field_empties_its_answer() {
    let form = Form::new(BUILT_IN, Some(SAMPLE))
        .with("tell-patients.notes", "")
        .with("tell-patients.status", "")
        .with("third-party-solutions.status", "")
        .with("practice.icb", "\r\n")
        .with("sms-providers.1.organisation", "")
        .with("sms-providers.1.contact", "")
        .with("sms-providers.1.disconnection_date", "")
        .with("update_checks.1.date", "")
        .with("update_checks.1.by", "")
        .with("update_checks.1.found", "");
    let state = imported(&form);
    let (gone, new) = lines_that_differ(SAMPLE, &state);
    assert_eq!((gone.len(), new.len()), (14, 7));
    assert!(new.iter().all(|line| line.ends_with(':')), "{new:?}");
    assert!(!state.contains("06/10/2026") && state.contains("PingPractice"), "{state}");
}

#[test]
fn readers_may_encode_text_in_any_way() {
    let text = "Zmieniamy system: ŵ ŷ 🏥\rline \"two\" \\ (x)";
    for encoding in
        [Encoding::Utf16, Encoding::Utf16Little, Encoding::Utf8, Encoding::Stream]
    {
        let mut form =
            Form::new(BUILT_IN, Some(SAMPLE)).with("check-reports.notes", text);
        form.encoding = encoding;
        let block =
            "    notes: |\n      Zmieniamy system: ŵ ŷ 🏥\n      line \"two\" \\ (x)\n";
        assert!(imported(&form).contains(block), "{encoding:?}");
    }
}

#[test]
fn a_note_of_4000_characters_is_whole() {
    let note = "Pan Żółć ŵ ŷ: ";
    let note = note.repeat(4000 / 14) + "end";
    let state = imported(&Form::new(BUILT_IN, None).with("check-reports.notes", &note));
    assert!(state.contains(&note));
}

#[test]
fn characters_that_no_state_holds_are_shown_and_warned_of() {
    let form = Form::new(BUILT_IN, None)
        .with("check-reports.notes", "a\u{b}b\u{3}c\u{feff}d")
        .with("check-reports.owner", "\u{0}");
    let project = Project::new();
    project.write("form.pdf", form.pdf());
    let run = project.exec(&["import", "form.pdf", "-o", "-"]);
    assert!(run.text().contains("notes: \"a\\nb[U+0003]c\\uFEFFd\"\n"), "{}", run.text());
    assert!(run.text().contains("owner: \"[U+0000]\"\n"), "{}", run.text());
    assert_eq!(run.stderr.matches("warning: ").count(), 2, "{}", run.stderr);
}

#[test]
fn a_table_that_is_ticked_and_filled_keeps_both() {
    let form =
        Form::new(BUILT_IN, Some(SAMPLE)).with("sms-providers.status", "not applicable");
    let state = imported(&form);
    let after =
        "contact: onboarding@pingpractice.example\n    - organisation: not applicable\n";
    assert_eq!(state.replace("    - organisation: not applicable\n", ""), SAMPLE);
    assert!(state.contains(after), "{state}");
}

#[test]
fn more_rows_than_the_checklist_has_are_read() {
    let mut form = Form::new(BUILT_IN, None);
    form.add("pharmacies.9.organisation", "Ninth");
    assert!(imported(&form).contains("\n    - organisation: Ninth\n"));
}

#[test]
fn answers_without_a_place_are_kept_and_reported() {
    let mut form = Form::new(BUILT_IN, None)
        .with("update_checks.1.date", "last week")
        .with("update_checks.1.by", "Ann")
        .with("run-updates.due", "31/02/2027");
    form.add("run-updates.colour", "blue: #1");
    form.add("empty", "");
    let project = Project::new();
    project.write("form.pdf", form.pdf());
    let run = project.exec(&["import", "form.pdf", "-o", "state.yaml"]);
    let state = String::from_utf8(project.read("state.yaml")).expect("it is text");
    for line in [
        "# From a form, but with no place here: run-updates.colour: \"blue: #1\"\n",
        "# From a form, but with no place here: update_checks.1: \"last week, Ann\"\n",
    ] {
        assert!(state.contains(line), "{state}");
    }
    assert_eq!(run.stderr.matches("warning: ").count(), 4, "{}", run.stderr);
    for part in ["`blue: #1`", "31/02/2027", "incomplete"] {
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
}

#[test]
fn a_form_without_its_attached_files_is_read_all_the_same() {
    let mut form = Form::new(BUILT_IN, Some(SAMPLE)).with("check-reports.owner", "Ann");
    form.files.clear();
    let project = Project::new();
    project.write("form.pdf", form.pdf());
    let run = project.exec(&["import", "form.pdf", "-o", "state.yaml"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains("has lost the files"), "{}", run.stderr);
    let (before, after) = (values(SAMPLE), values(project.read("state.yaml")));
    let shown = |values: &Values| -> Vec<_> {
        let values = values.iter().filter(|(_, value)| *value != "not started");
        let normal = |text: &str| proforma::base::text::normal(text);
        values.map(|(path, value)| (path.to_string(), normal(value))).collect()
    };
    let mut expected = shown(&before);
    expected.push(("check-reports.owner".into(), "Ann".into()));
    expected.sort();
    let mut found = shown(&after);
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn a_box_of_any_name_counts_by_its_place() {
    let replaced = |from: &str, to: &str| {
        let form = Form::new(BUILT_IN, None).with("run-updates.status", "done");
        let pdf = String::from_utf8(form.pdf()).expect("it is text");
        let project = Project::new();
        assert!(pdf.contains(from), "{from}");
        project.write("form.pdf", pdf.replace(from, to));
        let run = project.exec(&["import", "form.pdf", "-o", "-"]);
        assert!(run.text().contains("status: done\n"), "{to}: {}", run.report());
    };
    replaced("done", "1");
    replaced("/V/done", "");
    replaced("/V/done", "/V(done)");
    replaced("/AS/done", "");
    replaced("done", "d#6Fne");
    replaced("in_progress", "a#20b");
}

//! Answers wherever readers leave them: what differs from what the form was made with.

use proforma::model::state::empty_state;

use super::*;
use crate::support::project::Project;

/// What import says of a form, and the values of the state that comes of it.
#[track_caller]
fn read(pdf: impl AsRef<[u8]>) -> (String, String) {
    let project = Project::new();
    project.write("form.pdf", pdf);
    let run = project.exec(&["import", "form.pdf", "-o", "-"]);
    assert_eq!(run.status, Some(0), "{}", run.report());
    let messages = run.stderr.lines().filter_map(|line| line.strip_prefix("warning: "));
    let messages = messages.filter(|line| !line.starts_with("fields with more text"));
    (run.text(), messages.map(|line| line.to_string() + "\n").collect())
}

/// The values of a state that another has not, with what is new of those that differ.
fn new(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (values(before), values(after));
    let paths = before.iter().chain(after.iter()).map(|(path, _)| path);
    let paths: std::collections::BTreeSet<_> = paths.collect();
    let new = paths.into_iter().filter(|path| before.get(path) != after.get(path));
    new.map(|path| format!("{path}: {}", after.get(path))).collect()
}

/// A form of another program reads as it should.
#[track_caller]
fn assert_reads(pdf: impl AsRef<[u8]>, made_with: &str, answers: &[&str], told: &[&str]) {
    let (state, messages) = read(pdf);
    assert_eq!(new(made_with, &state), answers, "{state}\n{messages}");
    let lines: Vec<_> = messages.lines().collect();
    assert_eq!(lines.len(), told.len(), "{messages}");
    for (line, told) in lines.iter().zip(told) {
        assert!(line.contains(told), "{told}\n{messages}");
    }
}

#[test]
fn forms_that_programs_have_saved_are_read() {
    let file = |name: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/returned/");
        std::fs::read(format!("{folder}{name}.pdf")).unwrap_or_else(|why| panic!("{why}"))
    };
    let empty = empty_state(&checklist(), &[]);
    let off = "`pcse.status` is ticked as `No`, which is not one of its boxes";
    for (name, made_with, answers, told) in [
        (
            "page-copy-full-names-prefilled",
            SAMPLE,
            &[
                "practice.icb: CHANGED ICB",
                "tell-patients.notes: CHANGED notes",
                "tell-patients.status: done",
            ][..],
            &[][..],
        ),
        ("prefilled-only-boxes-changed", SAMPLE, &["tell-patients.status: done"], &[]),
        ("prefilled-unticked-AS-only", SAMPLE, &["third-party-solutions: "], &[]),
        (
            "pdftk-tickbox-No",
            &empty,
            &[
                "practice.name: Canolfan Tŷ Gwyn",
                "practice.ods_code: A12345",
                "sms-providers: not applicable",
                "tell-patients.notes: Siân",
                "tell-patients.status: done",
            ],
            &[off],
        ),
        (
            "value-number-bool-RV",
            &empty,
            &[
                "practice.go_live: TBC",
                "practice.icb: true",
                "practice.name: 12345",
                "tell-patients.notes: From a stream, Siân",
                "tell-patients.owner: Rich owner",
            ],
            &[],
        ),
        ("value-in-kid-parent-empty", &empty, &["practice.name: In the kid"], &[]),
        ("attachment-key-differs", &empty, &["practice.name: Tŷ Gwyn"], &[]),
    ] {
        assert_reads(file(name), made_with, answers, told);
    }
}

#[test]
fn the_answer_is_what_differs_wherever_it_is() {
    let copy = |entries: &str| format!("<</Subtype/Widget{entries}>>");
    let text = |value: &str| copy(&format!("/FT/Tx/T(map-practice-codes.owner){value}"));
    let state = "map-practice-codes.owner: ";
    // The owner is Dr A. Haddad when the form is made.
    for (entries, copies, answer) in [
        ("/V(Dr A. Haddad)", text("/V(Ann)"), Some("Ann")),
        ("/V(Ann)", text("/V(Dr A. Haddad)"), Some("Ann")),
        ("/V()", text("/V(Ann)"), Some("Ann")),
        ("/V(Dr A. Haddad)", text("/V()"), Some("")),
        ("/V(Dr A. Haddad)", text(""), None),
        ("", text(""), Some("")),
        ("/V(Dr A. Haddad)/RV(<p>Ann</p>)", String::new(), Some("Ann")),
        ("/V(Ann)/RV(<p>Dr A. Haddad</p>)", String::new(), Some("Ann")),
        ("/V(Ann)/RV(<p><b>A</b>nn</p>)", String::new(), Some("Ann")),
        ("/RV(<p>Dr A.  Haddad</p>)", String::new(), None),
        ("/V 1234567", String::new(), Some("1234567")),
        ("/V/Ann", String::new(), Some("Ann")),
        ("/V(Dr A.\\rHaddad)", text("/V(Ann)"), Some("Ann")),
        ("/V(Ann )", text("/V(Ann)"), Some("Ann ")),
        ("/V(Si\\303\\242n)", String::new(), Some("Siân")),
    ] {
        let mut form = Form::new(BUILT_IN, Some(SAMPLE))
            .with_entries("map-practice-codes.owner", entries);
        form.annotations = copies.clone();
        let answers: Vec<_> =
            answer.map(|answer| format!("{state}{answer}")).into_iter().collect();
        let answers: Vec<_> = answers.iter().map(String::as_str).collect();
        let (found, messages) = read(form.pdf());
        assert_eq!(new(SAMPLE, &found), answers, "{entries} {copies}\n{messages}");
        assert_eq!(messages, "", "{entries} {copies}");
    }
}

#[test]
fn boxes_are_ticked_where_any_place_says_so_and_not_where_a_word_says_no() {
    let not_ticked = |word: &str| {
        let what = format!("is ticked as `{word}`, which is not one of its boxes");
        (Vec::new(), vec![what])
    };
    let ticked = || (vec!["sms-providers: not applicable".to_string()], Vec::new());
    for (value, (answers, told)) in [
        ("/V/off", (Vec::new(), Vec::new())),
        ("/V/No", not_ticked("No")),
        ("/V(FALSE)", not_ticked("FALSE")),
        ("/V false", not_ticked("false")),
        ("/V 0", not_ticked("0")),
        ("/V true", ticked()),
        ("/V/1", ticked()),
        ("/V(Not applicable)", ticked()),
    ] {
        let form = Form::new(BUILT_IN, None).with_entries("sms-providers.status", value);
        let empty = empty_state(&checklist(), &[]);
        let [answers, told] = [&answers, &told]
            .map(|list| list.iter().map(String::as_str).collect::<Vec<_>>());
        assert_reads(form.pdf(), &empty, &answers, &told);
    }
    // A box that is called so is ticked.
    let form = Form::new(BUILT_IN, None)
        .with_entries("third-party-extracts.1.can_meet_date", "/V/No");
    let cell = ["third-party-extracts.1.can_meet_date: no"];
    assert_reads(form.pdf(), &empty_state(&checklist(), &[]), &cell, &[]);
}

#[test]
fn answers_that_differ_in_different_places_are_both_kept() {
    let mut form = Form::new(BUILT_IN, Some(SAMPLE))
        .with_entries("map-practice-codes.owner", "/V(Ann)")
        .with_entries("tell-patients.status", "/V/not_applicable");
    form.annotations = "<</Subtype/Widget/FT/Tx/T(map-practice-codes.owner)/V(Ben)>>\
        <</Subtype/Widget/FT/Btn/T(tell-patients.status)/V/done/AS/Off>>"
        .into();
    let (state, messages) = read(form.pdf());
    let answers =
        ["map-practice-codes.owner: Ann", "tell-patients.status: not applicable"];
    assert_eq!(new(SAMPLE, &state), answers, "{messages}");
    for line in [
        "# From a form, but with no place here: map-practice-codes.owner: Ben\n",
        "# From a form, but with no place here: tell-patients.status: done\n",
    ] {
        assert!(state.contains(line), "{state}");
    }
    assert_eq!(messages.matches("has different answers").count(), 2, "{messages}");
}

#[test]
fn what_cannot_be_read_and_what_only_one_font_knows_is_told_of() {
    let owner = "map-practice-codes.owner";
    let form = Form::new(BUILT_IN, Some(SAMPLE)).with_entries(owner, "/V<</a 1>>");
    assert_reads(form.pdf(), SAMPLE, &[], &["holds something that cannot be read"]);
    let form = Form::new(BUILT_IN, Some(SAMPLE)).with(owner, "\u{f0b7} Ann");
    let answer = [format!("{owner}: \u{f0b7} Ann")];
    let answer: Vec<_> = answer.iter().map(String::as_str).collect();
    assert_reads(form.pdf(), SAMPLE, &answer, &["only one font can show: [U+F0B7]"]);
}

#[test]
fn fields_that_are_missing_are_counted() {
    let mut form = Form::new(BUILT_IN, Some(SAMPLE)).with("practice.icb", "Another");
    let all = form.fields.len();
    form.fields.retain(|field| !field.name.starts_with("tell-patients."));
    let told = format!("5 of its {all} fields are missing");
    assert_reads(form.pdf(), SAMPLE, &["practice.icb: Another"], &[&told]);
    // However many rows each table was printed with, none is missing.
    for rows in ["1", "7"] {
        let project = Project::new();
        let print = ["print", "--fillable", "--rows", rows, "-o", "form.pdf"];
        assert_eq!(project.exec(&print).status, Some(0));
        assert_reads(project.read("form.pdf"), &empty_state(&checklist(), &[]), &[], &[]);
    }
}

#[test]
fn attached_files_are_found_by_their_own_names() {
    let form = Form::new(BUILT_IN, Some(SAMPLE)).with("practice.icb", "Another");
    let pdf = String::from_utf8(form.pdf()).expect("it is text");
    let listed = |name: &str| pdf.replace("Names[(checklist.yaml)", name);
    for (name, changed) in [
        ("UF", pdf.replace("/F(state.yaml)", "/F(1)")),
        ("F", pdf.replace("/UF(state.yaml)", "")),
        ("a folder", pdf.replace("/UF(state.yaml)", "/UF(C:\\\\a\\\\state.yaml)")),
        ("the stream", pdf.replace("/EF<</F ", "/EF<</UF ")),
    ] {
        let changed = changed.replace("(state.yaml) ", "(000) ");
        assert_ne!(changed, pdf, "{name}");
        assert_reads(changed, SAMPLE, &["practice.icb: Another"], &[]);
    }
    assert_reads(listed("Names[(0)"), SAMPLE, &["practice.icb: Another"], &[]);
}

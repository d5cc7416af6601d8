//! The messages when a form cannot be imported.

use super::*;
use crate::messages::differs;
use crate::support::checklists::SECOND;
use crate::support::reference::{assert_as_before, assert_text};

#[test]
fn forms_that_cannot_be_imported_have_messages() {
    let project = Project::new();
    let form = || Form::new(BUILT_IN, Some(SAMPLE));
    let second = Form::new(SECOND, None);
    let mut foreign = Form::new(BUILT_IN, None);
    foreign.fields.clear();
    foreign.add("Name", "Ann");
    let mut unknown = form();
    unknown.files.clear();
    unknown.keywords = "pre-migration, edition 2020-01-01, sha256:0".into();
    let mut xfa = Form::new(BUILT_IN, None);
    xfa.fields.clear();
    xfa.extra = "/XFA(x)".into();
    let mut flat = Form::new(BUILT_IN, None);
    flat.fields.clear();
    let mut record = form();
    record.fields.clear();
    let mut broken = form();
    broken.files[1].1 = b"checklist: [".to_vec();
    let conflict = form()
        .with("run-updates.owner", &"long ".repeat(200))
        .with("third-party-solutions.status", "")
        .with("third-party-solutions.1.organisation", "DocMan")
        .with("sms-providers.2.contact", "");
    let warned = Form::new(BUILT_IN, None)
        .with("run-updates.due", "3.4.27")
        .with("run-updates.notes", "Patient 401 023 2137, NHS number 999 123 4560")
        .with("pharmacies.1.contact", "7911 123 451")
        .with("pharmacies.1.organisation", "A")
        .with("pharmacies.status", "not applicable");
    for (name, form) in [
        ("form.pdf", form()),
        ("second.pdf", second),
        ("foreign.pdf", foreign),
        ("unknown.pdf", unknown),
        ("xfa.pdf", xfa),
        ("flat.pdf", flat),
        ("record.pdf", record),
        ("broken.pdf", broken),
        ("conflict.pdf", conflict),
        ("warned.pdf", warned),
    ] {
        project.write(name, form.pdf());
    }
    let mine = SAMPLE
        .replace(
            "    status: not applicable\n    notes: Mer",
            "    owner: Me\n    notes: Mer",
        )
        .replace("onboarding@", "start@")
        .replace("solutions: not applicable", "solutions: none");
    project.write("mine.yaml", &mine);
    project.write("state.yaml", SAMPLE);
    project.write("other.yaml", SAMPLE.replace("A12345", "B1"));
    project.write(
        "older.yaml",
        SAMPLE.replace("last_updated: 27/03/2025", "last_updated: 27/03/2024"),
    );
    project.write(
        "newer.yaml",
        SAMPLE.replace("last_updated: 27/03/2025", "last_updated: 27/03/2026"),
    );
    project.write("wrong.yaml", SAMPLE.replace("  pcse:\n", "  pcsee:\n"));
    project.write("empty/notes.txt", "");
    let into = |pdf: &'static str, state: &'static str| ["import", pdf, "--into", state];
    let cases: Vec<(&str, Vec<&str>)> = vec![
        ("form-of-another-checklist", into("second.pdf", "state.yaml").into()),
        ("form-that-is-foreign", vec!["import", "foreign.pdf"]),
        ("form-of-an-unknown-edition", vec!["import", "unknown.pdf"]),
        ("form-xfa", vec!["import", "xfa.pdf"]),
        ("form-flat", vec!["import", "flat.pdf"]),
        ("form-record-into", into("record.pdf", "state.yaml").into()),
        ("form-broken-state", vec!["import", "broken.pdf"]),
        ("form-conflict", into("conflict.pdf", "mine.yaml").into()),
        ("form-another-practice", into("form.pdf", "other.yaml").into()),
        ("form-into-older", into("form.pdf", "older.yaml").into()),
        ("form-into-newer", into("form.pdf", "newer.yaml").into()),
        ("form-into-wrong", into("form.pdf", "wrong.yaml").into()),
        ("form-into-missing", into("form.pdf", "missing.yaml").into()),
        ("form-into-empty-folder", into("form.pdf", "empty").into()),
        ("form-empty-folder", vec!["import", "empty"]),
        (
            "form-warned-strict",
            vec!["import", "warned.pdf", "-o", "strict.yaml", "--strict"],
        ),
        (
            "form-take-unknown",
            [&into("form.pdf", "state.yaml")[..], &["--take", "form:run-update"]]
                .concat(),
        ),
        (
            "form-take-wrong",
            [&into("form.pdf", "state.yaml")[..], &["--take", "mine"]].concat(),
        ),
        (
            "form-into-and-output",
            [&into("form.pdf", "state.yaml")[..], &["-o", "x.yaml"]].concat(),
        ),
    ];
    assert_as_before(cases.iter().map(|(name, args)| differs(name, &project, args)));
    let run = project.exec(&["import", "warned.pdf", "-o", "warned.yaml"]);
    assert_text("messages/form-warned.txt", &run.report());
    assert_eq!(project.read("mine.yaml"), mine.as_bytes());
    assert_eq!(project.read("state.yaml"), SAMPLE.as_bytes());
    assert!(!project.path("strict.yaml").exists());
    assert!(project.path("warned.yaml").exists());
}

//! Wrong options, and files that are not what an option expects.

use std::fs;

use proforma::base::embedded::LAYOUTS;

use super::differs;
use crate::support::checklists::BUILT_IN;
use crate::support::project::{Project, Run};
use crate::support::reference::{assert_as_before, text_differs};

/// A folder with the files that wrong options may name.
fn project() -> Project {
    let project = Project::new();
    project.write("mine.yaml", BUILT_IN);
    project.write("there.pdf", "old");
    project.write("a-folder/inner.txt", "");
    project.write("text.ttf", "no font at all");
    project
}

#[test]
fn each_wrong_option_has_its_message() {
    let cases: &[(&str, &[&str])] = &[
        ("no-command", &[]),
        ("unknown-command", &["prnt"]),
        ("unknown-option", &["print", "--large"]),
        ("unknown-built-in", &["print", "pre-migraton"]),
        ("unknown-built-in-far-off", &["print", "flowers"]),
        ("missing-file", &["print", "missing.yaml"]),
        ("missing-file-in-a-folder", &["print", "nowhere/missing.yaml"]),
        ("folder-as-checklist", &["print", "a-folder"]),
        ("checked-in-the-future", &["print", "--checked", "24/11/2026", "--by", "A"]),
        (
            "checked-before-the-edition",
            &["print", "--checked", "26/03/2025", "--by", "A"],
        ),
        ("checked-without-by", &["print", "--checked", "20/11/2026"]),
        ("by-without-checked", &["print", "--by", "A"]),
        ("by-nobody", &["print", "--checked", "20/11/2026", "--by", " "]),
        ("checked-on-no-day", &["print", "--checked", "31/11/2026", "--by", "A"]),
        ("no-rows", &["print", "--rows", "0"]),
        ("too-many-rows", &["print", "--rows", "101"]),
        ("rows-in-words", &["print", "--rows", "ten"]),
        ("unknown-format", &["print", "--format", "docx"]),
        ("output-twice", &["print", "-o", "a.pdf", "--out-dir", "b"]),
        ("output-exists", &["print", "-o", "there.pdf"]),
        ("output-is-the-input", &["print", "mine.yaml", "-o", "mine.yaml"]),
        (
            "output-is-the-input-even-so",
            &["print", "mine.yaml", "-o", "./mine.yaml", "--overwrite"],
        ),
        ("output-in-no-folder", &["print", "-o", "nowhere/a.pdf"]),
        ("output-is-a-folder", &["print", "-o", "a-folder"]),
        ("output-below-a-file", &["print", "-o", "mine.yaml/a.pdf"]),
        ("out-dir-is-a-file", &["print", "--out-dir", "mine.yaml"]),
        ("missing-font", &["print", "--font", "missing.ttf"]),
        ("bad-font", &["print", "--font", "text.ttf"]),
        ("font-is-a-folder", &["print", "--font", "a-folder"]),
        ("layouts-without-main", &["print", "--layouts", "a-folder"]),
        ("missing-layouts", &["print", "--layouts", "nowhere"]),
        ("layouts-is-a-file", &["print", "--layouts", "mine.yaml"]),
    ];
    let project = project();
    assert_as_before(cases.iter().map(|(name, args)| differs(name, &project, args)));
    assert_eq!(project.read("there.pdf"), b"old");
    assert_eq!(project.read("mine.yaml"), BUILT_IN.as_bytes());
}

#[test]
fn wrong_usage_exits_with_two_and_problems_with_one() {
    let cases: [(&[&str], i32); 6] = [
        (&["print", "--checked", "20/11/2026"], 2),
        (&["print", "--rows", "0"], 2),
        (&[], 2),
        (&["print", "missing.yaml"], 1),
        (&["print", "--checked", "24/11/2026", "--by", "A"], 1),
        (&["print", "--font", "missing.ttf"], 1),
    ];
    for (args, status) in cases {
        assert_eq!(project().exec(args).status, Some(status), "{args:?}");
    }
}

#[test]
fn an_invalid_clock_is_reported() {
    let project = project();
    let mut command = project.command(["print"]);
    let run = Run::of(command.env("SOURCE_DATE_EPOCH", "today"));
    assert_as_before([text_differs("messages/source-date-epoch.txt", &run.report())]);
}

#[test]
fn slips_in_edited_layouts_are_shown_in_their_own_files() {
    // Each mistake replaces the first line, whatever the layouts look like.
    let first = LAYOUTS.iter().find(|(name, _)| *name == "layouts/main.typ");
    let first = first.and_then(|(_, text)| text.lines().next()).expect("it has a line");
    let cases = [
        ("layout-with-an-error", "#let a = 1 + \"b\""),
        ("layout-with-a-syntax-error", "#let a = (1,"),
        ("layout-with-a-warning", "#par(block[A]) * *"),
        ("layout-with-an-unknown-font", "#text(font: \"Frutiger\")[A]"),
        ("layout-that-needs-a-package", "#import \"@preview/cetz:0.4.0\""),
        ("layout-that-reads-another-file", "#read(\"/etc/passwd\")"),
        ("layout-that-reads-above", "#read(\"../../mine.yaml\")"),
        ("layout-that-panics", "#panic(\"no\")"),
        (
            "layout-that-breaks-a-rule",
            "#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>\"))",
        ),
        ("layout-with-escapes", "#panic(\"\u{1b}[31m\")"),
    ];
    let project = project();
    assert_as_before(cases.iter().map(|(name, slip)| {
        project.edit_layout("layouts/main.typ", first, slip);
        differs(name, &project, &["print", "--layouts", "layouts"])
    }));
    fs::write(project.path("layouts/main.typ"), b"\xff").expect("it can be written");
    let args = ["print", "--layouts", "layouts"];
    assert_as_before([differs("layout-that-is-no-text", &project, &args)]);
}

#[test]
fn warnings_are_reported_once_and_strict_makes_them_errors() {
    let project = Project::new();
    project.write(
        "emoji.yaml",
        "\
id: x
title: Ready 🧾
last_updated: 27/03/2025
body: [{paragraph: 'Go 🧾, 🫠 or \u{202e}back'}]
",
    );
    let run = project.exec(&["print", "emoji.yaml", "-o", "emoji.pdf"]);
    assert_eq!((run.status, run.text().as_str()), (Some(0), "emoji.pdf\n"));
    let turning: Vec<_> = run.stderr.chars().filter(|&c| super::steers(c)).collect();
    assert!(turning.is_empty(), "the warning steers the terminal: {turning:?}");
    let warned = text_differs("messages/warned.txt", &run.report());
    let args = ["print", "emoji.yaml", "-o", "strict.pdf", "--strict"];
    assert_as_before([warned, differs("strict", &project, &args)]);
}

#[test]
fn help_is_as_before() {
    let project = Project::new();
    for (name, args) in
        [("help", &["--help"] as &[_]), ("help-print", &["print", "--help"])]
    {
        let run = Run::of(&mut project.command(args));
        assert_eq!(run.status, Some(0));
        let name = format!("messages/{name}.txt");
        assert_as_before([text_differs(&name, &run.report())]);
    }
}

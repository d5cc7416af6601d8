//! `import`: the state from a record, byte for byte, or an error.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::*;
use crate::messages::differs;
use crate::support::checklists::{BUILT_IN, SECOND};
use crate::support::random::Random;
use crate::support::reference::assert_as_before;

/// Bytes between the lengths to which a record is truncated.
const CUT: usize = 997;

/// How many records with a few wrong bits are tried.
const FLIPS: usize = 500;

/// How many seconds import may take to refuse a file.
const LONGEST: u32 = 2;

/// States without mistakes, each a different kind of file.
fn states() -> Vec<(&'static str, String)> {
    let odd = format!(
        "# A remark: 🧾 محمد\n{HEAD}\n\n# another\npractice:   {{ name: 'Ünï 🏥' }}   # here\n\
         answers:\n    run-updates: {{notes: \"\\u05E9 שלום\\t\\x41\"}}\t \n\n\n"
    );
    vec![
        ("the sample", SAMPLE.into()),
        ("a byte order mark", format!("\u{feff}{SAMPLE}")),
        ("CRLF", SAMPLE.replace('\n', "\r\n")),
        (
            "a byte order mark and CRLF",
            format!("\u{feff}{}", SAMPLE.replace('\n', "\r\n")),
        ),
        ("mixed line ends", SAMPLE.replacen('\n', "\r\n", 9)),
        ("no line end at the end", SAMPLE.trim_end().into()),
        ("comments, emoji, Arabic and odd spaces", odd),
        ("nothing", HEAD.into()),
    ]
}

#[test]
fn the_state_comes_back_byte_for_byte() {
    for (name, state) in states() {
        let project = Project::new();
        project.write("record.pdf", record_bytes(&state, &[]));
        let run = project.exec(&["import", "record.pdf", "-o", "back.yaml"]);
        assert_eq!(run.report(), "exit status 0\nback.yaml\n", "{name}");
        assert!(project.read("back.yaml") == state.as_bytes(), "{name}");
        let run = project.exec(&["import", "record.pdf", "-o", "-"]);
        assert!(run.stdout == state.as_bytes(), "{name}, to standard output");
    }
}

#[test]
fn what_was_imported_exports_to_the_same_bytes() {
    let project = Project::new();
    project.write("record.pdf", record_bytes(SAMPLE, &[]));
    project.exec(&["import", "record.pdf", "-o", "back.yaml"]);
    let args = ["export", "back.yaml", "-o", "-"];
    assert!(project.exec(&args).stdout == project.read("record.pdf"));
}

#[test]
fn records_of_every_kind_hold_their_state() {
    for options in [&["--large-print"] as &[_], &["--duplex"]] {
        let project = Project::new();
        project.write("record.pdf", record_bytes(SAMPLE, options));
        let run = project.exec(&["import", "record.pdf", "-o", "-"]);
        assert!(run.stdout == SAMPLE.as_bytes(), "{options:?}");
    }
}

#[test]
fn a_checklist_may_have_any_id() {
    for id in ["state", "document", "record"] {
        let project = Project::new();
        project.write(
            "mine.yaml",
            BUILT_IN.replace("id: pre-migration", &format!("id: {id}")),
        );
        let state = HEAD.replace("pre-migration", id);
        project.write("mine-state.yaml", &state);
        let args =
            ["export", "mine-state.yaml", "--checklist", "mine.yaml", "-o", "record.pdf"];
        let run = project.exec(&args);
        assert_eq!(run.status, Some(0), "{id}: {}", run.stderr);
        let run = project.exec(&["import", "record.pdf", "-o", "-"]);
        assert!(run.stdout == state.as_bytes(), "{id}: {}", run.report());
    }
}

#[test]
fn states_are_written_by_their_own_names() {
    let project = Project::new();
    project.write("a.pdf", record_bytes(SAMPLE, &[]));
    project.write("b.pdf", record_bytes(HEAD, &[]));
    let run = project.exec(&["import", "a.pdf", "b.pdf", "--out-dir", "states"]);
    let names = [
        "states/a12345-riverside-surgery-pre-migration-state-2026-11-23.yaml",
        "states/pre-migration-state-2026-11-23.yaml",
    ];
    let paths = names.map(|name| format!("{name}\n")).concat();
    let note = "note: 2 of 2 written\n";
    assert_eq!(run.report(), format!("exit status 0\n{paths}{note}"));
    assert!(project.read(names[0]) == SAMPLE.as_bytes());
}

#[test]
fn files_without_a_state_are_refused() {
    let project = Project::new();
    let record = record_bytes(SAMPLE, &[]);
    project.write("blank.pdf", project.print(&[]));
    project.write("bare.pdf", record_bytes(SAMPLE, &["--no-attach"]));
    project.write("half.pdf", &record[..record.len() / 2]);
    project.write("text.pdf", "hello\n");
    project.write("empty.pdf", "");
    project.write("head.pdf", "%PDF-1.7\n");
    project.write("binary.pdf", (0..=255).cycle().take(5000).collect::<Vec<u8>>());
    project.write("state.yaml", SAMPLE);
    project.write("folder/a.pdf", "");
    project.write("other.pdf", with_file("notes.yaml", SAMPLE.as_bytes()));
    project
        .write("bad.pdf", with_file("state.yaml", b"checklist: pre-migration\nx: y\n"));
    project.write("latin.pdf", with_file("state.yaml", b"checklist: Si\xe2n\n"));
    project.write("bomb.pdf", with_file("state.yaml", &vec![b' '; 17 * 1024 * 1024]));
    project.write("record.pdf", record);
    project.write("there.yaml", "what was there before");
    let cases: [(&str, &[&str]); 16] = [
        ("import-blank", &["import", "blank.pdf"]),
        ("import-without-attachment", &["import", "bare.pdf"]),
        ("import-half", &["import", "half.pdf"]),
        ("import-text", &["import", "text.pdf"]),
        ("import-empty", &["import", "empty.pdf"]),
        ("import-only-a-head", &["import", "head.pdf"]),
        ("import-binary", &["import", "binary.pdf"]),
        ("import-state", &["import", "state.yaml"]),
        ("import-folder", &["import", "folder"]),
        ("import-missing", &["import", "missing.pdf"]),
        ("import-other-file", &["import", "other.pdf"]),
        ("import-bad-state", &["import", "bad.pdf"]),
        ("import-latin-1", &["import", "latin.pdf"]),
        ("import-bomb", &["import", "bomb.pdf"]),
        ("import-over-another", &["import", "record.pdf", "-o", "there.yaml"]),
        (
            "import-over-its-input",
            &["import", "record.pdf", "-o", "record.pdf", "--overwrite"],
        ),
    ];
    assert_as_before(cases.iter().map(|(name, args)| differs(name, &project, args)));
    assert_eq!(project.read("there.yaml"), b"what was there before");
}

#[test]
fn names_inside_a_record_never_become_paths() {
    let state = "checklist: ../../up\nlast_updated: 27/03/2025\npractice:\n  name: /etc/../x\n  \
                 ods_code: ..\\..\n";
    let project = Project::new();
    project.write("inner/record.pdf", with_file("state.yaml", state.as_bytes()));
    let run = Run::of(
        project
            .command(["import", "record.pdf", "--date", "2026-11-23"])
            .current_dir(project.path("inner")),
    );
    assert_eq!(run.report(), "exit status 0\netc-x-up-state-2026-11-23.yaml\n");
    assert!(project.path("inner/etc-x-up-state-2026-11-23.yaml").is_file());
    assert_eq!(project.names(), ["inner"]);
}

#[test]
fn with_several_records_those_without_mistakes_are_imported() {
    let project = Project::new();
    project.write("a.pdf", record_bytes(HEAD, &[]));
    project.write("b.pdf", "no PDF");
    let run = project.exec(&["import", "b.pdf", "a.pdf"]);
    assert_eq!(run.status, Some(1));
    assert_eq!(run.text(), "pre-migration-state-2026-11-23.yaml\n");
    assert!(run.stderr.contains("`b.pdf` is not a PDF"), "{}", run.stderr);
}

#[test]
fn a_state_of_another_checklist_comes_back_without_the_checklist() {
    let project = Project::new();
    project.write("second.yaml", SECOND);
    let state = "checklist: second\nlast_updated: 1 February 2026\n";
    project.write("state.yaml", state);
    let args = ["export", "state.yaml", "--checklist", "second.yaml", "-o", "record.pdf"];
    project.exec(&args);
    std::fs::remove_file(project.path("second.yaml")).expect("it is there");
    let run = project.exec(&["import", "record.pdf", "-o", "-"]);
    assert_eq!(run.text(), state);
}

/// Imports a damaged file: the exact state comes out, or an error without much work.
#[track_caller]
fn assert_refused_or_whole(project: &Project, broken: &[u8], how: &str) -> bool {
    project.write("broken.pdf", broken);
    let args = ["import", "broken.pdf", "-o", "back.yaml"];
    let run = project.exec_within(LONGEST, &args);
    if run.status == Some(0) {
        assert!(project.read("back.yaml") == SAMPLE.as_bytes(), "{how}: another state");
        std::fs::remove_file(project.path("back.yaml")).expect("it is there");
        return true;
    }
    assert_eq!((run.status, run.text().as_str()), (Some(1), ""), "{how}: {}", run.stderr);
    assert!(run.stderr.starts_with("error: "), "{how}: {}", run.stderr);
    assert_eq!(project.names(), ["broken.pdf"], "{how}: a file was written");
    false
}

#[test]
fn a_truncated_record_is_refused() {
    let project = Project::new();
    let record = record_bytes(SAMPLE, &[]);
    for end in (0..record.len()).step_by(CUT) {
        assert_refused_or_whole(&project, &record[..end], &format!("cut at {end}"));
    }
}

#[test]
fn a_record_with_wrong_bits_gives_its_own_state_or_an_error() {
    let project = Project::new();
    let record = record_bytes(SAMPLE, &[]);
    let mut random = Random::fresh();
    let mut whole = 0;
    for _ in 0..FLIPS {
        let mut broken = record.clone();
        let flips = 1 + random.below(8);
        for _ in 0..flips {
            let at = random.below(broken.len());
            broken[at] ^= 1 << random.below(8);
        }
        whole += usize::from(assert_refused_or_whole(&project, &broken, "flipped"));
    }
    assert!((1..FLIPS).contains(&whole), "{whole} of {FLIPS} are whole still");
}

/// A small PDF with one file in it.
fn with_file(name: &str, content: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    packer.write_all(content).expect("memory takes all");
    let packed = packer.finish().expect("memory takes all");
    let mut pdf = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[({name}) \
         4 0 R]>>>>>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n3 0 obj\n\
         <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n4 0 obj\n<</Type/Filespec\
         /F({name})/UF({name})/EF<</F 5 0 R>>>>\nendobj\n5 0 obj\n<</Type/EmbeddedFile/Filter\
         /FlateDecode/Length {}>>\nstream\n",
        packed.len()
    )
    .into_bytes();
    pdf.extend(packed);
    pdf.extend(b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size 6>>\n%%EOF\n");
    pdf
}

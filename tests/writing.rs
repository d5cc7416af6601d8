//! Writing: whole or not at all, and no leftover files.

use std::fs;
use std::process::Stdio;

use crate::support::project::{Project, Run, TODAY};
use crate::support::reader::Pdf;

/// The content of an existing file.
const OLD: &[u8] = b"what was there before";

#[track_caller]
fn assert_one_whole_pdf(bytes: &[u8]) {
    assert_eq!(Pdf::read(bytes).title(), "Pre migration checklist");
}

#[test]
fn the_default_name_says_what_it_is_and_when_it_was_made() {
    let project = Project::new();
    let cases: [(&[&str], &str); 4] = [
        (&[], "pre-migration-blank-2026-11-23.pdf"),
        (&["--large-print"], "pre-migration-blank-large-print-2026-11-23.pdf"),
        (&["--format", "json"], "pre-migration-blank-2026-11-23.json"),
        (&["--out-dir", "new/folder"], "new/folder/pre-migration-blank-2026-11-23.pdf"),
    ];
    for (options, name) in cases {
        let run = project.exec(&[&["print"], options].concat());
        assert_eq!(run.report(), format!("exit status 0\n{name}\n"));
        assert!(project.path(name).is_file());
    }
}

#[test]
fn standard_output_gets_the_document_and_nothing_else() {
    let project = Project::new();
    project.exec(&["print", "-o", "a.pdf"]);
    assert!(project.print(&[]) == project.read("a.pdf"));
    assert_eq!(project.names(), ["a.pdf"]);
}

#[test]
fn every_kind_of_document_is_packed() {
    let project = Project::new();
    project
        .write("state.yaml", include_str!("../content/examples/riverside-surgery.yaml"));
    let kinds: [&[&str]; 3] =
        [&["print"], &["print", "--fillable"], &["export", "state.yaml"]];
    for args in kinds {
        let run = project.exec(&[args, &["-o", "-"]].concat());
        assert_eq!(run.status, Some(0), "{args:?}: {}", run.stderr);
        assert!(!run.stderr.contains("packed"), "{args:?}: {}", run.stderr);
        let pdf = String::from_utf8_lossy(&run.stdout);
        assert!(pdf.contains("/Type/ObjStm"), "{args:?}");
        // Every object that is not a stream is inside one.
        let objects =
            pdf.split_inclusive("\nendobj\n").filter(|it| it.contains(" 0 obj"));
        let outside: Vec<_> =
            objects.filter(|it| !it.ends_with("endstream\nendobj\n")).collect();
        assert!(outside.is_empty(), "{args:?}: {outside:?}");
    }
}

#[test]
fn the_data_of_the_layouts_is_json() {
    let json = Project::new().print(&["--format", "json"]);
    let data: serde_json::Value = serde_json::from_slice(&json).expect("it is JSON");
    assert_eq!(data["title"], "Pre migration checklist");
}

#[test]
fn an_existing_file_is_replaced_only_on_request() {
    let project = Project::new();
    project.write("a.pdf", OLD);
    assert_eq!(project.exec(&["print", "-o", "a.pdf"]).status, Some(1));
    assert_eq!(project.read("a.pdf"), OLD);
    assert_eq!(project.exec(&["print", "-o", "a.pdf", "--overwrite"]).status, Some(0));
    assert_one_whole_pdf(&project.read("a.pdf"));
    assert_eq!(project.names(), ["a.pdf"]);
}

#[test]
fn a_run_that_fails_leaves_what_was_there() {
    let project = Project::new();
    project.write("a.pdf", OLD);
    project.write("bad.yaml", "id: x\n");
    let run = project.exec(&["print", "bad.yaml", "-o", "a.pdf", "--overwrite"]);
    assert_eq!(run.status, Some(1));
    assert_eq!(project.read("a.pdf"), OLD);
    assert_eq!(project.names(), ["a.pdf", "bad.yaml"]);
}

#[test]
fn runs_side_by_side_write_one_whole_document() {
    let project = Project::new();
    for overwrite in [&[] as &[_], &["--overwrite"]] {
        let args = [&["print", "-o", "a.pdf", "--date", TODAY], overwrite].concat();
        let start = |_| {
            project.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
        };
        let runs: Vec<_> = (0..4).map(start).collect();
        let ends =
            runs.into_iter().map(|run| run.expect("it starts").wait().expect("it ends"));
        let done = ends.filter(|status| status.success()).count();
        assert_eq!(done, if overwrite.is_empty() { 1 } else { 4 });
        assert_one_whole_pdf(&project.read("a.pdf"));
        assert_eq!(project.names(), ["a.pdf"]);
    }
}

#[cfg(unix)]
mod unix {
    use std::io::{BufRead, BufReader};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    /// Runs the program from a shell that has set a limit before.
    fn limited(project: &Project, limit: &str, args: &[&str]) -> Run {
        let program = env!("CARGO_BIN_EXE_proforma");
        let mut shell = project.shell(&format!("{limit}; exec \"$0\" \"$@\""));
        Run::of(shell.arg(program).args(args).args(["--date", TODAY]))
    }

    #[test]
    fn a_full_disk_is_reported() {
        let project = Project::new();
        let run = project.exec(&["print", "-o", "/dev/full"]);
        let wanted = "exit status 1\n\
                      error: cannot write `/dev/full` (no space left on device)\n\n";
        assert_eq!(run.report(), wanted);
        let run = project.exec(&["print", "-o", "/dev/null"]);
        assert_eq!(run.report(), "exit status 0\n");
    }

    #[test]
    fn a_write_that_fails_half_way_leaves_what_was_there_and_no_litter() {
        let project = Project::new();
        project.write("a.pdf", OLD);
        // A file may grow to 8 or 16 KB, and a write beyond fails.
        let limit = "trap '' XFSZ; ulimit -f 16";
        let run = limited(&project, limit, &["print", "-o", "a.pdf", "--overwrite"]);
        let wanted = "exit status 1\nerror: cannot write `a.pdf` (file too large)\n\n";
        assert_eq!(run.report(), wanted);
        assert_eq!(project.read("a.pdf"), OLD);
        let run = limited(&project, limit, &["print", "-o", "new.pdf"]);
        assert_eq!(run.status, Some(1));
        assert_eq!(project.names(), ["a.pdf"]);
    }

    #[test]
    fn a_closed_pipe_is_reported_without_a_panic() {
        let project = Project::new();
        let mut child = project
            .command(["print", "-o", "-", "--date", TODAY])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        drop(child.stdout.take());
        let run = Run::from(child.wait_with_output().expect("it ends"));
        assert_eq!(run.status, Some(1));
        assert_eq!(run.stderr, "error: cannot write `standard output` (broken pipe)\n\n");
    }

    /// The project has the old file, or a whole new one, and nothing else that shows.
    #[track_caller]
    fn assert_old_or_new(project: &Project, is_new: bool) {
        let content = project.read("a.pdf");
        if is_new {
            assert_one_whole_pdf(&content);
        } else {
            assert_eq!(content, OLD);
        }
        let litter = |name: &String| name != "a.pdf" && !name.starts_with('.');
        let litter: Vec<_> = project.names().into_iter().filter(litter).collect();
        assert!(litter.is_empty(), "{litter:?}");
    }

    // `benches/killed` kills runs at random moments.
    #[test]
    fn a_run_that_is_killed_before_it_writes_leaves_the_old_file() {
        let project = Project::new();
        project.write("a.pdf", OLD);
        // Whoever opens a pipe waits for somebody at the other end.
        let made = project.shell("mkfifo .pipe.yaml").status().expect("a shell runs");
        assert!(made.success());
        let args = ["print", ".pipe.yaml", "-o", "a.pdf", "--overwrite", "--date", TODAY];
        let mut child = project.command(args).spawn().expect("it starts");
        let pipe = fs::OpenOptions::new().write(true).open(project.path(".pipe.yaml"));
        child.kill().expect("it runs still: nothing has come through the pipe");
        assert_eq!(child.wait().expect("it ends").signal(), Some(9));
        drop(pipe);
        assert_old_or_new(&project, false);
    }

    #[test]
    fn a_run_that_is_killed_while_it_writes_leaves_the_old_file() {
        let project = Project::new();
        project.write("a.pdf", OLD);
        // A file may grow to 8 or 16 KB, and the system kills whoever writes on.
        let limit = "ulimit -c 0; ulimit -f 16";
        let run = limited(&project, limit, &["print", "-o", "a.pdf", "--overwrite"]);
        assert_eq!(run.status, None, "{}", run.report());
        assert_old_or_new(&project, false);
        assert!(project.names().len() > 1, "it was killed before it began to write");
    }

    #[test]
    fn a_run_that_is_killed_after_printing_a_path_leaves_the_new_file() {
        let project = Project::new();
        project.write("a.pdf", OLD);
        let args = ["print", "-o", "a.pdf", "--overwrite", "--date", TODAY];
        let mut child =
            project.command(args).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut path = String::new();
        BufReader::new(child.stdout.take().expect("it is piped"))
            .read_line(&mut path)
            .expect("it is text");
        let _ = child.kill();
        child.wait().expect("it ends");
        assert_eq!(path, "a.pdf\n");
        assert_old_or_new(&project, true);
    }

    #[test]
    fn a_link_stays_a_link_and_its_target_is_replaced() {
        let project = Project::new();
        project.write("far/real.pdf", OLD);
        symlink("far/real.pdf", project.path("a.pdf")).expect("a link can be made");
        assert_eq!(project.exec(&["print", "-o", "a.pdf"]).status, Some(1));
        assert_eq!(
            project.exec(&["print", "-o", "a.pdf", "--overwrite"]).status,
            Some(0)
        );
        let link = fs::symlink_metadata(project.path("a.pdf")).expect("it is there");
        assert!(link.is_symlink());
        assert_one_whole_pdf(&project.read("far/real.pdf"));
    }

    #[test]
    fn a_link_to_the_input_is_the_input() {
        let project = Project::new();
        project.write("mine.yaml", crate::support::checklists::BUILT_IN);
        symlink("mine.yaml", project.path("a.pdf")).expect("a link can be made");
        let run = project.exec(&["print", "mine.yaml", "-o", "a.pdf", "--overwrite"]);
        assert_eq!(run.status, Some(1));
        assert_eq!(
            project.read("mine.yaml"),
            crate::support::checklists::BUILT_IN.as_bytes()
        );
    }

    #[test]
    fn a_link_that_leads_nowhere_is_not_written_through() {
        let project = Project::new();
        symlink("nowhere.pdf", project.path("a.pdf")).expect("a link can be made");
        let run = project.exec(&["print", "-o", "a.pdf"]);
        assert_eq!(run.status, Some(1), "{}", run.report());
    }

    #[test]
    fn a_new_file_is_for_whom_the_umask_says_and_an_old_one_keeps_its_mode() {
        let project = Project::new();
        let mode = |name: &str| {
            let metadata = fs::metadata(project.path(name)).expect("it is there");
            metadata.mode() & 0o777
        };
        for (umask, wanted) in [("022", 0o644), ("077", 0o600), ("002", 0o664)] {
            let name = format!("{umask}.pdf");
            limited(&project, &format!("umask {umask}"), &["print", "-o", &name]);
            assert_eq!(mode(&name), wanted, "umask {umask}");
        }
        let private = fs::Permissions::from_mode(0o640);
        fs::set_permissions(project.path("022.pdf"), private).expect("it can be set");
        limited(&project, "umask 022", &["print", "-o", "022.pdf", "--overwrite"]);
        assert_eq!(mode("022.pdf"), 0o640);
    }
}

//! State files that are changed: by several at once, and with what others may do with them.

use std::fs;
use std::process::Stdio;

use crate::support::checklists::BUILT_IN;
use crate::support::forms::Form;
use crate::support::project::Project;

/// A filled-in state.
const SAMPLE: &str = include_str!("../content/examples/riverside-surgery.yaml");

/// Rounds of two at once; before there was a lock, one in ten lost a change.
const ROUNDS: usize = 25;

/// Runs commands at the same time; all must be done.
#[track_caller]
fn at_once(project: &Project, commands: &[&[&str]]) {
    let start = |args: &&[&str]| {
        let mut command = project.command(args.iter().copied());
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().expect("the program runs")
    };
    let runs: Vec<_> = commands.iter().map(start).collect();
    for run in runs {
        let output = run.wait_with_output().expect("it ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{stderr}");
    }
}

fn add(by: &str) -> Vec<&str> {
    let options = ["--found", "27/03/2025", "--date", "2026-11-23"];
    [&["check", "state.yaml", "--add", "--by", by][..], &options].concat()
}

#[test]
fn two_checks_that_are_noted_at_once_are_both_there() {
    let project = Project::new();
    for round in 0..ROUNDS {
        project.write("state.yaml", SAMPLE);
        at_once(&project, &[&add("Ann Early"), &add("Bob Late")]);
        let state = String::from_utf8(project.read("state.yaml")).expect("it is text");
        let both = state.contains("Ann Early") && state.contains("Bob Late");
        assert!(both, "round {round}:\n{state}");
    }
}

#[test]
fn two_forms_that_are_imported_at_once_are_both_there() {
    let project = Project::new();
    let forms =
        [("a.pdf", "practice.icb", "North"), ("b.pdf", "run-updates.owner", "Eve")];
    for (name, field, value) in forms {
        let form = Form::new(BUILT_IN, Some(SAMPLE)).with(field, value);
        project.write(name, form.pdf());
    }
    for round in 0..ROUNDS {
        project.write("state.yaml", SAMPLE);
        let import = |form| ["import", form, "--into", "state.yaml"];
        at_once(&project, &[&import("a.pdf"), &import("b.pdf")]);
        let state = String::from_utf8(project.read("state.yaml")).expect("it is text");
        let both = state.contains("icb: North") && state.contains("owner: Eve");
        assert!(both, "round {round}:\n{state}");
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    fn changed(project: &Project) -> String {
        let run = project.exec(&[
            "check",
            "state.yaml",
            "--add",
            "--by",
            "Ann",
            "--found",
            "27/03/2025",
        ]);
        assert_eq!(run.status, Some(0), "{}", run.report());
        run.stderr
    }

    #[test]
    fn a_file_that_is_changed_is_open_to_those_it_was_open_to() {
        let project = Project::new();
        project.write("state.yaml", SAMPLE);
        let path = project.path("state.yaml");
        for mode in [0o600, 0o640, 0o664, 0o666] {
            project.write("state.yaml", SAMPLE);
            fs::set_permissions(&path, fs::Permissions::from_mode(mode))
                .expect("it is ours");
            assert_eq!(changed(&project), "");
            let found = fs::metadata(&path).expect("it is there").permissions().mode();
            assert_eq!(found & 0o777, mode, "{mode:o}");
        }
    }

    #[test]
    fn the_group_and_the_attributes_of_a_file_stay() {
        let project = Project::new();
        project.write("state.yaml", SAMPLE);
        let path = project.path("state.yaml");
        // Only an administrator may give a file to any group.
        let group = if std::os::unix::fs::chown(&path, None, Some(4711)).is_ok() {
            4711
        } else {
            fs::metadata(&path).expect("it is there").gid()
        };
        let is_kept = xattr::set(&path, "user.team", b"north").is_ok();
        assert_eq!(changed(&project), "");
        assert_eq!(fs::metadata(&path).expect("it is there").gid(), group);
        if is_kept {
            let value = xattr::get(&path, "user.team").expect("it can be read");
            assert_eq!(value.as_deref(), Some(b"north".as_slice()));
        }
    }

    #[test]
    fn other_names_of_a_file_are_warned_of() {
        let project = Project::new();
        project.write("state.yaml", SAMPLE);
        fs::hard_link(project.path("state.yaml"), project.path("other.yaml"))
            .expect("the disk has links");
        let stderr = changed(&project);
        assert!(stderr.contains("its other names (hard links)"), "{stderr}");
        assert_eq!(project.read("other.yaml"), SAMPLE.as_bytes());
    }

    #[test]
    fn a_link_stays_a_link_also_where_it_leads_to_nothing_yet() {
        let project = Project::new();
        project.write("real/keep", "");
        symlink("real/state.yaml", project.path("link.yaml"))
            .expect("the disk has links");
        let run = project.exec(&["start", "-o", "link.yaml", "--overwrite"]);
        assert_eq!(run.status, Some(0), "{}", run.report());
        let link = fs::symlink_metadata(project.path("link.yaml")).expect("it is there");
        assert!(link.is_symlink());
        assert!(!project.read("real/state.yaml").is_empty());
    }
}

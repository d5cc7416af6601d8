//! Many documents at once: the weekly work of somebody who looks after forty practices.

mod mistakes;

use std::fs;

use proforma::base::source::Source;
use proforma::model::state::State;

use crate::support::checklists::BUILT_IN;
use crate::support::engine::practices;
use crate::support::forms::Form;
use crate::support::project::{Project, Run, TODAY};
use crate::support::reader::Pdf;

/// The sample list.
const PRACTICES: &str = include_str!("../content/examples/practices.csv");

/// A filled-in state.
const STATE: &str = include_str!("../content/examples/riverside-surgery.yaml");

/// The names in a folder of the project, sorted.
fn names(project: &Project, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(project.path(folder)).expect("the folder is there");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<_> =
        entries.map(|entry| name(entry.expect("it is there"))).collect();
    names.sort();
    names
}

/// Writes the states of this many practices into the folder `states`.
fn write_states(project: &Project, count: usize) {
    for number in 0..count {
        let state = STATE
            .replace("A12345", &format!("A{number:05}"))
            .replace("Riverside Surgery", &format!("Surgery {number}"));
        project.write(&format!("states/{number:03}.yaml"), state);
    }
}

/// The paths that a run wrote.
fn written(run: &Run) -> Vec<String> {
    run.text().lines().map(String::from).collect()
}

#[test]
fn start_writes_the_state_of_each_practice_on_a_list() {
    let project = Project::new();
    project.write("practices.csv", PRACTICES);
    let run =
        project.exec(&["start", "--list", "practices.csv", "--out-dir", "new/states"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), "note: 5 of 5 written\n"));
    let paths = written(&run);
    assert_eq!(paths.len(), 5);
    assert_eq!(
        paths[2],
        "new/states/c34567-canolfan-feddygol-ty-gwyn-pre-migration-state-2026-11-23.yaml"
    );
    let state = String::from_utf8(project.read(&paths[1])).expect("it is text");
    assert!(
        state.contains("  name: Mill Lane Medical Centre, Wyreborough  # Practice\n")
    );
    assert!(state.contains("  practice_manager: D. Achterberg  # "));
    // The states have no mistakes.
    let run = project.exec(&["export", "new/states", "--out-dir", "records"]);
    assert_eq!(run.status, Some(0), "{}", run.report());
    assert_eq!(written(&run).len(), 7);
    assert_eq!(written(&run)[5..], ["records/index.csv", "records/overview.pdf"]);
}

#[test]
fn whatever_a_field_holds_is_read_back_from_the_state() {
    let project = Project::new();
    let odd = "a: b #2 \\\"\"x\"\" 'y'\r\n  - z\tDél & {co} \u{85}…";
    project.write("p.csv", format!("ods_code,name,icb\nA12345,\"{odd}\",\"= 1, @2\"\n"));
    let run = project.exec(&["start", "--list", "p.csv"]);
    assert_eq!(run.status, Some(0), "{}", run.report());
    let path = &written(&run)[0];
    assert_eq!(path, "a12345-a-b-2-x-y-z-del-co-pre-migration-state-2026-11-23.yaml");
    let run = project.exec(&["export", path, "--format", "json", "-o", "-"]);
    assert_eq!(run.status, Some(0), "{}", run.report());
    let json: serde_json::Value =
        serde_json::from_slice(&run.stdout).expect("it is JSON");
    let attached =
        json["attachments"][1]["text"].as_str().expect("the state is attached");
    let state = State::sound(&Source::new("state.yaml", attached), &practices())
        .expect("it is right");
    assert_eq!(state.detail("name"), odd.replace("\"\"", "\""));
    assert_eq!(state.detail("icb"), "= 1, @2");
}

#[test]
fn bad_rows_are_reported_with_their_lines_and_the_rest_is_written() {
    let project = Project::new();
    project.write(
        "p.csv",
        "ods_code,name\nA00001,Good\n,No Code\nA00001,Twice\nB00002,Too,many\nC00003,Good\n",
    );
    let run = project.exec(&["start", "--list", "p.csv", "--out-dir", "out"]);
    assert_eq!(run.status, Some(1));
    assert_eq!(names(&project, "out").len(), 2);
    for part in
        ["p.csv:3:", "p.csv:4:", "p.csv:5:", "note: 2 of 5 written, 3 not written\n"]
    {
        assert!(run.stderr.contains(part), "{part}\n{}", run.stderr);
    }
}

#[test]
fn a_file_that_is_not_a_list_writes_nothing() {
    let project = Project::new();
    for list in ["ods_code,nmae\nA00001,x\n", "", "name\nx\n"] {
        project.write("p.csv", list);
        let run = project.exec(&["start", "--list", "p.csv"]);
        assert_eq!((run.status, run.text().as_str()), (Some(1), ""));
        assert_eq!(project.names(), ["p.csv"]);
    }
}

#[test]
fn many_records_are_the_same_as_one_by_one_however_many_at_a_time() {
    let project = Project::new();
    write_states(&project, 20);
    for jobs in ["1", "3"] {
        let args = ["export", "states", "--out-dir", jobs, "--jobs", jobs];
        let run = project.exec(&args);
        assert_eq!(run.status, Some(0), "{}", run.report());
        let mut sorted = written(&run);
        sorted[..20].sort();
        assert_eq!(written(&run), sorted, "they are listed in the order of the states");
    }
    let (one, three) = (names(&project, "1"), names(&project, "3"));
    assert_eq!(one, three);
    for name in &one {
        let many = project.read(&format!("1/{name}"));
        assert_eq!(many, project.read(&format!("3/{name}")), "{name}");
    }
    let run = project.exec(&["export", "states/007.yaml", "-o", "-"]);
    let name = "a00007-surgery-7-pre-migration-record-2026-11-23.pdf";
    assert_eq!(run.stdout, project.read(&format!("3/{name}")));
}

#[test]
fn one_bad_state_does_not_stop_the_rest_and_its_messages_stay_with_it() {
    let project = Project::new();
    write_states(&project, 6);
    project.write("states/002.yaml", "checklist: pre-migration\n");
    let warned = STATE.replace("J. Okafor", "J. 漢");
    project.write("states/004.yaml", warned.replace("A12345", "A00004"));
    let run = project.exec(&["export", "states", "--out-dir", "out", "--jobs", "2"]);
    assert_eq!(run.status, Some(1));
    assert_eq!(written(&run).len(), 7);
    let bad = run.stderr.find("states/002.yaml").expect("it is reported");
    let other = run
        .stderr
        .find("warning: states/004.yaml: characters that are in none of the fonts");
    assert!(bad < other.expect("it is reported"), "{}", run.stderr);
    assert!(
        run.stderr.contains("note: 5 of 6 written, 1 not written\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn two_states_with_one_name_are_refused_before_anything_is_replaced() {
    let project = Project::new();
    project.write("a.yaml", STATE);
    project.write("b.yaml", STATE.replace("Riverside Surgery", "RIVERSIDE  surgery"));
    let args =
        ["export", "a.yaml", "b.yaml", "--out-dir", "out", "--jobs", "2", "--overwrite"];
    let run = project.exec(&args);
    assert_eq!(run.status, Some(1));
    assert_eq!(written(&run).len(), 3);
    let message = "2026-11-23.pdf` has already been written for `a.yaml`";
    assert!(run.stderr.contains(message), "{}", run.stderr);
    let run = project.exec(&["export", "a.yaml", "-o", "-"]);
    let name = "out/a12345-riverside-surgery-pre-migration-record-2026-11-23.pdf";
    assert_eq!(run.stdout, project.read(name));
}

#[test]
fn a_run_continues_the_next_day_where_it_stopped() {
    let project = Project::new();
    project.write("p.csv", PRACTICES);
    let args = ["start", "--list", "p.csv", "--out-dir", "out", "--skip-existing"];
    assert_eq!(project.exec(&args).status, Some(0));
    let all = names(&project, "out");
    fs::remove_file(project.path("out").join(&all[3])).expect("it is there");
    let next = [&args[..], &["--date", "2026-11-24"]].concat();
    let run = Run::of(&mut project.command(next));
    assert_eq!(run.stderr, "note: 1 of 5 written, 4 already there\n");
    assert_eq!(written(&run), [format!("out/{}", all[3].replace(TODAY, "2026-11-24"))]);
    assert_eq!(names(&project, "out").len(), 5);
}

#[test]
fn shards_make_each_document_once() {
    let project = Project::new();
    project.write("p.csv", PRACTICES);
    let mut all = Vec::new();
    for shard in ["1/3", "2/3", "3/3"] {
        let args = ["start", "--list", "p.csv", "--out-dir", "out", "--shard", shard];
        let run = project.exec(&args);
        assert_eq!(run.status, Some(0), "{}", run.report());
        all.extend(written(&run));
    }
    all.sort();
    assert_eq!(all.len(), 5);
    assert_eq!(
        all,
        names(&project, "out")
            .iter()
            .map(|name| format!("out/{name}"))
            .collect::<Vec<_>>()
    );
    let args = ["start", "--list", "p.csv", "--shard", "4/3"];
    assert_eq!(project.exec(&args).status, Some(2));
}

#[test]
fn options_that_cannot_go_together_are_refused() {
    let project = Project::new();
    project.write("p.csv", PRACTICES);
    for more in [
        &["--list", "p.csv", "-o", "x"][..],
        &["--skip-existing", "--overwrite"],
        &["--jobs", "0"],
    ] {
        let run = project.exec(&[&["start"], more].concat());
        assert_eq!(run.status, Some(2), "{more:?}");
    }
    write_states(&project, 2);
    assert_eq!(project.exec(&["export", "states", "-o", "x.pdf"]).status, Some(1));
}

#[test]
fn blanks_of_a_list_name_the_practice_and_are_the_same_as_each_by_itself() {
    let project = Project::new();
    project.write("p.csv", PRACTICES);
    let args = ["print", "--list", "p.csv", "--out-dir", "all", "--jobs", "2"];
    let run = project.exec(&args);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), "note: 5 of 5 written\n"));
    let rows: Vec<_> = PRACTICES.lines().collect();
    for (row, path) in rows[1..].iter().zip(written(&run)) {
        project.write("one.csv", format!("{}\n{row}\n", rows[0]));
        let run = project.exec(&["print", "--list", "one.csv", "--out-dir", "one"]);
        assert_eq!(run.status, Some(0), "{}", run.report());
        assert!(
            project.read(&path) == project.read(&path.replace("all/", "one/")),
            "{path}"
        );
    }
    let name = "all/c34567-canolfan-feddygol-ty-gwyn-pre-migration-blank-2026-11-23.pdf";
    let title = Pdf::read(&project.read(name)).title();
    assert_eq!(
        title,
        "Pre migration checklist: blank of Canolfan Feddygol Tŷ Gwyn · C34567"
    );
}

/// The commands of a section of the README.
fn commands(section: &str) -> Vec<String> {
    let readme = include_str!("../README.md");
    let (_, rest) = readme.split_once(section).expect("the section is there");
    let section = rest.split("\n### ").next().expect("a split has a first part");
    let commands = section.lines().filter(|line| line.starts_with("proforma "));
    commands.map(String::from).collect()
}

#[test]
fn the_readme_walks_through_a_week() {
    let project = Project::new();
    project.write("content/examples/practices.csv", PRACTICES);
    let commands = commands("### Serve many practices\n");
    assert_eq!(commands.len(), 6);
    for command in commands {
        let args: Vec<_> = command.split_whitespace().skip(1).collect();
        if args[0] == "import" {
            // The forms come back, one of them filled in.
            fs::rename(project.path("forms"), project.path("returned"))
                .expect("they are there");
            let state = &names(&project, "states")[0];
            let state = String::from_utf8(project.read(&format!("states/{state}")));
            let form = Form::new(BUILT_IN, state.ok().as_deref())
                .with("tell-patients.owner", "Reception lead");
            project.write(
                &format!("returned/{}", names(&project, "returned")[0]),
                form.pdf(),
            );
        }
        let run = project.exec(&args);
        // No check for updates is recorded yet.
        let wanted = if args[0] == "check" { 12 } else { 0 };
        assert_eq!(run.status, Some(wanted), "{command}\n{}", run.report());
    }
    for (folder, count) in [("states", 5), ("blanks", 5), ("returned", 5), ("records", 7)]
    {
        assert_eq!(names(&project, folder).len(), count, "{folder}");
    }
    let record = format!("records/{}", names(&project, "records")[0]);
    let words = Pdf::read(&project.read(&record)).text();
    assert!(words.contains("Reception lead"), "{record}");
}

#[test]
fn no_practice_gets_a_second_state_on_another_day() {
    let project = Project::new();
    project.write("p.csv", PRACTICES);
    let args = ["start", "--list", "p.csv", "--out-dir", "states"];
    assert_eq!(project.exec(&args).status, Some(0));
    let next = [&args[..], &["--date", "2026-11-24"]].concat();
    let run = Run::of(&mut project.command(&next));
    assert_eq!((run.status, run.text().as_str()), (Some(1), ""));
    assert!(
        run.stderr.contains("this practice already has a state file, `states/a12345-"),
        "{}",
        run.stderr
    );
    let run = Run::of(&mut project.command([&next[..], &["--skip-existing"]].concat()));
    assert_eq!((run.status, run.text().as_str()), (Some(0), ""));
}

#[test]
fn an_existing_document_of_one_practice_is_not_mistaken_for_anothers() {
    let project = Project::new();
    project.write("states/a.yaml", STATE);
    project.write("states/b.yaml", STATE);
    let args = ["export", "states", "--out-dir", "out", "--skip-existing"];
    let first = project.exec(&args);
    let again = project.exec(&args);
    for run in [first, again] {
        assert_eq!(run.status, Some(1), "{}", run.report());
        let message = "has already been written for `states/a.yaml`";
        assert!(run.stderr.contains(message), "{}", run.stderr);
    }
    // An empty file was not finished.
    fs::remove_file(project.path("states/b.yaml")).expect("it is there");
    let record = "out/a12345-riverside-surgery-pre-migration-record-2026-11-2";
    fs::remove_file(project.path(format!("{record}3.pdf"))).expect("it is there");
    project.write(&format!("{record}2.pdf"), "");
    let run = project.exec(&args);
    assert_eq!(
        (run.status, written(&run)[0].clone()),
        (Some(0), format!("{record}3.pdf"))
    );
}

#[test]
fn a_form_goes_to_the_practice_it_was_made_for() {
    let project = Project::new();
    let other = STATE.replace("A12345", "B23456");
    project.write("states/a.yaml", STATE);
    project.write("states/b.yaml", &other);
    project.write("states/broken.yaml", "checklist: [");
    let form =
        |code: &str| Form::new(BUILT_IN, Some(STATE)).with("practice.ods_code", code);
    project.write("form.pdf", form("B23456").pdf());
    let run = project.exec(&["import", "form.pdf", "--into", "states"]);
    assert_eq!((run.status, run.text().as_str()), (Some(1), ""));
    let message = "was made for `A12345`, but it now says `B23456`";
    assert!(run.stderr.contains(message), "{}", run.stderr);
    // A code that was corrected.
    project.write("form.pdf", form("A99999").pdf());
    let run = project.exec(&["import", "form.pdf", "--into", "states"]);
    assert_eq!((run.status, run.text().as_str()), (Some(1), ""));
    let message = "was made with the ODS code `A12345`, but it now says `A99999`";
    assert!(run.stderr.contains(message), "{}", run.stderr);
    let take = ["--take", "form:practice.ods_code"];
    let args = [&["import", "form.pdf", "--into", "states"][..], &take].concat();
    let run = project.exec(&args);
    assert_eq!((run.status, written(&run)), (Some(0), vec!["states/a.yaml".into()]));
    assert_eq!(project.read("states/b.yaml"), other.as_bytes());
    fs::remove_file(project.path("states/a.yaml")).expect("it is there");
    let run = project.exec(&["import", "form.pdf", "--into", "states"]);
    assert!(
        run.stderr.contains("could not be read as state files: `states/broken.yaml`")
    );
    let run = project.exec(&["import", "form.pdf", "form.pdf", "--into", "nowhere"]);
    assert_eq!(run.stderr.matches("`nowhere`").count(), 1, "{}", run.stderr);
}

#[test]
fn forms_go_into_states_one_after_another() {
    let project = Project::new();
    project.write("states/a.yaml", STATE);
    let form = || Form::new(BUILT_IN, Some(STATE));
    project.write("back/1.pdf", form().with("check-reports.owner", "Ann").pdf());
    project.write("back/2.pdf", form().with("check-reports.due", "22/01/2027").pdf());
    project.write("back/3.pdf", form().pdf());
    project.write("back/4.pdf", "no PDF");
    let run = project.exec(&["import", "back", "--into", "states"]);
    assert_eq!((run.status, written(&run)), (Some(1), vec!["states/a.yaml".into(); 2]));
    let summary = "note: 2 of 4 written, 1 with nothing new, 1 not written\n";
    assert!(run.stderr.ends_with(summary), "{}", run.stderr);
    let state = String::from_utf8(project.read("states/a.yaml")).expect("it is text");
    assert!(state.contains("    owner: Ann\n    due: 22/01/2027\n"), "{state}");
}

#[test]
fn import_makes_shares_and_skips_what_exists() {
    let project = Project::new();
    for number in 0..4 {
        let state = STATE.replace("A12345", &format!("A0000{number}"));
        project.write(
            &format!("back/{number}.pdf"),
            Form::new(BUILT_IN, Some(&state)).pdf(),
        );
    }
    let import = ["import", "back", "--out-dir", "out", "--jobs", "2"];
    let run = project.exec(&[&import[..], &["--shard", "2/2"]].concat());
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), "note: 2 of 2 written\n"));
    let all = |run: &Run| written(run).join(" ");
    assert!(
        all(&run).contains("a00001") && all(&run).contains("a00003"),
        "{}",
        all(&run)
    );
    let run = project.exec(&[&import[..], &["--skip-existing"]].concat());
    assert_eq!(run.stderr, "note: 2 of 4 written, 2 already there\n");
    assert!(
        all(&run).contains("a00000") && all(&run).contains("a00002"),
        "{}",
        all(&run)
    );
    project.write("back/5.pdf", project.read("back/0.pdf"));
    let run = project.exec(&["import", "back", "--out-dir", "new", "--overwrite"]);
    assert!(
        run.stderr.contains("has already been written for `back/0.pdf`"),
        "{}",
        run.stderr
    );
    let args = ["import", "back", "--into", "states", "--skip-existing"];
    assert_eq!(project.exec(&args).status, Some(2));
}

#[test]
fn a_possible_nhs_number_in_a_list_is_a_warning_with_its_line() {
    let project = Project::new();
    let list = "ods_code,name\nA00001,Good\nB00002,NHS number: 943 476 5918\n";
    project.write("list.csv", list);
    for command in ["start", "print"] {
        let args = [command, "--list", "list.csv", "--out-dir", command];
        let strict = project.exec(&[&args[..], &["--strict"]].concat());
        assert_eq!((strict.status, written(&strict).len()), (Some(1), 1));
        let run = project.exec(&[&args[..], &["--overwrite"]].concat());
        assert_eq!((run.status, written(&run).len()), (Some(0), 2));
        for stderr in [strict.stderr, run.stderr] {
            assert!(
                stderr.contains("`name`: this is labelled as an NHS number"),
                "{stderr}"
            );
            assert!(stderr.contains("list.csv:3:"), "{stderr}");
            assert!(!stderr.contains("5918"), "{stderr}");
        }
    }
}

#[test]
fn an_index_has_a_row_for_every_state() {
    let project = Project::new();
    write_states(&project, 3);
    project.write("states/001.yaml", "checklist: pre-migration\n");
    let args = ["export", "states", "--out-dir", "out"];
    assert_eq!(project.exec(&args).status, Some(1));
    let index = String::from_utf8(project.read("out/index.csv")).expect("it is UTF-8");
    let rows: Vec<_> = index.lines().collect();
    assert_eq!(rows.len(), 4);
    let record = "a00000-surgery-0-pre-migration-record-2026-11-23.pdf";
    let start =
        format!("states/000.yaml,{record},written,pre-migration,Surgery 0,A00000,");
    assert!(rows[1].starts_with(&start), "{}", rows[1]);
    assert_eq!(
        rows[2],
        "states/001.yaml,,not written,,,,,,,,,,,0,a state needs the key `last_updated`"
    );
    // It is not replaced, and then no record is made.
    let next = [&args[..], &["--date", "2026-11-24"]].concat();
    let run = Run::of(&mut project.command(&next));
    assert_eq!((run.status, run.text().as_str()), (Some(1), ""));
    assert!(run.stderr.contains("`out/index.csv` already exists"), "{}", run.stderr);
    // Continuing the run renews it.
    write_states(&project, 3);
    let run = Run::of(&mut project.command([&next[..], &["--skip-existing"]].concat()));
    assert_eq!(run.status, Some(0), "{}", run.report());
    let index = String::from_utf8(project.read("out/index.csv")).expect("it is UTF-8");
    let rows: Vec<_> = index.lines().collect();
    let start =
        format!("states/000.yaml,{record},already there,pre-migration,Surgery 0,A00000,");
    assert!(rows[1].starts_with(&start), "{}", rows[1]);
    assert!(
        rows[2].contains("-record-2026-11-24.pdf,written,pre-migration,Surgery 1,"),
        "{}",
        rows[2]
    );
}

#[cfg(unix)]
mod unix {
    use std::io::{BufRead, BufReader, Read};
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn a_run_that_is_interrupted_leaves_whole_files_and_goes_on_later() {
        let project = Project::new();
        let rows: String =
            (0..150).map(|number| format!("A{number:05},Surgery {number}\n")).collect();
        project.write("p.csv", format!("ods_code,name\n{rows}"));
        let args = ["print", "--list", "p.csv", "--out-dir", "out"];
        let mut command = project.command(args);
        command.args(["--date", TODAY]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut run = command.spawn().expect("the program runs");
        let mut stdout = BufReader::new(run.stdout.take().expect("it is piped"));
        let mut first = String::new();
        stdout.read_line(&mut first).expect("there is a first path");
        let signal = Command::new("kill").args(["-INT", &run.id().to_string()]).status();
        assert!(signal.is_ok_and(|status| status.success()));
        let mut output = first;
        stdout.read_to_string(&mut output).expect("it is text");
        let run = run.wait_with_output().expect("it ends");
        let stderr = String::from_utf8_lossy(&run.stderr);
        let mut paths: Vec<_> = output.lines().map(String::from).collect();
        let (done, left) = (paths.len(), 150 - paths.len());
        assert!(left > 0, "it was too quick");
        let last = format!(
            "note: {done} of 150 written, {left} still to do: use `--skip-existing` to continue\n"
        );
        // A machine that is busy elsewhere has time for a line of progress before.
        assert_eq!(run.status.code(), Some(1), "{stderr}");
        assert!(stderr.ends_with(&last), "{stderr}");
        paths.sort();
        let out = |name| format!("out/{name}");
        assert_eq!(
            names(&project, "out").into_iter().map(out).collect::<Vec<_>>(),
            paths
        );
        for path in &paths {
            let title = Pdf::read(&project.read(path)).title();
            assert!(title.contains(": blank of Surgery "), "{path}: {title}");
        }
        let run = project.exec(&[&args[..], &["--skip-existing"]].concat());
        let last = format!("note: {left} of 150 written, {done} already there\n");
        assert_eq!((run.status, run.stderr), (Some(0), last));
        assert_eq!(names(&project, "out").len(), 150);
    }

    #[test]
    fn a_full_disk_is_reported_once() {
        let project = Project::new();
        write_states(&project, 30);
        // A file may grow to 8 or 16 KB, and a write beyond fails, as on a full disk.
        let script =
            "trap '' XFSZ; ulimit -f 16; exec \"$0\" export states --out-dir out";
        let program = env!("CARGO_BIN_EXE_proforma");
        let run = Run::of(project.shell(script).arg(program).args(["--date", TODAY]));
        let run_with = |part: &str| run.stderr.matches(part).count();
        assert_eq!(
            (run.status, run_with("(file too large)")),
            (Some(1), 1),
            "{}",
            run.stderr
        );
        assert!(
            run.stderr.contains("note: 0 of 30 written, 1 not written, 29 still to do")
        );
        let litter = names(&project, "out");
        assert!(litter.iter().all(|name| name == "index.csv"), "{litter:?}");
    }
}

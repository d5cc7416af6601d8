//! Same input and date, same bytes, wherever and whenever.

use crate::support::checklists::BUILT_IN;
use crate::support::project::{Project, Run, TODAY, blank};

/// Midnight UTC on the date of every other test, as a Unix timestamp.
const MIDNIGHT: i64 = 1_795_392_000;

/// Prints in a fresh folder with these variables set.
#[track_caller]
fn print_with(variables: &[(&str, &str)], args: &[&str]) -> Vec<u8> {
    let project = Project::new();
    let mut command = project.command(["print", "-o", "-"]);
    let run = Run::of(command.args(args).envs(variables.iter().copied()));
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    run.stdout
}

#[test]
fn the_same_date_gives_the_same_bytes_anywhere() {
    let usual = Project::new().print(&[]);
    let elsewhere = [
        ("TZ", "Pacific/Auckland"),
        ("LANG", "de_DE.UTF-8"),
        ("LC_ALL", "ar_EG.UTF-8"),
        ("HOME", "/nowhere"),
        ("USER", "nobody"),
        ("RAYON_NUM_THREADS", "1"),
    ];
    assert!(print_with(&elsewhere, &["--date", TODAY]) == usual, "other surroundings");
    for date in ["23/11/2026", "23 November 2026"] {
        assert!(print_with(&[], &["--date", date]) == usual, "the date as {date}");
    }
}

#[test]
fn the_clock_may_be_set_by_source_date_epoch() {
    let usual = Project::new().print(&[]);
    for (seconds, timezone) in
        [(0, "UTC"), (86_399, "Pacific/Auckland"), (1, "America/Adak")]
    {
        let epoch = (MIDNIGHT + seconds).to_string();
        let variables = [("SOURCE_DATE_EPOCH", epoch.as_str()), ("TZ", timezone)];
        assert!(print_with(&variables, &[]) == usual, "{epoch} in {timezone}");
    }
}

#[test]
fn the_date_option_takes_precedence_over_source_date_epoch() {
    let usual = Project::new().print(&[]);
    let epoch = [("SOURCE_DATE_EPOCH", "0")];
    assert!(print_with(&epoch, &["--date", TODAY]) == usual);
}

#[test]
fn another_date_gives_other_bytes() {
    let usual = Project::new().print(&[]);
    assert!(print_with(&[], &["--date", "2026-11-24"]) != usual);
}

#[test]
fn a_copy_of_the_built_in_checklist_gives_the_same_bytes() {
    let project = Project::new();
    project.write("copies/mine.yaml", BUILT_IN);
    assert!(project.print(&["copies/mine.yaml"]) == Project::new().print(&[]));
}

#[test]
fn one_byte_of_a_comment_changes_the_digest_and_nothing_on_the_pages() {
    let project = Project::new();
    project.write("mine.yaml", format!("{BUILT_IN}# A remark.\n"));
    let pdf = crate::support::reader::Pdf::read(&project.print(&["mine.yaml"]));
    let usual = blank(&[]);
    assert_eq!(pdf.tag_tree(), usual.tag_tree());
    assert_ne!(pdf.info(), usual.info());
}

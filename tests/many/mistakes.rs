//! A mistake in Proforma that affects one document of many.

use std::num::NonZeroUsize;
use std::process::Command;

use proforma::base::problem::Problem;
use proforma::cli::args::{Many, Target};
use proforma::cli::batch::{Batch, End, Made};
use proforma::cli::output::Output;
use proforma::cli::session::Session;
use proforma::cli::terminal::hush_panics;

use super::*;

/// The number of threads, for a run in a process of its own.
const JOBS: &str = "TEST_JOBS";

/// A run of five documents of which two panic. It has its own process, since it silences
/// panics, as `main` does.
#[test]
#[ignore = "another test starts it"]
fn a_run_with_mistakes() {
    let Ok(jobs) = std::env::var(JOBS) else { return };
    hush_panics();
    let project = Project::new();
    let out_dir = Some(project.path("out"));
    let target = Target { output: None, out_dir, overwrite: false };
    let many = Many { jobs: jobs.parse::<NonZeroUsize>().ok(), ..Many::default() };
    let batch = Batch::new(&target, &many, true).expect("the folder can be made");
    let make = |&number: &usize, part: &mut Session| {
        part.warn(format!("a warning of {number}"), "a hint");
        assert!(number % 2 == 1, "meant to panic");
        let output = Output::new(&target, &format!("{number}.txt"), &[]);
        (output.map(|output| Made::New(output, vec![b'x'])), Some(number))
    };
    let mut outcomes = Vec::new();
    let after = |&number: &usize, end, _: (usize, &[Problem]), more| {
        outcomes.push((number, matches!(end, End::Written(_)), more));
    };
    let name = |number: &usize| format!("number {number}");
    let done = batch.run(&[1, 2, 3, 4, 5], &mut Session::new(), name, make, after);
    assert!(done.is_err_and(|problems| problems.is_empty()), "all are reported");
    let odd = |number| (number, true, Some(number));
    let even = |number| (number, false, None);
    assert_eq!(outcomes, [odd(1), even(2), odd(3), even(4), odd(5)]);
    assert_eq!(names(&project, "out"), ["1.txt", "3.txt", "5.txt"]);
}

#[test]
fn a_document_that_panics_is_reported_in_plain_words_and_the_others_are_written() {
    let test = concat!(module_path!(), "::a_run_with_mistakes");
    let (_, test) = test.split_once("::").expect("it is in this crate");
    let program = std::env::current_exe().expect("it is running");
    for jobs in ["1", "2"] {
        let run = Run::of(
            Command::new(&program)
                .args(["--exact", test, "--ignored", "--nocapture"])
                .env_remove("RUST_BACKTRACE")
                .env(JOBS, jobs),
        );
        assert_eq!(run.status, Some(0), "{}", run.report());
        let message = |number| {
            format!(
                "error: number {number}: this document could not be made because of a \
                 mistake in Proforma\n = hint: please report it, with the input file\n"
            )
        };
        for number in [2, 4] {
            assert!(run.stderr.contains(&message(number)), "{jobs}: {}", run.stderr);
        }
        let note = "note: 3 of 5 written, 2 not written\n";
        assert!(run.stderr.ends_with(note), "{jobs}: {}", run.stderr);
        assert!(!run.stderr.contains("panic"), "{jobs}: {}", run.stderr);
    }
}

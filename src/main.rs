//! The `proforma` command.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;
use proforma::base::problem::{alone, mistake};
use proforma::cli::args::Arguments;
use proforma::cli::commands::run;
use proforma::cli::session::Session;
use proforma::cli::terminal::hush_panics;

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    let mut session = Session::new();
    hush_panics();
    let result = catch_unwind(AssertUnwindSafe(|| run(command, &mut session)));
    let stopped = || Err(alone(mistake("this command stopped")));
    match result.unwrap_or_else(|_| stopped()) {
        Ok(status) => {
            session.print(&[]);
            ExitCode::from(status)
        }
        Err(problems) => {
            session.print(&problems);
            ExitCode::FAILURE
        }
    }
}

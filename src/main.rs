//! The `proforma` command.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;
use proforma::base::problem::{Outcome, alone, mistake};
use proforma::cli::args::{Arguments, Command};
use proforma::cli::commands::check::check;
use proforma::cli::commands::export::export;
use proforma::cli::commands::import::import;
use proforma::cli::commands::print::print;
use proforma::cli::commands::start::start;
use proforma::cli::commands::update::update;
use proforma::cli::session::Session;
use proforma::cli::terminal::hush_panics;

/// The exit status of a successful run.
const DONE: u8 = 0;

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

/// Runs a command and returns the exit status.
fn run(command: Command, session: &mut Session) -> Outcome<u8> {
    match command {
        Command::Print(args) => print(&args, session).map(|()| DONE),
        Command::Export(args) => export(&args, session).map(|()| DONE),
        Command::Start(args) => start(&args, session).map(|()| DONE),
        Command::Import(args) => import(&args, session).map(|()| DONE),
        Command::Check(args) => check(&args, session),
        Command::Update(args) => update(&args, session).map(|()| DONE),
    }
}

//! The `proforma` command.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;
use ecow::eco_vec;
use proforma::args::{Arguments, Command};
use proforma::check::check;
use proforma::diag::hush_panics;
use proforma::export::export;
use proforma::import::import;
use proforma::lay_out::mistake;
use proforma::print::print;
use proforma::session::Session;
use proforma::start::start;
use proforma::update::update;
use typst::diag::SourceResult;

/// The exit status of a run that did what it was asked.
const DONE: u8 = 0;

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    let mut session = Session::new();
    hush_panics();
    let result = catch_unwind(AssertUnwindSafe(|| run(command, &mut session)));
    let ended = || Err(eco_vec![mistake("this command ended")]);
    match result.unwrap_or_else(|_| ended()) {
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

/// Runs a command; gives the exit status.
fn run(command: Command, session: &mut Session) -> SourceResult<u8> {
    match command {
        Command::Print(args) => print(&args, session).map(|()| DONE),
        Command::Export(args) => export(&args, session).map(|()| DONE),
        Command::Start(args) => start(&args, session).map(|()| DONE),
        Command::Import(args) => import(&args, session).map(|()| DONE),
        Command::Check(args) => check(&args, session),
        Command::Update(args) => update(&args, session).map(|()| DONE),
    }
}

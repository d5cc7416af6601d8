//! The `proforma` command.

use std::process::ExitCode;

use clap::Parser;
use proforma::cli::args::{Arguments, Command};
use proforma::cli::commands::check::check;
use proforma::cli::commands::export::export;
use proforma::cli::commands::import::import;
use proforma::cli::commands::print::print;
use proforma::cli::commands::start::start;
use proforma::cli::commands::update::update;
use proforma::cli::session::Session;

/// The exit status of a run that did what it was asked.
const DONE: u8 = 0;

fn main() -> ExitCode {
    let mut session = Session::new();
    let result = match Arguments::parse().command {
        Command::Print(args) => print(&args, &mut session).map(|()| DONE),
        Command::Export(args) => export(&args, &mut session).map(|()| DONE),
        Command::Start(args) => start(&args, &mut session).map(|()| DONE),
        Command::Import(args) => import(&args, &mut session).map(|()| DONE),
        Command::Check(args) => check(&args, &mut session),
        Command::Update(args) => update(&args, &mut session).map(|()| DONE),
    };
    match result {
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

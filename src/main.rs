//! The `proforma` command.

use std::process::ExitCode;

use clap::Parser;
use proforma::args::{Arguments, Command};
use proforma::export::export;
use proforma::import::import;
use proforma::print::print;
use proforma::session::Session;
use proforma::start::start;

fn main() -> ExitCode {
    let mut session = Session::new();
    let result = match Arguments::parse().command {
        Command::Print(args) => print(&args, &mut session),
        Command::Export(args) => export(&args, &mut session),
        Command::Start(args) => start(&args, &mut session),
        Command::Import(args) => import(&args, &mut session),
    };
    match result {
        Ok(()) => {
            session.print(&[]);
            ExitCode::SUCCESS
        }
        Err(problems) => {
            session.print(&problems);
            ExitCode::FAILURE
        }
    }
}

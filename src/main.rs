//! The `proforma` command.

use std::process::ExitCode;

use clap::Parser;
use proforma::args::{Arguments, Command};
use proforma::print::print;
use proforma::session::Session;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut session = Session::new();
    let result = match Arguments::parse().command {
        Command::Print(args) => print(&args, &mut session),
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

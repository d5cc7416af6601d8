//! The commands, a file each.

mod check;
mod export;
mod fill;
mod import;
mod new;
mod overview;
mod print;
mod start;
mod update;

use crate::base::problem::Outcome;
use crate::cli::args::Command;
use crate::cli::session::Session;

/// The exit status of a run that did what it was asked.
const DONE: u8 = 0;

/// Runs a command; gives the exit status.
///
/// # Errors
/// What keeps it from being done.
pub fn run(command: Command, session: &mut Session) -> Outcome<u8> {
    match command {
        Command::Print(args) => print::print(&args, session).map(|()| DONE),
        Command::Export(args) => export::export(&args, session).map(|()| DONE),
        Command::Overview(args) => overview::overview(&args, session).map(|()| DONE),
        Command::Start(args) => start::start(&args, session).map(|()| DONE),
        Command::New(args) => new::new(&args, session).map(|()| DONE),
        Command::Fill(args) => fill::fill(&args, session).map(|()| DONE),
        Command::Import(args) => import::import(&args, session).map(|()| DONE),
        Command::Check(args) => check::check(&args, session),
        Command::Update(args) => update::update(&args, session).map(|()| DONE),
    }
}

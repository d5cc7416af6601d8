//! `proforma fill`: a state filled in on a page in the browser.

mod files;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ecow::eco_format;

use self::files::OpenedFiles;
use crate::base::problem::{Outcome, ProblemList, alone, error, hinted};
use crate::base::text::tame;
use crate::cli::args::FillArgs;
use crate::cli::output::runtime_folder;
use crate::cli::session::{NamedChecklist, Session};
use crate::cli::{clock, input};
use crate::engine::{Engine, FillRules};
use crate::web::server::Opening;

/// Serves the page of a state until somebody ends it, or opens the one that is served.
///
/// # Errors
/// Everything that is wrong with the state, or why no page can be served.
pub(super) fn fill(args: &FillArgs, session: &mut Session) -> Outcome<()> {
    let path = &args.state;
    let assets = input::assets(None, &args.fonts)?;
    let engine = Engine::new(assets, clock::today(args.date)?)?;
    let failed = |err: io::Error| cannot_open(path, args.port, &err);
    if !can_be_made(path) {
        let rules = FillRules { allow_nhs_numbers: true };
        let named = NamedChecklist { file: args.checklist.as_deref(), must_fit: true };
        let mut first = session.clone();
        if let Err(problems) = first.fill(&engine, path, named, rules) {
            *session = first;
            return Err(problems);
        }
    } else if let Some(checklist) = &args.checklist {
        session.checklist(&engine, checklist)?;
    }
    // What is only worth a warning is for the page to show.
    let real = real_path(path).map_err(failed)?;
    let files = OpenedFiles::new(args, &real, session, engine);
    let folder = runtime_folder().map_err(failed)?;
    let opening = Opening::new(Box::new(files), (&folder, &real), args.port);
    match opening.map_err(failed)? {
        Opening::Running(running) => {
            say(&running.address());
            show(args, running.lead(), "it is open already: this is its page");
        }
        Opening::New(server) => {
            let stop = server.stop();
            // If this fails, Ctrl-C ends the run at once; the file is whole even then.
            let _ = ctrlc::set_handler(move || stop.stop());
            say(&server.address());
            show(args, server.lead(), "press Ctrl-C to end it");
            server.run().map_err(failed)?;
        }
    }
    Ok(())
}

/// Whether there is no such file, and the page can offer to make it.
fn can_be_made(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let is_state =
        ending.is_some_and(|ending| matches!(&*ending.to_lowercase(), "yaml" | "yml"));
    is_state && input::is_missing(path)
}

/// A path with links resolved; the file need not be there, its folder must.
fn real_path(path: &Path) -> io::Result<PathBuf> {
    match (path.canonicalize(), path.file_name()) {
        (Err(err), Some(name)) if err.kind() == io::ErrorKind::NotFound => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            Ok(folder.unwrap_or(Path::new(".")).canonicalize()?.join(name))
        }
        (real, _) => real,
    }
}

/// Prints the address on standard output.
fn say(address: &str) {
    let mut out = io::stdout();
    // If standard output is closed, nobody reads the address.
    let _ = writeln!(out, "{address}").and_then(|()| out.flush());
}

/// Opens the browser, or says what to do.
fn show(args: &FillArgs, lead: io::Result<PathBuf>, then: &str) {
    let opened = !args.no_open && lead.and_then(open::that_detached).is_ok();
    let shown = tame(&args.state.display().to_string());
    let what = match opened {
        true => format!("`{shown}` is open in the browser"),
        false => format!("to fill in `{shown}`, open the address above in a browser"),
    };
    // If standard error is closed, nobody can be told.
    let _ = writeln!(io::stderr(), "{what}; {then}");
}

fn cannot_open(path: &Path, port: Option<u16>, err: &io::Error) -> ProblemList {
    let cause = input::cause(err);
    alone(match (port, err.kind()) {
        (Some(port), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied) => {
            hinted(
                eco_format!("cannot use the port {port} ({cause})"),
                "choose another one, or leave `--port` out",
            )
        }
        _ => error(eco_format!("cannot open a page for `{}` ({cause})", path.display())),
    })
}

//! `proforma fill`: a state filled in on a page in the browser.

use std::any::Any;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ecow::eco_format;

use crate::base::date::Date;
use crate::base::problem::{Outcome, ProblemList, alone, error, hinted};
use crate::base::source::Source;
use crate::base::text::tame;
use crate::cli::args::FillArgs;
use crate::cli::output::{EarlierStates, Failure, Lock, replace_input, runtime_folder};
use crate::cli::session::{NamedChecklist, Session};
use crate::cli::{clock, input};
use crate::engine::{Engine, FillRules};
use crate::web::desk::{Before, Desk, EarlierState, Sheet};
use crate::web::server::Opening;

/// Serves the page of a state until somebody ends it, or opens the one that is served.
///
/// # Errors
/// Everything that is wrong with the state, or why no page can be served.
pub(super) fn fill(args: &FillArgs, session: &mut Session) -> Outcome<()> {
    let path = &args.state;
    let assets = input::assets(None, &args.fonts)?;
    let engine = Engine::new(assets, clock::today(args.date)?)?;
    let rules = FillRules { allow_nhs_numbers: true };
    let named = NamedChecklist { file: args.checklist.as_deref(), must_fit: true };
    let mut first = session.clone();
    if let Err(problems) = first.fill(&engine, path, named, rules) {
        *session = first;
        return Err(problems);
    }
    // What is only worth a warning is for the page to show.
    let failed = |err: io::Error| cannot_open(path, args.port, &err);
    let real = path.canonicalize().map_err(failed)?;
    let files = OpenedFiles {
        path: path.clone(),
        real: real.clone(),
        checklist: args.checklist.clone(),
        fonts: args.fonts.clone(),
        date: args.date,
        session: Mutex::new(session.part()),
        engine: Mutex::new(engine),
    };
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

/// The opened state and its checklist, which alone are read and changed.
struct OpenedFiles {
    path: PathBuf,
    /// The path of the state with links resolved.
    real: PathBuf,
    checklist: Option<PathBuf>,
    fonts: Vec<PathBuf>,
    date: Option<Date>,
    /// Has the checklist, which is read once.
    session: Mutex<Session>,
    /// The engine of the day.
    engine: Mutex<Engine>,
}

impl OpenedFiles {
    /// The earlier states of the file.
    fn kept(&self) -> Outcome<EarlierStates> {
        EarlierStates::of(&self.real)
    }

    /// The engine of today, which may be another day than when the page was opened.
    fn engine(&self) -> Outcome<Engine> {
        let today = clock::today(self.date)?;
        let mut engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        if engine.today() != today {
            *engine = Engine::new(input::assets(None, &self.fonts)?, today)?;
        }
        Ok(engine.clone())
    }
}

impl Desk for OpenedFiles {
    fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        name.to_string_lossy().into_owned()
    }

    fn read(&self) -> Outcome<Sheet> {
        let engine = self.engine()?;
        let mut session =
            self.session.lock().unwrap_or_else(PoisonError::into_inner).part();
        let named = NamedChecklist { file: self.checklist.as_deref(), must_fit: true };
        let (file, opened) = session.open_state(&engine, &self.path, named)?;
        Ok(Sheet { engine, file, opened })
    }

    fn lock(&self) -> Outcome<Box<dyn Any>> {
        Ok(Box::new(Lock::take(&self.path)?))
    }

    fn replace(&self, read: &[u8], changed: &[u8]) -> Outcome<ProblemList> {
        replace_input(&self.path, read, changed).map_err(Failure::into_problems)
    }

    fn keep(&self, read: &[u8], before: Before) -> Outcome<()> {
        self.kept()?.keep(read, before)
    }

    fn earlier(&self) -> Vec<EarlierState> {
        self.kept().map(|kept| kept.list()).unwrap_or_default()
    }

    fn read_earlier(&self, name: &str) -> Outcome<Source> {
        self.kept()?.read(name)
    }

    fn delete_earlier(&self, name: &str) -> Outcome<()> {
        self.kept()?.delete(name)
    }
}

//! The files that a page works on: one state and its checklist.

use std::any::Any;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ecow::eco_format;

use crate::base::date::Date;
use crate::base::earlier::{EarlierState, KeptBefore};
use crate::base::embedded;
use crate::base::problem::{Outcome, ProblemList, alone, error};
use crate::base::source::Source;
use crate::cli::args::FillArgs;
use crate::cli::output::{EarlierStates, Failure, Lock, make_file, replace_input};
use crate::cli::session::{NamedChecklist, Session};
use crate::cli::{clock, input};
use crate::engine::{Engine, Opened};
use crate::model::state::empty_state;
use crate::web::desk::{Desk, Offer, Sheet};

/// The opened state and its checklist, which alone are read and changed.
pub(super) struct OpenedFiles {
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
    /// Those that were named; `real` is the path of the state with links resolved.
    pub(super) fn new(
        args: &FillArgs,
        real: &Path,
        session: &Session,
        engine: Engine,
    ) -> Self {
        Self {
            path: args.state.clone(),
            real: real.into(),
            checklist: args.checklist.clone(),
            fonts: args.fonts.clone(),
            date: args.date,
            session: Mutex::new(session.part()),
            engine: Mutex::new(engine),
        }
    }

    fn session(&self) -> Session {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).part()
    }

    /// The checklists that a new state can belong to: the one that was named, or else those
    /// that are built in and those beside the state.
    fn checklists(&self) -> Vec<Opened> {
        let Ok(engine) = self.engine() else { return Vec::new() };
        let mut session = self.session();
        if let Some(named) = &self.checklist {
            return session.checklist(&engine, named).into_iter().collect();
        }
        let built_in = embedded::checklist_ids().into_iter().map(PathBuf::from);
        let folder = self.real.parent().map(Path::to_path_buf).unwrap_or_default();
        let beside = input::files(&[folder], &["yaml"]).unwrap_or_default().into_iter();
        let beside = beside.filter(|path| input::is_checklist(path));
        let all = built_in.chain(beside).filter_map(|name| {
            let opened = session.checklist(&engine, &name).ok()?;
            // A state finds its checklist by the name of the file.
            let is_found =
                name.file_stem().is_some_and(|stem| *stem == *opened.checklist.id);
            is_found.then_some(opened)
        });
        all.collect()
    }

    /// The earlier states of the file.
    fn kept(&self) -> Outcome<EarlierStates> {
        EarlierStates::of(&self.real).map_err(|err| {
            let cause = input::cause(&err);
            alone(error(eco_format!("earlier states cannot be kept ({cause})")))
        })
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
        let mut session = self.session();
        let named = NamedChecklist { file: self.checklist.as_deref(), must_fit: true };
        let (file, opened) = session
            .open_state(&engine, &self.path, named)
            .map_err(|problems| session.say_where(&problems))?;
        Ok(Sheet { engine, file, opened })
    }

    fn offers(&self) -> Option<Vec<Offer>> {
        let offer = |opened: Opened| Offer {
            id: opened.checklist.id.clone(),
            title: opened.checklist.title.clone(),
        };
        let is_missing = input::is_missing(&self.path);
        is_missing.then(|| self.checklists().into_iter().map(offer).collect())
    }

    fn make(&self, checklist: &str) -> Outcome<()> {
        let mut all = self.checklists().into_iter();
        let found = all.find(|opened| opened.checklist.id == checklist);
        let gone =
            || alone(error(eco_format!("there is no checklist `{checklist}` any more")));
        let opened = found.ok_or_else(gone)?;
        make_file(&self.path, empty_state(&opened.checklist, &[]).as_bytes())
    }

    fn lock(&self) -> Outcome<Box<dyn Any>> {
        Ok(Box::new(Lock::take(&self.path)?))
    }

    fn replace(
        &self,
        read: &[u8],
        changed: &[u8],
        before: KeptBefore,
    ) -> Outcome<ProblemList> {
        replace_input(&self.path, read, changed, before).map_err(Failure::into_problems)
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

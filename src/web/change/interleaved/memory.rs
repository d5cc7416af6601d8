//! A file that is on no disk.

use std::any::Any;
use std::sync::{Arc, Mutex};

use crate::base::earlier::{EarlierState, KeptBefore};
use crate::base::problem::{Outcome, ProblemList, alone, error};
use crate::base::source::Source;
use crate::engine::{Engine, Opened};
use crate::model::state::StateFile;
use crate::model::values::{Items, Values};
use crate::web::desk::{Desk, Offer, Sheet};

/// The file, on no disk.
#[derive(Clone)]
pub(super) struct FileInMemory {
    pub(super) bytes: Arc<Mutex<Vec<u8>>>,
    pub(super) engine: Engine,
    pub(super) opened: Opened,
}

impl FileInMemory {
    pub(super) fn state(&self) -> StateFile {
        let bytes = self.bytes.lock().unwrap().clone();
        StateFile::open(&Source::new("state.yaml", bytes)).unwrap()
    }

    pub(super) fn items(&self) -> Items<'_> {
        Items::of(&self.opened.checklist)
    }

    pub(super) fn values(&self) -> Values {
        self.values_of(&self.state())
    }

    pub(super) fn values_of(&self, state: &StateFile) -> Values {
        Values::of(&state.read(&self.opened.checklist.about).0, &self.items())
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.bytes.lock().unwrap().clone()).unwrap()
    }
}

impl Desk for FileInMemory {
    fn name(&self) -> String {
        "state.yaml".into()
    }

    fn read(&self) -> Outcome<Sheet> {
        let (engine, opened) = (self.engine.clone(), self.opened.clone());
        Ok(Sheet { engine, file: self.state(), opened })
    }

    fn offers(&self) -> Option<Vec<Offer>> {
        None
    }

    fn make(&self, _: &str) -> Outcome<()> {
        Ok(())
    }

    fn lock(&self) -> Outcome<Box<dyn Any>> {
        Ok(Box::new(()))
    }

    fn replace(
        &self,
        read: &[u8],
        changed: &[u8],
        _: KeptBefore,
    ) -> Outcome<ProblemList> {
        let mut bytes = self.bytes.lock().unwrap();
        assert_eq!(*bytes, read, "a file is replaced that is not what was read");
        *bytes = changed.to_vec();
        Ok(ProblemList::new())
    }

    fn earlier(&self) -> Vec<EarlierState> {
        Vec::new()
    }

    fn read_earlier(&self, _: &str) -> Outcome<Source> {
        Err(alone(error("nothing is kept")))
    }

    fn delete_earlier(&self, _: &str) -> Outcome<()> {
        Ok(())
    }
}

//! States as their records show them.

use std::path::Path;

use super::{NamedChecklist, Session};
use crate::base::problem::Outcome;
use crate::cli::args::StatesArgs;
use crate::edition::earlier;
use crate::engine::{Engine, FillRules};
use crate::model::answers::Filled;

impl Session {
    /// Reads what is read with each of the states, so that what is wrong with it is
    /// reported once.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read_shared(&mut self, engine: &Engine, args: &StatesArgs) -> Outcome<()> {
        if let Some(path) = &args.checklist {
            self.checklist(engine, path)?;
        }
        if let Some(path) = &args.from {
            self.open(path)?;
        }
        Ok(())
    }

    /// Opens a state, puts its answers into their places, and marks those that are older
    /// than the current wording of their items. `is_alone` says that the run has no other.
    ///
    /// # Errors
    /// Everything that is wrong with it, or that the edition that the answers were given to
    /// cannot be read.
    pub fn answers(
        &mut self,
        engine: &Engine,
        path: &Path,
        args: &StatesArgs,
        is_alone: bool,
    ) -> Outcome<Filled> {
        let rules = FillRules { allow_nhs_numbers: args.allow_nhs_numbers };
        let file = args.checklist.as_deref();
        let named = NamedChecklist { file, must_fit: is_alone };
        let mut filled = self.fill(engine, path, named, rules)?;
        let is_answered = !earlier::answered(&filled.state, &filled.checklist).is_empty();
        let from = args.from.as_deref().filter(|_| is_answered);
        let edition = from.map(|path| self.edition(engine, path)).transpose()?;
        let warnings = engine.mark_earlier(&mut filled, edition)?;
        self.warn_all(warnings);
        Ok(filled)
    }
}

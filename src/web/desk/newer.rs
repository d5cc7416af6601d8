//! The newer edition that a state can be moved to.

use super::Sheet;
use crate::base::date::Date;
use crate::base::problem::{Outcome, ProblemList};
use crate::edition::known;
use crate::edition::update::{EditionChange, Moved, Updated};

/// A newer edition than the one that the answers of a state were given to.
pub(crate) struct Newer {
    /// The edition that the answers were given to.
    pub(crate) from: Date,
    /// What the newer one changes for them; none if that is not known.
    pub(crate) changes: Result<Option<Vec<EditionChange>>, ProblemList>,
}

impl Sheet {
    /// The newer edition than this, which the answers were given to; none if that is the
    /// checklist's own.
    pub(crate) fn newer(&self, from: Date) -> Option<Newer> {
        let checklist = &*self.opened.checklist;
        let changes = || {
            let moved = self.moved()?;
            let older = known::earlier(&[from], None, checklist)?;
            Ok(moved.changes(checklist, older.first()))
        };
        (from < checklist.last_updated).then(|| Newer { from, changes: changes() })
    }

    /// The state moved to the checklist's own edition; none if it belongs to that already.
    pub(crate) fn moved_on(&self) -> Outcome<Option<Updated>> {
        let checklist = &*self.opened.checklist;
        let moved = self.moved()?;
        if moved.is_there() {
            return Ok(None);
        }
        let older = known::earlier(&[moved.from()], None, checklist)?;
        moved.apply(checklist, older.first()).map(Some)
    }

    fn moved(&self) -> Outcome<Moved> {
        let checklist = &*self.opened.checklist;
        self.engine.check_edition(checklist)?;
        let (state, problems) = self.file.read(&checklist.about);
        Ok(Moved::new(&self.file.source, state, checklist, problems)?.value)
    }
}

//! Earlier states of a file, kept in the user's folder for data: what was there before the first
//! change of a day, before an import and before whatever else changes much at once.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{Local, NaiveDateTime, TimeDelta};
use ecow::eco_format;
use sha2::{Digest, Sha256};

use super::{failed, make_private};
use crate::base::date::Date;
use crate::base::earlier::{EarlierState, KeptBefore};
use crate::base::problem::{Outcome, Problem, warning};
use crate::base::source::Source;
use crate::base::text::hex;
use crate::cli::input::{self, cause};

/// How many are kept of each file.
const KEPT: usize = 20;

/// When one was kept, as its name says it; the milliseconds tell two of one second.
const MOMENT: &str = "%Y-%m-%d %H-%M-%S-%3f";

/// The words for what one was kept before.
const BEFORE: [(KeptBefore, &str); 4] = [
    (KeptBefore::Change, "change"),
    (KeptBefore::Import, "import"),
    (KeptBefore::Move, "edition"),
    (KeptBefore::Return, "return"),
];

/// The earlier states of a file.
pub struct EarlierStates {
    folder: PathBuf,
}

impl EarlierStates {
    /// Those of a file, by its path with links resolved.
    ///
    /// # Errors
    /// If the user has no folder for data.
    pub fn of(real: &Path) -> io::Result<Self> {
        let digest = Sha256::digest(real.as_os_str().as_encoded_bytes());
        let digest = hex(&digest[..8]);
        let stem = real.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let is_plain = |c: &char| c.is_alphanumeric() || "-_".contains(*c);
        let stem: String = stem.chars().filter(is_plain).take(40).collect();
        let none = || io::Error::other("the user has no folder for data");
        let data = dirs::data_local_dir().ok_or_else(none)?;
        let folder = data.join("proforma").join("earlier");
        Ok(Self { folder: folder.join(format!("{stem}-{digest}")) })
    }

    /// Keeps a file as it was, unless it is kept already, or was before another change of
    /// this day.
    ///
    /// # Errors
    /// If it cannot be written.
    fn keep(&self, bytes: &[u8], before: KeptBefore) -> io::Result<()> {
        let now = Local::now().naive_local();
        let kept = self.list();
        let is_of_today = |state: &EarlierState| {
            state.before == KeptBefore::Change && state.day == day(now)
        };
        let is_newest = |state: &EarlierState| {
            fs::read(self.folder.join(&state.name)).is_ok_and(|newest| newest == bytes)
        };
        let is_kept = match before {
            KeptBefore::Change => kept.iter().any(is_of_today),
            _ => kept.first().is_some_and(is_newest),
        };
        if is_kept {
            return Ok(());
        }
        self.write(bytes, now, before)?;
        for state in kept.iter().skip(KEPT - 1) {
            // One that stays is no harm.
            let _ = fs::remove_file(self.folder.join(&state.name));
        }
        Ok(())
    }

    fn write(
        &self,
        bytes: &[u8],
        mut now: NaiveDateTime,
        before: KeptBefore,
    ) -> io::Result<()> {
        make_private(&self.folder)?;
        let name =
            |now: NaiveDateTime| format!("{} {}.yaml", now.format(MOMENT), word(before));
        // One that was kept in the same millisecond stays.
        while self.folder.join(name(now)).exists() {
            now += TimeDelta::milliseconds(1);
        }
        let mut file =
            tempfile::Builder::new().prefix(".earlier-").tempfile_in(&self.folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(self.folder.join(name(now))).map(drop).map_err(|err| err.error)
    }

    /// All that are kept, the newest first.
    pub fn list(&self) -> Vec<EarlierState> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten();
        let names =
            entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut found: Vec<_> = names.filter_map(state).collect();
        found.sort_by(|one, other| other.name.cmp(&one.name));
        found
    }

    /// Reads one of them.
    ///
    /// # Errors
    /// If it is not kept, or cannot be read.
    pub fn read(&self, name: &str) -> Outcome<Source> {
        input::read(&self.path(name)?)
    }

    /// Deletes one of them for good.
    ///
    /// # Errors
    /// If it is not kept, or cannot be deleted.
    pub fn delete(&self, name: &str) -> Outcome<()> {
        fs::remove_file(self.path(name)?).map_err(|err| {
            failed(eco_format!("the earlier state cannot be deleted ({})", cause(&err)))
        })
    }

    /// The path of one that is kept, and of no other file.
    fn path(&self, name: &str) -> Outcome<PathBuf> {
        let is_kept = self.list().iter().any(|state| state.name == name);
        let gone = || failed("this earlier state is not kept any more".into());
        is_kept.then(|| self.folder.join(name)).ok_or_else(gone)
    }
}

/// Keeps a file as it was, where it is to be kept before this; a warning if that fails, since
/// it is no reason to lose what was typed.
pub(super) fn keep_before(
    real: &Path,
    read: &[u8],
    before: KeptBefore,
) -> Option<Problem> {
    let kept = EarlierStates::of(real).and_then(|states| states.keep(read, before));
    let cause = cause(&kept.err()?);
    Some(warning(eco_format!(
        "`{}` as it was before this change could not be kept ({cause})",
        real.display()
    )))
}

fn word(before: KeptBefore) -> &'static str {
    let found = BEFORE.iter().find(|(other, _)| *other == before);
    found.map_or("change", |(_, word)| word)
}

/// What the name of a kept file says.
fn state(name: String) -> Option<EarlierState> {
    let (moment, before) = name.strip_suffix(".yaml")?.rsplit_once(' ')?;
    let moment = NaiveDateTime::parse_from_str(moment, MOMENT).ok()?;
    let (before, _) = BEFORE.iter().find(|(_, word)| *word == before)?;
    let (day, time) = (day(moment), moment.format("%H:%M").to_string());
    Some(EarlierState { name, day, time, before: *before })
}

fn day(moment: NaiveDateTime) -> Date {
    moment.format("%Y-%m-%d").to_string().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_kept_file_says_when_and_before_what() {
        let state = state("2026-11-27 09-05-01-042 import.yaml".into()).unwrap();
        assert_eq!((state.time.as_str(), state.before), ("09:05", KeptBefore::Import));
        assert_eq!(state.day.to_string(), "27 November 2026");
        for other in ["notes.yaml", "2026-11-27 import.yaml", ".earlier-x"] {
            assert!(super::state(other.into()).is_none(), "{other}");
        }
    }

    #[test]
    fn the_first_change_of_a_day_counts_and_the_oldest_go() {
        let folder = tempfile::tempdir().unwrap();
        let kept = EarlierStates { folder: folder.path().join("a") };
        kept.keep(b"one", KeptBefore::Change).unwrap();
        kept.keep(b"two", KeptBefore::Change).unwrap();
        assert_eq!(kept.list().len(), 1);
        let name = kept.list()[0].name.clone();
        assert_eq!(kept.read(&name).unwrap().bytes(), b"one");
        kept.keep(b"two", KeptBefore::Import).unwrap();
        kept.keep(b"two", KeptBefore::Import).unwrap();
        assert_eq!(kept.list().len(), 2, "the same state is kept once");
        for round in 0..30 {
            kept.keep(format!("{round}").as_bytes(), KeptBefore::Move).unwrap();
        }
        assert_eq!(kept.list().len(), KEPT);
        assert!(kept.read(&name).is_err(), "the oldest is gone");
        assert!(kept.read("../a").is_err() && kept.delete("../a").is_err());
        let newest = kept.list()[0].name.clone();
        kept.delete(&newest).unwrap();
        assert_eq!(kept.list().len(), KEPT - 1);
    }
}

//! The last versions of the file that this page has seen or made. They tell what another
//! program has overwritten that knows no lock: one on another machine, or an editor that had
//! read the file before.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use super::stamp;
use crate::base::source::Source;
use crate::model::path::StatePath;
use crate::model::state::StateFile;
use crate::model::values::align::{Likeness, Pairing, Row, cell, columns};
use crate::model::values::{Items, Values};
use crate::returned::merge::{Merged, Side, Sides, Take, merge};

/// The most versions that are remembered.
const MOST: usize = 20;

/// For how long nobody else can have seen a version and changed something in it by hand.
const UNSEEN: Duration = Duration::from_secs(10);

/// The last versions, and what somebody has to decide because of them.
#[derive(Default)]
pub(crate) struct Versions {
    all: VecDeque<FileVersion>,
    /// What was overwritten and cannot be put back, until somebody says what shall be.
    pub(crate) overwritten: Vec<Overwritten>,
    /// Whether something was put back that no page has heard of.
    pub(crate) is_put_back: bool,
}

/// The file at some time.
struct FileVersion {
    stamp: String,
    source: Source,
    /// Since when it has been in the file, if it was made here.
    since: Option<Instant>,
}

/// A value that was saved here, where the file has another by now.
pub(crate) struct Overwritten {
    /// Its place.
    pub(crate) path: StatePath,
    /// Its row in the file, if it has one.
    pub(crate) row: Row,
    /// What was there before it.
    pub(crate) was: String,
    /// What was saved here.
    pub(crate) value: String,
}

impl Versions {
    /// Remembers the version that was read.
    pub(crate) fn push_read(&mut self, source: &Source) {
        self.push(source, None);
    }

    /// Remembers the version that was made here.
    pub(crate) fn push_made(&mut self, source: &Source) {
        self.push(source, Some(Instant::now()));
    }

    fn push(&mut self, source: &Source, since: Option<Instant>) {
        let stamp = stamp(source);
        if self.is_last(&stamp) {
            return;
        }
        self.all.push_back(FileVersion { stamp, source: source.clone(), since });
        if self.all.len() > MOST {
            self.all.pop_front();
        }
    }

    /// Whether this tells the last version.
    pub(crate) fn is_last(&self, stamp: &str) -> bool {
        self.all.back().is_some_and(|last| last.stamp == stamp)
    }

    /// What the file has to say to have again what was saved here, if whoever changed it now
    /// cannot have seen that.
    pub(crate) fn merged(&self, now: &Values, items: &Items) -> Option<Merged> {
        let read = |version: &FileVersion| {
            let file = StateFile::open(&version.source).ok()?;
            let values = Values::of(&file.read(items.about).0, items);
            let is_unseen = version.since.is_some_and(|since| since.elapsed() < UNSEEN);
            Some((values, is_unseen))
        };
        let versions: Vec<_> = self.all.iter().filter_map(read).collect();
        let to_now = |(version, is_unseen): &(Values, bool)| Distance {
            places: places_that_differ(version, now, items),
            is_unseen: *is_unseen,
        };
        let begun = begun_from(&versions.iter().map(to_now).collect::<Vec<_>>());
        let ((base, _), (form, _)) = (&versions[begun?], versions.last()?);
        let sides = Sides { base, form, state: now };
        let merged = merge(sides, items, &[]);
        // Where one side has a word for a table and the other has rows, the rows say more.
        let tables = merged.conflicts.iter().filter(|conflict| {
            matches!(conflict.path, StatePath::Word(_))
                && items.table(conflict.path.item()).is_some()
        });
        let takes = tables.map(|conflict| {
            let id = conflict.path.item();
            let has_rows = sides.form.rows(id) > 0;
            let side = if has_rows { Side::Form } else { Side::State };
            Take { side, of: Some(id.into()) }
        });
        let takes: Vec<_> = takes.collect();
        Some(if takes.is_empty() { merged } else { merge(sides, items, &takes) })
    }
}

/// How far a version is from what somebody has made of it, or of another.
#[derive(Clone, Copy)]
struct Distance {
    /// In how many places they differ.
    places: usize,
    /// Whether nobody can have seen that version.
    is_unseen: bool,
}

/// In how many places two states differ. A text that is gone counts twice: somebody who had an
/// earlier version in hand is likelier not to have seen it than to have removed it.
fn places_that_differ(earlier: &Values, now: &Values, items: &Items) -> usize {
    let is_cell = |path: &StatePath| matches!(path, StatePath::Cell(..));
    let paths = earlier.iter().chain(now.iter()).map(|(path, _)| path);
    let (cells, others): (BTreeSet<_>, BTreeSet<_>) =
        paths.partition(|path| is_cell(path));
    let others = others.into_iter().map(|path| differs(earlier.get(path), now.get(path)));
    let tables: BTreeSet<_> = cells.into_iter().map(StatePath::item).collect();
    let rows = tables.into_iter().map(|id| {
        let [old, new] = [earlier, now]
            .map(|values| values.table(id).into_values().collect::<Vec<_>>());
        let nothing = Row::new();
        let pairings = Likeness::of(items.table(id)).align(&old, &new).into_iter();
        let pairs = pairings.map(|pairing| match pairing {
            Pairing::Kept(i, j) | Pairing::Changed(i, j) => (&old[i], &new[j]),
            Pairing::Removed(i) => (&old[i], &nothing),
            Pairing::Added(j) => (&nothing, &new[j]),
        });
        let in_row = |(old, new): (&Row, &Row)| {
            let columns = columns(&[old, new]).into_iter();
            columns
                .map(|column| differs(cell(old, column), cell(new, column)))
                .sum::<usize>()
        };
        pairs.map(in_row).sum::<usize>()
    });
    others.sum::<usize>() + rows.sum::<usize>()
}

fn differs(earlier: &str, now: &str) -> usize {
    match (earlier, now) {
        (earlier, now) if earlier == now => 0,
        (_, "") => 2,
        _ => 1,
    }
}

/// The version that somebody had in hand who changed the file: the nearest. Of several that are
/// as near, it was the last that they can have seen, or else the first. None if it was the last
/// of all.
fn begun_from(distances: &[Distance]) -> Option<usize> {
    let least = distances.iter().map(|distance| distance.places).min()?;
    let is_near = |distance: &Distance| distance.places == least;
    let seen = distances.iter().rposition(|near| is_near(near) && !near.is_unseen);
    let begun = seen.or_else(|| distances.iter().position(is_near))?;
    (begun + 1 < distances.len()).then_some(begun)
}

#[cfg(test)]
mod tests {
    use super::{Distance, begun_from};

    #[test]
    fn whoever_changes_a_file_began_from_the_version_that_is_nearest() {
        let (seen, unseen) = (false, true);
        for (distances, wanted) in [
            (&[][..], None),
            (&[(3, unseen)], None),
            // They have seen it all, and changed one value.
            (&[(2, seen), (1, unseen)], None),
            // They have not seen the last change.
            (&[(1, seen), (2, seen)], Some(0)),
            (&[(0, seen), (1, seen), (2, unseen)], Some(0)),
            // They changed a value that was changed here: from which version, only the time
            // can tell.
            (&[(1, seen), (1, seen)], None),
            (&[(1, seen), (1, unseen)], Some(0)),
            (&[(1, seen), (1, seen), (1, unseen)], Some(1)),
            (&[(1, unseen), (1, unseen), (2, unseen)], Some(0)),
        ] {
            let of = |(places, is_unseen): &(usize, bool)| Distance {
                places: *places,
                is_unseen: *is_unseen,
            };
            let found = begun_from(&distances.iter().map(of).collect::<Vec<_>>());
            assert_eq!(found, wanted, "{distances:?}");
        }
    }
}

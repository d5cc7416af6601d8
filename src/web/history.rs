//! What was saved since the page was opened, so that it can be undone and done again.

use crate::edition::verdict::Check;
use crate::model::path::StatePath;
use crate::model::values::align::Row;

/// The changes since the server was started, those that were undone included.
#[derive(Default)]
pub(crate) struct History {
    steps: Vec<Step>,
    /// How many of them are done; the rest were undone.
    done: usize,
}

/// A saved change.
#[derive(Clone)]
pub(crate) struct Step {
    /// What it changed, for whoever is to undo it.
    pub(crate) what: String,
    /// What was done.
    pub(crate) act: Act,
    patch: Patch,
}

/// What was done in a change. Where others have changed the file since, it is undone by what
/// it means; where nobody has, by its bytes.
#[derive(Clone)]
pub(crate) enum Act {
    /// A value was given another one.
    Value {
        /// Its place, as it was then.
        path: StatePath,
        /// Its row before, if it has one.
        row: Row,
        was: String,
        now: String,
    },
    /// A row was removed from a table.
    Row { table: String, number: usize, row: Row },
    /// A check for updates was added.
    Check(Check),
    /// Something that only the bytes can undo.
    Whole,
}

/// Which way a step is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// It is undone.
    Back,
    /// It is done again.
    Forth,
}

/// How the bytes of a file were changed in one place.
#[derive(Clone)]
struct Patch {
    at: usize,
    before: Vec<u8>,
    after: Vec<u8>,
    /// What tells the whole files.
    stamps: [String; 2],
}

impl History {
    /// Remembers a change, and forgets those that were undone before it.
    pub(crate) fn push(&mut self, step: Step) {
        self.steps.truncate(self.done);
        self.steps.push(step);
        self.done += 1;
    }

    /// The next step in a direction.
    pub(crate) fn next(&self, way: Way) -> Option<&Step> {
        match way {
            Way::Back => self.done.checked_sub(1).and_then(|last| self.steps.get(last)),
            Way::Forth => self.steps.get(self.done),
        }
    }

    /// Forgets the next step, which cannot be taken any more.
    pub(crate) fn drop_next(&mut self, way: Way) {
        let index = match way {
            Way::Back => self.done.checked_sub(1),
            Way::Forth => Some(self.done).filter(|next| *next < self.steps.len()),
        };
        let Some(index) = index else { return };
        self.steps.remove(index);
        if way == Way::Back {
            self.done -= 1;
        }
    }

    /// Notes that the next step was taken.
    pub(crate) fn take(&mut self, way: Way) {
        match way {
            Way::Back => self.done = self.done.saturating_sub(1),
            Way::Forth => self.done = self.steps.len().min(self.done + 1),
        }
    }
}

impl Step {
    /// A change of a file from these bytes to those, with what tells them.
    pub(crate) fn new(
        what: String,
        act: Act,
        [before, after]: [&[u8]; 2],
        stamps: [String; 2],
    ) -> Self {
        Self { what, act, patch: Patch::between(before, after, stamps) }
    }

    /// The file as it is after this step, by its bytes; none if it has been changed since.
    pub(crate) fn bytes(&self, file: &[u8], stamp: &str, way: Way) -> Option<Vec<u8>> {
        let Patch { at, before, after, stamps: [old, new] } = &self.patch;
        let (from, to, wanted) = match way {
            Way::Back => (after, before, new),
            Way::Forth => (before, after, old),
        };
        let end = at + from.len();
        let is_it = stamp == wanted && file.get(*at..end) == Some(from.as_slice());
        is_it.then(|| [&file[..*at], to, &file[end..]].concat())
    }
}

impl Patch {
    fn between(before: &[u8], after: &[u8], stamps: [String; 2]) -> Self {
        let same = |(one, other): &(&u8, &u8)| one == other;
        let at = before.iter().zip(after).take_while(same).count();
        let rest = before[at..].iter().rev().zip(after[at..].iter().rev());
        let end = rest.take_while(same).count();
        let middle = |bytes: &[u8]| bytes[at..bytes.len() - end].to_vec();
        Self { at, before: middle(before), after: middle(after), stamps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(before: &str, after: &str) -> Step {
        let stamps = [before, after].map(String::from);
        let bytes = [before.as_bytes(), after.as_bytes()];
        Step::new("a value".into(), Act::Whole, bytes, stamps)
    }

    #[test]
    fn a_step_goes_back_and_forth_by_its_bytes() {
        for (before, after) in [
            ("a: 1\nb: 2\n", "a: 1\nb: 3\n"),
            ("", "a"),
            ("aaa", "aa"),
            ("abab", "ab"),
            ("same", "same"),
        ] {
            let step = step(before, after);
            let back = step.bytes(after.as_bytes(), after, Way::Back);
            let forth = step.bytes(before.as_bytes(), before, Way::Forth);
            assert_eq!(back.as_deref(), Some(before.as_bytes()));
            assert_eq!(forth.as_deref(), Some(after.as_bytes()));
        }
        let other = step("a: 1\n", "a: 2\n");
        assert!(other.bytes(b"a: 2\n# more\n", "another", Way::Back).is_none());
    }

    #[test]
    fn what_was_undone_can_be_done_again_until_something_else_is_done() {
        let mut history = History::default();
        assert!(history.next(Way::Back).is_none() && history.next(Way::Forth).is_none());
        history.push(Step { what: "one".into(), ..step("a", "b") });
        history.push(Step { what: "two".into(), ..step("b", "c") });
        let next =
            |history: &History, way| history.next(way).map(|step| step.what.clone());
        assert_eq!(next(&history, Way::Back).as_deref(), Some("two"));
        history.take(Way::Back);
        assert_eq!(next(&history, Way::Back).as_deref(), Some("one"));
        assert_eq!(next(&history, Way::Forth).as_deref(), Some("two"));
        history.push(Step { what: "three".into(), ..step("b", "d") });
        assert!(next(&history, Way::Forth).is_none());
        history.take(Way::Back);
        history.take(Way::Back);
        history.take(Way::Back);
        assert!(next(&history, Way::Back).is_none());
    }
}

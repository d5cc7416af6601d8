//! A file that was read, and whether it is text.

use std::sync::{Arc, Mutex, PoisonError};

use ecow::{EcoVec, eco_format};
use typst::syntax::{RootedPath, VirtualPath, VirtualRoot};

use crate::base::privacy::blotted;
use crate::base::problem::{
    Outcome, Problem, ProblemList, SourceId, alone, error, error_at, hinted, range_of,
    source_of,
};
use crate::base::text::is_control;

/// The largest input file, in bytes: about a hundred times the longest real one.
pub const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The most control characters reported in a run.
const MAX_CONTROLS: usize = 20;

/// What stands before the text of some files.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// How much of a line is shown, in characters.
const SHOWN: usize = 80;

/// A text file as the user named it.
#[derive(Debug, Clone)]
pub struct Source {
    /// Identifies the file in messages.
    pub id: SourceId,
    /// The name the user knows it by.
    pub name: String,
    held: Arc<Held>,
}

/// The content of a file.
#[derive(Debug)]
struct Held {
    id: SourceId,
    bytes: Vec<u8>,
    text: String,
}

/// Ids of files that are no longer in use: Typst gives out no more than 65,535.
static FREE: Mutex<Vec<SourceId>> = Mutex::new(Vec::new());

impl Drop for Held {
    fn drop(&mut self) {
        FREE.lock().unwrap_or_else(PoisonError::into_inner).push(self.id);
    }
}

/// Problems that say in words where they are, for where no lines are shown.
pub fn say_where(problems: &[Problem], sources: &[Source]) -> ProblemList {
    let placed = |problem: &Problem| {
        let id = source_of(problem)?;
        let source = sources.iter().find(|source| source.id == id)?;
        let range = range_of(problem)?;
        let number = source.line_at(range.start);
        let line = source.text().lines().nth(number - 1).unwrap_or_default();
        let shown: String = line.trim().chars().take(SHOWN).collect();
        let said = eco_format!(
            "line {number} of {}, “{shown}”: {}",
            source.name,
            problem.message
        );
        Some(error(said))
    };
    problems
        .iter()
        .map(|problem| placed(problem).unwrap_or_else(|| problem.clone()))
        .collect()
}

impl Source {
    /// A file with this name and these bytes.
    ///
    /// Text that is not UTF-8 is decoded as far as possible, so that messages can show
    /// it; [`check`](Self::check) refuses the file.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text).to_string();
        let free = FREE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let id = free.unwrap_or_else(|| {
            let path = VirtualPath::new("input").expect("a plain name is a path");
            SourceId::unique(RootedPath::new(VirtualRoot::Project, path))
        });
        Self { id, name: name.into(), held: Arc::new(Held { id, bytes, text }) }
    }

    /// The bytes as they were read.
    pub fn bytes(&self) -> &[u8] {
        &self.held.bytes
    }

    /// The text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.held.text
    }

    /// The line on which a byte of the text stands, from 1.
    pub fn line_at(&self, byte: usize) -> usize {
        self.text()[..byte].matches('\n').count() + 1
    }

    /// The text as messages show it, of the same length: NHS numbers are masked, so that
    /// no message repeats one.
    pub fn shown(&self) -> String {
        blotted(&self.held.text)
    }

    /// Refuses a file that is not UTF-8 or has control characters.
    ///
    /// # Errors
    /// One for a file that is not text, or else one for each control character.
    pub fn check(&self) -> Outcome<()> {
        if let Err(err) = std::str::from_utf8(&self.held.bytes) {
            return Err(alone(self.not_text(err.valid_up_to())));
        }
        if self.held.bytes.contains(&0) {
            return Err(alone(self.not_text(0)));
        }
        let controls: EcoVec<_> = self
            .held
            .text
            .char_indices()
            .filter(|&(_, c)| is_control(c))
            .take(MAX_CONTROLS)
            .map(|(at, c)| self.control(at, c))
            .collect();
        if controls.is_empty() { Ok(()) } else { Err(controls) }
    }

    fn not_text(&self, valid: usize) -> Problem {
        let utf16 = self.held.bytes.starts_with(b"\xff\xfe")
            || self.held.bytes.starts_with(b"\xfe\xff");
        if utf16 || self.held.bytes.contains(&0) {
            return hinted(
                eco_format!("`{}` is not a text file in UTF-8", self.name),
                "in a text editor, save it as plain text with encoding UTF-8",
            );
        }
        let byte = self.held.bytes[valid];
        let at = valid.saturating_sub(self.held.bytes.len() - self.without_mark().len());
        error_at(self.id, at..at, eco_format!("not UTF-8 here (byte {byte:#04X})"))
            .with_hint("in a text editor, save the file with encoding UTF-8")
    }

    fn without_mark(&self) -> &[u8] {
        self.held
            .bytes
            .strip_prefix(BYTE_ORDER_MARK.as_bytes())
            .unwrap_or(&self.held.bytes)
    }

    fn control(&self, at: usize, c: char) -> Problem {
        let message = eco_format!("control character U+{:04X}", u32::from(c));
        error_at(self.id, at..at + c.len_utf8(), message)
            .with_hint("delete it: it cannot be printed")
    }
}

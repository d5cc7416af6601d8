//! An input file, read whole, and what makes it no text at all.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use ecow::{EcoString, EcoVec, eco_format};
use typst::diag::{SourceDiagnostic, SourceResult};
use typst::syntax::{DiagSpan, FileId, RootedPath, VirtualPath, VirtualRoot};

use crate::privacy::blotted;

/// The largest input file, in bytes: some hundred times the longest real one.
pub const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// What to do about a larger one.
const TOO_LARGE: &str = "is it the right file? Save a web page as \"web page, HTML only\", \
                         or copy its text into a plain text file";

/// The most control characters told of in a run.
const MAX_CONTROLS: usize = 20;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A text file as the user named it.
#[derive(Debug, Clone)]
pub struct Input {
    /// Identifies the file in messages.
    pub id: FileId,
    /// The name the user knows it by.
    pub name: String,
    content: Arc<Content>,
}

/// What a file holds.
#[derive(Debug)]
struct Content {
    id: FileId,
    bytes: Vec<u8>,
    text: String,
}

/// Ids of files that nobody has any more: Typst gives out 65,535 and no more.
static FREE: Mutex<Vec<FileId>> = Mutex::new(Vec::new());

impl Drop for Content {
    fn drop(&mut self) {
        FREE.lock().unwrap_or_else(PoisonError::into_inner).push(self.id);
    }
}

impl Input {
    /// Takes bytes under a name.
    ///
    /// The text of a file that is not UTF-8 is made up as far as possible, so that
    /// messages can show it; [`check`](Self::check) refuses the file.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text).to_string();
        let free = FREE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let id = free.unwrap_or_else(|| {
            let path = VirtualPath::new("input").expect("a plain name is a path");
            FileId::unique(RootedPath::new(VirtualRoot::Project, path))
        });
        Self { id, name: name.into(), content: Arc::new(Content { id, bytes, text }) }
    }

    /// Reads a file from the disk.
    ///
    /// # Errors
    /// If it is not there, is no file, cannot be read, or is larger than [`MAX_BYTES`].
    pub fn read(path: &Path) -> SourceResult<Self> {
        let name = path.display().to_string();
        let failed = |why: EcoString| EcoVec::from([problem(why)]);
        let metadata = std::fs::metadata(path).map_err(|err| {
            failed(eco_format!("cannot read `{name}` ({})", cause(&err)))
        })?;
        if metadata.is_dir() {
            return Err(failed(eco_format!("`{name}` is a folder, not a file")));
        }
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
            .map_err(|err| {
                failed(eco_format!("cannot read `{name}` ({})", cause(&err)))
            })?;
        if bytes.len() as u64 > MAX_BYTES {
            let most = MAX_BYTES / (1024 * 1024);
            let message = eco_format!("`{name}` is larger than {most} MB");
            return Err(EcoVec::from([problem(message).with_hint(TOO_LARGE)]));
        }
        Ok(Self::new(name, bytes))
    }

    /// The bytes as they were read.
    pub fn bytes(&self) -> &[u8] {
        &self.content.bytes
    }

    /// The text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.content.text
    }

    /// The text as messages show it, of the same length: NHS numbers are blotted out, so
    /// that no message repeats one.
    pub fn shown(&self) -> String {
        blotted(&self.content.text)
    }

    /// Refuses a file that is not UTF-8 or has control characters.
    ///
    /// # Errors
    /// One for a file that is no text, else one for each control character.
    pub fn check(&self) -> SourceResult<()> {
        if let Err(err) = std::str::from_utf8(&self.content.bytes) {
            return Err(EcoVec::from([self.not_text(err.valid_up_to())]));
        }
        if self.content.bytes.contains(&0) {
            return Err(EcoVec::from([self.not_text(0)]));
        }
        let controls: EcoVec<_> = self
            .content
            .text
            .char_indices()
            .filter(|&(_, c)| is_control(c))
            .take(MAX_CONTROLS)
            .map(|(at, c)| self.control(at, c))
            .collect();
        if controls.is_empty() { Ok(()) } else { Err(controls) }
    }

    fn not_text(&self, valid: usize) -> SourceDiagnostic {
        let utf16 = self.content.bytes.starts_with(b"\xff\xfe")
            || self.content.bytes.starts_with(b"\xfe\xff");
        if utf16 || self.content.bytes.contains(&0) {
            return problem(eco_format!("`{}` is not a text file in UTF-8", self.name))
                .with_hint(
                    "in a text editor, save it as plain text with encoding UTF-8",
                );
        }
        let byte = self.content.bytes[valid];
        let at =
            valid.saturating_sub(self.content.bytes.len() - self.without_mark().len());
        let span = DiagSpan::from_range(self.id, at..at);
        SourceDiagnostic::error(span, eco_format!("not UTF-8 here (byte {byte:#04X})"))
            .with_hint("in a text editor, save the file with encoding UTF-8")
    }

    fn without_mark(&self) -> &[u8] {
        self.content
            .bytes
            .strip_prefix(BYTE_ORDER_MARK.as_bytes())
            .unwrap_or(&self.content.bytes)
    }

    fn control(&self, at: usize, c: char) -> SourceDiagnostic {
        let span = DiagSpan::from_range(self.id, at..at + c.len_utf8());
        let message = eco_format!("control character U+{:04X}", u32::from(c));
        SourceDiagnostic::error(span, message)
            .with_hint("delete it: it cannot be printed")
    }
}

/// Whether a character steers a device instead of printing; tabs and line ends do not count.
pub fn is_control(c: char) -> bool {
    // NEL is a line end, both in YAML and in Unicode.
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')
}

/// What went wrong with a file, in words without the number of the system's error.
pub fn cause(err: &std::io::Error) -> String {
    match err.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::IsADirectory => "it is a folder".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => {
            let text = err.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_lowercase()
        }
    }
}

/// A problem without a place in a file.
fn problem(message: EcoString) -> SourceDiagnostic {
    SourceDiagnostic::error(DiagSpan::detached(), message)
}

//! Files that publishers publish, as their sentences: saved web pages, documents, texts.

use ecow::eco_format;

use crate::base::problem::{Outcome, ProblemList, alone, hinted};
use crate::base::source::Source;
use crate::compare::sentences::{Paper, paper};
use crate::compare::{docx, html};

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// A checklist of ours.
    Yaml,
    /// A saved web page.
    Html,
    /// A document of a word processor.
    Docx,
    /// Plain text.
    Text,
    /// Something that cannot be read, with what to do.
    Unreadable(&'static str),
}

/// What kind of file this is, by its first bytes and the end of its name.
pub fn kind(source: &Source) -> PaperKind {
    let bytes = source.bytes();
    let name = source.name.to_lowercase();
    let ends = |ending: &str| name.ends_with(ending);
    let start: String = source.text().trim_start().chars().take(15).collect();
    let start = start.to_lowercase();
    if bytes.starts_with(b"PK\x03\x04") {
        PaperKind::Docx
    } else if bytes.starts_with(b"%PDF") {
        PaperKind::Unreadable("a PDF: copy its text into a plain text file")
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        PaperKind::Unreadable("an old Word document: save it as .docx")
    } else if start.starts_with("{\\rtf") {
        PaperKind::Unreadable("a document in RTF: save it as .docx or plain text")
    } else if ends(".mhtml") || ends(".mht") || start.starts_with("from: <saved by") {
        PaperKind::Unreadable("a web archive: save the page as \"HTML only\"")
    } else if ends(".yaml") || ends(".yml") {
        PaperKind::Yaml
    } else if ends(".html")
        || ends(".htm")
        || start.starts_with("<!doctype html")
        || start.starts_with("<html")
    {
        PaperKind::Html
    } else {
        PaperKind::Text
    }
}

/// Reads a file that is no checklist of ours.
///
/// # Errors
/// If it is of a kind that cannot be read, or is broken.
pub fn read(source: &Source) -> Outcome<Paper> {
    let kind = kind(source);
    let lines = match kind {
        PaperKind::Html => html::lines(&decoded(source.bytes())),
        PaperKind::Docx => {
            docx::lines(source.bytes()).map_err(|why| cannot(source, why))?
        }
        PaperKind::Unreadable(what) => return Err(cannot(source, what)),
        PaperKind::Text | PaperKind::Yaml => {
            decoded(source.bytes()).lines().map(String::from).collect()
        }
    };
    let paper = paper(&lines, kind == PaperKind::Html);
    if paper.sentences.is_empty() {
        return Err(cannot(source, "empty, or has no words to read: save it once more"));
    }
    Ok(paper)
}

fn cannot(source: &Source, what: &str) -> ProblemList {
    alone(hinted(
        eco_format!("`{}` is {what}", source.name),
        "a saved web page, a .docx, plain text and another checklist can be compared",
    ))
}

/// The text of bytes in UTF-8, UTF-16, or else in Windows' own encoding.
fn decoded(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        String::from_utf16_lossy(&units.collect::<Vec<_>>())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        // Without its mark, plain letters still have every other byte empty.
        [1..=255, 0, 1..=255, 0, ..] => wide(bytes, u16::from_le_bytes),
        [0, 1..=255, 0, 1..=255, ..] => wide(bytes, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').into(),
            Err(_) => bytes.iter().map(|&byte| windows_1252(byte)).collect(),
        },
    }
}

/// A letter in Windows' own encoding, as far as plain texts have them.
fn windows_1252(byte: u8) -> char {
    match byte {
        0x80 => '€',
        0x85 => '…',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x95 => '•',
        0x96 => '–',
        0x97 => '—',
        _ => byte.into(),
    }
}

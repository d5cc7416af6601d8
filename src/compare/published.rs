//! Files that publishers publish, as their sentences: saved web pages, documents, texts.

use ecow::eco_format;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

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
        PaperKind::Html => {
            html::lines(&decoded(source.bytes(), declared(source.bytes())))
        }
        PaperKind::Docx => {
            docx::lines(source.bytes()).map_err(|why| cannot(source, why))?
        }
        PaperKind::Unreadable(what) => return Err(cannot(source, what)),
        PaperKind::Text | PaperKind::Yaml => {
            decoded(source.bytes(), None).lines().map(String::from).collect()
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

/// The most bytes of a web page that it may say its encoding in, as the standard has it.
const HEAD: usize = 1024;

/// The encoding that a web page says it has.
fn declared(page: &[u8]) -> Option<&'static Encoding> {
    let head = page[..page.len().min(HEAD)].to_ascii_lowercase();
    let word = b"charset";
    let at = head.windows(word.len()).position(|found| found == word)?;
    let rest = &head[at + word.len()..];
    let label = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let label = label.strip_prefix(b"\"").or(label.strip_prefix(b"'")).unwrap_or(label);
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"'/;>".contains(byte);
    let end = label.iter().position(ends)?;
    // A page that can be read so far is not UTF-16, whatever it says.
    Encoding::for_label(&label[..end]).map(Encoding::output_encoding)
}

/// The text of bytes in UTF-8, UTF-16, an encoding that they declare, or else in Windows'
/// own encoding.
fn decoded(bytes: &[u8], declared: Option<&'static Encoding>) -> String {
    let encoding = match (Encoding::for_bom(bytes), bytes) {
        (Some((marked, _)), _) => marked,
        // Without its mark, plain letters still have every other byte empty.
        (_, [1..=255, 0, 1..=255, 0, ..]) => UTF_16LE,
        (_, [0, 1..=255, 0, 1..=255, ..]) => UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() => UTF_8,
        _ => declared.unwrap_or(WINDOWS_1252),
    };
    encoding.decode_with_bom_removal(bytes).0.into_owned()
}

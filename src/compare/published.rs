//! Published files as sentences: saved web pages, documents and plain text.

use ecow::eco_format;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::base::problem::{Outcome, ProblemList, alone, hinted};
use crate::base::source::Source;
use crate::compare::sentences::{Paper, paper};
use crate::compare::{docx, html};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// A checklist in YAML.
    Yaml,
    /// A saved web page.
    Html,
    /// A word processor's document.
    Docx,
    /// Plain text.
    Text,
    /// A kind that cannot be read, with what to do about it.
    Unreadable(&'static str),
}

/// The kind of a file, by its first bytes and its extension.
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

/// Reads a file that is not a checklist in YAML.
///
/// # Errors
/// If its kind cannot be read, or it is damaged.
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
        return Err(cannot(source, "empty, or has no words to read: save it again"));
    }
    Ok(paper)
}

fn cannot(source: &Source, what: &str) -> ProblemList {
    alone(hinted(
        eco_format!("`{}` is {what}", source.name),
        "compare with a saved web page, a .docx, plain text or another checklist",
    ))
}

/// How many bytes at the start of a web page may declare its encoding, by the standard.
const HEAD: usize = 1024;

/// The encoding that a web page declares.
fn declared(page: &[u8]) -> Option<&'static Encoding> {
    let head = page[..page.len().min(HEAD)].to_ascii_lowercase();
    let word = b"charset";
    let at = head.windows(word.len()).position(|found| found == word)?;
    let rest = &head[at + word.len()..];
    let label = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let label = label.strip_prefix(b"\"").or(label.strip_prefix(b"'")).unwrap_or(label);
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"'/;>".contains(byte);
    let end = label.iter().position(ends)?;
    // A page that can be read this far is not UTF-16, whatever it declares.
    Encoding::for_label(&label[..end]).map(Encoding::output_encoding)
}

/// The text of bytes in UTF-8, UTF-16, a declared encoding, or else Windows-1252.
fn decoded(bytes: &[u8], declared: Option<&'static Encoding>) -> String {
    let encoding = match (Encoding::for_bom(bytes), bytes) {
        (Some((marked, _)), _) => marked,
        // UTF-16 without its mark: with plain letters, every other byte is zero.
        (_, [1..=255, 0, 1..=255, 0, ..]) => UTF_16LE,
        (_, [0, 1..=255, 0, 1..=255, ..]) => UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() => UTF_8,
        _ => declared.unwrap_or(WINDOWS_1252),
    };
    encoding.decode_with_bom_removal(bytes).0.into_owned()
}

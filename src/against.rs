//! A file to compare a checklist with: another edition, or what its publisher has published.
//!
//! Pure: from bytes to dated sentences, and from two texts to what is only in one of them.

mod compare;
mod cut;
mod docx;
mod html;
mod items;
mod sentences;

use ecow::{EcoVec, eco_format};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use sha2::{Digest, Sha256};
use typst::diag::{SourceDiagnostic, SourceResult};

pub use self::compare::{Change, Comparison, Difference, compare};
pub use self::items::compare_checklists;
pub use self::sentences::Sentence;
use crate::checklist::{Block, Checklist, Text};
use crate::date::Date;
use crate::embedded::DIGESTS;
use crate::input::Input;
use crate::lay_out::problem;
use crate::pack::find;

/// A text with what it says of its date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its sentences, in order.
    pub sentences: Vec<Sentence>,
    /// The day it says it was last updated on.
    pub last_updated: Option<Date>,
    /// The day its web page was last edited: a hint, since that moves on any edit.
    pub last_edited: Option<Date>,
    /// Whether there may be words around the checklist's that are none of it.
    pub is_page: bool,
}

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
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
pub fn kind(source: &Input) -> Kind {
    let bytes = source.bytes();
    let name = source.name.to_lowercase();
    let ends = |ending: &str| name.ends_with(ending);
    let start: String = source.text().trim_start().chars().take(15).collect();
    let start = start.to_lowercase();
    if bytes.starts_with(b"PK\x03\x04") {
        Kind::Docx
    } else if bytes.starts_with(b"%PDF") {
        Kind::Unreadable("a PDF: copy its text into a plain text file")
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        Kind::Unreadable("an old Word document: save it as .docx")
    } else if start.starts_with("{\\rtf") {
        Kind::Unreadable("a document in RTF: save it as .docx or plain text")
    } else if ends(".mhtml") || ends(".mht") || start.starts_with("from: <saved by") {
        Kind::Unreadable("a web archive: save the page as \"HTML only\"")
    } else if ends(".yaml") || ends(".yml") {
        Kind::Yaml
    } else if ends(".html")
        || ends(".htm")
        || start.starts_with("<!doctype html")
        || start.starts_with("<html")
    {
        Kind::Html
    } else {
        Kind::Text
    }
}

/// Reads a file that is no checklist of ours.
///
/// # Errors
/// If it is of a kind that cannot be read, or is broken.
pub fn read(source: &Input) -> SourceResult<Paper> {
    let kind = kind(source);
    let lines = match kind {
        Kind::Html => html::lines(&decoded(source.bytes(), declared(source.bytes()))),
        Kind::Docx => docx::lines(source.bytes()).map_err(|why| cannot(source, why))?,
        Kind::Unreadable(what) => return Err(cannot(source, what)),
        Kind::Text | Kind::Yaml => {
            decoded(source.bytes(), None).lines().map(String::from).collect()
        }
    };
    let paper = sentences::paper(&lines, kind == Kind::Html);
    if paper.sentences.is_empty() {
        return Err(cannot(source, "empty, or has no words to read: save it once more"));
    }
    Ok(paper)
}

fn cannot(source: &Input, what: &str) -> EcoVec<SourceDiagnostic> {
    EcoVec::from([problem(
        eco_format!("`{}` is {what}", source.name),
        "a saved web page, a .docx, plain text and another checklist can be compared",
    )])
}

/// The most bytes of a web page that it may say its encoding in, as the standard has it.
const HEAD: usize = 1024;

/// The encoding that a web page says it has.
fn declared(page: &[u8]) -> Option<&'static Encoding> {
    let head = page[..page.len().min(HEAD)].to_ascii_lowercase();
    let rest = &head[find(&head, b"charset")? + b"charset".len()..];
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

/// A checklist's own text, as its publisher writes it.
pub fn paper(checklist: &Checklist) -> Paper {
    let mut writer = Writer { checklist, sentences: Vec::new() };
    let title = &checklist.title;
    writer.add(title, title, None);
    writer.body(&checklist.body, title);
    Paper {
        sentences: writer.sentences,
        last_updated: Some(checklist.last_updated),
        last_edited: None,
        is_page: false,
    }
}

/// The digest of a checklist's words: it is the same for equal words in equal order.
pub fn digest(checklist: &Checklist) -> String {
    let mut hash = Sha256::new();
    for sentence in paper(checklist).sentences {
        hash.update(sentence.text.as_bytes());
        hash.update(b"\n");
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The editions of a checklist that are built in, each with the digest of its words.
pub fn known_editions(id: &str) -> impl Iterator<Item = (Date, &'static str)> {
    DIGESTS.lines().filter_map(move |line| {
        let mut words = line.split_whitespace();
        words.next().filter(|first| *first == id)?;
        Some((words.next()?.parse().ok()?, words.next()?))
    })
}

/// The digest of the words of an edition, if it is a built-in one.
pub fn known_digest(id: &str, edition: Date) -> Option<&'static str> {
    known_editions(id).find(|(date, _)| *date == edition).map(|(_, digest)| digest)
}

/// Writes a checklist's sentences, each with what it is near to.
struct Writer<'a> {
    checklist: &'a Checklist,
    sentences: Vec<Sentence>,
}

impl Writer<'_> {
    fn body(&mut self, blocks: &[Block], above: &str) {
        for block in blocks {
            match block {
                Block::Section { title, body } => {
                    let title = self.plain(title);
                    self.add(&title, &title, None);
                    self.body(body, &title);
                }
                Block::Paragraph(text) | Block::Caution(text) => {
                    self.add(&self.plain(text), above, None);
                }
                Block::List(entries) => {
                    for entry in entries {
                        self.add(&self.plain(entry), above, None);
                    }
                }
                Block::Table(table) => {
                    let title = self.plain(&table.title);
                    let id = Some(table.id.as_str());
                    self.add(&title, &title, id);
                    for column in &table.columns {
                        self.add(&self.plain(&column.title), &title, id);
                    }
                }
                // The source leaves space for notes below each task.
                Block::Task(task) => {
                    let title = self.plain(&task.title);
                    self.add(&title, &title, Some(&task.id));
                    self.add("Notes:", &title, Some(&task.id));
                }
            }
        }
    }

    fn add(&mut self, line: &str, near: &str, item: Option<&str>) {
        for text in sentences::split(line) {
            let mut sentence = Sentence::new(text);
            sentence.near = near.into();
            sentence.item = item.map(String::from);
            self.sentences.push(sentence);
        }
    }

    fn plain(&self, text: &Text) -> String {
        text.plain(self.checklist)
    }
}

#[cfg(test)]
mod tests;

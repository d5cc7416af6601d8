//! What a PDF has inside, beside its pages: attached files and searchable words.

use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::object::{Array, Dict, Object, Stream, String as PdfString};
use hayro_syntax::{DecryptionError, Filter, LoadPdfError, Pdf};

use super::boxes::{Filled, filled};
use super::nested::is_nested;
use super::strings;
use crate::input::MAX_BYTES;

/// The most nodes of a name tree that are looked at; ours have one.
const MAX_NODES: usize = 1000;

/// A PDF that can be read.
pub(super) struct Inside {
    pdf: Pdf,
}

/// Why a PDF cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It is none, or broken.
    Broken,
    /// It opens with a password only.
    Password,
}

impl Inside {
    /// Opens a PDF, also one that is protected but opens without a password.
    pub(super) fn open(bytes: &[u8]) -> Result<Self, Unreadable> {
        if is_nested(bytes) {
            return Err(Unreadable::Broken);
        }
        match Pdf::new(bytes.to_vec()) {
            Ok(pdf) => Ok(Self { pdf }),
            Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => {
                Err(Unreadable::Password)
            }
            Err(_) => Err(Unreadable::Broken),
        }
    }

    fn catalog(&self) -> Option<Dict<'_>> {
        self.pdf.xref().get(self.pdf.xref().root_id())
    }

    /// The bytes of an attached file (ISO 32000-1, 7.11.4); none if there is no such file
    /// or it cannot be unpacked.
    pub(super) fn file(&self, wanted: &str) -> Option<Vec<u8>> {
        let names = self.catalog()?.get::<Dict>(b"Names")?;
        let mut nodes = vec![names.get::<Dict>(b"EmbeddedFiles")?];
        let mut looked_at = 0;
        while let Some(node) = nodes.pop() {
            looked_at += 1;
            if looked_at > MAX_NODES {
                return None;
            }
            if let Some(names) = node.get::<Array>(b"Names") {
                let mut names = names.flex_iter();
                while let Some(name) = names.next::<PdfString>() {
                    let Some(file) = names.next::<Dict>() else { break };
                    if strings::text(name.as_bytes()) == wanted {
                        let stream = file.get::<Dict>(b"EF")?.get::<Stream>(b"F")?;
                        return content(&stream);
                    }
                }
            }
            if let Some(kids) = node.get::<Array>(b"Kids") {
                nodes.extend(kids.iter::<Dict>().take(MAX_NODES));
            }
        }
        None
    }

    /// The searchable words about the file.
    pub(super) fn keywords(&self) -> Vec<String> {
        let bytes = self.pdf.metadata().keywords.as_deref().unwrap_or_default();
        let words = strings::text(bytes);
        words.split([',', ';']).map(|word| word.trim().to_string()).collect()
    }

    /// The fields that can be filled in, with what is filled in.
    pub(super) fn fields(&self) -> Vec<Filled> {
        let catalog = self.catalog();
        let form = catalog.and_then(|catalog| catalog.get::<Dict>(b"AcroForm"));
        filled(&self.pdf, form.as_ref())
    }

    /// Whether it has a form that only its maker's own programs show.
    pub(super) fn has_xfa(&self) -> bool {
        let form = self.catalog().and_then(|catalog| catalog.get::<Dict>(b"AcroForm"));
        form.is_some_and(|form| form.get::<Object>(b"XFA").is_some())
    }
}

/// The content of a stream, unless it unpacks to more than any input file may have.
pub(super) fn content(stream: &Stream) -> Option<Vec<u8>> {
    let raw = stream.raw_data();
    let mut content = Vec::new();
    match stream.filters().as_slice() {
        [] => content.extend_from_slice(&raw),
        [Filter::FlateDecode] => {
            let mut decoder = ZlibDecoder::new(&*raw).take(MAX_BYTES + 1);
            decoder.read_to_end(&mut content).ok()?;
        }
        _ => return None,
    }
    (content.len() as u64 <= MAX_BYTES).then_some(content)
}

//! What a PDF has besides its pages: attached files, keywords and form fields.

use hayro_syntax::object::{Array, Dict, Object, Stream, String as PdfString};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::pdf::boxes::{FilledField, filled};
use crate::pdf::nested::is_nested;
use crate::pdf::stream::content;
use crate::pdf::strings;

/// The most nodes of a name tree that are visited; ours have one.
const MAX_NODES: usize = 1000;

/// A PDF that can be read.
pub struct Inside {
    pdf: Pdf,
}

/// Why a PDF cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not a PDF, or is damaged.
    Broken,
    /// It needs a password.
    Password,
}

impl Inside {
    /// Opens a PDF, even a protected one if it opens without a password.
    pub fn open(bytes: &[u8]) -> Result<Self, Unreadable> {
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

    /// The bytes of an attached file (ISO 32000-1, 7.11.4); none if it does not
    /// exist or cannot be unpacked.
    pub fn file(&self, wanted: &str) -> Option<Vec<u8>> {
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

    /// The keywords of the file.
    pub fn keywords(&self) -> Vec<String> {
        let bytes = self.pdf.metadata().keywords.as_deref().unwrap_or_default();
        let words = strings::text(bytes);
        words.split([',', ';']).map(|word| word.trim().to_string()).collect()
    }

    /// The fields that can be filled in, with their content.
    pub fn fields(&self) -> Vec<FilledField> {
        let catalog = self.catalog();
        let form = catalog.and_then(|catalog| catalog.get::<Dict>(b"AcroForm"));
        filled(&self.pdf, form.as_ref())
    }

    /// Whether it has an XFA form, which only its maker's own programs show.
    pub fn has_xfa(&self) -> bool {
        let form = self.catalog().and_then(|catalog| catalog.get::<Dict>(b"AcroForm"));
        form.is_some_and(|form| form.get::<Object>(b"XFA").is_some())
    }
}

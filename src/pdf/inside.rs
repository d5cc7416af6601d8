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

    /// The bytes of an attached file (ISO 32000-2, 7.11.4), by what it is listed as, else by
    /// its own name; none if there is no such file or it cannot be unpacked.
    pub fn file(&self, wanted: &str) -> Option<Vec<u8>> {
        let files = self.files();
        let listed = files.iter().filter(|(listed, _)| listed == wanted);
        let own =
            files.iter().filter(|(_, file)| own_names(file).any(|own| own == wanted));
        listed.chain(own).find_map(|(_, file)| unpacked(file))
    }

    /// The attached files, with what they are listed as.
    fn files(&self) -> Vec<(String, Dict<'_>)> {
        let mut files = Vec::new();
        let names = self.catalog().and_then(|catalog| catalog.get::<Dict>(b"Names"));
        let root = names.and_then(|names| names.get::<Dict>(b"EmbeddedFiles"));
        let mut nodes: Vec<_> = root.into_iter().collect();
        let mut looked_at = 0;
        while let Some(node) = nodes.pop() {
            looked_at += 1;
            if looked_at > MAX_NODES {
                break;
            }
            if let Some(names) = node.get::<Array>(b"Names") {
                let mut names = names.flex_iter();
                while let Some(name) = names.next::<PdfString>() {
                    let Some(file) = names.next::<Dict>() else { break };
                    files.push((strings::text(name.as_bytes()), file));
                }
            }
            if let Some(kids) = node.get::<Array>(b"Kids") {
                nodes.extend(kids.iter::<Dict>().take(MAX_NODES));
            }
        }
        files
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

/// What a file is called in itself, without folders.
fn own_names<'a>(file: &'a Dict) -> impl Iterator<Item = String> + 'a {
    let names = [b"UF".as_slice(), b"F"].into_iter();
    let names = names.filter_map(|key| file.get::<PdfString>(key));
    names.map(|name| {
        let name = strings::text(name.as_bytes());
        name.rsplit(['/', '\\']).next().unwrap_or(&name).to_string()
    })
}

/// The bytes of an attached file.
fn unpacked(file: &Dict) -> Option<Vec<u8>> {
    let file = file.get::<Dict>(b"EF")?;
    let mut streams = [b"F".as_slice(), b"UF"].into_iter();
    let content = |key| file.get::<Stream>(key).and_then(|stream| content(&stream));
    streams.find_map(content)
}

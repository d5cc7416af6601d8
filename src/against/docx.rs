//! The lines of a word processor's document (ECMA-376, part 1, 17.3).

use std::io::Read;

use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive};
use roxmltree::{Document, Node, ParsingOptions};

use crate::input::MAX_BYTES;

/// The file in the archive that has the text.
const TEXT: &[u8] = b"word/document.xml";

/// The most elements of a document.
const MAX_NODES: u32 = 2_000_000;

/// The lines of a document.
///
/// # Errors
/// What it is instead, in words.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<String>, &'static str> {
    let xml = document(bytes)?;
    let xml = String::from_utf8(xml).map_err(|_| "a .docx whose text is not in UTF-8")?;
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..Default::default() };
    let document = Document::parse_with_options(&xml, options);
    let document = document.map_err(|_| "a .docx whose text cannot be read")?;
    Ok(text(document.root()))
}

/// The document's text as XML.
fn document(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    let broken = |_| "a broken archive, or a download that was cut short";
    let archive = ZipArchive::from_slice(bytes).map_err(broken)?;
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().map_err(broken)? {
        if entry.file_path().as_ref() != TEXT {
            continue;
        }
        let method = entry.compression_method();
        let local = archive.get_entry(entry.wayfinder()).map_err(broken)?;
        let mut xml = Vec::new();
        let read = match method {
            CompressionMethod::STORE => {
                local.data().take(MAX_BYTES + 1).read_to_end(&mut xml)
            }
            CompressionMethod::DEFLATE => DeflateDecoder::new(local.data())
                .take(MAX_BYTES + 1)
                .read_to_end(&mut xml),
            _ => return Err("a .docx in an unusual packing: save it once more"),
        };
        read.map_err(|_| "a broken archive, or a download that was cut short")?;
        if xml.len() as u64 > MAX_BYTES {
            return Err("a .docx with far too much text");
        }
        return Ok(xml);
    }
    Err("an archive that is no .docx")
}

/// The lines below an element: one a paragraph.
fn text(root: Node) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut left = vec![root];
    while let Some(node) = left.pop() {
        let line = lines.last_mut().expect("there is always one");
        match node.tag_name().name() {
            // Words that were struck out or moved away, and a second form of the same.
            "del" | "moveFrom" | "Fallback" => continue,
            "sdt" if is_placeholder(node) => continue,
            "t" => line.push_str(node.text().unwrap_or_default()),
            "tab" => line.push('\t'),
            "noBreakHyphen" => line.push('-'),
            "p" | "br" | "cr" => lines.push(String::new()),
            _ => {}
        }
        let first = left.len();
        left.extend(node.children().filter(Node::is_element));
        left[first..].reverse();
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

/// Whether this is a field with nothing but an invitation to fill it in.
fn is_placeholder(node: Node) -> bool {
    let mut properties = node.children().filter(|child| child.has_tag_name_only("sdtPr"));
    properties.any(|child| {
        child.children().any(|property| property.has_tag_name_only("showingPlcHdr"))
    })
}

/// Names of elements, whatever their namespace: two are in use for the same format.
trait Named {
    fn has_tag_name_only(&self, name: &str) -> bool;
}

impl Named for Node<'_, '_> {
    fn has_tag_name_only(&self, name: &str) -> bool {
        self.tag_name().name() == name
    }
}

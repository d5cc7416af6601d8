//! The lines of a word processor's document (ECMA-376, part 1, 17.3).

use std::io::Read;

use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive};
use roxmltree::{Document, Node, ParsingOptions};

use crate::base::source::MAX_BYTES;

/// The most elements of a document.
const MAX_NODES: u32 = 2_000_000;

/// The lines of a document.
///
/// # Errors
/// What the file is instead, in words.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<String>, &'static str> {
    let xml = document(bytes)?;
    let xml = String::from_utf8(xml).map_err(|_| "a .docx whose text is not in UTF-8")?;
    lines_of(&xml)
}

/// The lines of a document's text in XML.
///
/// # Errors
/// What the file is instead, in words.
pub(super) fn lines_of(xml: &str) -> Result<Vec<String>, &'static str> {
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..Default::default() };
    let document = Document::parse_with_options(xml, options);
    let document = document.map_err(|_| "a .docx whose text cannot be read")?;
    Ok(text(document.root()))
}

/// The document's text as XML.
///
/// # Errors
/// What the file is instead, in words.
pub(super) fn document(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    let broken = |_| "a damaged archive, or an incomplete download";
    let archive = ZipArchive::from_slice(bytes).map_err(broken)?;
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().map_err(broken)? {
        if !is_text(entry.file_path().as_ref()) {
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
            _ => return Err("a .docx compressed in an unusual way: save it again"),
        };
        read.map_err(|_| "a damaged archive, or an incomplete download")?;
        if xml.len() as u64 > MAX_BYTES {
            return Err("a .docx with far too much text");
        }
        return Ok(xml);
    }
    Err("an archive, but not a .docx")
}

/// Whether a file in the archive has the text; some programs add a number to its name.
fn is_text(path: &[u8]) -> bool {
    let rest = path.strip_prefix(b"word/document");
    let number = rest.and_then(|rest| rest.strip_suffix(b".xml"));
    number.is_some_and(|number| number.iter().all(u8::is_ascii_digit))
}

/// The lines below an element: one per paragraph.
fn text(root: Node) -> Vec<String> {
    let mut lines = vec![String::new()];
    // Lines that continue after a text box.
    let mut suspended = Vec::new();
    let mut goes_on = false;
    let mut left = vec![(root, false)];
    while let Some((node, is_over)) = left.pop() {
        if is_over {
            lines.extend(suspended.pop());
            continue;
        }
        let line = lines.last_mut().expect("there is always one");
        match node.tag_name().name() {
            // Deleted or moved words, an alternative form of the same content, and the
            // formatting of a paragraph.
            "del" | "moveFrom" | "Fallback" | "pPr" => continue,
            "sdt" if is_placeholder(node) => continue,
            "r" if is_on(node, &["rPr", "vanish"]) => continue,
            "tr" if is_on(node, &["trPr", "del"]) => continue,
            "t" => line.push_str(node.text().unwrap_or_default()),
            "tab" => line.push('\t'),
            "noBreakHyphen" => line.push('-'),
            "br" | "cr" => lines.push(String::new()),
            "p" => {
                if !goes_on {
                    lines.push(String::new());
                }
                goes_on = is_end_struck_out(node);
            }
            "txbxContent" => {
                suspended.push(std::mem::take(line));
                left.push((node, true));
            }
            _ => {}
        }
        let first = left.len();
        let children = node.children().filter(Node::is_element);
        left.extend(children.map(|child| (child, false)));
        left[first..].reverse();
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

/// Whether the end of a paragraph was struck out, so that the next one goes on with it.
fn is_end_struck_out(paragraph: Node) -> bool {
    is_on(paragraph, &["pPr", "rPr", "del"])
}

/// Whether an element has such a property, and it is not switched off.
fn is_on(node: Node, path: &[&str]) -> bool {
    let mut found = Some(node);
    for name in path {
        found = found
            .and_then(|node| node.children().find(|child| child.has_tag_name_only(name)));
    }
    let is_off = |property: Node| {
        let value = property.attributes().find(|attribute| attribute.name() == "val");
        value.is_some_and(|value| matches!(value.value(), "0" | "false" | "off"))
    };
    found.is_some_and(|property| !is_off(property))
}

/// Whether this is a field that still shows only its placeholder.
fn is_placeholder(node: Node) -> bool {
    let mut properties = node.children().filter(|child| child.has_tag_name_only("sdtPr"));
    properties.any(|child| {
        child.children().any(|property| property.has_tag_name_only("showingPlcHdr"))
    })
}

/// Compares names of elements without namespaces: the format has two.
trait HasName {
    fn has_tag_name_only(&self, name: &str) -> bool;
}

impl HasName for Node<'_, '_> {
    fn has_tag_name_only(&self, name: &str) -> bool {
        self.tag_name().name() == name
    }
}

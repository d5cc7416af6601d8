//! Packs a PDF that typst-pdf wrote: the same document at half the size.
//!
//! typst-pdf writes every object separately, and two thirds of a blank is its structure
//! tree. This moves all objects except streams into compressed object streams, with a
//! compressed cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8). Objects are copied
//! as they are; a library that parses them would take three times as long.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;
use std::ops::Range;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// The most objects in an object stream, all of which a reader unpacks to get any of
/// them.
const MAX_INSIDE: usize = 1000;

/// How many bytes show an object's kind: as far as `<</Type/StructElem/S/Figure`.
const KIND: usize = 28;

/// How the catalog begins.
const CATALOG: &[u8] = b"<</Type/Catalog";

/// The form of the cross-reference stream: see [`CrossReference::bytes`] and
/// [`differences`].
const WIDTHS: &str = "/W[1 4 2]/DecodeParms<</Predictor 12/Columns 7>>";

/// What a viewer is asked to do when it prints: to leave the size alone, since boxes and
/// lines have the size that a pen needs (ISO 32000-1, table 150).
const AS_IT_IS: &[u8] = b"/PrintScaling/None";

/// The same, on both sides of the paper.
const ON_BOTH_SIDES: &[u8] = b"/PrintScaling/None/Duplex/DuplexFlipLongEdge";

/// The objects of a PDF, which may be changed before they are packed.
pub struct Objects<'a> {
    head: &'a [u8],
    /// The objects as they are between `obj` and `endobj`, in the order of the file, with
    /// their numbers.
    objects: Vec<(usize, Cow<'a, [u8]>)>,
    /// The entries of the trailer, without `<<` and `>>`.
    trailer: &'a [u8],
    /// One more than the largest number of an object.
    count: usize,
    /// Whether it is for both sides of the paper.
    is_duplex: bool,
}

impl<'a> Objects<'a> {
    /// Reads a PDF with a single cross-reference table; none if its structure is
    /// different.
    pub fn read(pdf: &'a [u8]) -> Option<Self> {
        let file = read(pdf)?;
        let first = file.offsets.iter().copied().filter(|&offset| offset > 0).min()?;
        let objects = file
            .objects()
            .map(|(number, range)| Some((number, Cow::Borrowed(body(&pdf[range])?))));
        Some(Self {
            head: &pdf[..first],
            objects: objects.collect::<Option<_>>()?,
            trailer: file.trailer,
            count: file.offsets.len(),
            is_duplex: false,
        })
    }

    /// Asks viewers to print it on both sides of the paper.
    pub fn print_on_both_sides(&mut self) {
        self.is_duplex = true;
    }

    /// All objects with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &[u8])> {
        self.objects.iter().map(|(number, body)| (*number, &**body))
    }

    /// Changes objects by their numbers; objects with new numbers are added.
    pub fn change(&mut self, mut changed: HashMap<usize, Vec<u8>>) {
        for (number, body) in &mut self.objects {
            if let Some(new) = changed.remove(number) {
                *body = Cow::Owned(new);
            }
        }
        let mut added: Vec<_> = changed.into_iter().collect();
        added.sort_unstable();
        for (number, body) in added {
            self.count = self.count.max(number + 1);
            self.objects.push((number, Cow::Owned(body)));
        }
    }

    /// The first unused object number.
    pub fn next_number(&self) -> usize {
        self.count
    }

    /// Writes a PDF with all objects except streams in object streams.
    pub fn pack(&self) -> Option<Vec<u8>> {
        let catalog = self.objects.iter().find_map(|(_, body)| self.catalog(body));
        let mut packed = Packed::new(self.head, self.count);
        for (number, body) in &self.objects {
            let is_catalog = body.starts_with(CATALOG);
            packed
                .add(*number, catalog.as_deref().filter(|_| is_catalog).unwrap_or(body));
        }
        packed.finish(self.trailer)
    }

    /// The catalog, with what viewers are asked to do.
    fn catalog(&self, body: &[u8]) -> Option<Vec<u8>> {
        const PREFERENCES: &[u8] = b"/ViewerPreferences<<";
        body.strip_prefix(CATALOG)?;
        let at = find(body, PREFERENCES)? + PREFERENCES.len();
        let asked = if self.is_duplex { ON_BOTH_SIDES } else { AS_IT_IS };
        Some([&body[..at], asked, &body[at..]].concat())
    }
}

/// What is between `obj` and `endobj`.
pub(crate) fn body(object: &[u8]) -> Option<&[u8]> {
    let start = find(object, b"obj")? + 3;
    let body = object[start..].trim_ascii().strip_suffix(b"endobj")?;
    Some(body.trim_ascii_end())
}

/// The positions of things in a PDF.
struct File<'a> {
    /// The byte at which each object starts, by its number; 0 where there is none.
    offsets: Vec<usize>,
    /// The byte at which the cross-reference table starts.
    table: usize,
    /// The entries of the trailer, without `<<` and `>>`.
    trailer: &'a [u8],
}

impl File<'_> {
    /// The numbers and bytes of the objects, in the order of the file.
    fn objects(&self) -> impl Iterator<Item = (usize, Range<usize>)> {
        let mut starts: Vec<_> = self.offsets.iter().copied().enumerate().collect();
        starts.retain(|&(_, offset)| offset > 0);
        starts.sort_by_key(|&(_, offset)| offset);
        let ends: Vec<_> = starts.iter().skip(1).map(|&(_, offset)| offset).collect();
        let ends = ends.into_iter().chain([self.table]);
        starts.into_iter().zip(ends).map(|((number, start), end)| (number, start..end))
    }
}

fn read(pdf: &[u8]) -> Option<File<'_>> {
    let table = number(after_last(pdf, b"startxref")?)?.0;
    let rest = pdf.get(table..)?.strip_prefix(b"xref\n0 ")?;
    let (count, rest) = number(rest)?;
    let entries = rest.strip_prefix(b"\n")?.get(..20 * count)?;
    let offset = |entry: &[u8]| match entry.get(17)? {
        b'n' => Some(number(entry)?.0),
        _ => Some(0),
    };
    let offsets = entries.chunks(20).map(offset).collect::<Option<Vec<_>>>()?;
    let trailer = after_last(pdf, b"trailer")?.trim_ascii_start().strip_prefix(b"<<")?;
    let end = find(trailer, b"startxref")?;
    let trailer = trailer[..end].trim_ascii_end().strip_suffix(b">>")?;
    Some(File { offsets, table, trailer })
}

/// A PDF that is being packed.
struct Packed<'a> {
    out: Vec<u8>,
    entries: Vec<CrossReference>,
    /// Object streams written so far, by the bytes at which they start.
    streams: Vec<usize>,
    /// The objects that go into object streams, with their numbers.
    inside: Vec<(usize, &'a [u8])>,
}

/// Where an object is.
#[derive(Clone, Copy)]
enum CrossReference {
    Free,
    /// At this byte of the file.
    At(usize),
    /// In this object stream, at this position.
    Inside(usize, usize),
}

impl<'a> Packed<'a> {
    fn new(head: &[u8], count: usize) -> Self {
        Self {
            out: head.to_vec(),
            entries: vec![CrossReference::Free; count],
            streams: Vec::new(),
            inside: Vec::new(),
        }
    }

    fn add(&mut self, number: usize, body: &'a [u8]) {
        if body.ends_with(b"endstream") {
            self.entries[number] = CrossReference::At(self.out.len());
            match metadata(body) {
                Some(xmp) => self.stream(number, b"/Type/Metadata/Subtype/XML", xmp),
                None => self.object(number, body),
            }
            return;
        }
        self.inside.push((number, body));
    }

    /// Writes an object as it is.
    fn object(&mut self, number: usize, body: &[u8]) {
        let written = writeln!(self.out, "{number} 0 obj")
            .and_then(|()| self.out.write_all(body))
            .and_then(|()| self.out.write_all(b"\nendobj\n"));
        written.expect("a vector takes all that is written");
    }

    /// Writes the collected objects in object streams.
    ///
    /// Many documents have the same structure tree, so on its own it is compressed only
    /// once.
    fn object_streams(&mut self) {
        let inside = std::mem::take(&mut self.inside);
        let (mut structure, mut others): (Vec<_>, Vec<_>) =
            inside.into_iter().partition(|(_, body)| is_structure(body));
        for inside in [&mut others, &mut structure] {
            for inside in inside.chunks_mut(MAX_INSIDE) {
                // Objects of the same kind begin alike, and compress better side by side.
                inside.sort_by_key(|(_, body)| &body[..body.len().min(KIND)]);
                self.object_stream(inside);
            }
        }
    }

    /// Writes objects as an object stream.
    fn object_stream(&mut self, inside: &[(usize, &[u8])]) {
        let (mut index, mut bodies) = (String::new(), Vec::new());
        for (place, (number, body)) in inside.iter().enumerate() {
            self.entries[*number] = CrossReference::Inside(self.streams.len(), place);
            index.push_str(&format!("{number} {} ", bodies.len()));
            bodies.extend_from_slice(body);
            bodies.push(b'\n');
        }
        let entries = format!("/Type/ObjStm/N {}/First {}", inside.len(), index.len());
        let mut objects = index.into_bytes();
        objects.append(&mut bodies);
        let number = self.entries.len() + self.streams.len();
        self.streams.push(self.out.len());
        self.stream(number, entries.as_bytes(), &objects);
    }

    /// Writes a stream object, compressed.
    fn stream(&mut self, number: usize, entries: &[u8], data: &[u8]) {
        let data = deflate(data);
        let length = data.len();
        let written = write!(self.out, "{number} 0 obj\n<<")
            .and_then(|()| self.out.write_all(entries))
            .and_then(|()| {
                write!(self.out, "/Filter/FlateDecode/Length {length}>>\nstream\n")
            })
            .and_then(|()| self.out.write_all(&data))
            .and_then(|()| self.out.write_all(b"\nendstream\nendobj\n"));
        written.expect("a vector takes all that is written");
    }

    /// Writes the cross-reference stream, which is the trailer too.
    fn finish(mut self, trailer: &[u8]) -> Option<Vec<u8>> {
        self.object_streams();
        let (start, first) = (self.out.len(), self.entries.len());
        let streams =
            self.streams.iter().chain([&start]).map(|&offset| CrossReference::At(offset));
        let entries = self.entries.iter().copied().chain(streams);
        let table = differences(entries.map(|entry| entry.bytes(first)));
        let last = first + self.streams.len();
        let size = find(trailer, b"/Size")?;
        let (_, after) = number(&trailer[size + 5..])?;
        let mut entries = format!("/Type/XRef/Size {}{WIDTHS}", last + 1).into_bytes();
        entries.extend_from_slice(&trailer[..size]);
        entries.extend_from_slice(after);
        self.stream(last, &entries, &table);
        write!(self.out, "startxref\n{start}\n%%EOF\n").ok()?;
        Some(self.out)
    }
}

impl CrossReference {
    /// The entry in the cross-reference stream: a type in one byte, then four and two
    /// more.
    ///
    /// `first` is the number of the first object stream.
    fn bytes(self, first: usize) -> [u8; 7] {
        let (kind, a, b) = match self {
            Self::Free => (0, 0, usize::from(u16::MAX)),
            Self::At(offset) => (1, offset, 0),
            Self::Inside(stream, place) => (2, first + stream, place),
        };
        let [.., a0, a1, a2, a3] = a.to_be_bytes();
        let [.., b0, b1] = b.to_be_bytes();
        [kind, a0, a1, a2, a3, b0, b1]
    }
}

/// Whether an object belongs to the structure tree, or is an array, as its indexes are.
fn is_structure(body: &[u8]) -> bool {
    body.starts_with(b"<</Type/Struct") || body.starts_with(b"[")
}

/// Each row minus the one above it, which compresses better (ISO 32000-1, 7.4.4.4).
fn differences(rows: impl Iterator<Item = [u8; 7]>) -> Vec<u8> {
    const UP: u8 = 2;
    let mut above = [0; 7];
    let mut differences = Vec::new();
    for row in rows {
        differences.push(UP);
        differences
            .extend(row.iter().zip(above).map(|(byte, above)| byte.wrapping_sub(above)));
        above = row;
    }
    differences
}

/// The XMP data of a metadata stream.
fn metadata(body: &[u8]) -> Option<&[u8]> {
    let head = find(body, b"stream")?;
    find(&body[..head], b"/Metadata")?;
    let data = body[head + 6..].strip_suffix(b"endstream")?;
    Some(data.trim_ascii())
}

/// Compresses data for a `FlateDecode` filter; cached, since many documents have the same
/// structure.
#[comemo::memoize]
pub(crate) fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder =
        ZlibEncoder::new(Vec::with_capacity(data.len() / 4), Compression::new(6));
    encoder
        .write_all(data)
        .and_then(|()| encoder.finish())
        .expect("a vector takes all that is written")
}

/// The whole number at the start, after white space, and what follows it.
pub(crate) fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let bytes = bytes.trim_ascii_start();
    let end = bytes.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(bytes.len());
    let digits = std::str::from_utf8(&bytes[..end]).ok()?;
    Some((digits.parse().ok()?, &bytes[end..]))
}

/// The first position of a word.
pub(crate) fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

/// What follows the last occurrence of a word in a file.
fn after_last<'a>(bytes: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let at = bytes.windows(word.len()).rposition(|window| window == word)?;
    Some(&bytes[at + word.len()..])
}

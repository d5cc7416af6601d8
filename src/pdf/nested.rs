//! Object streams inside object streams, which ISO 32000-1, 7.5.7 forbids: two inside
//! each other would make a reader search for ever.

use std::collections::HashMap;
use std::io::Read;

use flate2::read::DeflateDecoder;

use crate::base::source::MAX_BYTES;
use crate::pdf::pack::{find, number};

/// Larger than the number of any object.
const MAX_NUMBER: usize = 1 << 31;

/// Whether a cross-reference stream of a PDF says that an object stream is inside
/// another.
pub(super) fn is_nested(pdf: &[u8]) -> bool {
    let mut inside: HashMap<usize, usize> = HashMap::new();
    for at in positions(pdf, b"/XRef") {
        for (number, stream) in entries(pdf, at).unwrap_or_default() {
            inside.insert(number, stream);
        }
    }
    inside.values().any(|stream| inside.contains_key(stream))
}

/// The objects that are in object streams, with the numbers of those streams, according
/// to the cross-reference stream whose type is at this byte.
fn entries(pdf: &[u8], at: usize) -> Option<Vec<(usize, usize)>> {
    let start = pdf[..at].windows(3).rposition(|word| word == b"obj")?;
    let length = pdf[at..].windows(6).position(|word| word == b"stream")?;
    let head = &pdf[start..at + length];
    let data = &pdf[at + length + 6..];
    let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n"))?;
    let [kind, first, second] = numbers_after(head, b"/W")?.try_into().ok()?;
    let width = kind.checked_add(first)?.checked_add(second)?;
    if width == 0 || kind.max(first).max(second) > 8 {
        return None;
    }
    let mut table = Vec::new();
    if find(head, b"/FlateDecode").is_some() {
        // Without its head and its checksum: damaged data is read as far as possible.
        let packed = data.get(2..)?;
        let _ = DeflateDecoder::new(packed).take(MAX_BYTES).read_to_end(&mut table);
    } else {
        table.extend_from_slice(&data[..data.len().min(MAX_BYTES as usize)]);
    }
    if number_after(head, b"/Predictor").is_some_and(|predictor| predictor >= 10) {
        table = without_predictor(&table, width);
    }
    let size = number_after(head, b"/Size")?;
    let ranges = numbers_after(head, b"/Index").unwrap_or_else(|| vec![0, size]);
    let objects = ranges.chunks_exact(2).flat_map(|range| range[0]..range[0] + range[1]);
    let value = |bytes: &[u8]| {
        bytes.iter().fold(0, |value, &byte| value << 8 | usize::from(byte))
    };
    let found = objects.zip(table.chunks_exact(width)).filter_map(|(object, entry)| {
        let (kind_of, rest) = entry.split_at(kind);
        (value(kind_of) == 2).then(|| (object, value(&rest[..first])))
    });
    Some(found.collect())
}

/// Rows as they were before a PNG predictor: ours and most others use the row above
/// (ISO 32000-1, 7.4.4.4); rows with another predictor are left as they are.
fn without_predictor(table: &[u8], width: usize) -> Vec<u8> {
    let mut above = vec![0u8; width];
    let mut rows = Vec::with_capacity(table.len());
    for row in table.chunks_exact(width + 1) {
        let is_up = row[0] == 2;
        let add = |(byte, above): (&u8, &u8)| match is_up {
            true => byte.wrapping_add(*above),
            false => *byte,
        };
        above = row[1..].iter().zip(&above).map(add).collect();
        rows.extend_from_slice(&above);
    }
    rows
}

/// The positions of a word.
fn positions<'a>(bytes: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let places = bytes.windows(word.len()).enumerate();
    places.filter(move |(_, window)| *window == word).map(|(at, _)| at)
}

/// What follows a key.
fn after<'h>(head: &'h [u8], key: &[u8]) -> Option<&'h [u8]> {
    Some(head[find(head, key)? + key.len()..].trim_ascii_start())
}

/// The number after a key.
fn number_after(head: &[u8], key: &[u8]) -> Option<usize> {
    let (number, _) = number(after(head, key)?)?;
    (number < MAX_NUMBER).then_some(number)
}

/// The numbers in brackets after a key.
fn numbers_after(head: &[u8], key: &[u8]) -> Option<Vec<usize>> {
    let mut rest = after(head, key)?.strip_prefix(b"[")?;
    let mut numbers = Vec::new();
    while let Some((found, after)) = number(rest) {
        numbers.push(Some(found).filter(|found| *found < MAX_NUMBER)?);
        rest = after;
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDF with a cross-reference stream of these entries: types, numbers and places.
    fn pdf(entries: &[[u8; 3]]) -> Vec<u8> {
        let size = entries.len();
        let head = format!("1 0 obj\n<</Type/XRef/W[1 1 1]/Size {size}>>\nstream\n");
        [head.as_bytes(), &entries.concat(), b"\nendstream\n"].concat()
    }

    #[test]
    fn nested_object_streams_are_found() {
        assert!(is_nested(&pdf(&[[0, 0, 0], [1, 9, 0], [2, 3, 0], [2, 2, 0]])));
        assert!(is_nested(&pdf(&[[0, 0, 0], [2, 2, 0], [2, 3, 0], [1, 9, 0]])));
        assert!(!is_nested(&pdf(&[[0, 0, 0], [2, 3, 0], [2, 3, 1], [1, 9, 0]])));
        assert!(!is_nested(b"%PDF-1.7 /XRef"));
    }
}

//! Text strings of a PDF (ISO 32000-2, 7.9.2.2), as PDF readers write them.

/// The characters of the bytes from 0x18 and from 0x80 in PDFDocEncoding (annex D.2);
/// U+FFFD for an undefined byte.
const FROM_0X18: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
const FROM_0X80: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’',
    '‚', '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}',
    '€',
];

/// Marks the start and the end of a language code in a text string.
const ESCAPE: char = '\u{1b}';

/// The longest language code with its country, in characters: `en-GB`.
const MAX_CODE: usize = 5;

/// The first character that is three bytes of UTF-8.
const THREE_BYTES: char = '\u{800}';

/// The text of a string: UTF-16 or UTF-8 where it begins with their mark, also UTF-8 that
/// has lost it, else PDFDocEncoding.
pub(super) fn text(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return without_codes(&utf16(rest, u16::from_be_bytes));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return without_codes(&utf16(rest, u16::from_le_bytes));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return without_codes(&String::from_utf8_lossy(rest));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if has_foreign_letters(text) => without_codes(text),
        _ => bytes.iter().map(|&byte| character(byte)).collect(),
    }
}

/// Whether a text has letters beyond ASCII, or what is as rare in other encodings.
fn has_foreign_letters(text: &str) -> bool {
    text.chars().any(|c| !c.is_ascii() && c.is_alphabetic() || c >= THREE_BYTES)
}

/// Decodes UTF-16. An unpaired surrogate is not a character, so it shows as its code.
fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut text = String::new();
    for decoded in char::decode_utf16(units) {
        match decoded {
            Ok(c) => text.push(c),
            Err(alone) => {
                text.push_str(&format!("[U+{:04X}]", alone.unpaired_surrogate()));
            }
        }
    }
    text
}

fn character(byte: u8) -> char {
    match byte {
        0x18..=0x1f => FROM_0X18[usize::from(byte - 0x18)],
        0x80..=0xa0 => FROM_0X80[usize::from(byte - 0x80)],
        0x7f | 0xad => '\u{fffd}',
        _ => char::from(byte),
    }
}

/// A text without language codes, which nobody typed.
fn without_codes(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(ESCAPE) {
        kept.push_str(&rest[..start]);
        let after = &rest[start + 1..];
        let is_code =
            |code: &str| code.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
        match after.find(ESCAPE) {
            Some(end) if (2..=MAX_CODE).contains(&end) && is_code(&after[..end]) => {
                rest = &after[end + 1..];
            }
            _ => {
                kept.push(ESCAPE);
                rest = after;
            }
        }
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_every_encoding_are_read() {
        for (bytes, expected) in [
            (b"Si\xe2n \x80 \xa0 \x18\x1f".as_slice(), "Siân • € ˘˜"),
            (b"\xfe\xff\x01\x75\x00 \x01\x77", "ŵ ŷ"),
            (b"\xff\xfe\x75\x01 \x00\x77\x01", "ŵ ŷ"),
            (b"\xfe\xff\xd8\x3d\xde\x00\xd8\x3d\x00a", "😀[U+D83D]a"),
            (b"\xef\xbb\xbfgr\xc5\xbcegorz", "grżegorz"),
            (b"\xfe\xff\x00\x1b\x00e\x00n\x00\x1b\x00A\x00\x1b", "A\u{1b}"),
            (b"\xfe\xff\x00a\x00", "a"),
            (b"a\rb\r\nc", "a\rb\r\nc"),
            ("Siân ŵ".as_bytes(), "Siân ŵ"),
            ("it’s – 5 €".as_bytes(), "it’s – 5 €"),
            (b"a\xc2\xa0b", "aÂ€b"),
            (b"\x7f\x9f\xad", "\u{fffd}\u{fffd}\u{fffd}"),
            (b"", ""),
            (b"\xfe", "þ"),
        ] {
            assert_eq!(text(bytes), expected, "{bytes:?}");
        }
    }
}

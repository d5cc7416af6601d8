//! The NHS number guard: patient data does not belong in a record.
//!
//! Only a safety net: it recognises NHS numbers by their digits and cannot find names. A
//! finding has a place and a reason but never the number itself, so that no message, log
//! or `{:?}` repeats it.
//!
//! An NHS number is ten digits, the last of them a check digit by modulus 11
//! (<https://www.datadictionary.nhs.uk/attributes/nhs_number.html>), written together or
//! 3-3-4 with spaces or dashes
//! (<https://service-manual.nhs.uk/design-system/patterns/ask-for-nhs-numbers>).

use std::fmt::{self, Display, Formatter};
use std::ops::Range;

use sha2::{Digest, Sha256};
use typst::text::is_default_ignorable as is_invisible;

/// The widest gap between two groups of digits, in characters: `999 - 123 - 4567`.
const MAX_GAP: usize = 3;

/// How far before a number its label may begin, in characters.
const LABEL_REACH: usize = 24;

/// How far from a number its address is looked for, in characters.
const ADDRESS_REACH: usize = 200;

/// Labels that announce an NHS number, in lower case and without spaces and punctuation.
const LABELS: [&str; 7] =
    ["nhs", "nhsno", "nhsnos", "nhsnum", "nhsnumber", "nhsnumbers", "nhsid"];

/// Why a page does not save a number.
pub const NOT_SAVED: &str = "This looks like an NHS number, so it is not saved. Patient data \
                             does not belong in a checklist: take it out.";

/// The key of the values in a state that somebody has said are not NHS numbers.
pub const NOT_NHS_NUMBERS: &str = "not_nhs_numbers";

/// What is under that key.
pub const NOT_A_NUMBER: &str = "a value that is not an NHS number";

/// What somebody says of a number that a page does not save.
pub const IT_IS_NOT: &str = "It is not an NHS number";

/// What a page says of a value that somebody has said that of.
pub const NOTED: &str = "Noted: this is not an NHS number";

/// What a new state says where patient data is not wanted.
pub const NO_PATIENT_DATA: &str =
    "No patient data: no NHS numbers, no names of patients.";

/// Where a text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surroundings {
    /// Anywhere but in a contact column.
    FreeText,
    /// In a contact column, where one in eleven mobiles without its 0 looks like an NHS
    /// number.
    Contact,
}

/// What a finding means for a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// No record is made until the number is gone.
    Stops,
    /// A record is made, with a warning.
    Warns,
}

/// Why a number was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is valid and in an issued range.
    Issued,
    /// It is valid and in an issued range, but among contact details.
    Contact,
    /// It is valid and in an issued range, but part of a longer row of digits.
    LongerRow,
    /// It is valid and in an issued range, but next to a letter, as in an order number.
    BesideLetters,
    /// It is valid and in an issued range, but runs over a line break, as figures in a
    /// column do.
    OverLines,
    /// It is labelled as an NHS number, whatever its digits.
    Labelled,
    /// It is in the range for tests, whatever its check digit.
    TestRange,
}

/// A number that is, or may be, an NHS number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberFound {
    /// The bytes of the text that it occupies.
    pub range: Range<usize>,
    /// Why it was found.
    pub why: Why,
}

impl Why {
    /// What it means for the record.
    pub fn consequence(self) -> Consequence {
        match self {
            Self::Issued => Consequence::Stops,
            _ => Consequence::Warns,
        }
    }
}

impl Display for Why {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Issued => "these digits make a valid NHS number",
            Self::Contact => "this is an NHS number, or a mobile number without its 0",
            Self::LongerRow => "part of this row of digits makes a valid NHS number",
            Self::BesideLetters => "this may be an NHS number with letters beside it",
            Self::OverLines => "this may be an NHS number that runs over a line break",
            Self::Labelled => "this is labelled as an NHS number",
            Self::TestRange => "this is a test NHS number",
        })
    }
}

/// Finds the numbers in a text that are, or may be, NHS numbers. Takes linear time.
pub fn scan(text: &str, place: Surroundings) -> Vec<NumberFound> {
    let mut findings = Vec::new();
    let mut at = 0;
    let mut previous = 0;
    while let Some(offset) = text[at..].find(is_digit) {
        let start = at + offset;
        at = text.len() - text[start..].trim_start_matches(is_digit).len();
        let Some(number) = Number::read(text, start, previous) else { continue };
        previous = number.range.end;
        if let Some(why) = number.why(place) {
            at = number.range.end;
            findings.push(NumberFound { range: number.range, why });
        }
    }
    findings
}

/// A digest that tells a value from others, in letters: digits could look like a number, to
/// YAML and to [`scan`].
pub fn value_digest(text: &str) -> String {
    let digest = Sha256::digest(text.trim().as_bytes());
    let letter = |nibble: u8| char::from(b'a' + nibble);
    let both = |byte: &u8| [letter(byte >> 4), letter(byte & 15)];
    digest.iter().take(8).flat_map(both).collect()
}

/// The bytes of the numbers in a text that stop a record, in their order.
pub fn stopping(text: &str, place: Surroundings) -> Vec<Range<usize>> {
    let found = scan(text, place).into_iter();
    let found = found.filter(|found| found.why.consequence() == Consequence::Stops);
    found.map(|found| found.range).collect()
}

/// A text from which the numbers are taken that stop a record; what is left of it is as it was
/// typed.
pub fn without_numbers(text: &str, place: Surroundings) -> String {
    let mut left = text.to_string();
    for range in stopping(text, place).into_iter().rev() {
        left.replace_range(range, "");
    }
    left.trim().into()
}

/// A text in which all possible NHS numbers are masked; it keeps its length and its
/// lines.
pub fn blotted(text: &str) -> String {
    let mut blotted = text.to_string();
    for finding in scan(text, Surroundings::FreeText) {
        let blot = |c: char| match is_line_break(c) {
            true => c.to_string(),
            false => "#".repeat(c.len_utf8()),
        };
        let blot: String = text[finding.range.clone()].chars().map(blot).collect();
        blotted.replace_range(finding.range, &blot);
    }
    blotted
}

/// Ten digits in the shape of an NHS number, and the text around them.
///
/// Every look around is bounded, or ends at digits that are next to at most one number.
struct Number<'t> {
    before: &'t str,
    range: Range<usize>,
    after: &'t str,
    /// The number as it is written.
    written: &'t str,
    digits: [u8; 10],
    /// Where the number before this one ends.
    previous: usize,
}

impl<'t> Number<'t> {
    /// Reads the number that begins with a group of digits.
    fn read(text: &'t str, start: usize, previous: usize) -> Option<Self> {
        let (before, rest) = text.split_at(start);
        let (digits, after) = shape(rest)?;
        let range = start..text.len() - after.len();
        let written = &text[range.clone()];
        Some(Self { before, range, after, written, digits, previous })
    }

    fn why(&self, place: Surroundings) -> Option<Why> {
        let labelled = self.is_labelled();
        let beside_letters = !labelled && self.is_beside_letters();
        let over_lines = !labelled && self.written.contains(is_line_break);
        if !labelled
            && (self.is_in_a_longer_number()
                || self.is_a_telephone_number()
                || beside_letters && self.is_in_an_address())
        {
            return None;
        }
        match self.digits {
            [9, 9, 9, ..] => (!beside_letters && !over_lines).then_some(Why::TestRange),
            digits if !(is_issued(&digits) && is_valid(&digits)) => None,
            _ if beside_letters => Some(Why::BesideLetters),
            _ if over_lines => Some(Why::OverLines),
            _ if place == Surroundings::Contact => (!labelled).then_some(Why::Contact),
            // A label shows where the number begins, so it is not part of a row.
            _ if !labelled && self.is_in_a_row() => Some(Why::LongerRow),
            _ => Some(Why::Issued),
        }
        .or(labelled.then_some(Why::Labelled))
    }

    /// Whether an NHS number is announced: `NHS no. 4…`, `nhs_number=4…`.
    fn is_labelled(&self) -> bool {
        let reach = self.before.char_indices().rev().take(LABEL_REACH).last();
        let near = &self.before[reach.map_or(0, |(start, _)| start)..];
        let letters = near.chars().filter(|c| c.is_alphanumeric());
        let name: String = letters.map(|c| c.to_ascii_lowercase()).collect();
        let name = name.strip_suffix("is").unwrap_or(&name);
        LABELS.iter().any(|label| name.ends_with(label))
    }

    /// Whether it is next to a letter: `Pt4…`, `PO4…`.
    ///
    /// `_`, `/`, `@` and `=` do not count, because an NHS number in a file name or link
    /// is given away just as well.
    fn is_beside_letters(&self) -> bool {
        self.before.ends_with(char::is_alphabetic)
            || self.after.starts_with(char::is_alphabetic)
    }

    /// Whether it is part of an email or web address.
    fn is_in_an_address(&self) -> bool {
        let goes_on = |c: &char| !c.is_whitespace() && !",;<>()[]{}\"'`|".contains(*c);
        let before = self.before.chars().rev().take(ADDRESS_REACH).take_while(goes_on);
        let after = self.after.chars().take(ADDRESS_REACH).take_while(goes_on);
        let (before, after): (String, String) = (before.collect(), after.collect());
        before.contains('@') || before.contains("//:") || after.contains('@')
    }

    /// Whether it is part of another kind of number: `0.4…`, `4…½`.
    fn is_in_a_longer_number(&self) -> bool {
        self.before.ends_with(char::is_numeric)
            || self.after.starts_with(char::is_numeric)
            || self.before.strip_suffix('.').is_some_and(|text| text.ends_with(is_digit))
            || self.after.strip_prefix('.').is_some_and(|text| text.starts_with(is_digit))
    }

    /// Whether it follows `+44`, `0044` or `(0)`.
    fn is_a_telephone_number(&self) -> bool {
        let prefix = self.before.trim_end_matches(is_separator);
        let code = prefix.strip_suffix(')').unwrap_or(prefix);
        let international = code.strip_suffix("0044");
        self.before.ends_with('+')
            || prefix.ends_with("(0)")
            || code.ends_with("+44")
            || international.is_some_and(|text| !text.ends_with(char::is_alphanumeric))
    }

    /// Whether a separator like its own joins it to digits that are not such a number.
    fn is_in_a_row(&self) -> bool {
        self.is_tied_before() || self.is_tied_after()
    }

    fn is_tied_before(&self) -> bool {
        let mut rest = self.before.chars();
        let Some(separator) = rest.next_back() else { return false };
        let rest = rest.as_str();
        let beyond = rest.trim_end_matches(is_digit);
        rest.len() != self.previous
            && rest.len() != beyond.len()
            && self.ties(separator, beyond.chars().next_back())
    }

    fn is_tied_after(&self) -> bool {
        let mut rest = self.after.chars();
        let Some(separator) = rest.next() else { return false };
        let rest = rest.as_str();
        let beyond = rest.trim_start_matches(is_digit);
        shape(rest).is_none()
            && rest.len() != beyond.len()
            && self.ties(separator, beyond.chars().next())
    }

    /// Whether a separator makes a row of this number and its neighbour.
    ///
    /// A hyphen always does. A space or tab does if this number itself has one and its
    /// neighbour stands alone, and is not the end of `12/03/1950`, `A12` or `10:30`.
    fn ties(&self, separator: char, beyond: Option<char>) -> bool {
        let bare = !beyond.is_some_and(|c| {
            c.is_alphanumeric() || is_hyphen(c) || matches!(c, '.' | '/' | ':' | '_')
        });
        let is_own =
            |is_one: fn(char) -> bool| is_one(separator) && self.written.contains(is_one);
        is_hyphen(separator) || bare && (is_own(is_space) || is_own(is_tab))
    }
}

/// Reads ten digits, together or 3-3-4, from the start of a text; also returns the rest.
fn shape(text: &str) -> Option<([u8; 10], &str)> {
    let mut digits = [0; 10];
    if let Some(rest) = group(text, &mut digits) {
        return Some((digits, rest));
    }
    let rest = gap(group(text, &mut digits[..3])?)?;
    let rest = gap(group(rest, &mut digits[3..6])?)?;
    let rest = group(rest, &mut digits[6..])?;
    Some((digits, rest))
}

/// Reads a group of exactly this many digits; returns what follows.
fn group<'t>(text: &'t str, digits: &mut [u8]) -> Option<&'t str> {
    let mut rest = text;
    for slot in digits {
        let mut chars = visible(rest).chars();
        *slot = chars.next().and_then(digit)?;
        rest = chars.as_str();
    }
    (!rest.starts_with(is_digit)).then_some(rest)
}

/// Reads what separates two groups; returns what follows.
///
/// The next line may be indented, as it is in YAML before lines are folded.
fn gap(text: &str) -> Option<&str> {
    let text = visible(text);
    let mut rest = text;
    for _ in 0..MAX_GAP {
        let is_within_a_line = |c| is_separator(c) || is_tab(c);
        rest = visible(rest.strip_prefix(is_within_a_line).unwrap_or(rest));
    }
    let next_line = rest.strip_prefix("\r\n").or(rest.strip_prefix(is_line_break));
    if let Some(line) = next_line {
        rest = line.trim_start_matches(|c| is_space(c) || is_tab(c));
    }
    (rest.len() < text.len()).then_some(rest)
}

/// A text without the invisible characters at its start.
fn visible(text: &str) -> &str {
    text.trim_start_matches(is_invisible)
}

/// Whether the last digit is the check digit of the others, by modulus 11.
///
/// A remainder that calls for 10 has no digit, so there is no such number.
fn is_valid(digits: &[u8; 10]) -> bool {
    let weights = (2..=10).rev();
    let sum: u32 =
        digits.iter().zip(weights).map(|(&d, weight)| u32::from(d) * weight).sum();
    (11 - sum % 11) % 11 == u32::from(digits[9])
}

/// Whether numbers that begin like this are issued in England, Wales and the Isle of Man
/// (<https://docs.rs/nhs-number>).
fn is_issued(digits: &[u8; 10]) -> bool {
    matches!(digits[0], 4 | 6 | 7)
}

/// The value of a digit.
///
/// Full-width digits count, since they print as digits and a keyboard may produce them;
/// clinical systems here do not use those of other scripts.
fn digit(c: char) -> Option<u8> {
    let zero = if c.is_ascii() { '0' } else { '０' };
    let value = u32::from(c).checked_sub(zero.into())?;
    u8::try_from(value).ok().filter(|&value| value < 10)
}

fn is_digit(c: char) -> bool {
    digit(c).is_some()
}

fn is_separator(c: char) -> bool {
    is_space(c) || is_hyphen(c)
}

/// Whether a character is a space within a line, of any width.
fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

fn is_tab(c: char) -> bool {
    c == '\t'
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a character is a hyphen, or a dash or minus that a word processor put for one.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2014}' | '\u{2212}' | '\u{ff0d}')
}

#[cfg(test)]
mod tests;

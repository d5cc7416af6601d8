//! Text helpers: one line, backticks, near misses, and characters that cannot be printed.

use ecow::{EcoString, eco_format};

/// Advice on an unknown word: the nearest known one, or all of them.
pub fn suggestion(word: &str, known: &[&str]) -> EcoString {
    near_miss(word, known).unwrap_or_else(|| choices(known))
}

/// The known word that an unknown one is nearest to, as a question; none if all are far
/// off.
pub fn near_miss(word: &str, known: &[&str]) -> Option<EcoString> {
    let near = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(&word.to_lowercase(), known), known))
        .filter(|(distance, known)| *distance <= (known.len() / 3).max(1))
        .min();
    near.map(|(_, known)| eco_format!("did you mean `{known}`?"))
}

/// All known words, as advice.
pub fn choices(known: &[&str]) -> EcoString {
    match known {
        [only] => eco_format!("the only choice is `{only}`"),
        _ => eco_format!("choose from {}", ticked(known)),
    }
}

/// Words in backticks: `a`, `b` and `c`.
pub fn ticked(words: &[&str]) -> EcoString {
    let ticked: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match ticked.as_slice() {
        [] => EcoString::new(),
        [only] => only.into(),
        [first @ .., last] => eco_format!("{} and {last}", first.join(", ")),
    }
}

/// A title as it stands within a sentence: its first letter is small, unless it begins
/// with a word like `ODS` that has several capitals.
pub fn in_sentence(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next();
    let has_more = letters.clone().take_while(|c| !c.is_whitespace());
    let mut has_more = has_more.filter(|c| c.is_alphabetic() || c.is_numeric());
    if has_more.any(|c| !c.is_lowercase()) {
        return title.into();
    }
    let first = first.into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

/// The beginning of a sentence: the first letter is a capital.
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// Words with each run of white space as one space.
pub fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text as fields hold it: lines end in LF, and none at the start or the end is blank.
pub fn normal(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let is_blank = |line: &&str| line.trim().is_empty();
    let lines: Vec<_> = text.split('\n').collect();
    let first = lines.iter().take_while(|line| is_blank(line)).count();
    let last = lines.iter().rev().take_while(|line| is_blank(line)).count();
    if first == lines.len() {
        return String::new();
    }
    lines[first..lines.len() - last].join("\n")
}

/// A text without control codes that could affect a terminal: it quotes files and names.
pub fn tame(text: &str) -> String {
    let tame = |c: char| match c {
        '\n' | '\t' => c,
        _ if c.is_control() || never_prints(c) => '?',
        _ => c,
    };
    text.chars().map(tame).collect()
}

/// Whether this is a control character; tabs and line ends do not count.
pub fn is_control(c: char) -> bool {
    // NEL is a line end, both in YAML and in Unicode.
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')
}

/// A code point as it is printed, `[U+1F600]`.
pub fn code_point(c: char) -> String {
    format!("[U+{:04X}]", u32::from(c))
}

/// Whether a character must not be printed even if a font has it.
///
/// PDF/A refuses U+0000, U+FEFF, U+FFFE and private use (ISO 19005-3, 6.2.11.7);
/// direction overrides and isolates are invisible and would reverse the text beside them.
pub fn never_prints(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}')
        || is_private(c)
}

/// Whether a character is for private use: what it looks like is known to one font only.
pub fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// Bytes as hexadecimal digits, in lower case.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_begin_with_a_small_letter_within_a_sentence_unless_they_are_initials() {
        for (title, expected) in [
            ("Go live", "go live"),
            ("ODS code", "ODS code"),
            ("PIN", "PIN"),
            ("A", "a"),
            ("CO2 level", "CO2 level"),
            ("McKay", "McKay"),
            ("Élan vital", "élan vital"),
            ("", ""),
        ] {
            assert_eq!(in_sentence(title), expected);
            assert_eq!(capitalised(expected), title);
        }
    }

    #[test]
    fn text_in_fields_has_one_kind_of_line_end_and_no_surrounding_blank_lines() {
        for (text, expected) in [
            ("", ""),
            (" \n\r\n", ""),
            ("\r\n a \r\r\nb\r", " a \n\nb"),
            ("one", "one"),
            ("\n\nx\n", "x"),
        ] {
            assert_eq!(normal(text), expected, "{text:?}");
        }
    }
}

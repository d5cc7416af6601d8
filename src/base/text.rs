//! Words: in one line, in backticks, near misses, and what may not be printed.

use ecow::{EcoString, eco_format};

/// Advice on an unknown word: the nearest known one, or all of them.
pub fn suggestion(word: &str, known: &[&str]) -> EcoString {
    let near = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(&word.to_lowercase(), known), known))
        .filter(|(distance, known)| *distance <= (known.len() / 3).max(1))
        .min();
    match near {
        Some((_, known)) => eco_format!("did you mean `{known}`?"),
        None => eco_format!("known here: {}", ticked(known)),
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

/// Words with each run of white space as one space.
pub fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text as fields hold it: lines end in LF, and there are no empty ones around it.
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

/// A text without what could steer a terminal: it quotes files and names.
pub fn tame(text: &str) -> String {
    let tame = |c: char| match c {
        '\n' | '\t' => c,
        _ if c.is_control() || never_prints(c) => '?',
        _ => c,
    };
    text.chars().map(tame).collect()
}

/// Whether a character steers a device instead of printing; tabs and line ends do not count.
pub fn is_control(c: char) -> bool {
    // NEL is a line end, both in YAML and in Unicode.
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')
}

/// A code point as it is printed, `[U+1F600]`.
pub fn code_point(c: char) -> String {
    format!("[U+{:04X}]", u32::from(c))
}

/// Whether a character may not be printed even where a font has it.
///
/// PDF/A refuses U+0000, U+FEFF, U+FFFE and private use (ISO 19005-3, 6.2.11.7); direction
/// overrides and isolates would turn what stands beside them round unseen.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_fields_has_one_kind_of_line_end_and_no_empty_lines_around_it() {
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

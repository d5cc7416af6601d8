//! Values as YAML that reads back as they are.

use crate::base::text::is_control;

/// How far a value lies within its key, in spaces.
const INDENT: usize = 2;

/// What a part of a state shall hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wish {
    /// A text, which may be empty.
    Text(String),
    /// Values by key. Those that are not named stay as they are.
    Map(Vec<(String, Wish)>),
    /// Rows.
    List(Vec<Wish>),
}

impl Wish {
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Map(entries) => entries.iter().all(|(_, wish)| wish.is_empty()),
            Self::List(rows) => rows.iter().all(Self::is_empty),
        }
    }

    /// What follows a key's colon, for a key in this column: the rest of its line, and the
    /// lines below it, each with a line end before it.
    pub(crate) fn block(&self, column: usize) -> (String, String) {
        match self {
            Self::Text(text) => block(text, column),
            _ if self.is_empty() => (String::new(), String::new()),
            Self::Map(_) => (String::new(), self.lines(column + INDENT)),
            Self::List(rows) => {
                let column = column + INDENT;
                let rows = rows.iter().map(|row| row.entry(column));
                (String::new(), rows.collect())
            }
        }
    }

    /// The lines of a map with its keys in this column, each with a line end before it.
    pub(crate) fn lines(&self, column: usize) -> String {
        let Self::Map(entries) = self else { return String::new() };
        // A row without anything must be there all the same, so that others keep theirs.
        let is_written = |(index, (_, wish)): &(usize, &(String, Wish))| {
            !wish.is_empty() || (*index == 0 && self.is_empty())
        };
        let entries = entries.iter().enumerate().filter(is_written);
        let line = |(_, (key, wish)): (usize, &(String, Wish))| {
            let (head, body) = wish.block(column);
            let space = if head.is_empty() { "" } else { " " };
            let key = inline(key, false);
            format!("\n{}{key}:{space}{head}{body}", " ".repeat(column))
        };
        entries.map(line).collect()
    }

    /// The lines of a row with its dash in this column, each with a line end before it.
    pub(crate) fn entry(&self, column: usize) -> String {
        let lines = self.lines(column + INDENT);
        let first = lines.get(1 + column + INDENT..).unwrap_or_default();
        format!("\n{}- {first}", " ".repeat(column))
    }

    /// The value within brackets.
    pub(crate) fn flow(&self) -> String {
        match self {
            Self::Text(text) => inline(text, true),
            Self::Map(entries) => {
                let entries = entries.iter().filter(|(_, wish)| !wish.is_empty());
                let entries: Vec<_> = entries
                    .map(|(key, wish)| format!("{}: {}", inline(key, true), wish.flow()))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
            Self::List(rows) => {
                let rows: Vec<_> = rows.iter().map(Self::flow).collect();
                format!("[{}]", rows.join(", "))
            }
        }
    }
}

/// A text behind a key in this column: a block of lines where it has several.
fn block(text: &str, column: usize) -> (String, String) {
    if !text.contains('\n') || !text.chars().all(|c| c == '\n' || is_plain(c)) {
        return (inline(text, false), String::new());
    }
    // Where the first line begins with space, the block says where lines begin.
    let head = if text.starts_with([' ', '\t']) { "|2" } else { "|" };
    let indent = " ".repeat(column + INDENT);
    let line = |line: &str| match line {
        "" => "\n".to_string(),
        _ => format!("\n{indent}{line}"),
    };
    (head.into(), text.split('\n').map(line).collect())
}

/// A text in one line: in quotes unless it is plain for sure.
pub(crate) fn inline(text: &str, in_brackets: bool) -> String {
    if text.is_empty() && !in_brackets {
        return String::new();
    }
    let starts_plain =
        text.starts_with(|c: char| c.is_alphanumeric() || "(+£€".contains(c));
    let is_special =
        |c: char| !is_plain(c) || c == '\t' || (in_brackets && ",[]{}:#".contains(c));
    let is_cut = text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']);
    if starts_plain && !is_cut && !text.contains(is_special) {
        return text.into();
    }
    let has_signs = text.contains(['"', '\\']);
    if has_signs && text.chars().all(|c| is_plain(c) && c != '\t') {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            _ if is_plain(c) => quoted.push(c),
            _ if u32::from(c) > 0xffff => {
                quoted.push_str(&format!("\\U{:08X}", u32::from(c)))
            }
            _ => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
        }
    }
    quoted + "\""
}

/// Whether a character may stand in YAML as it is, and is neither a line end of any kind
/// nor invisible at the start of a text.
fn is_plain(c: char) -> bool {
    let is_line_end = matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let is_refused = matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    !(is_line_end || is_refused || is_control(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_in_quotes_only_where_they_must_be() {
        for (text, expected) in [
            ("Ann", "Ann"),
            ("01132 545500, ask for Siân", "01132 545500, ask for Siân"),
            ("27/03/2027", "27/03/2027"),
            ("+44 113", "+44 113"),
            ("yes", "yes"),
            ("", ""),
            ("- x", "\"- x\""),
            ("a: b", "\"a: b\""),
            ("a #2", "\"a #2\""),
            ("\\b", "'\\b'"),
            ("#it's \"so\"", "'#it''s \"so\"'"),
            (" a", "\" a\""),
            ("a ", "\"a \""),
            ("a\tb", "\"a\\tb\""),
            ("\u{feff}😀\u{2028}", "\"\\uFEFF😀\\u2028\""),
            ("a:", "\"a:\""),
            ("~", "\"~\""),
        ] {
            assert_eq!(inline(text, false), expected);
        }
        assert_eq!(inline("a, b", true), "\"a, b\"");
        assert_eq!(inline("", true), "\"\"");
    }
}

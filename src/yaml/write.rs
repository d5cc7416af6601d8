//! Values as YAML that reads back as they are.

use crate::base::text::is_control;

/// How far a value lies within its key, in spaces.
pub(super) const INDENT: usize = 2;

/// A value to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A text, which may be empty. One of several lines becomes a block of lines.
    Text(String),
    /// A text for which it makes no difference whether it ends with a line end: as a block
    /// of lines it does.
    Lines(String),
    /// Values by key.
    Map(Vec<(String, Content)>),
    /// Rows.
    List(Vec<Content>),
    /// A value in brackets, or a text, on one line, even where there could be several.
    Brackets(Box<Content>),
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl Content {
    /// Whether it has neither text nor entries.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) | Self::Lines(text) => text.is_empty(),
            Self::Map(entries) => entries.is_empty(),
            Self::List(rows) => rows.is_empty(),
            Self::Brackets(content) => content.is_empty(),
        }
    }

    /// What follows the colon of a key, or the dash of a row, in this column: the rest of
    /// its line, and the lines below it, each with a line end before it.
    pub(super) fn block(&self, column: usize) -> (String, String) {
        let column = column + INDENT;
        match self {
            Self::Text(text) => block(text, column).unwrap_or_else(|| in_line(text)),
            Self::Lines(text) if text.contains('\n') => {
                block(&format!("{text}\n"), column).unwrap_or_else(|| in_line(text))
            }
            Self::Lines(text) => in_line(text),
            Self::Map(entries) if !entries.is_empty() => {
                let lines = entries.iter().map(|(key, value)| entry(key, value, column));
                (String::new(), lines.collect())
            }
            Self::List(rows) if !rows.is_empty() => {
                (String::new(), rows.iter().map(|value| row(value, column)).collect())
            }
            _ => (self.flow(), String::new()),
        }
    }

    /// The value as it is written within brackets.
    pub fn flow(&self) -> String {
        match self {
            Self::Text(text) | Self::Lines(text) => inline(text, true),
            Self::Map(entries) => {
                let entries: Vec<_> = entries.iter().map(flow_entry).collect();
                format!("{{{}}}", entries.join(", "))
            }
            Self::List(rows) => {
                let rows: Vec<_> = rows.iter().map(Self::flow).collect();
                format!("[{}]", rows.join(", "))
            }
            Self::Brackets(content) => content.flow(),
        }
    }

    /// Whether it is a text.
    pub(super) fn is_text(&self) -> bool {
        match self {
            Self::Text(_) | Self::Lines(_) => true,
            Self::Brackets(content) => content.is_text(),
            _ => false,
        }
    }

    /// Lets texts of several lines be written on one.
    pub(super) fn put_on_one_line(&mut self) {
        match self {
            Self::Text(text) | Self::Lines(text) if text.contains('\n') => {
                *self = Self::Brackets(Box::new(Self::Text(std::mem::take(text))));
            }
            Self::Map(entries) => {
                entries.iter_mut().for_each(|(_, value)| value.put_on_one_line());
            }
            Self::List(rows) => rows.iter_mut().for_each(Self::put_on_one_line),
            Self::Text(_) | Self::Lines(_) | Self::Brackets(_) => {}
        }
    }

    /// Whether it ends with a text that needs the line end behind its last line.
    pub(super) fn ends_in_lines(&self) -> bool {
        match self {
            Self::Text(text) => text.ends_with('\n'),
            Self::Lines(text) => text.contains('\n'),
            Self::Map(entries) => {
                entries.last().is_some_and(|(_, value)| value.ends_in_lines())
            }
            Self::List(rows) => rows.last().is_some_and(Self::ends_in_lines),
            Self::Brackets(_) => false,
        }
    }
}

/// A key and its value within brackets.
pub(super) fn flow_entry((key, value): &(String, Content)) -> String {
    format!("{}: {}", inline(key, true), value.flow())
}

/// The lines of a key and its value with the key in this column, each with a line end
/// before it.
pub(super) fn entry(key: &str, value: &Content, column: usize) -> String {
    let (head, body) = value.block(column);
    let space = if head.is_empty() { "" } else { " " };
    let key = if key.is_empty() { "\"\"".into() } else { inline(key, false) };
    format!("\n{}{key}:{space}{head}{body}", " ".repeat(column))
}

/// The lines of a row with its dash in this column, each with a line end before it.
pub(super) fn row(value: &Content, column: usize) -> String {
    let (head, body) = value.block(column);
    let indent = " ".repeat(column);
    if !head.is_empty() {
        return format!("\n{indent}- {head}{body}");
    }
    // The first line of a map or a list goes behind the dash.
    match body.get(1 + column + INDENT..) {
        Some(first) => format!("\n{indent}- {first}"),
        None => format!("\n{indent}-"),
    }
}

/// A text behind a key, on its line.
fn in_line(text: &str) -> (String, String) {
    (inline(text, false), String::new())
}

/// A text behind a key as a block of lines in this column, if it has several that can be
/// written so.
fn block(text: &str, column: usize) -> Option<(String, String)> {
    let lines = text.strip_suffix('\n').unwrap_or(text);
    let can_be_lines = text.contains('\n')
        && !lines.is_empty()
        && !lines.ends_with('\n')
        && text.chars().all(|c| c == '\n' || is_plain(c));
    if !can_be_lines {
        return None;
    }
    // Where the first line begins with space, the block says where lines begin.
    let is_spaced = lines.trim_start_matches('\n').starts_with([' ', '\t']);
    let digit = if is_spaced { "2" } else { "" };
    let sign = if lines.len() < text.len() { "" } else { "-" };
    let indent = " ".repeat(column);
    let line = |line: &str| match line {
        "" => "\n".to_string(),
        _ => format!("\n{indent}{line}"),
    };
    Some((format!("|{digit}{sign}"), lines.split('\n').map(line).collect()))
}

/// A text in one line: in quotes unless it is plain for sure.
pub fn inline(text: &str, in_brackets: bool) -> String {
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
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}

/// A character as it stands in double quotes.
fn escaped(c: char) -> String {
    match c {
        '"' | '\\' => format!("\\{c}"),
        '\n' => "\\n".into(),
        '\t' => "\\t".into(),
        _ if is_plain(c) => c.into(),
        _ if u32::from(c) > 0xffff => format!("\\U{:08X}", u32::from(c)),
        _ => format!("\\u{:04X}", u32::from(c)),
    }
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

//! Values drawn by chance, written in styles drawn by chance.

use proforma::yaml::node::{Node, Value};
use proforma::yaml::write::{Content, inline};

use crate::support::random::Random;

/// What people type, and what nobody would.
pub(super) const TEXTS: [&str; 14] = [
    "Ann",
    "a: b",
    "- x",
    "it's",
    "\"so\"",
    "a #2",
    "",
    "x\ny\n",
    " x\n\n  y",
    "Siân, 2",
    "\u{2028}\\",
    "yes",
    "27/03/2025",
    "|",
];

/// A value of a file, and its text in some style.
pub(super) fn some_file(random: &mut Random) -> (Content, String) {
    let mut writer = Writer { random, signs: 0 };
    let value = writer.map(&["one", "two", "three"], 0);
    let mut text = String::new();
    for (key, value) in entries(&value) {
        text.push_str(&format!("{key}:{}\n", writer.value(value, 0, false)));
    }
    (value, text)
}

fn entries(value: &Content) -> &[(String, Content)] {
    match value {
        Content::Map(entries) => entries,
        _ => &[],
    }
}

/// What a node says; nothing, and what has no entries, is an empty text.
pub(super) fn said(node: &Node) -> Content {
    let value = match &node.value {
        Value::Scalar(text) => Content::Text(text.clone()),
        Value::Sequence(rows) => Content::List(rows.iter().map(said).collect()),
        Value::Mapping(entries) => {
            let key = |key: &Node| key.scalar().expect("a key is text").to_string();
            Content::Map(entries.iter().map(|(k, value)| (key(k), said(value))).collect())
        }
        Value::Tagged => Content::Text("(tag)".into()),
    };
    plain(value)
}

/// A value in which nothing, and what has no entries, is an empty text.
pub(super) fn plain(value: Content) -> Content {
    match value {
        Content::List(rows) if rows.is_empty() => Content::Text(String::new()),
        Content::Map(entries) if entries.is_empty() => Content::Text(String::new()),
        Content::List(rows) => Content::List(rows.into_iter().map(plain).collect()),
        Content::Map(entries) => {
            let entries = entries.into_iter().map(|(key, value)| (key, plain(value)));
            Content::Map(entries.collect())
        }
        Content::Brackets(value) => plain(*value),
        text => text,
    }
}

/// Draws values, and writes each in a style of its own.
struct Writer<'a> {
    random: &'a mut Random,
    /// How many comments there may be so far: no two are alike.
    signs: usize,
}

impl Writer<'_> {
    fn some_value(&mut self, depth: usize) -> Content {
        let keys = ["a", "b", "c d", "e-f", "'g"];
        let count = 1 + self.random.below(4);
        match self.random.below(if depth < 3 { 3 } else { 1 }) {
            1 => Content::List((0..count).map(|_| self.some_value(depth + 1)).collect()),
            2 => self.map(&keys[..count], depth),
            _ => Content::Text((*self.random.one_of(&TEXTS)).into()),
        }
    }

    fn map(&mut self, keys: &[&str], depth: usize) -> Content {
        let entry = |key: &&str| ((*key).to_string(), self.some_value(depth + 1));
        Content::Map(keys.iter().map(entry).collect())
    }

    /// A comment behind a value, or space, or nothing.
    fn noise(&mut self) -> String {
        self.signs += 1;
        match self.random.below(4) {
            0 => format!("  # c{}", self.signs),
            1 => " ".into(),
            _ => String::new(),
        }
    }

    /// A comment on a line below what there is so far, or an empty line, or nothing.
    fn gap(&mut self, indent: usize) -> String {
        self.signs += 1;
        match self.random.below(6) {
            0 => format!("\n{}# c{}", " ".repeat(indent), self.signs),
            1 => "\n".into(),
            _ => String::new(),
        }
    }

    /// What follows the colon of a key, or the dash of a row, in a column.
    fn value(&mut self, value: &Content, column: usize, is_row: bool) -> String {
        let in_brackets = self.random.below(5) == 0;
        match value {
            Content::Text(text) => self.text(text, column),
            _ if in_brackets => format!(" {}{}", brackets(value), self.noise()),
            Content::List(rows) => self.rows(rows, column, is_row),
            _ => {
                let column = column + 2;
                let mut lines = String::new();
                for (key, value) in entries(value) {
                    let value = self.value(value, column, false);
                    let (indent, key) = (" ".repeat(column), inline(key, true));
                    lines.push_str(&format!(
                        "\n{indent}{key}:{value}{}",
                        self.gap(column)
                    ));
                }
                if is_row && self.random.below(2) == 0 {
                    return format!(" {}", lines.trim_start());
                }
                format!("{}{lines}", self.noise())
            }
        }
    }

    fn rows(&mut self, rows: &[Content], column: usize, is_row: bool) -> String {
        let is_flush = !is_row && self.random.below(2) == 0;
        let column = if is_flush { column } else { column + 2 };
        let mut lines = String::new();
        for row in rows {
            let gap = self.gap(column);
            let value = self.value(row, column, true);
            lines.push_str(&format!("{gap}\n{}-{value}", " ".repeat(column)));
        }
        format!("{}{lines}", self.noise())
    }

    fn text(&mut self, text: &str, column: usize) -> String {
        let noise = self.noise();
        match self.random.below(4) {
            _ if text.contains('\u{2028}') => format!(" {}{noise}", inline(text, true)),
            0 if !text.contains(['\n', '\\']) => {
                format!(" '{}'{noise}", text.replace('\'', "''"))
            }
            1 if !text.contains('\\') => {
                let escaped = text.replace('"', "\\\"").replace('\n', "\\n");
                format!(" \"{escaped}\"{noise}")
            }
            2 if !text.is_empty() && !text.starts_with(' ') => {
                let sign = if text.ends_with('\n') { "|" } else { "|-" };
                let indent = " ".repeat(column + 1 + self.random.below(3));
                let line = |line: &str| match line {
                    "" => "\n".to_string(),
                    _ => format!("\n{indent}{line}"),
                };
                let lines: String =
                    text.trim_end_matches('\n').split('\n').map(line).collect();
                format!(" {sign}{noise}{lines}")
            }
            _ => format!(" {}{noise}", inline(text, !text.is_empty())),
        }
    }
}

/// A value in brackets, with more space than the program leaves.
fn brackets(value: &Content) -> String {
    match value {
        Content::List(rows) => {
            let rows: Vec<_> = rows.iter().map(brackets).collect();
            format!("[ {} ]", rows.join(" , "))
        }
        Content::Map(entries) => {
            let entry = |(key, value): &(String, Content)| {
                format!("{}: {}", inline(key, true), brackets(value))
            };
            let entries: Vec<_> = entries.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        text => text.flow(),
    }
}

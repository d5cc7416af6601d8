//! Where the values of a YAML file end, as far as they are written in a usual way.
//!
//! The YAML reader tells where a node starts, and no more. What is found here is a good
//! guess: whoever changes a file with it reads the result back.

use crate::base::source::Source;
use crate::yaml::node::{Node, Value};

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrittenAs {
    /// Not at all: here it would begin.
    Nothing(usize),
    /// From here to there.
    Inline(usize, usize),
    /// As a block of lines: the sign from here to there, the end of its line, and the end
    /// of the last line.
    Block(usize, usize, usize, usize),
}

impl WrittenAs {
    fn end(self) -> usize {
        match self {
            Self::Nothing(end) | Self::Inline(_, end) | Self::Block(.., end) => end,
        }
    }
}

/// A file whose values are looked for.
pub(super) struct Scan<'a> {
    input: &'a Source,
    pub(super) text: &'a str,
}

impl<'a> Scan<'a> {
    pub(super) fn new(input: &'a Source) -> Self {
        Self { input, text: input.text() }
    }

    /// Where a node starts that is no empty value.
    pub(super) fn start(&self, node: &Node) -> usize {
        node.place().range(self.input).start
    }

    pub(super) fn column(&self, at: usize) -> usize {
        at - self.text[..at].rfind('\n').map_or(0, |end| end + 1)
    }

    /// The end of the line that a byte is on, before the line end.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |end| at + end);
        if self.text[at..end].ends_with('\r') { end - 1 } else { end }
    }

    pub(super) fn starts_with(&self, at: usize, sign: char) -> bool {
        self.text[at..].starts_with(sign)
    }

    /// The byte after a key's colon.
    pub(super) fn colon(&self, key: &Node) -> Option<usize> {
        let start = self.start(key);
        if self.starts_with(start, '"') || self.starts_with(start, '\'') {
            let end = self.quoted_end(start)?;
            let spaces = self.text[end..].len() - self.text[end..].trim_start().len();
            return self.starts_with(end + spaces, ':').then_some(end + spaces + 1);
        }
        let mut signs = self.text[start..].match_indices(':');
        let ends = |at: &usize| {
            let next = self.text[at + 1..].chars().next();
            next.is_none_or(|c| c.is_whitespace() || "[]{},".contains(c))
        };
        signs.find_map(|(at, _)| Some(start + at).filter(ends)).map(|at| at + 1)
    }

    /// The first byte from here on that is neither space nor comment.
    pub(super) fn significant(&self, from: usize) -> usize {
        let mut at = from;
        loop {
            let rest = &self.text[at..];
            at += rest.len() - rest.trim_start().len();
            let is_comment = self.starts_with(at, '#')
                && self.text[..at].ends_with(|c: char| c.is_whitespace());
            if !is_comment {
                return at;
            }
            at = self.line_end(at);
        }
    }

    /// How a text behind a colon is written; nothing where that is not clear.
    pub(super) fn written(
        &self,
        colon: usize,
        column: usize,
        text: &str,
    ) -> Option<WrittenAs> {
        let mut start = self.significant(colon);
        if self.starts_with(start, '&') {
            // A name that other places may refer to.
            let name = self.text[start..].find(char::is_whitespace)?;
            start = self.significant(start + name);
        }
        let first = self.text[start..].chars().next();
        match first {
            Some('"' | '\'') if start < self.line_end(colon) || !text.is_empty() => {
                Some(WrittenAs::Inline(start, self.quoted_end(start)?))
            }
            Some('|' | '>') if start < self.line_end(colon) => {
                Some(self.block(start, column))
            }
            _ if text.is_empty() => Some(WrittenAs::Nothing(colon)),
            Some('*' | '!') => None,
            _ => Some(WrittenAs::Inline(start, self.plain_end(start, text)?)),
        }
    }

    /// The end of a value behind a colon.
    pub(super) fn end(&self, node: &Node, colon: usize, column: usize) -> Option<usize> {
        match &node.value {
            Value::Scalar(text) => Some(self.written(colon, column, text)?.end()),
            Value::Tagged => None,
            _ => self.collection_end(node, self.significant(colon)),
        }
    }

    /// The end of a map or a list that starts here.
    pub(super) fn collection_end(&self, node: &Node, start: usize) -> Option<usize> {
        if self.starts_with(start, '{') || self.starts_with(start, '[') {
            return self.brackets_end(start);
        }
        match &node.value {
            Value::Mapping(entries) => {
                let (key, value) = entries.last()?;
                let column = self.column(self.start(key));
                self.end(value, self.colon(key)?, column)
            }
            Value::Sequence(rows) => {
                let row = rows.last().filter(|row| !row.is_nothing())?;
                self.collection_end(row, self.start(row))
            }
            _ => None,
        }
    }

    /// The end of a text in quotes.
    fn quoted_end(&self, start: usize) -> Option<usize> {
        let quote = self.text[start..].chars().next()?;
        let mut rest = self.text[start + 1..].char_indices();
        while let Some((at, c)) = rest.next() {
            if c == '\\' && quote == '"' {
                rest.next();
            } else if c == quote {
                let end = start + 1 + at + 1;
                if quote == '\'' && self.starts_with(end, quote) {
                    rest.next();
                } else {
                    return Some(end);
                }
            }
        }
        None
    }

    /// The end of a text without quotes, which may go on for several lines.
    fn plain_end(&self, start: usize, text: &str) -> Option<usize> {
        let mut at = start;
        for word in text.split_whitespace() {
            let rest = &self.text[at..];
            at += rest.len() - rest.trim_start().len();
            self.text[at..].starts_with(word).then_some(())?;
            at += word.len();
        }
        Some(at)
    }

    /// A block of lines whose sign starts here, behind a key in this column.
    fn block(&self, start: usize, column: usize) -> WrittenAs {
        let signs = self.text[start + 1..].find(|c: char| !"0123456789+-".contains(c));
        let sign_end = signs.map_or(self.text.len(), |length| start + 1 + length);
        let first = self.line_end(sign_end);
        let digit = self.text[start..sign_end].chars().find_map(|c| c.to_digit(10));
        let mut indent = digit.map(|digit| column + digit as usize);
        let mut end = first;
        let mut at = first;
        while let Some(line_end) = self.text[at..].find('\n') {
            at += line_end + 1;
            let line_end = self.line_end(at);
            let line = &self.text[at..line_end];
            let spaces = line.len() - line.trim_start_matches(' ').len();
            if line.trim().is_empty() {
                continue;
            }
            if spaces <= column || spaces < indent.unwrap_or(0) {
                break;
            }
            indent.get_or_insert(spaces);
            end = line_end;
        }
        WrittenAs::Block(start, sign_end, first, end)
    }

    /// The end of a value in brackets.
    fn brackets_end(&self, start: usize) -> Option<usize> {
        let mut depth = 0;
        let mut at = start;
        while let Some(c) = self.text[at..].chars().next() {
            let before = self.text[..at].trim_end();
            match c {
                '"' | '\'' if before.ends_with(['{', '[', ',', ':']) => {
                    at = self.quoted_end(at)?;
                    continue;
                }
                '#' if before.len() < at => {
                    at = self.line_end(at);
                    continue;
                }
                '{' | '[' => depth += 1,
                '}' | ']' => depth -= 1,
                _ => {}
            }
            at += c.len_utf8();
            if depth == 0 {
                return Some(at);
            }
        }
        None
    }
}

//! The splices that give parts of a state file other values.

use std::ops::Range;

use super::scan::{Scan, WrittenAs};
use crate::base::source::Source;
use crate::yaml::node::{Node, Value};
use crate::yaml::write::Wish;

/// Whether a key of the file is the one that is meant.
type IsKey<'a> = &'a dyn Fn(&str, &str) -> bool;

/// Collects the splices for a file. What it cannot splice gives nothing.
pub(super) struct Patch<'a> {
    scan: Scan<'a>,
    splices: Vec<(Range<usize>, String)>,
    /// The item that is written anew as a whole.
    anew: Option<&'a str>,
    is_item: IsKey<'a>,
}

impl<'a> Patch<'a> {
    pub(super) fn new(
        input: &'a Source,
        is_item: IsKey<'a>,
        anew: Option<&'a str>,
    ) -> Self {
        Self { scan: Scan::new(input), splices: Vec::new(), anew, is_item }
    }

    /// The file's text with all splices made.
    pub(super) fn text(mut self) -> Option<String> {
        self.splices.sort_by_key(|(range, _)| range.start);
        let before = self.scan.text;
        let crlf = before.find('\n').is_some_and(|end| before[..end].ends_with('\r'));
        let mut text = String::new();
        let mut at = 0;
        for (range, new) in self.splices {
            text.push_str(before.get(at..range.start)?);
            text.push_str(&if crlf { new.replace('\n', "\r\n") } else { new });
            at = range.end;
        }
        text.push_str(&before[at..]);
        Some(text)
    }

    fn splice(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.splices.push((range, text.into()));
    }

    /// Gives the file's own keys their values.
    pub(super) fn root(&mut self, root: &Node, wishes: &[(String, Wish)]) -> Option<()> {
        self.map(root, wishes, &|key, wanted| key == wanted, 0)
    }

    fn map(
        &mut self,
        node: &Node,
        wishes: &[(String, Wish)],
        is_key: IsKey,
        depth: usize,
    ) -> Option<()> {
        let Value::Mapping(entries) = &node.value else { return None };
        let start = self.scan.start(node);
        let in_brackets = self.scan.starts_with(start, '{');
        let mut missing = Vec::new();
        for (name, wish) in wishes {
            let is_it = |key: &Node| key.scalar().is_some_and(|key| is_key(key, name));
            match entries.iter().find(|(key, _)| is_it(key)) {
                Some((key, _)) if depth < 2 && self.anew == Some(name) => {
                    let (_, value) = entries.iter().find(|(other, _)| is_it(other))?;
                    self.whole(key, value, wish, in_brackets)?;
                }
                Some((key, value)) => self.value(key, value, wish, in_brackets, depth)?,
                None if wish.is_empty() => {}
                None => missing.push((name.clone(), wish.clone())),
            }
        }
        if missing.is_empty() {
            return Some(());
        }
        let end = self.scan.collection_end(node, start);
        if in_brackets {
            let flow = Wish::Map(missing).flow();
            return self.before_bracket(start, end?, &flow[1..flow.len() - 1]);
        }
        let end = if entries.is_empty() { start } else { end? };
        let lines = Wish::Map(missing).lines(self.scan.column(start));
        self.below(end, &lines);
        Some(())
    }

    fn value(
        &mut self,
        key: &Node,
        node: &Node,
        wish: &Wish,
        in_brackets: bool,
        depth: usize,
    ) -> Option<()> {
        match (&node.value, wish) {
            (Value::Scalar(old), Wish::Text(new)) if old == new => Some(()),
            (Value::Scalar(old), Wish::Text(new)) => {
                self.text_of(key, old, new, in_brackets)
            }
            (Value::Mapping(entries), Wish::Map(wishes)) if !entries.is_empty() => {
                let is_item = self.is_item;
                let is_same: IsKey = &|key, wanted| key == wanted;
                let is_key = match key.scalar() {
                    Some("answers") if depth == 0 => is_item,
                    _ => is_same,
                };
                self.map(node, wishes, is_key, depth + 1)
            }
            (Value::Sequence(rows), Wish::List(wishes)) if !rows.is_empty() => {
                self.list(node, rows, wishes)
            }
            (Value::Scalar(old), _) if old.is_empty() && wish.is_empty() => Some(()),
            _ => self.whole(key, node, wish, in_brackets),
        }
    }

    fn list(&mut self, node: &Node, rows: &[Node], wishes: &[Wish]) -> Option<()> {
        let rows: Vec<_> = rows.iter().filter(|row| !row.is_nothing()).collect();
        for (row, wish) in rows.iter().zip(wishes) {
            let Wish::Map(wishes) = wish else { return None };
            self.map(row, wishes, &|key, wanted| key == wanted, 2)?;
        }
        let Some(more) = wishes.get(rows.len()..).filter(|more| !more.is_empty()) else {
            return Some(());
        };
        let start = self.scan.start(node);
        let end = self.scan.collection_end(node, start)?;
        if self.scan.starts_with(start, '[') {
            let flow = Wish::List(more.to_vec()).flow();
            return self.before_bracket(start, end, &flow[1..flow.len() - 1]);
        }
        if !self.scan.starts_with(start, '-') {
            return None;
        }
        let column = self.scan.column(start);
        let lines: String = more.iter().map(|row| row.entry(column)).collect();
        self.below(end, &lines);
        Some(())
    }

    /// Adds entries to a value in brackets.
    fn before_bracket(&mut self, start: usize, end: usize, entries: &str) -> Option<()> {
        let before = self.scan.text.get(start..end - 1)?.trim_end();
        let lead = match before.chars().next_back()? {
            '{' | '[' => "",
            ',' => " ",
            _ => ", ",
        };
        let at = start + before.len();
        self.splice(at..at, format!("{lead}{entries}"));
        Some(())
    }

    /// Adds lines below the one that a byte is on; each has its line end before it.
    fn below(&mut self, at: usize, lines: &str) {
        let end = self.scan.line_end(at);
        self.splice(end..end, lines);
    }

    /// Gives a text another text.
    fn text_of(
        &mut self,
        key: &Node,
        old: &str,
        new: &str,
        in_brackets: bool,
    ) -> Option<()> {
        let colon = self.scan.colon(key)?;
        let column = self.scan.column(self.scan.start(key));
        let written = self.scan.written(colon, column, old)?;
        let wish = Wish::Text(new.into());
        let (head, body) = match in_brackets {
            true => (wish.flow(), String::new()),
            false => wish.block(column),
        };
        let space = if head.is_empty() { "" } else { " " };
        match written {
            WrittenAs::Nothing(at) => {
                self.splice(at..at, format!("{space}{head}"));
                self.below(at, &body);
            }
            WrittenAs::Inline(start, end) => {
                let is_near = start <= self.scan.line_end(colon);
                if is_near && !head.is_empty() {
                    self.splice(start..end, head);
                } else {
                    self.splice(colon..end, format!("{space}{head}"));
                }
                self.below(end, &body);
            }
            WrittenAs::Block(start, sign_end, first, end) => {
                if head.is_empty() {
                    self.splice(colon..sign_end, "");
                } else {
                    self.splice(start..sign_end, head);
                }
                self.splice(first..end, body);
            }
        }
        Some(())
    }

    /// Gives a key a value of another shape, or writes it anew.
    fn whole(
        &mut self,
        key: &Node,
        node: &Node,
        wish: &Wish,
        in_brackets: bool,
    ) -> Option<()> {
        let colon = self.scan.colon(key)?;
        let column = self.scan.column(self.scan.start(key));
        let end = self.scan.end(node, colon, column)?;
        if in_brackets {
            self.splice(colon..end, format!(" {}", wish.flow()));
            return Some(());
        }
        let (head, body) = wish.block(column);
        let head = if head.is_empty() { head } else { format!(" {head}") };
        let first = self.scan.line_end(colon);
        let start = self.scan.significant(colon);
        if end <= first {
            self.splice(colon..end.max(colon), head);
            self.splice(first..first, body);
        } else if start < first {
            self.splice(colon..end, head);
            self.below(end, &body);
        } else {
            self.splice(colon..colon, head);
            self.splice(first..self.scan.line_end(end), body);
        }
        Some(())
    }
}

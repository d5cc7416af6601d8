//! The splices that make a text say what is planned.

use std::ops::Range;

use super::parts::{Olds, content, flow, lines, of_parts};
use super::plan::{Part, Plan, open_block};
use crate::yaml::events::skip;
use crate::yaml::node::{Node, Style};
use crate::yaml::write::{Content, inline};

/// Where a value stands.
#[derive(Clone, Copy)]
struct Slot {
    /// The column of its key, or of its dash.
    column: usize,
    /// Whether there are brackets around it.
    in_brackets: bool,
    /// Whether it is a row.
    is_row: bool,
}

/// Collects the splices for a text. What it cannot splice gives nothing.
pub(super) struct Splicer<'a> {
    text: &'a str,
    splices: Vec<(Range<usize>, String)>,
    /// What goes with all that is in it, comments too.
    cut: Vec<Range<usize>>,
}

impl<'a> Splicer<'a> {
    /// For a text without splices so far.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, splices: Vec::new(), cut: Vec::new() }
    }

    /// The text with a plan carried out, and what was cut out of it.
    pub(super) fn spliced(
        mut self,
        plan: &Plan,
        root: &Node,
    ) -> Option<(String, Vec<Range<usize>>)> {
        if let Plan::Parts(_, parts) = plan {
            let slot = Slot { column: 0, in_brackets: false, is_row: false };
            self.parts(root, parts, slot, true)?;
        } else if !matches!(plan, Plan::Keep(_)) {
            return None;
        }
        // What is inserted at a byte comes before what replaces the bytes there.
        self.splices.sort_by_key(|(range, _)| (range.start, range.end));
        let before = self.text;
        let mut text = String::new();
        let mut at = 0;
        for (range, new) in std::mem::take(&mut self.splices) {
            text.push_str(before.get(at..range.start)?);
            let crlf = self.is_crlf(range.end);
            text.push_str(&if crlf { new.replace('\n', "\r\n") } else { new });
            at = range.end;
        }
        text.push_str(before.get(at..)?);
        Some((text, self.cut))
    }

    /// Whether the line that a byte is on, or else the one before it, ends in CRLF.
    fn is_crlf(&self, at: usize) -> bool {
        let here = self.text[at..].find('\n').map(|end| at + end);
        let end = here.or_else(|| self.text.rfind('\n'));
        end.is_some_and(|end| self.text[..end].ends_with('\r'))
    }

    fn splice(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.splices.push((range, text.into()));
    }

    /// How far a byte is from the start of its line.
    fn column(&self, at: usize) -> usize {
        at - self.line_start(at)
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |end| end + 1)
    }

    /// The end of the line that a byte is on, before the line end.
    fn line_end(&self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |end| at + end);
        if self.text[at..end].ends_with('\r') { end - 1 } else { end }
    }

    /// The byte behind the last one before here that is no space.
    fn behind_words(&self, at: usize) -> usize {
        self.text[..at].trim_end().len()
    }

    /// Gives a node what is planned for it.
    fn node(&mut self, plan: &Plan, node: &Node, slot: Slot) -> Option<()> {
        match plan {
            Plan::Keep(_) => Some(()),
            Plan::Write(content) if node.scalar().is_some() && content.is_text() => {
                self.scalar(node, content, slot)
            }
            Plan::Write(content) => self.whole(node, content, slot),
            Plan::Parts(..) if node.is_alias || node.style == Style::Pair => None,
            Plan::Parts(_, parts) => self.parts(node, parts, slot, false),
        }
    }

    /// What follows the sign of a slot: the rest of its line, and the lines below.
    fn written(&self, content: &Content, slot: Slot) -> (String, String) {
        if slot.in_brackets {
            return (content.flow(), String::new());
        }
        let (head, body) = content.block(slot.column);
        if slot.is_row && head.is_empty() {
            return (body.trim_start().into(), String::new());
        }
        (head, body)
    }

    /// Adds lines below the one that a byte is on; each has its line end before it.
    fn below(&mut self, at: usize, lines: &str, content: &Content) {
        let end = self.line_end(at);
        let lines = self.closed(end, lines, content);
        self.splice(end..end, lines);
    }

    /// Lines with the line end that the last of them needs at the end of the text.
    fn closed(&self, end: usize, lines: &str, content: &Content) -> String {
        let is_open =
            end == self.text.len() && content.ends_in_lines() && !lines.is_empty();
        format!("{lines}{}", if is_open { "\n" } else { "" })
    }

    /// Writes a value where nothing is.
    fn fill(&mut self, node: &Node, content: &Content, slot: Slot) {
        let at = node.span.start.max(node.after);
        let (head, body) = self.written(content, slot);
        let is_missing =
            slot.in_brackets && !slot.is_row && !self.text[..at].ends_with(':');
        let colon = if is_missing && at == node.after { ":" } else { "" };
        let space = if head.is_empty() { "" } else { " " };
        self.splice(at..at, format!("{colon}{space}{head}"));
        self.below(at, &body, content);
    }

    /// Gives a text another text.
    fn scalar(&mut self, node: &Node, content: &Content, slot: Slot) -> Option<()> {
        if node.is_unwritten() {
            self.fill(node, content, slot);
            return Some(());
        }
        let (head, body) = self.written(content, slot);
        let Range { start, end } = node.span.clone();
        let behind = self.behind_words(start);
        match node.style {
            Style::Literal | Style::Folded => {
                let signs = self.text.get(start..end)?.split_whitespace().next()?;
                let sign_end = start + signs.len();
                let first = self.line_end(sign_end);
                let last = self.line_end(self.behind_words(end).max(first));
                let from = if head.is_empty() { behind } else { start };
                self.splice(from..sign_end, head);
                let body = self.closed(last, &body, content);
                self.splice(first..last, body);
            }
            _ if !self.text[node.after..start].contains('\n') && !head.is_empty() => {
                self.splice(start..end, head);
                self.below(end, &body, content);
            }
            _ => {
                let space = if head.is_empty() { "" } else { " " };
                self.splice(node.after..node.after, format!("{space}{head}"));
                self.splice(behind..end, "");
                self.below(end, &body, content);
            }
        }
        Some(())
    }

    /// Gives a node a value of another shape, or writes it anew.
    fn whole(&mut self, node: &Node, content: &Content, slot: Slot) -> Option<()> {
        if node.is_unwritten() {
            self.fill(node, content, slot);
            return Some(());
        }
        let (head, body) = self.written(content, slot);
        let end = self.behind_words(node.span.end).max(node.span.start);
        if slot.in_brackets {
            self.splice(node.start..end, head);
            self.cut.push(node.start..end);
            return Some(());
        }
        let space = if head.is_empty() { "" } else { " " };
        let first = self.line_end(node.after);
        if node.start <= first {
            let from = self.behind_words(node.start);
            self.splice(from..end, format!("{space}{head}"));
            self.cut.push(from..end);
            self.below(end, &body, content);
        } else {
            let last = self.line_end(end);
            self.splice(node.after..node.after, format!("{space}{head}"));
            let body = self.closed(last, &body, content);
            self.splice(first..last, body);
            self.cut.push(first..last);
        }
        Some(())
    }

    /// Changes the parts of a list or a map, takes some out and adds others.
    fn parts(
        &mut self,
        node: &Node,
        parts: &[Part],
        slot: Slot,
        is_root: bool,
    ) -> Option<()> {
        let olds = Olds::of(node);
        let kept: Vec<usize> = parts.iter().filter_map(|part| part.from).collect();
        let new: Vec<&Part> = parts.iter().filter(|part| part.from.is_none()).collect();
        if kept.is_empty() && !new.is_empty() && !self.fits_inside(node, &new, slot) {
            return match is_root {
                true => None,
                false => self.whole(node, &of_parts(node, &new)?, slot),
            };
        }
        let is_behind_dash = |index| self.is_behind_dash(olds.start(index));
        if parts.is_empty() && slot.is_row && olds.are_lines && is_behind_dash(0) {
            let empty = of_parts(node, &[])?;
            return self.whole(node, &empty, slot);
        }
        for part in parts {
            if let Some(index) = part.from {
                self.kept(node, &olds, part, index)?;
            }
        }
        self.remove(&olds, &kept)?;
        let mut groups =
            parts.chunk_by(|one, next| one.from.is_none() && next.from.is_none());
        let mut last = None;
        groups.try_for_each(|group| {
            if let Some(from) = group[0].from {
                last = Some(from);
                return Some(());
            }
            let next =
                kept.iter().copied().find(|index| last.is_none_or(|last| *index > last));
            match (node.style, last, next) {
                (Style::Block, Some(last), next) => {
                    self.lines_below(&olds, last, group, is_root && next.is_none())
                }
                (Style::Block, None, next) => self.lines_above(&olds, next?, group),
                (_, Some(last), Some(_)) => {
                    let at = olds.end(last);
                    self.splice(at..at, format!(", {}", flow(group)?));
                    Some(())
                }
                (_, None, Some(next)) => {
                    let at = olds.start(next);
                    self.splice(at..at, format!("{}, ", flow(group)?));
                    Some(())
                }
                (_, last, None) => self.before_bracket(node, &olds, last, group),
            }
        })
    }

    /// Whether what is put into brackets that were empty belongs in there.
    fn fits_inside(&self, node: &Node, new: &[&Part], slot: Slot) -> bool {
        let is_empty = node.rows().is_empty() && node.entries().is_empty();
        let is_short =
            |part: &&Part| matches!(part.plan, Plan::Write(Content::Brackets(_)));
        let has_comment = self.text[node.span.clone()].contains('#');
        is_empty
            && node.style == Style::Flow
            && (slot.in_brackets || has_comment || new.iter().all(is_short))
    }

    /// Changes a part that stays where it is.
    fn kept(
        &mut self,
        node: &Node,
        olds: &Olds,
        part: &Part,
        index: usize,
    ) -> Option<()> {
        let in_brackets = node.style != Style::Block;
        let (key, value) = olds.parts.get(index)?;
        if let (Some(key), Some(name)) = (key, &part.key) {
            let written = match key.style {
                _ if name.contains(['\'', '"', '\\', '\n']) => inline(name, in_brackets),
                Style::SingleQuoted => format!("'{name}'"),
                Style::DoubleQuoted => format!("\"{name}\""),
                _ => inline(name, in_brackets),
            };
            self.splice(key.span.clone(), written);
        }
        let is_row = key.is_none();
        let start = key.map_or(value.after.saturating_sub(1), |key| key.start);
        self.node(
            &part.plan,
            value,
            Slot { column: self.column(start), in_brackets, is_row },
        )
    }

    /// Takes out the parts that are not kept.
    fn remove(&mut self, olds: &Olds, kept: &[usize]) -> Option<()> {
        let gone: Vec<usize> = (0..olds.parts.len())
            .filter(|index| kept.binary_search(index).is_err())
            .collect();
        for run in gone.chunk_by(|one, next| one + 1 == *next) {
            let (first, next) = (*run.first()?, run.last()? + 1);
            let ranges: Vec<_> = if !olds.are_lines {
                vec![self.entries_of(olds, first, next)]
            } else if self.is_behind_dash(olds.start(first)) {
                vec![self.behind_dash(olds, first, next)?]
            } else {
                run.iter().map(|index| self.lines_of(olds, *index)).collect()
            };
            for range in ranges {
                self.splice(range.clone(), "");
                self.cut.push(range);
            }
        }
        Some(())
    }

    /// Whether something stands before a byte on its line.
    fn is_behind_dash(&self, at: usize) -> bool {
        !self.text[self.line_start(at)..at].trim().is_empty()
    }

    /// What goes with first parts behind a dash: all before the next part, which takes
    /// their place, or their own lines if that has a comment above it.
    fn behind_dash(
        &self,
        olds: &Olds,
        first: usize,
        next: usize,
    ) -> Option<Range<usize>> {
        let start = olds.start(first);
        let end = self.line_end(olds.end(next.checked_sub(1)?));
        let then = (next < olds.parts.len()).then(|| olds.start(next))?;
        Some(match self.text.get(end..then)?.contains('#') {
            true => self.behind_words(start)..end,
            false => start..then,
        })
    }

    /// The lines of a part.
    fn lines_of(&self, olds: &Olds, index: usize) -> Range<usize> {
        let line = self.line_start(olds.start(index));
        let end = self.line_end(olds.end(index));
        let rest = &self.text[end..];
        let end = end + rest.find('\n').map_or(rest.len(), |at| at + 1);
        if end == self.text.len() && !self.text.ends_with('\n') && line > 0 {
            // The line end before it goes instead of the one behind it.
            let before = &self.text[..line - 1];
            return before.strip_suffix('\r').unwrap_or(before).len()..end;
        }
        line..end
    }

    /// Parts within brackets, with a comma.
    fn entries_of(&self, olds: &Olds, first: usize, next: usize) -> Range<usize> {
        let (start, end) = (olds.start(first), olds.end(next - 1));
        let comma = skip(self.text, end);
        let behind = if self.text[comma..].starts_with(',') { comma + 1 } else { end };
        if next < olds.parts.len() {
            let has_comment = self.text[behind..olds.start(next)].contains('#');
            return start..if has_comment { behind } else { olds.start(next) };
        }
        let before = first.checked_sub(1).map(|before| olds.end(before));
        match before.filter(|before| !self.text[*before..start].contains('#')) {
            Some(before) => before..end,
            None => start..behind,
        }
    }

    /// Adds parts on lines of their own below one; the last of all go to the end.
    fn lines_below(
        &mut self,
        olds: &Olds,
        last: usize,
        parts: &[Part],
        is_end: bool,
    ) -> Option<()> {
        let (_, value) = olds.parts.get(last)?;
        let end = olds.end(last);
        let is_end = is_end && skip(self.text, end) == self.text.len();
        let at = match is_end {
            true => self.text.len(),
            false if end > 0 && self.text[..end].ends_with('\n') => end,
            false => self.line_end(end),
        };
        if let Some(block) = open_block(value, self.text) {
            let sign = block.span.start + 1;
            self.splice(sign..sign, "-");
        }
        let lines = lines(parts, self.column(olds.start(last)))?;
        let content = content(parts.last()?)?;
        let lines = match at == 0 || self.text[..at].ends_with('\n') {
            true => format!("{}\n", &lines[1..]),
            false => self.closed(at, &lines, content),
        };
        self.splice(at..at, lines);
        Some(())
    }

    /// Adds parts on lines of their own above one.
    fn lines_above(&mut self, olds: &Olds, next: usize, parts: &[Part]) -> Option<()> {
        let start = olds.start(next);
        let column = self.column(start);
        let lines = lines(parts, column)?;
        let line = self.line_start(start);
        if !self.is_behind_dash(start) {
            self.splice(line..line, format!("{}\n", &lines[1..]));
        } else {
            // Behind a dash: the first of them takes the place there.
            let lines = &lines[1 + column..];
            self.splice(start..start, format!("{lines}\n{}", " ".repeat(column)));
        }
        Some(())
    }

    /// Adds parts before the bracket that closes.
    fn before_bracket(
        &mut self,
        node: &Node,
        olds: &Olds,
        last: Option<usize>,
        parts: &[Part],
    ) -> Option<()> {
        let bracket = node.span.end.checked_sub(1)?;
        let end = last.map_or(node.span.start + 1, |last| olds.end(last));
        let comma = skip(self.text, end);
        let has_comma = last.is_some() && self.text[comma..].starts_with(',');
        let behind = if has_comma { comma + 1 } else { end };
        let has_comment = self.text.get(behind..bracket)?.contains('#');
        let at = if has_comment { bracket } else { behind };
        let lead = match (last, has_comma) {
            (None, _) => "",
            (_, true) => " ",
            _ => ", ",
        };
        self.splice(at..at, format!("{lead}{}", flow(parts)?));
        Some(())
    }
}

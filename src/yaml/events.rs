//! YAML text → nodes with their bytes, from the events of a parser. No other module names
//! that parser.
//!
//! The parser tells where texts, brackets and comments stand. The signs between them,
//! dashes and colons, follow what comes before them: only space and comments lie between.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use granit_parser::{
    Event, Parser, ScalarStyle, ScanError, Span, StrInput, StructureStyle, options,
};

use crate::yaml::node::{Node, Style, Value, Yaml};
use crate::yaml::place::Place;

/// The most nodes a text may unfold to: aliases make a small file a large one.
pub(super) const MAX_NODES: usize = 1_000_000;

/// The most bytes of text that aliases may add.
const MAX_ALIASED: usize = 1024 * 1024;

/// How deep values may go into one another, which is what serde_yaml allows.
const MAX_DEPTH: usize = 128;

/// What is said of values that go deeper, in serde_yaml's words.
const TOO_DEEP: &str = "recursion limit exceeded";

/// The most comments that may follow one another: as many as a file may have.
const MAX_COMMENTS: usize = 16 * 1024 * 1024;

/// Why a text has no nodes, and the byte at which that shows.
#[derive(Debug)]
pub(super) struct Unparsed {
    pub(super) at: usize,
    pub(super) why: String,
}

impl Unparsed {
    /// Whether a limit is exceeded, which says nothing of the rest of the text.
    pub(super) fn is_limit(&self) -> bool {
        self.why == TOO_DEEP || self.why.contains("expands")
    }
}

/// Reads the one document of a text.
///
/// # Errors
/// If it is no YAML, holds several documents or none, or unfolds to more than a sane file
/// holds.
pub(super) fn yaml(text: &str) -> Result<Yaml, Unparsed> {
    let options = options! {
        emit_anchor_events: true,
        bom_inside_document_as_content: true,
        block_scalar_eof_without_line_feed: true,
        max_buffered_comment_events: MAX_COMMENTS,
        // Depth is limited here, where it has a message.
        flow_nesting_limit: usize::MAX,
        block_nesting_limit: usize::MAX,
    };
    let parser = Parser::new_from_str_with_options(text, options);
    let mut reader = Reader {
        text,
        parser,
        comments: Vec::new(),
        line: 0..text.find('\n').unwrap_or(text.len()),
        anchors: HashMap::new(),
        unused: BTreeMap::new(),
        nodes: 0,
        aliased: 0,
    };
    reader.document()
}

/// The first byte from here on that belongs to neither space nor a comment, outside values.
pub(super) fn skip(text: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        at += rest.len() - trimmed.len();
        if !trimmed.starts_with('#') {
            return at;
        }
        at += trimmed.find(['\r', '\n']).unwrap_or(trimmed.len());
    }
}

/// An event and the bytes it stands for.
type Told<'a> = (Event<'a>, Span);

/// Makes nodes of events.
struct Reader<'a> {
    text: &'a str,
    parser: Parser<'a, StrInput<'a>>,
    comments: Vec<Range<usize>>,
    /// The line that was last looked at.
    line: Range<usize>,
    /// The nodes that may be referred to, by the parser's number for them; where it starts
    /// while a node is being read.
    anchors: HashMap<usize, Result<Node, usize>>,
    /// Where the anchors stand that nothing refers to so far, by the same number.
    unused: BTreeMap<usize, Range<usize>>,
    /// How many nodes there are so far, and how many bytes of text come from aliases.
    nodes: usize,
    aliased: usize,
}

impl<'a> Reader<'a> {
    /// The one document of the text.
    fn document(&mut self) -> Result<Yaml, Unparsed> {
        let mut from = 0;
        let root = loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart => {}
                // Without `---`, its bytes are those of the first sign.
                Event::DocumentStart(true, _) => from = bytes(&span).end,
                Event::DocumentStart(..) => {}
                Event::StreamEnd => return Err(failure(0, "EOF")),
                event => break self.node((event, span), from, 0)?,
            }
        };
        loop {
            match self.next()? {
                (Event::DocumentEnd, _) => {}
                (Event::StreamEnd, _) => break,
                (_, span) => {
                    return Err(failure(bytes(&span).start, "more than one document"));
                }
            }
        }
        Ok(Yaml {
            root,
            comments: std::mem::take(&mut self.comments),
            unused_anchors: std::mem::take(&mut self.unused).into_values().collect(),
        })
    }

    /// The next event that is none of a comment, which is kept.
    fn next(&mut self) -> Result<Told<'a>, Unparsed> {
        loop {
            match self.parser.next_event() {
                Some(Ok((Event::Comment(..), span))) => self.comments.push(bytes(&span)),
                Some(Ok(told)) => return Ok(told),
                Some(Err(err)) => return Err(self.refusal(&err)),
                None => return Err(failure(self.text.len(), "EOF")),
            }
        }
    }

    /// What the parser refuses.
    fn refusal(&self, err: &ScanError) -> Unparsed {
        let at = err.marker().byte_offset().unwrap_or(0).min(self.text.len());
        failure(self.text.floor_char_boundary(at), err.info())
    }

    /// A node whose first event is known, behind a byte.
    fn node(
        &mut self,
        told: Told<'a>,
        after: usize,
        depth: usize,
    ) -> Result<Node, Unparsed> {
        let (event, span) = told;
        let at = bytes(&span).start;
        self.count(1, at)?;
        if depth >= MAX_DEPTH {
            return Err(failure(at, TOO_DEEP));
        }
        if let Event::Alias(id) = event {
            return self.alias(id, bytes(&span), after);
        }
        let anchor = event.anchor_id();
        if let Some(id) = anchor {
            self.anchors.insert(id, Err(skip(self.text, after)));
        }
        let is_tagged = event.tag().is_some();
        let begin = self.behind_properties(&span, after, anchor)?;
        let mut node = match event {
            Event::Scalar(text, style, ..) => self.scalar(&text, style, &span, begin),
            Event::SequenceStart(style, ..) => {
                self.sequence(style, &span, begin, depth)?
            }
            Event::MappingStart(style, ..) => self.mapping(style, &span, begin, depth)?,
            _ => return Err(failure(at, "there is no value here")),
        };
        node.after = after;
        node.start = if begin > after { skip(self.text, after) } else { node.span.start };
        if is_tagged {
            node.value = Value::Tagged;
        }
        node.place = self.place(node.start, node.scalar().map_or(0, str::len));
        if let Some(id) = anchor {
            self.anchors.insert(id, Ok(node.clone()));
        }
        Ok(node)
    }

    /// Counts nodes, of which there may be too many.
    fn count(&mut self, nodes: usize, at: usize) -> Result<(), Unparsed> {
        self.nodes += nodes;
        match self.nodes > MAX_NODES {
            true => Err(failure(at, "the file expands to far too many values")),
            false => Ok(()),
        }
    }

    /// The byte behind the anchor and the tag of a node, or behind what comes before it.
    fn behind_properties(
        &mut self,
        span: &Span,
        after: usize,
        anchor: Option<usize>,
    ) -> Result<usize, Unparsed> {
        let mut begin = after;
        if let Some(tag) = span.tag_span() {
            begin = begin.max(bytes(&tag).end);
        }
        if let Some(id) = anchor {
            let (_, span) = self.next()?;
            begin = begin.max(bytes(&span).end);
            self.unused.insert(id, bytes(&span));
        }
        Ok(begin)
    }

    /// The node that a reference refers to.
    fn alias(
        &mut self,
        id: usize,
        span: Range<usize>,
        after: usize,
    ) -> Result<Node, Unparsed> {
        let node = match self.anchors.get(&id) {
            Some(Ok(node)) => node,
            // A node within itself.
            Some(Err(start)) => return Err(failure(*start, TOO_DEEP)),
            None => return Err(failure(span.start, "unknown anchor")),
        };
        let mut node = node.clone();
        self.unused.remove(&id);
        let (nodes, text) = size(&node);
        self.count(nodes, span.start)?;
        self.aliased += text;
        if self.aliased > MAX_ALIASED {
            return Err(failure(span.start, "the file expands to far too much text"));
        }
        node.is_alias = true;
        node.start = span.start;
        node.place = Place::bytes(span.clone());
        node.span = span;
        node.after = after;
        Ok(node)
    }

    /// A text that begins at or after a byte.
    fn scalar(&self, text: &str, style: ScalarStyle, span: &Span, begin: usize) -> Node {
        let bytes = bytes(span);
        let (style, span) = match style {
            ScalarStyle::Plain if bytes.is_empty() => {
                return node(Value::Scalar(String::new()), Style::Plain, begin..begin);
            }
            ScalarStyle::Plain => (Style::Plain, bytes),
            ScalarStyle::SingleQuoted => (Style::SingleQuoted, bytes),
            ScalarStyle::DoubleQuoted => (Style::DoubleQuoted, bytes),
            ScalarStyle::Literal => (Style::Literal, self.block(text, bytes.end, begin)),
            ScalarStyle::Folded => (Style::Folded, self.block(text, bytes.end, begin)),
        };
        node(Value::Scalar(text.into()), style, span)
    }

    /// The bytes of a block of lines, from its sign to its last line with words: to the end
    /// where the empty lines below are part of it as well.
    fn block(&self, text: &str, end: usize, begin: usize) -> Range<usize> {
        let start = skip(self.text, begin);
        let whole = self.text.get(start..end).unwrap_or_default();
        let sign = whole.lines().next().unwrap_or_default();
        let sign = sign.split_whitespace().next().unwrap_or_default();
        let lines = text.trim_end_matches('\n');
        let is_kept = sign.contains('+') || lines.ends_with([' ', '\t']);
        let last = whole.trim_end();
        match is_kept && last.contains('\n') {
            true => start..end,
            false => {
                let last = start + last.len();
                let rest = &self.text[last..end.max(last)];
                start..last + rest.find(['\r', '\n']).unwrap_or(rest.len())
            }
        }
    }

    /// A list whose first event is known.
    fn sequence(
        &mut self,
        style: StructureStyle,
        span: &Span,
        begin: usize,
        depth: usize,
    ) -> Result<Node, Unparsed> {
        let is_flow = style == StructureStyle::Flow;
        let start = skip(self.text, begin);
        let mut at = if is_flow { bytes(span).end } else { begin };
        let mut rows = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                let end = if is_flow { bytes(&span).end } else { at };
                return Ok(node(Value::Sequence(rows), style_of(style), start..end));
            }
            let after = self.behind(if is_flow { ',' } else { '-' }, at);
            let row = self.node((event, span), after, depth + 1)?;
            at = end_of(&row);
            rows.push(row);
        }
    }

    /// A map whose first event is known.
    fn mapping(
        &mut self,
        style: StructureStyle,
        span: &Span,
        begin: usize,
        depth: usize,
    ) -> Result<Node, Unparsed> {
        let is_flow = style == StructureStyle::Flow && !bytes(span).is_empty();
        let start = skip(self.text, begin);
        let mut at = if is_flow { bytes(span).end } else { begin };
        let mut entries = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                let is_pair = style == StructureStyle::Flow && !is_flow;
                let style = if is_pair { Style::Pair } else { style_of(style) };
                let end = if is_flow { bytes(&span).end } else { at };
                return Ok(node(Value::Mapping(entries), style, start..end));
            }
            let after = if is_flow { self.behind(',', at) } else { at };
            let key = self.node((event, span), self.behind('?', after), depth + 1)?;
            let after = self.behind(':', end_of(&key));
            let told = self.next()?;
            let value = self.node(told, after, depth + 1)?;
            at = end_of(&value);
            entries.push((key, value));
        }
    }

    /// What a message underlines of a node that starts here and has a text of this length:
    /// its text, or the rest of the line.
    fn place(&mut self, start: usize, length: usize) -> Place {
        let line = self.text[start..self.line_end(start)].trim_end();
        let quoted = |quote| line[1..].find(quote).map_or(line.len(), |end| end + 2);
        let extent = match line.chars().next() {
            Some('"') => quoted('"'),
            Some('\'') => quoted('\''),
            _ if length == 0 || length > line.len() => line.len(),
            _ => line.floor_char_boundary(length),
        };
        Place::bytes(start..start + extent)
    }

    /// The end of the line that a byte is on. A line may be long and have many nodes: it is
    /// looked through once.
    fn line_end(&mut self, at: usize) -> usize {
        if !(self.line.start..=self.line.end).contains(&at) {
            let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
            let end = self.text[at..].find('\n').map_or(self.text.len(), |end| at + end);
            self.line = start..end;
        }
        self.line.end
    }

    /// The byte behind a sign, if that is what comes next, else the byte itself.
    fn behind(&self, sign: char, at: usize) -> usize {
        let found = skip(self.text, at);
        let rest = &self.text[found..];
        let is_sign = match sign {
            '?' => rest.strip_prefix('?').is_some_and(|rest| {
                rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n'])
            }),
            sign => rest.starts_with(sign),
        };
        if is_sign { found + 1 } else { at }
    }
}

/// A node of which it is not known yet what comes before it.
fn node(value: Value, style: Style, span: Range<usize>) -> Node {
    let start = span.start;
    let place = Place::bytes(span.clone());
    Node { value, style, span, start, after: start, place, is_alias: false }
}

/// The end of a node, or of what announces it where nothing is written.
pub(super) fn end_of(node: &Node) -> usize {
    node.span.end.max(node.after)
}

/// How many nodes and how many bytes of text there are in a node.
fn size(node: &Node) -> (usize, usize) {
    let sum = |all: &mut dyn Iterator<Item = &Node>| {
        all.map(size).fold((1, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    match &node.value {
        Value::Scalar(text) => (1, text.len()),
        Value::Sequence(rows) => sum(&mut rows.iter()),
        Value::Mapping(entries) => {
            sum(&mut entries.iter().flat_map(|(key, value)| [key, value]))
        }
        Value::Tagged => (1, 0),
    }
}

fn style_of(style: StructureStyle) -> Style {
    match style {
        StructureStyle::Block => Style::Block,
        StructureStyle::Flow => Style::Flow,
    }
}

fn bytes(span: &Span) -> Range<usize> {
    span.byte_range().unwrap_or(0..0)
}

fn failure(at: usize, why: impl Into<String>) -> Unparsed {
    Unparsed { at, why: why.into() }
}

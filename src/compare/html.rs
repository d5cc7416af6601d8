//! The lines of a web page, as a reader sees them.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

/// Elements that do not end a line.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "q", "s", "small", "span", "strong", "sub", "sup",
    "time", "u", "wbr",
];

/// Elements whose text a reader does not see, or that stand around what the page is about.
const SKIPPED: [&str; 11] = [
    "script", "style", "noscript", "template", "svg", "title", "nav", "footer", "select",
    "iframe", "button",
];

/// How classes end of what is there for screen readers only, on public pages, which have
/// the name of their design system before it.
const UNSEEN: [&str; 2] = ["visually-hidden", "visually-hidden-focusable"];

/// Elements that have nothing in them, and no end.
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
    "track", "wbr",
];

/// Elements that end a paragraph, where they start or end.
const BLOCKS: [&str; 34] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// Elements whose parts need no end of their own.
const WHOLES: [&str; 4] = ["ul", "ol", "dl", "table"];

/// The lines of a page; those of its main part, if it has one.
pub(super) fn lines(html: &str) -> Vec<String> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut page = HtmlPage::default();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let is_unseen = is_unseen(&tag);
                let name = String::from_utf8_lossy(&tag.name);
                page.start(&name, tag.self_closing, is_unseen);
            }
            Token::EndTag(tag) => page.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => page.text(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    page.end_line();
    let has_main = page.lines.iter().any(|(is_main, _)| *is_main);
    let lines = page.lines.into_iter();
    // A date may be outside the main part.
    let kept = lines.filter(|(is_main, line)| {
        let line = line.to_lowercase();
        *is_main || !has_main || line.contains("last edited:")
    });
    kept.map(|(_, line)| line).collect()
}

/// A page as it is being read.
#[derive(Default)]
struct HtmlPage {
    /// The lines so far, each with whether it is in the main part.
    lines: Vec<(bool, String)>,
    line: String,
    /// How many main parts are open.
    main: usize,
    /// How deep in headings this is.
    headings: usize,
    skipped: Option<SkippedElement>,
}

/// An element that is skipped.
struct SkippedElement {
    name: String,
    /// How deep in such ones this is.
    depth: usize,
    /// How deep in lists and tables below it this is.
    wholes: usize,
}

impl SkippedElement {
    /// Whether it ends where another element starts or ends, without an end of its own.
    fn ends_at(&self, name: &str, is_start: bool) -> bool {
        let others: &[&str] = match self.name.as_str() {
            "p" => return BLOCKS.contains(&name) || is_start && name == "p",
            "li" => &["li"],
            "dt" | "dd" => &["dt", "dd"],
            "tr" => &["tr", "thead", "tbody", "tfoot"],
            "td" | "th" => &["td", "th", "tr", "thead", "tbody", "tfoot"],
            _ => return false,
        };
        let is_own_end = !is_start && name == self.name;
        let is_end = others.contains(&name) || !is_start && WHOLES.contains(&name);
        self.wholes == 0 && is_end && !is_own_end
    }
}

/// Whether nobody sees an element: what only screen readers leave out is seen.
fn is_unseen(tag: &StartTag<()>) -> bool {
    let value = |name: &[u8]| {
        let value = tag.attributes.get(name)?;
        Some(String::from_utf8_lossy(value).to_lowercase())
    };
    let style: String = value(b"style").unwrap_or_default().split_whitespace().collect();
    let class = value(b"class").unwrap_or_default();
    tag.attributes.contains_key(b"hidden".as_slice())
        || *tag.name == b"dialog" && value(b"open").is_none()
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || class.split_whitespace().any(|class| {
            // As in `govuk-visually-hidden`.
            let is_it = |end: &&str| class.strip_suffix(*end).is_some_and(is_prefix);
            UNSEEN.iter().any(is_it)
        })
}

/// Whether this may stand before the name of a class: nothing, or words with a hyphen.
fn is_prefix(before: &str) -> bool {
    before.is_empty() || before.ends_with('-')
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

impl HtmlPage {
    fn start(&mut self, name: &str, is_empty: bool, is_unseen: bool) {
        self.skipped.take_if(|skipped| skipped.ends_at(name, true));
        if let Some(skipped) = &mut self.skipped {
            skipped.depth += usize::from(skipped.name == name);
            skipped.wholes += usize::from(WHOLES.contains(&name));
            return;
        }
        // `/` at the end of a tag means something in drawings only, and what a heading has
        // to press is the heading itself.
        let is_skipped = SKIPPED.contains(&name)
            && !(is_empty && name == "svg")
            && !(name == "button" && self.headings > 0);
        if (is_skipped || is_unseen) && !VOID.contains(&name) {
            self.skipped =
                Some(SkippedElement { name: name.into(), depth: 1, wholes: 0 });
        }
        if !INLINE.contains(&name) {
            self.end_line();
        }
        if self.skipped.is_none() {
            self.headings += usize::from(is_heading(name));
            self.main += usize::from(name == "main");
        }
    }

    fn end(&mut self, name: &str) {
        self.skipped.take_if(|skipped| skipped.ends_at(name, false));
        if let Some(skipped) = &mut self.skipped {
            if WHOLES.contains(&name) {
                skipped.wholes = skipped.wholes.saturating_sub(1);
            }
            if skipped.name == name {
                skipped.depth -= 1;
                if skipped.depth == 0 {
                    self.skipped = None;
                }
            }
            return;
        }
        if !INLINE.contains(&name) {
            self.end_line();
        }
        if is_heading(name) {
            self.headings = self.headings.saturating_sub(1);
        }
        if name == "main" {
            self.main = self.main.saturating_sub(1);
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipped.is_none() {
            // Line ends in a page's source are just spaces.
            self.line.push_str(&text.replace(['\t', '\r', '\n'], " "));
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.trim().is_empty() {
            self.lines.push((self.main > 0, line));
        }
    }
}

//! The lines of a web page, as a reader sees them.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// Elements that do not end a line.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "q", "s", "small", "span", "strong", "sub", "sup",
    "time", "u", "wbr",
];

/// Elements whose text a reader does not see, or that surround the page's own content.
const SKIPPED: [&str; 10] = [
    "script", "style", "noscript", "template", "svg", "title", "nav", "footer", "select",
    "iframe",
];

/// The lines of a page, or of its main part if it has one.
pub(super) fn lines(html: &str) -> Vec<String> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut page = HtmlPage::default();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                page.start(&String::from_utf8_lossy(&tag.name), tag.self_closing);
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
    /// The element that is being skipped, and how many of its kind are open.
    skipped: Option<(String, usize)>,
}

impl HtmlPage {
    fn start(&mut self, name: &str, is_empty: bool) {
        if let Some((skipped, depth)) = &mut self.skipped {
            if skipped == name {
                *depth += 1;
            }
            return;
        }
        // `/` at the end of a tag has a meaning in drawings only.
        if SKIPPED.contains(&name) && !(is_empty && name == "svg") {
            self.skipped = Some((name.into(), 1));
        }
        if !INLINE.contains(&name) {
            self.end_line();
        }
        self.main += usize::from(name == "main");
    }

    fn end(&mut self, name: &str) {
        if let Some((skipped, depth)) = &mut self.skipped {
            if skipped == name {
                *depth -= 1;
                if *depth == 0 {
                    self.skipped = None;
                }
            }
            return;
        }
        if !INLINE.contains(&name) {
            self.end_line();
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

//! Words that somebody typed and that YAML takes out of a value.

use ecow::eco_format;

use crate::yaml::node::Node;
use crate::yaml::place::Place;
use crate::yaml::problems::Problems;

/// The most places looked at for words that YAML takes out of a value.
const MAX_SUSPECTS: usize = 1000;

impl Problems {
    /// Warns of values that a comment cuts short, as in `Call Bob #2`.
    pub fn cut_values(&mut self, root: &Node) {
        let source = self.source.clone();
        let text = source.text();
        for (at, _) in text.match_indices(" #").take(MAX_SUSPECTS) {
            let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let before = &text[line..at];
            let after = text[at + 2..].chars().next().unwrap_or('\n');
            let last = before.chars().next_back().unwrap_or(' ');
            if last.is_whitespace()
                || after.is_whitespace()
                || before.trim().starts_with('#')
            {
                continue;
            }
            // Inside quotes or a block of text, the sign is part of a value.
            let around = &text[at - last.len_utf8()..at + 2 + after.len_utf8()];
            if !root.any(&|value| value.contains(around)) {
                let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
                self.warning(
                    Place::Bytes(at + 1, end),
                    "this is a comment in YAML: the value ends before it",
                )
                .hint("put the whole value in quotes, or write a space after `#`");
            }
        }
    }

    /// Warns of words that YAML takes for its own signs, so that they are in no value: an
    /// anchor that nothing refers to, as in `&Jones`, and the digit of a block, as in `>5`.
    pub fn lost_words(&mut self, root: &Node) {
        let source = self.source.clone();
        let text = source.text();
        let signs = text.match_indices(['&', '>', '|']);
        for (at, sign) in signs.take(MAX_SUSPECTS) {
            let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let before = text[line..at].trim_end();
            let begins = before.is_empty() || before.ends_with([':', '-', ',', '[', '{']);
            if !begins || before.trim_start().starts_with('#') || before.contains(" #") {
                continue;
            }
            let ends = |c: char| c.is_whitespace() || ",[]{}".contains(c);
            let word = &text[at..];
            let word = &word[..word.find(ends).unwrap_or(word.len())];
            let is_lost = match sign {
                "&" => word.len() > 1 && !text.contains(&word.replacen('&', "*", 1)),
                _ => word.contains(|c: char| c.is_ascii_digit()),
            };
            // Inside quotes or a block of text, it is part of a value.
            if is_lost && !root.any(&|value| value.contains(word)) {
                self.warning(
                    Place::Bytes(at, at + word.len()),
                    eco_format!(
                        "`{word}` has a meaning in YAML, and is no part of the value"
                    ),
                )
                .hint("put the whole value in quotes");
            }
        }
    }
}

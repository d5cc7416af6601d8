//! Words that somebody typed and that YAML takes out of a value.

use std::ops::Range;

use ecow::eco_format;

use crate::yaml::node::{Node, Style, Yaml};
use crate::yaml::place::Place;
use crate::yaml::problems::Problems;

/// The most comments that are compared with all values.
const MAX_SUSPECTS: usize = 1000;

impl Problems {
    /// Warns of values that a comment cuts short, as in `Call Bob #2`.
    pub fn cut_values(&mut self, yaml: &Yaml) {
        let source = self.source.clone();
        let suspects = yaml.comments.iter().filter_map(|comment| {
            Some((comment, around_cut(source.text(), comment.start)?))
        });
        for (comment, around) in suspects.take(MAX_SUSPECTS) {
            // Whoever has put the same words in quotes elsewhere knows what `#` does.
            if !yaml.root.any(&|value| value.contains(&around)) {
                self.warning(
                    Place::bytes(comment.clone()),
                    "YAML reads this as a comment, so the value ends before it",
                )
                .hint("put the whole value in quotes or, if you meant a comment, write a space after `#`");
            }
        }
    }

    /// Warns of words that YAML takes for its own signs, so that they are in no value: an
    /// anchor that nothing refers to, as in `&Jones`, and the digit of a block, as in `>5`.
    pub fn lost_words(&mut self, yaml: &Yaml) {
        let source = self.source.clone();
        let mut lost = yaml.unused_anchors.clone();
        add_digits(source.text(), &yaml.root, &mut lost);
        for word in lost {
            let text = &source.text()[word.clone()];
            let message = eco_format!(
                "`{text}` has a special meaning in YAML and is left out of the value"
            );
            self.warning(Place::bytes(word), message)
                .hint("put the whole value in quotes");
        }
    }
}

/// What is around the sign of a comment that may be part of a value. One that is meant as a
/// comment has more space before the sign, or some behind it.
fn around_cut(text: &str, sign: usize) -> Option<String> {
    let (before, after) = text.split_at(sign);
    let last = before.strip_suffix(' ')?.chars().next_back()?;
    let next = after.chars().nth(1)?;
    let is_cut = !last.is_whitespace() && !next.is_whitespace();
    is_cut.then(|| format!("{last} #{next}"))
}

/// Adds the signs of blocks of lines that have a digit.
fn add_digits(text: &str, node: &Node, found: &mut Vec<Range<usize>>) {
    if node.is_alias {
        return;
    }
    if matches!(node.style, Style::Literal | Style::Folded) {
        let sign = text[node.span.clone()].split_whitespace().next().unwrap_or_default();
        if sign.contains(|c: char| c.is_ascii_digit()) {
            found.push(node.span.start..node.span.start + sign.len());
        }
    }
    node.rows().iter().for_each(|row| add_digits(text, row, found));
    for (key, value) in node.entries() {
        add_digits(text, key, found);
        add_digits(text, value, found);
    }
}

//! Words with placeholders.

use super::Checklist;

/// Words with placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(pub Vec<TextPart>);

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPart {
    /// Words that print as they are.
    Words(String),
    /// `{guide}`: the guide's address.
    Guide,
    /// `{last_updated}`: the date of the edition, as dd/mm/yyyy.
    LastUpdated,
}

impl Text {
    /// The words with the placeholders filled in.
    pub fn plain(&self, checklist: &Checklist) -> String {
        let words = self.0.iter().map(|part| match part {
            TextPart::Words(words) => words.clone(),
            TextPart::Guide => checklist.guide.clone().unwrap_or_default(),
            TextPart::LastUpdated => checklist.last_updated.slashed(),
        });
        words.collect()
    }
}

/// Splits a text at its placeholders; also returns the names that are unknown.
pub(super) fn placeholders(text: &str) -> (Vec<TextPart>, Vec<&str>) {
    let (mut parts, mut unknown, mut words) = (Vec::new(), Vec::new(), String::new());
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        words.push_str(&rest[..at]);
        let (brace, after) = (&rest[at..=at], &rest[at + 1..]);
        if let Some(after) = after.strip_prefix(brace) {
            words.push_str(brace);
            rest = after;
            continue;
        }
        let (name, after) = match after.find('}') {
            Some(end) if brace == "{" => (&after[..end], &after[end + 1..]),
            _ => ("", after),
        };
        let part = match name {
            "guide" => Some(TextPart::Guide),
            "last_updated" => Some(TextPart::LastUpdated),
            _ => None,
        };
        if let Some(part) = part {
            parts.extend(
                (!words.is_empty()).then(|| TextPart::Words(std::mem::take(&mut words))),
            );
            parts.push(part);
        } else {
            unknown.push(name);
        }
        rest = after;
    }
    words.push_str(rest);
    parts.extend((!words.is_empty()).then_some(TextPart::Words(words)));
    (parts, unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> TextPart {
        TextPart::Words(text.into())
    }

    #[test]
    fn placeholders_are_cut_out_and_doubled_braces_are_braces() {
        let (parts, unknown) = placeholders("in the <{guide}>, {last_updated}{{a}}.");
        assert_eq!(
            parts,
            [
                words("in the <"),
                TextPart::Guide,
                words(">, "),
                TextPart::LastUpdated,
                words("{a}.")
            ]
        );
        assert!(unknown.is_empty());
    }

    #[test]
    fn other_braces_are_unknown_placeholders() {
        for (text, expected) in [
            ("{date}", vec!["date"]),
            ("{", vec![""]),
            ("a } b", vec![""]),
            ("{ guide }", vec![" guide "]),
            ("{a}{b}", vec!["a", "b"]),
        ] {
            assert_eq!(placeholders(text).1, expected, "{text}");
        }
    }
}

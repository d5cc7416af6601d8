//! What a checklist is about: the details of its subject, such as a practice or a hall.

use crate::model::cell::ColumnKind;
use crate::model::path::StatePath;

/// The most details side by side, so that each has room to write in.
pub const MAX_SIDE_BY_SIDE: usize = 4;

/// The most details of a subject, so that page 1 has room for them.
pub const MAX_DETAILS: usize = 12;

/// The details that say where a copy goes back to, and by when; their ids and titles.
pub const RETURN: [(&str, &str, ColumnKind); 2] = [
    ("return_to", "Return to", ColumnKind::Text),
    ("return_by", "Return by", ColumnKind::Date),
];

/// The details of a subject. Without any, a checklist is about nothing in particular.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The title above the details on page 1.
    pub title: String,
    /// The id of the subject: the key of its details in a state.
    pub subject: String,
    /// The id of the detail that tells copies apart.
    pub identified_by: Option<String>,
    /// The id of the detail that names a subject.
    pub named_by: Option<String>,
    /// The details, in the rows in which they print.
    pub rows: Vec<Vec<SubjectDetail>>,
    /// The details of [`RETURN`], if a copy is to be returned.
    pub returned: Vec<SubjectDetail>,
}

/// A detail of a subject.
#[derive(Debug, Clone)]
pub struct SubjectDetail {
    /// What a state calls it.
    pub id: String,
    /// What it is called on paper.
    pub title: String,
    /// What is written there.
    pub kind: ColumnKind,
    /// Its share of the width of its row.
    pub wide: u32,
    /// Examples of how it is written; it is like one of them if there are any.
    pub like: Vec<String>,
    /// Ids it had in earlier editions.
    pub formerly: Vec<String>,
}

impl About {
    /// All details, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &SubjectDetail> {
        self.rows.iter().flatten().chain(&self.returned)
    }

    /// The ids of all details.
    pub fn ids(&self) -> Vec<&str> {
        self.iter().map(|detail| detail.id.as_str()).collect()
    }

    /// The detail that has this id, or had it in an earlier edition.
    pub fn detail(&self, id: &str) -> Option<&SubjectDetail> {
        let was = |detail: &&SubjectDetail| detail.formerly.iter().any(|old| old == id);
        self.iter().find(|detail| detail.id == id).or_else(|| self.iter().find(was))
    }

    /// The place of a detail among all.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.iter().position(|detail| detail.id == id)
    }

    /// The detail that names a subject.
    pub fn name(&self) -> Option<&SubjectDetail> {
        self.detail(self.named_by.as_deref()?)
    }

    /// The detail that tells copies apart.
    pub fn code(&self) -> Option<&SubjectDetail> {
        self.detail(self.identified_by.as_deref()?)
    }

    /// The place of a detail in a state.
    pub fn path(&self, id: &str) -> StatePath {
        StatePath::Detail(self.subject.clone(), id.into())
    }

    /// The subject in words, as in `fire station`; `copy` if there is none.
    pub fn words(&self) -> String {
        match self.subject.as_str() {
            "" => "copy".into(),
            subject => subject.replace('_', " "),
        }
    }
}

impl SubjectDetail {
    /// Whether a text is like one of the examples. A capital stands for a capital, a
    /// small letter for a small letter, a digit for a digit; anything else for itself.
    pub fn is_like(&self, text: &str) -> bool {
        let text = text.trim();
        self.like.is_empty() || self.like.iter().any(|example| is_like(example, text))
    }
}

fn is_like(example: &str, text: &str) -> bool {
    let same = |(wanted, found): (char, char)| match wanted {
        _ if wanted.is_ascii_digit() => found.is_ascii_digit(),
        _ if wanted.is_uppercase() => found.is_uppercase(),
        _ if wanted.is_lowercase() => found.is_lowercase(),
        _ => wanted == found,
    };
    example.chars().count() == text.chars().count()
        && example.chars().zip(text.chars()).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_like_an_example_letter_for_letter_and_digit_for_digit() {
        for (example, text, wanted) in [
            ("A12345", "B00000", true),
            ("A12345", "a12345", false),
            ("A12345", "A1234", false),
            ("A12345", "A12345 (new)", false),
            ("A12345", "A1234O", false),
            ("Hall 1", "Hell 9", true),
            ("12-ab", "34-cd", true),
            ("12-ab", "34.cd", false),
        ] {
            assert_eq!(is_like(example, text), wanted, "{example} {text}");
        }
    }
}

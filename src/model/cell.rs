//! Kinds of columns, and how what is typed in them is understood.
//!
//! Checking, the summary, forms, import and the guard all read cells here. A new kind of
//! column needs a variant here, and its looks in the layouts.

use crate::base::date::Date;
use crate::base::privacy::Surroundings;

/// What is asked for in a column, or in another place of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Anything.
    Text,
    /// How to reach somebody.
    Contact,
    /// A date.
    Date,
    /// Yes or no.
    YesNo,
    /// A date, or yes or no.
    DateOrYesNo,
}

/// The meaning of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words, where any words will do.
    Words,
    /// A date.
    Date(Date),
    /// Yes or no.
    Answer(bool),
    /// Yes or no, with a date.
    DatedAnswer(bool, Date),
    /// That there is nothing to say here, where a date or yes or no is asked for.
    NotApplicable,
    /// Something other than what is asked for.
    NotUnderstood,
}

/// How a cell is filled in on screen, and its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boxes<'t> {
    /// No boxes: lines of text.
    None(&'t str),
    /// A box for yes and one for no; the word of the box that is ticked.
    YesNo(&'static str),
    /// The same, with a line for a date or other words.
    YesNoAndDate(&'static str, &'t str),
}

/// The words for a cell that has nothing to say.
const NOT_APPLICABLE: [&str; 2] = ["n/a", "not applicable"];

/// The words of the boxes.
pub const YES_NO: &[&str] = &["yes", "no"];

impl ColumnKind {
    /// All of them, with their words in a checklist file.
    pub const WORDS: [(&str, Self); 5] = [
        ("text", Self::Text),
        ("contact", Self::Contact),
        ("date", Self::Date),
        ("yes-no", Self::YesNo),
        ("date-or-yes-no", Self::DateOrYesNo),
    ];

    /// Its word in a checklist file.
    pub fn word(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(_, kind)| *kind == self);
        found.map_or("text", |(word, _)| word)
    }

    /// What it asks for, in words to follow a title; empty if anything will do.
    pub fn asks_for(self) -> &'static str {
        match self {
            Self::Text | Self::Contact => "",
            Self::Date => "a date",
            Self::YesNo => "yes or no",
            Self::DateOrYesNo => "a date, or yes or no",
        }
    }

    /// Whether such a column can hold dates.
    pub fn has_dates(self) -> bool {
        matches!(self, Self::Date | Self::DateOrYesNo)
    }

    /// Whether such a column can hold yes or no.
    pub fn has_answers(self) -> bool {
        matches!(self, Self::YesNo | Self::DateOrYesNo)
    }

    /// The narrowest width for handwriting, in mm.
    ///
    /// At 5.1 mm a character (the "3/5 rule"), an organisation's name takes two lines of
    /// nine characters in 45 mm, a contact two of fourteen in 70 mm; a date like
    /// 27/03/2025 is written smaller, in 35 mm; yes or no takes 20 mm.
    pub fn least_width(self) -> u32 {
        match self {
            Self::Text => 45,
            Self::Contact => 70,
            Self::Date | Self::DateOrYesNo => 35,
            Self::YesNo => 20,
        }
    }

    /// The surroundings of a number in such a column.
    pub fn surroundings(self) -> Surroundings {
        match self {
            Self::Contact => Surroundings::Contact,
            _ => Surroundings::FreeText,
        }
    }

    /// Reads the meaning of a cell.
    pub fn read(self, text: &str) -> Cell {
        let text = text.trim();
        let answer = answer(text).filter(|_| self.has_answers());
        let date = text.parse().ok().filter(|_| self.has_dates());
        let dated = dated_answer(text).filter(|_| self == Self::DateOrYesNo);
        match (answer, date, dated) {
            _ if text.is_empty() => Cell::Empty,
            (Some(answer), ..) => Cell::Answer(answer),
            (_, Some(date), _) => Cell::Date(date),
            (.., Some((answer, date))) => Cell::DatedAnswer(answer, date),
            _ if self.asks_for().is_empty() => Cell::Words,
            _ if NOT_APPLICABLE.iter().any(|word| text.eq_ignore_ascii_case(word)) => {
                Cell::NotApplicable
            }
            _ => Cell::NotUnderstood,
        }
    }

    /// Whether a cell looks like a date but is not one, which is worth a warning.
    pub fn is_odd_date(self, text: &str) -> bool {
        self.has_dates()
            && self.read(text) == Cell::NotUnderstood
            && text.contains(|c: char| c.is_ascii_digit())
    }

    /// Whether a cell has what its column asks for: a date such as `TBC` is still to
    /// come.
    pub fn is_settled(self, text: &str) -> bool {
        !matches!(self.read(text), Cell::Empty | Cell::NotUnderstood)
    }

    /// The date of a cell, with or without an answer beside it.
    pub fn date_of(self, text: &str) -> Option<Date> {
        match self.read(text) {
            Cell::Date(date) | Cell::DatedAnswer(_, date) => Some(date),
            _ => None,
        }
    }

    /// How a cell is filled in on screen, and its content.
    pub fn boxes(self, text: &str) -> Boxes<'_> {
        let word = |answer| if answer { YES_NO[0] } else { YES_NO[1] };
        match (self, self.read(text)) {
            (Self::YesNo, Cell::Empty) => Boxes::YesNo(""),
            (Self::YesNo, Cell::Answer(answer)) => Boxes::YesNo(word(answer)),
            (Self::DateOrYesNo, Cell::Answer(answer)) => {
                Boxes::YesNoAndDate(word(answer), "")
            }
            (Self::DateOrYesNo, Cell::DatedAnswer(answer, _)) => {
                let date = text.split_once(',').map_or("", |(_, date)| date.trim());
                Boxes::YesNoAndDate(word(answer), date)
            }
            (Self::DateOrYesNo, _) => Boxes::YesNoAndDate("", text),
            _ => Boxes::None(text),
        }
    }

    /// Whether two cells mean the same, however they are written.
    pub fn says_the_same(self, one: &str, other: &str) -> bool {
        let [read, wanted] = [one, other].map(|text| self.read(text));
        let [word, other_word] = [one, other].map(|text| text.trim().to_lowercase());
        one == other
            || (self.has_answers() && word == other_word)
            || (read == wanted && !matches!(read, Cell::Words | Cell::NotUnderstood))
    }
}

/// The text of a cell, from a ticked box and the text beside it.
pub fn joined(word: &str, beside: &str) -> String {
    match (word, beside) {
        ("", beside) => beside.into(),
        (word, "") => word.into(),
        (word, beside) if word.eq_ignore_ascii_case(beside.trim()) => beside.into(),
        (word, beside) => format!("{word}, {beside}"),
    }
}

/// The answer that a word gives.
fn answer(word: &str) -> Option<bool> {
    match word.trim() {
        word if word.eq_ignore_ascii_case(YES_NO[0]) => Some(true),
        word if word.eq_ignore_ascii_case(YES_NO[1]) => Some(false),
        _ => None,
    }
}

/// Yes or no and a date, as forms give them: `yes, 27/03/2025`.
fn dated_answer(text: &str) -> Option<(bool, Date)> {
    let (word, date) = text.split_once(',')?;
    Some((answer(word)?, date.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: &str = "02/11/2026";

    #[test]
    fn each_kind_reads_what_it_asks_for() {
        use Cell::{Answer, DatedAnswer, Empty, NotApplicable, NotUnderstood, Words};
        use ColumnKind::{Contact, DateOrYesNo, Text, YesNo};
        let day: Date = DAY.parse().unwrap();
        let both = "Yes, 2 November 2026";
        // The text, and its meaning as text, as a date, as yes or no, and as either.
        for (text, wanted) in [
            ("", [Empty; 4]),
            (" \n", [Empty; 4]),
            ("yes", [Words, NotUnderstood, Answer(true), Answer(true)]),
            (" NO ", [Words, NotUnderstood, Answer(false), Answer(false)]),
            (DAY, [Words, Cell::Date(day), NotUnderstood, Cell::Date(day)]),
            (both, [Words, NotUnderstood, NotUnderstood, DatedAnswer(true, day)]),
            ("yes, soon", [Words, NotUnderstood, NotUnderstood, NotUnderstood]),
            ("31/02/2027", [Words, NotUnderstood, NotUnderstood, NotUnderstood]),
            ("TBC", [Words, NotUnderstood, NotUnderstood, NotUnderstood]),
            ("N/A", [Words, NotApplicable, NotApplicable, NotApplicable]),
            (" not applicable", [Words, NotApplicable, NotApplicable, NotApplicable]),
        ] {
            let kinds = [Text, ColumnKind::Date, YesNo, DateOrYesNo];
            assert_eq!(kinds.map(|kind| kind.read(text)), wanted, "{text:?}");
            assert_eq!(Contact.read(text), wanted[0], "{text:?}");
        }
    }

    #[test]
    fn what_is_written_from_boxes_is_read_back_into_them() {
        for (word, beside) in [
            ("", ""),
            ("yes", ""),
            ("no", ""),
            ("", DAY),
            ("yes", DAY),
            ("no", "TBC"),
            ("", "yes, perhaps"),
        ] {
            let text = joined(word, beside);
            let boxes = ColumnKind::DateOrYesNo.boxes(&text);
            let kept = Boxes::YesNoAndDate("", &text);
            let wanted = if beside == "TBC" {
                kept
            } else {
                Boxes::YesNoAndDate(if word == "no" { "no" } else { YES_NO[0] }, beside)
            };
            let wanted = if word.is_empty() { kept } else { wanted };
            assert_eq!(boxes, wanted, "{text:?}");
        }
    }

    #[test]
    fn only_text_that_looks_like_a_date_but_is_not_one_is_odd() {
        let odd = ["31/02/2027", "w/c 3 March", "yes, 31/02/2027"];
        let fine = ["", "TBC", DAY, "yes"];
        assert!(odd.iter().all(|text| ColumnKind::DateOrYesNo.is_odd_date(text)));
        assert!(!fine.iter().any(|text| ColumnKind::DateOrYesNo.is_odd_date(text)));
        assert!(!odd.iter().any(|text| ColumnKind::Text.is_odd_date(text)));
    }

    #[test]
    fn dates_and_answers_are_the_same_however_they_are_written() {
        for (kind, one, other, same) in [
            (ColumnKind::Date, DAY, "2 November 2026", true),
            (ColumnKind::Text, DAY, "2 November 2026", false),
            (ColumnKind::YesNo, "yes", "YES ", true),
            (ColumnKind::YesNo, "perhaps", "Perhaps", true),
            (ColumnKind::Text, "yes", "YES", false),
            (ColumnKind::DateOrYesNo, "yes, 02/11/2026", "YES, 2026-11-02", true),
            (ColumnKind::DateOrYesNo, "yes", DAY, false),
            (ColumnKind::Date, "TBC", "tbc", false),
        ] {
            assert_eq!(kind.says_the_same(one, other), same, "{one} {other}");
        }
    }
}

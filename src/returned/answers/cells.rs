//! What each field of a form was made with, and what it says when it comes back.
//!
//! Readers leave an answer in one of many places and forget the others, which still say what
//! the form was made with. So what differs from that is the answer.

use std::collections::{HashMap, HashSet};

use ecow::{EcoString, eco_format};

use super::Returned;
use crate::base::text::{code_point, is_control, is_private, normal, one_line};
use crate::document::fields::{BOXES, Field, FieldKind, TickBox};
use crate::pdf::boxes::{FieldContent, FilledField, Ticked};

/// A field of the form, with what it was made with and what it holds.
pub(super) struct FieldState {
    pub(super) made_with: String,
    pub(super) holds: String,
}

/// Sets what the fields hold beside what they were made with; what has no place is kept.
pub(super) fn compared(
    expected: Vec<Field>,
    filled: Vec<FilledField>,
    returned: &mut Returned,
) -> HashMap<String, FieldState> {
    let mut cells = HashMap::new();
    let mut kinds = HashMap::new();
    for field in expected {
        let cell = FieldState { made_with: field.value.clone(), holds: field.value };
        kinds.insert(field.name.clone(), field.kind);
        cells.insert(field.name, cell);
    }
    for field in filled {
        let name = &field.name;
        let kind = kinds.get(name).copied().unwrap_or(FieldKind::Lines);
        let mut cell = cells.get_mut(name);
        let made_with = cell.as_ref().map_or("", |cell| &cell.made_with).to_string();
        let mut reader =
            FieldReader { name, kind, made_with: &made_with, remarks: Vec::new() };
        let answers = reader.answers(&field.said);
        returned.remarks.append(&mut reader.remarks);
        let mut answers = answers.into_iter();
        if let Some(cell) = &mut cell {
            returned.known += 1;
            if let Some(answer) = answers.next() {
                cell.holds = answer;
            }
        }
        let holds = cell.map_or(answers.as_slice().first(), |cell| Some(&cell.holds));
        let overflows =
            |text: &String| field.room.is_some_and(|room| room.overflows(text));
        if holds.is_some_and(overflows) {
            returned.overflowing.push(name.clone());
        }
        for other in answers {
            returned.keep(name.clone(), other);
        }
    }
    cells
}

/// What to say of fields that a form has lost; of the ways in which it may have been made,
/// with more or fewer rows, the one counts that leaves the fewest missing.
pub(super) fn missing(
    made: impl Iterator<Item = Vec<Field>>,
    names: &HashSet<String>,
) -> Option<(EcoString, &'static str)> {
    let is_there = |field: &&Field| {
        // A cell without the boxes that it has elsewhere is a field for text.
        let boxes = field.name.rsplit_once('.').filter(|(_, end)| BOXES.contains(end));
        names.contains(&field.name) || boxes.is_some_and(|(cell, _)| names.contains(cell))
    };
    let mut fewest: Option<(usize, usize)> = None;
    for fields in made {
        let lost = fields.len() - fields.iter().filter(is_there).count();
        if fewest.is_none_or(|(fewest, _)| lost < fewest) {
            fewest = Some((lost, fields.len()));
        }
        if lost == 0 {
            break;
        }
    }
    let (lost, all) = fewest.filter(|(lost, _)| *lost > 0)?;
    let are = if lost == 1 { "is" } else { "are" };
    let message = eco_format!("{lost} of its {all} fields {are} missing");
    let hint = "not all of its pages may have come back: these answers stay as they were when \
                the form was made. Ask for the whole form";
    Some((message, hint))
}

/// Reads what one field says.
struct FieldReader<'a> {
    name: &'a str,
    kind: FieldKind,
    made_with: &'a str,
    remarks: Vec<(EcoString, &'static str)>,
}

impl FieldReader<'_> {
    fn remark(&mut self, what: &str, hint: &'static str) {
        self.remarks.push((eco_format!("`{}` {what}", self.name), hint));
    }

    /// What differs from what the field was made with: none if nothing does, and more than
    /// one if several places say different things.
    fn answers(&mut self, said: &[FieldContent]) -> Vec<String> {
        let mut texts = self.texts(said);
        texts.retain(|text| text != self.made_with);
        let was_emptied = said.is_empty() || !texts.is_empty();
        texts.retain(|text| !text.is_empty());
        // Lines that a reader has broken elsewhere give way to other words.
        let differs = |text: &String| one_line(text) != one_line(self.made_with);
        if texts.iter().any(differs) {
            texts.retain(differs);
        }
        let mut met = HashSet::new();
        texts.retain(|text| met.insert(one_line(text)));
        if texts.is_empty() && was_emptied && !self.made_with.is_empty() {
            return vec![String::new()];
        }
        if texts.len() > 1 {
            self.remark(
                "has different answers in different places of the form",
                "PDF readers keep an answer in several places, and these differ. The \
                 likeliest was taken, the state file has the others as comments: ask what was \
                 meant",
            );
        }
        self.look_at(&texts);
        texts
    }

    /// All that the places of the field say; text with styles has the line ends of that
    /// without.
    fn texts(&mut self, said: &[FieldContent]) -> Vec<String> {
        let is_styled =
            |content: &&FieldContent| matches!(content, FieldContent::Styled(_));
        let (styled, plain): (Vec<_>, Vec<_>) = said.iter().partition(is_styled);
        let mut texts = Vec::new();
        for content in plain {
            texts.extend(self.text(content));
        }
        for content in styled {
            let Some(text) = self.text(content) else { continue };
            let is_same = |other: &str| one_line(other) == one_line(&text);
            if is_same(self.made_with) {
                texts.push(self.made_with.into());
            } else if !texts.iter().any(|other| is_same(other)) {
                texts.push(text);
            }
        }
        texts
    }

    /// What a place says in words; none if that cannot be read.
    fn text(&mut self, content: &FieldContent) -> Option<String> {
        let text = match (self.kind, content) {
            (_, FieldContent::Unreadable) => {
                self.remark(
                    "holds something that cannot be read",
                    "look at it in a PDF reader, and type it into the state file",
                );
                return None;
            }
            (_, FieldContent::Box(None)) => String::new(),
            (FieldKind::Choice(boxes), FieldContent::Box(Some(ticked))) => {
                self.chosen(boxes, ticked)
            }
            (FieldKind::Choice(boxes), FieldContent::Text(text)) => {
                let ticked = Ticked { names: vec![normal(text)], place: None };
                match named(boxes, text) {
                    None if ticked.means_off() => self.chosen(boxes, &ticked),
                    found => found.map_or_else(|| normal(text), |one| one.words.into()),
                }
            }
            (_, FieldContent::Text(text) | FieldContent::Styled(text)) => normal(text),
            (_, FieldContent::Box(Some(ticked))) => called(ticked),
        };
        let (text, odd) = printable(&text);
        if !odd.is_empty() {
            let odd = odd.join(", ");
            self.remark(
                &format!("has control characters: {odd} in their place"),
                "they cannot be printed: correct the text in the state file",
            );
        }
        Some(text)
    }

    /// The word of a box: by one of its names, else by its place, else what it is called.
    fn chosen(&mut self, boxes: &'static [TickBox], ticked: &Ticked) -> String {
        let mut names = ticked.names.iter();
        if let Some(found) = names.find_map(|name| named(boxes, name)) {
            return found.words.into();
        }
        if ticked.means_off() {
            let called = called(ticked);
            if !called.trim().eq_ignore_ascii_case("off") {
                self.remark(
                    &format!("is ticked as `{called}`, which is not one of its boxes"),
                    "it counts as not ticked: look at the form, and correct it in the state \
                     file if need be",
                );
            }
            return String::new();
        }
        let found = match boxes {
            [only] => Some(only),
            _ => ticked.place.and_then(|place| boxes.get(place)),
        };
        found.map_or_else(|| called(ticked), |one| one.words.into())
    }

    /// Tells of characters that mean something else in every font.
    fn look_at(&mut self, texts: &[String]) {
        let mut odd = Vec::new();
        for c in texts.iter().flat_map(|text| text.chars()).filter(|c| is_private(*c)) {
            let code = code_point(c);
            if !odd.contains(&code) {
                odd.push(code);
            }
        }
        if !odd.is_empty() {
            self.remark(
                &format!("has characters that only one font can show: {}", odd.join(", ")),
                "they are often a bullet or a symbol from a word processor, and cannot be \
                 printed: replace them in the state file",
            );
        }
    }
}

fn called(ticked: &Ticked) -> String {
    ticked.names.first().cloned().unwrap_or_default()
}

/// The box with a name: its code, or words that somebody typed instead of ticking it.
fn named(boxes: &'static [TickBox], name: &str) -> Option<&'static TickBox> {
    let is_it = |word: &str| word.eq_ignore_ascii_case(name.trim());
    boxes.iter().find(|one| is_it(one.code) || is_it(one.words))
}

/// A text without control characters, which no state holds: what ends a line in a word
/// processor ends it here, others show as their codes. The codes come with it.
fn printable(text: &str) -> (String, Vec<String>) {
    let mut codes = Vec::new();
    let mut printable = String::new();
    for c in text.chars() {
        match c {
            '\u{b}' | '\u{c}' => printable.push('\n'),
            _ if is_control(c) => {
                let code = code_point(c);
                printable.push_str(&code);
                if !codes.contains(&code) {
                    codes.push(code);
                }
            }
            _ => printable.push(c),
        }
    }
    (normal(&printable), codes)
}

//! Words and answers in the terms of the layouts: as they print, for the space they have.

use std::cell::RefCell;

use crate::base::date::Date;
use crate::base::geometry::{characters, widths};
use crate::base::text::one_line;
use crate::document::schema::{AnswerContent, DocumentKind, PageSetup};
use crate::document::text::characters::Characters;
use crate::document::text::runs::{self, Run, Runs};
use crate::edition::checks;
use crate::edition::verdict::UpdateStatus;
use crate::model::answers::{Filled, Fitted};
use crate::model::checklist::{Checklist, Text, TextPart};
use crate::model::path::StatePath;
use crate::model::state::Typed;

/// What a document is made with, beside the checklist.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Today, for this run.
    pub made_on: Date,
    /// The paper and print.
    pub page: PageSetup,
    /// Blank rows of every table, instead of the checklist's own numbers.
    pub rows: Option<u32>,
}

/// The space that an answer has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Space {
    /// Its width in mm.
    pub(crate) width: f64,
    /// About how many characters a line of it has.
    pub(crate) characters: usize,
}

impl Space {
    /// A box of this width in mm, in a row that is as high as the highest of them. All are
    /// as good as the narrowest, for the owner of a task that is done, in large print.
    pub(crate) fn in_row(width: f64) -> Self {
        Self { width, characters: characters(widths::TASK_OWNER, true) }
    }
}

/// Writes a checklist's parts in the words of the contract.
pub(crate) struct Writer<'a> {
    pub(crate) checklist: &'a Checklist,
    pub(crate) settings: &'a Settings,
    pub(crate) characters: &'a Characters<'a>,
    pub(crate) kind: DocumentKind,
    pub(crate) fitted: &'a Fitted,
    /// Checks for updates, and what they come to.
    pub(crate) checked: UpdateStatus,
    /// The answers written so far, by path, as they print.
    pub(crate) answers: RefCell<Vec<(StatePath, String)>>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(
        filled: &'a Filled,
        kind: DocumentKind,
        settings: &'a Settings,
        characters: &'a Characters<'a>,
    ) -> Self {
        let Filled { checklist, fitted, state, .. } = filled;
        let checked = checks::by_state(state, checklist, settings.made_on);
        let answers = RefCell::default();
        Self { checklist, settings, characters, kind, fitted, checked, answers }
    }

    /// Words of one line, printable.
    pub(crate) fn line(&self, words: &str) -> String {
        self.characters.printable(words).into_owned()
    }

    /// A text with its placeholders filled in, for a space of this width in mm.
    pub(crate) fn text(&self, text: &Text, width: f64) -> Runs {
        let mut runs = Vec::new();
        for part in &text.0 {
            match part {
                TextPart::Words(words) => {
                    runs::add(&mut runs, words, width, self.characters)
                }
                TextPart::LastUpdated => {
                    let date = self.checklist.last_updated.slashed();
                    runs::add(&mut runs, &date, width, self.characters);
                }
                TextPart::Guide => {
                    let url = self.checklist.guide.clone().unwrap_or_default();
                    let pieces = runs::address(&url);
                    runs.push(Run::Link { url, pieces });
                }
            }
        }
        runs
    }

    /// An answer for a space; dates print as dates.
    pub(crate) fn answer(
        &self,
        path: StatePath,
        typed: &Typed,
        is_date: bool,
        space: Space,
    ) -> AnswerContent {
        let date = typed.date().filter(|_| is_date);
        let text = date.map_or_else(|| typed.text.clone(), |date| date.to_string());
        let mut lines = Vec::new();
        let mut printed = String::new();
        for line in lines_of(&text) {
            printed.push_str(&self.characters.printable(line));
            lines.push(self.runs(line, space.width));
        }
        let shown = path.to_string();
        self.answers.borrow_mut().push((path, printed));
        let height =
            lines.iter().map(|line| runs::line_count(line, space.characters)).sum();
        AnswerContent { path: shown, lines, height }
    }

    /// The space of a cell of this width in mm.
    pub(crate) fn cell(&self, width: f64) -> Space {
        let characters = characters(width, self.settings.page.large_print);
        Space { width, characters }
    }

    /// Words for a space of this width in mm.
    pub(crate) fn words(&self, words: &str, width: f64) -> Runs {
        self.runs(&one_line(words), width)
    }

    pub(crate) fn runs(&self, line: &str, width: f64) -> Runs {
        runs::of(line, width, self.settings.page.large_print, self.characters)
    }
}

/// The lines of a text as typed, without empty ones before and after it.
fn lines_of(text: &str) -> Vec<&str> {
    let is_end = |c| {
        matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
    };
    let mut lines: Vec<_> = Vec::new();
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        lines.extend(line.split(is_end).map(str::trim_end));
    }
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    lines[first..last.max(first)].to_vec()
}

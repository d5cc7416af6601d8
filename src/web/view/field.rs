//! Fields: labels above them, what is asked for, and what was understood below.

use maud::{Markup, html};

use crate::base::privacy::{NOTED, scan};
use crate::base::text::normal;
use crate::model::cell::{Boxes, Cell, ColumnKind, YES_NO};
use crate::model::path::StatePath;
use crate::model::state::Status;
use crate::model::values::Items;
use crate::web::desk::FilledToday;

/// An example of a date.
const EXAMPLE: &str = "For example, 27/03/2027";

/// What is asked for at a place.
pub(super) struct Asked<'a> {
    pub(super) path: StatePath,
    /// What it is called.
    pub(super) label: &'a str,
    /// What it belongs to, for whoever does not see that.
    pub(super) of: &'a str,
    pub(super) kind: ColumnKind,
    /// Whether there may be much to say.
    pub(super) is_long: bool,
}

/// Something to choose: its value, and its words.
pub(super) type Choice<'a> = (&'a str, &'a str);

impl Asked<'_> {
    /// The field, with what a state says.
    pub(super) fn field(&self, now: &FilledToday, value: &str) -> Markup {
        let id = self.path.to_string();
        let value = &*normal(value);
        let choices = [("yes", "Yes"), ("no", "No"), ("", "Not answered")];
        debug_assert_eq!([choices[0].0, choices[1].0], YES_NO);
        match self.kind.boxes(value) {
            Boxes::None(text) => html! {
                div.field data-path=(id) data-was=(value) { (self.text(now, text)) }
            },
            Boxes::YesNo(word) => self.choices(value, &choices, word),
            Boxes::YesNoAndDate(word, beside) => html! {
                fieldset.field.choices data-path=(id) data-was=(value) {
                    legend { (self.label) (self.unseen()) }
                    // A date alone is an answer as well.
                    (radios(&id, &[choices[0], choices[1], ("", "Neither")], word))
                    div.beside { (Asked { label: "Date, or other words", path: self.path.clone(), ..*self }.text(now, beside)) }
                }
            },
        }
    }

    /// A few words to choose from.
    pub(super) fn choices(
        &self,
        value: &str,
        choices: &[Choice],
        chosen: &str,
    ) -> Markup {
        let id = self.path.to_string();
        html! {
            fieldset.field.choices data-path=(id) data-was=(value) {
                legend { (self.label) (self.unseen()) }
                (radios(&id, choices, chosen))
                p.note id=(format!("{id}.note")) {}
            }
        }
    }

    fn unseen(&self) -> Markup {
        html! { @if !self.of.is_empty() { span.unseen { ", " (self.of) } } }
    }

    /// A label with a line, or lines, to write on.
    fn text(&self, now: &FilledToday, text: &str) -> Markup {
        let id = self.path.to_string();
        let note = note(now, &self.path, text);
        let asks_for_date = self.kind.has_dates();
        let described = match asks_for_date {
            true => format!("{id}.hint {id}.note"),
            false => format!("{id}.note"),
        };
        // A line would lose where lines end.
        let lines = match (self.is_long, self.kind, text.contains('\n')) {
            (true, ..) => 3,
            (_, ColumnKind::Contact, _) => 2,
            (.., true) => 2,
            _ => 1,
        };
        html! {
            label for=(id) { (self.label) (self.unseen()) }
            @if asks_for_date { p.hint id=(format!("{id}.hint")) { (EXAMPLE) } }
            @if lines == 1 {
                input id=(id) class=[asks_for_date.then_some("date")] type="text" value=(text)
                    autocomplete="off" aria-describedby=(described);
            } @else {
                // HTML takes away the first line end.
                textarea id=(id) rows=(lines) autocomplete="off" aria-describedby=(described) {
                    "\n" (text)
                }
            }
            p.note id=(format!("{id}.note")) { (note.unwrap_or_default()) }
        }
    }
}

/// Radio buttons in a row.
fn radios(id: &str, choices: &[Choice], chosen: &str) -> Markup {
    html! {
        div.radios {
            @for (index, (value, words)) in choices.iter().enumerate() {
                @let own = format!("{id}.choice.{index}");
                div.choice {
                    input id=(own) type="radio" name=(format!("{id}.choice")) value=(value)
                        checked[*value == chosen];
                    label for=(own) { (words) }
                }
            }
        }
    }
}

/// What was understood of a value, where that is not plain to see; none if there is nothing
/// to say.
pub(crate) fn note(now: &FilledToday, path: &StatePath, text: &str) -> Option<String> {
    let kind = Items::of(&now.filled.checklist).kind(path)?;
    if let Some(found) = scan(text, kind.surroundings()).first() {
        return Some(match now.filled.state.is_not_nhs_number(path, text) {
            true => NOTED.into(),
            false => format!("Look at this: {}", found.why),
        });
    }
    if let StatePath::Detail(_, id) = path
        && let Some(detail) = now.filled.checklist.about.detail(id)
        && !text.trim().is_empty()
        && !detail.is_like(text)
    {
        let like = detail.like.join(" or ");
        return Some(format!("As typed: {}. Usually written like {like}.", text.trim()));
    }
    let day = |date: crate::base::date::Date| format!("{} {date}", date.weekday());
    match kind.read(text) {
        Cell::Date(date) if is_overdue(now, path, date) => {
            Some(format!("{}, overdue", day(date)))
        }
        Cell::Date(date) => Some(day(date)),
        Cell::DatedAnswer(true, date) => Some(format!("Yes, {}", day(date))),
        Cell::DatedAnswer(false, date) => Some(format!("No, {}", day(date))),
        Cell::NotUnderstood if kind.is_odd_date(text) => Some(format!(
            "As typed: {}. To be read as a date, write it like 27/03/2027.",
            text.trim()
        )),
        Cell::NotUnderstood => Some(format!("As typed: {}", text.trim())),
        _ => None,
    }
}

/// Whether a task should have been done by this day.
fn is_overdue(now: &FilledToday, path: &StatePath, due: crate::base::date::Date) -> bool {
    let StatePath::Field(id, key) = path else { return false };
    let task = now.filled.fitted.tasks.get(id);
    let status = task.map_or(Status::NotStarted, |task| task.status);
    key == "due"
        && due < now.today
        && !matches!(status, Status::Done | Status::NotApplicable)
}

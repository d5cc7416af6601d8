//! What only a record has: a summary, answers and appendices.

mod columns;

use std::collections::BTreeMap;

use serde::Serialize;

pub(crate) use self::columns::{Share, column_widths};
use crate::characters::{Characters, code_point};
use crate::check::one_line;
use crate::checklist::{Table, Task};
use crate::document::{Document, Kind, Settings, TableColumn, Writer};
use crate::filled::Filled;
use crate::fit::{TableAnswer, TaskAnswer};
use crate::runs::{self, Runs};
use crate::state::{State, Status, Typed};
use crate::summary::{self, Dated, Look, Outstanding};

/// The width of the text on the page in mm.
pub(crate) const TEXT_WIDTH: f64 = 170.0;

/// How much larger the type of large print is.
pub(crate) const LARGE_PRINT: f64 = 1.5;

/// Space beside what stands in a column, in mm.
const INSETS: f64 = 4.0;

/// Widths of columns in mm without the space beside what stands in them, the narrowest in
/// either size of print.
mod widths {
    pub(super) const DATE: f64 = 39.0;
    pub(super) const OWNER: f64 = 29.0;
    pub(super) const TASK_OWNER: f64 = 44.0;
    pub(super) const UNPLACED: f64 = 52.0;
    pub(super) const WHAT: f64 = 61.0;
    pub(super) const WHO: f64 = 50.0;
    pub(super) const WHY: f64 = 92.0;
}

/// How much of an answer the summary repeats, as mm at 12 pt: so little that a row fits a page,
/// whatever its words are and in either size of print.
mod most {
    pub(super) const TEXT: f64 = 420.0;
    pub(super) const NAME: f64 = 300.0;
    pub(super) const OWNER: f64 = 250.0;
    /// Never cut short of its evidence.
    pub(super) const WHY: f64 = 560.0;
}

/// What only a record has.
#[derive(Debug, Serialize)]
pub struct Record {
    /// What comes first.
    pub summary: SummaryContent,
    /// Answers without a place in this edition.
    pub unplaced: Vec<UnplacedContent>,
    /// Characters that print as their code points.
    pub replaced: Vec<Replaced>,
}

/// Words as they were typed, to be printed whole at their place.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// Their place in the state, as `sms-providers.1.organisation`.
    pub path: String,
    /// Each line as it was typed.
    pub lines: Vec<Runs>,
}

/// What a record says for a table.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TableContent {
    /// Nothing yet.
    Empty,
    /// That there is none.
    None,
    /// That it does not concern this practice.
    NotApplicable,
    /// Rows, with a cell for each column.
    Rows {
        /// The rows.
        rows: Vec<Vec<Option<Answer>>>,
    },
}

/// What a record says for a task.
#[derive(Debug, Serialize)]
pub struct TaskContent {
    /// Where it stands.
    pub status: &'static str,
    /// Who is at it.
    pub owner: Option<Answer>,
    /// When it is due.
    pub due: Option<Answer>,
    /// When it was done.
    pub done: Option<Answer>,
    /// Anything else.
    pub notes: Option<Answer>,
}

/// What comes first in a record.
#[derive(Debug, Serialize)]
pub struct SummaryContent {
    /// How many items stand where.
    pub standing: Vec<Standing>,
    /// What somebody should look at.
    pub to_look_at: Vec<LookContent>,
    /// Dates in tables, in their order.
    pub disconnections: Vec<Disconnection>,
    /// What is not done.
    pub outstanding: Vec<OutstandingContent>,
}

/// How many items stand somewhere.
#[derive(Debug, Serialize)]
pub struct Standing {
    /// Where.
    pub status: &'static str,
    /// How many.
    pub count: usize,
}

/// Something to look at.
#[derive(Debug, Serialize)]
pub struct LookContent {
    /// What.
    pub what: Runs,
    /// Why.
    pub why: Runs,
    /// Whether something of it is left out.
    pub shortened: bool,
}

/// A row of a table with a date.
#[derive(Debug, Serialize)]
pub struct Disconnection {
    /// The date as it prints.
    pub date: Runs,
    /// Whose it is.
    pub who: Runs,
    /// The table's title.
    #[serde(rename = "where")]
    pub table: Runs,
    /// How to reach them.
    pub contact: Runs,
    /// Whether something of it is left out.
    pub shortened: bool,
}

/// An item that is not done.
#[derive(Debug, Serialize)]
pub struct OutstandingContent {
    /// Its title.
    pub what: Runs,
    /// Where it stands.
    pub status: &'static str,
    /// Who is at it.
    pub owner: Runs,
    /// When it is due.
    pub due: Runs,
    /// Whether that was before today.
    pub overdue: bool,
    /// Whether something of it is left out.
    pub shortened: bool,
}

/// The words of an earlier edition that were answered.
#[derive(Debug, Serialize)]
pub struct EarlierContent {
    /// That edition, as *27 March 2025*.
    pub edition: String,
    /// Its words, as far as they are others now; none where it is not at hand.
    pub words: Option<Vec<Runs>>,
}

/// An answer without a place.
#[derive(Debug, Serialize)]
pub struct UnplacedContent {
    /// What it answered, in the words of the earlier edition where that is at hand, else by
    /// its ids.
    pub title: Runs,
    /// The answer.
    pub answer: Answer,
}

/// A character that prints as its code point.
#[derive(Debug, Serialize)]
pub struct Replaced {
    /// As it prints.
    pub shown: String,
    /// How often it was typed, in words.
    pub times: String,
}

impl Filled {
    /// The record, and each answer by its path as it prints.
    pub fn record(
        &self,
        settings: &Settings,
        characters: &Characters,
        attach: bool,
    ) -> (Document, Vec<(String, String)>) {
        let writer = Writer::new(self, Kind::Record, settings, characters);
        let mut document = self.document(&writer, attach);
        document.record = Some(Record {
            summary: self.summary(&writer),
            unplaced: self.unplaced(&writer),
            replaced: replaced(&self.state, characters),
        });
        (document, writer.answers.into_inner())
    }

    fn summary(&self, writer: &Writer) -> SummaryContent {
        let summary = summary::summary(
            &self.checklist,
            &self.state,
            &self.fitted,
            writer.settings.made_on,
            &writer.checked,
        );
        let standing = Status::ALL.into_iter().zip(summary.standing);
        SummaryContent {
            standing: standing
                .map(|(status, count)| Standing { status: status.words(), count })
                .collect(),
            to_look_at: summary.to_look_at.iter().map(|look| writer.look(look)).collect(),
            disconnections: summary.dates.iter().map(|one| writer.dated(one)).collect(),
            outstanding: summary
                .outstanding
                .iter()
                .map(|item| writer.outstanding(item))
                .collect(),
        }
    }

    fn unplaced(&self, writer: &Writer) -> Vec<UnplacedContent> {
        let unplaced = self.fitted.unplaced.iter().map(|unplaced| UnplacedContent {
            title: writer.words(&unplaced.title, widths::UNPLACED),
            answer: writer.answer(
                unplaced.path.clone(),
                &unplaced.typed,
                false,
                TEXT_WIDTH / 2.0,
            ),
        });
        unplaced.collect()
    }
}

/// Repeats words in the summary, and knows whether it has shortened any.
struct Brief<'w, 'a> {
    writer: &'w Writer<'a>,
    shortened: bool,
}

impl<'w, 'a> Brief<'w, 'a> {
    fn new(writer: &'w Writer<'a>) -> Self {
        Self { writer, shortened: false }
    }

    /// Words for a space of this width, no more than so many mm of them.
    fn words(&mut self, words: &str, width: f64, most: f64) -> Runs {
        let words = self.cut(words, most);
        self.writer.runs(&words, width)
    }

    /// The beginning of words, no more than so many mm at 12 pt.
    fn cut(&mut self, words: &str, most: f64) -> String {
        let line = one_line(words);
        match runs::shortened(&line, most, self.writer.characters) {
            None => line,
            Some(shortened) => {
                self.shortened = true;
                shortened
            }
        }
    }
}

impl Writer<'_> {
    fn look(&self, look: &Look) -> LookContent {
        let mut brief = Brief::new(self);
        let what = match &look.table {
            None => brief.cut(&look.what, most::TEXT),
            // Of a long name, so much that its table is named too.
            Some(table) => format!(
                "{} ({})",
                brief.cut(&look.what, most::NAME),
                brief.cut(table, most::NAME)
            ),
        };
        LookContent {
            what: self.runs(&what, widths::WHAT),
            why: brief.words(&look.why, widths::WHY, most::WHY),
            shortened: brief.shortened,
        }
    }

    fn dated(&self, dated: &Dated) -> Disconnection {
        let mut brief = Brief::new(self);
        Disconnection {
            date: brief.words(&as_date(&dated.typed), widths::DATE, most::TEXT),
            who: brief.words(&dated.who, widths::WHO, most::NAME),
            table: brief.words(&dated.table, widths::WHO, most::NAME),
            contact: brief.words(&dated.contact, widths::WHO, most::TEXT),
            shortened: brief.shortened,
        }
    }

    fn outstanding(&self, item: &Outstanding) -> OutstandingContent {
        let mut brief = Brief::new(self);
        OutstandingContent {
            what: brief.words(&item.what, widths::WHAT, most::TEXT),
            status: item.status.words(),
            owner: brief.words(&item.owner, widths::OWNER, most::OWNER),
            due: brief.words(&as_date(&item.due), widths::DATE, most::TEXT),
            overdue: item.overdue,
            shortened: brief.shortened,
        }
    }

    /// What a record says for a table of these columns.
    pub(crate) fn table_answer(
        &self,
        table: &Table,
        columns: &[TableColumn],
    ) -> TableContent {
        let rows = match self.fitted.tables.get(&table.id) {
            None | Some(TableAnswer::Empty) => return TableContent::Empty,
            Some(TableAnswer::None) => return TableContent::None,
            Some(TableAnswer::NotApplicable) => return TableContent::NotApplicable,
            Some(TableAnswer::Rows(rows)) => rows,
        };
        let weights: Vec<_> =
            columns.iter().map(|column| f64::from(column.weight)).collect();
        let total: f64 = weights.iter().sum();
        let cell = |row: usize, column: usize, typed: &Typed| {
            let is_date = table.columns[column].kind.is_date();
            let path = format!("{}.{}.{}", table.id, row + 1, table.columns[column].id);
            let width = TEXT_WIDTH * weights[column] / total - INSETS;
            self.answer(path, typed, is_date, width)
        };
        let rows = rows.iter().enumerate();
        let used = rows.filter(|(_, cells)| cells.iter().any(Option::is_some));
        let rows = used.map(|(row, cells)| {
            let cells = cells.iter().enumerate();
            cells
                .map(|(column, typed)| Some(cell(row, column, typed.as_ref()?)))
                .collect()
        });
        TableContent::Rows { rows: rows.collect() }
    }

    pub(crate) fn task_answer(&self, task: &Task) -> TaskContent {
        let nothing = TaskAnswer::default();
        let answer = self.fitted.tasks.get(&task.id).unwrap_or(&nothing);
        let field = |key: &str, typed: &Option<Typed>, is_date, width| {
            let path = format!("{}.{key}", task.id);
            typed.as_ref().map(|typed| self.answer(path, typed, is_date, width))
        };
        TaskContent {
            status: answer.status.words(),
            owner: field("owner", &answer.owner, false, widths::TASK_OWNER),
            due: field("due", &answer.due, true, widths::DATE),
            done: field("done", &answer.done, true, widths::DATE),
            notes: field("notes", &answer.notes, false, TEXT_WIDTH - 2.0 * INSETS),
        }
    }

    /// The other words that an item's answer was given to.
    pub(crate) fn earlier(&self, id: &str) -> Option<EarlierContent> {
        let earlier = self.fitted.earlier.get(id)?;
        let words = earlier.words.as_ref().map(|words| {
            words.iter().map(|words| self.words(words, runs::LINE)).collect()
        });
        Some(EarlierContent { edition: earlier.edition.to_string(), words })
    }

    /// An answer for a space of this width in mm; dates print as dates.
    pub(crate) fn answer(
        &self,
        path: String,
        typed: &Typed,
        is_date: bool,
        width: f64,
    ) -> Answer {
        let date = typed.date().filter(|_| is_date);
        let text = date.map_or_else(|| typed.text.clone(), |date| date.to_string());
        let mut lines = Vec::new();
        let mut printed = String::new();
        for line in lines_of(&text) {
            printed.push_str(&self.characters.printable(line));
            lines.push(self.runs(line, width));
        }
        self.answers.borrow_mut().push((path.clone(), printed));
        Answer { path, lines }
    }

    /// Words for a space of this width in mm.
    pub(crate) fn words(&self, words: &str, width: f64) -> Runs {
        self.runs(&one_line(words), width)
    }

    fn runs(&self, line: &str, width: f64) -> Runs {
        let scale = if self.settings.page.large_print { LARGE_PRINT } else { 1.0 };
        let mut runs = Runs::new();
        runs::add(&mut runs, line, width / scale, self.characters);
        runs
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

/// Words as a date where they are one.
fn as_date(words: &str) -> String {
    words.parse::<crate::date::Date>().map_or(words.into(), |date| date.to_string())
}

/// The characters of a state that print as code points, and how often they were typed.
fn replaced(state: &State, characters: &Characters) -> Vec<Replaced> {
    let mut places: BTreeMap<char, usize> = BTreeMap::new();
    for typed in crate::fit::values(state) {
        for c in characters.unprintable(&typed.text) {
            *places.entry(c).or_default() += 1;
        }
    }
    let times = |count| if count == 1 { "once".into() } else { format!("{count} times") };
    let replaced = places
        .into_iter()
        .map(|(c, count)| Replaced { shown: code_point(c), times: times(count) });
    replaced.collect()
}

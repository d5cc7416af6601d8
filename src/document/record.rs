//! What only a record has: a summary, answers and appendices.

use std::collections::BTreeMap;

use crate::base::geometry::{TEXT_WIDTH, widths};
use crate::base::text::{code_point, one_line};
use crate::document::schema::{
    DatedContent, Document, DocumentKind, LookContent, OutstandingContent, Record,
    Replaced, Standing, SummaryContent, TimelineContent, UnplacedContent,
};
use crate::document::summary::{self, Dated, Look, Outstanding};
use crate::document::text::characters::Characters;
use crate::document::text::runs::{self, Runs};
use crate::document::writer::{Settings, Writer};
use crate::model::answers::Filled;
use crate::model::cell::ColumnKind;
use crate::model::path::StatePath;
use crate::model::state::{State, Status};

/// How much of an answer the summary repeats, as mm at 12 pt: so little that a row fits a page,
/// whatever its words are and in either size of print.
mod most {
    pub(super) const TEXT: f64 = 420.0;
    pub(super) const NAME: f64 = 300.0;
    pub(super) const OWNER: f64 = 250.0;
    /// Never cut short of its evidence.
    pub(super) const WHY: f64 = 560.0;
}

impl Filled {
    /// The record, and each answer by its path as it prints.
    pub fn record(
        &self,
        settings: &Settings,
        characters: &Characters,
        attach: bool,
    ) -> (Document, Vec<(StatePath, String)>) {
        let writer = Writer::new(self, DocumentKind::Record, settings, characters);
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
                .map(|(status, count)| Standing { status, count })
                .collect(),
            to_look_at: summary.to_look_at.iter().map(|look| writer.look(look)).collect(),
            timeline: self.checklist.timeline.as_ref().map(|timeline| TimelineContent {
                title: writer.line(&timeline.title),
                entries: writer.line(&timeline.entries),
                has_contacts: self.has_contacts(),
                dates: summary.dates.iter().map(|one| writer.dated(one)).collect(),
            }),
            outstanding: summary
                .outstanding
                .iter()
                .map(|item| writer.outstanding(item))
                .collect(),
        }
    }

    /// Whether a table with dates on the timeline asks how to reach somebody.
    fn has_contacts(&self) -> bool {
        let items = self.checklist.items();
        let mut dated = items
            .iter()
            .filter(|item| item.columns().iter().any(|column| column.rules.on_timeline));
        dated.any(|item| {
            item.columns().iter().any(|column| column.kind == ColumnKind::Contact)
        })
    }

    fn unplaced(&self, writer: &Writer) -> Vec<UnplacedContent> {
        let unplaced = self.fitted.unplaced.iter().map(|unplaced| UnplacedContent {
            title: writer.words(&unplaced.title, widths::UNPLACED),
            answer: writer.answer(
                unplaced.path.clone(),
                &unplaced.typed,
                false,
                writer.cell(TEXT_WIDTH / 2.0),
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

    fn dated(&self, dated: &Dated) -> DatedContent {
        let mut brief = Brief::new(self);
        DatedContent {
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
            status: item.status,
            owner: brief.words(&item.owner, widths::OWNER, most::OWNER),
            due: brief.words(&as_date(&item.due), widths::DATE, most::TEXT),
            overdue: item.overdue,
            shortened: brief.shortened,
        }
    }
}

/// Words as a date where they are one.
fn as_date(words: &str) -> String {
    words.parse::<crate::base::date::Date>().map_or(words.into(), |date| date.to_string())
}

/// The characters of a state that print as code points, and how often they were typed.
fn replaced(state: &State, characters: &Characters) -> Vec<Replaced> {
    let mut places: BTreeMap<char, usize> = BTreeMap::new();
    for (_, typed) in state.walk() {
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

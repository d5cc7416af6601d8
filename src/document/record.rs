//! What only a record has: a summary, answers and appendices.

mod timeline;
mod to_do;

use std::collections::BTreeMap;

use self::to_do::{ToDo, Urgency, to_do};
use crate::base::geometry::{TEXT_WIDTH, widths};
use crate::base::text::{code_point, in_sentence, one_line};
use crate::document::schema::{
    DatedContent, Document, DocumentKind, FigureContent, LookContent, Record, Replaced,
    Standing, SummaryContent, TimelineContent, ToDoContent, UnplacedContent,
};
use crate::document::summary::{self, Dated, Summary};
use crate::document::text::characters::Characters;
use crate::document::text::runs::{self, Runs};
use crate::document::writer::{Settings, Writer};
use crate::model::answers::Filled;
use crate::model::cell::ColumnKind;
use crate::model::checklist::RuleDays;
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
        let today = writer.settings.made_on;
        let summary = summary::summary(
            &self.checklist,
            &self.state,
            &self.fitted,
            today,
            &writer.checked,
        );
        let days =
            RuleDays::new(&self.checklist.about, |id| self.state.detail(id), today);
        let standing = Status::ALL.into_iter().zip(summary.standing);
        SummaryContent {
            strip: writer.strip(&summary, &days),
            standing: standing
                .map(|(status, count)| Standing { status, count })
                .collect(),
            to_do: to_do(&summary, today).iter().map(|one| writer.to_do(one)).collect(),
            timeline: self.checklist.timeline.as_ref().map(|timeline| TimelineContent {
                title: writer.line(&timeline.title),
                entries: writer.line(&timeline.entries),
                has_contacts: self.has_contacts(),
                dates: writer.dates(&summary.dates),
                drawing: writer.drawing(&days, &summary.dates),
            }),
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
    /// The figures that say most: how long it is to the last milestone, how many items are
    /// done, how many are overdue and how many rows have no date.
    fn strip(&self, summary: &Summary, days: &RuleDays) -> Vec<FigureContent> {
        let timeline = self.checklist.timeline.as_ref();
        let last = days.leads_up_to(timeline).pop();
        let countdown = last.and_then(|last| {
            let left = last.date?.days_since(days.today);
            let day = if left.abs() == 1 { "day" } else { "days" };
            let to = if left < 0 { "since" } else { "to" };
            Some((
                left.abs().to_string(),
                format!("{day} {to} {}", in_sentence(&last.title)),
            ))
        });
        let all: usize = summary.standing.iter().sum();
        let undated = summary.dates.iter().filter(|dated| dated.date.is_none()).count();
        let figures = [
            countdown,
            Some((format!("{} of {all}", summary.standing[0]), "done".into())),
            Some((summary.overdue().to_string(), "overdue".into())),
            timeline.map(|_| (undated.to_string(), "without a date".into())),
        ];
        let figures = figures.into_iter().flatten();
        let figures = figures.map(|(figure, words)| {
            let words = self.runs(&words, widths::STRIP);
            FigureContent { figure, words }
        });
        figures.collect()
    }

    fn to_do(&self, to_do: &ToDo) -> ToDoContent {
        let mut brief = Brief::new(self);
        let looks = to_do.looks.iter().map(|(who, why)| LookContent {
            who: who.as_ref().map(|who| brief.words(who, widths::WHAT, most::NAME)),
            why: brief.words(why, widths::WHAT, most::WHY),
        });
        let looks = looks.collect();
        ToDoContent {
            number: to_do.number,
            what: brief.words(&to_do.what, widths::WHAT, most::TEXT),
            status: to_do.status,
            owner: brief.words(&to_do.owner, widths::DATE, most::OWNER),
            due: brief.words(&as_date(&to_do.due), widths::DATE, most::TEXT),
            overdue: to_do.urgency == Urgency::Overdue,
            now: to_do.urgency != Urgency::Later,
            looks,
            shortened: brief.shortened,
        }
    }

    /// The dates of the timeline, which are in their order.
    fn dates(&self, dates: &[Dated]) -> Vec<DatedContent> {
        let before = [None].into_iter().chain(dates.iter().map(Some));
        let dates = dates.iter().zip(before).map(|(dated, before)| {
            let mut brief = Brief::new(self);
            let same =
                before.is_some_and(|it| it.date.is_some() && it.date == dated.date);
            let column = dated.column.as_ref();
            DatedContent {
                date: brief.words(&as_date(&dated.typed), widths::DATE, most::TEXT),
                is_first: !same,
                who: brief.words(&dated.who, widths::WHO, most::NAME),
                number: dated.number,
                column: column.map(|title| brief.words(title, widths::WHO, most::NAME)),
                contact: brief.words(&dated.contact, widths::WHO, most::TEXT),
                breaks_rule: dated.breaks_rule,
                shortened: brief.shortened,
            }
        });
        dates.collect()
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

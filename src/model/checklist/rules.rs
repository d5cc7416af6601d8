//! What is asked of what is written in a column, beyond its kind.
//!
//! A new rule is a field here: how it is written in a checklist, and what a record says of
//! an answer that breaks it.

use ecow::eco_format;

use super::Timeline;
use super::read::ChecklistReader;
use crate::base::date::Date;
use crate::base::text::in_sentence;
use crate::model::about::About;
use crate::model::cell::{Cell, ColumnKind};
use crate::yaml::node::{Node, Value};
use crate::yaml::problems::Fields;

/// What is asked of a column.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Whether a row without it is not finished.
    pub is_needed: bool,
    /// The answer that is hoped for.
    pub expected: Option<Expected>,
    /// How long before a milestone the date should be.
    pub before: Option<Before>,
    /// How many days' notice of the date is asked for.
    pub notice: Option<u32>,
    /// Whether its dates are on the checklist's timeline.
    pub on_timeline: bool,
}

/// The answer that is hoped for in a column.
#[derive(Debug, Clone, Copy)]
pub struct Expected {
    /// Yes or no.
    pub answer: bool,
    /// Whether any other answer keeps the table from being done.
    pub must_be: bool,
}

/// How long before a milestone a date should be.
#[derive(Debug, Clone)]
pub struct Before {
    /// The id of the milestone among the details of the subject.
    pub of: String,
    /// The days between them.
    pub days: Days,
}

/// A number of days, from the least to the most, if there is a most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days(u32, Option<u32>);

impl Before {
    /// The first and the last day that it asks for, counted as the milestone's is; without a
    /// first, any day up to the last will do.
    pub fn window(&self, milestone: i64) -> (Option<i64>, i64) {
        let Days(least, most) = self.days;
        (most.map(|most| milestone - i64::from(most)), milestone - i64::from(least))
    }
}

/// The days that rules count from.
#[derive(Debug, Clone)]
pub struct RuleDays {
    /// Today.
    pub today: Date,
    /// The details that are dates.
    pub milestones: Vec<Milestone>,
}

/// A detail of the subject that is a date.
#[derive(Debug, Clone)]
pub struct Milestone {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The date, where that is known.
    pub date: Option<Date>,
}

impl RuleDays {
    /// The days that answers are judged by; `typed` is what a state has for a detail.
    pub fn new<'a>(about: &About, typed: impl Fn(&str) -> &'a str, today: Date) -> Self {
        let dates = about.iter().filter(|it| it.kind == ColumnKind::Date);
        let milestones = dates.map(|detail| Milestone {
            id: detail.id.clone(),
            title: detail.title.clone(),
            date: typed(&detail.id).parse().ok(),
        });
        Self { today, milestones: milestones.collect() }
    }

    /// The milestones of a timeline, in the order in which it names them.
    pub fn leads_up_to(&self, timeline: Option<&Timeline>) -> Vec<&Milestone> {
        let ids = timeline.into_iter().flat_map(|timeline| &timeline.milestones);
        ids.filter_map(|id| self.milestone(id)).collect()
    }

    fn milestone(&self, id: &str) -> Option<&Milestone> {
        self.milestones.iter().find(|milestone| milestone.id == id)
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            is_needed: true,
            expected: None,
            before: None,
            notice: None,
            on_timeline: false,
        }
    }
}

impl Rules {
    /// The keys of a column that are rules.
    pub const KEYS: [&'static str; 6] =
        ["needed", "expected", "before", "days_before", "notice", "timeline"];

    /// Whether a cell of this kind has all that is asked for, so that its row can be
    /// finished.
    pub fn is_met(&self, kind: ColumnKind, text: &str) -> bool {
        let cell = kind.read(text);
        let is_settled =
            kind.is_settled(text) || (!self.is_needed && cell == Cell::Empty);
        let is_wanted = match (self.expected, cell) {
            (Some(Expected { answer, must_be: true }), cell) => match cell {
                Cell::Answer(found) | Cell::DatedAnswer(found, _) => found == answer,
                // The date of it is a yes.
                Cell::Date(_) => answer,
                Cell::NotUnderstood => false,
                _ => true,
            },
            _ => true,
        };
        is_settled && is_wanted
    }

    /// What there is to look at in an answer, for a column of this kind and title.
    pub fn judge(
        &self,
        (kind, title): (ColumnKind, &str),
        text: &str,
        days: &RuleDays,
    ) -> Vec<String> {
        let cell = kind.read(text);
        let mut found = Vec::new();
        if let Cell::Date(date) | Cell::DatedAnswer(_, date) = cell {
            found.extend(self.judge_before(title, date, days));
            found.extend(self.judge_notice(title, date, days));
        }
        let is_other = self.expected.is_some_and(|expected| match cell {
            Cell::Empty | Cell::NotApplicable => false,
            Cell::Answer(answer) | Cell::DatedAnswer(answer, _) => {
                answer != expected.answer
            }
            Cell::Date(_) => !expected.answer,
            _ => true,
        });
        found.extend(is_other.then(|| format!("{title} {}", text.trim())));
        found
    }

    /// The milestone that a date of such a column waits for.
    pub fn waits_for<'d>(
        &self,
        kind: ColumnKind,
        text: &str,
        days: &'d RuleDays,
    ) -> Option<&'d Milestone> {
        let milestone = days.milestone(&self.before.as_ref()?.of)?;
        (milestone.date.is_none() && kind.date_of(text).is_some()).then_some(milestone)
    }

    /// Whether a date is so many days before its milestone.
    fn judge_before(&self, title: &str, date: Date, days: &RuleDays) -> Option<String> {
        let Before { of, days: wanted } = self.before.as_ref()?;
        let milestone = days.milestone(of)?;
        let between = milestone.date?.days_since(date);
        (!wanted.has(between)).then(|| {
            format!(
                "{} {date} is {}; this checklist asks for {} before",
                in_sentence(title),
                beside(between, &in_sentence(&milestone.title)),
                wanted.words(),
            )
        })
    }

    /// Whether a date leaves the notice that is asked for.
    fn judge_notice(&self, title: &str, date: Date, days: &RuleDays) -> Option<String> {
        let notice = self.notice?;
        let left = date.days_since(days.today);
        (0..i64::from(notice)).contains(&left).then(|| {
            format!(
                "{} {date} is in {}; this checklist asks for {}' notice",
                in_sentence(title),
                count(left),
                count(notice.into()),
            )
        })
    }
}

/// Reads the rules of columns.
impl ChecklistReader {
    pub(super) fn rules(
        &mut self,
        fields: &Fields,
        kind: Option<ColumnKind>,
        about: &About,
    ) -> Rules {
        let mut answer = |key| fields.get(key).and_then(|node| self.yes_or_no(node));
        let (needed, timeline) = (answer("needed"), answer("timeline"));
        let before = fields.get("before").map(|node| self.before(node, about));
        let old = fields.get("days_before").map(|node| self.days_before(node, about));
        let rules = Rules {
            is_needed: needed
                .unwrap_or(!(self.is_old && kind == Some(ColumnKind::Contact))),
            expected: fields.get("expected").and_then(|node| self.expected(node)),
            before: before.or(old).flatten(),
            notice: fields.get("notice").and_then(|node| {
                let days = self.days(node)?;
                if days.1 != Some(days.0) {
                    let what = "expected a number of days, as in `14`";
                    self.problems.error(node, what);
                }
                Some(days.0)
            }),
            on_timeline: timeline
                .unwrap_or(self.is_old && kind == Some(ColumnKind::Date)),
        };
        self.check_kind(fields, kind);
        if let Some(node) = fields.get("timeline").filter(|_| !self.has_timeline)
            && rules.on_timeline
        {
            self.problems
                .error(node, "the checklist has no timeline")
                .hint("add `timeline: {title: Dates}` at the top of the checklist");
        }
        rules
    }

    /// Reports rules that a column of this kind cannot have.
    fn check_kind(&mut self, fields: &Fields, kind: Option<ColumnKind>) {
        let Some(kind) = kind else { return };
        for key in ["before", "days_before", "notice", "timeline"] {
            if let Some(node) = fields.get(key).filter(|_| !kind.has_dates()) {
                let what = eco_format!("`{key}` needs a column with dates");
                let hint = "give the column the kind `date` or `date-or-yes-no`";
                self.problems.error(node, what).hint(hint);
            }
        }
        if let Some(node) = fields.get("expected").filter(|_| !kind.has_answers()) {
            let what = "`expected` needs a column for yes or no";
            let hint = "give the column the kind `yes-no` or `date-or-yes-no`";
            self.problems.error(node, what).hint(hint);
        }
    }

    fn before(&mut self, node: &Node, about: &About) -> Option<Before> {
        let what = "`before`";
        let fields = self.problems.fields(node, what, &["of", "days"]);
        let of = fields.need(&mut self.problems, "of", what);
        let of = of.and_then(|node| self.milestone(node, about));
        let days = fields.need(&mut self.problems, "days", what);
        let days = days.and_then(|node| self.days(node));
        Some(Before { of: of?, days: days? })
    }

    /// The rule as it was written when only one milestone was known.
    fn days_before(&mut self, node: &Node, about: &About) -> Option<Before> {
        const OF: &str = "final_data_production";
        let days = self.days(node)?;
        self.is_milestone(node, OF, about).then(|| Before { of: OF.into(), days })
    }

    fn days(&mut self, node: &Node) -> Option<Days> {
        let text = self.problems.text(node, "a number of days")?;
        let days = Days::read(text);
        if days.is_none() {
            let what = eco_format!(
                "expected days, as in `3`, `1 to 2` or `3 or more`, found `{text}`"
            );
            self.problems.error(node, what);
        }
        days
    }

    fn expected(&mut self, node: &Node) -> Option<Expected> {
        if let Value::Scalar(_) = node.value {
            let answer = self.yes_or_no(node)?;
            return Some(Expected { answer, must_be: !self.is_old });
        }
        let what = "`expected`";
        let fields = self.problems.fields(node, what, &["answer", "else"]);
        let answer = fields.need(&mut self.problems, "answer", what);
        let answer = answer.and_then(|node| self.yes_or_no(node));
        let other = fields.need(&mut self.problems, "else", what)?;
        let word = self.problems.text(other, "what another answer means")?;
        if word != "tell" {
            self.problems
                .error(other, eco_format!("expected `tell`, found `{word}`"))
                .hint(
                    "`else: tell` lists another answer without keeping the table from \
                     being done; for the latter, write only `expected: yes` or `no`",
                );
        }
        Some(Expected { answer: answer?, must_be: false })
    }

    pub(super) fn yes_or_no(&mut self, node: &Node) -> Option<bool> {
        match self.problems.text(node, "`yes` or `no`")? {
            "yes" | "true" => Some(true),
            "no" | "false" => Some(false),
            other => {
                let what = eco_format!("expected `yes` or `no`, found `{other}`");
                self.problems.error(node, what);
                None
            }
        }
    }
}

impl Days {
    /// Reads `3`, `1 to 2` or `3 or more`: no more than a year.
    fn read(text: &str) -> Option<Self> {
        let number = |text: &str| {
            let days = text.trim().parse().ok();
            days.filter(|days| *days <= 366)
        };
        if let Some(least) = text.strip_suffix("or more") {
            return Some(Self(number(least)?, None));
        }
        let (least, most) = text.split_once(" to ").unwrap_or((text, text));
        let (least, most) = (number(least)?, number(most)?);
        (least <= most).then_some(Self(least, Some(most)))
    }

    fn has(self, days: i64) -> bool {
        days >= self.0.into() && self.1.is_none_or(|most| days <= most.into())
    }

    fn words(self) -> String {
        match self {
            Self(least, None) => format!("{least} days or more"),
            Self(least, Some(most)) if least == most => count(least.into()),
            Self(least, Some(most)) => format!("{least} to {most} days"),
        }
    }
}

/// How many days something is before or after another.
fn beside(days: i64, what: &str) -> String {
    match days {
        0 => format!("the day of {what}"),
        1.. => format!("{} before {what}", count(days)),
        _ => format!("{} after {what}", count(-days)),
    }
}

fn count(days: i64) -> String {
    format!("{days} {}", if days == 1 { "day" } else { "days" })
}

#[cfg(test)]
mod tests;

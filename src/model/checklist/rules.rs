//! What is asked of what is written in a column, beyond its kind.
//!
//! A new rule is a field here: how it is written in a checklist, and what a record says of
//! an answer that breaks it.

use ecow::eco_format;

use crate::base::date::Date;
use crate::model::cell::{Cell, ColumnKind};
use crate::yaml::problems::{Fields, Problems};

/// What a record looks at in a column.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules {
    /// The answer that is hoped for: yes or no.
    pub expected: Option<bool>,
    /// How many days before final data production the date should be, at least and at
    /// most.
    pub days_before: Option<(u32, u32)>,
    /// How many days' notice of the date is asked for.
    pub notice: Option<u32>,
}

/// The days that rules count from.
#[derive(Debug, Clone, Copy)]
pub struct RuleDays {
    /// Today.
    pub today: Date,
    /// Final data production, where that is a date.
    pub final_data_production: Option<Date>,
}

impl Rules {
    /// The keys of a column that are rules.
    pub const KEYS: [&'static str; 3] = ["expected", "days_before", "notice"];

    /// Reads a column's rules and reports what is wrong with them.
    pub(super) fn read(fields: &Fields, problems: &mut Problems) -> Self {
        let mut read = |key: &str, what: &str, parse: &dyn Fn(&str) -> bool| {
            let node = fields.get(key)?;
            let text = problems.text(node, what)?;
            if !parse(text) {
                problems.error(node, eco_format!("expected {what}, found `{text}`"));
            }
            Some(text.to_string())
        };
        let is_answer = |text: &str| yes_or_no(text).is_some();
        let are_days = |text: &str| days(text).is_some();
        let expected = read("expected", "`yes` or `no`", &is_answer);
        let days_before = read("days_before", "days, as in `1 to 2`", &are_days);
        let notice = read("notice", "a number of days", &are_days);
        Self {
            expected: expected.and_then(|text| yes_or_no(&text)),
            days_before: days_before.and_then(|text| days(&text)),
            notice: notice.and_then(|text| days(&text)).map(|(least, _)| least),
        }
    }

    /// What there is to look at in an answer, for a column of this kind and title.
    pub fn judge(
        &self,
        (kind, title): (ColumnKind, &str),
        text: &str,
        days: RuleDays,
    ) -> Vec<String> {
        let mut found = Vec::new();
        match kind.read(text) {
            Cell::Empty => {}
            Cell::Date(date) if kind == ColumnKind::Date => {
                let title = title.to_lowercase();
                found.extend(self.before(&title, date, days));
                found.extend(self.notice(&title, date, days));
            }
            Cell::Answer(answer) | Cell::DatedAnswer(answer, _)
                if self.expected == Some(answer) => {}
            _ if self.expected.is_some() && kind != ColumnKind::Date => {
                found.push(format!("{title} {}", text.trim()));
            }
            _ => {}
        }
        found
    }

    /// Whether a date is so many days before final data production.
    fn before(&self, title: &str, date: Date, days: RuleDays) -> Option<String> {
        let (least, most) = self.days_before?;
        let between = days.final_data_production?.days_since(date);
        let is_so = (i64::from(least)..=i64::from(most)).contains(&between);
        (!is_so).then(|| {
            format!(
                "{title} {date} is {}; the guide says {least} to {most} days before",
                beside(between, "final data production")
            )
        })
    }

    /// Whether a date leaves the notice that is asked for.
    fn notice(&self, title: &str, date: Date, days: RuleDays) -> Option<String> {
        let notice = self.notice?;
        let left = date.days_since(days.today);
        (0..i64::from(notice)).contains(&left).then(|| {
            format!(
                "{title} {date} is in {}: {notice} days' notice is asked for",
                count(left)
            )
        })
    }
}

/// The meaning of `yes` and `no`.
fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// A number of days, or the least and the most of them: `14` or `1 to 2`.
fn days(text: &str) -> Option<(u32, u32)> {
    let (least, most) = text.split_once(" to ").unwrap_or((text, text));
    let (least, most) = (least.trim().parse().ok()?, most.trim().parse().ok()?);
    (least <= most && most <= 366).then_some((least, most))
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
mod tests {
    use super::*;

    #[test]
    fn days_are_a_number_or_from_one_to_another() {
        assert_eq!(days("14"), Some((14, 14)));
        assert_eq!(days("1 to 2"), Some((1, 2)));
        for text in ["", "x", "2 to 1", "-1", "400", "1 to"] {
            assert_eq!(days(text), None, "{text}");
        }
    }

    #[test]
    fn each_rule_says_what_breaks_it_and_nothing_else() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let days = RuleDays {
            today: day("01/03/2027"),
            final_data_production: Some(day("14/03/2027")),
        };
        let rules =
            Rules { expected: Some(true), days_before: Some((1, 2)), notice: Some(7) };
        for (kind, text, wanted) in [
            (ColumnKind::Date, "12/03/2027", vec![]),
            (ColumnKind::Date, "", vec![]),
            (ColumnKind::Date, "TBC", vec![]),
            (
                ColumnKind::Date,
                "04/03/2027",
                vec![
                    "stop 4 March 2027 is 10 days before final data production; the guide \
                     says 1 to 2 days before",
                    "stop 4 March 2027 is in 3 days: 7 days' notice is asked for",
                ],
            ),
            (ColumnKind::YesNo, "yes", vec![]),
            (ColumnKind::YesNo, "no", vec!["Stop no"]),
            (ColumnKind::DateOrYesNo, "yes, 02/11/2026", vec![]),
            (ColumnKind::DateOrYesNo, "TBC", vec!["Stop TBC"]),
        ] {
            assert_eq!(rules.judge((kind, "Stop"), text, days), wanted, "{text}");
        }
        let none = Rules::default();
        assert!(none.judge((ColumnKind::YesNo, "Stop"), "no", days).is_empty());
    }
}

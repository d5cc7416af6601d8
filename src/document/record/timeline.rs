//! The timeline of a record, drawn to scale.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::date::Date;
use crate::base::geometry::{TEXT_WIDTH, label_scale};
use crate::document::schema::{DayContent, DrawingContent, LabelContent, MarkContent};
use crate::document::summary::Dated;
use crate::document::text::runs;
use crate::document::writer::Writer;
use crate::model::checklist::{Milestone, RuleDays};

/// Days without anything of which the line leaves out most, if they are a good part of it.
const EMPTY: i64 = 21;

/// What stands for the days that are left out, in mm.
const BREAK: f64 = 12.0;

/// Space at both ends of the line in mm, for half of what stands there.
const EDGE: f64 = 3.0;

/// Space between two labels side by side, in mm.
const BETWEEN: f64 = 2.5;

/// Space between a bar and its words, in mm.
const BESIDE: f64 = 1.5;

/// The most lines of labels.
const LEVELS: usize = 4;

/// The longest title of a milestone beside its date, in mm at 12 pt.
const LONGEST: f64 = 75.0;

/// The days of a timeline: how many dates each has, and whether one breaks a rule.
type DayCounts = BTreeMap<Date, (usize, bool)>;

impl Writer<'_> {
    /// Today, the milestones and all dates; none if there is nothing but today.
    pub(super) fn drawing(
        &self,
        rule_days: &RuleDays,
        dates: &[Dated],
    ) -> Option<DrawingContent> {
        let today = rule_days.today;
        let milestones = self.milestones(rule_days);
        let mut days = DayCounts::new();
        for dated in dates {
            let Some(date) = dated.date else { continue };
            let (count, breaks_rule) = days.entry(date).or_default();
            *count += 1;
            *breaks_rule |= dated.breaks_rule;
        }
        if milestones.is_empty() && days.is_empty() {
            return None;
        }
        let windows = self.windows(&milestones, today);
        let dates = days.keys().chain(milestones.iter().map(|(_, date)| date));
        let points = dates.map(|date| date.days_since(today)).chain([0]);
        let points: BTreeSet<_> =
            points.chain(windows.iter().flatten().copied()).collect();
        let scale = Scale::new(&points, today);

        let mut below: BTreeMap<_, _> =
            days.keys().map(|date| (*date, short(*date))).collect();
        below.insert(today, format!("Today, {}", short(today)));
        let mut below = self.marks(&scale, Beside::Below, below.into_iter().collect());
        let above = milestones.iter().map(|(milestone, date)| {
            let title = runs::shortened(&milestone.title, LONGEST, self.characters);
            let title = title.as_ref().unwrap_or(&milestone.title);
            (*date, format!("{title}, {date}"))
        });
        let above = self.marks(&scale, Beside::Above, above.collect());
        let here = MarkContent { at: scale.at(0), label: None };
        Some(DrawingContent {
            alt: self.line(&alt(today, &milestones, &days)),
            spans: scale.spans.clone(),
            windows: windows.iter().map(|days| days.map(|day| scale.at(day))).collect(),
            today: below.remove(&today).unwrap_or(here),
            days: days
                .into_iter()
                .map(|(date, (count, breaks_rule))| {
                    let at = scale.at(date.days_since(today));
                    // That of today is today's.
                    let none = MarkContent { at, label: None };
                    let mark = below.remove(&date).unwrap_or(none);
                    DayContent { mark, count, breaks_rule }
                })
                .collect(),
            milestones: above.into_values().collect(),
        })
    }

    /// The milestones that have a date, by their dates.
    fn milestones<'d>(&self, days: &'d RuleDays) -> Vec<(&'d Milestone, Date)> {
        let ids = self.checklist.timeline.iter().flat_map(|line| &line.milestones);
        let found = ids.filter_map(|id| {
            let found = days.milestones.iter().find(|one| one.id == *id)?;
            Some((found, found.date?))
        });
        let mut found: Vec<_> = found.collect();
        found.sort_by_key(|(_, date)| *date);
        found
    }

    /// The days that rules ask for, from the first to the last, counted from today.
    fn windows(&self, milestones: &[(&Milestone, Date)], today: Date) -> Vec<[i64; 2]> {
        let items = self.checklist.items();
        let columns = items.iter().flat_map(|item| item.columns());
        let rules =
            columns.filter(|column| column.rules.on_timeline).map(|column| &column.rules);
        let windows = rules.filter_map(|rules| {
            let before = rules.before.as_ref()?;
            let (_, date) = milestones.iter().find(|(one, _)| one.id == before.of)?;
            let (first, last) = before.window(date.days_since(today));
            Some([first?, last])
        });
        BTreeSet::from_iter(windows).into_iter().collect()
    }

    /// Places on the line with their words, as far as these have room beside each other.
    fn marks(
        &self,
        scale: &Scale,
        side: Beside,
        words: Vec<(Date, String)>,
    ) -> BTreeMap<Date, MarkContent> {
        let size = label_scale(self.settings.page.large_print);
        let mut ends = [f64::NEG_INFINITY; LEVELS];
        let marks = words.into_iter().map(|(date, words)| {
            let at = scale.at(date.days_since(scale.today));
            let words = self.line(&words);
            let width = runs::wide(&words, self.characters) * size;
            let left = match side {
                Beside::Below => at - width / 2.0,
                Beside::Above => at - BESIDE - width,
            };
            let left = left.min(TEXT_WIDTH - width).max(0.0);
            let has_room = |ends: &[f64]| ends.iter().all(|end| end + BETWEEN <= left);
            let level = (0..LEVELS).find(|&level| match side {
                Beside::Below => has_room(&ends[level..=level]),
                // No bar of one that is higher goes through these words.
                Beside::Above => has_room(&ends[level..]),
            });
            let label = level.map(|level| {
                ends[level] = at.max(left + width);
                LabelContent { words, left: rounded(left), level }
            });
            (date, MarkContent { at, label })
        });
        marks.collect()
    }
}

/// Where words stand.
#[derive(Debug, Clone, Copy)]
enum Beside {
    /// Below the line, in the middle of their mark.
    Below,
    /// Above it, to the left of their mark, which is a bar that reaches up to them.
    Above,
}

/// Where days stand on the line.
struct Scale {
    today: Date,
    /// Days with something, from today, and where they stand in mm.
    places: BTreeMap<i64, f64>,
    /// The stretches that are to scale.
    spans: Vec<[f64; 2]>,
}

impl Scale {
    fn new(points: &BTreeSet<i64>, today: Date) -> Self {
        let gaps = || points.iter().zip(points.iter().skip(1)).map(|(a, b)| b - a);
        let all: i64 = gaps().sum();
        let is_empty = |days: i64| days > EMPTY && days * 4 > all;
        let kept: i64 = gaps().filter(|days| !is_empty(*days)).sum();
        let breaks = gaps().filter(|days| is_empty(*days)).count();
        let left = TEXT_WIDTH - 2.0 * EDGE - BREAK * breaks as f64;
        let day = if kept > 0 { left / kept as f64 } else { 0.0 };
        // Of breaks alone, each has its share.
        let wide = if kept > 0 || breaks == 0 {
            BREAK
        } else {
            (TEXT_WIDTH - 2.0 * EDGE) / breaks as f64
        };
        let (mut places, mut spans) = (BTreeMap::new(), Vec::new());
        let (mut at, mut start, mut before) = (EDGE, 0.0, None);
        for &point in points {
            match before.map(|before| point - before) {
                Some(days) if is_empty(days) => {
                    // The break has a little of the line at both of its ends.
                    let edge = (wide - BREAK / 3.0) / 2.0;
                    spans.push([rounded(start), rounded(at + edge)]);
                    at += wide;
                    start = at - edge;
                }
                Some(days) => at += day * days as f64,
                None => {}
            }
            places.insert(point, rounded(at));
            before = Some(point);
        }
        spans.push([rounded(start), TEXT_WIDTH]);
        Self { today, places, spans }
    }

    fn at(&self, day: i64) -> f64 {
        self.places.get(&day).copied().unwrap_or(EDGE)
    }
}

/// As in *5 Mar*.
fn short(date: Date) -> String {
    let words = date.to_string();
    let mut words = words.split(' ');
    let (day, month) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    format!("{day} {}", month.get(..3).unwrap_or(month))
}

fn rounded(millimetres: f64) -> f64 {
    (millimetres * 100.0).round() / 100.0
}

/// The drawing in words.
fn alt(today: Date, milestones: &[(&Milestone, Date)], days: &DayCounts) -> String {
    let mut all: BTreeMap<Date, Vec<String>> = BTreeMap::new();
    all.entry(today).or_default().push("today".into());
    for (date, (count, breaks_rule)) in days {
        let dates = if *count == 1 { "date" } else { "dates" };
        let rule = if *breaks_rule { ", to be looked at" } else { "" };
        all.entry(*date).or_default().push(format!("{count} {dates}{rule}"));
    }
    for (milestone, date) in milestones {
        all.entry(*date).or_default().push(milestone.title.clone());
    }
    let days = all.iter().map(|(date, words)| format!("{date}, {}", words.join(", ")));
    format!("Timeline: {}", days.collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(points: &[i64]) -> Scale {
        Scale::new(&points.iter().copied().collect(), Date::default())
    }

    #[test]
    fn a_line_is_to_scale_but_for_long_empty_stretches() {
        let close = scale(&[0, 10, 20]);
        assert_eq!([0, 10, 20].map(|day| close.at(day)), [3.0, 85.0, 167.0]);
        assert_eq!(close.spans, [[0.0, 170.0]]);
        let broken = scale(&[0, 10, 200, 210]);
        assert_eq!([0, 10, 200, 210].map(|day| broken.at(day)), [3.0, 79.0, 91.0, 167.0]);
        assert_eq!(broken.spans, [[0.0, 83.0], [87.0, 170.0]]);
    }

    #[test]
    fn a_line_of_one_day_or_of_breaks_alone_stays_on_the_page() {
        assert_eq!(scale(&[0]).at(0), 3.0);
        assert_eq!([0, 100].map(|day| scale(&[0, 100]).at(day)), [3.0, 167.0]);
    }
}

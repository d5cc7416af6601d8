//! Days on a line drawn to scale, with their words, for a record and for an overview.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::date::Date;
use crate::base::geometry::{TEXT_WIDTH, label_scale};
use crate::document::schema::{DayContent, LabelContent, MarkContent};
use crate::document::text::characters::Characters;
use crate::document::text::runs;
use crate::document::writer::Settings;

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

/// The days of a timeline: how many dates each has, and whether one is to be looked at.
pub(super) type DayCounts = BTreeMap<Date, (usize, bool)>;

/// Where words stand.
#[derive(Debug, Clone, Copy)]
pub(super) enum Beside {
    /// Below the line, in the middle of their mark.
    Below,
    /// Above it, to the left of their mark, which is a bar that reaches up to them.
    Above,
}

/// Where days stand on the line.
pub(super) struct Scale {
    today: Date,
    /// Days with something, from today, and where they stand in mm.
    places: BTreeMap<i64, f64>,
    /// The stretches that are to scale.
    pub(super) spans: Vec<[f64; 2]>,
}

impl Scale {
    /// A line for these days, counted from today.
    pub(super) fn new(points: &BTreeSet<i64>, today: Date) -> Self {
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

    /// Where a day stands, counted from today.
    pub(super) fn place(&self, day: i64) -> f64 {
        self.places.get(&day).copied().unwrap_or(EDGE)
    }

    fn at(&self, date: Date) -> f64 {
        self.place(date.days_since(self.today))
    }

    /// Today and the days with dates, with their words below the line.
    pub(super) fn days(
        &self,
        days: &DayCounts,
        settings: &Settings,
        characters: &Characters,
    ) -> (MarkContent, Vec<DayContent>) {
        let mut words: BTreeMap<_, _> =
            days.keys().map(|date| (*date, date.day_and_month())).collect();
        words.insert(self.today, format!("Today, {}", self.today.day_and_month()));
        let words = words.into_iter().collect();
        let mut marks = self.marks(Beside::Below, words, settings, characters);
        // The label of today is today's, and no date's.
        let mut mark = |date: Date| {
            let none = MarkContent { at: self.at(date), label: None };
            marks.remove(&date).unwrap_or(none)
        };
        let today = mark(self.today);
        let days = days.iter().map(|(date, (count, breaks_rule))| DayContent {
            mark: mark(*date),
            count: *count,
            breaks_rule: *breaks_rule,
        });
        (today, days.collect())
    }

    /// Places on the line with their words, as far as these have room beside each other.
    pub(super) fn marks(
        &self,
        side: Beside,
        words: Vec<(Date, String)>,
        settings: &Settings,
        characters: &Characters,
    ) -> BTreeMap<Date, MarkContent> {
        let size = label_scale(settings.page.large_print);
        let mut ends = [f64::NEG_INFINITY; LEVELS];
        let marks = words.into_iter().map(|(date, words)| {
            let at = self.at(date);
            let words = characters.printable(&words).into_owned();
            let width = runs::wide(&words, characters) * size;
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

/// As in *3 dates*.
pub(super) fn dates_in_words(count: usize) -> String {
    format!("{count} {}", if count == 1 { "date" } else { "dates" })
}

/// Days on a line in words, with what each has.
pub(super) fn in_words(title: &str, days: &BTreeMap<Date, Vec<String>>) -> String {
    let days = days.iter().map(|(date, words)| format!("{date}, {}", words.join(", ")));
    format!("{title}: {}", days.collect::<Vec<_>>().join("; "))
}

fn rounded(millimetres: f64) -> f64 {
    (millimetres * 100.0).round() / 100.0
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
        assert_eq!([0, 10, 20].map(|day| close.place(day)), [3.0, 85.0, 167.0]);
        assert_eq!(close.spans, [[0.0, 170.0]]);
        let broken = scale(&[0, 10, 200, 210]);
        assert_eq!(
            [0, 10, 200, 210].map(|day| broken.place(day)),
            [3.0, 79.0, 91.0, 167.0]
        );
        assert_eq!(broken.spans, [[0.0, 83.0], [87.0, 170.0]]);
    }

    #[test]
    fn a_line_of_one_day_or_of_breaks_alone_stays_on_the_page() {
        assert_eq!(scale(&[0]).place(0), 3.0);
        assert_eq!([0, 100].map(|day| scale(&[0, 100]).place(day)), [3.0, 167.0]);
    }
}

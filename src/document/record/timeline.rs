//! The timeline of a record, drawn to scale.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::date::Date;
use crate::document::schema::DrawingContent;
use crate::document::summary::Dated;
use crate::document::text::runs;
use crate::document::timeline::{Beside, DayCounts, Scale, dates_in_words, in_words};
use crate::document::writer::Writer;
use crate::model::checklist::{Milestone, RuleDays};

/// The longest title of a milestone beside its date, in mm at 12 pt.
const LONGEST: f64 = 75.0;

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

        let (today_mark, day_marks) = scale.days(&days, self.settings, self.characters);
        let mut above: BTreeMap<Date, Vec<String>> = BTreeMap::new();
        for (milestone, date) in &milestones {
            let title = runs::shortened(&milestone.title, LONGEST, self.characters);
            let title = title.unwrap_or_else(|| milestone.title.clone());
            above.entry(*date).or_default().push(title);
        }
        let above = above.into_iter().map(|(date, mut words)| {
            words.push(date.to_string());
            (date, words.join(", "))
        });
        let above =
            scale.marks(Beside::Above, above.collect(), self.settings, self.characters);
        Some(DrawingContent {
            alt: self.line(&alt(today, &milestones, &days)),
            spans: scale.spans.clone(),
            windows: windows
                .iter()
                .map(|days| days.map(|day| scale.place(day)))
                .collect(),
            today: today_mark,
            days: day_marks,
            milestones: above.into_values().collect(),
        })
    }

    /// The milestones that have a date, by their dates.
    fn milestones<'d>(&self, days: &'d RuleDays) -> Vec<(&'d Milestone, Date)> {
        let all = days.leads_up_to(self.checklist.timeline.as_ref());
        let dated = all.into_iter().filter_map(|found| Some((found, found.date?)));
        let mut found: Vec<_> = dated.collect();
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
}

/// The drawing in words.
fn alt(today: Date, milestones: &[(&Milestone, Date)], days: &DayCounts) -> String {
    let mut all: BTreeMap<Date, Vec<String>> = BTreeMap::new();
    all.entry(today).or_default().push("today".into());
    for (date, (count, breaks_rule)) in days {
        let rule = if *breaks_rule { ", to be looked at" } else { "" };
        all.entry(*date).or_default().push(dates_in_words(*count) + rule);
    }
    for (milestone, date) in milestones {
        all.entry(*date).or_default().push(milestone.title.clone());
    }
    in_words("Timeline", &all)
}

//! The overview of many states, for those who look after them all: a line for each, the most
//! pressing first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::date::Date;
use crate::base::geometry::{Geometry, TEXT_WIDTH, characters, foot, widths};
use crate::base::privacy::blotted;
use crate::base::problem::{Problem, first_error};
use crate::base::source::Source;
use crate::base::text::{capitalised, in_sentence, one_line};
use crate::document::cover;
use crate::document::schema::{
    AnswerContent, DocumentKind, DrawingContent, FigureContent, Foot, LeftOutContent,
    LineContent, MilestoneContent, OverviewDocument, PartContent, Standing,
};
use crate::document::summary;
use crate::document::text::characters::Characters;
use crate::document::text::runs::{self, Runs};
use crate::document::timeline::{DayCounts, Scale, dates_in_words, in_words};
use crate::document::writer::Settings;
use crate::edition::verdict::{UpdateStatus, Verdict};
use crate::model::answers::Filled;
use crate::model::checklist::{Checklist, RuleDays};
use crate::model::path::StatePath;
use crate::model::state::Status;

/// The title where there is more than one checklist.
const SEVERAL: &str = "Several checklists";

/// What the first column is called where a checklist is about nothing.
const FILE: &str = "File";

/// What is worth knowing of a state among many.
#[derive(Debug)]
pub struct SubjectLine {
    /// Its checklist.
    pub checklist: Arc<Checklist>,
    /// The checklist's file.
    source: Source,
    /// The name of the subject, without NHS numbers.
    pub name: String,
    /// What tells it from others, likewise.
    pub code: String,
    /// The name of its file, likewise.
    file: String,
    /// How many items have each status, in the order of [`Status::ALL`].
    pub standing: [usize; 4],
    /// How many items are overdue.
    pub overdue: usize,
    /// How many things there are to look at.
    pub to_look_at: usize,
    /// The next date on the timeline.
    pub next_date: Option<Date>,
    /// The day of the last check for updates.
    pub last_check: Option<Date>,
    /// What the checks for updates show.
    pub verdict: Verdict,
    /// The dates of what the timeline leads up to, in its order.
    milestones: Vec<Option<Date>>,
}

impl SubjectLine {
    /// What a state says as of today, as its record says it.
    pub fn of(filled: &Filled, checked: &UpdateStatus, today: Date) -> Self {
        let Filled { checklist, state, fitted, source, state_source } = filled;
        let summary = summary::summary(checklist, state, fitted, today, checked);
        let days = RuleDays::new(&checklist.about, |id| state.detail(id), today);
        let milestones = days.leads_up_to(checklist.timeline.as_ref());
        let file = state_source.as_ref().map_or("", |source| &source.name);
        Self {
            name: blotted(&one_line(state.name())),
            code: blotted(&one_line(state.code())),
            file: blotted(file.rsplit(['/', '\\']).next().unwrap_or(file)),
            standing: summary.standing,
            overdue: summary.overdue(),
            to_look_at: summary.to_look_at.len(),
            next_date: summary.next_date(today),
            last_check: checked.checks.iter().map(|check| check.date).max(),
            verdict: checked.finding.verdict,
            milestones: milestones.into_iter().map(|one| one.date).collect(),
            checklist: Arc::clone(checklist),
            source: source.clone(),
        }
    }

    fn has_checklist_of(&self, other: &Self) -> bool {
        self.checklist.id == other.checklist.id
            && self.source.bytes() == other.source.bytes()
    }

    /// How pressing it is, the most pressing first: what is overdue, then by the next date;
    /// last what is done.
    fn urgency(&self, today: Date) -> impl Ord + use<> {
        let [_, in_progress, not_started, _] = self.standing;
        let milestones = self.milestones.iter().flatten().copied();
        let milestone = milestones.filter(|date| *date >= today).min();
        let next = self.next_date.or(milestone);
        (
            in_progress + not_started == 0,
            Reverse(self.overdue),
            next.is_none(),
            next,
            Reverse(self.to_look_at),
        )
    }
}

/// A state that an overview has no line for.
#[derive(Debug)]
pub struct LeftOut {
    /// Its file.
    pub file: String,
    /// Why.
    pub why: String,
}

impl LeftOut {
    /// A state that could not be read; the first of the problems says why.
    pub fn new(file: String, problems: &[Problem]) -> Self {
        Self { file, why: first_error(problems) }
    }
}

/// The overview of these states, and each name and code by its path as it prints.
pub fn overview(
    lines: &[&SubjectLine],
    left_out: &[LeftOut],
    settings: &Settings,
    characters: &Characters,
) -> (OverviewDocument, Vec<(StatePath, String)>) {
    let parts = in_parts(lines, settings.made_on);
    let all: Vec<_> = parts.iter().map(|part| part[0]).collect();
    let only = if let [only] = all[..] { Some(&only.checklist) } else { None };
    let mut writer =
        OverviewWriter { settings, characters, lines: 0, answers: Vec::new() };
    let title = writer.line(only.map_or(SEVERAL, |checklist| &checklist.title));
    let publishers: BTreeSet<_> =
        all.iter().map(|line| line.checklist.publisher.as_deref()).collect();
    let publisher = publishers.first().filter(|_| publishers.len() == 1);
    let mut keywords: Vec<_> = all
        .iter()
        .flat_map(|one| {
            cover::keywords(&one.checklist, &one.source, DocumentKind::Overview)
        })
        .collect();
    let mut seen = BTreeSet::new();
    keywords.retain(|word| seen.insert(word.clone()));
    let document = OverviewDocument {
        kind: DocumentKind::Overview,
        publisher: publisher.copied().flatten().map(|words| writer.line(words)),
        edition: only.map(|checklist| checklist.last_updated.to_string()),
        made_on: settings.made_on.to_string(),
        foot: Foot { title: writer.foot(&title), name: None, code: None },
        title,
        keywords,
        page: settings.page,
        geometry: Geometry::new(settings.page.large_print),
        strip: writer.strip(lines),
        standing: standing(lines),
        left_out: left_out.iter().map(|one| writer.left_out(one)).collect(),
        parts: parts.iter().map(|part| writer.part(part, only.is_none())).collect(),
    };
    (document, writer.answers)
}

/// The lines of each checklist, the most pressing first; the checklists by their titles.
fn in_parts<'l>(lines: &[&'l SubjectLine], today: Date) -> Vec<Vec<&'l SubjectLine>> {
    let mut parts: Vec<Vec<&SubjectLine>> = Vec::new();
    for &line in lines {
        match parts.iter_mut().find(|part| part[0].has_checklist_of(line)) {
            Some(part) => part.push(line),
            None => parts.push(vec![line]),
        }
    }
    for part in &mut parts {
        part.sort_by_cached_key(|line| {
            (line.urgency(today), line.name.clone(), line.code.clone(), line.file.clone())
        });
    }
    parts.sort_by_key(|part| (&part[0].checklist.title, part[0].checklist.last_updated));
    parts
}

/// How many items stand where.
fn standing(lines: &[&SubjectLine]) -> Vec<Standing> {
    let mut counts = [0; 4];
    for line in lines {
        for (count, more) in counts.iter_mut().zip(line.standing) {
            *count += more;
        }
    }
    let all = Status::ALL.into_iter().zip(counts);
    all.map(|(status, count)| Standing { status, count }).collect()
}

/// Writes an overview's parts in the words of the contract.
struct OverviewWriter<'a> {
    settings: &'a Settings,
    characters: &'a Characters<'a>,
    /// How many lines have been written so far.
    lines: usize,
    /// The names and codes written so far, by path, as they print.
    answers: Vec<(StatePath, String)>,
}

impl OverviewWriter<'_> {
    fn line(&self, words: &str) -> String {
        self.characters.printable(words).into_owned()
    }

    fn runs(&self, words: &str, width: f64) -> Runs {
        let large_print = self.settings.page.large_print;
        runs::of(&one_line(words), width, large_print, self.characters)
    }

    /// The title for the foot, cut to what a line has beside the dates.
    fn foot(&self, title: &str) -> String {
        let width = foot::beside_dates(self.settings.page.large_print);
        let short = runs::shortened(title, width, self.characters);
        short.unwrap_or_else(|| title.into())
    }

    /// The totals.
    fn strip(&self, lines: &[&SubjectLine]) -> Vec<FigureContent> {
        let sum = |of: fn(&SubjectLine) -> usize| {
            lines.iter().map(|line| of(line)).sum::<usize>()
        };
        let items = sum(|line| line.standing.iter().sum());
        let figures = [
            (lines.len().to_string(), "in this overview"),
            (format!("{} of {items}", sum(|line| line.standing[0])), "items done"),
            (sum(|line| line.overdue).to_string(), "overdue"),
            (sum(|line| line.to_look_at).to_string(), "to look at"),
        ];
        let figures = figures.into_iter().map(|(figure, words)| FigureContent {
            figure,
            words: self.runs(words, widths::STRIP),
        });
        figures.collect()
    }

    fn left_out(&self, left_out: &LeftOut) -> LeftOutContent {
        let width = TEXT_WIDTH / 2.0;
        LeftOutContent {
            file: self.runs(&blotted(&left_out.file), widths::UNPLACED),
            why: self.runs(&blotted(&left_out.why), width),
        }
    }

    /// The lines of a checklist; its title is given where there are several.
    fn part(&mut self, lines: &[&SubjectLine], has_title: bool) -> PartContent {
        let checklist = &lines[0].checklist;
        let subject = &checklist.about.subject;
        let title = || self.runs(&checklist.title, runs::LINE);
        PartContent {
            title: has_title.then(title),
            edition: checklist.last_updated.to_string(),
            subject: match subject.is_empty() {
                true => FILE.into(),
                false => capitalised(&checklist.about.words()),
            },
            has_dates: checklist.timeline.is_some(),
            has_checks: checklist.published.is_some()
                || lines.iter().any(|line| line.last_check.is_some()),
            milestones: self.milestones(lines),
            lines: lines.iter().map(|line| self.subject(line)).collect(),
        }
    }

    /// What the timelines lead up to, all drawn to one scale.
    fn milestones(&self, lines: &[&SubjectLine]) -> Vec<MilestoneContent> {
        let today = self.settings.made_on;
        let all = lines.iter().flat_map(|line| line.milestones.iter().flatten());
        let points = all.map(|date| date.days_since(today)).chain([0]).collect();
        let scale = Scale::new(&points, today);
        let titles = milestone_titles(&lines[0].checklist);
        let drawn = titles.into_iter().enumerate().filter_map(|(index, title)| {
            let mut days = DayCounts::new();
            for date in lines.iter().filter_map(|line| line.milestones[index]) {
                days.entry(date).or_default().0 += 1;
            }
            let drawing = self.drawing(&scale, title, &days)?;
            Some(MilestoneContent { title: self.runs(title, runs::LINE), drawing })
        });
        drawn.collect()
    }

    fn drawing(
        &self,
        scale: &Scale,
        title: &str,
        days: &DayCounts,
    ) -> Option<DrawingContent> {
        if days.is_empty() {
            return None;
        }
        let today = self.settings.made_on;
        let mut words: BTreeMap<Date, Vec<String>> = BTreeMap::new();
        words.entry(today).or_default().push("today".into());
        for (date, (count, _)) in days {
            words.entry(*date).or_default().push(dates_in_words(*count));
        }
        let (today, days) = scale.days(days, self.settings, self.characters);
        Some(DrawingContent {
            alt: self
                .line(&in_words(&format!("Timeline, {}", in_sentence(title)), &words)),
            spans: scale.spans.clone(),
            windows: Vec::new(),
            today,
            milestones: Vec::new(),
            days,
        })
    }

    fn subject(&mut self, line: &SubjectLine) -> LineContent {
        let about = &line.checklist.about;
        self.lines += 1;
        let [name, code] = [(about.name(), &line.name), (about.code(), &line.code)].map(
            |(detail, words)| {
                let id = detail.filter(|_| !words.is_empty()).map(|it| it.id.clone())?;
                let path = StatePath::Cell(about.subject.clone(), self.lines, id);
                Some(self.answer(path, words))
            },
        );
        // The last of those that it leads up to, as the days of a record are counted.
        let titles = milestone_titles(&line.checklist);
        let last = titles.last().zip(line.milestones.last().copied().flatten());
        LineContent {
            file: (name.is_none() && code.is_none())
                .then(|| self.runs(&line.file, widths::SUBJECT)),
            name,
            code,
            milestone: last.map(|(title, date)| {
                self.runs(&format!("{title}: {}", date.brief()), widths::SUBJECT)
            }),
            standing: standing(&[line]),
            overdue: line.overdue,
            next_date: line.next_date.map(Date::brief),
            to_look_at: line.to_look_at,
            last_check: line.last_check.map(Date::brief),
        }
    }

    fn answer(&mut self, path: StatePath, words: &str) -> AnswerContent {
        let shown = path.to_string();
        self.answers.push((path, self.line(words)));
        let line = self.runs(words, widths::SUBJECT);
        // In bold, and narrower than in large print.
        let height = runs::line_count(&line, characters(widths::SUBJECT, true));
        AnswerContent { path: shown, lines: vec![line], height }
    }
}

/// The titles of what a checklist's timeline leads up to, in its order.
fn milestone_titles(checklist: &Checklist) -> Vec<&str> {
    let ids = checklist.timeline.iter().flat_map(|line| &line.milestones);
    let details = ids.filter_map(|id| checklist.about.detail(id));
    details.map(|detail| detail.title.as_str()).collect()
}

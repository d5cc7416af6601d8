//! Finds rules, boxes and ruled tables among what a page draws.

use super::reader::{Area, Fill, MM_PER_PT, Page, Stroke};

/// The heaviest line, in mm, that counts as a rule; thicker is a shape.
const HEAVIEST: f64 = 1.0;

/// How far in mm rules that meet may lie apart.
const MEETING: f64 = 0.3;

/// A straight line along or down the page.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Whether it goes along the page.
    pub level: bool,
    /// The middle of its weight, in mm from the top, or from the left.
    pub at: f64,
    /// Its start in mm from the left, or from the top.
    pub from: f64,
    /// Its end.
    pub to: f64,
    /// Its weight in pt.
    pub weight: f64,
    /// Its lightness from 0 (black) to 1 (white).
    pub luma: f64,
}

/// Rules that meet and part a space into cells.
#[derive(Clone, Debug)]
pub struct Grid {
    /// The space, its outer rules included.
    pub area: Area,
    /// The levels of its rules along the page, from the top.
    pub levels: Vec<f64>,
    rules: Vec<Rule>,
}

impl Rule {
    fn of_stroke(stroke: &Stroke) -> Option<Self> {
        let ((x0, y0), (x1, y1)) = (stroke.from, stroke.to);
        let level = (y0 - y1).abs() < 0.01;
        if !level && (x0 - x1).abs() >= 0.01 {
            return None;
        }
        let (at, a, b) = if level { (y0, x0, x1) } else { (x0, y0, y1) };
        let (from, to) = (a.min(b), a.max(b));
        Some(Self { level, at, from, to, weight: stroke.width, luma: stroke.luma })
    }

    /// A line that is drawn as a long and thin shape.
    fn of_fill(fill: &Fill) -> Option<Self> {
        let Area { x0, y0, x1, y1 } = fill.area;
        let (width, height) = (x1 - x0, y1 - y0);
        let thickness = width.min(height);
        if thickness > HEAVIEST || width.max(height) < 5.0 * thickness.max(0.5) {
            return None;
        }
        let level = width > height;
        let (at, from, to) =
            if level { ((y0 + y1) / 2.0, x0, x1) } else { ((x0 + x1) / 2.0, y0, y1) };
        let weight = (thickness / MM_PER_PT * 100.0).round() / 100.0;
        Some(Self { level, at, from, to, weight, luma: fill.luma })
    }

    /// Its length in mm.
    pub fn length(&self) -> f64 {
        self.to - self.from
    }

    /// The box of its ink.
    pub fn area(&self) -> Area {
        let half = self.weight * MM_PER_PT / 2.0;
        let (low, high) = (self.at - half, self.at + half);
        if self.level {
            Area { x0: self.from, y0: low, x1: self.to, y1: high }
        } else {
            Area { x0: low, y0: self.from, x1: high, y1: self.to }
        }
    }

    fn meets(&self, other: &Self) -> bool {
        if self.level == other.level {
            return false;
        }
        let reaches =
            |a: &Self, b: &Self| (a.from - MEETING..=a.to + MEETING).contains(&b.at);
        reaches(self, other) && reaches(other, self)
    }
}

impl Page {
    /// All rules of the page, frames included, boxes to tick left out.
    pub fn rules(&self) -> Vec<Rule> {
        let ticks = self.tick_boxes();
        let strokes = self.strokes.iter().filter_map(Rule::of_stroke);
        let fills = self.fills.iter().filter_map(Rule::of_fill);
        let rules = strokes.chain(fills);
        rules
            .filter(|rule| !ticks.iter().any(|tick| tick.holds(&rule.area(), 0.5)))
            .collect()
    }

    /// The frames that are drawn in one go, as measured in the middle of their lines.
    pub fn frames(&self) -> Vec<Area> {
        let around = |four: &[Stroke]| {
            let ends = four.iter().flat_map(|stroke| [stroke.from, stroke.to]);
            let points = ends.map(|(x, y)| Area { x0: x, y0: y, x1: x, y1: y });
            let joined = four.windows(2).all(|pair| pair[0].to == pair[1].from);
            let closed = joined && four[3].to == four[0].from;
            closed.then(|| Area::around(points)).flatten()
        };
        self.strokes.windows(4).filter_map(around).collect()
    }

    /// The small frames, to tick.
    pub fn tick_boxes(&self) -> Vec<Area> {
        let frames = self.frames().into_iter();
        frames.filter(|area| area.width() < 10.0 && area.height() < 10.0).collect()
    }

    /// The groups of rules that part a space into cells, from the top.
    pub fn grids(&self) -> Vec<Grid> {
        let mut left = self.rules();
        let mut grids = Vec::new();
        while let Some(first) = left.pop() {
            let mut group = vec![first];
            let mut next = 0;
            while next < group.len() {
                let meets = |rule: &mut Rule| rule.meets(&group[next]);
                let met: Vec<_> = left.extract_if(.., meets).collect();
                group.extend(met);
                next += 1;
            }
            grids.extend(Grid::of(group));
        }
        grids.sort_by(|a, b| a.area.y0.total_cmp(&b.area.y0));
        grids
    }
}

impl Grid {
    fn of(rules: Vec<Rule>) -> Option<Self> {
        let area = Area::around(rules.iter().map(Rule::area))?;
        let mut levels: Vec<_> =
            rules.iter().filter(|rule| rule.level).map(|rule| rule.at).collect();
        levels.sort_by(f64::total_cmp);
        levels.dedup_by(|a, b| (*a - *b).abs() < MEETING);
        (levels.len() > 1 && rules.iter().any(|rule| !rule.level)).then_some(Self {
            area,
            levels,
            rules,
        })
    }

    /// The grid if it is around this height, or begins below it with a head above: where the
    /// head of a table may have more than titles, the rules between its columns begin below.
    pub fn with_head(mut self, page: &Page, y: f64) -> Option<Self> {
        if self.row(y).is_some() {
            return Some(self);
        }
        let top = self.area.y0;
        let is_as_wide = |rule: &Rule| {
            let ends = [rule.from - self.area.x0, rule.to - self.area.x1];
            rule.level && ends.iter().all(|end| end.abs() < MEETING)
        };
        let above = page.rules().into_iter().filter(|rule| rule.at < top - MEETING);
        let head = above.filter(is_as_wide).max_by(|a, b| a.at.total_cmp(&b.at))?;
        let begins_here = |rule: &&mut Rule| !rule.level && rule.from < top + MEETING;
        self.rules.iter_mut().filter(begins_here).for_each(|rule| rule.from = head.at);
        self.levels.insert(0, head.at);
        self.area.y0 = head.area().y0;
        self.rules.push(head);
        Some(self).filter(|grid| grid.row(y).is_some())
    }

    /// The row at this height, from 0; none outside.
    pub fn row(&self, y: f64) -> Option<usize> {
        self.levels.windows(2).position(|pair| (pair[0]..pair[1]).contains(&y))
    }

    /// The sides of the columns at this height, between the rules' ink.
    pub fn columns(&self, y: f64) -> Vec<(f64, f64)> {
        let parting = |rule: &&Rule| {
            !rule.level && (rule.from - MEETING..rule.to + MEETING).contains(&y)
        };
        let mut sides: Vec<_> = self
            .rules
            .iter()
            .filter(parting)
            .map(|r| (r.area().x0, r.area().x1))
            .collect();
        sides.sort_by(|a, b| a.0.total_cmp(&b.0));
        sides.insert(0, (f64::MIN, self.area.x0));
        sides.push((self.area.x1, f64::MAX));
        let between = sides.windows(2).map(|pair| (pair[0].1, pair[1].0));
        between.filter(|(left, right)| right - left > MEETING).collect()
    }

    /// The cell at a point, between the ink of its rules; none outside.
    pub fn cell(&self, x: f64, y: f64) -> Option<Area> {
        let row = self.row(y)?;
        let columns = self.columns(y).into_iter();
        let (x0, x1) = columns.into_iter().find(|(x0, x1)| (*x0..*x1).contains(&x))?;
        let side = |at: f64, towards: f64| {
            let near = |r: &&Rule| r.level && (r.at - at).abs() < MEETING;
            let weight =
                self.rules.iter().filter(near).map(|r| r.weight).fold(0.0, f64::max);
            at + towards * weight * MM_PER_PT / 2.0
        };
        let (y0, y1) = (side(self.levels[row], 1.0), side(self.levels[row + 1], -1.0));
        Some(Area { x0, y0, x1, y1 })
    }
}

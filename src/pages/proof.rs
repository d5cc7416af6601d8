//! Checks that every answer is on the pages in full.
//!
//! Typst silently drops what does not fit a fixed height or an unbreakable cell. The
//! layouts put each answer into a block labelled with its path, and every piece of a
//! broken block keeps the label. So the visible text of each block is read back from the
//! laid-out frames and compared with the answer, path by path: no more and no less.

use std::collections::BTreeMap;
use std::ops::Range;

use ecow::{EcoVec, eco_format};
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Size, Transform};
use typst::text::{TextItem, is_default_ignorable};
use typst_layout::PagedDocument;
use unicode_normalization::char::is_combining_mark;

use crate::base::problem::{self, Outcome, Problem};
use crate::document::text::characters::is_right_to_left;
use crate::model::path::StatePath;

/// How the labels of answers begin; the path follows.
const LABEL: &str = "answer:";

/// How far a glyph may stick out of its block, in pt, as side bearings do.
const SLACK: f64 = 1.0;

/// Compares what is on the pages with the answers, given by path as they should print.
///
/// # Errors
/// One for each answer that is missing or incomplete.
pub fn check(pages: &PagedDocument, answers: &[(StatePath, String)]) -> Outcome<()> {
    let mut printed = Printed::default();
    for page in pages.pages() {
        let visible = Area::new(Point::zero(), page.frame.size(), Transform::identity());
        printed.walk(&page.frame, Transform::identity(), visible, None);
    }
    let mut problems = EcoVec::new();
    for (path, expected) in answers {
        let found = printed.texts.remove(&path.to_string()).unwrap_or_default();
        if !equal(&found, expected) {
            problems.push(mismatch(path, &found, expected));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// The text on the pages by the paths of answers.
#[derive(Default)]
struct Printed {
    texts: BTreeMap<String, String>,
}

/// The block of an answer: its path and its area.
#[derive(Clone)]
struct Within {
    path: String,
    area: Area,
}

/// A rectangle on the page.
#[derive(Debug, Clone, Copy)]
struct Area {
    min: Point,
    max: Point,
}

impl Area {
    /// A rectangle of this size, its corner at a point before the transformation.
    fn new(corner: Point, size: Size, transform: Transform) -> Self {
        let a = corner.transform(transform);
        let b = (corner + size.to_point()).transform(transform);
        Self { min: a.min(b), max: a.max(b) }
    }

    /// The part that both have in common.
    fn within(self, other: Self) -> Self {
        Self { min: self.min.max(other.min), max: self.max.min(other.max) }
    }

    /// Whether a point is inside, within the slack, and at most `height` above or below.
    fn holds(self, point: Point, height: Abs) -> bool {
        let slack = Abs::pt(SLACK);
        (self.min.x - slack..=self.max.x + slack).contains(&point.x)
            && (self.min.y - height..=self.max.y + height).contains(&point.y)
    }
}

impl Printed {
    /// Reads a frame, of which only the part in `visible` shows.
    fn walk(
        &mut self,
        frame: &Frame,
        transform: Transform,
        visible: Area,
        within: Option<&Within>,
    ) {
        let mut last: Option<(Abs, &TextItem)> = None;
        for (position, item) in frame.items() {
            match item {
                FrameItem::Group(group) => {
                    last = None;
                    let transform = transform
                        .pre_concat(Transform::translate(position.x, position.y))
                        .pre_concat(group.transform);
                    self.group(group, transform, visible, within);
                }
                FrameItem::Text(text) => {
                    let Some(within) = within else { continue };
                    let end = Point::new(position.x + text.width(), position.y);
                    let inked = Point::new(end.x - trailing_space(text), position.y);
                    let beside = last.filter(|(x, _)| x.approx_eq(position.x));
                    let again = beside.map_or(0..0, |(_, last)| repeated(last, text));
                    let shown = within.area.within(visible);
                    let ends = [*position, inked].map(|point| point.transform(transform));
                    // Marks may be above or below their block.
                    let height =
                        if is_marks(&text.text) { text.size } else { Abs::pt(SLACK) };
                    let shows = again.len() == text.text.len()
                        || ends.iter().all(|point| shown.holds(*point, height));
                    last = shows.then_some((end.x, text));
                    if shows && let Some(printed) = self.texts.get_mut(&within.path) {
                        printed.push_str(&text.text[..again.start]);
                        printed.push_str(&text.text[again.end..]);
                    }
                }
                _ => last = None,
            }
        }
    }

    fn group(
        &mut self,
        group: &GroupItem,
        transform: Transform,
        visible: Area,
        within: Option<&Within>,
    ) {
        let visible = group.clip.as_ref().map_or(visible, |clip| {
            let clip = clip.bbox(None);
            Area::new(clip.min, clip.size(), transform).within(visible)
        });
        let label = group.label.map(|label| label.resolve());
        let Some(path) = label.as_ref().and_then(|label| label.strip_prefix(LABEL))
        else {
            return self.walk(&group.frame, transform, visible, within);
        };
        self.texts.entry(path.into()).or_default();
        let area = Area::new(Point::zero(), group.frame.size(), transform);
        let within = Within { path: path.into(), area };
        self.walk(&group.frame, transform, visible, Some(&within));
    }
}

/// What a text repeats of the one before it: a letter whose marks are at another height
/// comes as two texts, each with the whole letter.
fn repeated(last: &TextItem, text: &TextItem) -> Range<usize> {
    let (Some(before), Some(after)) = (last.glyphs.last(), text.glyphs.first()) else {
        return 0..0;
    };
    let same = before.span == after.span
        && last.text.get(before.range()) == text.text.get(after.range());
    if same { after.range() } else { 0..0 }
}

/// The width of the white space at the end of a text, which may stick out of its block.
fn trailing_space(text: &TextItem) -> Abs {
    let spaces = text.glyphs.iter().rev().take_while(|glyph| {
        text.text.get(glyph.range()).is_some_and(|text| text.trim().is_empty())
    });
    spaces.map(|glyph| glyph.x_advance.at(text.size)).sum()
}

/// Whether a text has only marks, without the letter that they belong to.
fn is_marks(text: &str) -> bool {
    text.chars().all(|c| is_combining_mark(c) || is_default_ignorable(c))
}

/// Whether two texts have the same characters in the same order, apart from white space
/// and invisible marks.
///
/// Right-to-left text comes in the order in which it is drawn, so its order is not
/// compared.
fn equal(found: &str, expected: &str) -> bool {
    let visible = |text: &str| -> Vec<char> {
        let hidden = |c: &char| c.is_whitespace() || is_default_ignorable(*c);
        text.chars().filter(|c| !hidden(c)).collect()
    };
    let (mut found, mut expected) = (visible(found), visible(expected));
    if expected.iter().any(|&c| is_right_to_left(c)) {
        found.sort_unstable();
        expected.sort_unstable();
    }
    found == expected
}

fn mismatch(path: &StatePath, found: &str, expected: &str) -> Problem {
    let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let (found, expected) = (count(found), count(expected));
    let message = eco_format!(
        "the answer `{path}` is not printed as it should be ({found} of {expected} \
         characters)"
    );
    let mut problem = problem::error(message);
    problem.hint(
        "nothing was written and nothing is lost; edited layouts must have a mistake",
    );
    problem.hint(
        "with the built-in layouts, put spaces into its longest words, or leave out \
         rare signs",
    );
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_text_must_equal_what_was_typed_apart_from_white_space() {
        assert!(equal("a b\u{2068}c", "ab c"));
        assert!(!equal("abbc", "abc"));
        assert!(!equal("ab", "abc"));
        assert!(!equal("ba", "ab"));
        assert!(equal("בא 1", "אב 1"));
        assert!(!equal("בא", "אבב"));
        assert!(!equal("באב", "אב"));
    }
}

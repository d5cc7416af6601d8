//! Proof that every answer is on a page, whole.
//!
//! Typst drops what does not fit a fixed height or an unbreakable cell without a word. The
//! layouts put each answer into a block labelled with its path, and every piece of a
//! broken block keeps the label. So the text inside block and page is read back from the
//! laid-out frames and compared with the answer, path by path.

use std::collections::BTreeMap;

use ecow::{EcoVec, eco_format};
use typst::diag::{SourceDiagnostic, SourceResult};
use typst::layout::{Abs, Frame, FrameItem, Point, Size, Transform};
use typst::syntax::DiagSpan;
use typst::text::TextItem;
use typst_layout::PagedDocument;

use crate::characters::is_right_to_left;

/// How labels of answers begin; the path follows.
const LABEL: &str = "answer:";

/// How far a glyph may stand out of its block, in pt: side bearings do.
const SLACK: f64 = 1.0;

/// Compares what is on the pages with the answers, given by path as they should print.
///
/// # Errors
/// One for each answer that is missing, or not whole.
pub fn check(pages: &PagedDocument, answers: &[(String, String)]) -> SourceResult<()> {
    let mut printed = Printed::default();
    for page in pages.pages() {
        printed.page = page.frame.size();
        printed.walk(&page.frame, Transform::identity(), None);
    }
    let mut problems = EcoVec::new();
    for (path, expected) in answers {
        let found = printed.texts.remove(path.as_str()).unwrap_or_default();
        if !same(&found, expected) {
            problems.push(lost(path, &found, expected));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// The text on the pages by the paths of answers.
#[derive(Default)]
struct Printed {
    texts: BTreeMap<String, String>,
    page: Size,
}

/// The block of an answer: its path, and where it is.
#[derive(Clone)]
struct Within {
    path: String,
    transform: Transform,
    size: Size,
}

impl Printed {
    fn walk(&mut self, frame: &Frame, transform: Transform, within: Option<&Within>) {
        for (position, item) in frame.items() {
            match item {
                FrameItem::Group(group) => {
                    let transform = transform
                        .pre_concat(Transform::translate(position.x, position.y))
                        .pre_concat(group.transform);
                    let label = group.label.map(|label| label.resolve());
                    let path = label.as_ref().and_then(|label| label.strip_prefix(LABEL));
                    if let Some(path) = path {
                        let size = group.frame.size();
                        self.texts.entry(path.into()).or_default();
                        let within = Within { path: path.into(), transform, size };
                        self.walk(&group.frame, transform, Some(&within));
                    } else {
                        self.walk(&group.frame, transform, within);
                    }
                }
                FrameItem::Text(text) => {
                    if let Some(within) = within {
                        self.text(text, *position, transform, within);
                    }
                }
                _ => {}
            }
        }
    }

    /// Takes a text that stands inside its block and the page.
    fn text(
        &mut self,
        text: &TextItem,
        at: Point,
        transform: Transform,
        within: &Within,
    ) {
        let start = at.transform(transform);
        let end = Point::new(at.x + text.width(), at.y).transform(transform);
        let origin = Point::zero().transform(within.transform);
        let corner = origin + within.size.to_point();
        let slack = Abs::pt(SLACK);
        let inside = |point: Point| {
            point.x >= origin.x - slack
                && point.x <= corner.x + slack
                && point.y >= origin.y - slack
                && point.y <= corner.y + slack
                && point.x <= self.page.x
                && point.y <= self.page.y
        };
        if inside(start)
            && inside(end)
            && let Some(printed) = self.texts.get_mut(&within.path)
        {
            printed.push_str(&text.text);
        }
    }
}

/// Whether two texts have the same characters but for white space and invisible marks.
///
/// What runs from right to left comes in the order it is drawn, so there only the
/// characters themselves are compared.
fn same(found: &str, expected: &str) -> bool {
    let visible = |text: &str| -> Vec<char> {
        let hidden =
            |c: &char| c.is_whitespace() || typst::text::is_default_ignorable(*c);
        text.chars().filter(|c| !hidden(c)).collect()
    };
    let (mut found, mut expected) = (visible(found), visible(expected));
    if expected.iter().any(|&c| is_right_to_left(c)) {
        found.sort_unstable();
        expected.sort_unstable();
    }
    found == expected
}

fn lost(path: &str, found: &str, expected: &str) -> SourceDiagnostic {
    let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let (found, expected) = (count(found), count(expected));
    let message = eco_format!(
        "the answer `{path}` is not whole on the pages ({found} of {expected} characters)"
    );
    SourceDiagnostic::error(DiagSpan::detached(), message).with_hint(
        "this is a mistake in the layouts: nothing was written, nothing is lost",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_the_same_but_for_white_space() {
        assert!(same("a b\u{2068}c", "ab c"));
        assert!(!same("ab", "abc"));
        assert!(!same("ba", "ab"));
        assert!(same("בא 1", "אב 1"));
        assert!(!same("בא", "אבב"));
    }
}

//! Puts the glyphs of a page together into lines of text.

use super::drawing::mm;
use super::reader::{Glyph, MM_PER_PT, Mark};

/// How far in mm a glyph may lie off the baseline of the one before it.
const OFF_BASELINE: f64 = 0.05;

/// How far in em a glyph may lie behind, or ahead of, the end of the one before it.
///
/// Kerning stays within this; the space after a list number, or the next column of a
/// table, does not. Spaces are glyphs of their own, so the gap between words is none.
const GAP: std::ops::Range<f64> = -0.4..0.4;

/// A run of glyphs that reads on without a gap.
#[derive(Clone, Debug)]
pub struct TextLine {
    /// The text, with the spaces the PDF has.
    pub text: String,
    /// Left end in mm, without leading spaces.
    pub x0: f64,
    /// Right end in mm, without trailing spaces.
    pub x1: f64,
    /// The baseline in mm from the top edge.
    pub baseline: f64,
    /// The largest type size in pt.
    pub size: f64,
    /// Index of the first of its glyphs on the page.
    pub first: usize,
    /// How many glyphs it has.
    pub count: usize,
}

/// Groups glyphs, in drawing order, into lines.
pub(super) fn text_lines(glyphs: &[Glyph]) -> Vec<TextLine> {
    let mut first = 0;
    let mut lines = Vec::new();
    for run in glyphs.chunk_by(continues) {
        lines.push(line(run, first));
        first += run.len();
    }
    lines
}

/// Whether a glyph follows on from the one drawn before it.
fn continues(last: &Glyph, next: &Glyph) -> bool {
    let (sin, cos) = last.angle.to_radians().sin_cos();
    let (dx, dy) = (next.x - last.x, next.baseline - last.baseline);
    let along = dx * cos + dy * sin - last.advance;
    let across = dy * cos - dx * sin;
    let em = last.size.max(next.size) * MM_PER_PT;
    (last.mark == Mark::Artifact) == (next.mark == Mark::Artifact)
        && (last.angle - next.angle).abs() < 0.01
        && across.abs() < OFF_BASELINE
        && GAP.contains(&(along / em))
}

fn line(run: &[Glyph], first: usize) -> TextLine {
    let shown = || run.iter().filter(|g| !g.text.trim().is_empty());
    let ends = || shown().flat_map(|g| [g.x, end(g)]);
    let empty = shown().next().is_none();
    TextLine {
        text: run.iter().map(|g| g.text.as_str()).collect(),
        x0: if empty { run[0].x } else { ends().fold(f64::MAX, f64::min) },
        x1: if empty { run[0].x } else { ends().fold(f64::MIN, f64::max) },
        baseline: run[0].baseline,
        size: run.iter().map(|g| g.size).fold(0.0, f64::max),
        first,
        count: run.len(),
    }
}

/// Where a glyph ends, in mm from the left edge.
fn end(glyph: &Glyph) -> f64 {
    mm(glyph.x + glyph.advance * glyph.angle.to_radians().cos())
}

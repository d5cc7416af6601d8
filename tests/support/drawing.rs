//! Records what the pages of a PDF draw.

use super::marks::Marks;
use super::reader::{Area, Fill, Glyph, MM_PER_PT, Mark, Page, Stroke};
use hayro::vello_cpu::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape, flatten};
use hayro_interpret::font::Glyph as FontGlyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, StrokeProps, TransformExt,
    interpret_page,
};
use hayro_syntax::page;

/// How far in mm a chord may lie off the curve it stands for.
const FLATNESS: f64 = 0.05;

/// Font units in an em, the scale of every glyph outline and advance.
const UNITS_PER_EM: f64 = 1000.0;

/// Reads what every page draws.
pub(super) fn draw(file: &hayro_syntax::Pdf) -> Vec<Page> {
    let cache = InterpreterCache::new();
    let pages = file.pages().iter();
    pages.map(|page| draw_page(file, page, &cache)).collect()
}

fn draw_page<'a>(
    file: &'a hayro_syntax::Pdf,
    page: &page::Page<'a>,
    cache: &InterpreterCache<'a>,
) -> Page {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width) * MM_PER_PT, f64::from(height) * MM_PER_PT);
    let bounds = Rect::new(0.0, 0.0, width, height);
    let settings = InterpreterSettings::default();
    let mut context = Context::new(to_mm(page), bounds, cache, file.xref(), settings);
    let mut recorder = Recorder { page: Page::default(), marks: Marks::new(page) };
    interpret_page(page, &mut context, &mut recorder);
    Page {
        width: mm(width),
        height: mm(height),
        langs: recorder.marks.finish(),
        ..recorder.page
    }
}

/// The transformation from the coordinates of a page to mm from its left and top.
pub(super) fn to_mm(page: &page::Page<'_>) -> Affine {
    Affine::scale(MM_PER_PT) * page.initial_transform(true).to_kurbo()
}

/// The box around a shape in mm.
pub(super) fn area_of(shape: &impl Shape) -> Area {
    let around = shape.bounding_box();
    Area { x0: mm(around.x0), y0: mm(around.y0), x1: mm(around.x1), y1: mm(around.y1) }
}

/// Rounds a length in mm to what the single precision in the file can hold.
pub(super) fn mm(length: f64) -> f64 {
    (length * 1e4).round() / 1e4
}

/// Rounds a size in pt, or a lightness, likewise.
fn thousandths(number: f64) -> f64 {
    (number * 1e3).round() / 1e3
}

struct Recorder {
    page: Page,
    marks: Marks,
}

impl Device<'_> for Recorder {
    fn draw_path(
        &mut self,
        path: &BezPath,
        at: Affine,
        paint: &Paint<'_>,
        mode: &PathDrawMode,
    ) {
        let (luma, mark) = (luma(paint), self.marks.current());
        let shape = at * path;
        match mode {
            PathDrawMode::Stroke(pen) => {
                let width = f64::from(pen.line_width) * scale(at) / MM_PER_PT;
                let stroke = |ends| stroke(ends, thousandths(width), pen, luma, mark);
                let strokes = segments(&shape).into_iter().map(stroke);
                self.page.strokes.extend(strokes);
            }
            PathDrawMode::Fill(_) => {
                let area = area_of(&shape);
                self.page.fills.push(Fill { area, luma, mark });
            }
        }
    }

    fn draw_glyph(
        &mut self,
        glyph: &FontGlyph<'_>,
        at: Affine,
        glyph_at: Affine,
        paint: &Paint<'_>,
        mode: &GlyphDrawMode,
    ) {
        let mut glyph = shown_glyph(glyph, at * glyph_at);
        let last = self.page.glyphs.last();
        let place = (glyph.x, glyph.baseline);
        let is_again = last.is_some_and(|last| (last.x, last.baseline) == place);
        // Text that is filled and stroked comes as two glyphs, one on the other.
        if is_again && matches!(mode, GlyphDrawMode::Stroke(_)) {
            return;
        }
        if let Some(text) = self.marks.actual_text() {
            glyph.text = text;
        }
        glyph.mark = self.marks.current();
        glyph.luma = match mode {
            GlyphDrawMode::Invisible => 1.0,
            GlyphDrawMode::Fill | GlyphDrawMode::Stroke(_) => luma(paint),
        };
        self.page.glyphs.push(glyph);
    }

    fn draw_image(&mut self, image: Image<'_, '_>, at: Affine) {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let corners = Rect::new(0.0, 0.0, width, height).to_path(FLATNESS);
        self.page.images.push(Fill {
            area: area_of(&(at * corners)),
            luma: f64::NAN,
            mark: self.marks.current(),
        });
    }

    fn begin_marked_content(&mut self, tag: &[u8], id: Option<i32>) {
        self.marks.begin(tag, id);
    }

    fn end_marked_content(&mut self) {
        self.marks.end();
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn pop_clip_path(&mut self) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {
    }
    fn pop_transparency_group(&mut self) {}
}

/// A glyph with its own text, drawn with `at` from font units to mm.
fn shown_glyph(glyph: &FontGlyph<'_>, at: Affine) -> Glyph {
    let FontGlyph::Outline(outline) = glyph else {
        panic!("a glyph of a Type 3 font has no outline to read");
    };
    let [a, b, c, d, x, y] = at.as_coeffs();
    let advance = f64::from(outline.advance_width().unwrap_or_default());
    let font = outline.font_data().and_then(|font| font.postscript_name);
    let shape = at * outline.outline();
    Glyph {
        text: own_text(glyph),
        x: mm(x),
        baseline: mm(y),
        size: thousandths(c.hypot(d) * UNITS_PER_EM / MM_PER_PT),
        advance: mm(a.hypot(b) * advance),
        angle: thousandths(b.atan2(a).to_degrees()),
        ink: (!shape.is_empty()).then(|| area_of(&shape)),
        luma: f64::NAN,
        font: font.unwrap_or_default(),
        mark: Mark::Unmarked,
    }
}

/// The text of a glyph by the font.
fn own_text(glyph: &FontGlyph<'_>) -> String {
    match glyph.as_unicode() {
        Some(BfString::Char(char)) => char.to_string(),
        Some(BfString::String(text)) => text,
        None => char::REPLACEMENT_CHARACTER.to_string(),
    }
}

fn stroke(
    (from, to): (Point, Point),
    width: f64,
    pen: &StrokeProps,
    luma: f64,
    mark: Mark,
) -> Stroke {
    Stroke {
        from: (mm(from.x), mm(from.y)),
        to: (mm(to.x), mm(to.y)),
        width,
        dashed: !pen.dash_array.is_empty(),
        luma,
        mark,
    }
}

/// How much a transformation enlarges, as the root of how it enlarges areas.
fn scale(at: Affine) -> f64 {
    at.determinant().abs().sqrt()
}

/// The straight segments of a path, with chords for its curves.
fn segments(path: &BezPath) -> Vec<(Point, Point)> {
    let mut segments = Vec::new();
    let (mut start, mut last) = (Point::ORIGIN, Point::ORIGIN);
    flatten(path, FLATNESS, |element| {
        let next = match element {
            PathEl::ClosePath => start,
            other => other.end_point().unwrap_or(start),
        };
        match element {
            PathEl::MoveTo(_) => start = next,
            _ if next != last => segments.push((last, next)),
            _ => {}
        }
        last = next;
    });
    segments
}

/// Lightness of a paint on white paper, by the weights of the sRGB primaries.
fn luma(paint: &Paint<'_>) -> f64 {
    let Paint::Color(color) = paint else {
        return f64::NAN;
    };
    let [red, green, blue, alpha] = color.to_rgba().components().map(f64::from);
    let luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    thousandths(1.0 - alpha * (1.0 - luma))
}

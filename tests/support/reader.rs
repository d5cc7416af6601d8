//! Reads a PDF back with a reader that is not its writer.
//!
//! Everything is given as it lies on the printed page: lengths in millimetres from the
//! left and top edges of the page, type sizes and line weights in points, all after
//! every transformation, and rounded to 0.0001 mm and 0.001 pt. Clipping, soft masks
//! and group opacity are not applied, so what is drawn and then cut off is seen too.

use super::document::page_links;
use super::drawing::draw;
use super::lines::{TextLine, text_lines};
use hayro_syntax::object::ObjectIdentifier;

/// Millimetres in a point.
pub const MM_PER_PT: f64 = 25.4 / 72.0;

/// A PDF that was read, with what each of its pages shows.
pub struct Pdf {
    pub(super) file: hayro_syntax::Pdf,
    /// The pages in reading order.
    pub pages: Vec<Page>,
}

/// What one page shows, in drawing order.
#[derive(Debug, Default)]
pub struct Page {
    /// Width of the page in mm.
    pub width: f64,
    /// Height of the page in mm.
    pub height: f64,
    /// Every glyph, spaces included.
    pub glyphs: Vec<Glyph>,
    /// Every stroked segment: a rectangle gives four, a curve gives short chords.
    pub strokes: Vec<Stroke>,
    /// Every filled path.
    pub fills: Vec<Fill>,
    /// Every raster image, without a lightness.
    pub images: Vec<Fill>,
    /// Every link annotation.
    pub links: Vec<Link>,
    /// The language of marked content that has one of its own.
    pub(super) langs: Vec<(Mark, String)>,
}

/// One glyph as it is shown.
#[derive(Clone, Debug)]
pub struct Glyph {
    /// Its text from `/ToUnicode` or `/ActualText`; empty after the first of a cluster.
    pub text: String,
    /// Left end of its baseline in mm from the left edge.
    pub x: f64,
    /// Its baseline in mm from the top edge.
    pub baseline: f64,
    /// Type size in pt.
    pub size: f64,
    /// Distance in mm to the next glyph, before kerning.
    pub advance: f64,
    /// Direction of its baseline in degrees clockwise; 0 for upright text.
    pub angle: f64,
    /// The box of its outline; none for a space.
    pub ink: Option<Area>,
    /// Lightness from 0 (black) to 1 (white), NaN for a pattern.
    pub luma: f64,
    /// PostScript name of its font, without the subset prefix.
    pub font: String,
    /// The marked content it belongs to.
    pub mark: Mark,
}

/// One stroked straight segment.
#[derive(Clone, Debug)]
pub struct Stroke {
    /// Start (x, y) in mm.
    pub from: (f64, f64),
    /// End (x, y) in mm.
    pub to: (f64, f64),
    /// Line weight in pt.
    pub width: f64,
    /// Whether the line is dashed.
    pub dashed: bool,
    /// Lightness from 0 (black) to 1 (white), NaN for a pattern.
    pub luma: f64,
    /// The marked content it belongs to.
    pub mark: Mark,
}

/// One filled path.
#[derive(Clone, Debug)]
pub struct Fill {
    /// The box around the path.
    pub area: Area,
    /// Lightness from 0 (black) to 1 (white), NaN for a pattern.
    pub luma: f64,
    /// The marked content it belongs to.
    pub mark: Mark,
}

/// One link annotation.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where it can be clicked.
    pub area: Area,
    /// The address it leads to, if it leads out of the file.
    pub uri: Option<String>,
    /// The index of the page it leads to, if it stays in the file.
    pub page: Option<usize>,
    /// Its description for a screen reader.
    pub contents: String,
}

/// An upright box in mm from the left and top edges of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Left side in mm.
    pub x0: f64,
    /// Upper side in mm.
    pub y0: f64,
    /// Right side in mm.
    pub x1: f64,
    /// Lower side in mm.
    pub y1: f64,
}

/// The marked content sequence something is drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Part of the logical structure, under this marked content id.
    Tagged(i32),
    /// Shown for the layout only, such as rules and running heads.
    Artifact,
    /// What a field is filled with.
    Field,
    /// Neither, which PDF/UA forbids.
    Unmarked,
}

impl Pdf {
    /// Reads a PDF and everything its pages show.
    #[track_caller]
    pub fn read(bytes: &[u8]) -> Self {
        let file = match hayro_syntax::Pdf::new(bytes.to_vec()) {
            Ok(file) => file,
            Err(why) => panic!("the PDF cannot be read: {why:?}"),
        };
        let mut pages = draw(&file);
        for (page, links) in pages.iter_mut().zip(page_links(&file)) {
            page.links = links;
        }
        Self { file, pages }
    }

    /// The text of all pages, artifacts included, with an empty line between pages.
    pub fn text(&self) -> String {
        let pages: Vec<String> = self.pages.iter().map(Page::text).collect();
        pages.join("\n")
    }
}

impl Page {
    /// The text lines in drawing order, artifacts included.
    pub fn lines(&self) -> Vec<TextLine> {
        text_lines(&self.glyphs)
    }

    /// The text of the page in drawing order, one line of text each, ending in newlines.
    pub fn text(&self) -> String {
        let lines = self.lines().into_iter();
        lines.map(|line| line.text + "\n").collect()
    }

    /// The lines of text outside the logical structure, such as running heads.
    pub fn artifacts(&self) -> Vec<TextLine> {
        let is_artifact =
            |line: &TextLine| self.glyphs[line.first].mark == Mark::Artifact;
        self.lines().into_iter().filter(is_artifact).collect()
    }

    /// The box of ink of everything drawn, with the marked content it belongs to.
    pub fn boxes(&self) -> Vec<(Mark, Area)> {
        let glyphs = self.glyphs.iter().filter_map(|g| Some((g.mark, g.ink?)));
        let strokes = self.strokes.iter().map(|s| (s.mark, s.area()));
        let fills = self.fills.iter().chain(&self.images);
        let fills = fills.map(|f| (f.mark, f.area));
        glyphs.chain(strokes).chain(fills).collect()
    }

    /// The text drawn under one marked content id.
    pub fn marked_text(&self, id: i32) -> String {
        let marked = self.glyphs.iter().filter(|g| g.mark == Mark::Tagged(id));
        marked.map(|g| g.text.as_str()).collect()
    }
}

impl Area {
    /// Width in mm.
    pub fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    /// Height in mm.
    pub fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    /// The smallest box around others, none around nothing.
    pub fn around(areas: impl IntoIterator<Item = Self>) -> Option<Self> {
        areas.into_iter().reduce(|a, b| Self {
            x0: a.x0.min(b.x0),
            y0: a.y0.min(b.y0),
            x1: a.x1.max(b.x1),
            y1: a.y1.max(b.y1),
        })
    }

    /// Whether another box lies in this one, give or take `slack` mm on each side.
    pub fn holds(&self, other: &Self, slack: f64) -> bool {
        other.x0 >= self.x0 - slack
            && other.y0 >= self.y0 - slack
            && other.x1 <= self.x1 + slack
            && other.y1 <= self.y1 + slack
    }
}

impl Stroke {
    /// Length of the segment in mm.
    pub fn length(&self) -> f64 {
        (self.to.0 - self.from.0).hypot(self.to.1 - self.from.1)
    }

    /// The box its ink takes, half the line weight added across the line.
    pub fn area(&self) -> Area {
        let half = self.width * MM_PER_PT / 2.0;
        let length = self.length().max(f64::MIN_POSITIVE);
        let across_x = half * (self.to.1 - self.from.1).abs() / length;
        let across_y = half * (self.to.0 - self.from.0).abs() / length;
        Area {
            x0: self.from.0.min(self.to.0) - across_x,
            y0: self.from.1.min(self.to.1) - across_y,
            x1: self.from.0.max(self.to.0) + across_x,
            y1: self.from.1.max(self.to.1) + across_y,
        }
    }
}

/// The index of the page with this object id.
pub(super) fn page_index(
    file: &hayro_syntax::Pdf,
    id: impl Into<ObjectIdentifier>,
) -> Option<usize> {
    let id = Some(id.into());
    file.pages().iter().position(|page| page.raw().obj_id() == id)
}

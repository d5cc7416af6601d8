//! The pages as a person with a pen and a ruler finds them, measured in the PDF.

mod sweep;
mod text;
mod writing_space;

use proforma::model::checklist::{Block, Checklist, Column, Table, Task};

use crate::support::checklists::{BUILT_IN, SECOND, read};
use crate::support::project::Project;
use crate::support::reader::{Area, Glyph, Mark, Page, Pdf};
use crate::support::rules::Grid;
use crate::support::words::Passage;

/// Width and height of the paper in mm: A4.
const PAPER: (f64, f64) = (210.0, 297.0);

/// Where the content of a page begins and ends at the most, in mm from the top.
const BODY: (f64, f64) = (15.0, 272.0);

/// Where it ends in large print, whose foot is higher.
const LARGE_BODY_END: f64 = 264.0;

/// How far in mm the ends of a rule, half as long as it is wide, reach into a margin.
const OVERHANG: f64 = 0.4;

/// A printed blank and the checklist it was printed from.
struct Printed {
    name: &'static str,
    options: &'static [&'static str],
    checklist: Checklist,
    pdf: Pdf,
}

impl Printed {
    fn new(name: &'static str, yaml: &str, options: &'static [&'static str]) -> Self {
        let project = Project::new();
        project.write("checklist.yaml", yaml);
        let args = [&["print", "checklist.yaml", "-o", "-"], options].concat();
        let run = project.exec(&args);
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        Self { name, options, checklist: read(yaml), pdf: Pdf::read(&run.stdout) }
    }

    fn has(&self, option: &str) -> bool {
        self.options.contains(&option)
    }

    /// Where the content of a page ends at the most, in mm from the top.
    fn body_end(&self) -> f64 {
        if self.has("--large-print") { LARGE_BODY_END } else { BODY.1 }
    }

    /// Its tables in their order.
    fn tables(&self) -> Vec<&Table> {
        let mut tables = Vec::new();
        each_block(&self.checklist.body, &mut |block| {
            if let Block::Table(table) = block {
                tables.push(table);
            }
        });
        tables
    }

    /// Its tasks in their order.
    fn tasks(&self) -> Vec<&Task> {
        let mut tasks = Vec::new();
        each_block(&self.checklist.body, &mut |block| {
            if let Block::Task(task) = block {
                tasks.push(task);
            }
        });
        tasks
    }

    /// The titles of its tables' columns on the pages, with the columns they belong to.
    fn column_titles(&self) -> Vec<(&Table, &Column, Passage)> {
        let passages = self.pdf.passages();
        let titles = passages.into_iter().filter(|passage| passage.role == "TH");
        // The first table is the log of checks for updates, with three columns.
        let titles: Vec<_> = titles.skip(3).collect();
        let tables = self.tables();
        let columns = tables.iter().flat_map(|t| t.columns.iter().map(move |c| (*t, c)));
        let columns: Vec<_> = columns.collect();
        assert_eq!(columns.len(), titles.len(), "{}", self.name);
        let pairs = columns.into_iter().zip(titles);
        pairs.map(|((table, column), title)| (table, column, title)).collect()
    }
}

fn each_block<'a>(blocks: &'a [Block], see: &mut impl FnMut(&'a Block)) {
    for block in blocks {
        see(block);
        if let Block::Section { body, .. } = block {
            each_block(body, see);
        }
    }
}

/// The blanks that are measured.
fn blanks() -> Vec<Printed> {
    vec![
        Printed::new("standard", BUILT_IN, &[]),
        Printed::new("large print", BUILT_IN, &["--large-print"]),
        Printed::new("duplex", BUILT_IN, &["--duplex"]),
        Printed::new("twelve rows", BUILT_IN, &["--rows", "12"]),
        Printed::new("thirty rows", BUILT_IN, &["--rows", "30"]),
        Printed::new("second", SECOND, &[]),
        Printed::new("second, large print", SECOND, &["--large-print"]),
    ]
}

/// The glyphs of a passage with their page.
fn glyphs<'a>(pdf: &'a Pdf, passage: &Passage) -> (usize, Vec<&'a Glyph>) {
    let page = passage.pieces[0].page;
    let ids: Vec<_> = passage.pieces.iter().map(|piece| Mark::Tagged(piece.id)).collect();
    let of_page = passage.pieces.iter().all(|piece| piece.page == page);
    assert!(of_page, "{:?} is on two pages", passage.text);
    let glyphs = pdf.pages[page].glyphs.iter().filter(|glyph| ids.contains(&glyph.mark));
    (page, glyphs.collect())
}

/// The box of ink of a passage with its page.
fn ink(pdf: &Pdf, passage: &Passage) -> (usize, Area) {
    let (page, glyphs) = glyphs(pdf, passage);
    let ink = Area::around(glyphs.iter().filter_map(|glyph| glyph.ink));
    (page, ink.expect("a passage has ink"))
}

/// The grid around a point.
fn grid_at(page: &Page, x: f64, y: f64) -> Option<Grid> {
    let is_around = |grid: &Grid| grid.cell(x, y).is_some();
    let mut grids = page.grids().into_iter();
    grids.find_map(|grid| grid.with_head(page, y).filter(is_around))
}

fn middle(area: &Area) -> (f64, f64) {
    ((area.x0 + area.x1) / 2.0, (area.y0 + area.y1) / 2.0)
}

fn is_heading(passage: &Passage) -> bool {
    passage.role.len() == 2 && passage.role.starts_with('H')
}

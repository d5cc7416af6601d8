//! Messages: problems, with the lines of the files that they are about.
//!
//! Typst's own emitter writes them all, so mistakes in YAML and in layouts look alike.

use ecow::eco_format;
use typst::Library;
use typst::diag::FileResult;
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{self, DiagSpan, DiagSpanKind, FileId, Spanned};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst_kit::diagnostics::termcolor::WriteColor;
use typst_kit::diagnostics::{DiagnosticFormat, DiagnosticWorld, emit};

use crate::base::date::Date;
use crate::base::privacy::blotted;
use crate::base::problem::Problem;
use crate::base::source::Source;
use crate::document::text::fonts::Fonts;
use crate::pages::world::{Layouts, World};

/// Writes problems with the lines that they are about, in a world's layouts or in
/// sources.
///
/// `name` says which of several documents they are about, if they have no place in a
/// file.
pub fn write<'a>(
    out: &mut impl WriteColor,
    world: Option<&World>,
    sources: &[Source],
    name: Option<&str>,
    problems: impl IntoIterator<Item = &'a Problem>,
) {
    let mut problems = problems.into_iter().peekable();
    if problems.peek().is_none() {
        return;
    }
    let new = || World::new(Date::default(), Layouts::BuiltIn, Fonts::built_in());
    let shown = Shown { world: world.cloned().unwrap_or_else(new), sources };
    for problem in problems {
        let mut problem = presentable(problem, sources);
        if let Some(name) = name
            && problem.span.id().is_none()
            && !problem.message.contains(name)
        {
            problem.message = eco_format!("{}: {}", blotted(name), problem.message);
        }
        let problem = &problem;
        // If standard error is closed, nobody can be told.
        let _ = emit(out, &shown, [problem], DiagnosticFormat::Human);
    }
}

/// The longest line that a message quotes, in bytes.
const MAX_LINE: usize = 300;

/// How much of a longer line a message quotes on each side of a place, in bytes.
const EXCERPT: usize = 40;

/// A problem as it is shown: without NHS numbers, and with its place in words if its line
/// is too long to quote.
fn presentable(problem: &Problem, sources: &[Source]) -> Problem {
    let mut problem = problem.clone();
    problem.message = blotted(&problem.message).into();
    for hint in problem.hints.make_mut() {
        hint.v = blotted(&hint.v).into();
    }
    let found =
        problem.span.id().and_then(|id| sources.iter().find(|input| input.id == id));
    let (Some(input), DiagSpanKind::Range { range, .. }) = (found, problem.span.get())
    else {
        return problem;
    };
    let (before, after) = input.text().split_at(range.start);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let length = before.len() - start + after.find('\n').unwrap_or(after.len());
    if length > MAX_LINE {
        let line = before.matches('\n').count() + 1;
        problem.message =
            eco_format!("{}:{line}: {}", blotted(&input.name), problem.message);
        problem.span = DiagSpan::detached();
        let around = around(&input.text()[start..start + length], range.start - start);
        problem.hints.insert(0, Spanned::detached(eco_format!("look here: {around}")));
    }
    problem
}

/// The part of a long line around a place, as it is shown.
fn around(line: &str, at: usize) -> String {
    let line = blotted(line);
    let start = line.floor_char_boundary(at.saturating_sub(EXCERPT));
    let end = line.floor_char_boundary((at + EXCERPT).min(line.len()));
    let [before, after] =
        [start > 0, end < line.len()].map(|cut| if cut { "…" } else { "" });
    format!("`{before}{}{after}`", line[start..end].trim())
}

/// The layouts and the input files, which messages quote.
struct Shown<'a> {
    world: World,
    sources: &'a [Source],
}

impl Shown<'_> {
    fn own(&self, id: FileId) -> Option<&Source> {
        self.sources.iter().find(|input| input.id == id)
    }
}

impl DiagnosticWorld for Shown<'_> {
    fn name(&self, id: FileId) -> String {
        match self.own(id) {
            Some(input) => blotted(&input.name),
            None => self.world.name(id),
        }
    }
}

impl typst::World for Shown<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.world.library()
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.world.book()
    }

    fn main(&self) -> FileId {
        self.world.main()
    }

    fn source(&self, id: FileId) -> FileResult<syntax::Source> {
        self.world.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match self.own(id) {
            Some(input) => Ok(Bytes::from_string(input.shown())),
            None => self.world.file(id),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.world.font(index)
    }

    fn today(&self, offset: Option<Duration>) -> Option<Datetime> {
        self.world.today(offset)
    }
}

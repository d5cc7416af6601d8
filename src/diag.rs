//! Messages: what is wrong, where, and what to do.
//!
//! Typst's own emitter prints them all, so a slip in YAML and one in a layout look alike.

use std::io::{self, IsTerminal, Write};

use ecow::eco_format;
use typst::Library;
use typst::diag::{FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{DiagSpan, DiagSpanKind, FileId, Source, Spanned};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst_kit::diagnostics::termcolor::{
    ColorChoice, ColorSpec, StandardStream, WriteColor,
};
use typst_kit::diagnostics::{DiagnosticFormat, DiagnosticWorld, emit};

use crate::characters::never_prints;
use crate::date::Date;
use crate::input::Input;
use crate::privacy::blotted;
use crate::world::World;

/// Prints problems to standard error, in colour on a terminal.
///
/// `name` says which of several documents they are about, where they have no place.
pub fn print<'a>(
    world: Option<&World>,
    inputs: &[Input],
    name: Option<&str>,
    problems: impl IntoIterator<Item = &'a SourceDiagnostic>,
) {
    let colour =
        if io::stderr().is_terminal() { ColorChoice::Auto } else { ColorChoice::Never };
    let mut out = Tame(StandardStream::stderr(colour));
    let mut problems = problems.into_iter().peekable();
    if problems.peek().is_none() {
        return;
    }
    let new = || World::new(Date::default(), None, &[]);
    let Ok(world) = world.cloned().map_or_else(new, Ok) else { return };
    let shown = Shown { world, inputs };
    for problem in problems {
        let mut problem = presentable(problem, inputs);
        if let Some(name) = name
            && problem.span.id().is_none()
            && !problem.message.contains(name)
        {
            problem.message = eco_format!("{}: {}", blotted(name), problem.message);
        }
        let problem = &problem;
        // A message that cannot be written has nobody to be told to.
        let _ = emit(&mut out, &shown, [problem], DiagnosticFormat::Human);
    }
}

/// The longest line that a message quotes, in bytes.
const MAX_LINE: usize = 300;

/// How much of a longer one a message quotes on each side of a place, in bytes.
const EXCERPT: usize = 40;

/// A problem as it is told: without NHS numbers, and with its place in words where its
/// line is too long to be quoted.
fn presentable(problem: &SourceDiagnostic, inputs: &[Input]) -> SourceDiagnostic {
    let mut problem = problem.clone();
    problem.message = blotted(&problem.message).into();
    for hint in problem.hints.make_mut() {
        hint.v = blotted(&hint.v).into();
    }
    let found =
        problem.span.id().and_then(|id| inputs.iter().find(|input| input.id == id));
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
        problem.hints.insert(0, Spanned::detached(eco_format!("it is at: {around}")));
    }
    problem
}

/// The part of a long line around a place, as it is told.
fn around(line: &str, at: usize) -> String {
    let line = blotted(line);
    let start = line.floor_char_boundary(at.saturating_sub(EXCERPT));
    let end = line.floor_char_boundary((at + EXCERPT).min(line.len()));
    let [before, after] =
        [start > 0, end < line.len()].map(|cut| if cut { "…" } else { "" });
    format!("`{before}{}{after}`", line[start..end].trim())
}

/// Has panics say nothing by themselves: what they mean for the user is told where they are
/// caught. Whoever asks for a backtrace gets one.
pub fn hush_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
}

/// A text without what could steer a terminal: it quotes files and names.
pub fn tame(text: &str) -> String {
    let tame = |c: char| match c {
        '\n' | '\t' => c,
        _ if c.is_control() || never_prints(c) => '?',
        _ => c,
    };
    text.chars().map(tame).collect()
}

/// Passes text on without what could steer a terminal: messages quote files and names.
struct Tame<W>(W);

impl<W: Write> Write for Tame<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(tame(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl<W: WriteColor> WriteColor for Tame<W> {
    fn supports_color(&self) -> bool {
        self.0.supports_color()
    }

    fn set_color(&mut self, spec: &ColorSpec) -> io::Result<()> {
        self.0.set_color(spec)
    }

    fn reset(&mut self) -> io::Result<()> {
        self.0.reset()
    }
}

/// The layouts with the input files beside them, which messages quote.
struct Shown<'a> {
    world: World,
    inputs: &'a [Input],
}

impl Shown<'_> {
    fn input(&self, id: FileId) -> Option<&Input> {
        self.inputs.iter().find(|input| input.id == id)
    }
}

impl DiagnosticWorld for Shown<'_> {
    fn name(&self, id: FileId) -> String {
        match self.input(id) {
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

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.world.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match self.input(id) {
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

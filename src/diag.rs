//! Messages: what is wrong, where, and what to do.
//!
//! Typst's own emitter prints them all, so a slip in YAML and one in a layout look alike.

use std::io::{self, IsTerminal};
use std::path::Path;

use typst::Library;
use typst::diag::{FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst_kit::diagnostics::termcolor::{ColorChoice, StandardStream};
use typst_kit::diagnostics::{DiagnosticFormat, DiagnosticWorld, emit};

use crate::date::Date;
use crate::input::Input;
use crate::world::World;

/// Prints problems to standard error, in colour on a terminal.
pub fn print<'a>(
    layouts: Option<&Path>,
    inputs: &[Input],
    problems: impl IntoIterator<Item = &'a SourceDiagnostic>,
) {
    let colour =
        if io::stderr().is_terminal() { ColorChoice::Auto } else { ColorChoice::Never };
    let mut out = StandardStream::stderr(colour);
    let mut problems = problems.into_iter().peekable();
    if problems.peek().is_none() {
        return;
    }
    let today = Date::default();
    let Ok(world) = World::new(today, layouts.map(Path::to_path_buf), &[])
        .or_else(|_| World::new(today, None, &[]))
    else {
        return;
    };
    let shown = Shown { world, inputs };
    for problem in problems {
        // A message that cannot be written has nobody to be told to.
        let _ = emit(&mut out, &shown, [problem], DiagnosticFormat::Human);
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
            Some(input) => input.name.clone(),
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

//! Messages on the terminal.

use std::io::{self, IsTerminal, Write};

use typst_kit::diagnostics::termcolor::{
    ColorChoice, ColorSpec, StandardStream, WriteColor,
};

use crate::base::problem::Problem;
use crate::base::source::Source;
use crate::base::text::tame;
use crate::pages::message;
use crate::pages::world::World;

/// Prints problems to standard error, in colour on a terminal.
///
/// `name` says which of several documents they are about, if they have no place in a
/// file.
pub fn print<'a>(
    world: Option<&World>,
    sources: &[Source],
    name: Option<&str>,
    problems: impl IntoIterator<Item = &'a Problem>,
) {
    let colour =
        if io::stderr().is_terminal() { ColorChoice::Auto } else { ColorChoice::Never };
    let mut out = Tame(StandardStream::stderr(colour));
    message::write(&mut out, world, sources, name, problems);
}

/// Silences panics: their consequences for the user are reported where they are caught.
/// `RUST_BACKTRACE` still gives a backtrace.
pub fn hush_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
}

/// Passes text on without control codes, since messages quote files and names.
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

//! `proforma import`: the state out of a record, byte for byte.

use std::io::Read;
use std::path::Path;

use ecow::{EcoString, EcoVec, eco_format};
use flate2::read::ZlibDecoder;
use hayro_syntax::Filter;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Stream, String as PdfString};
use typst::diag::SourceResult;

use crate::args::Import;
use crate::clock;
use crate::input::{Input, MAX_BYTES};
use crate::lay_out::problem;
use crate::load::Problems;
use crate::name::Name;
use crate::output::{Output, check_one_each};
use crate::session::Session;
use crate::state::State;

/// The name of a record's state among the files inside it.
const STATE: &str = "state.yaml";

/// Writes the state of each record.
///
/// # Errors
/// If a file is no record, or has no state; those that have one are written.
pub fn import(args: &Import, session: &mut Session) -> SourceResult<()> {
    check_one_each(&args.target, args.pdfs.len())?;
    args.target.folder()?;
    let mut problems = EcoVec::new();
    for path in &args.pdfs {
        if let Err(found) = import_one(args, path, session) {
            problems.extend(found);
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn import_one(args: &Import, path: &Path, session: &mut Session) -> SourceResult<()> {
    let today = clock::today(args.common.date)?;
    let pdf = Input::read(path)?;
    let shown = path.display();
    let failed = |why: EcoString, hint: &str| EcoVec::from([problem(why, hint)]);
    let bytes = match attached(pdf.bytes(), STATE) {
        Ok(bytes) => bytes,
        Err(Missing::Pdf) => {
            let why = eco_format!("`{shown}` is no PDF, or is broken or encrypted");
            return Err(failed(
                why,
                "import takes a record that `proforma export` wrote",
            ));
        }
        Err(Missing::File) => {
            let why = eco_format!("`{shown}` has no state inside");
            let hint = "it is no record, was exported with `--no-attach`, or was printed to \
                        a new PDF, which leaves out attached files";
            return Err(failed(why, hint));
        }
    };
    let state_source = Input::new(format!("{STATE} in {shown}"), bytes);
    session.remember(&state_source);
    let mut problems = Problems::new(&state_source);
    let state = State::read(&state_source, &mut problems)?;
    let (state, warnings) = problems.settle(state)?;
    session.warn_all(warnings);
    session.settle(args.common.strict)?;
    // An id out of a file may not become a path.
    let checklist = crate::name::slug(&state.checklist.text);
    let name = Name {
        practice: [state.detail("ods_code"), state.detail("name")],
        checklist: &checklist,
        kind: "state",
        large_print: false,
        date: today,
        extension: "yaml",
    };
    let output = Output::new(&args.target, &name.file(), &[path])?;
    output.write(state_source.bytes())
}

/// Why a file inside a PDF cannot be had.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// The PDF cannot be read.
    Pdf,
    /// There is no such file in it.
    File,
}

/// The bytes of a file inside a PDF (ISO 32000-1, 7.11.4).
pub(crate) fn attached(pdf: &[u8], wanted: &str) -> Result<Vec<u8>, Missing> {
    let pdf = Pdf::new(pdf.to_vec()).map_err(|_| Missing::Pdf)?;
    let catalog: Dict = pdf.xref().get(pdf.xref().root_id()).ok_or(Missing::Pdf)?;
    let names: Option<Array> = catalog
        .get::<Dict>(b"Names")
        .and_then(|names| names.get::<Dict>(b"EmbeddedFiles"))
        .and_then(|files| files.get::<Array>(b"Names"));
    let mut names = names.ok_or(Missing::File)?.flex_iter();
    while let Some(name) = names.next::<PdfString>() {
        let Some(file) = names.next::<Dict>() else { break };
        if name.as_bytes() == wanted.as_bytes() {
            let stream = file.get::<Dict>(b"EF").and_then(|ef| ef.get::<Stream>(b"F"));
            return content(&stream.ok_or(Missing::File)?).ok_or(Missing::File);
        }
    }
    Err(Missing::File)
}

/// The content of a stream, unless it unpacks to more than any input file may have.
fn content(stream: &Stream) -> Option<Vec<u8>> {
    let raw = stream.raw_data();
    let mut content = Vec::new();
    match stream.filters().as_slice() {
        [] => content.extend_from_slice(&raw),
        [Filter::FlateDecode] => {
            let mut decoder = ZlibDecoder::new(&*raw).take(MAX_BYTES + 1);
            decoder.read_to_end(&mut content).ok()?;
        }
        _ => return None,
    }
    (content.len() as u64 <= MAX_BYTES).then_some(content)
}

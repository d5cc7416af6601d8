//! `proforma export`: the record.

use std::path::{Path, PathBuf};

use ecow::EcoVec;

use crate::base::date::Date;
use crate::base::problem::{Outcome, first_error};
use crate::cli::args::{ExportArgs, Shard, Target};
use crate::cli::batch::{Batch, Made};
use crate::cli::index::{self, IndexRow};
use crate::cli::names::{Name, check_names};
use crate::cli::output::{Output, check_one_each};
use crate::cli::session::Session;
use crate::cli::{clock, input};
use crate::document::overview::{LeftOut, SubjectLine};
use crate::document::schema::DocumentKind;
use crate::engine::Engine;
use crate::model::answers::Filled;

/// Writes the record of each state.
///
/// # Errors
/// Everything that is wrong with the states; records of states without errors are written.
pub(super) fn export(args: &ExportArgs, session: &mut Session) -> Outcome<()> {
    let states = input::states(&args.of.states)?;
    check_one_each(&args.target, states.len())?;
    check_names(&args.target, args.of.allow_nhs_numbers, session)?;
    session.settle(args.common.strict)?;
    let today = clock::today(args.common.date)?;
    let assets = input::assets(args.laid_out.layouts.as_deref(), &args.laid_out.fonts)?;
    let engine = Engine::new(assets, today)?;
    session.world = Some(engine.world().clone());
    session.read_shared(&engine, &args.of)?;
    let is_list = args.of.is_list(states.len());
    let batch = Batch::new(&args.target, &args.many, is_list)?;
    let of_all = if is_list { OfAll::new(args, &states)? } else { None };
    let exporter = Exporter { args, engine: &engine, batch: &batch, is_list };
    let name = |path: &PathBuf| path.display().to_string();
    let make = |path: &PathBuf, part: &mut Session| {
        let mut line = None;
        (exporter.record(path, part, &mut line), line)
    };
    let mut entries = Vec::new();
    let done = batch.run(
        &states,
        session,
        name,
        make,
        |path, end, (warnings, problems), line| {
            let why = first_error(problems);
            entries.push(IndexRow { state: name(path), end, warnings, line, why });
        },
    );
    // If nothing more can be written, these cannot be written either.
    if let Some(of_all) = of_all
        && done.as_ref().err().is_none_or(EcoVec::is_empty)
    {
        of_all.write(&exporter, &entries, session)?;
    }
    done
}

/// The most states of which an export writes an overview by itself. It takes memory and time
/// for each, which an export does not otherwise.
const MOST_LINES: usize = 1000;

/// Where the files on all records go.
struct OfAll {
    index: Output,
    overview: Output,
}

impl OfAll {
    /// The index and the overview of many records, if they go to a folder.
    ///
    /// # Errors
    /// If one is already there and may not be replaced; then no record is made.
    fn new(args: &ExportArgs, states: &[PathBuf]) -> Outcome<Option<Self>> {
        let Some(folder) = &args.target.out_dir else { return Ok(None) };
        let target = Target {
            output: None,
            out_dir: Some(folder.clone()),
            // Continuing a run renews them.
            overwrite: args.target.overwrite || args.many.skip_existing,
        };
        let share =
            args.many.shard.map(|Shard { number, of }| format!("-{number}-of-{of}"));
        let share = share.unwrap_or_default();
        let inputs: Vec<_> = states.iter().map(PathBuf::as_path).collect();
        let output = |stem: &str, extension: &str| {
            Output::new(&target, &format!("{stem}{share}.{extension}"), &inputs)
        };
        let index = output("index", "csv")?;
        let overview = output("overview", args.laid_out.format.extension())?;
        Ok(Some(Self { index, overview }))
    }

    /// Writes both; the overview only if a state could be read, and if they are not too many.
    fn write(
        &self,
        exporter: &Exporter,
        entries: &[IndexRow],
        session: &mut Session,
    ) -> Outcome<()> {
        let Exporter { args, engine, .. } = exporter;
        self.index.write(&index::csv(entries))?;
        let lines: Vec<_> = entries.iter().filter_map(|row| row.line.as_ref()).collect();
        if lines.is_empty() {
            return Ok(());
        }
        if lines.len() > MOST_LINES {
            session.note(format!(
                "there is no overview of more than {MOST_LINES} records; `proforma overview` \
                 writes one of any number of state files"
            ));
            return Ok(());
        }
        let unread = entries.iter().filter(|row| row.line.is_none());
        let left_out = unread
            .map(|row| LeftOut { file: row.state.clone(), why: row.why.clone() })
            .collect::<Vec<_>>();
        let mut draft = engine.overview(&lines, &left_out, args.laid_out.page());
        // The records have warned of the same words.
        draft.warnings.clear();
        let (format, strict) = (args.laid_out.format, args.common.strict);
        let pdf = session.write(&draft, format, "proforma overview", strict)?;
        self.overview.write(&pdf)
    }
}

/// Makes records.
struct Exporter<'a> {
    args: &'a ExportArgs,
    engine: &'a Engine,
    batch: &'a Batch<'a>,
    is_list: bool,
}

impl Exporter<'_> {
    /// Makes the record of one state, and gathers what is worth knowing of it among many.
    fn record(
        &self,
        path: &Path,
        session: &mut Session,
        line: &mut Option<SubjectLine>,
    ) -> Outcome<Made> {
        let Self { args, engine, .. } = *self;
        let filled = session.answers(engine, path, &args.of, !self.is_list)?;
        let found = engine.line(&filled);
        session.remember_verdict(found.verdict);
        *line = Some(found);
        let name = name(args, &filled, path, engine.today());
        let fonts = args.laid_out.fonts.iter();
        let read = fonts.chain(&args.of.checklist).chain(&args.of.from);
        let inputs: Vec<_> =
            [path].into_iter().chain(read.map(PathBuf::as_path)).collect();
        self.batch.document(&name, &inputs, || {
            let draft = engine.record(&filled, args.laid_out.page(), !args.no_attach);
            let identity = format!("proforma record {}", name.file());
            session.write(&draft, args.laid_out.format, &identity, args.common.strict)
        })
    }
}

fn name<'a>(
    args: &ExportArgs,
    filled: &'a Filled,
    path: &'a Path,
    today: Date,
) -> Name<'a> {
    let state = &filled.state;
    Name {
        subject: [state.code(), state.name()],
        state: Some(path),
        checklist: &filled.checklist.id,
        kind: DocumentKind::Record.word(),
        large_print: args.laid_out.large_print,
        date: today,
        extension: args.laid_out.format.extension(),
    }
}

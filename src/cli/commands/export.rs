//! `proforma export`: the record.

use std::path::{Path, PathBuf};

use ecow::EcoVec;

use crate::base::date::Date;
use crate::base::problem::{Outcome, is_error};
use crate::cli::args::{ExportArgs, Shard, Target};
use crate::cli::batch::{Batch, Made};
use crate::cli::index::{self, IndexFacts, IndexRow};
use crate::cli::names::{Name, check_names};
use crate::cli::output::{Output, check_one_each};
use crate::cli::session::{NamedChecklist, Session};
use crate::cli::{clock, input};
use crate::document::schema::DocumentKind;
use crate::edition::earlier;
use crate::engine::{Engine, FillRules};
use crate::model::answers::Filled;

/// Writes the record of each state.
///
/// # Errors
/// Everything that is wrong with the states; records of states without errors are written.
pub(super) fn export(args: &ExportArgs, session: &mut Session) -> Outcome<()> {
    let states = input::states(&args.states)?;
    check_one_each(&args.target, states.len())?;
    check_names(&args.target, args.allow_nhs_numbers, session)?;
    session.settle(args.common.strict)?;
    let today = clock::today(args.common.date)?;
    let assets = input::assets(args.laid_out.layouts.as_deref(), &args.laid_out.fonts)?;
    let engine = Engine::new(assets, today)?;
    session.world = Some(engine.world().clone());
    if let Some(path) = &args.checklist {
        // So that what is wrong with it is reported once.
        session.checklist(&engine, path)?;
    }
    if let Some(path) = &args.from {
        session.open(path)?;
    }
    let is_list = states.len() > 1 || args.states.iter().any(|path| path.is_dir());
    let batch = Batch::new(&args.target, &args.many, is_list)?;
    let index = if is_list { index_file(args, &states)? } else { None };
    let named = NamedChecklist { file: args.checklist.as_deref(), must_fit: !is_list };
    let exporter = Exporter { args, named, engine: &engine, batch: &batch };
    let name = |path: &PathBuf| path.display().to_string();
    let make = |path: &PathBuf, part: &mut Session| {
        let mut facts = None;
        (exporter.record(path, part, &mut facts), facts)
    };
    let mut entries = Vec::new();
    let done = batch.run(
        &states,
        session,
        name,
        make,
        |path, end, (warnings, problems), facts| {
            let why = problems.iter().find(|problem| is_error(problem)).map(|problem| {
                let message = problem.message.to_string();
                message.lines().next().unwrap_or_default().into()
            });
            let why = why.unwrap_or_default();
            entries.push(IndexRow { state: name(path), end, warnings, facts, why });
        },
    );
    // If nothing more can be written, the index cannot be written either.
    if let Some(index) = index
        && done.as_ref().err().is_none_or(EcoVec::is_empty)
    {
        index.write(&index::csv(&entries))?;
    }
    done
}

/// Where the index of many records goes, if they go to a folder.
///
/// # Errors
/// If there is already one that may not be replaced; then no record is made.
fn index_file(args: &ExportArgs, states: &[PathBuf]) -> Outcome<Option<Output>> {
    let Some(folder) = &args.target.out_dir else { return Ok(None) };
    let target = Target {
        output: None,
        out_dir: Some(folder.clone()),
        // Continuing a run renews its index.
        overwrite: args.target.overwrite || args.many.skip_existing,
    };
    let name = match args.many.shard {
        Some(Shard { number, of }) => format!("index-{number}-of-{of}.csv"),
        None => "index.csv".into(),
    };
    let inputs: Vec<_> = states.iter().map(PathBuf::as_path).collect();
    Output::new(&target, &name, &inputs).map(Some)
}

/// Makes records.
struct Exporter<'a> {
    args: &'a ExportArgs,
    named: NamedChecklist<'a>,
    engine: &'a Engine,
    batch: &'a Batch<'a>,
}

impl Exporter<'_> {
    /// Makes the record of one state, and gathers its facts for the index.
    fn record(
        &self,
        path: &Path,
        session: &mut Session,
        facts: &mut Option<IndexFacts>,
    ) -> Outcome<Made> {
        let Self { args, named, engine, .. } = *self;
        let rules = FillRules { allow_nhs_numbers: args.allow_nhs_numbers };
        let mut filled = session.fill(engine, path, named, rules)?;
        mark_earlier(args, engine, &mut filled, session)?;
        let status = engine.update_status(&filled);
        *facts = Some(IndexFacts::of(&filled, &status, engine.today()));
        session.remember_verdict(status.finding.verdict);
        let name = name(args, &filled, path, engine.today());
        let fonts = args.laid_out.fonts.iter().map(PathBuf::as_path);
        let read = named.file.into_iter().chain(args.from.as_deref()).chain(fonts);
        let inputs: Vec<_> = [path].into_iter().chain(read).collect();
        self.batch.document(&name, &inputs, || {
            let draft = engine.record(&filled, args.laid_out.page(), !args.no_attach);
            let identity = format!("proforma record {}", name.file());
            session.write(&draft, args.laid_out.format, &identity, args.common.strict)
        })
    }
}

/// Marks the answers that are older than the current wording of their items.
///
/// # Errors
/// If the edition that the answers were given to cannot be read.
fn mark_earlier(
    args: &ExportArgs,
    engine: &Engine,
    filled: &mut Filled,
    session: &mut Session,
) -> Outcome<()> {
    let is_answered = !earlier::answered(&filled.state, &filled.checklist).is_empty();
    let from = args.from.as_deref().filter(|_| is_answered);
    let named = from.map(|path| session.edition(engine, path)).transpose()?;
    let warnings = engine.mark_earlier(filled, named)?;
    session.warn_all(warnings);
    Ok(())
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

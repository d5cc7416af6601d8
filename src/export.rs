//! `proforma export`: the record.

use std::path::{Path, PathBuf};

use ecow::EcoVec;
use typst::diag::SourceResult;

use crate::args::{Export, Target};
use crate::batch::{self, Batch, Made, Shard};
use crate::characters::Characters;
use crate::check::made;
use crate::clock;
use crate::date::Date;
use crate::document::Settings;
use crate::earlier;
use crate::editions;
use crate::filled::{Filled, read};
use crate::guard::check_names;
use crate::index::{self, Entry, Facts};
use crate::lay_out;
use crate::name::Name;
use crate::output::{Output, check_one_each};
use crate::session::Session;
use crate::world::World;

/// Writes the record of each state.
///
/// # Errors
/// Everything that is wrong with the states; those with nothing wrong are written.
pub fn export(args: &Export, session: &mut Session) -> SourceResult<()> {
    let states = batch::files(&args.states, &["yaml", "yml"])?;
    check_one_each(&args.target, states.len())?;
    check_names(&args.target, args.allow_nhs_numbers, session)?;
    session.settle(args.common.strict)?;
    let today = clock::today(args.common.date)?;
    let layouts = args.laid_out.layouts.clone();
    let world = World::new(today, layouts, &args.laid_out.fonts)?;
    session.world = Some(world.clone());
    if let Some(path) = &args.checklist {
        // What is wrong with it is told once.
        session.checklist(path)?;
    }
    if let Some(path) = &args.from {
        session.open(path)?;
    }
    let is_list = states.len() > 1 || args.states.iter().any(|path| path.is_dir());
    let batch = Batch::new(&args.target, &args.many, is_list)?;
    let index = if is_list { index_file(args, &states)? } else { None };
    let exporter = Exporter { args, today, world: &world, batch: &batch };
    let name = |path: &PathBuf| path.display().to_string();
    let make = |path: &PathBuf, part: &mut Session| {
        let mut facts = None;
        (exporter.record(path, part, &mut facts), facts)
    };
    let mut entries = Vec::new();
    let done = batch.run(&states, session, name, make, |path, end, warnings, facts| {
        entries.push(Entry { state: name(path), end, warnings, facts });
    });
    // Where nothing can be written, an index cannot either.
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
/// If there is one already that may not be replaced: no record is made then.
fn index_file(args: &Export, states: &[PathBuf]) -> SourceResult<Option<Output>> {
    let Some(folder) = &args.target.out_dir else { return Ok(None) };
    let target = Target {
        output: None,
        out_dir: Some(folder.clone()),
        // Going on with a run renews its index.
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
    args: &'a Export,
    today: Date,
    world: &'a World,
    batch: &'a Batch<'a>,
}

impl Exporter<'_> {
    /// The record of one state; what the state says goes to the facts.
    fn record(
        &self,
        path: &Path,
        session: &mut Session,
        facts: &mut Option<Facts>,
    ) -> SourceResult<Made> {
        let Self { args, today, world, .. } = *self;
        let checklist = args.checklist.as_deref();
        let mut filled = read(path, checklist, args.allow_nhs_numbers, today, session)?;
        mark_earlier(args, &mut filled, session)?;
        let checked = made::by_state(&filled.state, &filled.checklist, today);
        *facts = Some(Facts::of(&filled, &checked, today));
        session.remember_verdict(checked.finding.verdict);
        let name = name(args, &filled, today);
        let fonts = args.laid_out.fonts.iter().map(PathBuf::as_path);
        let named = checklist.into_iter().chain(args.from.as_deref()).chain(fonts);
        let inputs: Vec<_> = [path].into_iter().chain(named).collect();
        self.batch.document(&name, &inputs, || {
            let characters = Characters::new(world);
            let page = lay_out::page(&args.laid_out);
            let settings = Settings { made_on: today, page, rows: None };
            let (document, answers) =
                filled.record(&settings, &characters, !args.no_attach);
            lay_out::warn_replaced(session, &characters.replaced());
            session.settle(args.common.strict)?;
            let identity = format!("proforma record {}", name.file());
            let format = args.laid_out.format;
            let bytes = lay_out::bytes(
                world, &document, &answers, format, &identity, today, session,
            )?;
            session.settle(args.common.strict)?;
            Ok(bytes)
        })
    }
}

/// Marks the answers that are older than the words of their items.
///
/// # Errors
/// If the edition that was answered cannot be read.
fn mark_earlier(
    args: &Export,
    filled: &mut Filled,
    session: &mut Session,
) -> SourceResult<()> {
    let Filled { checklist, state, fitted, .. } = filled;
    let wanted = earlier::answered(state, checklist);
    let from = args.from.as_deref();
    let editions = editions::earlier(&wanted, from, checklist, session)?;
    earlier::mark(fitted, state, checklist, &editions);
    if let Some(edition) = fitted.unknown_edition {
        session.warn(earlier::not_at_hand(edition), "`--from FILE` names that edition");
    }
    Ok(())
}

fn name<'a>(args: &Export, filled: &'a Filled, today: Date) -> Name<'a> {
    let state = &filled.state;
    Name {
        practice: [state.detail("ods_code"), state.detail("name")],
        checklist: &filled.checklist.id,
        kind: "record",
        large_print: args.laid_out.large_print,
        date: today,
        extension: lay_out::extension(args.laid_out.format),
    }
}

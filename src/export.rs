//! `proforma export`: the record.

use std::path::Path;

use ecow::EcoVec;
use typst::diag::{Severity, SourceDiagnostic, SourceResult};

use crate::args::Export;
use crate::characters::Characters;
use crate::check::made;
use crate::checklist::Checklist;
use crate::clock;
use crate::date::Date;
use crate::document::{Filled, Settings};
use crate::fit::fit;
use crate::guard::guard;
use crate::lay_out;
use crate::load::Problems;
use crate::name::Name;
use crate::output::{Output, check_one_each};
use crate::session::Session;
use crate::state::State;
use crate::world::World;

/// Writes the record of each state.
///
/// # Errors
/// Everything that is wrong with the states; those with nothing wrong are written.
pub fn export(args: &Export, session: &mut Session) -> SourceResult<()> {
    check_one_each(&args.target, args.states.len())?;
    let today = clock::today(args.common.date)?;
    session.layouts.clone_from(&args.laid_out.layouts);
    let mut world = World::new(today, session.layouts.clone(), &args.laid_out.fonts)?;
    let mut problems = EcoVec::new();
    for path in &args.states {
        if let Err(found) = export_one(args, path, today, &mut world, session) {
            problems.extend(found);
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn export_one(
    args: &Export,
    path: &Path,
    today: Date,
    world: &mut World,
    session: &mut Session,
) -> SourceResult<()> {
    let filled = read(args, path, today, session)?;
    let checked = made::by_state(&filled.state, &filled.checklist, today);
    session.remember_verdict(checked.finding.verdict);
    let name = name(args, &filled, today);
    let inputs: Vec<_> = [path].into_iter().chain(args.checklist.as_deref()).collect();
    let output = Output::new(&args.target, &name, &inputs)?;
    let characters = Characters::new(world.fonts());
    let page = lay_out::page(&args.laid_out);
    let settings = Settings { made_on: today, page, rows: None };
    let (document, answers) = filled.record(&settings, &characters, !args.no_attach);
    lay_out::warn_replaced(session, &characters.replaced());
    session.settle(args.common.strict)?;
    let identity = format!("proforma record {name}");
    let format = args.laid_out.format;
    output.write(&lay_out::bytes(world, &document, &answers, format, &identity, today)?)
}

/// Reads a state and its checklist, and puts the answers to their places.
///
/// # Errors
/// Everything that is wrong with them.
fn read(
    args: &Export,
    path: &Path,
    today: Date,
    session: &mut Session,
) -> SourceResult<Filled> {
    let state_source = session.open(path)?;
    let mut problems = Problems::new(&state_source);
    let Some(state) = State::read(&state_source, &mut problems)? else {
        return Err(problems.told());
    };
    let id = Path::new(state.checklist.text.trim());
    let source = session.open_checklist(args.checklist.as_deref().unwrap_or(id))?;
    let (checklist, warnings) = Checklist::read(&source)?;
    session.warn_all(warnings);
    let fitted = fit(&checklist, &state, &mut problems);
    made::judge(&state, today, &mut problems);
    let mut found = problems.told();
    found.extend(lay_out::check_edition(&checklist, today));
    let allowed = args.allow_nhs_numbers;
    found.extend(guard(&checklist, &source, &state, &state_source, allowed));
    let is_error = |found: &SourceDiagnostic| found.severity == Severity::Error;
    match fitted {
        Some(fitted) if !found.iter().any(is_error) => {
            session.warn_all(found);
            let state_source = Some(state_source);
            Ok(Filled { checklist, source, state, state_source, fitted })
        }
        _ => Err(found),
    }
}

fn name(args: &Export, filled: &Filled, today: Date) -> String {
    let state = &filled.state;
    let name = Name {
        practice: [state.detail("ods_code"), state.detail("name")],
        checklist: &filled.checklist.id,
        kind: "record",
        large_print: args.laid_out.large_print,
        date: today,
        extension: lay_out::extension(args.laid_out.format),
    };
    name.file()
}

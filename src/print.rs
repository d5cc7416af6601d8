//! `proforma print`: the blank.

use std::path::Path;

use ecow::EcoVec;
use typst::diag::SourceResult;

use crate::args::Print;
use crate::characters::Characters;
use crate::check::{made, one_line};
use crate::checklist::Checklist;
use crate::clock;
use crate::date::Date;
use crate::document::{Filled, Settings};
use crate::edition::Check;
use crate::lay_out;
use crate::load::Place;
use crate::name::Name;
use crate::output::Output;
use crate::session::Session;
use crate::state::{Typed, UpdateCheck};
use crate::world::World;

/// Writes the blank of a checklist.
///
/// # Errors
/// Everything that is wrong with the checklist, or what keeps the file from being written.
pub fn print(args: &Print, session: &mut Session) -> SourceResult<()> {
    let today = clock::today(args.common.date)?;
    session.layouts.clone_from(&args.laid_out.layouts);
    let mut world = World::new(today, session.layouts.clone(), &args.laid_out.fonts)?;
    let source = session.open_checklist(&args.checklist)?;
    let (checklist, warnings) = Checklist::read(&source)?;
    session.warn_all(warnings);
    let check = checked(args, &checklist, today)?;
    let output = output(args, &checklist, today)?;
    let mut filled = Filled::empty(checklist, source);
    if let Some(check) = check {
        filled.state.update_checks.push(check);
        // It is evidence of this very edition; without any there is nothing to be due.
        let checked = made::by_state(&filled.state, &filled.checklist, today);
        session.remember_verdict(checked.finding.verdict);
    }
    let page = lay_out::page(&args.laid_out);
    let settings = Settings { made_on: today, page, rows: args.rows };
    let characters = Characters::new(world.fonts());
    let (document, answers) = filled.blank(&settings, &characters);
    lay_out::warn_replaced(session, &characters.replaced());
    session.settle(args.common.strict)?;
    let Checklist { id, last_updated, .. } = &filled.checklist;
    let identity = format!("proforma blank {id} {}", last_updated.iso());
    let format = args.laid_out.format;
    output.write(&lay_out::bytes(
        &mut world, &document, &answers, format, &identity, today,
    )?)
}

/// The check for updates that the options speak of.
///
/// # Errors
/// If it, or the checklist, is at odds with the clock.
fn checked(
    args: &Print,
    checklist: &Checklist,
    today: Date,
) -> SourceResult<Option<UpdateCheck>> {
    let mut problems = EcoVec::new();
    let edition = checklist.last_updated;
    problems.extend(lay_out::check_edition(checklist, today));
    let check = args.checked.zip(args.by.as_deref());
    let check = check.map(|(date, by)| Check { date, by: one_line(by), found: edition });
    // An edition of the future has been told of.
    let judged = check.iter().filter(|_| edition <= today);
    problems.extend(judged.flat_map(|check| made::judge_options(check, today)));
    if !problems.is_empty() {
        return Err(problems);
    }
    let place = Place::Bytes(0, 0);
    Ok(check.map(|Check { date, by, found }| UpdateCheck {
        date,
        by: Typed { text: by, place },
        found,
        place,
    }))
}

fn output(args: &Print, checklist: &Checklist, today: Date) -> SourceResult<Output> {
    let name = Name {
        practice: [""; 2],
        checklist: &checklist.id,
        kind: "blank",
        large_print: args.laid_out.large_print,
        date: today,
        extension: lay_out::extension(args.laid_out.format),
    };
    Output::new(&args.target, &name.file(), &[Path::new(&args.checklist)])
}

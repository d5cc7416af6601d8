//! `proforma print`: the blank.

use std::sync::Arc;

use ecow::EcoVec;
use typst::diag::SourceResult;

use crate::args::Print;
use crate::batch::{Batch, Made};
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
use crate::practices::{self, Row};
use crate::session::{Opened, Session};
use crate::state::{Typed, UpdateCheck};
use crate::world::World;

/// Writes the blank of a checklist.
///
/// # Errors
/// Everything that is wrong with the checklist, or what keeps the file from being written.
pub fn print(args: &Print, session: &mut Session) -> SourceResult<()> {
    let today = clock::today(args.common.date)?;
    let layouts = args.laid_out.layouts.clone();
    let world = World::new(today, layouts, &args.laid_out.fonts)?;
    session.world = Some(world.clone());
    let opened = session.checklist(&args.checklist)?;
    let check = checked(args, &opened.checklist, today)?;
    let rows = practices::rows(args.practices.as_deref(), session)?;
    let batch = Batch::new(&args.target, &args.many, args.practices.is_some())?;
    let printer =
        Printer { args, opened: &opened, check, today, world: &world, batch: &batch };
    let name = |row: &Row| row.name(args.practices.as_deref(), &args.checklist);
    let make = |row: &Row, part: &mut Session| (printer.blank(row, part), ());
    batch.run(&rows, session, name, make, |_, _, _, ()| {})
}

/// Makes blanks of a checklist.
struct Printer<'a> {
    args: &'a Print,
    opened: &'a Opened,
    /// A check for updates that found this edition.
    check: Option<UpdateCheck>,
    today: Date,
    world: &'a World,
    batch: &'a Batch<'a>,
}

impl Printer<'_> {
    fn blank(&self, row: &Row, session: &mut Session) -> SourceResult<Made> {
        let Self { args, world, today, .. } = *self;
        let Opened { checklist, source, warnings } = self.opened;
        session.warn_all(warnings.clone());
        let mut filled = Filled::empty(Arc::clone(checklist), source.clone());
        filled.state.practice = row.practice.clone()?;
        if let Some(check) = &self.check {
            filled.state.update_checks.push(check.clone());
            // It is evidence of this very edition; without any there is nothing to be due.
            let checked = made::by_state(&filled.state, checklist, today);
            session.remember_verdict(checked.finding.verdict);
        }
        let state = &filled.state;
        let name = Name {
            practice: [state.detail("ods_code"), state.detail("name")],
            checklist: &checklist.id,
            kind: "blank",
            large_print: args.laid_out.large_print,
            date: today,
            extension: lay_out::extension(args.laid_out.format),
        };
        let inputs: Vec<_> = [args.checklist.as_path()]
            .into_iter()
            .chain(args.practices.as_deref())
            .collect();
        self.batch.document(&name, &inputs, || {
            let characters = Characters::new(world.fonts());
            let page = lay_out::page(&args.laid_out);
            let settings = Settings { made_on: today, page, rows: args.rows };
            let (document, answers) = filled.blank(&settings, &characters);
            lay_out::warn_replaced(session, &characters.replaced());
            session.settle(args.common.strict)?;
            let edition = checklist.last_updated.iso();
            let code = state.detail("ods_code");
            let identity = format!("proforma blank {} {edition} {code}", checklist.id);
            let format = args.laid_out.format;
            lay_out::bytes(world, &document, &answers, format, identity.trim_end(), today)
        })
    }
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

//! `proforma print`: the blank.

use std::path::Path;

use ecow::{EcoVec, eco_format};
use typst::diag::SourceResult;

use crate::args::Print;
use crate::characters::Characters;
use crate::check::verdict_on;
use crate::checklist::Checklist;
use crate::clock;
use crate::date::Date;
use crate::document::{Checked, Document, Settings};
use crate::edition::Check;
use crate::lay_out;
use crate::name::Name;
use crate::output::Output;
use crate::session::Session;
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
    let settings = settings(args, &checklist, today)?;
    if let Some(Checked { date, by }) = &settings.checked {
        // It is evidence of this very edition; without any there is nothing to be due.
        let edition = checklist.last_updated;
        let check = Check { date: *date, by: by.clone(), found: edition };
        session.remember_verdict(verdict_on(edition, &[check], &checklist, today));
    }
    let output = output(args, &checklist, today)?;
    let characters = Characters::new(world.fonts());
    let document = Document::blank(&checklist, &source, &settings, &characters);
    lay_out::warn_replaced(session, &characters.replaced());
    session.settle(args.common.strict)?;
    let identity =
        format!("proforma blank {} {}", checklist.id, checklist.last_updated.iso());
    let format = args.laid_out.format;
    output.write(&lay_out::bytes(&mut world, &document, &[], format, &identity, today)?)
}

/// Checks the options against the checklist and the clock.
fn settings(args: &Print, checklist: &Checklist, today: Date) -> SourceResult<Settings> {
    let mut problems = EcoVec::new();
    let updated = checklist.last_updated;
    problems.extend(lay_out::check_edition(checklist, today));
    let checked = args.checked.zip(args.by.as_deref());
    let checked = checked.map(|(date, by)| {
        let by = by.split_whitespace().collect::<Vec<_>>().join(" ");
        Checked { date, by }
    });
    if let Some(Checked { date, by }) = &checked {
        let date = *date;
        if date > today {
            let message = eco_format!("`--checked` is {date}, but today is {today}");
            let hint = "say the day the check was really made";
            problems.push(lay_out::problem(message, hint));
        } else if date < updated {
            let message = eco_format!(
                "a check on {date} cannot have found the edition of {updated}"
            );
            problems.push(lay_out::problem(message, "check again, or say the right day"));
        }
        if by.is_empty() {
            problems.push(lay_out::problem("`--by` is empty".into(), "say who checked"));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let page = lay_out::page(&args.laid_out);
    Ok(Settings { made_on: today, page, rows: args.rows, checked })
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

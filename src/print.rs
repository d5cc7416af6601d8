//! `proforma print`: the blank.

use std::path::Path;

use ecow::{EcoString, EcoVec, eco_format};
use typst::diag::{SourceDiagnostic, SourceResult};
use typst::syntax::DiagSpan;

use crate::args::{Format, Print};
use crate::characters::{Characters, code_point};
use crate::checklist::Checklist;
use crate::clock;
use crate::date::Date;
use crate::document::{Checked, Document, Page, Settings};
use crate::output::{Output, Wanted};
use crate::pdf;
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
    let checklist = Checklist::read(&source)?;
    let settings = settings(args, &checklist, today)?;
    let output = output(args, &checklist, today)?;
    let characters = Characters::new(world.fonts());
    let document = Document::blank(&checklist, &source, &settings, &characters);
    let replaced = characters.replaced();
    if !replaced.is_empty() {
        warn_replaced(session, &replaced);
    }
    session.settle(args.common.strict)?;
    let json = document.to_json();
    if args.written.format == Format::Json {
        return output.write(&json);
    }
    world.set_document(json);
    let pages = pdf::compile(&world)?;
    let identity =
        format!("proforma blank {} {}", checklist.id, checklist.last_updated.iso());
    output.write(&pdf::export(&pages, &identity, today)?)
}

/// Checks the options against the checklist and the clock.
fn settings(args: &Print, checklist: &Checklist, today: Date) -> SourceResult<Settings> {
    let mut problems = EcoVec::new();
    let updated = checklist.last_updated;
    if updated > today {
        problems.push(problem(
            eco_format!(
                "the checklist was last updated on {updated}, but today is {today}"
            ),
            "correct `last_updated` in the checklist, the machine's clock, or `--date`",
        ));
    }
    let checked = args.checked.zip(args.by.as_deref());
    let checked = checked.map(|(date, by)| {
        let by = by.split_whitespace().collect::<Vec<_>>().join(" ");
        Checked { date, by }
    });
    if let Some(Checked { date, by }) = &checked {
        let date = *date;
        if date > today {
            let message = eco_format!("`--checked` is {date}, but today is {today}");
            problems.push(problem(message, "say the day the check was really made"));
        } else if date < updated {
            let message = eco_format!(
                "a check on {date} cannot have found the edition of {updated}"
            );
            problems.push(problem(message, "check again, or say the right day"));
        }
        if by.is_empty() {
            problems.push(problem("`--by` is empty".into(), "say who checked"));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let page =
        Page { large_print: args.laid_out.large_print, duplex: args.laid_out.duplex };
    Ok(Settings { made_on: today, page, rows: args.laid_out.rows, checked })
}

fn output(args: &Print, checklist: &Checklist, today: Date) -> SourceResult<Output> {
    let large = if args.laid_out.large_print { "-large-print" } else { "" };
    let extension = match args.written.format {
        Format::Pdf => "pdf",
        Format::Json => "json",
    };
    let name = format!("{}-blank{large}-{}.{extension}", checklist.id, today.iso());
    let wanted = Wanted {
        file: args.written.output.clone(),
        folder: args.written.out_dir.clone(),
        overwrite: args.written.overwrite,
    };
    Output::new(&wanted, &name, &[Path::new(&args.checklist)])
}

fn warn_replaced(session: &mut Session, replaced: &[char]) {
    let signs: Vec<_> = replaced
        .iter()
        .map(|&c| match code_point(c) {
            code if c.is_control() => code,
            code => format!("{c} as {code}"),
        })
        .collect();
    session.warn(
        eco_format!(
            "characters that no font here has print as code points: {}",
            signs.join(", ")
        ),
        "`--font FILE` adds a font that has them",
    );
}

fn problem(message: EcoString, hint: &str) -> SourceDiagnostic {
    SourceDiagnostic::error(DiagSpan::detached(), message).with_hint(hint)
}

//! `proforma overview`: a line for each of many states.

use std::path::{Path, PathBuf};

use ecow::EcoVec;

use crate::base::problem::Outcome;
use crate::cli::args::OverviewArgs;
use crate::cli::names::{Name, check_names};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::{clock, input};
use crate::document::overview::{LeftOut, SubjectLine};
use crate::document::schema::DocumentKind;
use crate::engine::Engine;

/// Writes one overview of all states.
///
/// # Errors
/// Everything that is wrong with the states; those without errors are in the overview,
/// which names the others.
pub(super) fn overview(args: &OverviewArgs, session: &mut Session) -> Outcome<()> {
    let states = input::states(&args.of.states)?;
    check_names(&args.target, args.of.allow_nhs_numbers, session)?;
    session.settle(args.common.strict)?;
    let today = clock::today(args.common.date)?;
    let assets = input::assets(args.laid_out.layouts.as_deref(), &args.laid_out.fonts)?;
    let engine = Engine::new(assets, today)?;
    session.world = Some(engine.world().clone());
    session.read_shared(&engine, &args.of)?;
    let (lines, left_out) = read(args, &states, &engine, session);
    if lines.is_empty() {
        // What is wrong with each of them has been reported.
        return Err(EcoVec::new());
    }
    args.target.folder()?;
    let name = name(args, &lines, &engine);
    let fonts = args.laid_out.fonts.iter();
    let read = fonts.chain(&args.of.checklist).chain(&args.of.from).chain(&states);
    let inputs: Vec<_> = read.map(PathBuf::as_path).collect();
    let output = Output::new(&args.target, &name, &inputs)?;
    let lines: Vec<_> = lines.iter().collect();
    let draft = engine.overview(&lines, &left_out, args.laid_out.page());
    let identity = format!("proforma overview {name}");
    let (format, strict) = (args.laid_out.format, args.common.strict);
    output.write(&session.write(&draft, format, &identity, strict)?)?;
    if left_out.is_empty() {
        return Ok(());
    }
    let (missing, all) = (left_out.len(), states.len());
    session.note(format!(
        "{missing} of {all} state files could not be read: the overview names them"
    ));
    Err(EcoVec::new())
}

/// A line for each state that can be read, and the others; reports what is wrong with them.
fn read(
    args: &OverviewArgs,
    states: &[PathBuf],
    engine: &Engine,
    session: &mut Session,
) -> (Vec<SubjectLine>, Vec<LeftOut>) {
    let is_alone = !args.of.is_list(states.len());
    let (mut lines, mut left_out) = (Vec::new(), Vec::new());
    for path in states {
        let mut part = session.part();
        let problems = match line(args, path, engine, &mut part, is_alone) {
            Ok(line) => {
                lines.push(line);
                EcoVec::new()
            }
            Err(problems) => {
                let file = path.display().to_string();
                left_out.push(LeftOut::new(file, &problems));
                problems
            }
        };
        let name = path.display().to_string();
        session.report(part, &problems, (!is_alone).then_some(&name));
    }
    (lines, left_out)
}

/// What the overview says of a state.
fn line(
    args: &OverviewArgs,
    path: &Path,
    engine: &Engine,
    session: &mut Session,
    is_alone: bool,
) -> Outcome<SubjectLine> {
    let filled = session.answers(engine, path, &args.of, is_alone)?;
    session.settle(args.common.strict)?;
    let line = engine.line(&filled);
    session.remember_verdict(line.verdict);
    Ok(line)
}

/// The name of the file; it begins with the checklist's id, if there is only one.
fn name(args: &OverviewArgs, lines: &[SubjectLine], engine: &Engine) -> String {
    let id = &lines[0].checklist.id;
    let is_one = lines.iter().all(|line| line.checklist.id == *id);
    let name = Name {
        subject: ["", ""],
        state: None,
        checklist: if is_one { id } else { "" },
        kind: DocumentKind::Overview.word(),
        large_print: args.laid_out.large_print,
        date: engine.today(),
        extension: args.laid_out.format.extension(),
    };
    name.file()
}

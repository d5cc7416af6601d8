//! `proforma print`: the blank, and the form.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ecow::EcoVec;
use typst::diag::SourceResult;

use crate::args::Print;
use crate::batch::{self, Batch, Made};
use crate::characters::Characters;
use crate::check::{made, one_line};
use crate::checklist::Checklist;
use crate::clock;
use crate::date::Date;
use crate::document::Settings;
use crate::edition::Check;
use crate::fields::fields;
use crate::filled::{self, Filled};
use crate::guard::check_names;
use crate::lay_out;
use crate::load::Place;
use crate::name::Name;
use crate::output::check_one_each;
use crate::practices::{self, Row};
use crate::session::{Opened, Session};
use crate::state::{Typed, UpdateCheck};
use crate::world::World;

/// What is printed where no checklist is named.
const CHECKLIST: &str = "pre-migration";

/// Writes blanks or forms of a checklist.
///
/// # Errors
/// Everything that is wrong with the checklist and what is filled in, or what keeps a file
/// from being written.
pub fn print(args: &Print, session: &mut Session) -> SourceResult<()> {
    check_names(&args.target, false, session)?;
    let today = clock::today(args.common.date)?;
    let layouts = args.laid_out.layouts.clone();
    let world = World::new(today, layouts, &args.laid_out.fonts)?;
    session.world = Some(world.clone());
    let (copies, opened, check) = if args.states.is_empty() {
        let named = args.checklist.as_deref().unwrap_or(Path::new(CHECKLIST));
        let opened = session.checklist(named)?;
        let check = checked(args, &opened.checklist, today)?;
        let rows = practices::rows(args.practices.as_deref(), session)?;
        (rows.into_iter().map(Copy::Row).collect(), Some(opened), check)
    } else {
        let states = batch::files(&args.states, &["yaml", "yml"])?;
        check_one_each(&args.target, states.len())?;
        (states.into_iter().map(Copy::State).collect::<Vec<_>>(), None, None)
    };
    let folders = args.states.iter().any(|path| path.is_dir());
    let is_list = args.practices.is_some() || copies.len() > 1 || folders;
    let batch = Batch::new(&args.target, &args.many, is_list)?;
    let printer = Printer { args, opened, check, today, world: &world, batch: &batch };
    let make = |copy: &Copy, part: &mut Session| (printer.print(copy, part), ());
    batch.run(&copies, session, |copy| printer.name(copy), make, |_, _, _, ()| {})
}

/// What a copy is filled in with.
enum Copy {
    /// What a list says of a practice, which may be nothing.
    Row(Row),
    /// A state file.
    State(PathBuf),
}

/// Prints copies of a checklist.
struct Printer<'a> {
    args: &'a Print,
    /// The checklist, unless states name theirs.
    opened: Option<Opened>,
    /// A check for updates that found this edition.
    check: Option<UpdateCheck>,
    today: Date,
    world: &'a World,
    batch: &'a Batch<'a>,
}

impl Printer<'_> {
    /// What the user knows a copy by.
    fn name(&self, copy: &Copy) -> String {
        match copy {
            Copy::State(path) => path.display().to_string(),
            Copy::Row(row) => {
                let named = self.args.checklist.as_deref();
                let checklist = named.unwrap_or(Path::new(CHECKLIST));
                row.name(self.args.practices.as_deref(), checklist)
            }
        }
    }

    /// Prints a copy.
    fn print(&self, copy: &Copy, session: &mut Session) -> SourceResult<Made> {
        let Self { args, today, .. } = *self;
        let filled = match (copy, &self.opened) {
            (Copy::State(path), _) => {
                filled::read(path, args.checklist.as_deref(), false, today, session)?
            }
            (Copy::Row(row), Some(opened)) => self.empty(opened, row, session)?,
            (Copy::Row(_), None) => unreachable!("rows come with their checklist"),
        };
        if !filled.state.update_checks.is_empty() {
            // They are evidence of an edition; without any there is nothing to be due.
            let checked = made::by_state(&filled.state, &filled.checklist, today);
            session.remember_verdict(checked.finding.verdict);
        }
        let state = &filled.state;
        let name = Name {
            practice: [state.detail("ods_code"), state.detail("name")],
            checklist: &filled.checklist.id,
            kind: if args.fillable { "form" } else { "blank" },
            large_print: args.laid_out.large_print,
            date: today,
            extension: lay_out::extension(args.laid_out.format),
        };
        let read = match copy {
            Copy::State(path) => Some(path.as_path()),
            Copy::Row(_) => args.practices.as_deref(),
        };
        let fonts = args.laid_out.fonts.iter().map(PathBuf::as_path);
        let named = args.checklist.as_deref().into_iter().chain(fonts);
        let inputs: Vec<_> = named.chain(read).collect();
        self.batch.document(&name, &inputs, || {
            let edition = filled.checklist.last_updated.iso();
            let [code, _] = name.practice;
            let identity =
                format!("proforma {} {} {edition} {code}", name.kind, name.checklist);
            self.bytes(&filled, identity.trim_end(), session)
        })
    }

    /// The checklist with what a list says of a practice.
    fn empty(
        &self,
        opened: &Opened,
        row: &Row,
        session: &mut Session,
    ) -> SourceResult<Filled> {
        let Opened { checklist, source, warnings } = opened;
        session.warn_all(warnings.clone());
        let mut filled = Filled::empty(Arc::clone(checklist), source.clone());
        let (practice, may_be_wrong) = row.practice.clone()?;
        session.warn_all(may_be_wrong);
        filled.state.practice = practice;
        filled.state.update_checks.extend(self.check.clone());
        Ok(filled)
    }

    /// The bytes of a blank or a form.
    fn bytes(
        &self,
        filled: &Filled,
        identity: &str,
        session: &mut Session,
    ) -> SourceResult<Vec<u8>> {
        let Self { args, world, today, .. } = *self;
        let format = args.laid_out.format;
        let characters = Characters::new(world);
        let page = lay_out::page(&args.laid_out);
        let settings = Settings { made_on: today, page, rows: args.rows };
        let warn = |session: &mut Session| {
            lay_out::warn_replaced(session, &characters.replaced());
            session.settle(args.common.strict)
        };
        if !args.fillable {
            let (document, answers) = filled.blank(&settings, &characters);
            warn(session)?;
            let bytes = lay_out::bytes(
                world, &document, &answers, format, identity, today, session,
            )?;
            session.settle(args.common.strict)?;
            return Ok(bytes);
        }
        let document = filled.form(&settings, &characters);
        let Filled { checklist, state, fitted, .. } = filled;
        let fields = fields(checklist, state, fitted, args.rows);
        let (bytes, overflowing) =
            lay_out::form_bytes(world, &document, &fields, format, identity, today)?;
        lay_out::warn_overflowing(session, &overflowing);
        warn(session)?;
        Ok(bytes)
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

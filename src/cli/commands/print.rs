//! `proforma print`: the blank, and the form.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ecow::EcoVec;

use crate::base::date::Date;
use crate::base::problem::Outcome;
use crate::base::text::one_line;
use crate::cli::args::PrintArgs;
use crate::cli::batch::{Batch, Made};
use crate::cli::lists::{self, ListRow};
use crate::cli::names::{Name, check_names};
use crate::cli::output::check_one_each;
use crate::cli::session::{NamedChecklist, Session};
use crate::cli::{clock, input};
use crate::document::schema::DocumentKind;
use crate::edition::checks;
use crate::edition::verdict::Check;
use crate::engine::{Engine, FillRules, Opened};
use crate::model::answers::Filled;
use crate::model::checklist::Checklist;
use crate::model::state::{Typed, UpdateCheck};
use crate::yaml::place::Place;

/// The checklist that is printed if none is named.
const CHECKLIST: &str = "pre-migration";

/// Writes blanks or forms of a checklist.
///
/// # Errors
/// Everything that is wrong with the checklist and the answers, or why a file cannot be
/// written.
pub(super) fn print(args: &PrintArgs, session: &mut Session) -> Outcome<()> {
    check_names(&args.target, false, session)?;
    let today = clock::today(args.common.date)?;
    let assets = input::assets(args.laid_out.layouts.as_deref(), &args.laid_out.fonts)?;
    let engine = Engine::new(assets, today)?;
    session.world = Some(engine.world().clone());
    let copies: Vec<_> = if args.states.is_empty() {
        let named = args.checklist.as_deref().unwrap_or(Path::new(CHECKLIST));
        let opened = session.checklist(&engine, named)?;
        let check = checked(args, &opened.checklist, today)?;
        let unfilled = Arc::new(Unfilled { opened, check });
        let rows =
            lists::rows(args.list.as_deref(), &unfilled.opened.checklist, session)?;
        rows.into_iter().map(|row| Copy::Row(row, Arc::clone(&unfilled))).collect()
    } else {
        let states = input::states(&args.states)?;
        check_one_each(&args.target, states.len())?;
        states.into_iter().map(Copy::State).collect()
    };
    let folders = args.states.iter().any(|path| path.is_dir());
    let is_list = args.list.is_some() || copies.len() > 1 || folders;
    let batch = Batch::new(&args.target, &args.many, is_list)?;
    let printer = Printer { args, engine: &engine, batch: &batch, is_alone: !is_list };
    let make = |copy: &Copy, part: &mut Session| (printer.print(copy, part), ());
    batch.run(&copies, session, |copy| printer.name(copy), make, |_, _, _, ()| {})
}

/// What a copy is filled in with.
enum Copy {
    /// What a list says of a subject, which may be nothing, for this checklist.
    Row(ListRow, Arc<Unfilled>),
    /// A state file.
    State(PathBuf),
}

/// A checklist that no state names.
struct Unfilled {
    opened: Opened,
    /// A check for updates that found this edition.
    check: Option<UpdateCheck>,
}

impl Unfilled {
    /// The checklist with what a list says of a subject.
    fn with(&self, row: &ListRow, session: &mut Session) -> Outcome<Filled> {
        let Opened { checklist, source, warnings } = &self.opened;
        session.warn_all(warnings.clone());
        let mut filled = Filled::empty(Arc::clone(checklist), source.clone());
        let (details, may_be_wrong) = row.details.clone()?;
        session.warn_all(may_be_wrong);
        let detail = |(id, typed): (String, Typed)| {
            (Typed { text: id, place: typed.place }, typed)
        };
        filled.state.subject = details.into_iter().map(detail).collect();
        filled.state.update_checks.extend(self.check.clone());
        Ok(filled)
    }
}

/// Prints copies of a checklist.
struct Printer<'a> {
    args: &'a PrintArgs,
    engine: &'a Engine,
    batch: &'a Batch<'a>,
    /// Whether it is the only copy.
    is_alone: bool,
}

impl Printer<'_> {
    /// The name that the user knows a copy by.
    fn name(&self, copy: &Copy) -> String {
        match copy {
            Copy::State(path) => path.display().to_string(),
            Copy::Row(row, _) => {
                let named = self.args.checklist.as_deref();
                let checklist = named.unwrap_or(Path::new(CHECKLIST));
                row.name(self.args.list.as_deref(), checklist)
            }
        }
    }

    /// Prints a copy.
    fn print(&self, copy: &Copy, session: &mut Session) -> Outcome<Made> {
        let Self { args, engine, .. } = *self;
        let filled = match copy {
            Copy::State(path) => {
                let file = args.named.as_deref();
                let named = NamedChecklist { file, must_fit: self.is_alone };
                session.fill(engine, path, named, FillRules::default())?
            }
            Copy::Row(row, unfilled) => unfilled.with(row, session)?,
        };
        if !filled.state.update_checks.is_empty() {
            // A blank without checks says nothing about updates, so nothing can be due.
            session.remember_verdict(engine.update_status(&filled).finding.verdict);
        }
        let state = &filled.state;
        let name = Name {
            subject: [state.code(), state.name()],
            state: match copy {
                Copy::State(path) => Some(path),
                Copy::Row(..) => None,
            },
            checklist: &filled.checklist.id,
            kind: self.kind().word(),
            large_print: args.laid_out.large_print,
            date: engine.today(),
            extension: args.laid_out.format.extension(),
        };
        let read = match copy {
            Copy::State(path) => Some(path.as_path()),
            Copy::Row(..) => args.list.as_deref(),
        };
        let fonts = args.laid_out.fonts.iter().map(PathBuf::as_path);
        let named = args.checklist.as_deref().or(args.named.as_deref());
        let named = named.into_iter().chain(fonts);
        let inputs: Vec<_> = named.chain(read).collect();
        self.batch.document(&name, &inputs, || {
            let edition = filled.checklist.last_updated.iso();
            let [code, _] = name.subject;
            let identity =
                format!("proforma {} {} {edition} {code}", name.kind, name.checklist);
            self.bytes(&filled, identity.trim_end(), session)
        })
    }

    /// The bytes of a blank or a form.
    fn bytes(
        &self,
        filled: &Filled,
        identity: &str,
        session: &mut Session,
    ) -> Outcome<Vec<u8>> {
        let Self { args, engine, .. } = *self;
        let page = args.laid_out.page();
        let draft = match self.kind() {
            DocumentKind::Form => engine.form(filled, page, args.rows),
            _ => engine.blank(filled, page, args.rows),
        };
        session.write(&draft, args.laid_out.format, identity, args.common.strict)
    }

    fn kind(&self) -> DocumentKind {
        if self.args.fillable { DocumentKind::Form } else { DocumentKind::Blank }
    }
}

/// The check for updates that the options describe.
///
/// # Errors
/// If its date or the checklist's cannot be right today.
fn checked(
    args: &PrintArgs,
    checklist: &Checklist,
    today: Date,
) -> Outcome<Option<UpdateCheck>> {
    let mut problems = EcoVec::new();
    let edition = checklist.last_updated;
    problems.extend(checks::check_edition(checklist, today));
    let check = args.checked.zip(args.by.as_deref());
    let check = check.map(|(date, by)| Check { date, by: one_line(by), found: edition });
    // An edition in the future has already been reported.
    let judged = check.iter().filter(|_| edition <= today);
    problems.extend(judged.flat_map(|check| checks::judge_options(check, today)));
    if !problems.is_empty() {
        return Err(problems);
    }
    let place = Place::bytes(0..0);
    Ok(check.map(|Check { date, by, found }| UpdateCheck {
        date,
        by: Typed { text: by, place },
        found,
        place,
    }))
}

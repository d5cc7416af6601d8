//! `proforma start`: a state file with every id in place, ready to fill in.

use std::fmt::Write;

use ecow::{eco_format, eco_vec};
use typst::diag::SourceResult;

use crate::args::Start;
use crate::batch::Batch;
use crate::check::one_line;
use crate::checklist::{Block, Checklist, Column, ColumnKind, Table, Task};
use crate::clock;
use crate::edit;
use crate::guard::check_names;
use crate::lay_out::problem;
use crate::name::Name;
use crate::practices::{self, Practice, Row};
use crate::session::{Opened, Session};
use crate::state::{PRACTICE, TASK};

/// Writes the state file of a checklist, with nothing filled in.
///
/// # Errors
/// Everything that is wrong with the checklist, or what keeps the file from being written.
pub fn start(args: &Start, session: &mut Session) -> SourceResult<()> {
    check_names(&args.target, false, session)?;
    let today = clock::today(args.common.date)?;
    let Opened { checklist, warnings, .. } = session.checklist(&args.checklist)?;
    let rows = practices::rows(args.practices.as_deref(), session)?;
    let batch = Batch::new(&args.target, &args.many, args.practices.is_some())?;
    let make = |row: &Row, part: &mut Session| {
        part.warn_all(warnings.clone());
        let (practice, may_be_wrong) = row.practice.clone()?;
        part.warn_all(may_be_wrong);
        let detail = |key| {
            let found = practice.iter().find(|(other, _)| *other == key);
            found.map_or("", |(_, typed)| typed.text.as_str())
        };
        let name = Name {
            practice: [detail("ods_code"), detail("name")],
            checklist: &checklist.id,
            kind: "state",
            large_print: false,
            date: today,
            extension: "yaml",
        };
        let inputs: Vec<_> = [args.checklist.as_path()]
            .into_iter()
            .chain(args.practices.as_deref())
            .collect();
        let existing = batch.existing(&name.file());
        if let Some(other) = existing.filter(|_| !args.many.skip_existing)
            && !other.ends_with(name.file())
        {
            // Two states of a practice: no command could tell which one is meant.
            let message = eco_format!("there is a state already: `{}`", other.display());
            let hint = "`--skip-existing` leaves out the practices that have one";
            return Err(eco_vec![problem(message, hint)]);
        }
        batch.document(&name, &inputs, || {
            part.settle(args.common.strict)?;
            Ok(empty_state(&checklist, &practice).into_bytes())
        })
    };
    let name = |row: &Row| row.name(args.practices.as_deref(), &args.checklist);
    let make = |row: &Row, part: &mut Session| (make(row, part), ());
    batch.run(&rows, session, name, make, |_, _, _, ()| {})
}

/// How to fill in a state, for those who do it once a year.
const EXPLANATION: &str = "\
# Fill in what is known, and leave the rest empty.
#
# - What begins with # is a comment and is not read.
# - Dates: 27/03/2025, 2025-03-27 or 27 March 2025. Anything else prints as typed.
# - A task's status: not started, in progress, done or not applicable.
# - A table without anything in it: write `none` or `not applicable` behind its id.
# - For one more row, copy the lines from one `- ` to the next.
# - Put text in \"quotes\" if it has `: ` or ` #` in it, or begins with one of * & ! % @ [ {
# - Longer notes go below `notes: |`, each line four spaces further in than `notes`.
# - No patient data: no NHS numbers, no names of patients.
";

/// The state of a practice that has answered nothing yet.
pub fn empty_state(checklist: &Checklist, practice: &Practice) -> String {
    let mut state = format!(
        "# {}: what one practice has filled in\n{EXPLANATION}\nchecklist: {}\n\
         last_updated: {}  # the edition these answers belong to\n\npractice:\n",
        one_line(&checklist.title),
        checklist.id,
        checklist.last_updated.slashed(),
    );
    for (key, label) in PRACTICE {
        let known = practice.iter().find(|(other, _)| *other == key);
        let known = known.map_or("", |(_, typed)| typed.text.as_str());
        let space = if known.is_empty() { "" } else { " " };
        let known = edit::inline(known, false);
        state.push_str(&format!("  {key}:{space}{known}  # {label}\n"));
    }
    state.push_str("\nanswers:\n");
    body(&mut state, checklist, &checklist.body)
        .expect("a string takes all that is written");
    state.push_str(
        "\n# Checks for a newer edition, as in\n\
         # - {date: 23/11/2026, by: J. Okafor, found: 27/03/2025}\nupdate_checks:\n",
    );
    state
}

fn body(state: &mut String, checklist: &Checklist, blocks: &[Block]) -> std::fmt::Result {
    for block in blocks {
        match block {
            Block::Section { title, body: blocks } => {
                write!(state, "\n  # == {} ==\n", one_line(&title.plain(checklist)))?;
                body(state, checklist, blocks)?;
            }
            Block::Table(item) => table(state, checklist, item)?,
            Block::Task(item) => task(state, checklist, item)?,
            _ => {}
        }
    }
    Ok(())
}

fn table(state: &mut String, checklist: &Checklist, table: &Table) -> std::fmt::Result {
    write!(
        state,
        "\n  # {}\n  {}:\n",
        one_line(&table.title.plain(checklist)),
        table.id
    )?;
    for (index, column) in table.columns.iter().enumerate() {
        let lead = if index == 0 { "- " } else { "  " };
        let title = one_line(&column.title.plain(checklist));
        writeln!(state, "    {lead}{}:  # {title}{}", column.id, kind(column))?;
    }
    Ok(())
}

/// What a column's kind asks for.
fn kind(column: &Column) -> &'static str {
    match column.kind {
        ColumnKind::Text | ColumnKind::Contact => "",
        ColumnKind::Date => " (a date)",
        ColumnKind::YesNo => " (yes or no)",
        ColumnKind::DateOrYesNo => " (a date, or yes or no)",
    }
}

fn task(state: &mut String, checklist: &Checklist, task: &Task) -> std::fmt::Result {
    write!(state, "\n  # {}\n  {}:\n", one_line(&task.title.plain(checklist)), task.id)?;
    for key in TASK {
        writeln!(state, "    {key}:")?;
    }
    Ok(())
}

//! A new state: every id in place, ready to fill in.

use std::fmt::Write;

use crate::base::privacy::NO_PATIENT_DATA;
use crate::base::text::one_line;
use crate::model::about::SubjectDetail;
use crate::model::checklist::{Block, Checklist, Column, PatientData, Table, Task};
use crate::model::state::{TASK, Typed};
use crate::yaml::write::inline;

/// How to fill in a state, for people who do so once a year.
const EXPLANATION: &str = "\
# Fill in what you know and leave the rest empty.
#
# - Text after # is a comment and is not read.
# - Dates: 27/03/2025, 2025-03-27 or 27 March 2025. Anything else prints as typed.
# - A task's status: not started, in progress, done or not applicable.
# - If a table has nothing in it, write `none` or `not applicable` after its id.
# - To add a row, copy the lines from one `- ` to the next.
# - Put text in \"quotes\" if it contains `: ` or ` #`, or begins with one of * & ! % @ [ {
# - Longer notes go below `notes: |`, each line four spaces further in than `notes`.
";

/// The state of a subject with these details, by their ids, for whom nothing else has been
/// filled in yet.
pub fn empty_state(checklist: &Checklist, details: &[(String, Typed)]) -> String {
    let about = &checklist.about;
    let mut state = format!("# {}: ", one_line(&checklist.title));
    state.push_str(&match about.subject.as_str() {
        "" => "what has been filled in\n".into(),
        _ => format!("what one {} has filled in\n", about.words()),
    });
    state.push_str(EXPLANATION);
    if checklist.patient_data == PatientData::Refuse {
        state.push_str(&format!("# - {NO_PATIENT_DATA}\n"));
    }
    let (id, edition) = (&checklist.id, checklist.last_updated.slashed());
    state.push_str(&format!(
        "\nchecklist: {id}\nlast_updated: {edition}  # the edition these answers belong to\n"
    ));
    if !about.subject.is_empty() {
        state.push_str(&format!("\n{}:\n", about.subject));
    }
    for SubjectDetail { id, title, .. } in about.iter() {
        let known = details.iter().find(|(other, _)| other == id);
        let known = known.map_or("", |(_, typed)| typed.text.as_str());
        let space = if known.is_empty() { "" } else { " " };
        let known = inline(known, false);
        state.push_str(&format!("  {id}:{space}{known}  # {}\n", one_line(title)));
    }
    state.push_str("\nanswers:\n");
    body(&mut state, checklist, &checklist.body)
        .expect("a string takes all that is written");
    if checklist.published.is_some() {
        state.push_str(
            "\n# Checks for a newer edition, such as\n\
             # - {date: 23/11/2026, by: J. Okafor, found: 27/03/2025}\nupdate_checks:\n",
        );
    }
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
        let comment = column_comment(checklist, column);
        writeln!(state, "    {lead}{}:  {comment}", column.id)?;
    }
    Ok(())
}

/// The comment of a new state that says what a column asks for.
pub fn column_comment(checklist: &Checklist, column: &Column) -> String {
    format!("# {}{}", one_line(&column.title.plain(checklist)), kind(column))
}

/// What a column's kind asks for.
fn kind(column: &Column) -> String {
    match column.kind.asks_for() {
        "" => String::new(),
        what => format!(" ({what})"),
    }
}

fn task(state: &mut String, checklist: &Checklist, task: &Task) -> std::fmt::Result {
    write!(state, "\n  # {}\n  {}:\n", one_line(&task.title.plain(checklist)), task.id)?;
    for key in TASK {
        writeln!(state, "    {key}:")?;
    }
    Ok(())
}

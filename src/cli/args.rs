//! The command line: commands and their options.

mod fill;
mod shard;
mod states;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use self::fill::FillArgs;
pub use self::shard::Shard;
pub use self::states::{ExportArgs, OverviewArgs, StatesArgs};
use crate::base::date::Date;
use crate::document::schema::PageSetup;
use crate::model::checklist::MAX_ROWS;
use crate::returned::merge::{Side, Take};

/// Turns a checklist into documents people trust on paper.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 90, after_help = EXIT_STATUS)]
pub struct Arguments {
    /// The command to run.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_STATUS: &str = "\
Exit status: 0 success, 1 a problem with a file or the system, 2 incorrect options.
The path of each file written goes to standard output, messages to standard error.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the blank to fill in by hand, or the form to fill in on screen
    Print(PrintArgs),
    /// Write the record: the filled-in checklist, for the project file
    Export(ExportArgs),
    /// Write the overview: a line for each of many state files
    Overview(OverviewArgs),
    /// Write an empty state file, with every id in place, ready to fill in
    Start(StartArgs),
    /// Write a small checklist that explains itself, to begin one of your own
    New(NewArgs),
    /// Fill in a state file on a page in the browser
    Fill(FillArgs),
    /// Get a state file from a filled-in form or a record
    Import(ImportArgs),
    /// Say whether a checklist is the newest edition, and who last checked
    Check(CheckArgs),
    /// Move a state file to the newest edition of its checklist
    Update(UpdateArgs),
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Common {
    /// Use this date as today, such as 27/03/2025 [default: the computer's date]
    #[arg(long, value_name = "DATE")]
    pub date: Option<Date>,

    /// Treat warnings as errors
    #[arg(long)]
    pub strict: bool,
}

/// Where a file goes.
#[derive(Debug, Args)]
pub struct Target {
    /// The file to write, or `-` for standard output
    #[arg(short, value_name = "FILE", conflicts_with = "out_dir")]
    pub output: Option<PathBuf>,

    /// The folder to write to, under the default name
    #[arg(long, value_name = "DIR")]
    pub out_dir: Option<PathBuf>,

    /// Replace the file if it already exists
    #[arg(long)]
    pub overwrite: bool,
}

/// Options of commands that make many documents.
#[derive(Debug, Default, Clone, Copy, Args)]
pub struct Many {
    /// How many documents to make at once [default: one for each processor core]
    #[arg(long, value_name = "N", help_heading = MANY)]
    pub jobs: Option<NonZeroUsize>,

    /// Skip documents that already exist, whatever the date in their names
    #[arg(long, conflicts_with_all = ["overwrite", "output"], help_heading = MANY)]
    pub skip_existing: bool,

    /// Make only one share of the list, such as 1/4, to spread it over several machines
    #[arg(long, value_name = "I/N", conflicts_with = "output", help_heading = MANY)]
    pub shard: Option<Shard>,
}

/// The heading of the options for many documents.
const MANY: &str = "Many documents at once";

/// Options of commands that lay out pages.
#[derive(Debug, Args)]
pub struct LaidOut {
    /// What to write: the PDF, or the data that the layouts read
    #[arg(long, value_name = "FORMAT", default_value = "pdf")]
    pub format: Format,

    /// Large print: 18 pt instead of 12
    #[arg(long)]
    pub large_print: bool,

    /// Set the margins for printing on both sides of the paper
    #[arg(long)]
    pub duplex: bool,

    /// Use the edited layouts in this folder
    #[arg(long, value_name = "DIR")]
    pub layouts: Option<PathBuf>,

    /// An extra font file, for characters that the built-in fonts lack; can be repeated
    #[arg(long = "font", value_name = "FILE")]
    pub fonts: Vec<PathBuf>,
}

/// Write the blank, to print and fill in by hand; or the form, to fill in on screen.
#[derive(Debug, Args)]
pub struct PrintArgs {
    /// The id of a built-in checklist, or a YAML file [default: pre-migration]
    pub checklist: Option<PathBuf>,

    /// Write a form to fill in on screen, instead of the blank
    #[arg(long, conflicts_with = "duplex")]
    pub fillable: bool,

    /// State files, or folders of them: writes a form for each, with its answers filled
    /// in
    #[arg(
        long = "state", value_name = "STATE", num_args = 1.., requires = "fillable",
        conflicts_with_all = ["list", "checked", "checklist"]
    )]
    pub states: Vec<PathBuf>,

    /// The checklist file of the states, if it is neither built in nor beside them
    #[arg(long = "checklist", value_name = "FILE", requires = "states")]
    pub named: Option<PathBuf>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub target: Target,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub laid_out: LaidOut,

    /// The number of blank rows in each table
    #[arg(long, value_name = "N", value_parser = rows)]
    pub rows: Option<u32>,

    /// The date when somebody checked for updates and found this edition, such as
    /// 27/03/2025
    #[arg(long, value_name = "DATE", requires = "by")]
    pub checked: Option<Date>,

    /// Who checked for updates
    #[arg(long, value_name = "NAME", requires = "checked")]
    pub by: Option<String>,

    /// A list as a CSV file: writes a document for each row, with its details filled in
    #[arg(long, value_name = "CSV", conflicts_with = "output", help_heading = MANY)]
    pub list: Option<PathBuf>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub many: Many,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub common: Common,
}

/// Write an empty state file.
#[derive(Debug, Args)]
pub struct StartArgs {
    /// The id of a built-in checklist, or a YAML file
    #[arg(default_value = "pre-migration")]
    pub checklist: PathBuf,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub target: Target,

    /// A list as a CSV file: writes a document for each row, with its details filled in
    #[arg(long, value_name = "CSV", conflicts_with = "output", help_heading = MANY)]
    pub list: Option<PathBuf>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub many: Many,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub common: Common,
}

/// Write a new checklist.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The file to write, such as `inspection.yaml`
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub common: Common,
}

/// Write the state file of a form or a record.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Filled-in forms and records, or folders of them
    #[arg(required = true, value_name = "PDF")]
    pub pdfs: Vec<PathBuf>,

    /// Put a form's answers into this state file, and change nothing else in it. With a
    /// folder or several files, into the one with the form's checklist and code
    #[arg(
        long, value_name = "STATE",
        conflicts_with_all = ["output", "out_dir", "overwrite", "jobs", "skip_existing"]
    )]
    pub into: Vec<PathBuf>,

    /// Whose answer to keep where both the form and the state have changed, or where the
    /// form has another code now: `form` or `state`, for all or for one item, as in
    /// `form:tell-patients`; can be repeated
    #[arg(long, value_name = "SIDE[:ID]", value_parser = take)]
    pub take: Vec<Take>,

    /// The checklist file, if it is neither attached to the form nor built in
    #[arg(long, value_name = "FILE")]
    pub checklist: Option<PathBuf>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub target: Target,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub many: Many,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub common: Common,
}

/// Check for a newer edition.
#[derive(Debug, Args)]
#[command(after_help = CHECK_STATUS)]
pub struct CheckArgs {
    /// State files, or folders of them, or checklists of your own to look for mistakes in
    /// [default: the built-in checklists on their own]
    #[arg(value_name = "STATE")]
    pub states: Vec<PathBuf>,

    /// The checklist file, if it is neither built in nor beside the state
    #[arg(long, value_name = "FILE")]
    pub checklist: Option<PathBuf>,

    /// A file to compare with: another edition, a record made from one, or what the
    /// publisher has published, as a saved web page, a .docx or plain text
    #[arg(long, value_name = "FILE", conflicts_with = "add")]
    pub against: Option<PathBuf>,

    /// Record a check made today in the state file, and change nothing else in it
    #[arg(long, requires_all = ["by", "found", "states"])]
    pub add: bool,

    /// Who checked
    #[arg(long, value_name = "NAME", requires = "add")]
    pub by: Option<String>,

    /// The edition that was found: the date when it was last updated, such as 27/03/2025
    #[arg(long, value_name = "DATE", requires = "add")]
    pub found: Option<Date>,

    /// How to print the result
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub common: Common,
}

/// Move a state file to the newest edition.
#[derive(Debug, Args)]
pub struct UpdateArgs {
    /// The state file
    pub state: PathBuf,

    /// The newest edition of the checklist, if it is not built in
    #[arg(long, value_name = "FILE")]
    pub checklist: Option<PathBuf>,

    /// The edition that the answers were given to, to show which words have changed
    /// since: its file, or a record made from it
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub common: Common,
}

const CHECK_STATUS: &str = "\
Exit status:
  0   up to date: a recent check, or the file named with --against, found this
      edition; or the checklist is published nowhere, and no newer edition is known
  10  a check is due: the last one that found this edition is too long ago
  11  there is a newer edition
  12  cannot tell: no check that found this edition is recorded, or the file named
      with --against does not say when it was last updated, is an earlier edition,
      or has this edition's date but different words
  1   a problem with a file or the system
  2   incorrect options
If several apply, 1 takes precedence, then 11, 12 and 10. The result goes to
standard output, messages to standard error. Nothing is looked up online.";

/// How to print the result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Text for people to read.
    Text,
    /// Data for programs.
    Json,
}

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The document.
    Pdf,
    /// The data the layouts read.
    Json,
}

impl Format {
    /// The extension of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Json => "json",
        }
    }
}

impl LaidOut {
    /// The user's choices of paper and print.
    pub fn page(&self) -> PageSetup {
        PageSetup { large_print: self.large_print, duplex: self.duplex }
    }
}

/// A number of blank rows.
fn rows(text: &str) -> Result<u32, String> {
    let rows = text.parse().ok().filter(|rows| (1..=MAX_ROWS).contains(rows));
    rows.ok_or_else(|| format!("write a number from 1 to {MAX_ROWS}"))
}

/// Whose value to keep, and where.
fn take(text: &str) -> Result<Take, String> {
    let (side, of) =
        text.split_once(':').map_or((text, None), |(side, of)| (side, Some(of)));
    let side = match side {
        "form" => Side::Form,
        "state" => Side::State,
        _ => {
            return Err(
                "write `form` or `state`, or one with an id: `form:tell-patients`".into(),
            );
        }
    };
    match of {
        Some("") => Err("write the id of an item after the colon".into()),
        _ => Ok(Take { side, of: of.map(String::from) }),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        super::Arguments::command().debug_assert();
    }
}

//! What users type.

mod shard;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use self::shard::Shard;
use crate::base::date::Date;
use crate::document::schema::PageSetup;
use crate::model::checklist::MAX_ROWS;
use crate::returned::merge::{Side, Take};

/// Turns a checklist into documents people trust on paper.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 90, after_help = EXIT_STATUS)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_STATUS: &str = "\
Exit status: 0 done, 1 a problem in an input or the system, 2 wrong usage.
The path written goes to standard output, messages to standard error.";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the blank to fill in by hand, or the form to fill in on screen
    Print(PrintArgs),
    /// Write the record: the filled-in checklist, for the project file
    Export(ExportArgs),
    /// Write a state file with every id in place, ready to fill in
    Start(StartArgs),
    /// Write the answers of a filled-in form as a state file, or the state of a record
    Import(ImportArgs),
    /// Say whether a checklist is the newest edition, and who found that out
    Check(CheckArgs),
    /// Move a state on to the newest edition of its checklist
    Update(UpdateArgs),
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Common {
    /// Today, for this run, as 27/03/2025 [default: the machine's date]
    #[arg(long, value_name = "DATE")]
    pub date: Option<Date>,

    /// Treat warnings as errors
    #[arg(long)]
    pub strict: bool,
}

/// Where a file goes.
#[derive(Debug, Args)]
pub struct Target {
    /// The file to write; `-` is standard output
    #[arg(short, value_name = "FILE", conflicts_with = "out_dir")]
    pub output: Option<PathBuf>,

    /// The folder to write to, by the default name
    #[arg(long, value_name = "DIR")]
    pub out_dir: Option<PathBuf>,

    /// Replace a file that exists
    #[arg(long)]
    pub overwrite: bool,
}

/// Options of commands that make many documents.
#[derive(Debug, Default, Clone, Copy, Args)]
pub struct Many {
    /// How many documents to make at a time [default: as many as there are cores]
    #[arg(long, value_name = "N", help_heading = MANY)]
    pub jobs: Option<NonZeroUsize>,

    /// Leave out documents that are there already, of whatever day
    #[arg(long, conflicts_with_all = ["overwrite", "output"], help_heading = MANY)]
    pub skip_existing: bool,

    /// Make only one share of the list, such as 1/4, for a run on several machines
    #[arg(long, value_name = "I/N", conflicts_with = "output", help_heading = MANY)]
    pub shard: Option<Shard>,
}

/// Over the options for many documents.
const MANY: &str = "Many documents at once";

/// Options of commands that lay out pages.
#[derive(Debug, Args)]
pub struct LaidOut {
    /// What to write: the PDF, or the data the layouts read
    #[arg(long, value_name = "FORMAT", default_value = "pdf")]
    pub format: Format,

    /// Large print: 18 pt instead of 12
    #[arg(long)]
    pub large_print: bool,

    /// Margins for printing on both sides of the paper
    #[arg(long)]
    pub duplex: bool,

    /// A folder of edited layouts
    #[arg(long, value_name = "DIR")]
    pub layouts: Option<PathBuf>,

    /// A further font file, for characters the built-in fonts lack; may be repeated
    #[arg(long = "font", value_name = "FILE")]
    pub fonts: Vec<PathBuf>,
}

/// Write the blank, to print and fill in by hand; or the form, to fill in on screen.
#[derive(Debug, Args)]
pub struct PrintArgs {
    /// A built-in checklist's id, or a YAML file [default: pre-migration, or with --state
    /// the checklist of the state]
    pub checklist: Option<PathBuf>,

    /// A form to fill in on screen, instead of the blank
    #[arg(long, conflicts_with = "duplex")]
    pub fillable: bool,

    /// State files, or folders of them: one form each, with what they say filled in
    #[arg(
        long = "state", value_name = "STATE", num_args = 1.., requires = "fillable",
        conflicts_with_all = ["practices", "checked"]
    )]
    pub states: Vec<PathBuf>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub target: Target,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub laid_out: LaidOut,

    /// Blank rows in each table
    #[arg(long, value_name = "N", value_parser = rows)]
    pub rows: Option<u32>,

    /// The day somebody checked for updates and found this edition, as 27/03/2025
    #[arg(long, value_name = "DATE", requires = "by")]
    pub checked: Option<Date>,

    /// Who checked for updates
    #[arg(long, value_name = "NAME", requires = "checked")]
    pub by: Option<String>,

    /// A CSV file of practices: one document each, with what it says of the practice
    #[arg(long, value_name = "CSV", conflicts_with = "output", help_heading = MANY)]
    pub practices: Option<PathBuf>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub many: Many,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub common: Common,
}

/// Write the record.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The state files, one a practice, or folders of them
    #[arg(required = true, value_name = "STATE")]
    pub states: Vec<PathBuf>,

    /// The checklist, where it is not built in
    #[arg(long, value_name = "FILE")]
    pub checklist: Option<PathBuf>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub target: Target,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub laid_out: LaidOut,

    /// The edition that was answered, where it is an earlier one that is not built in; or a
    /// record, which has it inside
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,

    /// Leave the answers out of the PDF's attachments
    #[arg(long)]
    pub no_attach: bool,

    /// Let NHS numbers pass with a warning
    #[arg(long)]
    pub allow_nhs_numbers: bool,

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
    /// A built-in checklist's id, or a YAML file
    #[arg(default_value = "pre-migration")]
    pub checklist: PathBuf,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub target: Target,

    /// A CSV file of practices: one document each, with what it says of the practice
    #[arg(long, value_name = "CSV", conflicts_with = "output", help_heading = MANY)]
    pub practices: Option<PathBuf>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub many: Many,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub common: Common,
}

/// Write the state of a form or a record.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The filled-in forms and the records; of a folder, all its PDFs
    #[arg(required = true, value_name = "PDF")]
    pub pdfs: Vec<PathBuf>,

    /// Put a form's answers into this state file, and change nothing else in it. A folder,
    /// or several: into the state with the form's ODS code
    #[arg(
        long, value_name = "STATE",
        conflicts_with_all = ["output", "out_dir", "overwrite", "jobs", "skip_existing"]
    )]
    pub into: Vec<PathBuf>,

    /// What counts where both form and state have changed: `form` or `state`, of all, or of
    /// one item, as in `form:tell-patients`; may be repeated
    #[arg(
        long, value_name = "SIDE[:ID]", requires = "into", value_parser = take,
        // Without these, what conflicts with `--into` would stand in for it.
        conflicts_with_all = ["output", "out_dir", "overwrite", "jobs", "skip_existing"]
    )]
    pub take: Vec<Take>,

    /// The checklist, where it is neither inside the form nor built in
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
    /// The state files, one a practice, or folders of them; without any, the built-in
    /// checklists
    #[arg(value_name = "STATE")]
    pub states: Vec<PathBuf>,

    /// The checklist, where it is not built in
    #[arg(long, value_name = "FILE")]
    pub checklist: Option<PathBuf>,

    /// A file to compare with: another edition or a record that has it inside, or what the
    /// publisher has published, as a saved web page, a .docx or plain text
    #[arg(long, value_name = "FILE", conflicts_with = "add")]
    pub against: Option<PathBuf>,

    /// Note a check made today in the state, and change nothing else in it
    #[arg(long, requires_all = ["by", "found", "states"])]
    pub add: bool,

    /// Who checked
    #[arg(long, value_name = "NAME", requires = "add")]
    pub by: Option<String>,

    /// The edition that was found: when it says it was last updated, as 27/03/2025
    #[arg(long, value_name = "DATE", requires = "add")]
    pub found: Option<Date>,

    /// How to say it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub common: Common,
}

/// Move a state on.
#[derive(Debug, Args)]
pub struct UpdateArgs {
    /// The state file
    pub state: PathBuf,

    /// The newest edition of the checklist, where it is not built in
    #[arg(long, value_name = "FILE")]
    pub checklist: Option<PathBuf>,

    /// The edition that was answered, to say which words have changed since; or a record,
    /// which has it inside
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub common: Common,
}

const CHECK_STATUS: &str = "\
Exit status:
  0   up to date: a check that is not too long ago, or the file named with
      --against, found this edition
  10  a check is due: the last one that found this edition is too long ago
  11  there is a newer edition
  12  cannot tell: no check that found this edition is noted, or the file named
      with --against does not say when it was last updated, or is an earlier
      edition, or has this edition's date and other words
  1   a problem in an input or the system
  2   wrong usage
Of several, 1 goes first, then 11, 12 and 10. The result goes to standard output,
messages to standard error. Nothing is looked up on the internet.";

/// How to say what a check comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Words to read.
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
    /// The ending of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Json => "json",
        }
    }
}

impl LaidOut {
    /// What the user said about paper and print.
    pub fn page(&self) -> PageSetup {
        PageSetup { large_print: self.large_print, duplex: self.duplex }
    }
}

/// A number of blank rows.
fn rows(text: &str) -> Result<u32, String> {
    let rows = text.parse().ok().filter(|rows| (1..=MAX_ROWS).contains(rows));
    rows.ok_or_else(|| format!("write a number from 1 to {MAX_ROWS}"))
}

/// Whose value counts, and where.
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

//! The options of the commands that show what states say: the record and the overview.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::{Common, LaidOut, Many, Target};

/// States, and what is read with them.
#[derive(Debug, Args)]
pub struct StatesArgs {
    /// State files, or folders of them
    #[arg(required = true, value_name = "STATE")]
    pub states: Vec<PathBuf>,

    /// The checklist file, if it is neither built in nor beside the state
    #[arg(long, value_name = "FILE")]
    pub checklist: Option<PathBuf>,

    /// The earlier edition that the answers were given to, if it is not built in: its
    /// file, or a record made from it
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,

    /// Allow NHS numbers, with a warning
    #[arg(long)]
    pub allow_nhs_numbers: bool,
}

impl StatesArgs {
    /// Whether the user gave a list of so many files, even if it has only one.
    pub fn is_list(&self, files: usize) -> bool {
        files > 1 || self.states.iter().any(|path| path.is_dir())
    }
}

/// Write the record.
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub of: StatesArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub target: Target,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub laid_out: LaidOut,

    /// Do not attach the state file to the PDF
    #[arg(long)]
    pub no_attach: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub many: Many,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub common: Common,
}

/// Write the overview.
#[derive(Debug, Args)]
pub struct OverviewArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub of: StatesArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub target: Target,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub laid_out: LaidOut,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap would print them as help")]
    pub common: Common,
}

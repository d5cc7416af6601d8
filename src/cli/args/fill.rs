//! The options of `proforma fill`.

use std::path::PathBuf;

use clap::Args;

use crate::base::date::Date;

/// Fill in a state file on a page in the browser.
///
/// The page is for this machine and this user alone. It saves by itself; *Finish* on the page
/// or Ctrl-C here ends it.
#[derive(Debug, Args)]
pub struct FillArgs {
    /// The state file
    pub state: PathBuf,

    /// The checklist file, if the checklist is not built in
    #[arg(long, value_name = "FILE")]
    pub checklist: Option<PathBuf>,

    /// The port to serve the page on [default: the one of the last time, or a free one]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,

    /// Do not open the browser: print the page's address only
    #[arg(long)]
    pub no_open: bool,

    /// Use this date as today, such as 27/03/2025 [default: the computer's date]
    #[arg(long, value_name = "DATE")]
    pub date: Option<Date>,

    /// An extra font file, for characters that the built-in fonts lack; can be repeated
    #[arg(long = "font", value_name = "FILE")]
    pub fonts: Vec<PathBuf>,
}

//! Where a document goes: checked before the work begins, and written whole or not at
//! all.

mod earlier;
mod lock;
mod replace;

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ecow::{EcoString, eco_format, eco_vec};

pub use self::earlier::EarlierStates;
use self::earlier::keep_before;
use self::lock::make_private;
pub use self::lock::{Lock, runtime_folder};
use self::replace::{end_of_link, replace, write_whole};
use crate::base::earlier::KeptBefore;
use crate::base::problem::{self, Outcome, ProblemList};
use crate::cli::args::Target;
use crate::cli::input::cause;

/// A place that can be written to, as far as can be known in advance.
#[derive(Debug)]
pub enum Output {
    /// Standard output.
    Standard,
    /// A file that appears whole or not at all.
    File {
        /// Its path, as the user typed it.
        shown: PathBuf,
        /// Its path with links resolved.
        path: PathBuf,
        /// Whether to replace the file if it exists.
        overwrite: bool,
    },
    /// An input file, to be replaced by its changed content unless it has changed on disk
    /// since.
    Input {
        /// Its path, as the user knows it.
        path: PathBuf,
        /// What was read.
        read: Vec<u8>,
        /// Held since it was read.
        lock: Lock,
    },
    /// A device or pipe, which is written to as it is.
    Device(PathBuf),
}

/// Why a document was not written.
#[derive(Debug)]
pub enum Failure {
    /// A file of its name exists, or may not be replaced: others can still be written.
    Refused(ProblemList),
    /// Nothing more can be written there: the disk is full, or the folder is gone.
    Fatal(ProblemList),
}

impl Failure {
    /// The problems to report.
    pub fn into_problems(self) -> ProblemList {
        match self {
            Self::Refused(problems) | Self::Fatal(problems) => problems,
        }
    }
}

impl Target {
    /// The folder that documents go to; `--out-dir` is created if it does not exist.
    ///
    /// # Errors
    /// If it cannot be created.
    pub fn folder(&self) -> Outcome<&Path> {
        let named = self.named_folder();
        if let Some(folder) = &self.out_dir {
            fs::create_dir_all(folder).map_err(|err| {
                failed(eco_format!(
                    "cannot create the folder `{}` ({})",
                    folder.display(),
                    cause(&err)
                ))
            })?;
        }
        Ok(named)
    }

    /// Whether the folder no longer exists.
    pub fn is_gone(&self) -> bool {
        !self.named_folder().is_dir()
    }

    /// The path of a file with this default name.
    pub fn path(&self, name: &str) -> PathBuf {
        match &self.out_dir {
            Some(folder) => folder.join(name),
            None => name.into(),
        }
    }

    fn named_folder(&self) -> &Path {
        match (&self.output, &self.out_dir) {
            (Some(file), _) => folder(file),
            (None, Some(folder)) => folder,
            (None, None) => Path::new("."),
        }
    }
}

/// Refuses a single name for several files.
///
/// # Errors
/// If the user named a file and there is more than one to write.
pub fn check_one_each(target: &Target, files: usize) -> Outcome<()> {
    if files > 1 && target.output.is_some() {
        return Err(hinted(
            eco_format!("`-o` names one file, but there are {files} to write"),
            "leave it out, or name a folder with `--out-dir`: each file gets its own \
             name",
        ));
    }
    Ok(())
}

impl Output {
    /// Checks where a document is to go, by default `name` in the current folder.
    ///
    /// # Errors
    /// If the folder is missing, or the file exists and may not be replaced. An input is
    /// never replaced.
    pub fn new(target: &Target, name: &str, inputs: &[&Path]) -> Outcome<Self> {
        let path = match &target.output {
            Some(file) if file.as_os_str() == "-" => return Ok(Self::Standard),
            Some(file) => file.clone(),
            None => target.path(name),
        };
        Self::check(path, target.overwrite, inputs)
    }

    fn check(path: PathBuf, overwrite: bool, inputs: &[&Path]) -> Outcome<Self> {
        let shown = path.display();
        let folder = folder(&path);
        if !folder.is_dir() {
            return Err(failed(eco_format!(
                "the folder `{}` does not exist",
                folder.display()
            )));
        }
        let Ok(real) = path.canonicalize() else {
            if path.is_symlink() && !overwrite {
                return Err(exists(&path));
            }
            let end = end_of_link(&path);
            return Ok(Self::File { shown: path, path: end, overwrite });
        };
        if real.is_dir() {
            return Err(hinted(
                eco_format!("`{shown}` is a folder"),
                "name a file with `-o`, or the folder with `--out-dir`",
            ));
        }
        if !real.is_file() {
            return Ok(Self::Device(path));
        }
        if inputs
            .iter()
            .any(|input| input.canonicalize().is_ok_and(|input| input == real))
        {
            return Err(hinted(
                eco_format!("`{shown}` is an input file, which is never replaced"),
                "name another file with `-o`",
            ));
        }
        if !overwrite {
            return Err(exists(&path));
        }
        // A link stays a link: what it points to is replaced.
        Ok(Self::File { shown: path, path: real, overwrite })
    }

    /// Writes the document and prints its path on standard output.
    ///
    /// # Errors
    /// If it cannot be written; what was at the path is then still there.
    pub fn write(&self, bytes: &[u8]) -> Outcome<()> {
        self.put(bytes).map(drop).map_err(Failure::into_problems)
    }

    /// The path that is written to.
    pub fn path(&self) -> &Path {
        match self {
            Self::Standard => Path::new("-"),
            Self::File { shown: path, .. }
            | Self::Input { path, .. }
            | Self::Device(path) => path,
        }
    }

    /// Writes as [`write`](Self::write) does, for callers that have more to write; returns
    /// warnings about what could not be kept of a file that is replaced.
    ///
    /// # Errors
    /// As for `write`, and whether others can still be written.
    pub fn put(&self, bytes: &[u8]) -> Result<ProblemList, Failure> {
        match self {
            Self::Standard => write_all(&mut io::stdout().lock(), bytes)
                .map_err(|err| Failure::Fatal(cannot_write("standard output", &err)))?,
            Self::Input { path, read, .. } => {
                let warnings = replace_input(path, read, bytes, KeptBefore::Import)?;
                print_path(path);
                return Ok(warnings);
            }
            Self::Device(path) => OpenOptions::new()
                .write(true)
                .open(path)
                .and_then(|mut file| write_all(&mut file, bytes))
                .map_err(|err| Failure::Fatal(cannot_write(path.display(), &err)))?,
            Self::File { shown, path, overwrite } => {
                write_whole(path, bytes, *overwrite).map_err(|err| match err.kind() {
                    io::ErrorKind::AlreadyExists => Failure::Refused(exists(shown)),
                    _ => Failure::Fatal(cannot_write(shown.display(), &err)),
                })?;
                print_path(shown);
            }
        }
        Ok(ProblemList::new())
    }
}

/// Makes a file that is not there yet, and prints nothing.
///
/// # Errors
/// If it is there, or cannot be written.
pub fn make_file(path: &Path, bytes: &[u8]) -> Outcome<()> {
    write_whole(path, bytes, false).map_err(|err| match err.kind() {
        io::ErrorKind::AlreadyExists => exists(path),
        _ => cannot_write(path.display(), &err),
    })
}

/// Prints the path of a file that was written on standard output.
fn print_path(path: &Path) {
    // If standard output is closed, nobody reads the path.
    let _ = writeln!(io::stdout(), "{}", path.display());
}

/// Replaces a file that was read by its changed content, whole or not at all; keeps it first as
/// it was, where it is to be kept `before` this. Gives warnings of what could not be kept.
/// Whoever changes a file holds its [`Lock`] since it was read.
///
/// # Errors
/// If it is no longer what was read, or cannot be written; it is unchanged then.
pub fn replace_input(
    path: &Path,
    read: &[u8],
    changed: &[u8],
    before: KeptBefore,
) -> Result<ProblemList, Failure> {
    let cannot = |err: io::Error| cannot_write(path.display(), &err);
    let refused = |err| Failure::Refused(cannot(err));
    // A link stays a link: what it points to is replaced.
    let real = path.canonicalize().map_err(refused)?;
    let why = if !real.is_file() {
        failed(eco_format!("`{}` is not a file that can be changed", path.display()))
    } else if fs::metadata(&real).map_err(refused)?.permissions().readonly() {
        failed(eco_format!("`{}` is read-only", path.display()))
    } else if fs::read(&real).map_err(refused)? != read {
        hinted(
            eco_format!("`{}` changed while Proforma was working on it", path.display()),
            "nothing was written: try again",
        )
    } else {
        let kept = keep_before(&real, read, before);
        let lost = replace(&real, changed).map_err(|err| Failure::Fatal(cannot(err)))?;
        let warn = |what| {
            let message = eco_format!("`{}` has lost {what}", path.display());
            problem::warning(message).with_hint("its content is whole")
        };
        return Ok(lost.into_iter().map(warn).chain(kept).collect());
    };
    Err(Failure::Refused(why))
}

fn write_all(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(bytes)?;
    out.flush()
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn exists(path: &Path) -> ProblemList {
    hinted(
        eco_format!("`{}` already exists", path.display()),
        "use `--overwrite` to replace it, or `-o` to name another file",
    )
}

fn cannot_write(what: impl std::fmt::Display, err: &io::Error) -> ProblemList {
    failed(eco_format!("cannot write `{what}` ({})", cause(err)))
}

fn failed(message: EcoString) -> ProblemList {
    eco_vec![problem::error(message)]
}

fn hinted(message: EcoString, hint: &str) -> ProblemList {
    eco_vec![problem::error(message).with_hint(hint)]
}

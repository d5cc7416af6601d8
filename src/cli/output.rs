//! Where a document goes: checked before the work, written whole or not at all.

mod lock;
mod replace;

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ecow::{EcoString, eco_format, eco_vec};

pub use self::lock::Lock;
use self::replace::{end_of_link, replace, write_whole};
use crate::base::problem::{self, Outcome, ProblemList};
use crate::cli::args::Target;
use crate::cli::input::cause;

/// A place that can be written to, as far as can be known before.
#[derive(Debug)]
pub enum Output {
    /// Standard output.
    Standard,
    /// A file that appears whole or not at all.
    File {
        /// Its path, as the user knows it.
        shown: PathBuf,
        /// Its path without links.
        path: PathBuf,
        /// Replace the file if it exists.
        overwrite: bool,
    },
    /// A file that was read, to be replaced by its changed content unless it has changed
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
    /// Something of its name is there, or it may not be replaced.
    Taken(ProblemList),
    /// Nothing can be written there: the disk is full, or the folder is gone.
    Lost(ProblemList),
}

impl Failure {
    /// What to tell of it.
    pub fn into_problems(self) -> ProblemList {
        match self {
            Self::Taken(problems) | Self::Lost(problems) => problems,
        }
    }
}

impl Target {
    /// The folder that documents go to; one that is named is made.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn folder(&self) -> Outcome<&Path> {
        let named = self.named_folder();
        if let Some(folder) = &self.out_dir {
            fs::create_dir_all(folder).map_err(|err| {
                failed(eco_format!(
                    "cannot make the folder `{}` ({})",
                    folder.display(),
                    cause(&err)
                ))
            })?;
        }
        Ok(named)
    }

    /// Whether the folder is no longer there.
    pub fn is_gone(&self) -> bool {
        !self.named_folder().is_dir()
    }

    /// The path of a file by its default name.
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

/// Refuses one name for several files.
///
/// # Errors
/// If the user named a file and there is more than one to write.
pub fn check_one_each(target: &Target, files: usize) -> Outcome<()> {
    if files > 1 && target.output.is_some() {
        return Err(hinted(
            eco_format!("`-o` names one file, but there are {files} to write"),
            "leave it out, or name a folder with `--out-dir`: each gets a name of its own",
        ));
    }
    Ok(())
}

impl Output {
    /// Checks where a document shall go, by default `name` in the current folder.
    ///
    /// # Errors
    /// If the folder is missing, or the file exists and may not be replaced: never when it
    /// is one of the inputs.
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
            return Err(failed(eco_format!("there is no folder `{}`", folder.display())));
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
                eco_format!("`{shown}` is the file that is read: it is never replaced"),
                "name another file with `-o`",
            ));
        }
        if !overwrite {
            return Err(exists(&path));
        }
        // A link stays a link: what it points to is replaced.
        Ok(Self::File { shown: path, path: real, overwrite })
    }

    /// Writes the document and tells its path on standard output.
    ///
    /// # Errors
    /// If it cannot be written; what was at the path is still there then.
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

    /// Writes as [`write`](Self::write) does, for somebody who has more to write; gives
    /// warnings of what could not be kept of a file that is replaced.
    ///
    /// # Errors
    /// As there, and whether it concerns this document or all.
    pub fn put(&self, bytes: &[u8]) -> Result<ProblemList, Failure> {
        match self {
            Self::Standard => write_all(&mut io::stdout().lock(), bytes)
                .map_err(|err| Failure::Lost(cannot_write("standard output", &err)))?,
            Self::Input { path, read, .. } => {
                let warnings = replace_input(path, read, bytes)?;
                tell(path);
                return Ok(warnings);
            }
            Self::Device(path) => OpenOptions::new()
                .write(true)
                .open(path)
                .and_then(|mut file| write_all(&mut file, bytes))
                .map_err(|err| Failure::Lost(cannot_write(path.display(), &err)))?,
            Self::File { shown, path, overwrite } => {
                write_whole(path, bytes, *overwrite).map_err(|err| match err.kind() {
                    io::ErrorKind::AlreadyExists => Failure::Taken(exists(shown)),
                    _ => Failure::Lost(cannot_write(shown.display(), &err)),
                })?;
                tell(shown);
            }
        }
        Ok(ProblemList::new())
    }
}

/// Tells the path of a file that was written on standard output.
fn tell(path: &Path) {
    // Nobody reads the path where standard output is closed.
    let _ = writeln!(io::stdout(), "{}", path.display());
}

/// Replaces a file that was read by its changed content, whole or not at all. Gives warnings
/// of what could not be kept of it. Whoever changes a file holds its [`Lock`] since it was
/// read.
///
/// # Errors
/// If it is no longer what was read, or cannot be written; it is unchanged then.
pub fn replace_input(
    path: &Path,
    read: &[u8],
    changed: &[u8],
) -> Result<ProblemList, Failure> {
    let cannot = |err: io::Error| cannot_write(path.display(), &err);
    let taken = |err| Failure::Taken(cannot(err));
    // A link stays a link: what it points to is replaced.
    let real = path.canonicalize().map_err(taken)?;
    let why = if !real.is_file() {
        failed(eco_format!("`{}` is no file to change", path.display()))
    } else if fs::metadata(&real).map_err(taken)?.permissions().readonly() {
        failed(eco_format!("`{}` may not be written to", path.display()))
    } else if fs::read(&real).map_err(taken)? != read {
        hinted(
            eco_format!("`{}` has changed while it was read", path.display()),
            "nothing was written: try again",
        )
    } else {
        let lost = replace(&real, changed).map_err(|err| Failure::Lost(cannot(err)))?;
        let warn = |what| {
            let message = eco_format!("`{}` has lost {what}", path.display());
            problem::warning(message).with_hint("its content is whole")
        };
        return Ok(lost.into_iter().map(warn).collect());
    };
    Err(Failure::Taken(why))
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
        eco_format!("`{}` exists already", path.display()),
        "`--overwrite` replaces it, `-o` names another file",
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

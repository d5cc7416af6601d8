//! A lock on a file that is changed: no other run reads and changes it meanwhile.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ecow::eco_format;
use sha2::{Digest, Sha256};

use super::{cannot_write, hinted};
use crate::base::problem::Outcome;
use crate::base::text::hex;

/// How long a run waits for another one that changes the same file.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often it looks meanwhile.
const PAUSE: Duration = Duration::from_millis(10);

/// A lock that holds as long as this value, or as its process, lives.
///
/// The system's own lock is on a file in the user's runtime folder, not beside the file that
/// is changed: a folder that is synchronised would carry it to other machines.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "closing the file opens the lock")] File);

impl Lock {
    /// Locks a file, once no other run holds its lock.
    ///
    /// # Errors
    /// If the file is not there, or another run keeps it for long.
    pub fn take(path: &Path) -> Outcome<Self> {
        let cannot = |err: io::Error| cannot_write(path.display(), &err);
        let real = path.canonicalize().map_err(cannot)?;
        let file = lock_file(&real).map_err(cannot)?;
        let begin = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::Error(err)) => return Err(cannot(err)),
                Err(TryLockError::WouldBlock) if begin.elapsed() > PATIENCE => {
                    return Err(hinted(
                        eco_format!(
                            "`{}` is being changed by another run of Proforma",
                            path.display()
                        ),
                        "nothing was written: try again when that has ended",
                    ));
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            }
        }
    }
}

/// The file whose lock stands for another file's.
fn lock_file(real: &Path) -> io::Result<File> {
    let folder = runtime_folder()?;
    let digest = Sha256::digest(real.as_os_str().as_encoded_bytes());
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(folder.join(format!("{}.lock", hex(&digest))))
}

/// The user's folder for what need not outlive the session; for the user alone.
///
/// # Errors
/// If it cannot be made.
pub fn runtime_folder() -> io::Result<PathBuf> {
    let named = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let folder = match named.filter(|folder| folder.is_dir()) {
        Some(folder) => folder.join("proforma"),
        None => std::env::temp_dir().join(format!("proforma-{}", user())),
    };
    make_private(&folder)?;
    Ok(folder)
}

/// A word for the user, so that the folders of several do not meet.
fn user() -> String {
    let name = std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || "-_".contains(*c);
    name.unwrap_or_default().chars().filter(is_plain).collect()
}

/// Makes a folder, and those above it, for the user alone.
#[cfg(unix)]
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

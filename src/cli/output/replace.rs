//! A file written whole or not at all, with what others may do with it kept.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::folder;

/// How many links are followed, as many as systems do.
const MAX_LINKS: usize = 40;

/// Writes to a temporary file in the same folder and moves it into place; a file that was
/// there is replaced only with `overwrite`.
///
/// # Errors
/// If it cannot be written; what was there is still there then.
pub(super) fn write_whole(path: &Path, bytes: &[u8], overwrite: bool) -> io::Result<()> {
    let file = written(path, bytes)?;
    let moved = if overwrite { file.persist(path) } else { file.persist_noclobber(path) };
    moved.map(drop).map_err(|err| err.error)
}

/// Replaces a file, synchronised to the disk before it takes the place of the old one. Gives
/// what could not be kept of the old one, in words.
///
/// # Errors
/// If it cannot be written; the old one is still there then.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<Vec<&'static str>> {
    let file = written(path, bytes)?;
    let lost = keep(path, file.as_file(), file.path())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|err| err.error)?;
    // Where a folder cannot be synchronised, the system does so in its own time.
    let _ = File::open(folder(path)).and_then(|folder| folder.sync_all());
    Ok(lost)
}

/// Where a link leads that leads to no file: the file is made there, and the link stays.
pub(super) fn end_of_link(path: &Path) -> PathBuf {
    let mut end = path.to_path_buf();
    for _ in 0..MAX_LINKS {
        let Ok(next) = fs::read_link(&end) else { return end };
        end = folder(&end).join(next);
    }
    path.to_path_buf()
}

/// A temporary file beside another, with these bytes.
fn written(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".proforma-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Whom any new file is for.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder(path))?;
    if let Ok(old) = fs::metadata(path) {
        // Said again: what a new file is opened with is cut by the user's mask.
        fs::set_permissions(file.path(), old.permissions())?;
    }
    file.write_all(bytes)?;
    file.flush()?;
    Ok(file)
}

/// Keeps the group and the extended attributes of a file that is replaced, access lists among
/// them; gives what could not be kept, in words.
#[cfg(unix)]
fn keep(old: &Path, new: &File, new_path: &Path) -> io::Result<Vec<&'static str>> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let mut lost = Vec::new();
    let (before, after) = (fs::metadata(old)?, new.metadata()?);
    let group = (before.gid() != after.gid()).then(|| before.gid());
    if group.is_some_and(|group| fchown(new, None, Some(group)).is_err()) {
        lost.push("its group, so colleagues who could open it may no longer be able to");
    }
    let owner = (before.uid() != after.uid()).then(|| before.uid());
    // Only the system's administrator may give a file away: nobody else is told of it.
    let _ = owner.map(|owner| fchown(new, Some(owner), None));
    fs::set_permissions(new_path, before.permissions())?;
    if before.nlink() > 1 {
        lost.push("its other names (hard links), which still have the earlier content");
    }
    if !keep_attributes(old, new_path) {
        lost.push("some of its extended attributes");
    }
    Ok(lost)
}

/// Copies the extended attributes of a file; whether all could be copied.
#[cfg(unix)]
fn keep_attributes(old: &Path, new: &Path) -> bool {
    let Ok(names) = xattr::list(old) else { return true };
    let mut all = true;
    for name in names {
        // The system sets labels of its own by the folder.
        if name.to_string_lossy().starts_with("security.") {
            continue;
        }
        let value = xattr::get(old, &name).ok().flatten();
        let copied = value.is_some_and(|value| xattr::set(new, &name, &value).is_ok());
        all &= copied;
    }
    all
}

#[cfg(not(unix))]
fn keep(_: &Path, _: &File, _: &Path) -> io::Result<Vec<&'static str>> {
    Ok(Vec::new())
}

//! Input files: single files, files in folders, layouts and fonts.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ecow::{EcoString, EcoVec, eco_format};

use crate::base::problem::{Outcome, ProblemList, alone, error, hinted};
use crate::base::source::{MAX_BYTES, Source};
use crate::engine::Assets;
use crate::model::checklist::Checklist;
use crate::pages::world::Layouts;

/// The most bytes that the layouts in a folder may have: our own have a thousandth of
/// that.
const MAX_LAYOUTS: u64 = 64 * 1024 * 1024;

/// Why a folder with more cannot be read.
const TOO_MANY_LAYOUTS: &str = "the folder holds more than 64 MB";

/// How deeply the folders of layouts may be nested.
const MAX_DEPTH: usize = 8;

/// What to do about a file that is too large.
const TOO_LARGE: &str = "check that it is the right file. If it is a web page, save it as \
                         \"web page, HTML only\", or copy its text into a plain text file";

/// Reads a file from the disk.
///
/// # Errors
/// If it does not exist, is not a file, cannot be read, or is larger than [`MAX_BYTES`].
pub fn read(path: &Path) -> Outcome<Source> {
    let name = path.display().to_string();
    let failed = |why: EcoString| alone(error(why));
    let metadata = std::fs::metadata(path)
        .map_err(|err| failed(eco_format!("cannot read `{name}` ({})", cause(&err))))?;
    if metadata.is_dir() {
        return Err(failed(eco_format!("`{name}` is a folder, not a file")));
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|err| failed(eco_format!("cannot read `{name}` ({})", cause(&err))))?;
    if bytes.len() as u64 > MAX_BYTES {
        let most = MAX_BYTES / (1024 * 1024);
        let message = eco_format!("`{name}` is larger than {most} MB");
        return Err(alone(hinted(message, TOO_LARGE)));
    }
    Ok(Source::new(name, bytes))
}

/// What went wrong with a file, in words, without the system's error number.
pub fn cause(err: &std::io::Error) -> String {
    match err.kind() {
        std::io::ErrorKind::NotFound => "it does not exist".into(),
        std::io::ErrorKind::IsADirectory => "it is a folder".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => {
            let text = err.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_lowercase()
        }
    }
}

/// The files that paths stand for: a folder stands for the files in it with one of these
/// extensions, sorted by name.
///
/// # Errors
/// If a folder cannot be read, or has no such files.
pub fn files(paths: &[PathBuf], endings: &[&str]) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut problems = EcoVec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        match in_folder(path, endings) {
            Ok(found) if found.is_empty() => {
                let message = eco_format!(
                    "the folder `{}` has no `.{}` files",
                    path.display(),
                    endings[0]
                );
                problems.push(hinted(message, "name files, or the folder they are in"));
            }
            Ok(found) => files.extend(found),
            Err(err) => {
                let cause = cause(&err);
                let message = eco_format!("cannot read `{}` ({cause})", path.display());
                problems.push(hinted(
                    message,
                    "name files, or a folder that you have permission to read",
                ));
            }
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// Whether a file is a checklist, as far as it can be read.
pub fn is_checklist(path: &Path) -> bool {
    read(path).is_ok_and(|source| Checklist::is_in(&source))
}

/// Whether there is nothing of this name, not even a link that leads nowhere.
pub fn is_missing(path: &Path) -> bool {
    !path.exists() && !path.is_symlink()
}

/// The state files that paths stand for: a folder stands for the files in it, except for
/// checklists, which may lie beside their states.
///
/// # Errors
/// If a folder cannot be read, or has no such files.
pub fn states(paths: &[PathBuf]) -> Outcome<Vec<PathBuf>> {
    let found = files(paths, &["yaml", "yml"])?;
    let is_state = |path: &PathBuf| paths.contains(path) || !is_checklist(path);
    let states: Vec<_> = found.into_iter().filter(is_state).collect();
    if states.is_empty() && !paths.is_empty() {
        return Err(alone(hinted(
            "there are only checklists in the folder, and no state files",
            "`proforma start` makes a state file for a checklist",
        )));
    }
    Ok(states)
}

fn in_folder(folder: &Path, endings: &[&str]) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        let is_wanted = ending.is_some_and(|ending| {
            endings.iter().any(|other| other.eq_ignore_ascii_case(ending))
        });
        let hidden =
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if is_wanted && !hidden && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Reads a folder of edited layouts, and font files.
///
/// # Errors
/// If a font cannot be read, or the folder has no layouts.
pub fn assets(folder: Option<&Path>, fonts: &[PathBuf]) -> Outcome<Assets> {
    let mut problems = ProblemList::new();
    let mut assets = Assets::default();
    for path in fonts {
        match fs::read(path) {
            Ok(data) => assets.fonts.push((path.display().to_string(), data)),
            Err(err) => problems.push(error(eco_format!(
                "cannot use the font `{}` ({})",
                path.display(),
                cause(&err)
            ))),
        }
    }
    match folder.map(layouts).transpose() {
        Ok(read) => assets.layouts = read.unwrap_or_default(),
        Err(found) => problems.extend(found),
    }
    if problems.is_empty() { Ok(assets) } else { Err(problems) }
}

/// Reads a folder of edited layouts.
fn layouts(folder: &Path) -> Outcome<Layouts> {
    let shown = folder.display().to_string();
    if !folder.join("main.typ").is_file() {
        let message = if folder.is_dir() {
            eco_format!("the folder `{shown}` has no `main.typ`")
        } else {
            eco_format!("the folder `{shown}` does not exist")
        };
        let hint = "start from a copy of Proforma's own `layouts` folder";
        return Err(alone(hinted(message, hint)));
    }
    let mut files = BTreeMap::new();
    let mut left = MAX_LAYOUTS;
    collect(folder, "", MAX_DEPTH, &mut left, &mut files).map_err(|err| {
        let cause = cause(&err);
        alone(error(eco_format!("cannot read the layouts in `{shown}` ({cause})")))
    })?;
    Ok(Layouts::Edited { folder: shown, files })
}

/// Reads the files of a folder and its subfolders, by their paths within it.
fn collect(
    folder: &Path,
    prefix: &str,
    depth: usize,
    left: &mut u64,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (name, hidden) = (format!("{prefix}{name}"), name.starts_with('.'));
        if path.is_dir() && !hidden && depth > 0 {
            collect(&path, &format!("{name}/"), depth - 1, left, files)?;
        } else if path.is_file() && !hidden {
            let mut data = Vec::new();
            File::open(&path)?.take(*left + 1).read_to_end(&mut data)?;
            let rest = left.checked_sub(data.len() as u64);
            *left = rest.ok_or_else(|| io::Error::other(TOO_MANY_LAYOUTS))?;
            files.insert(name, data);
        }
    }
    Ok(())
}

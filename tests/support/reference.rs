//! Comparison with the references in `tests/references/`.
//!
//! A missing reference is written and the test fails; `UPDATE=1` rewrites every one that
//! differs. Whatever was found in place of a reference goes to `tests/store/`.

use std::fs;
use std::path::{Path, PathBuf};

use super::picture::Picture;

/// Compares a text with a reference, and says how they differ.
pub fn text_differs(name: &str, found: &str) -> Option<String> {
    let path = reference(name);
    let wanted = fs::read_to_string(&path).ok();
    if wanted.as_deref() == Some(found) {
        return None;
    }
    let difference = match &wanted {
        None => "there was no such reference".into(),
        Some(wanted) => first_difference(found, wanted),
    };
    let into = place(name, wanted.is_some());
    fs::write(&into, found).unwrap_or_else(|why| panic!("{}: {why}", into.display()));
    Some(format!("{name}: {difference}\n  now in {}", into.display()))
}

/// Compares a picture with a reference, and says how they differ.
pub fn picture_differs(name: &str, found: &Picture) -> Option<String> {
    let path = reference(name);
    let is_there = path.exists();
    let difference = if is_there {
        found.differs_from(&Picture::read_png(&path))?
    } else {
        "there was no such reference".into()
    };
    let into = place(name, is_there);
    found.write_png(&into);
    Some(format!("{name}: {difference}\n  now in {}", into.display()))
}

/// Fails with all that differs from its reference.
#[track_caller]
pub fn assert_as_before(differences: impl IntoIterator<Item = Option<String>>) {
    let differences: Vec<_> = differences.into_iter().flatten().collect();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// Asserts that a text is as its reference.
#[track_caller]
pub fn assert_text(name: &str, found: &str) {
    assert_as_before([text_differs(name, found)]);
}

fn tests() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))
}

fn reference(name: &str) -> PathBuf {
    tests().join("references").join(name)
}

/// The file to write what was found to.
fn place(name: &str, is_there: bool) -> PathBuf {
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let folder = if is_there && !update { "store" } else { "references" };
    let path = tests().join(folder).join(name);
    let parent = path.parent().expect("a file lies in a folder");
    fs::create_dir_all(parent).expect("a folder can be made");
    path
}

fn first_difference(found: &str, wanted: &str) -> String {
    let (mut found, mut wanted) = (found.lines(), wanted.lines());
    for number in 1.. {
        match (found.next(), wanted.next()) {
            (None, None) => break,
            (a, b) if a == b => {}
            (a, b) => {
                let end = "(the end)";
                let (a, b) = (a.unwrap_or(end), b.unwrap_or(end));
                return format!("line {number}\n   found: {a}\n  wanted: {b}");
            }
        }
    }
    "line ends differ".into()
}

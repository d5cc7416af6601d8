//! What is built in: the same as in the package's folders, and consistent.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proforma::base::embedded::{CHECKLISTS, FONTS, LAYOUTS, checklist, checklist_ids};
use typst::foundations::Bytes;
use typst::syntax::{SyntaxKind, SyntaxNode, parse};
use typst::text::Font;

use crate::support::checklists::read;
use crate::support::project::blank;

/// The family of the text, which all that Proforma itself prints is set in.
const TEXT_FAMILY: &str = "Atkinson Hyperlegible Next";

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files with this extension below a folder of the package, by their paths.
fn files(folder: &str, extension: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![package().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("the entry is there").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let inner = path.strip_prefix(package()).expect("it lies in the package");
                let parts = inner.iter().map(|part| part.to_string_lossy());
                found.insert(parts.collect::<Vec<_>>().join("/"));
            }
        }
    }
    found
}

#[track_caller]
fn assert_same_files<T: AsRef<[u8]>>(embedded: &[(&str, T)], on_disk: &BTreeSet<String>) {
    let paths: BTreeSet<_> =
        embedded.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(&paths, on_disk);
    assert_eq!(paths.len(), embedded.len(), "a file is built in twice");
    for (path, content) in embedded {
        let file: PathBuf = package().join(path);
        assert!(
            fs::read(file).expect("it is there") == content.as_ref(),
            "{path} differs"
        );
    }
}

#[test]
fn built_in_layouts_are_those_of_the_folder() {
    assert_same_files(LAYOUTS, &files("layouts", "typ"));
}

#[test]
fn built_in_fonts_are_those_of_the_folder() {
    assert_same_files(FONTS, &files("fonts", "ttf"));
}

#[test]
fn built_in_checklists_are_those_of_the_folder_and_go_by_their_ids() {
    // Earlier editions and examples are in their own folders; `new` writes one more.
    let newest = files("content", "yaml").into_iter();
    let newest = newest.filter(|path| path.matches('/').count() == 1);
    let newest = newest.filter(|path| path != "content/new.yaml");
    assert_same_files(CHECKLISTS, &newest.collect());
    for id in checklist_ids() {
        let (_, bytes) = checklist(id).expect("an id of the list is built in");
        let text = std::str::from_utf8(bytes).expect("a checklist is text");
        assert_eq!(read(text).id, id);
    }
}

#[test]
fn each_text_face_has_all_that_proforma_itself_prints() {
    let mut wanted: BTreeSet<char> = (' '..='~').collect();
    for (_, text) in LAYOUTS {
        add_printed(&parse(text), &mut wanted);
    }
    assert!(wanted.contains(&'·') && wanted.contains(&'’'), "{wanted:?}");
    let faces = FONTS.iter().flat_map(|(_, data)| Font::iter(Bytes::new(*data)));
    let faces: Vec<_> = faces.filter(|font| font.info().family == TEXT_FAMILY).collect();
    assert_eq!(faces.len(), 3, "regular, semibold and bold");
    for face in faces {
        let lacks = |c: &&char| !face.info().coverage.contains(u32::from(**c));
        let missing: Vec<_> = wanted.iter().filter(lacks).collect();
        assert!(missing.is_empty(), "{:?} lacks {missing:?}", face.info().variant);
    }
}

/// Adds the characters that a layout may print: those of its texts and its markup.
fn add_printed(node: &SyntaxNode, printed: &mut BTreeSet<char>) {
    match node.kind() {
        SyntaxKind::Text | SyntaxKind::Str => printed.extend(node.leaf_text().chars()),
        SyntaxKind::SmartQuote => printed.extend("‘’“”".chars()),
        _ => {}
    }
    for child in node.children() {
        add_printed(child, printed);
    }
}

#[test]
fn the_built_in_checklist_prints_in_the_text_family_alone() {
    for options in [&["--large-print"] as &[_], &[]] {
        let pdf = blank(options);
        let glyphs = pdf.pages.iter().flat_map(|page| &page.glyphs);
        let names: BTreeSet<_> = glyphs.map(|glyph| glyph.font.as_str()).collect();
        let family = TEXT_FAMILY.replace(' ', "");
        let others: Vec<_> = names.iter().filter(|n| !n.starts_with(&family)).collect();
        assert!(!names.is_empty() && others.is_empty(), "{names:?}");
    }
}

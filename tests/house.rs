//! The structure of the sources: what may import what, and how large files, folders and
//! functions may be.
//!
//! `src/lib.rs` is the map. These tests read the sources as text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The storeys from the top down; those in one row are side by side.
const STOREYS: [&[&str]; 11] = [
    &["cli", "web"],
    &["engine"],
    &["returned"],
    &["pdf"],
    &["pages"],
    &["document"],
    &["edition"],
    &["compare"],
    &["model"],
    &["yaml"],
    &["base"],
];

/// Words that may be used in a few places only, and the paths where they may be used.
const KEPT_APART: [(&str, &[&str]); 15] = [
    ("clap", &["cli/", "main.rs"]),
    ("axum", &["web/"]),
    ("tokio", &["web/"]),
    ("maud", &["web/"]),
    ("std::fs", &["cli/", "web/", "main.rs"]),
    ("std::env", &["cli/", "web/", "main.rs"]),
    ("std::time", &["cli/", "web/", "main.rs"]),
    ("std::process", &["cli/", "web/", "main.rs"]),
    ("std::thread", &["cli/", "web/", "main.rs"]),
    ("Local::now", &["cli/", "web/"]),
    ("typst::diag", &["base/problem.rs", "pages/"]),
    ("DiagSpan", &["base/problem.rs", "pages/"]),
    ("SourceDiagnostic", &["base/problem.rs", "pages/"]),
    ("serde_yaml", &["yaml/read.rs"]),
    ("granit_parser", &["yaml/events.rs"]),
];

/// The most files in a folder, lines in a file, and lines in a function.
const MOST_FILES: usize = 10;
const MOST_LINES: usize = 450;
const MOST_OF_A_FUNCTION: usize = 60;

/// A file of the sources: its path below `src/` and its text without tests.
struct File {
    path: String,
    code: String,
}

/// All files but those of unit tests.
fn files() -> Vec<File> {
    let mut files = Vec::new();
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), "", &mut files);
    assert!(files.len() > 50, "the sources were not found");
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let entry = entry.expect("it can be read").path();
        let name = entry.file_name().expect("it has a name").to_string_lossy();
        let path = format!("{prefix}{name}");
        if entry.is_dir() {
            collect(&entry, &format!("{path}/"), files);
        } else if path.ends_with(".rs") && !path.contains("tests") {
            let text = fs::read_to_string(&entry).expect("it is text");
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(&text);
            files.push(File { path, code: code.into() });
        }
    }
}

impl File {
    /// The code without comments.
    fn bare(&self) -> String {
        let lines = self.code.lines();
        let lines = lines.map(|line| line.split("//").next().unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The room that it is in: a file and the folder of the same name are one room.
    fn room(&self) -> String {
        room(self.path.trim_end_matches(".rs"))
    }

    /// The paths of modules that it names, as `model/state`.
    fn imports(&self) -> BTreeSet<String> {
        let mut imports = BTreeSet::new();
        for rest in self.bare().split("crate::").skip(1) {
            let statement = rest.split([';', '\n']).next().unwrap_or(rest);
            let whole = match statement.find('{') {
                Some(_) => rest.split(';').next().unwrap_or(rest),
                None => statement,
            };
            expand(whole, "", &mut imports);
        }
        imports
    }
}

/// The paths in a tree such as `model::{state::State, values}`.
fn expand(tree: &str, prefix: &str, paths: &mut BTreeSet<String>) {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        let end = tree.find(|c: char| !(c.is_alphanumeric() || "_:".contains(c)));
        let path = format!("{prefix}{}", &tree[..end.unwrap_or(tree.len())]);
        paths.insert(path.replace("::", "/"));
        return;
    };
    let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
    let (mut depth, mut start) = (0, 0);
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let part = inner[start..at].trim();
                if !part.is_empty() {
                    expand(part, &format!("{prefix}{head}"), paths);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// The room of a path below `src/`, as `model/state` for `model/state/read`.
fn room(path: &str) -> String {
    let parts: Vec<_> = path.split('/').collect();
    let is_folder = |path: &str| {
        let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(path);
        whole.is_dir() && !whole.with_extension("rs").is_file()
    };
    let mut room = String::new();
    for part in parts {
        if !room.is_empty() && !is_folder(&room) {
            break;
        }
        if !room.is_empty() {
            room.push('/');
        }
        room.push_str(part);
    }
    room
}

/// The number of a path's storey, counted from the top; none for `main` and `lib`.
fn storey(path: &str) -> Option<usize> {
    let first = path.split('/').next().unwrap_or(path).trim_end_matches(".rs");
    STOREYS.iter().position(|row| row.contains(&first))
}

/// The rooms with the rooms that they import from.
fn rooms(files: &[File]) -> BTreeMap<String, BTreeSet<String>> {
    let mut rooms: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    let known: BTreeSet<_> = files.iter().map(File::room).collect();
    for file in files {
        let own = file.room();
        let imports = file.imports().into_iter().map(|path| room(&path));
        let others = imports.filter(|other| *other != own && known.contains(other));
        rooms.entry(own.clone()).or_default().extend(others);
    }
    rooms
}

#[test]
fn imports_go_down_only() {
    let mut wrong = Vec::new();
    for file in files() {
        let Some(own) = storey(&file.path) else { continue };
        for import in file.imports() {
            let Some(other) = storey(&import) else {
                wrong.push(format!("{}: `{import}` is on no storey", file.path));
                continue;
            };
            if other < own {
                wrong.push(format!("{} imports `{import}` from above", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_page_in_the_browser_knows_nothing_of_the_command_line() {
    let files = files().into_iter().filter(|file| file.path.starts_with("web/"));
    let knows = |file: &File| file.imports().iter().any(|path| path.starts_with("cli"));
    let wrong: Vec<_> = files.filter(knows).map(|file| file.path).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_module_reaches_its_neighbours_by_their_full_paths() {
    // Paths through `super` would bypass these tests, except between the files of one
    // room.
    let is_alone = |file: &File| file.room() == file.path.trim_end_matches(".rs");
    let reaches = |file: &File| {
        let code = file.bare();
        code.contains("\nuse super::") && is_alone(file)
    };
    let wrong: Vec<_> = files().into_iter().filter(reaches).map(|f| f.path).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_two_rooms_import_from_each_other() {
    let mut left = rooms(&files());
    loop {
        let free: Vec<_> = left
            .iter()
            .filter(|(_, imports)| imports.iter().all(|other| !left.contains_key(other)))
            .map(|(room, _)| room.clone())
            .collect();
        if free.is_empty() {
            break;
        }
        for room in free {
            left.remove(&room);
        }
    }
    assert!(left.is_empty(), "these import one another in a circle: {left:#?}");
}

#[test]
fn what_is_kept_apart_is_named_where_it_may_be() {
    let mut wrong = Vec::new();
    for file in files() {
        let code = file.bare();
        for (word, places) in KEPT_APART {
            let is_named = code.match_indices(word).any(|(at, _)| {
                let before = code[..at].chars().next_back();
                before.is_none_or(|c| !c.is_alphanumeric() && c != '_')
            });
            let may = places.iter().any(|place| file.path.starts_with(place));
            if is_named && !may {
                wrong.push(format!("{} names {word}", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_folder_and_no_file_is_too_large() {
    let mut wrong = Vec::new();
    let mut folders: BTreeMap<String, usize> = BTreeMap::new();
    for file in files() {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        *folders.entry(folder.into()).or_default() += 1;
        let lines = file.code.lines().count();
        if lines > MOST_LINES {
            wrong.push(format!("{}: {lines} lines", file.path));
        }
    }
    let full = folders.into_iter().filter(|(_, files)| *files > MOST_FILES);
    wrong.extend(full.map(|(folder, files)| format!("{folder}: {files} files")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The lengths of a file's functions in lines, with their names.
fn functions(code: &str) -> Vec<(usize, String)> {
    let lines: Vec<_> = code.lines().collect();
    let mut functions = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let words: Vec<_> = line.split([' ', '(', '<']).collect();
        let name = words.iter().position(|word| *word == "fn");
        let is_head = !line.trim_start().starts_with("//");
        let Some(name) = name.filter(|_| is_head).and_then(|at| words.get(at + 1)) else {
            continue;
        };
        // One that a trait only declares ends with its head.
        let head = lines[start..].iter().find(|line| line.ends_with(['{', ';', '}']));
        if head.is_some_and(|line| line.ends_with(';')) {
            continue;
        }
        let close = format!("{}}}", " ".repeat(indent));
        let end = lines[start..].iter().position(|line| *line == close);
        functions.push((end.map_or(1, |end| end + 1), (*name).to_string()));
    }
    functions
}

#[test]
fn functions_are_short() {
    let mut lengths = Vec::new();
    for file in files() {
        for (lines, name) in functions(&file.code) {
            assert!(lines <= MOST_OF_A_FUNCTION, "{}: {name}: {lines}", file.path);
            lengths.push(lines);
        }
    }
    lengths.sort_unstable();
    assert!(lengths[lengths.len() / 2] <= 10, "the median is too long");
}

#[test]
fn no_two_types_have_one_name() {
    let mut types: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files() {
        for line in file.bare().lines() {
            let words: Vec<_> =
                line.split([' ', '(', '<', ';', '{']).filter(|w| !w.is_empty()).collect();
            let at = words
                .iter()
                .position(|word| ["struct", "enum", "trait", "type"].contains(word));
            // The types of a trait have the names that the trait gives them.
            let Some(at) = at.filter(|at| *at <= 1 && !line.starts_with("    type"))
            else {
                continue;
            };
            let name = words.get(at + 1).copied().unwrap_or_default();
            if name.starts_with(char::is_uppercase) {
                types.entry(name.into()).or_default().push(file.path.clone());
            }
        }
    }
    types.retain(|_, files| files.len() > 1);
    assert!(types.is_empty(), "{types:#?}");
}

/// Words of one field, which the program must not speak for every checklist.
const FIELD: [&str; 6] = ["practice", "ods_", "ods code", "icb", "disconnect", "nhs"];

/// Whether a text has such a word; `nhs` may stand in the guard of its numbers.
fn field_word(text: &str, is_guard: bool) -> Option<&'static str> {
    let text = text.to_lowercase();
    let found = FIELD.into_iter().find(|word| text.contains(word));
    found.filter(|word| *word != "nhs" || !is_guard)
}

/// The texts in quotes of a source, comments left out.
fn literals(code: &str) -> Vec<String> {
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n").replace("'\"'", "' '");
    let mut found = Vec::new();
    let mut letters = code.chars();
    while letters.any(|c| c == '"') {
        let mut text = String::new();
        while let Some(c) = letters.next().filter(|c| *c != '"') {
            text.push(c);
            if c == '\\' {
                text.extend(letters.next());
            }
        }
        found.push(text);
    }
    found
}

#[test]
fn neither_messages_nor_layouts_speak_of_one_field() {
    let mut found = Vec::new();
    for File { path, code } in files() {
        let is_guard = path.starts_with("base/privacy") || path == "model/guard.rs";
        for literal in literals(&code) {
            let word = field_word(&literal, is_guard);
            found.extend(word.map(|word| format!("{path}: {word} in {literal}")));
        }
    }
    for (name, text) in proforma::base::embedded::LAYOUTS {
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            found.extend(field_word(line, false).map(|word| format!("{name}: {word}")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

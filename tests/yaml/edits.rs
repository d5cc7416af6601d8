//! Random files in every style, changed at random: the result says exactly what it should,
//! no comment is lost silently, and the bytes around the change are what they were.

use proforma::base::source::Source;
use proforma::yaml::edit::{Edit, Edited, Failed, Step, Steps, edited};
use proforma::yaml::node::Node;
use proforma::yaml::read::read;
use proforma::yaml::write::Content;

use super::styles::{TEXTS, plain, said, some_file};
use crate::mutations::mutated;
use crate::support::random::Random;

/// Where the random numbers begin; the same every time, so that a failure repeats.
const SEED: u64 = 20_250_327;

/// Files that are changed.
const FILES: u64 = 2_000;

fn change_in(text: &str, edits: &[Edit]) -> Result<Edited, Failed> {
    edited(&Source::new("a test's file", text), edits)
}

/// A way to some value.
fn some_steps(value: &Content, random: &mut Random) -> Steps {
    let mut steps = Steps::new();
    let mut value = value;
    loop {
        let (step, next) = match value {
            Content::List(rows) if !rows.is_empty() => {
                let row = random.below(rows.len());
                (Step::Row(row), &rows[row])
            }
            Content::Map(entries) if !entries.is_empty() => {
                let (key, next) = random.one_of(entries);
                (Step::from(key.as_str()), next)
            }
            _ => return steps,
        };
        steps.push(step);
        value = next;
        if random.below(4) == 0 {
            return steps;
        }
    }
}

fn at<'c>(value: &'c mut Content, steps: &[Step]) -> &'c mut Content {
    steps.iter().fold(value, |value, step| match (value, step) {
        (Content::List(rows), Step::Row(row)) => &mut rows[*row],
        (Content::Map(entries), Step::Key(key)) => {
            let found = entries.iter_mut().find(|(name, _)| name == key);
            &mut found.expect("the key is there").1
        }
        _ => panic!("there is no such place"),
    })
}

/// An edit; the same is done to the value.
fn some_edit(value: &mut Content, random: &mut Random) -> Edit {
    let path = some_steps(value, random);
    let new = Content::Text((*random.one_of(&TEXTS)).into());
    let (last, before) = path.split_last().expect("a file has keys");
    let name = format!("n: w{}", random.next());
    match (random.below(5), at(value, &path), last) {
        (0, Content::List(rows), _) => {
            let row = random.below(rows.len() + 1);
            rows.insert(row, new.clone());
            Edit::Insert { path, row, value: new }
        }
        (1, ..) if path.len() > 1 => {
            match (at(value, before), last) {
                (Content::List(rows), Step::Row(row)) => drop(rows.remove(*row)),
                (Content::Map(entries), Step::Key(key)) => {
                    entries.retain(|(name, _)| name != key);
                }
                _ => panic!("there is no such place"),
            }
            Edit::Remove { path }
        }
        (2, _, Step::Key(key)) => {
            if let Content::Map(entries) = at(value, before) {
                let entry = entries.iter_mut().find(|(name, _)| name == key);
                entry.expect("the key is there").0 = name.clone();
            }
            Edit::Rename { path, key: name }
        }
        (3, Content::Map(entries), _) => {
            entries.push((name.clone(), new.clone()));
            Edit::set(path.into_iter().chain([name.as_str().into()]), new)
        }
        (_, place, _) => {
            *place = new.clone();
            Edit::set(path, new)
        }
    }
}

fn comments(text: &str) -> Vec<String> {
    let read = read(text).unwrap_or_else(|why| panic!("{why:?}\n{text}"));
    read.comments.into_iter().map(|at| text[at].to_string()).collect()
}

/// Every comment is there still, or told to be lost.
fn has_comments(before: &str, after: &Edited) -> bool {
    let mut kept = comments(&after.text);
    kept.extend(after.lost.clone());
    let mut had = comments(before);
    kept.sort();
    had.sort();
    kept == had
}

/// Only the lines of the value that was set or taken out change.
fn keeps_lines(before: &str, root: &Node, edit: &Edit, after: &str) -> bool {
    let (Edit::Set { path, .. } | Edit::Remove { path }) = edit else { return true };
    let Some(node) = root.at(path) else { return true };
    let count = |same: &mut dyn Iterator<Item = (u8, u8)>| {
        same.take_while(|(one, other)| one == other).count()
    };
    let start = count(&mut before.bytes().zip(after.bytes()));
    let end = count(&mut before.bytes().rev().zip(after.bytes().rev()));
    let line = before[..node.after.min(node.start)].rfind('\n').map_or(0, |at| at + 1);
    let rest = &before[node.span.end.max(node.after)..];
    let rest = rest.split_once('\n').map_or(0, |(_, rest)| rest.trim_start().len());
    // Brackets or a line end may be new, where a list has lost its last row.
    start + 3 >= line && end + 3 >= rest
}

#[test]
fn random_files_say_what_they_should_and_keep_their_bytes() {
    let mut refused = 0;
    for number in 0..FILES {
        let mut random = Random(SEED + number);
        let (mut value, text) = some_file(&mut random);
        let text = if random.below(3) == 0 { text.replace('\n', "\r\n") } else { text };
        let before = read(&text).unwrap_or_else(|why| panic!("{why:?}\n{text}"));
        assert_eq!(said(&before.root), plain(value.clone()), "{number}\n{text}");
        let edit = some_edit(&mut value, &mut random);
        let Ok(after) = change_in(&text, std::slice::from_ref(&edit)) else {
            refused += 1;
            continue;
        };
        let shown = format!("{number} {edit:?}\n{text}\n{}", after.text);
        let found = read(&after.text).unwrap_or_else(|why| panic!("{why:?}\n{shown}"));
        assert_eq!(said(&found.root), plain(value), "{shown}");
        assert!(has_comments(&text, &after), "{shown}");
        assert!(keeps_lines(&text, &before.root, &edit, &after.text), "{shown}");
    }
    assert!(refused * 100 < FILES, "{refused} of {FILES} were refused");
}

#[test]
fn several_changes_at_once_say_what_they_should() {
    for number in 0..FILES / 3 {
        let mut random = Random(SEED + FILES + number);
        let (mut value, text) = some_file(&mut random);
        let edits: Vec<_> = (0..3).map(|_| some_edit(&mut value, &mut random)).collect();
        let Ok(after) = change_in(&text, &edits) else { continue };
        let shown = format!("{number} {edits:?}\n{text}\n{}", after.text);
        let found = read(&after.text).unwrap_or_else(|why| panic!("{why:?}\n{shown}"));
        assert_eq!(said(&found.root), plain(value), "{shown}");
        assert!(has_comments(&text, &after), "{shown}");
    }
}

/// A file with references and a tag, which may then go wrong.
fn some_odd_file(random: &mut Random) -> Option<String> {
    let (_, text) = some_file(random);
    let names = ["one:", "two:", "three:"];
    let name = random.one_of(&names);
    let text = text.replacen(name, &format!("{name} &a"), 1);
    let text = format!("{text}four: *a\nfive: [*a, {{k: *a}}]\nsix: {{k: !x y}}\n");
    match random.below(2) {
        0 => Some(text),
        _ => String::from_utf8(mutated(&text, random)).ok(),
    }
}

/// A way to some value of a file, or to one that is not there.
fn some_way(root: &Node, random: &mut Random) -> Steps {
    let mut path = Steps::new();
    let mut node = root;
    loop {
        let (step, next) = match (node.rows(), node.entries()) {
            (_, entries) if !entries.is_empty() => {
                let (key, value) = random.one_of(entries);
                (Step::from(key.scalar().unwrap_or("?")), value)
            }
            (rows, _) if !rows.is_empty() => {
                let row = random.below(rows.len());
                (Step::Row(row), &rows[row])
            }
            _ => break,
        };
        path.push(step);
        node = next;
        if random.below(4) == 0 {
            break;
        }
    }
    if path.is_empty() || random.below(6) == 0 {
        path.push([Step::Row(random.below(4)), "new".into()][random.below(2)].clone());
    }
    path
}

#[test]
fn no_odd_file_makes_an_edit_panic() {
    let (mut changed, mut failed) = (0, 0);
    for number in 0..FILES * 2 {
        let mut random = Random(SEED + number);
        let Some(text) = some_odd_file(&mut random) else { continue };
        let Ok(before) = read(text.trim_start_matches('\u{feff}')) else { continue };
        let map = Content::Map(vec![("k".into(), "x\ny\n".into())]);
        let mut path = || some_way(&before.root, &mut random);
        for edit in [
            Edit::set(path(), "x\ny\n"),
            Edit::set(path(), map),
            Edit::Remove { path: path() },
            Edit::Rename { path: path(), key: "a: b".into() },
            Edit::Insert { path: path(), row: 1, value: "x".into() },
        ] {
            match change_in(&text, &[edit]) {
                Ok(_) => changed += 1,
                Err(Failed::Unsafe(_)) => failed += 1,
                Err(_) => {}
            }
        }
    }
    assert!(changed > FILES && failed > FILES / 20, "{changed} {failed}");
}

//! What is refused is told as before, and every node knows its bytes.

use super::*;
use crate::yaml::node::Style;

#[track_caller]
fn assert_refused(text: &str, message: &str, at: usize) {
    match read(text) {
        Err(Refused::At { byte, message: found, .. }) => {
            assert_eq!((found.as_str(), byte), (message, at));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn messages_and_places_are_those_of_the_references() {
    assert_eq!(read(" \n").unwrap_err(), Refused::Empty);
    assert_refused("# nothing yet\n", "this file contains only comments", 0);
    assert_refused(
        "title: \"X\nid: x\n",
        "the quotation mark opened here is never closed",
        7,
    );
    assert_refused(
        "a: b\n--- \nc: d\n",
        "a line of `---` or `...` starts a second document",
        0,
    );
    assert_refused("a:\n\tb: c\n", "there is a tab here", 3);
    assert_refused("a: *b\n", "not valid YAML here: unknown anchor", 3);
    assert_refused(
        "a: @b\n",
        "not valid YAML here: found character that cannot start any token",
        3,
    );
    assert_refused("a: &a [*a]\n", "values are nested too deeply here", 3);
    let colon = "not valid YAML here: mapping values are not allowed in this context";
    assert_refused("a: b: c\n", colon, 4);
    let deep = "values are nested too deeply here";
    for nested in ["[".repeat(200) + &"]".repeat(200), "[".repeat(500)] {
        let found = read(&nested);
        assert!(matches!(found, Err(Refused::At { message, .. }) if message == deep));
    }
}

#[test]
fn aliases_unfold_to_so_much_and_no_more() {
    let mut bomb = String::from("a0: &a0 [x]\n");
    for number in 1..9 {
        let before = format!("*a{}, ", number - 1).repeat(10);
        bomb.push_str(&format!("a{number}: &a{number} [{before}]\n"));
    }
    let many = "the file expands to far too many values";
    assert!(matches!(read(&bomb), Err(Refused::At { message, .. }) if message == many));
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(20_000), "*a, ".repeat(100));
    let much = "the file expands to far too much text";
    assert!(matches!(read(&long), Err(Refused::At { message, .. }) if message == much));
}

#[test]
fn nodes_know_their_bytes_and_styles() {
    let text = "a: |  # w\n  x\n\n  y\n\nb: &x !t 'q'\nc: &y \"p\"\nd: *y\ne:  # k\nf:\n- é: z\n  g: [ h, {i: j} ]\n-\nk: >+\n  m\n\n";
    let document = read(text).unwrap();
    let root = &document.root;
    let shown = |key: &str| {
        let node = root.get(key).unwrap();
        (&text[node.span.clone()], &text[node.start..node.span.end], node.style)
    };
    let block = "|  # w\n  x\n\n  y";
    assert_eq!(shown("a"), (block, block, Style::Literal));
    assert_eq!(shown("b"), ("'q'", "&x !t 'q'", Style::SingleQuoted));
    assert!(matches!(root.get("b").unwrap().value, Value::Tagged));
    assert_eq!(shown("c"), ("\"p\"", "&y \"p\"", Style::DoubleQuoted));
    assert_eq!(shown("d"), ("*y", "*y", Style::DoubleQuoted));
    assert_eq!(
        (root.get("d").unwrap().scalar(), root.get("d").unwrap().is_alias),
        (Some("p"), true)
    );
    assert_eq!(shown("e"), ("", "", Style::Plain));
    let list = "- é: z\n  g: [ h, {i: j} ]\n-";
    assert_eq!(shown("f"), (list, list, Style::Block));
    assert_eq!(shown("k"), (">+\n  m\n\n", ">+\n  m\n\n", Style::Folded));
    let row = &root.get("f").unwrap().rows()[0];
    assert_eq!(&text[row.get("g").unwrap().span.clone()], "[ h, {i: j} ]");
    let comments: Vec<_> = document.comments.into_iter().map(|at| &text[at]).collect();
    assert_eq!(comments, ["# w", "# k"]);
}

#[test]
fn line_ends_of_yaml_1_1_are_some() {
    let text = "a: \"b\u{85}c\u{2028}d\"\nb: e\n";
    let root = read(text).unwrap().root;
    assert_eq!(root.get("a").unwrap().scalar(), Some("b c\u{2028}d"));
    assert_eq!(&text[root.get("b").unwrap().span.clone()], "e");
}

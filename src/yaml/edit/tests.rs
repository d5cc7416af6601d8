//! Rows, keys and comments come and go, and nothing else changes. How texts change in files
//! of every style is tested where states are edited.

use super::*;

/// The steps of `answers.pcse.2.service`; rows count from 1, as on paper.
fn path(name: &str) -> Steps {
    let step = |part: &str| match part.parse::<usize>() {
        Ok(row) => Step::Row(row - 1),
        Err(_) => Step::Key(part.into()),
    };
    name.split('.').filter(|part| !part.is_empty()).map(step).collect()
}

fn set(name: &str, value: &str) -> Edit {
    Edit::set(path(name), value)
}

fn changed(before: &str, edits: &[Edit]) -> Result<Edited, Failed> {
    edited(&Source::new("a test's file", before), edits)
}

#[track_caller]
fn assert_change(before: &str, edits: &[Edit], after: &str) {
    for line_end in ["\n", "\r\n"] {
        let [before, after] = [before, after].map(|text| text.replace('\n', line_end));
        let found = changed(&before, edits);
        let found = found.unwrap_or_else(|why| panic!("{why:?} {before}"));
        assert_eq!(found.text, after, "\n{}", found.text);
    }
}

#[test]
fn what_cannot_be_changed_safely_is_not_changed() {
    let shared = "answers:\n  tell-patients: &a\n    owner: Ann\n  run-updates: *a\n";
    let why = changed(shared, &[set("answers.tell-patients.owner", "Bob")]);
    assert_eq!(why.unwrap_err(), Failed::Unsafe(path("answers.tell-patients.owner")));
    // What is referred to stays; the reference becomes a value of its own.
    let text = shared.replace("*a", "\n    owner: Bob").replace(": \n", ":\n");
    assert_change(shared, &[set("answers.run-updates.owner", "Bob")], &text);
    let text =
        "answers:\n  tell-patients:\n    owner: &a Ann\n  run-updates:\n    owner: *a\n";
    let after = text.replace("&a Ann", "&a Ann\n    due: TBC");
    assert_change(text, &[set("answers.tell-patients.due", "TBC")], &after);
}

#[test]
fn rows_and_keys_are_taken_out_and_put_in_anywhere() {
    let list = "list:\n  # a\n  - A  # one\n  # b\n  - k: B\n    l: |\n      x\n  # c\n  - C\nnext: x\n";
    let remove = |name: &str| Edit::Remove { path: path(name) };
    let insert =
        |row, value: &str| Edit::Insert { path: path("list"), row, value: value.into() };
    let after = |from: &str, to: &str| list.replace(from, to);
    assert_change(list, &[remove("list.1")], &after("  - A  # one\n", ""));
    assert_eq!(changed(list, &[remove("list.1")]).unwrap().lost, ["# one"]);
    assert_change(list, &[remove("list.2")], &after("  - k: B\n    l: |\n      x\n", ""));
    assert_change(list, &[remove("list.3")], &after("  - C\n", ""));
    assert_change(list, &[remove("list.2.k")], &after("k: B\n    l", "l"));
    assert_change(list, &[remove("list.2.l")], &after("    l: |\n      x\n", ""));
    assert_change(list, &[remove("next")], &after("next: x\n", ""));
    assert_change(list, &[insert(0, "N")], &after("  - A", "  - N\n  - A"));
    assert_change(list, &[insert(1, "N")], &after("# one\n", "# one\n  - N\n"));
    assert_change(
        list,
        &[insert(2, "x\ny\n")],
        &after("x\n  # c", "x\n  - |\n    x\n    y\n  # c"),
    );
    assert_change(list, &[insert(9, "N")], &after("- C\n", "- C\n  - N\n"));
    assert_change(
        list,
        &[remove("list.1"), remove("list.1"), remove("list.1")],
        "list:\n  # a\n  # b\n  # c\nnext: x\n",
    );
    let edits = [remove("list.2.k"), remove("list.2.l")];
    assert_change(list, &edits, &after("k: B\n    l: |\n      x", "{}"));
    let flow = "list: [A, {k: B}, C]  # c\n";
    assert_change(flow, &[remove("list.1")], "list: [{k: B}, C]  # c\n");
    assert_change(flow, &[remove("list.2"), remove("list.2")], "list: [A]  # c\n");
    assert_change(flow, &[remove("list.2.k")], "list: [A, {}, C]  # c\n");
    assert_change(flow, &[insert(1, "N")], "list: [A, N, {k: B}, C]  # c\n");
    assert_change(flow, &[insert(0, "N")], "list: [N, A, {k: B}, C]  # c\n");
}

#[test]
fn keys_are_renamed_in_their_quotes() {
    let rename =
        |name: &str, key: &str| Edit::Rename { path: path(name), key: key.into() };
    assert_change(
        "answers:\n  'old-one': done\n  old-two:  # x\n    status: done\n",
        &[
            rename("answers.old-one", "one"),
            rename("answers.old-two", "two"),
            set("answers.two.status", "open"),
        ],
        "answers:\n  'one': done\n  two:  # x\n    status: open\n",
    );
}

#[test]
fn a_block_that_the_end_cuts_off_keeps_its_text() {
    let before = "list:\n  - k: |\n      text";
    let edit = Edit::append(["list".into()], "x".into());
    assert_change(before, &[edit], "list:\n  - k: |-\n      text\n  - x");
    let edit = Edit::set(path("list.1.k"), Content::Lines("a\nb".into()));
    assert_change(before, &[edit], "list:\n  - k: |\n      a\n      b\n");
}

#[test]
fn a_comment_before_a_text_stays() {
    let before = "a:  # who\n  Ann\nb: c\n";
    assert_change(before, &[set("a", "Bob")], "a: Bob  # who\nb: c\n");
    let before = "a:\n  # who\n  Ann\nb: c\n";
    assert_change(before, &[set("a", "Bob")], "a: Bob\n  # who\nb: c\n");
}

#[test]
fn what_was_just_written_can_be_added_to_and_taken_out() {
    let append = |name: &str, value: &str| Edit::append(path(name), value.into());
    let edits = [
        append("a.list", "one"),
        append("a.list", "two"),
        set("a.b", "c"),
        append("a.d.e", "three"),
        append("a.rows.1.f", "four"),
        append("a.rows.1.f", "five"),
    ];
    assert_change(
        "x: y\n",
        &edits,
        "x: y\na:\n  list:\n    - one\n    - two\n  b: c\n  d:\n    e:\n      - three\n  rows:\n    - f:\n        - four\n        - five\n",
    );
    let edits =
        [append("a", "one"), append("a", "two"), Edit::Remove { path: path("a.1") }];
    assert_change("x: y\n", &edits, "x: y\na:\n  - two\n");
}

#[test]
fn what_is_not_there_is_told_and_nothing_is_changed() {
    for (edit, at) in [
        (set("a.b", "c"), "a.b"),
        (Edit::append(path("a"), "c".into()), "a"),
        (Edit::Remove { path: path("list.2") }, "list.2"),
        (Edit::Rename { path: path("list.1"), key: "c".into() }, "list.1"),
        (Edit::Remove { path: path("b") }, "b"),
    ] {
        let before = "a: text\nlist: [x]\n";
        let why = changed(before, &[edit]).unwrap_err();
        assert_eq!(why, Failed::Nowhere(path(at)));
    }
    assert!(matches!(changed("a: [\n", &[set("a", "b")]), Err(Failed::Read(_))));
}

#[test]
fn a_comment_goes_to_the_end_or_to_the_start() {
    for (before, after) in [
        ("a: b\n", "a: b\n# c\n"),
        ("\u{feff}a: b", "\u{feff}a: b\n# c\n"),
        ("a: b\r\n", "a: b\r\n# c\r\n"),
        ("a: |+\n  b\n\n", "a: |+\n  b\n\n# c\n"),
        ("a: |\n  b", "# c\na: |\n  b"),
    ] {
        let source = Source::new("a test's file", before);
        assert_eq!(commented(&source, "# c").as_deref(), Ok(after));
    }
    let source = Source::new("a test's file", "a: b\n");
    assert_eq!(commented(&source, "c: d"), Err(Failed::Unsafe(Vec::new())));
}

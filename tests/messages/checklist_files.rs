//! Checklist files with mistakes.

use super::differs;
use crate::support::checklists::HEAD;
use crate::support::project::Project;
use crate::support::reference::assert_as_before;

/// Checklists that are wrong in one way, by the names of their references.
const WRONG: &[(&str, &str)] = &[
    (
        "unknown-key",
        "
id: x
title: X
publischer: NHS England
last_updated: 27/03/2025
body: [{paragraph: A}]",
    ),
    (
        "unknown-key-of-a-block",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - {table: T, id: t, row: 3, columns: [{id: a, title: A}]}
  - {paragraph: P, colour: blue}",
    ),
    (
        "unknown-key-of-a-column",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - table: T
    id: t
    columns:
      - {id: a, titel: A}",
    ),
    ("missing-keys", "title: X\n"),
    (
        "missing-id",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - task: Tell your patients
  - table: Pharmacies
    columns: [{id: a, title: A}]",
    ),
    (
        "duplicate-id",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - {task: Tell your patients, id: tell}
  - {task: Tell your patients again, id: tell}",
    ),
    (
        "duplicate-former-id",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - {task: Tell your patients, id: tell}
  - {task: Tell them again, id: again, formerly: [tell]}",
    ),
    (
        "reserved-id",
        "
id: x
title: X
last_updated: 27/03/2025
about: pre-migration
body:
  - {task: Ask the practice, id: practice}",
    ),
    (
        "bad-ids",
        "
id: Pre Migration
title: X
last_updated: 27/03/2025
body:
  - {task: A, id: tell_patients}
  - {table: B, id: b, columns: [{id: disconnection-date, title: C}]}",
    ),
    (
        "duplicate-column",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - {table: B, id: b, columns: [{id: name, title: A}, {id: name, title: B}]}",
    ),
    (
        "unknown-block",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - paragaph: A
  - picture: B",
    ),
    (
        "kind-not-first",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - id: tell
    task: Tell your patients",
    ),
    (
        "block-of-text",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - Just words
  - [a, list]",
    ),
    (
        "unknown-column",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - table: T
    id: t
    columns:
      - {id: a, title: A, kind: dates}
      - {id: b, title: B, kind: picture}",
    ),
    (
        "table-without-columns",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - {table: A, id: a}
  - {table: B, id: b, columns: []}
  - {table: C, id: c, columns: name}",
    ),
    (
        "too-many-columns",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - table: T
    id: t
    columns:
      - {id: a, title: Name}
      - {id: b, title: Contact, kind: contact}
      - {id: c, title: Date, kind: date}
      - {id: d, title: Other date, kind: date}",
    ),
    (
        "bad-date",
        "
id: x
title: X
last_updated: 31/02/2025
body: [{paragraph: A}]",
    ),
    (
        "not-a-date",
        "
id: x
title: X
last_updated: last Tuesday
body: [{paragraph: A}]",
    ),
    (
        "american-date",
        "
id: x
title: X
last_updated: 03/27/2025
body: [{paragraph: A}]",
    ),
    (
        "bad-period",
        "
id: x
title: X
last_updated: 27/03/2025
review_every: quarter
body: [{paragraph: A}]",
    ),
    (
        "bad-address",
        "
id: x
title: X
last_updated: 27/03/2025
guide: digital.nhs.uk/migrationguide
body: [{paragraph: A}]",
    ),
    (
        "bad-rules-of-a-column",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - table: T
    id: t
    columns:
      - {id: a, title: A, kind: yes-no, expected: maybe}
      - {id: b, title: B, kind: date, days_before: 2 to 1}
      - {id: c, title: C, kind: date, notice: a fortnight}",
    ),
    (
        "bad-rows",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - {table: T, id: t, rows: 0, columns: [{id: a, title: A}]}
  - {task: A, id: a, lines: many}
  - {task: B, id: b, lines: 101}",
    ),
    (
        "unknown-name",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - paragraph: Updated on {last_update}, with { and }.",
    ),
    (
        "guide-without-guide",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - paragraph: It is in the <{guide}>.",
    ),
    (
        "nothing-where-words-belong",
        "
id: x
title:
last_updated: 27/03/2025
body:
  - paragraph:
  - list: []
  - section: A
    body:",
    ),
    (
        "words-where-a-list-belongs",
        "
id: x
title: [X]
last_updated: {27/03/2025: yes}
body: words",
    ),
    (
        "duplicate-keys",
        "
id: x
title: X
title: Y
last_updated: 27/03/2025
body: [{paragraph: A}]",
    ),
    (
        "tags",
        "
id: x
title: !secret X
last_updated: 27/03/2025
body:
  - paragraph: !!binary aGVsbG8=",
    ),
    (
        "sections-too-deep",
        "
id: x
title: X
last_updated: 27/03/2025
body:
  - section: '1'
    body:
      - section: '2'
        body:
          - section: '3'
            body:
              - section: '4'
                body:
                  - section: '5'
                    body:
                      - section: '6'
                        body: [{paragraph: A}]",
    ),
    (
        "several-problems",
        "
id: x
titel: X
last_updated: 27/03/25
body:
  - task: Tell your patients
  - table: T
    id: t
    columns: [{id: a, title: A, kind: dat}]
  - paragraph: See {guide} of {today}.",
    ),
    (
        "not-yaml",
        "
id: x
title: X
body:
  - paragraph: Please note: this has a colon
",
    ),
    (
        "tab-for-indent",
        "
id: x
title: X
body:
\t- paragraph: A",
    ),
    (
        "quote-not-closed",
        "
id: x
title: \"X
last_updated: 27/03/2025
body: [{paragraph: A}]",
    ),
    (
        "bad-indent",
        "
id: x
title: X
body:
  - section: A
   body: [{paragraph: A}]",
    ),
    ("two-documents", "id: x\n---\nid: y\n"),
    ("unknown-anchor", "id: *nobody\n"),
    ("only-a-word", "hello\n"),
    ("only-a-comment", "# nothing yet\n"),
    ("only-blanks", " \n\n"),
    (
        "updated-in-the-future",
        "
id: x
title: X
last_updated: 24/11/2026
body: [{paragraph: A}]",
    ),
];

#[test]
fn each_wrong_checklist_has_a_message_that_says_where_and_how_to_correct_it() {
    let project = Project::new();
    assert_as_before(WRONG.iter().map(|(name, yaml)| {
        project.write("bad.yaml", yaml.trim_start_matches('\n'));
        differs(name, &project, &["print", "bad.yaml"])
    }));
}

#[test]
fn files_that_are_not_text_are_told_apart_from_those_that_are_not_yaml() {
    let project = Project::new();
    let title = |title: &[u8]| [b"id: x\ntitle: ", title, b"\n"].concat();
    let utf16: Vec<u8> = HEAD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, Vec<u8>); 9] = [
        ("empty-file", Vec::new()),
        ("only-a-byte-order-mark", b"\xef\xbb\xbf".to_vec()),
        ("latin-1", title(b"Si\xe2n")),
        (
            "latin-1-after-a-byte-order-mark",
            [b"\xef\xbb\xbf", &*title(b"Si\xe2n")].concat(),
        ),
        ("utf-16", [b"\xff\xfe", &*utf16].concat()),
        ("utf-16-without-a-mark", utf16),
        ("binary", (0..=255).cycle().take(2000).collect()),
        ("control-characters", title("A\u{1b}[31m red \u{7} title\u{9b}".as_bytes())),
        ("escaped-control-characters", title(br#""A\e[31m red \x9b31m title""#)),
    ];
    assert_as_before(cases.iter().map(|(name, bytes)| {
        project.write("bad.yaml", bytes);
        differs(name, &project, &["print", "bad.yaml"])
    }));
}

#[test]
fn a_key_or_a_value_with_escapes_never_reaches_the_terminal_raw() {
    let project = Project::new();
    let cases = [
        ("escapes-in-a-key", "\"\\e]0;owned\\a\": 1\n"),
        ("escapes-in-a-date", "last_updated: \"\\e[2J\\u009b2J\"\n"),
        ("escapes-in-a-kind", "body: [{\"\\e[31mtask\": A}]\n"),
        ("escapes-in-a-name", "body: [{paragraph: \"{\\e[31m}\"}]\n"),
        ("escapes-in-an-id", "id: \"\\e[31m\"\nguide: \"\\e[31m\"\n"),
        ("text-that-turns-round", "id: x\ntitle: a\u{202e}b\nlast_updated: \u{202e}1\n"),
    ];
    assert_as_before(cases.iter().map(|(name, yaml)| {
        project.write("bad.yaml", yaml);
        differs(name, &project, &["print", "bad.yaml"])
    }));
}

#[test]
fn files_that_would_take_all_memory_are_refused() {
    let project = Project::new();
    let bomb = |levels: usize| {
        let level = |n: usize| {
            format!(
                "a{}: &a{} [{}]\n",
                n + 1,
                n + 1,
                vec![format!("*a{n}"); 10].join(", ")
            )
        };
        "a0: &a0 [x]\n".to_owned() + &(0..levels).map(level).collect::<String>()
    };
    let cases: [(&str, String); 5] = [
        ("alias-bomb", bomb(9)),
        ("small-alias-bomb", bomb(4)),
        ("nested-lists", format!("{}{}", "[".repeat(1000), "]".repeat(1000))),
        ("nested-sections", nested_sections(1000)),
        ("recursive-alias", "a: &a [*a]\n".into()),
    ];
    assert_as_before(cases.iter().map(|(name, yaml)| {
        project.write("bad.yaml", yaml);
        differs(name, &project, &["print", "bad.yaml"])
    }));
}

fn nested_sections(depth: usize) -> String {
    let open = |n| format!("{0}- section: s\n{0}  body:\n", "  ".repeat(2 * n));
    let sections: String = (0..depth).map(open).collect();
    format!("{HEAD}{sections}{}- paragraph: A\n", "  ".repeat(2 * depth))
}

#[test]
fn a_file_of_more_than_sixteen_megabytes_is_refused() {
    let project = Project::new();
    project.write("bad.yaml", vec![b'#'; 16 * 1024 * 1024 + 1]);
    assert_as_before([differs("large-file", &project, &["print", "bad.yaml"])]);
}

#[test]
fn a_thousand_problems_are_reported_briefly() {
    let project = Project::new();
    project.write("bad.yaml", HEAD.to_owned() + &"  - nothing: A\n".repeat(1000));
    assert_as_before([differs("a-thousand-problems", &project, &["print", "bad.yaml"])]);
}

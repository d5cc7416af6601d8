//! States in every style get one more check, and keep every byte they had.

use super::*;
use crate::base::date::Date;
use crate::model::about::About;
use crate::model::checklist::Checklist;

const HEAD: &str = "checklist: pre-migration\nlast_updated: 27/03/2025\n";

fn check(by: &str) -> Check {
    let date = |text: &str| text.parse::<Date>().unwrap();
    Check { date: date("23/11/2026"), by: by.into(), found: date("27/03/2025") }
}

fn about() -> std::sync::Arc<About> {
    Checklist::built_in("pre-migration").unwrap().about
}

fn read(bytes: &[u8]) -> State {
    let input = Source::new("a test's state", bytes);
    State::sound(&input, &about()).unwrap_or_else(|why| panic!("{why:?}"))
}

/// Adds a check and makes sure of all that is promised; gives the text.
#[track_caller]
fn add(before: &[u8], by: &str) -> String {
    let source = Source::new("a test's state", before);
    let state = read(before);
    let check = check(by);
    let after = with_check(&source, &check)
        .unwrap_or_else(|why| panic!("{why:?}\n{}", source.text()));
    // The bytes that are new stand together: without them it is the old file.
    let same = before.iter().zip(&after).take_while(|(old, new)| old == new).count();
    let inserted = after.len() - before.len();
    let at = (0..=same).rev().find(|&at| after[at + inserted..] == before[at..]);
    let at = at.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&after)));
    assert_eq!([&after[..at], &after[at + inserted..]].concat(), before);
    let again = read(&after);
    assert!(is_same(again.update_checks.last().unwrap(), &check));
    assert_eq!(again.update_checks.len(), state.update_checks.len() + 1);
    String::from_utf8(after).unwrap()
}

const NEW: &str = "{date: 23/11/2026, by: J. Okafor, found: 27/03/2025}";

#[test]
fn where_there_are_no_checks_they_begin_at_the_end() {
    let cases = [
        ("", "update_checks:\n  - NEW\n"),
        ("practice:\n  name: A\n", "update_checks:\n  - NEW\n"),
        ("practice:\n  name: A", "\nupdate_checks:\n  - NEW"),
        ("answers:\n  x: |\n    text\n\n\n# the end\n", "update_checks:\n  - NEW\n"),
        ("practice:\r\n  name: A\r\n", "update_checks:\r\n  - NEW\r\n"),
        ("practice:\r\n  name: A", "\r\nupdate_checks:\r\n  - NEW"),
    ];
    for (rest, added) in cases {
        let before = format!("{HEAD}{rest}");
        let wanted = before.clone() + &added.replace("NEW", NEW);
        assert_eq!(add(before.as_bytes(), "J. Okafor"), wanted);
    }
}

#[test]
fn a_list_goes_on_as_it_is_written() {
    // `<` marks where the entry belongs, with what else comes with it.
    let cases = [
        "update_checks:\n<  - NEW\n>",
        "update_checks:<\n  - NEW>",
        "update_checks:  # none yet\n<  - NEW\n>",
        "update_checks:  # none yet\n<  - NEW\n># the end\n",
        "update_checks:\n<  - NEW\n>practice:\n  name: A\n",
        "update_checks: [<NEW>]\n",
        "update_checks: [OLD<, NEW>]\n",
        "update_checks: [OLD<, NEW> ]  # so far\n",
        "update_checks: [\n  OLD,\n  OLD<, NEW>\n]\n",
        "update_checks: [\n  OLD,< NEW>\n]\nanswers:\n  x: y\n",
        "update_checks: [OLD, # one\n  # two\n< NEW>]\n",
        "update_checks: [ # none ]\n<NEW>]\n",
        "update_checks:\n- OLD\n<- NEW\n>",
        "update_checks:\n- OLD<\n- NEW>",
        "update_checks:\n    - OLD\n    - OLD   # two\n<    - NEW\n>\n\n# the end\n",
        "update_checks:\n  - OLD\n<  - NEW\n>  # a comment\nanswers:\n  x: y\n",
        "update_checks:\n  - date: 06/10/2026\n    by: A B\n    found: 27/03/2025\n<  - NEW\n>",
        "update_checks:\n  -\n    date: 06/10/2026\n    found: 27/03/2025\n    by: A\n      B\n<  - NEW\n>\nanswers:\n  x: y\n",
        "update_checks:\n  - found: 27/03/2025\n    date: 06/10/2026\n    by: |\n      A\n      B\n<  - NEW\n>practice:\n  name: A\n",
        "update_checks:\n  - {date: 06/10/2026,\n     by: A, found: 27/03/2025}\n<  - NEW\n>",
        "\"update_checks\": [<NEW>]\n",
        "'update_checks':\n<  - NEW\n>",
    ];
    for case in cases {
        for line_end in ["\n", "\r\n"] {
            let old = "{date: 06/10/2026, by: \"A, ]B\", found: 27/03/2025}";
            let case =
                format!("{HEAD}{case}").replace("OLD", old).replace('\n', line_end);
            let (start, rest) = case.split_once('<').unwrap();
            let (new, end) = rest.split_once('>').unwrap();
            let before = format!("{start}{end}");
            let wanted = format!("{start}{}{end}", new.replace("NEW", NEW));
            assert_eq!(add(before.as_bytes(), "J. Okafor"), wanted);
        }
    }
}

#[test]
fn files_in_unusual_styles_keep_their_bytes_as_well() {
    let cases = [
        "{checklist: pre-migration, last_updated: 27/03/2025}\n",
        "{checklist: pre-migration, last_updated: 27/03/2025, update_checks: }\n",
        "{checklist: pre-migration, last_updated: 27/03/2025, update_checks: []}",
        "---\nchecklist: pre-migration\nlast_updated: 27/03/2025\n",
        "---\nchecklist: pre-migration\nlast_updated: 27/03/2025\n...\n",
        "\u{feff}checklist: pre-migration\nlast_updated: 27/03/2025\nupdate_checks:\n",
        "# é\nchecklist: pre-migration\nlast_updated: 27/03/2025\npractice: {name: Siân}\n",
        // A note without a line end at the end of the file must not get one.
        "checklist: pre-migration\nlast_updated: 27/03/2025\nanswers:\n  x:\n    notes: |\n      text",
        "checklist: pre-migration\nlast_updated: 27/03/2025\nanswers:\n  x:\n    notes: |+\n      text\n\n",
        "checklist: pre-migration\nlast_updated: 27/03/2025\nanswers:\n  x: 'update_checks: []'\n",
    ];
    for case in cases {
        add(case.as_bytes(), "J. Okafor");
    }
}

#[test]
fn names_read_back_as_they_were_typed() {
    for by in [
        "J. Okafor",
        "Siân O’Neill",
        "A, B",
        "yes",
        "null",
        "12",
        "- x",
        "a: b",
        "a #b",
        "\"Jo\" \\ co",
        "'x'",
        "{a}",
        "[b]",
        "*star",
        "🧾",
        "O'Neill, (ICB) & co.",
        "@home",
        "A/B",
        "éa",
        "محمد",
    ] {
        add(format!("{HEAD}update_checks: []\n").as_bytes(), by);
        add(format!("{HEAD}update_checks:\n").as_bytes(), by);
    }
}

#[test]
fn any_mix_of_styles_gets_any_number_of_checks() {
    let heads = ["", "# a comment\n", "---\n"];
    let middles = [
        "",
        "practice:\n  name: A\n",
        "answers:\n  a: |\n    # no comment\n    update_checks: []\n  b:\n    - {x: \"]\"}\n",
        "answers: {a: {notes: 'x ] }'}}\n",
    ];
    let lists = [
        "",
        "update_checks:\n",
        "update_checks: # none\n",
        "update_checks: []\n",
        "update_checks: [  ]  # none\n",
        "update_checks:\n- {date: 06/10/2026, by: A, found: 27/03/2025}\n",
        "update_checks:\n   - by: A\n     date: 6 October 2026\n     found: 2025-03-27\n",
    ];
    let ends = ["", "# the end\n", "\n\n", "practice_end"];
    let mut count = 0;
    for (head, middle) in heads.iter().flat_map(|h| middles.iter().map(move |m| (h, m))) {
        for (list, end) in lists.iter().flat_map(|l| ends.iter().map(move |e| (l, e))) {
            for first in [true, false] {
                let order = if first { [*list, *middle] } else { [*middle, *list] };
                let mut text = format!("{head}{HEAD}{}{}", order[0], order[1]);
                match *end {
                    "practice_end" => text.truncate(text.trim_end().len()),
                    end => text.push_str(end),
                }
                for text in [text.clone(), text.replace('\n', "\r\n")] {
                    let once = add(text.as_bytes(), "J. Okafor");
                    let twice = add(once.as_bytes(), "Siân, A.");
                    add(twice.as_bytes(), "C");
                    count += 3;
                }
            }
        }
    }
    assert_eq!(count, 4032);
}

#[test]
fn where_no_place_is_right_nothing_is_changed_and_the_entry_is_shown() {
    let text = format!("{HEAD}update_checks: words\n");
    let source = Source::new("a test's state", text.as_bytes());
    let why = with_check(&source, &check("A")).unwrap_err();
    assert!(why[0].message.contains("no place for `update_checks`"), "{why:?}");
    assert!(why[0].hints[0].v.contains("- {date: 23/11/2026, by: A,"), "{why:?}");
    let edition = "27/03/2025".parse::<Date>().unwrap();
    let text = format!("{HEAD}answered_under: words\n");
    let source = Source::new("a test's state", text.as_bytes());
    let ids = ["a-b".to_string(), "c".into()];
    let why = with_answered_under(&source, &ids, edition).unwrap_err();
    let advice = "as in `a-b: 27/03/2025`, `c: 27/03/2025`";
    assert!(why[0].hints[0].v.contains(advice), "{why:?}");
    // In the quotes there is nothing.
    let text = format!("{HEAD}update_checks: \"\"\n");
    let source = Source::new("a test's state", text.as_bytes());
    let after = with_check(&source, &check("J. Okafor")).unwrap();
    let wanted = format!("{HEAD}update_checks:\n  - {NEW}\n");
    assert_eq!(String::from_utf8(after).unwrap(), wanted);
}

#[test]
fn a_check_is_taken_out_with_its_lines() {
    let other = "{date: 06/10/2026, by: A, found: 27/03/2025}";
    // Between `<` and `>` is what goes.
    let cases = [
        "update_checks:\n<  - NEW\n>",
        "update_checks:\n  - OTHER\n<  - NEW  # two\n>answers:\n  x: y\n",
        "update_checks:\n<  - date: 23/11/2026\n    by: J. Okafor  # who\n    found: 27/03/2025\n>  # one\n  - OTHER\n",
        "update_checks: [<NEW, >OTHER]\n",
        "update_checks: [OTHER<, NEW>]  # two\n",
    ];
    for case in cases {
        let case = case.replace("NEW", NEW).replace("OTHER", other);
        let before = format!("{HEAD}{}", case.replace(['<', '>'], ""));
        let (start, rest) = case.split_once('<').unwrap();
        let (_, end) = rest.split_once('>').unwrap();
        let source = Source::new("a test's state", before.clone());
        let after = without_check(&source, &read(before.as_bytes()), &check("J. Okafor"));
        let after = after.unwrap_or_else(|| panic!("{before}"));
        assert_eq!(String::from_utf8(after).unwrap(), format!("{HEAD}{start}{end}"));
    }
    // A comment within brackets would be lost.
    let before = NEW.replace(", by", ", # when\n  by");
    let before = format!("{HEAD}update_checks: [{before}]\n");
    let source = Source::new("a test's state", before.clone());
    let state = read(before.as_bytes());
    assert_eq!(without_check(&source, &state, &check("J. Okafor")), None);
    assert_eq!(without_check(&source, &state, &check("A")), None);
}

#[test]
fn earlier_editions_go_below_the_edition_or_beside_those_that_are_noted() {
    let edition = "27/03/2025".parse::<Date>().unwrap();
    let head = HEAD.replace("27/03/2025", "01/11/2026");
    let two = "  a-b: 27/03/2025\n  yes: 27/03/2025\n";
    let one = "{checklist: x, last_updated: 01/11/2026";
    let cases = [
        (head.clone(), format!("{head}answered_under:\n{two}")),
        (
            format!("{head}answers:\n  x: done\n"),
            format!("{head}answered_under:\n{two}answers:\n  x: done\n"),
        ),
        (
            format!("{head}answered_under:\n  x: 01/01/2024 # soon\nanswers:\n"),
            format!("{head}answered_under:\n  x: 01/01/2024 # soon\n{two}answers:\n"),
        ),
        (
            format!("{head}answered_under: {{x: 01/01/2024}}\n"),
            format!(
                "{head}answered_under: {{x: 01/01/2024, a-b: 27/03/2025, yes: 27/03/2025}}\n"
            ),
        ),
        (format!("{head}answered_under:\n"), format!("{head}answered_under:\n{two}")),
        (
            format!("{one}}}"),
            format!("{one}, answered_under: {{a-b: 27/03/2025, yes: 27/03/2025}}}}"),
        ),
    ];
    for (before, wanted) in cases {
        let source = Source::new("a test's state", before.clone());
        let ids = ["a-b".to_string(), "yes".into()];
        let after = with_answered_under(&source, &ids, edition)
            .unwrap_or_else(|why| panic!("{why:?}\n{before}"));
        assert_eq!(String::from_utf8(after).unwrap(), wanted);
    }
}

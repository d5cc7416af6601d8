//! What is typed is what is printed.

use std::collections::BTreeSet;

use proforma::base::embedded::FONTS;
use typst::foundations::Bytes;
use typst::text::Font;

use super::*;

/// Values as they are in a state, and as they print.
const SCALARS: [(&str, &str); 84] = [
    // Values that YAML would take for numbers, truth values, nothing, times and dates.
    ("01632960501", "01632960501"),
    ("'01632960501'", "01632960501"),
    ("+44 1632 960501", "+44 1632 960501"),
    ("+441632960501", "+441632960501"),
    ("007", "007"),
    ("1e5", "1e5"),
    ("\"1e5\"", "1e5"),
    ("1.10", "1.10"),
    ("-0", "-0"),
    ("+1", "+1"),
    (".5", ".5"),
    ("1_000", "1_000"),
    ("0x1F", "0x1F"),
    ("0o17", "0o17"),
    ("0b11", "0b11"),
    (".inf", ".inf"),
    (".nan", ".nan"),
    ("yes", "yes"),
    ("'yes'", "yes"),
    ("No", "No"),
    ("on", "on"),
    ("TRUE", "TRUE"),
    ("false", "false"),
    ("null", "null"),
    ("'null'", "null"),
    ("~", "~"),
    ("\"~\"", "~"),
    ("00:30", "00:30"),
    ("12:30:45", "12:30:45"),
    ("2025-03-27", "2025-03-27"),
    ("27/03/2025", "27/03/2025"),
    ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
    ("<<", "<<"),
    // Quotes and backslashes.
    ("O'Brien", "O'Brien"),
    ("'O''Brien'", "O'Brien"),
    ("\"say \\\"hi\\\"\"", "say \"hi\""),
    ("say \"hi\"", "say \"hi\""),
    ("the 'old' one", "the 'old' one"),
    (r"C:\new\table", r"C:\new\table"),
    (r"'\'", r"\"),
    (r#""\\""#, r"\"),
    (r#""\u00e9 and \x41""#, "é and A"),
    // Characters with a meaning in YAML or Typst.
    ("'# no comment'", "# no comment"),
    ("a#b", "a#b"),
    ("'a # b'", "a # b"),
    ("'#read(\"x\")'", "#read(\"x\")"),
    ("$x$", "$x$"),
    ("'$'", "$"),
    ("'*bold* and *'", "*bold* and *"),
    ("_low_ and _", "_low_ and _"),
    ("'@a b@c.example'", "@a b@c.example"),
    ("<label> <", "<label> <"),
    ("'[a] [b'", "[a] [b"),
    ("'{a} {{b}} {'", "{a} {{b}} {"),
    ("// a", "// a"),
    ("a // b", "a // b"),
    ("/* a */ b /*", "/* a */ b /*"),
    ("= a", "= a"),
    ("== a", "== a"),
    ("'- a'", "- a"),
    ("-a", "-a"),
    ("'-'", "-"),
    ("+ a", "+ a"),
    ("/ a:b", "/ a:b"),
    ("1. a", "1. a"),
    ("'`a`'", "`a`"),
    ("a -- b --- c", "a -- b --- c"),
    ("a...", "a..."),
    ("~a~b", "~a~b"),
    ("'!a'", "!a"),
    ("'&amp; *a'", "&amp; *a"),
    ("'%d'", "%d"),
    ("'? a'", "? a"),
    ("'| a'", "| a"),
    ("'> a'", "> a"),
    ("'a: b'", "a: b"),
    ("a:b", "a:b"),
    ("50%", "50%"),
    ("https://a.example/b?c=d&e=f#g", "https://a.example/b?c=d&e=f#g"),
    // Letters of many languages.
    ("Siân Łódź Việt", "Siân Łódź Việt"),
    ("Αθήνα Москва", "Αθήνα Москва"),
    ("½ € ≥ ✓ ☐ “q” – — …", "½ € ≥ ✓ ☐ “q” – — …"),
    ("fi ffl Te AV", "fi ffl Te AV"),
];

/// A state with a table whose first column has these values.
fn rows(values: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let values = values.into_iter();
    let rows: String =
        values.map(|value| format!("    - organisation: {}\n", value.as_ref())).collect();
    format!("{HEAD}answers:\n  third-party-solutions:\n{rows}")
}

const SOLUTIONS: &str = "Third party solutions (like DocMan or Apollo Scan)";

/// The first words below a task's title, where only its notes are filled in.
const NOTES: &str = "Notes:";

/// A state whose only answer is these fields of a task.
fn task(fields: &str) -> String {
    format!("{HEAD}answers:\n  tell-patients:\n{fields}")
}

const TELL: &str = "Tell your patients about upcoming changes";

/// The lines of notes as they are printed.
#[track_caller]
fn notes(notes: &str) -> Vec<String> {
    let below = below(&record(task(notes), &[]), TELL);
    assert_eq!(below[1], NOTES, "{below:?}");
    below[2..].to_vec()
}

#[test]
fn every_scalar_reaches_the_page_as_it_was_typed() {
    let pdf = record(rows(SCALARS.map(|(yaml, _)| yaml)), &[]);
    let (found, wanted) = (cells(&pdf, SOLUTIONS), SCALARS.map(|(_, printed)| printed));
    for (found, wanted) in found.iter().zip(wanted) {
        assert_eq!(found, wanted);
    }
    assert_eq!(found.len(), wanted.len());
}

#[test]
fn every_scalar_reaches_the_page_from_a_tasks_owner_and_notes_too() {
    for chunk in SCALARS.chunks(14) {
        let answers = chunk.iter().zip(TASKS).map(|((yaml, _), (id, _))| {
            format!("  {id}:\n    owner: {yaml}\n    notes: {yaml}\n")
        });
        let state = format!("{HEAD}answers:\n{}", answers.collect::<String>());
        let pdf = record(state, &["--large-print"]);
        for ((_, printed), (_, title)) in chunk.iter().zip(TASKS) {
            let below = below(&pdf, title);
            let own: Vec<_> = below.iter().filter(|text| text == printed).collect();
            assert_eq!(own.len(), 2, "{printed:?} in {below:?}");
        }
    }
}

#[test]
fn a_practices_details_are_printed_as_they_were_typed() {
    for value in ["01632960501", "~", "yes", "27/03/2025", "2025-03-27", "#1 *GP* _x_"] {
        let quoted = format!("'{value}'");
        let keys = ["name", "icb", "practice_manager", "current_system", "return_to"];
        let practice: String =
            keys.iter().map(|key| format!("  {key}: {quoted}\n")).collect();
        let state = format!("{HEAD}practice:\n{practice}");
        let below = below(&record(state, &[]), "Practice and key dates");
        let own = below.iter().filter(|text| *text == value).count();
        assert_eq!(own, keys.len(), "{value:?} in {below:?}");
    }
}

#[test]
fn dates_are_printed_in_words_whichever_way_they_were_typed() {
    let dates = ["27/03/2025", "2025-03-27", "27 March 2025", "'27 march 2025 '"];
    for typed in dates {
        let state = format!(
            "{HEAD}practice: {{final_data_production: {typed}, go_live: {typed}, \
             return_by: {typed}}}\nanswers:\n  sms-providers: [{{disconnection_date: \
             {typed}}}]\n  third-party-extracts: [{{requested: {typed}}}]\n  \
             tell-patients: {{due: {typed}, done: {typed}}}\n"
        );
        let pdf = record(state, &[]);
        let count = |below: Vec<String>| {
            below.iter().filter(|text| *text == "27 March 2025").count()
        };
        assert_eq!(count(below(&pdf, "Practice and key dates")), 3, "{typed}");
        assert_eq!(count(cells(&pdf, "SMS text messaging service providers")), 1);
        let extracts = "Request data extract at the same time as ordering the new system";
        assert_eq!(count(cells(&pdf, extracts)), 1);
        assert_eq!(count(below(&pdf, TELL)), 2);
    }
}

#[test]
fn text_that_is_not_a_date_is_printed_as_it_was_typed() {
    let typed = [
        "TBC",
        "w/c 3 March",
        "31/02/2027",
        "3.4.27",
        "27/03/25",
        "03/27/2025",
        "27 Mar 2025",
        "2025-3-27",
        "20250327",
        "27/03/2025 or later",
        "yes",
        "~",
    ];
    let rows = typed.map(|typed| format!("    - disconnection_date: {typed}\n"));
    let state = format!("{HEAD}answers:\n  pharmacies:\n{}", rows.concat());
    assert_eq!(cells(&record(state, &[]), "Pharmacies and prescription services"), typed);
}

#[test]
fn dates_outside_of_dates_are_left_alone() {
    let fields = "    owner: 2025-03-27\n    notes: 27/03/2025\n";
    let below = below(&record(task(fields), &[]), TELL);
    for typed in ["2025-03-27", "27/03/2025"] {
        assert!(below.iter().any(|text| text == typed), "{typed} in {below:?}");
    }
}

#[test]
fn notes_keep_their_lines_bullets_and_indents() {
    let typed = "\
First line.

- one
  - inside one
* two
\u{2022} three
1. first
    deep
> quoted, # not a comment, // nor this
= no heading
| a | b |
the end";
    let indented: String = typed.lines().map(|line| format!("      {line}\n")).collect();
    let found = notes(&format!("    notes: |\n{indented}"));
    let wanted: Vec<_> = typed.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(found, wanted);
}

#[test]
fn blank_lines_in_notes_leave_a_gap_and_those_around_them_do_not() {
    let notes =
        "    notes: |\n\n      alpha\n      beta\n\n      gamma\n\n\n      delta\n\n";
    let pdf = record(task(notes), &[]);
    let lines: Vec<_> = pdf.pages.iter().flat_map(|page| page.lines()).collect();
    let level = |word: &str| {
        let found = lines.iter().find(|line| line.text.trim() == word);
        found.unwrap_or_else(|| panic!("{word} is not there")).baseline
    };
    let usual = level("beta") - level("alpha");
    assert!((level("gamma") - level("beta") - 2.0 * usual).abs() < 0.5, "one");
    assert!((level("delta") - level("gamma") - 3.0 * usual).abs() < 0.5, "two");
}

#[test]
fn folded_and_chomped_texts_are_what_yaml_makes_of_them() {
    assert_eq!(
        notes("    notes: >\n      one\n      two\n\n      three\n"),
        ["one two", "three"]
    );
    assert_eq!(notes("    notes: |+\n      one\n\n\n"), ["one"]);
    assert_eq!(notes("    notes: one\n      two\n"), ["one two"]);
    assert_eq!(
        notes(
            r#"    notes: "one\ntwo \
      three""#
        ),
        ["one", "two three"]
    );
}

#[test]
fn spaces_of_every_kind_stay_and_a_tab_is_four() {
    let cases = [
        ("\"a\\tb\"", "a    b"),
        ("'a  b   c'", "a  b   c"),
        ("a\u{a0}b", "a\u{a0}b"),
        ("a\u{202f}b", "a\u{202f}b"),
        ("a\u{2003}b", "a\u{2003}b"),
        ("a\u{3000}b", "a\u{3000}b"),
    ];
    let pdf = record(rows(cases.map(|(yaml, _)| yaml)), &[]);
    assert_eq!(cells(&pdf, SOLUTIONS), cases.map(|(_, printed)| printed));
}

#[test]
fn invisible_characters_do_not_split_a_word() {
    let words =
        ["co\u{ad}operate", "a\u{200b}b", "a\u{200d}b", "a\u{2060}b", "e\u{301}t"];
    let pdf = record(rows(words), &[]);
    let visible = |text: &str| {
        let hidden =
            |c: &char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}');
        text.chars().filter(|c| !hidden(c)).collect::<String>()
    };
    let found: Vec<_> = cells(&pdf, SOLUTIONS).iter().map(|text| visible(text)).collect();
    assert_eq!(found, words.map(visible));
}

#[test]
fn a_soft_hyphen_adds_no_letter_where_a_line_ends_at_it() {
    let long = "super\u{ad}".repeat(60);
    let pdf = record(task(&format!("    notes: a {long}\n")), &[]);
    let found: String = below(&pdf, TELL)[2..].concat();
    let letters: String = found.chars().filter(|c| c.is_alphanumeric()).collect();
    assert_eq!(letters, format!("a{}", "super".repeat(60)));
}

#[test]
fn long_words_break_inside_their_cells_and_copy_whole() {
    let words = [
        "x".repeat(400),
        "W".repeat(300),
        "https://a.example/".to_owned() + &"path/".repeat(60),
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch".into(),
        "e\u{301}".repeat(120),
        "Ж".repeat(200),
    ];
    for options in [&[] as &[_], &["--large-print"]] {
        let pdf = record(rows(&words), options);
        let found: Vec<_> =
            cells(&pdf, SOLUTIONS).iter().map(|text| composed(text)).collect();
        let wanted: Vec<_> = words.iter().map(|text| composed(text)).collect();
        assert_eq!(found, wanted);
    }
}

/// A text in which accents are part of their letters.
fn composed(text: &str) -> String {
    text.replace("e\u{301}", "é")
}

#[test]
fn words_of_wide_letters_break_before_they_leave_their_cells() {
    let columns = [
        ("sms-providers", "organisation"),
        ("sms-providers", "contact"),
        ("sms-providers", "disconnection_date"),
        ("third-party-extracts", "requested"),
        ("third-party-extracts", "can_meet_date"),
    ];
    let letters = ["W", "m", "@", "—", "Ж", "Ő", "\u{2b2c}", "🫠"];
    let mut lost = Vec::new();
    for (table, column) in columns {
        let row = |(letter, count): (&str, usize)| {
            format!("    - {{{column}: '{}'}}\n", letter.repeat(count))
        };
        let lengths = letters.iter().flat_map(|l| (1..35).step_by(3).map(|n| (*l, n)));
        let rows: String = lengths.map(row).collect();
        for options in [&[] as &[_], &["--large-print"]] {
            let run = export(format!("{HEAD}answers:\n  {table}:\n{rows}"), options);
            let count = run.stderr.matches("is not printed as it should be").count();
            lost.extend((count > 0).then(|| format!("{column} {options:?}: {count}")));
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn accents_that_are_characters_of_their_own_are_printed() {
    let words = [
        "Sia\u{302}n",
        "w\u{302} y\u{302}",
        "Vie\u{323}\u{302}t Nguye\u{302}\u{303}n",
        "z\u{301} Z\u{30c}iz\u{30c}ek",
        "n\u{331} é\u{306}",
        "и\u{306} α\u{301} β\u{32f}",
        "שָׁלוֹם",
        "مُحَمَّد لٰ",
        "\u{301}alone \u{344}",
    ];
    let mut failed = Vec::new();
    for word in words {
        let run = export(rows([word]), &[]);
        let why = run.stderr.lines().next().unwrap_or_default().to_owned();
        failed.extend((run.status != Some(0)).then(|| format!("{word:?}: {why}")));
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn each_character_that_a_font_claims_to_have_is_printed_or_replaced() {
    let faces = FONTS.iter().flat_map(|(_, data)| Font::iter(Bytes::new(*data)));
    let claimed: BTreeSet<u32> =
        faces.flat_map(|face| face.info().coverage.iter().collect::<Vec<_>>()).collect();
    let spaces =
        (0x80..0x3001).filter(|c| char::from_u32(*c).is_some_and(char::is_whitespace));
    let characters = claimed.into_iter().chain(spaces).filter_map(char::from_u32);
    let characters: Vec<_> = characters.filter(|c| !c.is_control()).collect();
    let lines = characters.chunks(40).map(|line| {
        let line = line.iter().map(|c| format!("\\U{:08X} ", u32::from(*c)));
        line.collect::<String>() + "\\n"
    });
    let state = task(&format!("    notes: \"{}\"\n", lines.collect::<String>()));
    let run = export(state, &[]);
    let refused = run.stderr.matches("could not be displayed").count();
    assert_eq!((run.status, refused), (Some(0), 0), "{:.2000}", run.stderr);
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing_on_the_pages() {
    let wanted = record(SAMPLE, &[]).tag_tree();
    let cases = [
        SAMPLE.replace('\n', "\r\n"),
        format!("\u{feff}{SAMPLE}"),
        format!("\u{feff}{}", SAMPLE.replace('\n', "\r\n")),
        SAMPLE.trim_end().to_owned(),
        format!("---\n{SAMPLE}...\n"),
    ];
    for state in cases {
        assert!(record(&state, &[]).tag_tree() == wanted, "{:?}", &state[..20]);
    }
}

#[test]
fn right_to_left_words_leave_the_digits_beside_them_in_their_order() {
    let pdf = record(rows(["محمد علي 01632 960501", "01632 960501 שלום 7"]), &[]);
    // The reader splits the text on both sides of such words.
    let text = cells(&pdf, SOLUTIONS).join(" ");
    assert_eq!(text.matches("01632 960501").count(), 2, "{text:?}");
}

#[test]
fn what_no_font_has_is_shown_as_its_code_point_and_listed() {
    let state = rows(["Go 🫠 now 🫠", "\"a\\uE000b\"", "x \u{202e}y"]);
    let run = export(&state, &[]);
    assert_eq!(run.status, Some(0));
    let pdf = Pdf::read(&run.stdout);
    let printed = ["Go [U+1FAE0] now [U+1FAE0]", "a[U+E000]b", "x [U+202E]y"];
    assert_eq!(cells(&pdf, SOLUTIONS), printed);
    let listed = cells(&pdf, "Appendix: characters replaced");
    assert_eq!(listed, ["[U+202E]", "once", "[U+E000]", "once", "[U+1FAE0]", "2 times"]);
    let warned = "print as code points: [U+202E], [U+E000], 🫠 as [U+1FAE0]";
    assert!(run.stderr.contains(warned), "{}", run.stderr);
}

#[test]
fn empty_none_and_not_applicable_look_different() {
    let state = format!(
        "{HEAD}answers:\n  sms-providers: none\n  patient-apps: Not Applicable\n  \
         pharmacies:\n  pcse: []\n  patient-online-services: [{{organisation: ' '}}]\n"
    );
    let pdf = record(state, &[]);
    let word = |title| below(&pdf, title)[0].trim().to_owned();
    assert_eq!(word("SMS text messaging service providers"), "None");
    assert_eq!(word("NHS app and other patient apps"), "Not applicable");
    for title in
        ["Pharmacies and prescription services", SOLUTIONS, "Patient online services"]
    {
        assert_eq!(word(title), "No entries recorded");
    }
}

#[test]
fn only_rows_that_are_used_are_printed() {
    let state = format!(
        "{HEAD}answers:\n  sms-providers:\n    - organisation:\n      contact: ''\n    - \
         organisation: A\n    -\n    - {{}}\n    - contact: B\n"
    );
    let pdf = record(state, &[]);
    assert_eq!(cells(&pdf, "SMS text messaging service providers"), ["A", "B"]);
}

#[test]
fn each_status_is_printed_in_words() {
    let words = ["not started", "in progress", "done", "not applicable"];
    let answers =
        words.iter().zip(TASKS).map(|(word, (id, _))| format!("  {id}: {word}\n"));
    let pdf = record(format!("{HEAD}answers:\n{}", answers.collect::<String>()), &[]);
    for (word, (_, title)) in words.iter().zip(TASKS) {
        assert_eq!(below(&pdf, title)[0].trim().to_lowercase(), *word);
    }
}

//! A second, slow implementation of the scan, to compare the two.

use super::*;

/// The scan on characters, without regard for speed.
fn naive(text: &str, place: Surroundings) -> Vec<NumberFound> {
    let chars: Vec<char> = text.chars().collect();
    let spans: Vec<_> = (0..chars.len())
        .flat_map(|start| (start..=chars.len()).map(move |end| start..end))
        .filter(|span| is_shape(&chars, span))
        .collect();
    let bytes = |end| chars[..end].iter().map(|c| c.len_utf8()).sum();
    let found = spans.iter().filter_map(|span: &Range<usize>| {
        let why = naive_why(&chars, span, &spans, place)?;
        Some(NumberFound { range: bytes(span.start)..bytes(span.end), why })
    });
    found.collect()
}

fn is_shape(chars: &[char], span: &Range<usize>) -> bool {
    let digit_at = |at: usize| chars.get(at).is_some_and(|&c| is_digit(c));
    let within = chars[span.clone()].iter().copied().filter(|&c| !is_invisible(c));
    let within: Vec<_> = within.collect();
    let groups = within.split(|&c| !is_digit(c)).map(<[char]>::len);
    let groups: Vec<_> = groups.filter(|&length| length > 0).collect();
    let mut gaps = within.split(|&c| is_digit(c));
    digit_at(span.start)
        && digit_at(span.end.wrapping_sub(1))
        && !digit_at(span.start.wrapping_sub(1))
        && !digit_at(span.end)
        && (groups == [10] || groups == [3, 3, 4])
        && gaps.all(is_naive_gap)
}

fn is_naive_gap(gap: &[char]) -> bool {
    let line_end = gap.iter().position(|&c| is_line_break(c));
    let (line, next) = gap.split_at(line_end.unwrap_or(gap.len()));
    let next = next.strip_prefix(&['\r', '\n']).or(next.get(1..)).unwrap_or_default();
    line.len() <= 3
        && line.iter().all(|&c| is_separator(c) || c == '\t')
        && next.iter().all(|&c| is_space(c) || c == '\t')
}

fn naive_why(
    chars: &[char],
    span: &Range<usize>,
    spans: &[Range<usize>],
    place: Surroundings,
) -> Option<Why> {
    let within = &chars[span.clone()];
    // All that comes before is read backwards, so both sides begin at the number.
    let before: Vec<_> = chars[..span.start].iter().rev().copied().collect();
    let after = &chars[span.end..];
    let labelled = naive_label(&before);
    let beside = |side: &[char]| side.first().is_some_and(|c| c.is_alphabetic());
    let letters = beside(&before) || beside(after);
    let let_through = naive_glued(&before)
        || naive_glued(after)
        || naive_phone(&before)
        || letters && naive_address(&before, after);
    if let_through && !labelled {
        return None;
    }
    let lines = within.iter().any(|&c| is_line_break(c));
    let row = naive_tied(&before, within)
        && !spans.iter().any(|other| other.end + 1 == span.start)
        || naive_tied(after, within)
            && !spans.iter().any(|other| other.start == span.end + 1);
    match (naive_value(within), labelled, place) {
        ((true, _), false, _) if letters || lines => None,
        ((true, _), ..) => Some(TestRange),
        ((_, false), true, _) | (_, true, Surroundings::Contact) => Some(Labelled),
        ((_, false), false, _) => None,
        (_, false, _) if letters => Some(BesideLetters),
        (_, false, _) if lines => Some(OverLines),
        (_, false, Surroundings::Contact) => Some(Contact),
        (_, false, Surroundings::FreeText) if row => Some(LongerRow),
        (_, _, Surroundings::FreeText) => Some(Issued),
    }
}

/// Whether the digits are of the range for tests, and valid ones of an issued range.
fn naive_value(within: &[char]) -> (bool, bool) {
    let digits: Vec<_> = within.iter().filter_map(|&c| digit(c)).collect();
    let weighted = (1..=10).rev().zip(&digits).map(|(w, &d)| w * u32::from(d));
    let valid = weighted.sum::<u32>().is_multiple_of(11);
    (digits[..3] == [9; 3], valid && [4, 6, 7].contains(&digits[0]))
}

fn naive_label(before: &[char]) -> bool {
    let near = before.iter().take(24).filter(|c| c.is_alphanumeric());
    let near = near.collect::<String>().to_lowercase();
    ["shn", "onshn", "sishn", "sionshn"].iter().any(|label| near.starts_with(label))
}

fn naive_glued(side: &[char]) -> bool {
    match side {
        ['.', next, ..] => is_digit(*next),
        [next, ..] => next.is_numeric(),
        [] => false,
    }
}

fn naive_address(before: &[char], after: &[char]) -> bool {
    let part = |side: &[char]| {
        let ends = |c: char| c.is_whitespace() || "()[]{}<>,;'`|\"".contains(c);
        side.split(|&c| ends(c)).next().map(String::from_iter).unwrap_or_default()
    };
    let (before, after) = (part(before), part(after));
    before.contains("//:") || before.contains('@') || after.contains('@')
}

fn naive_phone(before: &[char]) -> bool {
    let near: String = before.iter().skip_while(|&&c| is_separator(c)).collect();
    let code = near.strip_prefix(')').unwrap_or(&near);
    let beyond = |c: char| !c.is_alphanumeric();
    before.first() == Some(&'+')
        || near.starts_with(")0(")
        || code.starts_with("44+")
        || code.starts_with("4400") && code.chars().nth(4).is_none_or(beyond)
}

fn naive_tied(side: &[char], within: &[char]) -> bool {
    let [separator, rest @ ..] = side else { return false };
    let digits = rest.iter().take_while(|&&c| is_digit(c)).count();
    let end = rest.get(digits).copied().unwrap_or(' ');
    let bare = !end.is_alphanumeric() && !is_hyphen(end) && !"./:_".contains(end);
    let tight = is_hyphen(*separator);
    let spaced = is_space(*separator) && within.iter().any(|&c| is_space(c));
    let tabbed = *separator == '\t' && within.contains(&'\t');
    digits > 0 && (tight || bare && (spaced || tabbed))
}

/// What random texts are made of: numbers, parts of them and what stands around them.
const PIECES: [&str; 49] = [
    "4010232137",
    "401 023 2137",
    "630-469-5780",
    "7911123454",
    "485 777 3456",
    "999 123 4567",
    "401 023\n2137",
    "999",
    "401",
    "023",
    "2137",
    "12",
    "4",
    "0",
    "7",
    "４",
    " ",
    " ",
    " ",
    " ",
    "-",
    "-",
    "\u{a0}",
    "\u{2013}",
    "  ",
    "\n",
    "\t",
    "a",
    "é",
    ".",
    ",",
    "/",
    ":",
    "_",
    "+",
    "(",
    ")",
    "+44",
    "0044",
    "(0)",
    "NHS",
    "no",
    "is",
    "👩",
    "@",
    "://",
    "\u{200b}",
    "\r\n",
    "M",
];

#[test]
fn the_scan_agrees_with_a_naive_one() {
    let mut random = Random(1);
    let mut seen = [0; 7];
    for _ in 0..12_000 {
        let length = random.below(9);
        let pick = |_| PIECES[random.below(PIECES.len() as u64) as usize];
        let text: String = (0..length).map(pick).collect();
        for place in [Surroundings::FreeText, Surroundings::Contact] {
            let findings = scan(&text, place);
            assert_eq!(findings, naive(&text, place), "{text:?}");
            findings.iter().for_each(|finding| seen[finding.why as usize] += 1);
        }
    }
    assert!(seen.iter().all(|&count| count > 30), "{seen:?}");
}

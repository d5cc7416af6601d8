//! What is an NHS number, and what only looks like one.

mod naive;

use Why::{BesideLetters, Contact, Issued, Labelled, LongerRow, OverLines, TestRange};

use super::*;

fn free(text: &str) -> Vec<Why> {
    scan(text, Surroundings::FreeText).into_iter().map(|finding| finding.why).collect()
}

fn contact(text: &str) -> Vec<Why> {
    scan(text, Surroundings::Contact).into_iter().map(|finding| finding.why).collect()
}

#[track_caller]
fn assert_free(cases: &[(&str, &[Why])]) {
    for (text, expected) in cases {
        assert_eq!(free(text), *expected, "{text:?}");
    }
}

/// The number with these first nine digits, if they have a check digit.
fn number(body: u32) -> Option<String> {
    let mut numbers = (0..10).map(|check| format!("{body:09}{check}"));
    numbers.find(|text| shape(text).is_some_and(|(digits, _)| is_valid(&digits)))
}

#[test]
fn the_check_digit_is_by_modulus_11() {
    let valid = ["4010232137", "6304695780", "4505577104", "4857773457", "9434765919"];
    for text in valid {
        let body = &text[..9];
        for check in 0..10 {
            let text_with = format!("{body}{check}");
            let (digits, _) = shape(&text_with).unwrap();
            assert_eq!(is_valid(&digits), text_with == text, "{text_with}");
        }
    }
    // Remainder 0 calls for 11, which is written 0; remainder 1 calls for 10, which is
    // not a digit. The NHS's own example is of the second kind.
    assert_eq!(number(630_469_578).as_deref(), Some("6304695780"));
    assert_eq!(number(999_123_456), None);
}

#[test]
fn only_issued_ranges_stop() {
    for (edge, issued) in
        [(400, true), (500, false), (600, true), (700, true), (800, false), (0, false)]
    {
        let first = (edge * 1_000_000..).find_map(number).unwrap();
        let expected: &[Why] = if issued { &[Issued] } else { &[] };
        assert_eq!(free(&first), expected, "{first}");
    }
    for (edge, issued) in
        [(399, false), (499, true), (599, false), (699, true), (799, true), (899, false)]
    {
        let last = (0..=edge * 1_000_000 + 999_999).rev().find_map(number).unwrap();
        let expected: &[Why] = if issued { &[Issued] } else { &[] };
        assert_eq!(free(&last), expected, "{last}");
    }
}

#[test]
fn every_separator_counts() {
    let spaces = " \t\u{a0}\u{2007}\u{2009}\u{202f}\u{3000}";
    let hyphens = "-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2212}\u{ff0d}";
    for c in spaces.chars().chain(hyphens.chars()) {
        assert_eq!(free(&format!("401{c}023{c}2137")), [Issued], "{c:?}");
    }
    for c in "\n\r\u{85}\u{2028}".chars() {
        assert_eq!(free(&format!("401{c}023{c}2137")), [OverLines], "{c:?}");
    }
    for c in "./,_".chars() {
        assert_eq!(free(&format!("401{c}023{c}2137")), [], "{c:?}");
    }
}

#[test]
fn the_digits_stand_together_or_3_3_4() {
    assert_free(&[
        ("4010232137", &[Issued]),
        ("401 023-2137", &[Issued]),
        ("401 - 023 - 2137", &[Issued]),
        ("401  023  2137", &[Issued]),
        ("401    023 2137", &[]),
        ("４０１　０２３　２１３７", &[Issued]),
        ("٤٠١٠٢٣٢١٣٧", &[]),
        ("401 0232137", &[]),
        ("401023 2137", &[]),
        ("4010 232 137", &[]),
        ("401 023 213", &[]),
        ("401", &[]),
        ("", &[]),
    ]);
}

#[test]
fn part_of_something_longer_is_not_a_number() {
    assert_free(&[
        ("14010232137", &[]),
        ("40102321370", &[]),
        ("401 023 21370", &[]),
        ("1401 023 2137", &[]),
        ("PO40102321370", &[]),
        ("٤4010232137", &[]),
        ("4010232137½", &[]),
        ("0.4010232137", &[]),
        ("4010232137.50", &[]),
        ("1.2.826.0.1.4010232137", &[]),
        // Sentences, brackets, lists, file names and links end a number.
        ("Saw 401 023 2137.", &[Issued]),
        ("(4010232137)", &[Issued]),
        ("\u{202d}401 023 2137\u{202c}", &[Issued]),
        ("Smith,4010232137,1950", &[Issued]),
        ("letter_4010232137.pdf", &[Issued]),
        ("smith-4010232137-letter.pdf", &[Issued]),
        ("https://example.org/patient?id=4010232137", &[Issued]),
        ("4010232137@example.org", &[Issued]),
    ]);
}

#[test]
fn a_number_beside_letters_warns() {
    assert_free(&[
        ("Pt4010232137", &[BesideLetters]),
        ("patient4010232137", &[BesideLetters]),
        ("é4010232137", &[BesideLetters]),
        ("4010232137M", &[BesideLetters]),
        ("Pt401 023 2137", &[BesideLetters]),
        ("PO401-023-2137-9", &[BesideLetters]),
        ("Pt5857773456", &[]),
        ("Pt9991234567", &[]),
        ("Pt+444010232137", &[]),
        ("NHS4010232137", &[Issued]),
        ("NHS no 4010232137B", &[Issued]),
        // Addresses have numbers of their own.
        ("pat4010232137@example.org", &[]),
        ("a@4010232137example.org", &[]),
        ("https://example.org/pt4010232137", &[]),
        ("https://example.org/,Pt4010232137", &[BesideLetters]),
        ("<a@example.org> Pt4010232137", &[BesideLetters]),
    ]);
    assert_eq!(contact("Pt4010232137"), [BesideLetters]);
}

#[test]
fn a_number_over_lines_warns() {
    assert_free(&[
        ("401 023\n2137", &[OverLines]),
        ("401\n023 2137", &[OverLines]),
        ("401 023 \n 2137", &[OverLines]),
        ("401-023-\r\n        2137", &[OverLines]),
        ("NHS number: 401 023\n2137", &[Issued]),
        ("401 023\n\n2137", &[]),
        ("401 023\n- 2137", &[]),
        ("4010\n232137", &[]),
        ("999\n111\n0300 303 5035", &[]),
    ]);
    assert_eq!(contact("401 023\n2137"), [OverLines]);
}

#[test]
fn invisible_characters_make_no_difference() {
    for c in "\u{ad}\u{200b}\u{200d}\u{200e}\u{2060}\u{feff}\u{fe0f}".chars() {
        for text in ["4010232137", "401 023 2137", "401 - 023 - 2137"] {
            let with: String = text.chars().flat_map(|shown| [shown, c]).collect();
            assert_eq!(free(&with), [Issued], "{with:?}");
        }
        assert_eq!(free(&format!("4010232137{c}6304695780")), [Issued, Issued]);
        assert_eq!(free(&format!("401{c}023 2137")), []);
    }
}

#[test]
fn a_masked_text_has_the_same_lines() {
    assert_eq!(blotted("for 401 023\r\n 2137 no"), "for #######\r\n##### no");
    assert_eq!(blotted("40\u{ad}10232137, PO4010232137"), "############, PO##########");
}

#[test]
fn a_longer_row_warns() {
    assert_free(&[
        ("12\t401\t023\t2137\t55", &[LongerRow]),
        ("12 401 023 2137", &[LongerRow]),
        ("401 023 2137 12", &[LongerRow]),
        ("2026-4010232137", &[LongerRow]),
        ("401-023-2137-9", &[LongerRow]),
        ("00 44 401 023 2137", &[LongerRow]),
        ("401 401 023 2137", &[LongerRow]),
        // Digits with other separators are something else.
        ("12 4010232137", &[Issued]),
        ("12 401-023-2137", &[Issued]),
        ("12\t401 023 2137", &[Issued]),
        ("12\n401 023 2137\n12", &[Issued]),
        ("12, 401 023 2137, 12", &[Issued]),
        ("401 023 2137 - 2 letters", &[Issued]),
        ("12/03/1950 401 023 2137", &[Issued]),
        ("1950-03-12 401 023 2137", &[Issued]),
        ("12.03.1950 401 023 2137", &[Issued]),
        ("401 023 2137 12/03/1950", &[Issued]),
        ("A12345 401 023 2137 10:30", &[Issued]),
    ]);
}

#[test]
fn numbers_may_follow_each_other() {
    assert_free(&[
        ("4010232137 6304695780", &[Issued, Issued]),
        ("401 023 2137 630 469 5780", &[Issued, Issued]),
        ("401 023 2137 6304695780 485-777-3457", &[Issued, Issued, Issued]),
        ("401-023-2137-630-469-5780", &[Issued, Issued]),
        ("4010232137,6304695780;4857773457", &[Issued, Issued, Issued]),
        ("401 023 2137\n630 469 5780", &[Issued, Issued]),
        ("401 023 2137 630 469 5780 1", &[Issued, LongerRow]),
        ("40102321376304695780", &[]),
        ("401 023 21376304695780", &[]),
    ]);
}

#[test]
fn the_range_is_the_number_in_bytes() {
    for (text, expected) in [
        ("4010232137", 0..10),
        ("Siân: 401\u{a0}023\u{a0}2137 seen", 7..21),
        ("👩 401–023–2137", 5..21),
    ] {
        let range = expected;
        let why = Issued;
        assert_eq!(
            scan(text, Surroundings::FreeText),
            [NumberFound { range, why }],
            "{text}"
        );
    }
}

#[test]
fn telephone_numbers_with_a_prefix_are_let_through() {
    // All of these would be NHS numbers without what precedes them.
    for digits in ["7911123454", "791 112 3454", "791-112-3454", "401 023 2137"] {
        assert_eq!(free(digits), [Issued]);
        assert_eq!(contact(digits), [Contact]);
        for prefix in "+44 |+44|+44-|+44\u{a0}|(+44) |0044 |0044|(0044) |(0)|(0) |\
            +44 (0)|+44 (0) |+44(0)|0044 (0)|tel. +44 |+"
            .split('|')
        {
            let text = format!("{prefix}{digits}");
            assert_eq!(free(&text), [], "{text}");
            assert_eq!(contact(&text), [], "{text}");
        }
    }
}

#[test]
fn telephone_numbers_as_people_write_them_are_let_through() {
    for text in "07911 123451|07911123454|07911 123 451|0791 112 3454|\
            7911 123451|7911 123 451|+44 7911 123451|+447911123454|\
            0044 7911 123451|+44 (0)7911 123451|(0)7911 123451|01132 545500|\
            0113 254 5500|+44 113 254 5500|+44 (0)113 254 5500|\
            (0113) 254 5500|113 254 5500|020 7946 0000|0300 303 5035|111|\
            999|+1 650 253 0000"
        .split('|')
    {
        assert_eq!(free(text), [], "{text}");
        assert_eq!(contact(text), [], "{text}");
    }
    // A prefix lets through what follows it, and no more.
    assert_eq!(free("+44 791 112 3454 401 023 2137"), [Issued]);
    assert_eq!(free("+44 7911 123451, 401 023 2137"), [Issued]);
    assert_eq!(free("20044 4010232137"), [Issued]);
}

#[test]
fn other_numbers_are_let_through() {
    assert_free(&[
        ("27/03/2025", &[]),
        ("2025-03-27 10:30:00", &[]),
        ("27 03 2025", &[]),
        ("20250327103000", &[]),
        ("A12345 Y01234 NNA 10X", &[]),
        ("SNOMED 73211009, 401023213700101", &[]),
        ("401023213701023213", &[]),
        ("PO-4010-2321-37", &[]),
        ("4929 4010 2321 3711", &[]),
        ("20-40-10 23213712", &[]),
        ("GB82 WEST 1234 5698 7654 32", &[]),
        ("9780 4010 23213", &[]),
        ("192.168.101.102", &[]),
        ("550e8400-e29b-41d4-a716-446655440000", &[]),
    ]);
}

#[test]
fn a_contact_column_warns_and_never_stops() {
    assert_eq!(contact("Siân, 4010232137"), [Contact]);
    assert_eq!(contact("NHS number 401 023 2137"), [Labelled]);
    assert_eq!(contact("12 401 023 2137"), [Contact]);
    assert_eq!(contact("999 123 4567"), [TestRange]);
}

#[test]
fn a_label_warns_whatever_the_digits() {
    for label in "NHS number |NHS no |NHS no. |NHS No.: |NHS:|NHS |nhs_number: |\
            nhs_no=|NHSNumber |NHS-no-|NHS#|NHS № |NHS number is |NHS No|\
            The NHS number (|NHS num\u{a0}|NHS numbers: |NHS number:\n|\
            NHS ID "
        .split('|')
    {
        assert_eq!(free(&format!("{label}485 777 3456")), [Labelled], "{label:?}");
        assert_eq!(free(&format!("{label}5857773456")), [Labelled], "{label:?}");
        assert_eq!(free(&format!("{label}4010232137")), [Issued], "{label:?}");
    }
    assert_free(&[
        ("485 777 3456", &[]),
        ("NHS no. 401 023 2137 12", &[Issued]),
        ("NHS 111, 485 777 3456", &[]),
        ("NHS England 485 777 3456", &[]),
        ("NHS +44 485 777 3456", &[]),
        ("NHS number 485 777 345", &[]),
        ("NHS", &[]),
    ]);
}

#[test]
fn the_test_range_warns_whatever_the_check_digit() {
    assert_free(&[
        ("999 123 4567", &[TestRange]),
        ("9990000000", &[TestRange]),
        ("NHS number 999-999-9999", &[TestRange]),
        ("998 999 9999", &[]),
        ("9434765919", &[]),
    ]);
}

#[test]
fn no_output_repeats_the_number() {
    let text = "401 023 2137, NHS no. 485 777 3456, 999 123 4567, 1 630 469 5780";
    let findings = scan(text, Surroundings::FreeText);
    assert_eq!(findings.len(), 4);
    for finding in findings {
        assert!(!finding.why.to_string().contains(is_digit_but_zero));
        assert!(!format!("{finding:?}").contains(&text[finding.range]));
    }
}

/// "without its 0" may be said.
fn is_digit_but_zero(c: char) -> bool {
    is_digit(c) && c != '0'
}

/// A source of random numbers that is the same in each run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % end
    }
}

/// The bodies of nine digits that begin with one and have a check digit, in all.
fn numbers_that_begin_with(first: u64) -> u64 {
    let mut bodies = [0; 11];
    bodies[(first as usize * 10) % 11] = 1;
    for weight in (2..10).rev() {
        let mut longer = [0; 11];
        for (remainder, count) in bodies.into_iter().enumerate() {
            for digit in 0..10 {
                longer[(remainder + digit * weight) % 11] += count;
            }
        }
        bodies = longer;
    }
    bodies.iter().sum::<u64>() - bodies[1]
}

/// How many of these random numbers that begin with `prefix` stop a record.
fn stopped(prefix: &str, samples: u32) -> f64 {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let width = 10 - prefix.len();
    let stops = (0..samples).filter(|_| {
        let rest = random.below(10_u64.pow(width as u32));
        free(&format!("{prefix}{rest:0width$}")) == [Issued]
    });
    stops.count() as f64 / f64::from(samples)
}

#[test]
fn one_in_37_random_numbers_and_one_in_11_mobiles_would_stop() {
    let all: u64 = [4, 6, 7].into_iter().map(numbers_that_begin_with).sum();
    let mobiles = numbers_that_begin_with(7);
    assert_eq!((all, mobiles), (272_727_273, 90_909_091));
    assert!((stopped("", 100_000) - all as f64 / 1e10).abs() < 0.002);
    assert!((stopped("7", 100_000) - mobiles as f64 / 1e9).abs() < 0.003);
}

#[test]
fn hostile_texts_take_no_longer() {
    // Quadratic work on these would take minutes.
    for piece in [
        "4",
        " ",
        "-",
        "4 ",
        "401 ",
        "401 023 ",
        "4010232137 ",
        "401 023 2137 ",
        "401-",
        "(0)",
        "\u{200b}",
        "4\u{200b}",
        "401\u{200b}\n",
        "401\n\t ",
        "a4010232137",
    ] {
        let text = piece.repeat(100_000 / piece.len());
        scan(&text, Surroundings::FreeText);
        scan(&format!("4010232137{text}4010232137"), Surroundings::FreeText);
        scan(&format!("4010232137 {text} 4010232137"), Surroundings::FreeText);
    }
}

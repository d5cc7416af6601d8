//! What is set in one way within a text: dates and telephone numbers, which stay together, and
//! addresses for mail, which are links.

use std::ops::Range;

/// The fewest digits of a telephone number.
const DIGITS: usize = 7;

/// A stretch of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stretch<'t> {
    /// A date or a telephone number, with the signs beside it.
    Whole(&'t str),
    /// An address for mail, without the signs beside it.
    Mail(&'t str),
    /// Anything else.
    Other(&'t str),
}

/// A text in stretches, in their order; nothing is left out.
pub(super) fn stretches(text: &str) -> Vec<Stretch<'_>> {
    // Most texts have none of them.
    if !text.bytes().any(|byte| byte.is_ascii_digit() || byte == b'@') {
        return vec![Stretch::Other(text)];
    }
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let whole = date(rest).or_else(|| number(rest)).map(|length| 0..length);
        let is_whole = whole.is_some();
        if let Some(range) = whole.or_else(|| mail(rest)) {
            if start < at + range.start {
                found.push(Stretch::Other(&text[start..at + range.start]));
            }
            let words = &rest[range.clone()];
            found.push(if is_whole {
                Stretch::Whole(words)
            } else {
                Stretch::Mail(words)
            });
            at += range.end;
            start = at;
        } else {
            at += rest.find(' ').map_or(rest.len(), |space| space + 1);
        }
    }
    if start < text.len() || found.is_empty() {
        found.push(Stretch::Other(&text[start..]));
    }
    found
}

/// Where an address for mail is in the first word of a text.
fn mail(text: &str) -> Option<Range<usize>> {
    let word = text.split(' ').next()?;
    let is_beside = |c: char| "()<>[],;:.\"'".contains(c);
    let from = word.len() - word.trim_start_matches(is_beside).len();
    let address = word[from..].trim_end_matches(is_beside);
    let (name, host) = address.split_once('@')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    let is_label = |label: &str| {
        let is_of_label = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !label.is_empty() && label.chars().all(is_of_label)
    };
    let is_address = !name.is_empty()
        && name.chars().all(is_name)
        && host.contains('.')
        && host.split('.').all(is_label);
    is_address.then(|| from..from + address.len())
}

/// The length of a date as *20 November 2026* at the start of a text.
fn date(text: &str) -> Option<usize> {
    let mut words = text.split(' ');
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let plain = year.trim_end_matches(|c: char| c.is_ascii_punctuation());
    let is_date = (1..=2).contains(&day.len())
        && is_number(day)
        && month.len() >= 3
        && month.bytes().all(|byte| byte.is_ascii_alphabetic())
        && plain.len() == 4
        && is_number(plain)
        && year.is_ascii();
    is_date.then(|| day.len() + month.len() + year.len() + 2)
}

/// The length of a telephone number in several groups of digits at the start of a text.
fn number(text: &str) -> Option<usize> {
    let (mut length, mut digits, mut groups) = (0, 0, 0);
    for word in text.split(' ') {
        let plain = word.trim_end_matches([',', ';', '.', ':', ')']);
        let group = plain.trim_start_matches(['(', '+']).trim_end_matches(')');
        let is_group =
            group.len() >= 2 && group.bytes().all(|byte| byte.is_ascii_digit());
        if !is_group {
            break;
        }
        length += word.len() + usize::from(groups > 0);
        digits += group.len();
        groups += 1;
        // A sign behind it ends it, but for the bracket of an area.
        if plain.len() < word.len() && !word.ends_with(')') {
            break;
        }
    }
    (groups > 1 && digits >= DIGITS).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_telephone_numbers_are_whole_and_nothing_is_lost() {
        let cases = [
            ("no number", &[][..]),
            ("on 4 December 2026, or 5 May 2027.", &["4 December 2026,", "5 May 2027."]),
            ("0800 496 0145, call 12", &["0800 496 0145,"]),
            ("ring (0113) 254 5500 now", &["(0113) 254 5500"]),
            ("+44 20 7946 0018", &["+44 20 7946 0018"]),
            ("01632 960501, 01632 960502", &["01632 960501,", "01632 960502"]),
            ("86 of 103 mapped", &[]),
            ("12 34", &[]),
            ("4 Décembre 2026", &[]),
            ("4  December 2026", &[]),
            ("", &[]),
        ];
        for (text, wanted) in cases {
            let found = stretches(text);
            let words = |stretch: &Stretch| match *stretch {
                Stretch::Whole(words) | Stretch::Mail(words) | Stretch::Other(words) => {
                    words.to_string()
                }
            };
            assert_eq!(found.iter().map(words).collect::<String>(), text);
            let whole: Vec<_> = found
                .iter()
                .filter(|one| matches!(one, Stretch::Whole(_)))
                .map(words)
                .collect();
            assert_eq!(whole, wanted, "{text}");
        }
    }

    #[test]
    fn addresses_for_mail_are_found_without_the_signs_beside_them() {
        for (text, wanted) in [
            (
                "write to a.b+c@d-e.example, or (x@y.example).",
                &["a.b+c@d-e.example", "x@y.example"][..],
            ),
            ("<desk1@a.example> 01632 960500", &["desk1@a.example"]),
            ("at @ home, a@b, a@b..example, @b.example, é@b.example, a@@b.example", &[]),
        ] {
            let mail = |stretch: &Stretch| match *stretch {
                Stretch::Mail(words) => Some(words.to_string()),
                _ => None,
            };
            let found: Vec<_> = stretches(text).iter().filter_map(mail).collect();
            assert_eq!(found, wanted, "{text}");
        }
    }
}

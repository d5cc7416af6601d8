//! What stays together within a text: dates and telephone numbers.

/// The fewest digits of a telephone number.
const DIGITS: usize = 7;

/// A stretch of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stretch<'t> {
    /// A date or a telephone number, with the signs beside it.
    Whole(&'t str),
    /// Anything else.
    Other(&'t str),
}

/// A text in stretches, in their order; nothing is left out.
pub(super) fn stretches(text: &str) -> Vec<Stretch<'_>> {
    // Most texts have neither.
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return vec![Stretch::Other(text)];
    }
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        if let Some(length) = date(rest).or_else(|| number(rest)) {
            if start < at {
                found.push(Stretch::Other(&text[start..at]));
            }
            found.push(Stretch::Whole(&rest[..length]));
            at += length;
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
                Stretch::Whole(words) | Stretch::Other(words) => words.to_string(),
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
}

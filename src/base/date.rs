//! Dates and periods as people write them.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

/// A calendar date.
///
/// Reads `27/03/2025` (day first, always), `2025-03-27` and `27 March 2025`, and prints
/// as *27 March 2025*, the NHS's style
/// (<https://service-manual.nhs.uk/content/numbers-measurements-dates-time>).
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Date {
    /// A date from its parts, if that day exists.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// The UTC date of a Unix timestamp.
    pub fn from_timestamp(seconds: i64) -> Option<Self> {
        let date = Self(chrono::DateTime::from_timestamp(seconds, 0)?.date_naive());
        (0..=9999).contains(&date.year()).then_some(date)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, from 1.
    pub fn month(self) -> u8 {
        self.0.month() as u8
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.0.day() as u8
    }

    /// The day of the week, as *Saturday*.
    pub fn weekday(self) -> String {
        self.0.format("%A").to_string()
    }

    /// How many days this is after another date; negative if it is before it.
    pub fn days_since(self, other: Self) -> i64 {
        (self.0 - other.0).num_days()
    }

    /// As in *5 Mar*.
    pub fn day_and_month(self) -> String {
        format!("{} {}", self.day(), &MONTHS[self.0.month0() as usize][..3])
    }

    /// As in *5 Mar 2027*.
    pub fn brief(self) -> String {
        format!("{} {}", self.day_and_month(), self.year())
    }

    /// As `27/03/2025`, the way the checklist writes dates.
    pub fn slashed(self) -> String {
        self.0.format("%d/%m/%Y").to_string()
    }

    /// As `2025-03-27`, the way file names and data write dates.
    pub fn iso(self) -> String {
        self.0.format("%Y-%m-%d").to_string()
    }
}

impl Display for Date {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.day(), MONTHS[self.0.month0() as usize], self.year())
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let trimmed = text.trim();
        let parts = slashed(trimmed).or_else(|| iso(trimmed)).or_else(|| named(trimmed));
        let Some((year, month, day)) = parts else {
            return Err(
                "this is not a date: write it as 27/03/2025, 2025-03-27 or 27 March 2025"
                    .into(),
            );
        };
        Self::new(year, month, day)
            .ok_or_else(|| "this day does not exist (dates are read day first)".into())
    }
}

/// Year, month and day.
type Parts = (i32, u32, u32);

fn slashed(text: &str) -> Option<Parts> {
    let [day, month, year] = split(text, '/')?;
    Some((digits(year, 4..=4)? as i32, digits(month, 1..=2)?, digits(day, 1..=2)?))
}

fn iso(text: &str) -> Option<Parts> {
    let [year, month, day] = split(text, '-')?;
    Some((digits(year, 4..=4)? as i32, digits(month, 2..=2)?, digits(day, 2..=2)?))
}

fn named(text: &str) -> Option<Parts> {
    let words: Vec<_> = text.split_whitespace().collect();
    let [day, name, year] = words.as_slice() else { return None };
    let month = MONTHS.iter().position(|month| month.eq_ignore_ascii_case(name))?;
    Some((digits(year, 4..=4)? as i32, month as u32 + 1, digits(day, 1..=2)?))
}

fn split(text: &str, separator: char) -> Option<[&str; 3]> {
    text.split(separator).collect::<Vec<_>>().try_into().ok()
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let plain = length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// A length of time in days or months, as `3 months`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A number of days.
    Days(u32),
    /// A number of calendar months.
    Months(u32),
}

/// The longest period, in its own unit: as days, ten years.
const MAX_PERIOD: u32 = 3660;

impl Period {
    /// The date this long after another; the last day of the month if the month is
    /// shorter.
    pub fn after(self, date: Date) -> Option<Date> {
        match self {
            Self::Days(days) => date.0.checked_add_days(Days::new(days.into())),
            Self::Months(months) => date.0.checked_add_months(Months::new(months)),
        }
        .map(Date)
    }
}

impl Period {
    /// Its words after *every*: *3 months*, but *year*.
    pub fn after_every(self) -> String {
        let words = self.to_string();
        words.strip_prefix("1 ").map_or(words.clone(), String::from)
    }
}

impl Display for Period {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (count, unit) = match *self {
            Self::Days(days) if days % 7 == 0 => (days / 7, "week"),
            Self::Days(days) => (days, "day"),
            Self::Months(months) if months % 12 == 0 => (months / 12, "year"),
            Self::Months(months) => (months, "month"),
        };
        write!(f, "{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is not a period: write it as `3 months`, `2 weeks` or `90 days`"
            )
        };
        let (count, unit) = text.trim().split_once(' ').ok_or_else(wrong)?;
        let count = digits(count, 1..=4)
            .filter(|count| (1..=MAX_PERIOD).contains(count))
            .ok_or_else(wrong)?;
        match unit.trim().trim_end_matches('s') {
            "day" => Ok(Self::Days(count)),
            "week" => Ok(Self::Days(count * 7)),
            "month" => Ok(Self::Months(count)),
            "year" => Ok(Self::Months(count * 12)),
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ways_to_write_a_date_are_read_day_first() {
        let date = Date::new(2025, 3, 27).unwrap();
        for text in
            ["27/03/2025", "27/3/2025", "2025-03-27", "27 March 2025", " 27  march 2025 "]
        {
            assert_eq!(text.parse(), Ok(date), "{text}");
        }
        assert_eq!("03/04/2025".parse(), Ok(Date::new(2025, 4, 3).unwrap()));
        assert_eq!("29/02/2028".parse(), Ok(Date::new(2028, 2, 29).unwrap()));
    }

    #[test]
    fn other_text_is_not_a_date() {
        for text in [
            "",
            "TBC",
            "w/c 3 March",
            "31/02/2027",
            "29/02/2027",
            "3.4.27",
            "03/04/27",
            "2025-3-27",
            "27-03-2025",
            "+7/03/2025",
            "27 Mar 2025",
            "00/01/2025",
            "27/13/2025",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn dates_print_in_four_forms() {
        let date = Date::new(2025, 3, 7).unwrap();
        assert_eq!(date.to_string(), "7 March 2025");
        assert_eq!(date.brief(), "7 Mar 2025");
        assert_eq!(date.slashed(), "07/03/2025");
        assert_eq!(date.iso(), "2025-03-07");
        assert_eq!(date.weekday(), "Friday");
    }

    #[test]
    fn periods_are_read_and_added() {
        let date = Date::new(2024, 11, 30).unwrap();
        let after =
            |text: &str| text.parse::<Period>().unwrap().after(date).unwrap().iso();
        assert_eq!(after("3 months"), "2025-02-28");
        assert_eq!(after("1 year"), "2025-11-30");
        assert_eq!(after("2 weeks"), "2024-12-14");
        assert_eq!(after("1 day"), "2024-12-01");
        for text in ["3 months", "1 year", "2 weeks", "1 day"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for text in ["", "3", "months", "0 days", "-1 days", "3 moons", "99999 days"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_timestamp_is_its_utc_date() {
        assert_eq!(Date::from_timestamp(86_399).unwrap().iso(), "1970-01-01");
        assert_eq!(Date::from_timestamp(i64::MAX), None);
    }
}

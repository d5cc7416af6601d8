//! Measures that Rust and the layouts both need, in mm and pt.
//!
//! Rust cuts words for the space that the layouts give them. So these stand here alone, and
//! the layouts find them in the document. What only the layouts need is in
//! `layouts/components/system.typ`.

use serde::Serialize;

/// The width of the text on the page in mm: A4 less two margins of 20 mm.
pub const TEXT_WIDTH: f64 = 170.0;

/// How many times larger the type in large print is.
pub const LARGE_PRINT: f64 = 1.5;

/// The size of type in running text, in pt: the least for clear print (UKAAF G003). NHS Notify
/// calls 16 pt and above large print, the RNIB 16 to 18.
pub const BODY: f64 = 12.0;

/// The size of labels and of the foot in pt, in both sizes of print: no type is smaller. Large
/// print has 16 pt at the least (RNIB, Clear print guidelines).
pub const LABEL: [f64; 2] = [10.5, 16.0];

/// Space beside what stands in a column in mm, on both sides together. The first column has
/// it on one side only.
pub const INSETS: f64 = 4.0;

/// The width of a column for a date as long as *20 September 2028* on one line, in mm, in both
/// sizes of print.
pub const DATE_COLUMN: [f64; 2] = [43.0, 62.0];

/// How wide typed notes are at the most, in mm of standard print: longer lines are hard to follow
/// (WCAG 2.2, 1.4.8 has 80 characters).
const NOTES_WIDTH: f64 = 135.0;

/// The columns for the number of an item and for that of a page, in both sizes of print.
const NUMBER_COLUMN: [f64; 2] = [11.0, 15.0];
const PAGE_COLUMN: [f64; 2] = [14.0, 20.0];

/// The column of an overview that names a subject, in both sizes of print.
const SUBJECT_COLUMN: [f64; 2] = [45.0, 64.0];

/// The columns for answers without a place: what they answered, and the answers.
const UNPLACED_COLUMNS: [f64; 2] = [55.0, 115.0];

/// What the layouts take of these measures for a document, in its size of print.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Geometry {
    /// The width of the text in mm.
    pub text: f64,
    /// Space on each side of what stands in a column, in mm.
    pub inset: f64,
    /// The size of type in running text, in pt.
    pub body: f64,
    /// The same of labels and in the foot.
    pub label: f64,
    /// The rule in the foot to write an ODS code on, in mm.
    pub foot_rule: f64,
    /// How wide typed notes are at the most, in mm.
    pub notes: f64,
    /// Columns for a date, the number of an item and that of a page, in mm.
    pub date: f64,
    /// See [`date`](Self::date).
    pub number: f64,
    /// See [`date`](Self::date).
    pub page: f64,
    /// The column of an overview that names a subject, in mm.
    pub subject: f64,
    /// The columns for answers without a place, in mm.
    pub unplaced: [f64; 2],
}

impl Geometry {
    /// The measures in one of both sizes of print.
    pub fn new(large_print: bool) -> Self {
        let size = usize::from(large_print);
        let scale = scale(large_print);
        Self {
            text: TEXT_WIDTH,
            inset: INSETS / 2.0,
            body: BODY * scale,
            label: LABEL[size],
            foot_rule: foot::CODE_RULE[size],
            date: DATE_COLUMN[size],
            notes: notes_width(large_print),
            number: NUMBER_COLUMN[size],
            page: PAGE_COLUMN[size],
            subject: SUBJECT_COLUMN[size],
            unplaced: UNPLACED_COLUMNS,
        }
    }
}

/// How many times larger type is than in standard print.
pub fn scale(large_print: bool) -> f64 {
    if large_print { LARGE_PRINT } else { 1.0 }
}

/// How many times wider a label is than the same words in running text of standard print. It is
/// in bold, which takes a little more room.
pub fn label_scale(large_print: bool) -> f64 {
    const BOLD: f64 = 1.08;
    LABEL[usize::from(large_print)] / BODY * BOLD
}

/// How wide typed notes are at the most, in mm.
pub fn notes_width(large_print: bool) -> f64 {
    TEXT_WIDTH.min(NOTES_WIDTH * scale(large_print))
}

/// About how many characters a line of this width in mm has, a little few.
pub fn characters(width: f64, large_print: bool) -> usize {
    // Wider than the average, which is some 0.5 em.
    const CHARACTER: f64 = 0.55;
    const PT: f64 = 72.0 / 25.4;
    let count = width * PT / (CHARACTER * BODY * scale(large_print));
    (count as usize).max(1)
}

/// Widths of columns in mm without the space beside what stands in them, the narrowest in
/// either size of print.
pub mod widths {
    use super::{
        DATE_COLUMN, INSETS, NUMBER_COLUMN, PAGE_COLUMN, SUBJECT_COLUMN, TEXT_WIDTH,
        UNPLACED_COLUMNS,
    };

    /// The space beside what stands in a first column.
    const FIRST: f64 = INSETS / 2.0;

    /// A date.
    pub const DATE: f64 = DATE_COLUMN[0] - INSETS;
    /// Whose a task is, beside two dates in large print.
    pub const TASK_OWNER: f64 = TEXT_WIDTH - 2.0 * DATE_COLUMN[1] - FIRST;
    /// What an answer without a place had answered, less a little.
    pub const UNPLACED: f64 = UNPLACED_COLUMNS[0] - FIRST - 1.0;
    /// What there is to do, and why.
    pub const WHAT: f64 =
        TEXT_WIDTH - NUMBER_COLUMN[0] - DATE_COLUMN[0] - PAGE_COLUMN[0] - INSETS;
    /// A figure of a strip, where four of them stand side by side.
    pub const STRIP: f64 = TEXT_WIDTH / 4.0 - INSETS;
    /// What a line of an overview is about.
    pub const SUBJECT: f64 = SUBJECT_COLUMN[0] - FIRST;
    /// Who checked for updates, beside three dates in standard print.
    pub const CHECKER: f64 = TEXT_WIDTH - 3.0 * DATE_COLUMN[0] - INSETS;
    /// Whose a date is, and how to reach them: half of what a date and a number leave.
    pub const WHO: f64 = (TEXT_WIDTH - DATE_COLUMN[0] - NUMBER_COLUMN[0]) / 2.0 - INSETS;
}

/// The foot of a page.
pub mod foot {
    use super::{BODY, LABEL, TEXT_WIDTH};

    /// The rule to write a code on in mm, in both sizes of print.
    pub const CODE_RULE: [f64; 2] = [24.0, 20.0];

    /// Space before the rule in both sizes of print. In large print, it is that of words.
    const BEFORE_RULE: [f64; 2] = [3.0, 2.5];

    /// *edition of 20 September 2026* and *made on 20 September 2026*, and space before them, in
    /// mm as if they were set as large as running text.
    const DATES: f64 = 120.0;

    /// A width in mm, as if the foot were set as large as running text of standard print.
    fn as_body(width: f64, large_print: bool) -> f64 {
        width * BODY / LABEL[usize::from(large_print)]
    }

    /// Its width, as if it were set as large as running text of standard print.
    pub fn line(large_print: bool) -> f64 {
        as_body(TEXT_WIDTH, large_print)
    }

    /// What it has beside the dates, likewise. In large print, they have a line of their own.
    pub fn beside_dates(large_print: bool) -> f64 {
        line(large_print) - if large_print { 0.0 } else { DATES }
    }

    /// The rule and space before it, likewise.
    pub fn rule(large_print: bool) -> f64 {
        let size = usize::from(large_print);
        as_body(CODE_RULE[size] + BEFORE_RULE[size], large_print)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_what_columns_leave() {
        let found = [
            widths::DATE,
            widths::TASK_OWNER,
            widths::CHECKER,
            widths::UNPLACED,
            widths::WHAT,
            widths::WHO,
        ];
        assert_eq!(found, [39.0, 44.0, 37.0, 52.0, 98.0, 54.0]);
    }

    #[test]
    fn a_line_has_fewer_characters_in_large_print() {
        assert_eq!([false, true].map(|large| characters(45.0, large)), [19, 12]);
        assert_eq!(characters(0.0, false), 1);
    }
}

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

/// Space beside what stands in a column in mm, on both sides together. The first column has
/// it on one side only.
pub const INSETS: f64 = 4.0;

/// The width of a column for a date as long as *20 September 2028* on one line, in mm, in both
/// sizes of print.
pub const DATE_COLUMN: [f64; 2] = [43.0, 62.0];

/// The column of a record's summary for a name, in mm, in both sizes of print.
const OWNER_COLUMN: [f64; 2] = [33.0, 37.0];

/// That for *Not applicable* with its sign, which large print does without.
const STATUS_COLUMN: f64 = 31.0;

/// The columns for what there is to look at, and why.
const LOOK_COLUMNS: [f64; 2] = [70.0, 100.0];

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
    /// The same in the foot.
    pub foot: f64,
    /// The rule in the foot to write an ODS code on, in mm.
    pub foot_rule: f64,
    /// Columns for a date, a name and where an item stands, in mm.
    pub date: f64,
    /// See [`date`](Self::date).
    pub owner: f64,
    /// See [`date`](Self::date).
    pub status: f64,
    /// The columns for what there is to look at, and why, in mm.
    pub look: [f64; 2],
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
            foot: foot::SIZE * scale,
            foot_rule: foot::CODE_RULE[size],
            date: DATE_COLUMN[size],
            owner: OWNER_COLUMN[size],
            status: STATUS_COLUMN,
            look: LOOK_COLUMNS,
            unplaced: UNPLACED_COLUMNS,
        }
    }
}

/// How many times larger type is than in standard print.
pub fn scale(large_print: bool) -> f64 {
    if large_print { LARGE_PRINT } else { 1.0 }
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
        DATE_COLUMN, INSETS, LOOK_COLUMNS, OWNER_COLUMN, STATUS_COLUMN, TEXT_WIDTH,
        UNPLACED_COLUMNS,
    };

    /// The space beside what stands in a first column.
    const FIRST: f64 = INSETS / 2.0;

    /// A date.
    pub const DATE: f64 = DATE_COLUMN[0] - INSETS;
    /// Whose an outstanding item is.
    pub const OWNER: f64 = OWNER_COLUMN[0] - INSETS;
    /// Whose a task is, beside two dates in large print.
    pub const TASK_OWNER: f64 = TEXT_WIDTH - 2.0 * DATE_COLUMN[1] - FIRST;
    /// What an answer without a place had answered, less a little.
    pub const UNPLACED: f64 = UNPLACED_COLUMNS[0] - FIRST - 1.0;
    /// What there is to look at or to do: the latter is narrower.
    pub const WHAT: f64 =
        TEXT_WIDTH - STATUS_COLUMN - OWNER_COLUMN[0] - DATE_COLUMN[0] - FIRST;
    /// Who checked for updates, beside three dates in standard print.
    pub const CHECKER: f64 = TEXT_WIDTH - 3.0 * DATE_COLUMN[0] - INSETS;
    /// Whose a date is, where it stands, and how to reach them: half of what a date leaves.
    pub const WHO: f64 = (TEXT_WIDTH - DATE_COLUMN[1]) / 2.0 - INSETS;
    /// Why there is something to look at, less as much again.
    pub const WHY: f64 = LOOK_COLUMNS[1] - 2.0 * INSETS;
}

/// The foot of a page.
pub mod foot {
    use super::{BODY, TEXT_WIDTH};

    /// Its type, in pt of standard print.
    pub const SIZE: f64 = 9.0;

    /// Its width in mm of standard print, as if it were set as large as running text.
    pub const LINE: f64 = TEXT_WIDTH * BODY / SIZE;

    /// The rule to write a code on in mm, in both sizes of print.
    pub const CODE_RULE: [f64; 2] = [24.0, 20.0];

    /// Space before the rule in both sizes of print. In large print, it is that of words.
    const BEFORE_RULE: [f64; 2] = [3.0, 2.5];

    /// The rule and space before it in mm, as if all were set as large as running text of
    /// standard print.
    pub fn rule(large_print: bool) -> f64 {
        let size = usize::from(large_print);
        let width = CODE_RULE[size] + BEFORE_RULE[size];
        width * BODY / (SIZE * super::scale(large_print))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_what_columns_leave() {
        let found = [
            widths::DATE,
            widths::OWNER,
            widths::TASK_OWNER,
            widths::CHECKER,
            widths::UNPLACED,
            widths::WHAT,
            widths::WHO,
            widths::WHY,
            foot::rule(false),
            foot::rule(true),
        ];
        assert_eq!(found, [39.0, 29.0, 44.0, 37.0, 52.0, 61.0, 50.0, 92.0, 36.0, 20.0]);
    }

    #[test]
    fn a_line_has_fewer_characters_in_large_print() {
        assert_eq!([false, true].map(|large| characters(45.0, large)), [19, 12]);
        assert_eq!(characters(0.0, false), 1);
    }
}

//! How wide the columns of a record's tables are.

use crate::base::geometry::{DATE_COLUMN, INSETS, TEXT_WIDTH, scale};

/// The width of a column for yes or no in mm: one no narrower for being read.
const NARROW: f64 = 20.0;

/// A column of a record's table, while its width is sought.
pub(crate) struct Share {
    /// Whether it is for dates.
    pub(crate) is_date: bool,
    /// Its share of a blank's width.
    pub(crate) weight: f64,
    /// The least width to write in by hand, in mm.
    pub(crate) least: f64,
    /// What the longest word of its title takes, in mm at 12 pt.
    pub(crate) title: f64,
}

/// The widths of a table's columns in mm, if dates have room on one line: the other columns
/// share what is left, and keep their longest word and two thirds of what a pen needs.
pub(crate) fn column_widths(shares: &[Share], large_print: bool) -> Option<Vec<u32>> {
    let scale = scale(large_print);
    let date = DATE_COLUMN[usize::from(large_print)];
    let need = |share: &Share| {
        let pen = if share.least > NARROW { share.least / 1.5 } else { share.least };
        pen.max(share.title * scale + INSETS)
    };
    let (dates, others): (Vec<_>, Vec<_>) =
        shares.iter().partition(|share| share.is_date);
    let needed: f64 = others.iter().map(|share| need(share)).sum();
    let weight: f64 = others.iter().map(|share| share.weight).sum();
    let left = TEXT_WIDTH - date * dates.len() as f64 - needed;
    if dates.is_empty() || left < 0.0 {
        return None;
    }
    let width = |share: &Share| {
        if share.is_date { date } else { need(share) + left * share.weight / weight }
    };
    Some(shares.iter().map(|share| width(share).floor() as u32).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(is_date: bool, least: u32, title: f64) -> Share {
        let least = f64::from(least);
        Share { is_date, weight: least.max(title), least, title }
    }

    #[test]
    fn dates_have_a_line_and_other_columns_share_what_is_left() {
        let organisation = || share(false, 45, 24.0);
        let contact = || share(false, 70, 14.0);
        let date = || share(true, 35, 26.0);
        let yes_no = || share(false, 20, 14.0);
        let cases = [
            (
                vec![organisation(), contact(), date()],
                [vec![49, 77, 43], vec![48, 59, 62]],
            ),
            (
                vec![organisation(), date(), yes_no(), yes_no()],
                [vec![60, 43, 33, 33], vec![49, 62, 29, 29]],
            ),
            (vec![date(), share(false, 45, 60.0)], [vec![43, 127], vec![62, 108]]),
            (vec![organisation(), contact()], [vec![], vec![]]),
            // Four dates leave too little.
            (vec![organisation(), date(), date(), date(), date()], [vec![], vec![]]),
            // Nothing needs what dates leave.
            (vec![date(), date()], [vec![43, 43], vec![62, 62]]),
        ];
        for (case, (shares, wanted)) in cases.into_iter().enumerate() {
            for (large, wanted) in [false, true].into_iter().zip(wanted) {
                let found = column_widths(&shares, large).unwrap_or_default();
                assert_eq!(found, wanted, "{case}, large print: {large}");
            }
        }
    }
}

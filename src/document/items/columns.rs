//! How wide the columns of tables are.

use crate::base::geometry::{DATE_COLUMN, INSETS, TEXT_WIDTH};
use crate::model::cell::ColumnKind;

/// The width of a column for yes or no in mm: one no narrower for being read.
const NARROW: f64 = 20.0;

/// How many times the least width of its column the longest word of a title may take. One
/// that would take more is cut.
const MOST: f64 = 1.3;

/// How much longer a title is for being broken into lines.
const RAGGED: f64 = 1.1;

/// Lines of a title beyond which its column does not grow for it.
const LINES: u32 = 6;

/// What two boxes for yes and no take side by side with their words, in mm, in both sizes of
/// print.
const BOXES_BESIDE: [f64; 2] = [35.0, 41.5];

/// A column while its width is sought; all in mm.
pub(crate) struct Share {
    /// What is written in it.
    pub(crate) kind: ColumnKind,
    /// The longest word of its title.
    pub(crate) word: f64,
    /// Its title on one line.
    pub(crate) title: f64,
}

/// The widths of a table's columns.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Widths {
    /// Each in mm.
    pub(crate) columns: Vec<u32>,
    /// Whether all boxes for yes and no have room side by side.
    pub(crate) boxes_beside: bool,
}

/// What a table is made for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Print {
    /// Whether it is typed answers that it has room for.
    pub(crate) is_record: bool,
    /// Whether it is in large print.
    pub(crate) large: bool,
}

impl Print {
    /// The least width to write in by hand, or for a typed answer.
    fn least(self, kind: ColumnKind, boxes_beside: bool) -> f64 {
        let pen = f64::from(kind.least_width());
        let size = usize::from(self.large);
        match self.is_record {
            true if kind.has_dates() => DATE_COLUMN[size],
            // Type takes two thirds of what a pen does.
            true if pen > NARROW => pen / 1.5,
            false if kind.has_answers() && (boxes_beside || kind.has_dates()) => {
                BOXES_BESIDE[size]
            }
            _ => pen,
        }
    }

    /// The least width of a column with the longest word of its title.
    fn needed(self, share: &Share, boxes_beside: bool) -> f64 {
        let (least, word) = (self.least(share.kind, boxes_beside), share.word + INSETS);
        if word > MOST * least { least } else { least.max(word) }
    }

    /// The widths of a table's columns. Each has room for its answers and for the longest word
    /// of its title; then titles take as few lines as there is room for, and what is left is
    /// shared. In a record a date has one line, if there is room.
    pub(crate) fn widths(self, shares: &[Share]) -> Widths {
        let with_boxes = |boxes_beside| {
            let columns = self.columns(shares, boxes_beside)?;
            Some(Widths { columns, boxes_beside })
        };
        with_boxes(true).or_else(|| with_boxes(false)).unwrap_or_else(|| {
            // The words of titles are cut: the layouts give each column its share.
            let pens = shares.iter().map(|share| share.kind.least_width());
            Widths { columns: pens.collect(), boxes_beside: false }
        })
    }

    fn columns(self, shares: &[Share], boxes_beside: bool) -> Option<Vec<u32>> {
        let fits = |widths: &Vec<f64>| widths.iter().sum::<f64>() <= TEXT_WIDTH;
        let needed = |share: &Share| self.needed(share, boxes_beside);
        let least = Some(shares.iter().map(needed).collect()).filter(fits)?;
        let for_titles = (1..=LINES).find_map(|lines| {
            let ragged = if lines == 1 { 1.0 } else { RAGGED };
            let titled = |share: &Share| {
                let line = ragged * share.title / f64::from(lines) + INSETS;
                needed(share).max(line)
            };
            Some(shares.iter().map(titled).collect()).filter(fits)
        });
        let mut widths = for_titles.unwrap_or(least);
        share_out(&mut widths, shares, |share| {
            // A date takes no more for being given more.
            let is_date = self.is_record && share.kind.has_dates();
            if is_date { 0.0 } else { self.least(share.kind, boxes_beside) }
        });
        Some(widths.into_iter().map(|width| width.floor() as u32).collect())
    }
}

/// Shares out what the columns leave of the page.
fn share_out(widths: &mut [f64], shares: &[Share], weight: impl Fn(&Share) -> f64) {
    let left = TEXT_WIDTH - widths.iter().sum::<f64>();
    let all: f64 = shares.iter().map(&weight).sum();
    if all > 0.0 {
        for (width, share) in widths.iter_mut().zip(shares) {
            *width += left * weight(share) / all;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(kind: ColumnKind, word: f64, title: f64) -> Share {
        Share { kind, word, title }
    }

    #[test]
    fn columns_have_room_for_answers_and_titles_and_share_what_is_left() {
        use ColumnKind::{Contact, Date, DateOrYesNo, Text, YesNo};
        let organisation = || share(Text, 24.0, 35.0);
        let contact = || share(Contact, 14.0, 27.0);
        let date = || share(Date, 26.0, 35.0);
        // The table, and its columns on a blank and in a record.
        let cases = [
            (
                vec![organisation(), contact(), date()],
                [vec![49, 77, 42], vec![55, 71, 43]],
            ),
            (
                vec![
                    organisation(),
                    share(DateOrYesNo, 20.0, 44.0),
                    share(YesNo, 10.0, 72.0),
                    share(YesNo, 14.0, 118.0),
                ],
                [vec![47, 36, 36, 49], vec![38, 43, 35, 52]],
            ),
            (vec![organisation(), contact()], [vec![66, 103], vec![72, 98]]),
            // A word that takes too much is cut.
            (vec![date(), share(Text, 90.0, 90.0)], [vec![55, 114], vec![43, 127]]),
        ];
        for (case, (shares, wanted)) in cases.into_iter().enumerate() {
            for (is_record, wanted) in [false, true].into_iter().zip(wanted) {
                let found = Print { is_record, large: false }.widths(&shares).columns;
                assert_eq!(found, wanted, "{case}, record: {is_record}");
            }
        }
    }

    #[test]
    fn columns_without_room_for_what_they_ask_share_the_page_as_a_pen_needs_it() {
        let dates: Vec<_> = (0..4).map(|_| share(ColumnKind::Date, 26.0, 26.0)).collect();
        let widths = Print { is_record: true, large: true }.widths(&dates);
        assert_eq!(widths.columns, [35; 4]);
    }
}

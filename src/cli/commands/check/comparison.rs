//! The report on how another file differs from the checklist.

use crate::base::date::Date;
use crate::compare::difference::{Change, Comparison, Difference};
use crate::edition::comparing::Compared;

/// The most sentences around the checklist that are listed.
const MAX_AROUND: usize = 8;

/// What a file says about its date, and how its words differ.
pub(super) fn text(compared: &Compared, edition: Date) -> String {
    let Compared { name, edition: own, .. } = compared;
    let mut text = match *own == edition {
        true => format!("\nCompared with `{name}`\n\n"),
        false => {
            format!("\nThe edition of {own}, compared with `{name}`\n\n")
        }
    };
    text.push_str(&match compared.last_updated {
        Some(date) => format!("  It says that it was last updated on {date}.\n"),
        None => "  It does not say when the checklist was last updated.\n".into(),
    });
    if let Some(date) = compared.another {
        text.push_str(&format!(
            "  It says \"last updated on\" {date} of something else, such as the page itself.\n"
        ));
    }
    if let Some(date) = compared.last_edited {
        text.push_str(&format!(
            "  The web page was last edited on {date}, but perhaps for another reason.\n"
        ));
    }
    match &compared.comparison {
        Some(comparison) => text.push_str(&wording(comparison)),
        None => text.push_str(
            "  It is not the text of this checklist, so the words were not compared.\n",
        ),
    }
    text
}

/// How the words differ.
fn wording(comparison: &Comparison) -> String {
    let (same, all) = (comparison.same, comparison.all);
    let mut text = match comparison.differences.len() {
        0 => format!(
            "  The words are the same: all {all} sentences and titles match, in order.\n"
        ),
        1 => format!(
            "  {same} of {all} sentences and titles are the same. 1 difference:\n"
        ),
        count => format!(
            "  {same} of {all} sentences and titles are the same. {count} differences:\n"
        ),
    };
    let mut near = None;
    for found in &comparison.differences {
        if near != Some(&found.near) {
            text.push_str(&format!("\n  {}\n", found.near));
            near = Some(&found.near);
        }
        text.push_str(&difference(found));
    }
    if !comparison.around.is_empty() {
        text.push_str("\n  The page also has this text around the checklist:\n");
        for words in comparison.around.iter().take(MAX_AROUND) {
            text.push_str(&format!("    {words}\n"));
        }
        let more = comparison.around.len().saturating_sub(MAX_AROUND);
        if more > 0 {
            text.push_str(&format!("    … and {more} more\n"));
        }
    }
    text
}

fn difference(found: &Difference) -> String {
    let here = found.here.as_deref().unwrap_or_default();
    let there = found.there.as_deref().unwrap_or_default();
    match found.change {
        Change::Added => format!("    only in the file       {there}\n"),
        Change::Removed => format!("    only in the checklist  {here}\n"),
        Change::Reworded => format!(
            "    in the checklist       {here}\n    in the file            {there}\n"
        ),
        Change::Moved => format!("    moved                  {here}\n"),
        Change::Renamed => {
            format!("    new id                 {there}, formerly {here}\n")
        }
    }
}

//! The index of many records: a table for office programs, with a row for each record.

use std::fmt::Display;

use csv::{Terminator, WriterBuilder};

use crate::base::date::Date;
use crate::base::privacy::blotted;
use crate::cli::batch::End;
use crate::document::summary;
use crate::edition::verdict::UpdateStatus;
use crate::model::answers::Filled;
use crate::model::state::Status;

/// What the index says about a state that could be read.
#[derive(Debug)]
pub struct IndexFacts {
    checklist: String,
    subject: String,
    code: String,
    /// How many items have each status, in the order of [`Status::ALL`].
    standing: [usize; 4],
    overdue: usize,
    /// The next date on the timeline.
    next_date: Option<Date>,
    last_check: Option<Date>,
}

impl IndexFacts {
    /// Gathers the facts about a state as of today.
    pub fn of(filled: &Filled, checked: &UpdateStatus, today: Date) -> Self {
        let Filled { checklist, state, fitted, .. } = filled;
        let summary = summary::summary(checklist, state, fitted, today, checked);
        let dates = summary.dates.iter().filter_map(|dated| dated.date);
        Self {
            checklist: checklist.id.clone(),
            subject: state.name().into(),
            code: state.code().into(),
            standing: summary.standing,
            overdue: summary.outstanding.iter().filter(|item| item.overdue).count(),
            next_date: dates.filter(|date| *date >= today).min(),
            last_check: state.update_checks.iter().map(|check| check.date).max(),
        }
    }
}

/// A row of the index.
#[derive(Debug)]
pub struct IndexRow {
    /// The state's file.
    pub state: String,
    /// The outcome for its record.
    pub end: End,
    /// How many warnings there were.
    pub warnings: usize,
    /// What the state says, if it could be read.
    pub facts: Option<IndexFacts>,
    /// Why the record was not written.
    pub why: String,
}

/// The index as CSV, in UTF-8 with a byte order mark, without which Excel assumes another
/// encoding.
pub fn csv(entries: &[IndexRow]) -> Vec<u8> {
    let mut table = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let mut write = |row: Vec<String>| {
        table.write_record(row).expect("a vector takes rows of one length");
    };
    let head = ["state", "record", "result", "checklist", "subject", "code"];
    let standing = Status::ALL.map(Status::words);
    let tail = ["overdue", "next date", "last update check", "warnings", "why"];
    let head = head.into_iter().chain(standing).chain(tail);
    write(head.map(String::from).collect());
    for entry in entries {
        write(entry.row());
    }
    table.into_inner().expect("a vector takes all that is written")
}

impl IndexRow {
    fn row(&self) -> Vec<String> {
        let (record, result) = match &self.end {
            End::Written(path) => (path.file_name(), "written"),
            End::Kept(path) => (path.file_name(), "already there"),
            End::Failed => (None, "not written"),
        };
        let record = record.unwrap_or_default().to_string_lossy();
        let facts = self.facts.as_ref();
        let words = |of: fn(&IndexFacts) -> &str| harmless(facts.map_or("", of));
        let date = |of: fn(&IndexFacts) -> Option<Date>| {
            facts.and_then(of).map_or_else(String::new, Date::iso)
        };
        let mut row = vec![harmless(&self.state), harmless(&record), result.to_string()];
        row.push(words(|facts| &facts.checklist));
        row.push(words(|facts| &facts.subject));
        row.push(words(|facts| &facts.code));
        let count = |count: &dyn Display| count.to_string();
        match facts {
            Some(facts) => row.extend(facts.standing.iter().map(|n| count(n))),
            None => row.extend([const { String::new() }; 4]),
        }
        row.push(facts.map_or_else(String::new, |facts| count(&facts.overdue)));
        row.push(date(|facts| facts.next_date));
        row.push(date(|facts| facts.last_check));
        row.push(count(&self.warnings));
        row.push(harmless(&self.why));
        row
    }
}

/// Text that a spreadsheet does not take for a formula, without NHS numbers.
fn harmless(words: &str) -> String {
    let words = blotted(words);
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return format!("'{words}");
    }
    words
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn no_cell_acts_as_a_formula_and_excel_reads_it() {
        let facts = IndexFacts {
            checklist: "hall".into(),
            subject: "=HYPERLINK(\"x\"), \"Siân\"".into(),
            code: "@A1".into(),
            standing: [1, 2, 3, 4],
            overdue: 1,
            next_date: Date::new(2027, 3, 12),
            last_check: None,
        };
        let path = PathBuf::from("out/a1.pdf");
        let entries = [
            IndexRow {
                state: "-x.yaml".into(),
                end: End::Written(path.clone()),
                warnings: 2,
                facts: Some(facts),
                why: String::new(),
            },
            IndexRow {
                state: "b".into(),
                end: End::Failed,
                warnings: 0,
                facts: None,
                why: "it is broken".into(),
            },
        ];
        let csv = String::from_utf8(csv(&entries)).unwrap();
        let mut lines = csv.split("\r\n");
        assert_eq!(
            lines.next(),
            Some(
                "\u{feff}state,record,result,checklist,subject,code,done,in progress,\
                 not started,not applicable,overdue,next date,last update check,\
                 warnings,why"
            )
        );
        assert_eq!(
            lines.next(),
            Some(
                "'-x.yaml,a1.pdf,written,hall,\"'=HYPERLINK(\"\"x\"\"), \"\"Siân\"\"\",'@A1,\
                 1,2,3,4,1,2027-03-12,,2,"
            )
        );
        assert_eq!(lines.next(), Some("b,,not written,,,,,,,,,,,0,it is broken"));
    }

    #[test]
    fn no_cell_has_an_nhs_number() {
        let facts = IndexFacts {
            checklist: "hall".into(),
            subject: "Pat 4010232137".into(),
            code: "401 023 2137".into(),
            standing: [0; 4],
            overdue: 0,
            next_date: None,
            last_check: None,
        };
        let entry = IndexRow {
            state: "4010232137.yaml".into(),
            end: End::Kept("pat-4010232137.pdf".into()),
            warnings: 0,
            facts: Some(facts),
            why: String::new(),
        };
        assert_eq!(
            entry.row()[..6],
            [
                "##########.yaml",
                "pat-##########.pdf",
                "already there",
                "hall",
                "Pat ##########",
                "############"
            ]
        );
    }
}

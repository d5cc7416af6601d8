//! The index of many records: a table for office programs, with a row for each record.

use std::fmt::Display;

use csv::{Terminator, WriterBuilder};

use crate::base::date::Date;
use crate::base::privacy::blotted;
use crate::cli::batch::End;
use crate::document::overview::SubjectLine;
use crate::model::state::Status;

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
    pub line: Option<SubjectLine>,
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
        let line = self.line.as_ref();
        let words = |of: fn(&SubjectLine) -> &str| harmless(line.map_or("", of));
        let date = |of: fn(&SubjectLine) -> Option<Date>| {
            line.and_then(of).map_or_else(String::new, Date::iso)
        };
        let mut row = vec![harmless(&self.state), harmless(&record), result.to_string()];
        row.push(words(|line| &line.checklist.id));
        row.push(words(|line| &line.name));
        row.push(words(|line| &line.code));
        let count = |count: &dyn Display| count.to_string();
        match line {
            Some(line) => row.extend(line.standing.iter().map(|n| count(n))),
            None => row.extend([const { String::new() }; 4]),
        }
        row.push(line.map_or_else(String::new, |line| count(&line.overdue)));
        row.push(date(|line| line.next_date));
        row.push(date(|line| line.last_check));
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
    use crate::base::embedded;
    use crate::base::source::Source;
    use crate::engine::{Assets, Engine};
    use crate::model::answers::Filled;

    /// What is worth knowing of an empty state with this name and code.
    fn line(name: &str, code: &str) -> SubjectLine {
        let today = Date::new(2026, 11, 23).unwrap();
        let engine = Engine::new(Assets::default(), today).unwrap();
        let (path, bytes) = embedded::checklist("pre-migration").unwrap();
        let opened = engine.checklist(&Source::new(path, bytes)).unwrap();
        let mut line = engine.line(&Filled::empty(opened.checklist, opened.source));
        (line.name, line.code) = (name.into(), code.into());
        line
    }

    #[test]
    fn no_cell_acts_as_a_formula_and_excel_reads_it() {
        let mut line = line("=HYPERLINK(\"x\"), \"Siân\"", "@A1");
        line.standing = [1, 2, 3, 4];
        (line.overdue, line.next_date) = (1, Date::new(2027, 3, 12));
        let path = PathBuf::from("out/a1.pdf");
        let entries = [
            IndexRow {
                state: "-x.yaml".into(),
                end: End::Written(path.clone()),
                warnings: 2,
                line: Some(line),
                why: String::new(),
            },
            IndexRow {
                state: "b".into(),
                end: End::Failed,
                warnings: 0,
                line: None,
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
                "'-x.yaml,a1.pdf,written,pre-migration,\"'=HYPERLINK(\"\"x\"\"), \"\"Siân\"\"\",'@A1,\
                 1,2,3,4,1,2027-03-12,,2,"
            )
        );
        assert_eq!(lines.next(), Some("b,,not written,,,,,,,,,,,0,it is broken"));
    }

    #[test]
    fn no_cell_has_an_nhs_number() {
        let entry = IndexRow {
            state: "4010232137.yaml".into(),
            end: End::Kept("pat-4010232137.pdf".into()),
            warnings: 0,
            line: Some(line("Pat 4010232137", "401 023 2137")),
            why: String::new(),
        };
        assert_eq!(
            entry.row()[..6],
            [
                "##########.yaml",
                "pat-##########.pdf",
                "already there",
                "pre-migration",
                "Pat ##########",
                "############"
            ]
        );
    }
}

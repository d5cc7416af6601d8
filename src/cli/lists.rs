//! A list of practices, as office programs save a table: one practice per row.
//!
//! Columns are the keys of a state's `practice`, in any order. A row with something wrong
//! does not stop the others.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};
use ecow::{EcoString, EcoVec, eco_format};

use crate::base::privacy::{Consequence, Surroundings, Why, scan};
use crate::base::problem::{Outcome, ProblemList, alone, error_at, hinted, warning_at};
use crate::base::source::Source;
use crate::base::text::{choices, is_control, near_miss};
use crate::cli::names::slug;
use crate::cli::session::Session;
use crate::model::about::{About, IDENTIFIED_BY, SubjectDetail};
use crate::model::state::Typed;
use crate::yaml::place::Place;

/// How to save a table so that it can be read.
const HOW_TO_SAVE: &str = "in Excel, save it as `CSV UTF-8 (Comma delimited)`; in \
                           LibreOffice, choose the character set `Unicode (UTF-8)`";

/// A row of the list.
#[derive(Debug)]
pub struct ListRow {
    /// The line of the file on which it begins.
    pub line: usize,
    /// The practice's details, except empty ones, with warnings about them; or what is
    /// wrong with the row.
    pub practice: Outcome<(Practice, ProblemList)>,
}

impl ListRow {
    /// The name that the user knows the row by; without a list, the checklist's.
    pub fn name(&self, list: Option<&Path>, checklist: &Path) -> String {
        match list {
            Some(list) => format!("{}:{}", list.display(), self.line),
            None => checklist.display().to_string(),
        }
    }
}

/// A practice's details by their keys.
pub type Practice = Vec<(String, Typed)>;

/// The rows of a list of practices; without a list, one practice with no details.
///
/// # Errors
/// If the list cannot be read, or is not a list of practices.
pub fn rows(
    list: Option<&Path>,
    about: &About,
    session: &mut Session,
) -> Outcome<Vec<ListRow>> {
    match list {
        Some(path) => read(&session.open(path)?, about),
        None => Ok(vec![ListRow { line: 0, practice: Ok(Default::default()) }]),
    }
}

/// Reads a list of practices.
///
/// # Errors
/// If the file as a whole cannot be read; what is wrong with a row is kept with the row.
pub fn read(input: &Source, about: &About) -> Outcome<Vec<ListRow>> {
    check(input)?;
    let delimiter = delimiter(input.text());
    let mut records = records(input.text(), delimiter).into_iter();
    let Some((head, range)) = records.next() else {
        return Err(alone(hinted(
            eco_format!("`{}` is empty", input.name),
            "its first row must name the columns, such as `ods_code,name`",
        )));
    };
    let reader = ListReader {
        input,
        delimiter,
        about,
        columns: columns(input, about, &head, range)?,
    };
    let mut codes = HashMap::new();
    let mut line = Lines { text: input.text(), at: 0, line: 1 };
    let rows: Vec<_> = records
        .filter(|(record, _)| record.iter().any(|field| !field.trim().is_empty()))
        .map(|(record, range)| {
            let line = line.of(range.start);
            let practice = reader.row(&record, range, line, &mut codes);
            ListRow { line, practice }
        })
        .collect();
    if rows.is_empty() {
        return Err(alone(hinted(
            eco_format!("`{}` has no practices below its first row", input.name),
            "write one practice per row",
        )));
    }
    Ok(rows)
}

/// Refuses a file that is not UTF-8 text.
fn check(input: &Source) -> Outcome<()> {
    let bytes = input.bytes();
    if bytes.starts_with(b"PK\x03\x04") {
        let message = eco_format!("`{}` is a workbook, not a CSV file", input.name);
        return Err(alone(hinted(message, HOW_TO_SAVE)));
    }
    // UTF-16 begins like this, with a byte order mark or a letter.
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, ..] | [_, 0, ..] = bytes {
        let message = eco_format!("`{}` is not a CSV file in UTF-8", input.name);
        return Err(alone(hinted(message, HOW_TO_SAVE)));
    }
    let Err(err) = std::str::from_utf8(bytes) else { return Ok(()) };
    let before = &bytes[..err.valid_up_to()];
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let message = eco_format!("line {line} of `{}` is not in UTF-8", input.name);
    Err(alone(hinted(message, HOW_TO_SAVE)))
}

/// The character that separates fields.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let count = |sign| head.matches(sign).count();
    if count(';') > count(',') { b';' } else { b',' }
}

/// The rows of a table with the bytes that they occupy, without surrounding white space.
fn records(text: &str, delimiter: u8) -> Vec<(StringRecord, Range<usize>)> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    let mut record = StringRecord::new();
    let mut start = 0;
    // Reading from memory cannot fail: rows may have any length, and the text is UTF-8.
    while reader.read_record(&mut record).unwrap_or(false) {
        let end = reader.position().byte() as usize;
        let taken = text.get(start..end).unwrap_or_default();
        let first = start + (taken.len() - taken.trim_start().len());
        let last = end - (taken.len() - taken.trim_end().len());
        records.push((record.clone(), first..last.max(first)));
        start = end;
    }
    records
}

/// The keys of the columns; none for a column without a name.
fn columns(
    input: &Source,
    about: &About,
    head: &StringRecord,
    range: Range<usize>,
) -> Outcome<Vec<Option<String>>> {
    let known = about.ids();
    let mut columns = Vec::new();
    let mut problems = EcoVec::new();
    let (source, span) = (input.id, range);
    let mut fail = |message: EcoString, hints: Vec<EcoString>| {
        let mut problem = error_at(source, span.clone(), message);
        hints.into_iter().for_each(|hint| problem.hint(hint));
        problems.push(problem);
    };
    for name in head {
        let word = plain(name);
        let is_it =
            |detail: &&SubjectDetail| detail.id == word || plain(&detail.title) == word;
        let key = about.iter().find(is_it).map(|detail| detail.id.clone());
        match &key {
            Some(key) if columns.contains(&Some(key.clone())) => {
                let message = eco_format!("there are two columns `{key}`");
                fail(message, vec!["keep one of the two".into()]);
            }
            None if !word.is_empty() => {
                let hints = near_miss(&word, &known).into_iter().chain([choices(&known)]);
                let message = eco_format!("unknown column `{}`", name.trim());
                fail(message, hints.collect());
            }
            _ => {}
        }
        columns.push(key);
    }
    if !columns.contains(&Some(IDENTIFIED_BY.to_string())) {
        fail(
            eco_format!("there is no column `{IDENTIFIED_BY}`"),
            vec!["add it to the first row: it identifies each practice".into()],
        );
    }
    if problems.is_empty() { Ok(columns) } else { Err(problems) }
}

/// A column's name, written as a key is.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

/// Reads rows.
struct ListReader<'a> {
    input: &'a Source,
    /// The character that separates fields.
    delimiter: u8,
    columns: Vec<Option<String>>,
    about: &'a About,
}

impl ListReader<'_> {
    /// The practice in a row, with warnings. No other row may have its code.
    fn row(
        &self,
        record: &StringRecord,
        range: Range<usize>,
        line: usize,
        codes: &mut HashMap<String, usize>,
    ) -> Outcome<(Practice, ProblemList)> {
        let mut problems = EcoVec::new();
        let mut warnings = ProblemList::new();
        let (source, span) = (self.input.id, range.clone());
        let mut fail = |message: EcoString, hint: &str| {
            problems.push(error_at(source, span.clone(), message).with_hint(hint));
        };
        if let Some(why) = misquoted(&self.input.text()[range.clone()], self.delimiter) {
            fail(why.into(), "close it, or double it if it is part of the text");
            return Err(problems);
        }
        let place = Place::bytes(range.clone());
        let (mut practice, mut surplus) = (Practice::new(), Vec::new());
        for (index, field) in record.iter().enumerate() {
            let text = field.trim();
            match self.columns.get(index) {
                _ if text.is_empty() => {}
                Some(Some(key)) => {
                    for (message, hint) in forbidden(text) {
                        fail(eco_format!("`{key}`: {message}"), hint);
                    }
                    let may_be_wrong = numbers(text, Consequence::Warns);
                    let messages = may_be_wrong.map(|why| eco_format!("`{key}`: {why}"));
                    warnings.extend(
                        messages.map(|message| warning_at(source, span.clone(), message)),
                    );
                    practice.push((key.clone(), Typed { text: text.into(), place }));
                }
                _ => surplus.push(index + 1),
            }
        }
        if let Some(message) = in_no_column(&surplus) {
            fail(
                message,
                "if a field contains a comma or semicolon, put it in \"quotes\"",
            );
        }
        if let Err((message, hint)) = register_code(&practice, line, codes) {
            fail(message, hint);
        }
        // In the order that a state has them.
        practice.sort_by_key(|(id, _)| self.about.position(id));
        if problems.is_empty() {
            return Ok((practice, warnings));
        }
        problems.extend(warnings);
        Err(problems)
    }
}

/// Registers the code of a practice as taken, or says what is wrong with it.
fn register_code(
    practice: &Practice,
    line: usize,
    codes: &mut HashMap<String, usize>,
) -> Result<(), (EcoString, &'static str)> {
    let code = practice.iter().find(|(key, _)| *key == IDENTIFIED_BY);
    let Some((_, typed)) = code else {
        return Err((
            "there is no ODS code".into(),
            "add it: it identifies the practice",
        ));
    };
    let code = typed.text.to_uppercase();
    // File names keep only its letters and digits.
    match codes.entry(slug(&code)) {
        Entry::Vacant(entry) => {
            entry.insert(line);
            Ok(())
        }
        Entry::Occupied(other) => Err((
            eco_format!("the ODS code `{code}` is already on line {}", other.get()),
            "correct one of the two, or remove it",
        )),
    }
}

/// A message about surplus fields, which belong to no column, by their numbers.
fn in_no_column(fields: &[usize]) -> Option<EcoString> {
    Some(match fields {
        [] => return None,
        [only] => eco_format!("field {only} of this row has no column"),
        [first, .., last] => {
            eco_format!("fields {first} to {last} of this row have no column")
        }
    })
}

/// What is wrong with the quotation marks of a row, which would join fields and rows.
fn misquoted(row: &str, delimiter: u8) -> Option<&'static str> {
    let mut rest = row.as_bytes();
    loop {
        if let Some(mut field) = rest.strip_prefix(b"\"") {
            loop {
                let Some(quote) = field.iter().position(|&byte| byte == b'"') else {
                    return Some(
                        "a quotation mark is not closed, so all that follows is one \
                         field",
                    );
                };
                field = &field[quote + 1..];
                match field.strip_prefix(b"\"") {
                    Some(after) => field = after,
                    None => break,
                }
            }
            if field.first().is_some_and(|&byte| byte != delimiter) {
                return Some("there is text after the closing quotation mark of a field");
            }
            rest = field;
        }
        let next = rest.iter().position(|&byte| byte == delimiter)?;
        rest = &rest[next + 1..];
    }
}

/// What is not allowed in a field, and what to do about it.
fn forbidden(text: &str) -> Vec<(EcoString, &'static str)> {
    let mut found = Vec::new();
    if let Some(c) = text.chars().find(|&c| is_control(c)) {
        let message = eco_format!("control character U+{:04X}", u32::from(c));
        found.push((message, "delete it: it cannot be printed"));
    }
    let hint = "patient data does not belong here: remove it";
    found.extend(
        numbers(text, Consequence::Stops).map(|why| (eco_format!("{why}"), hint)),
    );
    found
}

/// Why numbers in a field are, or may be, NHS numbers: those with this consequence.
fn numbers(text: &str, consequence: Consequence) -> impl Iterator<Item = Why> {
    let findings = scan(text, Surroundings::FreeText).into_iter();
    findings
        .map(|finding| finding.why)
        .filter(move |why| why.consequence() == consequence)
}

/// Counts lines up to places that are given in order.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, place: usize) -> usize {
        self.line += self.text[self.at..place].matches('\n').count();
        self.at = place;
        self.line
    }
}

#[cfg(test)]
mod tests;

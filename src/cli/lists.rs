//! A list of subjects, as office programs save a table: one per row.
//!
//! Columns are the details that the checklist asks for, in any order. A row with something wrong
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
use crate::base::text::{choices, in_sentence, is_control, near_miss, ticked};
use crate::cli::names::slug;
use crate::cli::session::Session;
use crate::model::about::{About, SubjectDetail};
use crate::model::checklist::{Checklist, PatientData};
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
    /// The subject's details, except empty ones, with warnings about them; or what is
    /// wrong with the row.
    pub details: Outcome<(Details, ProblemList)>,
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

/// A subject's details by their ids.
pub type Details = Vec<(String, Typed)>;

/// The rows of a list; without a list, one row with no details.
///
/// # Errors
/// If the list cannot be read, or is not a list of what the checklist is about.
pub fn rows(
    list: Option<&Path>,
    checklist: &Checklist,
    session: &mut Session,
) -> Outcome<Vec<ListRow>> {
    match list {
        Some(path) => read(&session.open(path)?, checklist),
        None => Ok(vec![ListRow { line: 0, details: Ok(Default::default()) }]),
    }
}

/// Reads a list.
///
/// # Errors
/// If the file as a whole cannot be read; what is wrong with a row is kept with the row.
pub fn read(input: &Source, checklist: &Checklist) -> Outcome<Vec<ListRow>> {
    check(input)?;
    let about = &*checklist.about;
    let Some(code) = about.code() else {
        return Err(alone(hinted(
            "the checklist does not say what tells the rows of a list apart",
            "add `identified_by` to `about` in the checklist, with the id of a detail",
        )));
    };
    let delimiter = delimiter(input.text());
    let mut records = records(input.text(), delimiter).into_iter();
    let Some((head, range)) = records.next() else {
        return Err(alone(hinted(
            eco_format!("`{}` is empty", input.name),
            eco_format!("its first row must name the columns, such as `{}`", code.id),
        )));
    };
    let reader = ListReader {
        input,
        delimiter,
        about,
        allows_numbers: checklist.patient_data == PatientData::Allow,
        code,
        columns: columns(input, about, &head, range)?,
    };
    let mut codes = HashMap::new();
    let mut line = Lines { text: input.text(), at: 0, line: 1 };
    let rows: Vec<_> = records
        .filter(|(record, _)| record.iter().any(|field| !field.trim().is_empty()))
        .map(|(record, range)| {
            let line = line.of(range.start);
            let details = reader.row(&record, range, line, &mut codes);
            ListRow { line, details }
        })
        .collect();
    if rows.is_empty() {
        return Err(alone(hinted(
            eco_format!("`{}` has nothing below its first row", input.name),
            eco_format!("write one {} per row", about.words()),
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
    let code = about.code().map(|detail| detail.id.clone());
    if let Some(id) = code.as_ref().filter(|_| !columns.contains(&code)) {
        let hint =
            eco_format!("add it to the first row: it identifies each {}", about.words());
        fail(eco_format!("there is no column `{id}`"), vec![hint]);
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
    /// Whether the checklist expects patient data, so that numbers are only warned of.
    allows_numbers: bool,
    /// The detail that tells the rows apart.
    code: &'a SubjectDetail,
}

impl ListReader<'_> {
    /// The details in a row, with warnings. No other row may have its code.
    fn row(
        &self,
        record: &StringRecord,
        range: Range<usize>,
        line: usize,
        codes: &mut HashMap<String, usize>,
    ) -> Outcome<(Details, ProblemList)> {
        let mut problems = EcoVec::new();
        let mut warnings = ProblemList::new();
        let (source, span) = (self.input.id, range.clone());
        let mut fail = |message: EcoString, hint: EcoString| {
            problems.push(error_at(source, span.clone(), message).with_hint(hint));
        };
        if let Some(why) = misquoted(&self.input.text()[range.clone()], self.delimiter) {
            fail(why.into(), "close it, or double it if it is part of the text".into());
            return Err(problems);
        }
        let place = Place::bytes(range.clone());
        let (mut details, mut surplus) = (Details::new(), Vec::new());
        for (index, field) in record.iter().enumerate() {
            let text = field.trim();
            match self.columns.get(index) {
                _ if text.is_empty() => {}
                Some(Some(key)) => {
                    let (stops, may_be_wrong) = self.numbers(text);
                    let odd = self.about.detail(key).and_then(|detail| odd(detail, text));
                    for (message, hint) in
                        forbidden(text).into_iter().chain(stops).chain(odd)
                    {
                        fail(eco_format!("`{key}`: {message}"), hint);
                    }
                    let may_be_wrong = may_be_wrong.into_iter();
                    let messages = may_be_wrong.map(|why| eco_format!("`{key}`: {why}"));
                    warnings.extend(
                        messages.map(|message| warning_at(source, span.clone(), message)),
                    );
                    details.push((key.clone(), Typed { text: text.into(), place }));
                }
                _ => surplus.push(index + 1),
            }
        }
        if let Some(message) = in_no_column(&surplus) {
            fail(
                message,
                "if a field contains a comma or semicolon, put it in \"quotes\"".into(),
            );
        }
        if let Err((message, hint)) = self.register_code(&details, line, codes) {
            fail(message, hint);
        }
        // In the order that a state has them.
        details.sort_by_key(|(id, _)| self.about.position(id));
        if problems.is_empty() {
            return Ok((details, warnings));
        }
        problems.extend(warnings);
        Err(problems)
    }

    /// Why numbers in a field are, or may be, NHS numbers: errors with advice, and warnings.
    fn numbers(&self, text: &str) -> (Vec<(EcoString, EcoString)>, Vec<Why>) {
        let found = scan(text, Surroundings::FreeText).into_iter().map(|it| it.why);
        let stops =
            |why: &Why| !self.allows_numbers && why.consequence() == Consequence::Stops;
        let (errors, warnings): (Vec<_>, _) = found.partition(stops);
        let hint = "patient data does not belong here: remove it";
        let errors = errors.into_iter().map(|why| (eco_format!("{why}"), hint.into()));
        (errors.collect(), warnings)
    }

    /// Registers the code of a row as taken, or says what is wrong with it.
    fn register_code(
        &self,
        details: &Details,
        line: usize,
        codes: &mut HashMap<String, usize>,
    ) -> Result<(), (EcoString, EcoString)> {
        let title = in_sentence(&self.code.title);
        let Some((_, typed)) = details.iter().find(|(key, _)| *key == self.code.id)
        else {
            let hint = eco_format!("add it: it identifies the {}", self.about.words());
            return Err((eco_format!("the {title} is missing"), hint));
        };
        let code = typed.text.to_uppercase();
        // File names keep only its letters and digits.
        match codes.entry(slug(&code)) {
            Entry::Vacant(entry) => {
                entry.insert(line);
                Ok(())
            }
            Entry::Occupied(other) => Err((
                eco_format!("the {title} `{code}` is already on line {}", other.get()),
                "correct one of the two, or remove it".into(),
            )),
        }
    }
}

/// What is wrong with a detail as it is written in a list, and what to do about it.
fn odd(detail: &SubjectDetail, text: &str) -> Option<(EcoString, EcoString)> {
    if !detail.is_like(text) {
        let like: Vec<_> = detail.like.iter().map(String::as_str).collect();
        let message = eco_format!("`{text}` is not written like {}", ticked(&like));
        let hint = "correct it in the list; capitals and spaces count as well".into();
        return Some((message, hint));
    }
    if !detail.kind.is_odd_date(text) {
        return None;
    }
    // Excel counts the days since 1900: 36526 is 1 January 2000.
    let is_day_number = text.parse().is_ok_and(|day: u32| (36526..=73050).contains(&day));
    let hint = match is_day_number {
        true => {
            "this is how Excel stores a date: format the column as a date, then save \
                 the list again"
        }
        false => "write dates as 27/03/2025, 2025-03-27 or 27 March 2025",
    };
    Some((eco_format!("`{text}` is not a date"), hint.into()))
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
fn forbidden(text: &str) -> Option<(EcoString, EcoString)> {
    let c = text.chars().find(|&c| is_control(c))?;
    let message = eco_format!("control character U+{:04X}", u32::from(c));
    Some((message, "delete it: it cannot be printed".into()))
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

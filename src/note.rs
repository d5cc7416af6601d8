//! One more check for updates in a state file, and not another byte changed.
//!
//! YAML has many ways to write a list. Instead of knowing them all, this tries the places
//! where the entry may go and reads the result: it is right if the state has exactly one
//! more check and is otherwise the same.

use ecow::{EcoVec, eco_format};
use typst::diag::SourceResult;

use crate::edition::Check;
use crate::input::Input;
use crate::lay_out::problem;
use crate::load::{self, Node, Problems, Value};
use crate::state::{Answer, Cells, State};

/// The key of a state's checks.
const KEY: &str = "update_checks";

/// The most places tried, for a list that goes on for many lines.
const MAX_TRIES: usize = 60;

/// A text to insert, and the byte before which it goes.
struct Insertion {
    at: usize,
    text: String,
}

/// The bytes of a state file with one more check.
///
/// # Errors
/// If no place is found where the entry reads as it is meant.
pub fn with_check(source: &Input, state: &State, check: &Check) -> SourceResult<Vec<u8>> {
    let root = load::yaml(source)?;
    let wanted = Some(Facts::of(state).with(check));
    let entry = entry(check);
    let tries = Places { source, text: source.text(), entry: &entry }.all(&root);
    for insertion in tries.into_iter().take(MAX_TRIES) {
        let bytes = spliced(source, &insertion);
        if facts(&Input::new(source.name.clone(), bytes.clone())) == wanted {
            return Ok(bytes);
        }
    }
    Err(EcoVec::from([problem(
        eco_format!("no place for the check was found in `{}`", source.name),
        &format!("nothing was changed; write it there below `{KEY}:`, as in `- {entry}`"),
    )]))
}

/// What a state file says, if nothing is wrong with it.
pub(crate) fn facts(input: &Input) -> Option<Facts> {
    let mut problems = Problems::new(input);
    let state = State::read(input, &mut problems).ok()?;
    let (state, _) = problems.settle(state).ok()?;
    Some(Facts::of(&state))
}

/// The file's bytes with a text inserted; a byte order mark comes before its text.
fn spliced(source: &Input, insertion: &Insertion) -> Vec<u8> {
    let bytes = source.bytes();
    let at = bytes.len() - source.text().len() + insertion.at;
    [&bytes[..at], insertion.text.as_bytes(), &bytes[at..]].concat()
}

/// A check as an entry of a list.
fn entry(check: &Check) -> String {
    let Check { date, by, found } = check;
    format!(
        "{{date: {}, by: {}, found: {}}}",
        date.slashed(),
        scalar(by),
        found.slashed()
    )
}

/// Words as YAML, in quotes unless they are plain for sure.
fn scalar(words: &str) -> String {
    let starts_plain = words.starts_with(char::is_alphabetic);
    let plain = |c: char| c.is_alphanumeric() || " .'-’()/&".contains(c);
    if starts_plain && words.chars().all(plain) && !words.ends_with(' ') {
        return words.into();
    }
    let mut quoted = String::from("\"");
    for c in words.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted + "\""
}

/// What a state says, without places: two states say the same if these are equal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    words: Vec<String>,
    checks: Vec<Check>,
}

impl Facts {
    /// What a state says.
    pub(crate) fn of(state: &State) -> Self {
        let mut words = vec![state.checklist.text.clone(), state.last_updated.iso()];
        for (key, typed) in &state.practice {
            words.extend([(*key).to_string(), typed.text.clone()]);
        }
        for (id, answer) in &state.answers {
            words.push(id.text.clone());
            match answer {
                Answer::Word(typed) => words.push(typed.text.clone()),
                Answer::Fields(_, cells) => add_cells(&mut words, cells),
                Answer::Rows(rows) => {
                    rows.iter().for_each(|(_, cells)| add_cells(&mut words, cells));
                }
            }
        }
        let checks = state.update_checks.iter().map(|check| Check {
            date: check.date,
            by: check.by.text.clone(),
            found: check.found,
        });
        Self { words, checks: checks.collect() }
    }

    fn with(mut self, check: &Check) -> Self {
        self.checks.push(check.clone());
        self
    }
}

/// Adds the cells of a row, and where it ends.
fn add_cells(words: &mut Vec<String>, cells: &Cells) {
    for (key, typed) in cells {
        words.extend([key.text.clone(), typed.text.clone()]);
    }
    words.push(String::new());
}

/// The places where an entry may go.
struct Places<'a> {
    source: &'a Input,
    text: &'a str,
    entry: &'a str,
}

impl Places<'_> {
    /// All of them, the likeliest first.
    fn all(&self, root: &Node) -> Vec<Insertion> {
        let Value::Mapping(entries) = &root.value else { return Vec::new() };
        let found = entries.iter().find(|(key, _)| key.scalar() == Some(KEY));
        match found {
            None => self.no_key(entries),
            Some((key, list)) => match &list.value {
                Value::Sequence(checks) => {
                    let start = list.place().range(self.source).start;
                    if self.text[start..].starts_with('[') {
                        self.in_brackets(start, checks.is_empty())
                    } else {
                        checks.last().map(|last| self.below(last)).unwrap_or_default()
                    }
                }
                _ => self.empty(key),
            },
        }
    }

    /// Where there are no checks yet: at the end; else before the last key, or before the
    /// brace that closes the file.
    fn no_key(&self, entries: &[(Node, Node)]) -> Vec<Insertion> {
        let end = self.text.len();
        let line_end = self.line_end(end);
        let mut places = vec![match self.text.ends_with('\n') {
            true => {
                let text = format!("{KEY}:{line_end}  - {}{line_end}", self.entry);
                Insertion { at: end, text }
            }
            false => {
                let text = format!("{line_end}{KEY}:{line_end}  - {}", self.entry);
                Insertion { at: end, text }
            }
        }];
        for (key, _) in entries.iter().rev() {
            let at = self.line_start(key.place().range(self.source).start);
            let text = format!("{KEY}:{line_end}  - {}{line_end}", self.entry);
            places.push(Insertion { at, text });
        }
        if let Some(at) = self.text.rfind('}') {
            let at = self.text[..at].trim_end().len();
            let text = format!(", {KEY}: [{}]", self.entry);
            places.push(Insertion { at, text });
        }
        places
    }

    /// Where the key has no value: on the line below it, or behind it.
    fn empty(&self, key: &Node) -> Vec<Insertion> {
        let key = key.place().range(self.source);
        let indent = format!("{}  ", self.indent(key.start));
        let below = self.line_after(key.start, &indent);
        let colon = self.text[key.start..].find(':').map(|at| key.start + at + 1);
        let behind = colon.map(|at| Insertion { at, text: format!(" [{}]", self.entry) });
        below.into_iter().chain(behind).collect()
    }

    /// Where the list is in brackets: before one that closes, the first that will do.
    fn in_brackets(&self, start: usize, is_empty: bool) -> Vec<Insertion> {
        let closing = self.text[start..].match_indices(']').map(|(at, _)| start + at);
        let places = closing.flat_map(|bracket| {
            let behind = self.text[..bracket].trim_end().len();
            let comma = if is_empty { "" } else { ", " };
            [(behind, comma), (behind, " "), (bracket, comma), (bracket, " ")]
        });
        let insertion =
            |(at, lead)| Insertion { at, text: format!("{lead}{}", self.entry) };
        places.map(insertion).take(MAX_TRIES).collect()
    }

    /// Where each entry is on a line with a dash: after the last one, wherever that ends.
    fn below(&self, last: &Node) -> Vec<Insertion> {
        let start = last.place().range(self.source).start;
        let before = self.text[..start].trim_end();
        let dash = if before.ends_with('-') { before.len() - 1 } else { start };
        let indent = self.indent(dash);
        let mut places = Vec::new();
        let mut at = start;
        while at <= self.text.len() && places.len() < MAX_TRIES {
            let Some(insertion) = self.line_after(at, indent) else { break };
            let is_last = insertion.at >= self.text.len();
            at = insertion.at;
            places.push(insertion);
            if is_last {
                break;
            }
        }
        places
    }

    /// An entry on a line of its own, after the line that a byte is on.
    fn line_after(&self, byte: usize, indent: &str) -> Option<Insertion> {
        let line_end = self.line_end(byte);
        let rest = self.text.get(byte..)?;
        Some(match rest.find('\n') {
            Some(end) => Insertion {
                at: byte + end + 1,
                text: format!("{indent}- {}{line_end}", self.entry),
            },
            None => Insertion {
                at: self.text.len(),
                text: format!("{line_end}{indent}- {}", self.entry),
            },
        })
    }

    /// How the line ends that a byte is on, or the one before it.
    fn line_end(&self, byte: usize) -> &'static str {
        let here = self.text[byte..].find('\n').map(|end| byte + end);
        let end = here.or_else(|| self.text.rfind('\n'));
        let is_crlf = end.is_some_and(|end| self.text[..end].ends_with('\r'));
        if is_crlf { "\r\n" } else { "\n" }
    }

    fn line_start(&self, byte: usize) -> usize {
        self.text[..byte].rfind('\n').map_or(0, |end| end + 1)
    }

    /// The space at the start of the line that a byte is on.
    fn indent(&self, byte: usize) -> &str {
        let line = &self.text[self.line_start(byte)..];
        &line[..line.len() - line.trim_start_matches(' ').len()]
    }
}

#[cfg(test)]
mod tests;

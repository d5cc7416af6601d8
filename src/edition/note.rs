//! More entries in a state file, checks or earlier editions, or one less, and not another
//! byte changed.
//!
//! YAML has many ways to write a list. Instead of knowing them all, this tries the places
//! where the entry may go and reads the result: it is right if the state has exactly
//! these entries more and is otherwise the same.

use ecow::eco_format;

use crate::base::date::Date;
use crate::base::problem::{Outcome, alone, hinted};
use crate::base::source::Source;
use crate::edition::verdict::Check;
use crate::model::about::About;
use crate::model::state::{Answer, Cells, State};
use crate::yaml::node::{Node, Value};
use crate::yaml::problems::Problems;
use crate::yaml::read::yaml;
use crate::yaml::write::inline;

/// The most places tried, for a list that goes on for many lines.
const MAX_TRIES: usize = 60;

/// The most lines that a check may take.
const MAX_ENTRY: usize = 8;

/// A text to insert, and the byte before which it goes.
struct Insertion {
    at: usize,
    text: String,
}

/// What is noted: entries of a list or a mapping, below a key of the state.
struct Note<'a> {
    key: &'a str,
    entries: Vec<String>,
    /// What begins an entry on a line of its own.
    dash: &'a str,
    /// What stands around entries on one line.
    brackets: [char; 2],
}

/// The bytes of a state file with one more check.
///
/// # Errors
/// If no place is found where the entry reads as it is meant.
pub fn with_check(source: &Source, state: &State, check: &Check) -> Outcome<Vec<u8>> {
    let mut wanted = Facts::of(state);
    wanted.checks.push(check.clone());
    let entries = vec![entry(check)];
    let key = "update_checks";
    noted(source, &Note { key, entries, dash: "- ", brackets: ['[', ']'] }, &wanted)
}

/// The bytes of a state file that remembers of more answers which edition they belong to.
///
/// # Errors
/// If no place is found where that reads as it is meant.
pub fn with_answered_under(
    source: &Source,
    state: &State,
    ids: &[String],
    edition: Date,
) -> Outcome<Vec<u8>> {
    if ids.is_empty() {
        return Ok(source.bytes().to_vec());
    }
    let mut wanted = Facts::of(state);
    wanted.answered_under.extend(ids.iter().map(|id| (id.clone(), edition)));
    let entry = |id: &String| format!("{}: {}", inline(id, true), edition.slashed());
    let entries = ids.iter().map(entry).collect();
    let key = "answered_under";
    noted(source, &Note { key, entries, dash: "", brackets: ['{', '}'] }, &wanted)
}

fn noted(source: &Source, note: &Note, wanted: &Facts) -> Outcome<Vec<u8>> {
    let root = yaml(source)?;
    let tries = Places { source, text: source.text(), note }.all(&root);
    for insertion in tries.into_iter().take(MAX_TRIES) {
        let bytes = spliced(source, &insertion);
        if facts(&Source::new(source.name.clone(), bytes.clone())).as_ref()
            == Some(wanted)
        {
            return Ok(bytes);
        }
    }
    let Note { key, dash, .. } = note;
    let entries = note.entries.join("`, `");
    Err(alone(hinted(
        eco_format!("no place for `{key}` was found in `{}`", source.name),
        &format!(
            "nothing was changed; write it there below `{key}:`, as in `{dash}{entries}`"
        ),
    )))
}

/// Whether a state has noted a check.
pub fn has_check(state: &State, check: &Check) -> bool {
    Facts::of(state).checks.contains(check)
}

/// The bytes of a state file with one check less, where that stands on lines of its own.
pub fn without_check(source: &Source, state: &State, check: &Check) -> Option<Vec<u8>> {
    let mut wanted = Facts::of(state);
    let index = wanted.checks.iter().position(|other| other == check)?;
    wanted.checks.remove(index);
    let text = source.text();
    let start = state.update_checks[index].place.range(source).start;
    let start = text[..start].rfind('\n').map_or(0, |end| end + 1);
    let ends = text[start..].match_indices('\n').map(|(at, _)| start + at + 1);
    let mark = source.bytes().len() - text.len();
    for end in ends.chain([text.len()]).take(MAX_ENTRY) {
        let [before, after] = [&text[..start], &text[end..]];
        let bytes =
            [&source.bytes()[..mark], before.as_bytes(), after.as_bytes()].concat();
        if facts(&Source::new(source.name.clone(), bytes.clone())).as_ref()
            == Some(&wanted)
        {
            return Some(bytes);
        }
    }
    None
}

/// The bytes of a state file with a comment, a line of its own at the end; at the start
/// where the end is within a value.
pub fn with_comment(source: &Source, comment: &str) -> Vec<u8> {
    let text = source.text();
    let before = facts(source);
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = if text.ends_with('\n') { "" } else { line_end };
    let at_end = Insertion { at: text.len(), text: format!("{gap}{comment}{line_end}") };
    let bytes = spliced(source, &at_end);
    if facts(&Source::new(source.name.clone(), bytes.clone())) == before {
        return bytes;
    }
    spliced(source, &Insertion { at: 0, text: format!("{comment}{line_end}") })
}

/// What a state file says, if nothing is wrong with it.
pub(crate) fn facts(input: &Source) -> Option<Facts> {
    let mut problems = Problems::new(input);
    let state = State::read(input, &About::practice(), &mut problems).ok()?;
    let state = problems.settle(state).ok()?.value;
    Some(Facts::of(&state))
}

/// The file's bytes with a text inserted; a byte order mark comes before its text.
fn spliced(source: &Source, insertion: &Insertion) -> Vec<u8> {
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
        inline(by, true),
        found.slashed()
    )
}

/// What a state says, without places: two states say the same if these are equal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    words: Vec<String>,
    checks: Vec<Check>,
    answered_under: Vec<(String, Date)>,
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
        let earlier = state.answered_under.iter();
        let earlier = earlier.map(|(id, date)| (id.text.clone(), *date)).collect();
        Self { words, checks: checks.collect(), answered_under: earlier }
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
    source: &'a Source,
    text: &'a str,
    note: &'a Note<'a>,
}

impl Places<'_> {
    /// All of them, the likeliest first.
    fn all(&self, root: &Node) -> Vec<Insertion> {
        let Value::Mapping(entries) = &root.value else { return Vec::new() };
        let found = entries.iter().find(|(key, _)| key.scalar() == Some(self.note.key));
        match found {
            None => self.no_key(entries),
            Some((key, list)) => match &list.value {
                Value::Sequence(nodes) => self.into(list, nodes.last()),
                Value::Mapping(nodes) => {
                    self.into(list, nodes.last().map(|(_, value)| value))
                }
                _ => self.empty(key),
            },
        }
    }

    /// Where there are entries: before the bracket that closes, or below the last.
    fn into(&self, list: &Node, last: Option<&Node>) -> Vec<Insertion> {
        let start = list.place().range(self.source).start;
        match last {
            Some(last) if !self.text[start..].starts_with(self.note.brackets[0]) => {
                self.below(last)
            }
            _ => self.in_brackets(start, last.is_none()),
        }
    }

    /// Where there is no such key yet: below the edition it belongs with, else at the end,
    /// before the last keys, or before the brace that closes the file.
    fn no_key(&self, entries: &[(Node, Node)]) -> Vec<Insertion> {
        let Note { key, dash, .. } = self.note;
        let end = self.text.len();
        let mut places = Vec::new();
        let edition =
            entries.iter().find(|(key, _)| key.scalar() == Some("last_updated"));
        if let Some((edition, _)) = edition.filter(|_| dash.is_empty()) {
            let start = edition.place().range(self.source).start;
            if let Some(line) = self.text[start..].find('\n') {
                let (at, line_end) = (start + line + 1, self.line_end(start));
                let text =
                    format!("{key}:{line_end}{}{line_end}", self.lines("  ", start));
                places.push(Insertion { at, text });
            }
        }
        let line_end = self.line_end(end);
        let lines = format!("{key}:{line_end}{}", self.lines("  ", end));
        let text = match self.text.ends_with('\n') {
            true => format!("{lines}{line_end}"),
            false => format!("{line_end}{lines}"),
        };
        places.push(Insertion { at: end, text });
        for (key, _) in entries.iter().rev() {
            let at = self.line_start(key.place().range(self.source).start);
            places.push(Insertion { at, text: format!("{lines}{line_end}") });
        }
        if let Some(at) = self.text.rfind('}') {
            let at = self.text[..at].trim_end().len();
            places
                .push(Insertion { at, text: format!(", {key}: {}", self.on_one_line()) });
        }
        places
    }

    /// Where the key has no value: on the line below it, or behind it.
    fn empty(&self, key: &Node) -> Vec<Insertion> {
        let key = key.place().range(self.source);
        let indent = format!("{}  ", self.indent(key.start));
        let below = self.line_after(key.start, &indent);
        let colon = self.text[key.start..].find(':').map(|at| key.start + at + 1);
        let behind =
            colon.map(|at| Insertion { at, text: format!(" {}", self.on_one_line()) });
        below.into_iter().chain(behind).collect()
    }

    /// Where the list is in brackets: before one that closes, the first that will do.
    fn in_brackets(&self, start: usize, is_empty: bool) -> Vec<Insertion> {
        let closing = self.text[start..].match_indices(self.note.brackets[1]);
        let closing = closing.map(|(at, _)| start + at);
        let places = closing.flat_map(|bracket| {
            let behind = self.text[..bracket].trim_end().len();
            let comma = if is_empty { "" } else { ", " };
            [(behind, comma), (behind, " "), (bracket, comma), (bracket, " ")]
        });
        let entries = self.note.entries.join(", ");
        let insertion = |(at, lead)| Insertion { at, text: format!("{lead}{entries}") };
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

    /// Entries on lines of their own, after the line that a byte is on.
    fn line_after(&self, byte: usize, indent: &str) -> Option<Insertion> {
        let line_end = self.line_end(byte);
        let lines = self.lines(indent, byte);
        Some(match self.text.get(byte..)?.find('\n') {
            Some(end) => {
                Insertion { at: byte + end + 1, text: format!("{lines}{line_end}") }
            }
            None => Insertion { at: self.text.len(), text: format!("{line_end}{lines}") },
        })
    }

    /// Entries on lines of their own, with the line ends that are used at a byte.
    fn lines(&self, indent: &str, byte: usize) -> String {
        let line = |entry: &String| format!("{indent}{}{entry}", self.note.dash);
        let lines: Vec<_> = self.note.entries.iter().map(line).collect();
        lines.join(self.line_end(byte))
    }

    fn on_one_line(&self) -> String {
        let [open, close] = self.note.brackets;
        format!("{open}{}{close}", self.note.entries.join(", "))
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

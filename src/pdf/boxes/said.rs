//! What a field says: in its value, in those of its boxes, and in the states of these.

use hayro_syntax::object::{Array, Dict, Name, Object};
use html5gum::{Token, Tokenizer};

use super::{Above, FieldContent, MAX_DEPTH, MAX_FIELDS, Ticked};
use crate::base::text::one_line;
use crate::pdf::stream::content;
use crate::pdf::strings;

/// The state of a box that is not ticked.
const OFF: &str = "Off";

/// Elements of styled text that begin a line.
const LINES: [&[u8]; 4] = [b"p", b"br", b"div", b"li"];

/// The part of a full name that a field adds to it.
pub(super) fn part_of_name(field: &Dict) -> Option<String> {
    let part = field.get::<Object>(b"T")?;
    string(&part).filter(|part| !part.is_empty())
}

/// The value of a field or box.
pub(super) fn value<'a>(field: &Dict<'a>) -> Option<Object<'a>> {
    field.get::<Object>(b"V").filter(|value| !matches!(value, Object::Null(_)))
}

/// What a field for text says.
pub(super) fn text_says(field: &Above, boxes: &[Dict]) -> Vec<FieldContent> {
    let text = |value: Object| match text(&value, field) {
        Some(text) => FieldContent::Text(text),
        None => FieldContent::Unreadable,
    };
    let values = field.value.iter().cloned().chain(boxes.iter().filter_map(value));
    let mut said: Vec<_> = values.map(text).collect();
    let of_boxes = boxes.iter().filter_map(|dict| dict.get::<Object>(b"RV"));
    for styled in field.styled.iter().cloned().chain(of_boxes) {
        said.push(match string(&styled) {
            Some(styled) => FieldContent::Styled(words(&styled)),
            None => FieldContent::Unreadable,
        });
    }
    said
}

/// What a field for boxes says: readers say it in the value of the field or in the state of
/// the box, some in only one of them. Where not all boxes are here, that none is ticked says
/// nothing.
pub(super) fn box_says(
    field: &Above,
    boxes: &[Dict],
    are_all: bool,
) -> Vec<FieldContent> {
    let states: Vec<_> = boxes.iter().map(state).collect();
    let option = |place: usize| {
        let option = field.options.as_ref()?.iter::<Object>().nth(place)?;
        string(&option).filter(|option| !option.is_empty())
    };
    let is_on = |place: usize| match states[place].as_deref() {
        Some(OFF) => false,
        Some(state) => has(&boxes[place], state) || !means_off(state),
        None => false,
    };
    let on = || (0..boxes.len()).filter(|place| is_on(*place));
    let ticked = |names: Vec<String>, place: Option<usize>| {
        let names = names.into_iter().chain(place.and_then(option)).collect();
        FieldContent::Box(Some(Ticked { names, place }))
    };
    let mut said = Vec::new();
    let values = field.value.iter().cloned().chain(boxes.iter().filter_map(value));
    for value in values {
        let Some(value) = text(&value, field) else {
            said.push(FieldContent::Unreadable);
            continue;
        };
        let place = boxes.iter().position(|dict| has(dict, &value));
        let number = value.parse().ok().filter(|number| option(*number).is_some());
        if value.is_empty() || value.eq_ignore_ascii_case(OFF) {
            said.push(FieldContent::Box(None));
        } else if place.or(number).is_none() && means_off(&value) {
            said.push(ticked(vec![value], None));
        } else {
            let place = place.or_else(|| on().next());
            let state =
                place.and_then(|place| states[place].clone().filter(|_| is_on(place)));
            let place = place.or_else(|| value.parse().ok());
            said.push(ticked([value].into_iter().chain(state).collect(), place));
        }
    }
    for (place, state) in states.iter().enumerate() {
        match state {
            Some(state) if is_on(place) => {
                said.push(ticked(vec![state.clone()], Some(place)));
            }
            Some(state) if state != OFF => said.push(ticked(vec![state.clone()], None)),
            _ => {}
        }
    }
    let are_off = states.iter().all(|state| state.as_deref() == Some(OFF));
    if are_all && are_off && !states.is_empty() {
        said.push(FieldContent::Box(None));
    }
    said
}

/// Whether a value says that nothing is ticked, unless a box is called so.
pub(super) fn means_off(value: &str) -> bool {
    let value = value.trim();
    [OFF, "no", "false", "0"].iter().any(|off| off.eq_ignore_ascii_case(value))
}

/// The state that a box is in.
fn state(dict: &Dict) -> Option<String> {
    let state = dict.get::<Object>(b"AS").and_then(|state| string(&state))?;
    let state = match state.eq_ignore_ascii_case(OFF) {
        true => OFF.into(),
        false => state,
    };
    Some(state).filter(|state| !state.is_empty())
}

/// Whether a box may be ticked by this name.
fn has(dict: &Dict, state: &str) -> bool {
    let looks = dict.get::<Dict>(b"AP").and_then(|looks| looks.get::<Dict>(b"N"));
    let states = looks.iter().flat_map(Dict::keys).map(|name| word(&name));
    states.filter(|known| known != OFF).any(|known| known == state)
}

/// What an object says in words; none if nobody can read it.
fn string(object: &Object) -> Option<String> {
    match object {
        Object::String(string) => Some(strings::text(string.as_bytes())),
        Object::Name(name) => Some(word(name)),
        Object::Stream(stream) => content(stream).map(|bytes| strings::text(&bytes)),
        Object::Number(number) => Some(number.as_f64().to_string()),
        Object::Boolean(is_true) => Some(is_true.to_string()),
        Object::Null(_) => Some(String::new()),
        Object::Array(_) | Object::Dict(_) => None,
    }
}

/// Names in a PDF are UTF-8 by convention.
fn word(name: &Name) -> String {
    match std::str::from_utf8(name) {
        Ok(word) => word.to_string(),
        Err(_) => strings::text(name),
    }
}

/// The text of a value: of a list that offers several, each on a line.
fn text(value: &Object, field: &Above) -> Option<String> {
    match value {
        Object::Array(chosen) => {
            let chosen = chosen.iter::<Object>().map(|value| string(&value));
            let chosen = chosen.take(MAX_DEPTH).collect::<Option<Vec<_>>>()?;
            Some(chosen.join("\n"))
        }
        value if field.is(b"Ch") => Some(shown(&string(value)?, field)),
        value => string(value),
    }
}

/// What a list shows for a value: its options may have one for the file and one for people.
fn shown(value: &str, field: &Above) -> String {
    let options = field.options.iter().flat_map(Array::iter::<Object>);
    for option in options.take(MAX_FIELDS) {
        let Some(pair) = option.into_array() else { continue };
        let mut pair = pair.iter::<Object>();
        if let (Some(in_file), Some(shown)) = (pair.next(), pair.next())
            && string(&in_file).as_deref() == Some(value)
        {
            return string(&shown).unwrap_or_default();
        }
    }
    value.to_string()
}

/// The words of styled text, which is a kind of HTML (ISO 32000-2, 12.7.4.4).
fn words(styled: &str) -> String {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for token in Tokenizer::new(styled) {
        let Ok(token) = token;
        let name = match token {
            Token::String(text) => {
                line.push_str(&String::from_utf8_lossy(&text));
                continue;
            }
            Token::StartTag(tag) => tag.name,
            Token::EndTag(tag) => tag.name,
            _ => continue,
        };
        if LINES.contains(&name.as_slice()) {
            lines.push(std::mem::take(&mut line));
        }
    }
    lines.push(line);
    let lines = lines.iter().map(|line| one_line(line)).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

//! How fields look: text as a reader would set it, and ticks.

use pdf_writer::types::LineCapStyle;
use pdf_writer::{Content, Finish, Name, Rect, Ref, Str};

use super::font::{self, Font};
use super::object::WrittenObjects;
use crate::base::text::code_point;
use crate::document::fields::FieldKind;

/// Space between a field's edge and its text, in pt: what readers leave too.
const PADDING: f32 = 2.0;

/// Text set into a field.
pub(super) struct Set {
    /// Its lines, as they show.
    lines: Vec<String>,
    /// The size of the type in pt.
    size: f32,
    /// Whether there is more than the field shows.
    pub(super) overflows: bool,
}

/// The size of type in a field of this height, in pt: `body`, or what fits a line.
pub(super) fn size(kind: FieldKind, height: f32, body: f32, font: &Font) -> f32 {
    match kind {
        FieldKind::Lines => body,
        _ => body.min(height / (font.ascender() - font.descender())),
    }
}

/// Sets a field's text, wrapped where it may have several lines.
pub(super) fn set(
    text: &str,
    kind: FieldKind,
    area: (f32, f32),
    size: f32,
    font: &Font,
) -> Set {
    let width = (area.0 - 2.0 * PADDING) / size;
    let shown: String = text.chars().map(|c| shown(c, font)).collect();
    let line_height = size * (font.ascender() - font.descender());
    match kind {
        FieldKind::Lines => {
            let lines: Vec<_> =
                shown.split('\n').flat_map(|line| wrapped(line, width, font)).collect();
            let fit = ((area.1 - 2.0 * PADDING) / line_height).floor().max(1.0) as usize;
            let overflows = lines.len() > fit;
            Set { lines: lines.into_iter().take(fit).collect(), size, overflows }
        }
        _ => {
            let line = shown.replace('\n', " ");
            let overflows = advance(&line, font) > width;
            Set { lines: vec![line], size, overflows }
        }
    }
}

/// A character as the font shows it: one that it lacks as its code point.
fn shown(c: char, font: &Font) -> String {
    match c {
        '\n' => c.into(),
        '\t' => "    ".into(),
        _ if font.glyph(c).is_some() => c.into(),
        _ if c.is_whitespace() => " ".into(),
        _ => code_point(c),
    }
}

fn advance(text: &str, font: &Font) -> f32 {
    text.chars().map(|c| font.advance(c)).sum()
}

/// A line cut into lines of this width, between words where there are any.
fn wrapped(line: &str, width: f32, font: &Font) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut taken = 0.0;
    for word in line.split_inclusive(' ') {
        let needed = advance(word.trim_end(), font);
        if taken + needed > width && taken > 0.0 {
            lines.push(String::new());
            taken = 0.0;
        }
        for c in word.chars() {
            if needed > width && taken + font.advance(c) > width && taken > 0.0 {
                lines.push(String::new());
                taken = 0.0;
            }
            lines.last_mut().expect("there is always one").push(c);
            taken += font.advance(c);
        }
    }
    lines
}

/// Writes the appearance of a text field.
pub(super) fn text(
    set: &Set,
    kind: FieldKind,
    area: (f32, f32),
    font: (&Font, Ref),
    written: &mut WrittenObjects,
) -> Ref {
    let (width, height) = area;
    let (face, font) = font;
    let mut content = Content::new();
    content.begin_marked_content(Name(b"Tx"));
    if set.lines.iter().any(|line| !line.is_empty()) {
        let line_height = set.size * (face.ascender() - face.descender());
        let top = match kind {
            FieldKind::Lines => height - PADDING,
            _ => (height + line_height) / 2.0,
        };
        content
            .save_state()
            .rect(1.0, 1.0, width - 2.0, height - 2.0)
            .clip_nonzero()
            .end_path()
            .begin_text()
            .set_font(font::NAME, set.size)
            .set_leading(line_height)
            .next_line(PADDING, top - set.size * face.ascender());
        for (index, line) in set.lines.iter().enumerate() {
            if index > 0 {
                content.next_line_using_leading();
            }
            content.show(Str(&codes(line, face)));
        }
        content.end_text().restore_state();
    }
    content.end_marked_content();
    let content = content.finish();
    let number = written.number();
    written.object(number, |chunk| {
        let mut form = chunk.form_xobject(number, &content);
        form.bbox(Rect::new(0.0, 0.0, width, height));
        form.resources().fonts().pair(font::NAME, font);
    });
    number
}

/// The numbers of a line's glyphs, two bytes each.
fn codes(line: &str, font: &Font) -> Vec<u8> {
    line.chars().flat_map(|c| font.glyph(c).unwrap_or_default().0.to_be_bytes()).collect()
}

/// Writes the appearances of a box of this side in pt: ticked and empty.
pub(super) fn tick(side: f32, written: &mut WrittenObjects) -> [Ref; 2] {
    let mut content = Content::new();
    // As `layouts/components/signs.typ` draws it.
    content
        .set_line_width(0.12 * side)
        .set_line_cap(LineCapStyle::RoundCap)
        .move_to(0.18 * side, 0.48 * side)
        .line_to(0.42 * side, 0.24 * side)
        .line_to(0.84 * side, 0.78 * side)
        .stroke();
    [content.finish().into_vec(), Vec::new()].map(|content| {
        let number = written.number();
        written.object(number, |chunk| {
            let mut form = chunk.form_xobject(number, &content);
            form.bbox(Rect::new(0.0, 0.0, side, side));
            form.resources().finish();
        });
        number
    })
}

//! Spaces to write in on paper, as what they are: fields of a form that is printed (ISO 32000-1,
//! 14.8.5.6).
//!
//! Typst makes figures of them, and knows no such attributes. What they are is said by their
//! words, which are the layouts' own: other words leave a figure as it is.

use crate::pdf::pack::{Objects, find};

/// How the element of a figure begins.
const FIGURE: &[u8] = b"<</Type/StructElem/S/Figure";

/// The same of a field.
const FIELD: &[u8] = b"<</Type/StructElem/S/Form";

/// Words of what somebody ticks or writes on, with the attributes that say so. A box is not
/// ticked unless they say so as well.
const KINDS: [(&[u8], &[u8]); 2] = [
    (b"/Alt(Tick box, empty: ", b"<</O/PrintField/Role/cb>>"),
    (b" lines to write on)", b"<</O/PrintField/Role/tv>>"),
];

/// Makes fields of the figures that are spaces to write in.
pub(crate) fn mark_fields(objects: &mut Objects) {
    let fields = objects.iter().filter_map(|(number, body)| Some((number, field(body)?)));
    let fields = fields.collect();
    objects.change(fields);
}

/// A figure as a field; none if it is another one.
fn field(figure: &[u8]) -> Option<Vec<u8>> {
    let rest = figure.strip_prefix(FIGURE)?;
    let is_it = |(words, _): &&(&[u8], _)| find(rest, words).is_some();
    let (_, attributes) = KINDS.iter().find(is_it)?;
    let at = find(rest, b"/A[")? + 3;
    Some([FIELD, &rest[..at], attributes, &rest[at..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_spaces_to_write_in_become_fields() {
        let made = |words: &str| {
            let figure =
                format!("<</Type/StructElem/S/Figure/P 1 0 R/Alt({words})/A[<<>>]/K[]>>");
            field(figure.as_bytes()).map(|field| String::from_utf8(field).unwrap())
        };
        let field = |words: &str, role: &str| {
            Some(format!(
                "<</Type/StructElem/S/Form/P 1 0 R/Alt({words})/A[<</O/PrintField/Role/{role}>>\
                 <<>>]/K[]>>"
            ))
        };
        for (words, role) in
            [("Tick box, empty: Yes", "cb"), ("8 lines to write on", "tv")]
        {
            assert_eq!(made(words), field(words, role));
        }
        assert_eq!(made("QR code that opens https://a.example"), None);
        assert_eq!(super::field(b"<</Type/StructElem/S/P/P 1 0 R/K[]>>"), None);
    }
}

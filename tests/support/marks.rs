//! Follows the marked content sequences of a page while it is drawn.

use super::document::{decode, is_named};
use super::reader::Mark;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Dict, Object, Stream, String as PdfString, dict_or_stream};
use hayro_syntax::page::{Page, Resources};
use std::vec;

/// What a marked content sequence says about its text.
#[derive(Default)]
struct Properties {
    actual_text: Option<String>,
    lang: Option<String>,
}

/// A marked content sequence that is not closed yet.
struct Open {
    mark: Mark,
    /// What stands for the glyphs in it; nothing is left after the first of them.
    actual_text: Option<String>,
}

/// The marked content sequences around what is being drawn.
///
/// The interpreter tells of a sequence without its properties, so these are listed
/// beforehand, in the same order, and taken from the list as the sequences begin.
pub(super) struct Marks {
    to_come: vec::IntoIter<Properties>,
    open: Vec<Open>,
    /// The language of the sequences that have one of their own.
    langs: Vec<(Mark, String)>,
}

impl Marks {
    /// Lists the sequences of a page that is to be drawn.
    pub fn new(page: &Page<'_>) -> Self {
        let mut listed = Vec::new();
        let content = page.page_stream().unwrap_or_default();
        list(content, page.resources(), &mut listed);
        Self { to_come: listed.into_iter(), open: Vec::new(), langs: Vec::new() }
    }

    /// Takes note that a sequence begins.
    pub fn begin(&mut self, tag: &[u8], id: Option<i32>) {
        if tag == b"Tx" {
            // The text of a field is drawn with its page, but stands in no page's content.
            self.open.push(Open { mark: Mark::Field, actual_text: None });
            return;
        }
        let properties = self.to_come.next();
        let properties =
            properties.expect("more marked content is drawn than was listed");
        let mark = match id {
            Some(id) => Mark::Tagged(id),
            None if tag == b"Artifact" => Mark::Artifact,
            None => self.current(),
        };
        self.langs.extend(properties.lang.map(|lang| (mark, lang)));
        let actual_text = properties.actual_text;
        self.open.push(Open { mark, actual_text });
    }

    /// Takes note that the innermost sequence ends.
    pub fn end(&mut self) {
        let last = self.open.pop();
        last.expect("a marked content sequence ends that did not begin");
    }

    /// The mark of what is drawn now.
    pub fn current(&self) -> Mark {
        self.open.last().map_or(Mark::Unmarked, |open| open.mark)
    }

    /// The text that stands for the glyph drawn now, if it is not the glyph's own.
    pub fn actual_text(&mut self) -> Option<String> {
        let mut texts = self.open.iter_mut().flat_map(|open| &mut open.actual_text);
        texts.next().map(std::mem::take)
    }

    /// The languages, once all that was listed has been drawn.
    pub fn finish(self) -> Vec<(Mark, String)> {
        let left = self.to_come.len();
        assert_eq!(left, 0, "{left} marked content sequences are not drawn");
        self.langs
    }
}

/// Lists the marked content sequences of a content stream in the order they begin.
fn list(content: &[u8], resources: &Resources<'_>, listed: &mut Vec<Properties>) {
    let mut operators = TypedIter::new(content);
    while let Some(operator) = operators.next() {
        match operator {
            TypedInstruction::BeginMarkedContent(_) => listed.push(Properties::default()),
            TypedInstruction::BeginMarkedContentWithProperties(begin) => {
                listed.push(properties(begin.1));
            }
            TypedInstruction::XObject(object) => {
                if let Some(object) = resources.get_x_object(object.0) {
                    list_form(&object, resources, listed);
                }
            }
            _ => {}
        }
    }
}

fn list_form(object: &Stream<'_>, outer: &Resources<'_>, listed: &mut Vec<Properties>) {
    if !is_named(object.dict(), b"Subtype", "Form") {
        return;
    }
    let own = object.dict().get::<Dict>(b"Resources").unwrap_or_default();
    let content = object.decoded().expect("a form cannot be unpacked");
    list(&content, &Resources::from_parent(own, outer.clone()), listed);
}

fn properties(value: &Object<'_>) -> Properties {
    let Some((dict, _)) = dict_or_stream(value) else {
        return Properties::default();
    };
    let text = |key| dict.get::<PdfString>(key).map(|text| decode(&text));
    Properties { actual_text: text("ActualText"), lang: text("Lang") }
}

//! Writes out the logical structure of a PDF, as a screen reader finds it.

use super::document::{decode, is_named};
use super::reader::{Mark, Page, Pdf, page_index};
use hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};

/// The entries of a structure element that are shown.
const ENTRIES: [&str; 6] = ["ID", "T", "Lang", "Alt", "ActualText", "E"];

/// The attributes of a structure element that are shown; positions and colours are not.
const ATTRIBUTES: [&str; 7] =
    ["Scope", "Headers", "RowSpan", "ColSpan", "ListNumbering", "Placement", "Summary"];

impl Pdf {
    /// The logical structure as indented text, one line for each element.
    ///
    /// A line has the standard type (with the type it stands for in brackets), the
    /// entries and attributes, and then the marked content: text in quotes, or
    /// `(drawing)` or `(nothing)`, followed by `[its language]` if that is not inherited.
    /// Content between other elements has a line of its own.
    #[track_caller]
    pub fn tag_tree(&self) -> String {
        let root = self.catalog().get::<Dict>(b"StructTreeRoot");
        let root = root.expect("the PDF has no tags");
        let roles = root.get::<Dict>(b"RoleMap").unwrap_or_default();
        let mut tree = TagTree { pdf: self, roles, out: String::new() };
        let inherited = Inherited { page: None, lang: self.lang() };
        tree.write_kids(&tree.kids(&root, &inherited), 0, &inherited);
        tree.out + "\n"
    }

    /// All marked content of the logical structure in its order, with what is around it.
    #[track_caller]
    pub fn contents(&self) -> Vec<Content> {
        let root = self.catalog().get::<Dict>(b"StructTreeRoot");
        let root = root.expect("the PDF has no tags");
        let roles = root.get::<Dict>(b"RoleMap").unwrap_or_default();
        let tree = TagTree { pdf: self, roles, out: String::new() };
        let inherited = Inherited { page: None, lang: self.lang() };
        let mut walk =
            Walk { tree, seen: 0, figures: 0, around: Vec::new(), contents: Vec::new() };
        walk.kids(&root, &inherited);
        walk.contents
    }
}

/// Collects marked content in the order of the tree.
struct Walk<'a> {
    tree: TagTree<'a>,
    seen: usize,
    figures: usize,
    around: Vec<(String, usize)>,
    contents: Vec<Content>,
}

impl<'a> Walk<'a> {
    fn kids(&mut self, element: &Dict<'a>, inherited: &Inherited) {
        for kid in self.tree.kids(element, inherited) {
            match kid {
                Kid::Element(element) => self.element(&element, inherited),
                Kid::Marked(page, id) => self.content(page, id),
                Kid::Object(_) => {}
            }
        }
    }

    fn element(&mut self, element: &Dict<'a>, outer: &Inherited) {
        let page = self.tree.page_of(element).or(outer.page);
        let role = self.tree.role(element);
        let role = if is_block(element) { role + " block" } else { role };
        self.around.push((role, self.seen));
        self.seen += 1;
        let is_drawn = ["Figure", "Form"].iter().any(|s| is_named(element, b"S", s));
        self.figures += usize::from(is_drawn);
        self.kids(element, &Inherited { page, lang: String::new() });
        self.around.pop();
    }

    fn content(&mut self, page: usize, id: i32) {
        let (roles, elements) = self.around.iter().cloned().unzip();
        let text = self.tree.pdf.pages[page].marked_text(id);
        self.contents.push(Content {
            roles,
            elements,
            figures: self.figures,
            page,
            id,
            text,
        });
    }
}

/// Whether an element that is usually part of a line stands on its own.
fn is_block(element: &Dict<'_>) -> bool {
    attributes(element).iter().any(|dict| is_named(dict, b"Placement", "Block"))
}

/// Marked content in the logical structure.
#[derive(Clone, Debug)]
pub struct Content {
    /// The standard types of the elements around it, outermost first.
    pub roles: Vec<String>,
    /// For each of these elements, how many of any kind begin before it in the tree.
    pub elements: Vec<usize>,
    /// How many figures, empty ones included, begin before it in the tree.
    pub figures: usize,
    /// The index of the page it is drawn on.
    pub page: usize,
    /// Its marked content id on that page.
    pub id: i32,
    /// Its text, empty for a drawing.
    pub text: String,
}

/// A child of a structure element.
enum Kid<'a> {
    Element(Dict<'a>),
    Marked(usize, i32),
    Object(String),
}

/// What an element hands down to the content in it.
struct Inherited {
    page: Option<usize>,
    lang: String,
}

struct TagTree<'a> {
    pdf: &'a Pdf,
    roles: Dict<'a>,
    out: String,
}

impl<'a> TagTree<'a> {
    fn write_element(&mut self, element: &Dict<'a>, depth: usize, outer: &Inherited) {
        let lang = element.get::<PdfString>(b"Lang");
        let inherited = Inherited {
            page: self.page_of(element).or(outer.page),
            lang: lang.map_or_else(|| outer.lang.clone(), |lang| decode(&lang)),
        };
        self.start_line(depth);
        self.out += &self.role(element);
        for (key, value) in shown_entries(element) {
            self.out += &format!(" {key}={value}");
        }
        self.write_kids(&self.kids(element, &inherited), depth + 1, &inherited);
    }

    /// Writes content on the line of the element, unless there are elements beside it.
    fn write_kids(&mut self, kids: &[Kid<'a>], depth: usize, inherited: &Inherited) {
        let is_leaf = !kids.iter().any(|kid| matches!(kid, Kid::Element(_)));
        for kid in kids {
            let content = match kid {
                Kid::Element(kid) => {
                    self.write_element(kid, depth, inherited);
                    continue;
                }
                Kid::Marked(page, id) => {
                    content_of(&self.pdf.pages[*page], *id, &inherited.lang)
                }
                Kid::Object(kind) => format!("OBJR {kind}"),
            };
            if is_leaf {
                self.out.push(' ');
            } else {
                self.start_line(depth);
            }
            self.out += &content;
        }
    }

    fn start_line(&mut self, depth: usize) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out += &"  ".repeat(depth);
    }

    fn kids(&self, element: &Dict<'a>, inherited: &Inherited) -> Vec<Kid<'a>> {
        let kids: Vec<Object<'_>> = match element.get::<Object>(b"K") {
            Some(Object::Array(kids)) => kids.iter::<Object>().collect(),
            Some(kid) => vec![kid],
            None => Vec::new(),
        };
        let kids = kids.into_iter();
        kids.map(|kid| self.kid(kid, inherited)).collect()
    }

    fn kid(&self, kid: Object<'a>, inherited: &Inherited) -> Kid<'a> {
        let dict = match kid {
            Object::Dict(dict) => dict,
            other => {
                let id = other.into_i32().expect("a kid is of no known type");
                return marked(id, inherited.page);
            }
        };
        if is_named(&dict, b"Type", "MCR") {
            return self.reference(&dict, inherited);
        }
        if is_named(&dict, b"Type", "OBJR") {
            let object = dict.get::<Dict>(b"Obj").expect("an OBJR leads nowhere");
            return Kid::Object(name(&object, "Subtype"));
        }
        Kid::Element(dict)
    }

    /// The content behind a marked content reference.
    fn reference(&self, dict: &Dict<'a>, inherited: &Inherited) -> Kid<'a> {
        let is_on_page = !dict.contains_key(b"Stm");
        assert!(is_on_page, "tagged content in a form is not read");
        let id = dict.get::<i32>(b"MCID").expect("an MCR has no MCID");
        marked(id, self.page_of(dict).or(inherited.page))
    }

    fn page_of(&self, dict: &Dict<'_>) -> Option<usize> {
        page_index(&self.pdf.file, dict.get_ref(b"Pg")?)
    }

    fn role(&self, element: &Dict<'_>) -> String {
        let own = name(element, "S");
        match self.roles.get::<Name>(own.as_bytes()) {
            Some(role) => format!("{} ({own})", role.as_str()),
            None => own,
        }
    }
}

fn marked<'a>(id: i32, page: Option<usize>) -> Kid<'a> {
    Kid::Marked(page.expect("marked content belongs to no page"), id)
}

fn content_of(page: &Page, id: i32, inherited_lang: &str) -> String {
    let mark = Mark::Tagged(id);
    let text = page.marked_text(id);
    let content = if !text.is_empty() {
        format!("{text:?}")
    } else if page.boxes().iter().any(|(of, _)| *of == mark) {
        "(drawing)".to_owned()
    } else {
        "(nothing)".to_owned()
    };
    let lang = page.langs.iter().find(|(of, _)| *of == mark);
    match lang.filter(|(_, lang)| lang != inherited_lang) {
        Some((_, lang)) => format!("{content} [{lang}]"),
        None => content,
    }
}

fn shown_entries(element: &Dict<'_>) -> Vec<(&'static str, String)> {
    let entry = |key| Some((key, shown(&element.get::<Object>(key)?)?));
    let mut entries: Vec<_> = ENTRIES.into_iter().filter_map(entry).collect();
    for attributes in attributes(element) {
        let attribute = |key| Some((key, shown(&attributes.get::<Object>(key)?)?));
        entries.extend(ATTRIBUTES.into_iter().filter_map(attribute));
    }
    entries
}

fn attributes<'a>(element: &Dict<'a>) -> Vec<Dict<'a>> {
    match element.get::<Object>(b"A") {
        Some(Object::Array(array)) => dicts(&array),
        Some(Object::Dict(dict)) => vec![dict],
        _ => Vec::new(),
    }
}

/// The dictionaries of an array, without the revision numbers that may follow them.
fn dicts<'a>(array: &Array<'a>) -> Vec<Dict<'a>> {
    array.iter::<Object>().filter_map(Object::into_dict).collect()
}

/// A value as text; none for one that says nothing.
fn shown(value: &Object<'_>) -> Option<String> {
    match value {
        Object::String(text) => Some(format!("{:?}", decode(text))),
        Object::Name(name) => Some(name.as_str().to_owned()),
        Object::Number(number) => Some(number.as_f64().to_string()),
        Object::Array(array) => {
            let items: Vec<_> =
                array.iter::<Object>().filter_map(|o| shown(&o)).collect();
            (!items.is_empty()).then(|| format!("[{}]", items.join(" ")))
        }
        _ => None,
    }
}

fn name(dict: &Dict<'_>, key: &str) -> String {
    let name = dict.get::<Name>(key);
    name.map(|name| name.as_str().to_owned()).unwrap_or_default()
}

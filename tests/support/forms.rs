//! Forms that a PDF reader has filled in, written by hand in the ways that readers write.

use std::collections::BTreeMap;
use std::fmt::Write;

use proforma::base::source::Source;
use proforma::document::fields::{Field, FieldKind, FormShape, fields, has_log};
use proforma::model::checklist::Checklist;
use proforma::model::fit::fit;
use proforma::model::state::{StateFile, empty_state};

/// A form, as a list of fields and the files inside it.
#[derive(Clone)]
pub struct Form {
    /// Its fields; a test may change their values.
    pub fields: Vec<Field>,
    /// How its texts are encoded.
    pub encoding: Encoding,
    /// The files inside it, by name.
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// Searchable words about it.
    pub keywords: String,
    /// More entries of its catalog's form.
    pub extra: String,
    /// What fields have instead of a value, by their names.
    pub instead: BTreeMap<String, String>,
    /// The annotations of its page that are not in the form.
    pub annotations: String,
}

/// How texts are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-16, the higher byte first.
    Utf16,
    /// UTF-16, the lower byte first.
    Utf16Little,
    /// UTF-8.
    Utf8,
    /// As a stream of UTF-16.
    Stream,
}

impl Form {
    /// A form of a checklist, prefilled from a state or empty.
    #[track_caller]
    pub fn new(checklist: &str, state: Option<&str>) -> Self {
        let source = Source::new("checklist.yaml", checklist);
        let parsed = Checklist::read(&source).expect("the checklist is right").value;
        let empty = empty_state(&parsed, &[]);
        let state_source = Source::new("state.yaml", state.unwrap_or(&empty));
        let file = StateFile::open(&state_source).expect("it is a state");
        let (read, mut problems) = file.read(&parsed.about);
        let fitted = fit(&parsed, &read, &mut problems);
        let fitted = problems.settle(fitted).expect("it fits").value;
        let shape = FormShape { rows: None, has_log: has_log(&parsed, &read) };
        let mut files = vec![("checklist.yaml", checklist.as_bytes().to_vec())];
        files.extend(state.map(|state| ("state.yaml", state.as_bytes().to_vec())));
        Self {
            fields: fields(&parsed, &read, &fitted, shape),
            encoding: Encoding::Utf16,
            files,
            keywords: format!(
                "{}, edition {}, sha256:0",
                parsed.id,
                parsed.last_updated.iso()
            ),
            extra: String::new(),
            instead: BTreeMap::new(),
            annotations: String::new(),
        }
    }

    /// Fills in a field.
    #[track_caller]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// Fills in a field.
    #[track_caller]
    pub fn set(&mut self, name: &str, value: &str) {
        let found = self.fields.iter_mut().find(|field| field.name == name);
        found.unwrap_or_else(|| panic!("there is no field {name}")).value = value.into();
    }

    /// Gives a field other entries instead of its value, as `/V 12345`.
    pub fn with_entries(mut self, name: &str, entries: &str) -> Self {
        self.instead.insert(name.into(), entries.into());
        self
    }

    /// Adds a field for text that the form does not have.
    pub fn add(&mut self, name: &str, value: &str) {
        let [name, value] = [name, value].map(String::from);
        self.fields.push(Field {
            name,
            label: String::new(),
            kind: FieldKind::Line,
            value,
        });
    }

    /// The form as a PDF.
    pub fn pdf(&self) -> Vec<u8> {
        let mut pdf = Objects::default();
        let look = pdf.add(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Length 0>>\nstream\n\nendstream"
                .to_vec(),
        );
        let mut tree = Tree::default();
        for field in &self.fields {
            tree.insert(&field.name, field);
        }
        let roots = tree.write(&mut pdf, None, self, look);
        let mut names = String::new();
        for (name, bytes) in &self.files {
            let mut stream =
                format!("<</Type/EmbeddedFile/Length {}>>\nstream\n", bytes.len())
                    .into_bytes();
            stream.extend(bytes);
            stream.extend(b"\nendstream");
            let stream = pdf.add(stream);
            let file =
                format!("<</Type/Filespec/F({name})/UF({name})/EF<</F {stream} 0 R>>>>");
            let file = pdf.add(file.into_bytes());
            write!(names, "({name}) {file} 0 R ").expect("a string takes all");
        }
        let extra = &self.extra;
        let catalog = format!(
            "<</Type/Catalog/Pages 900000 0 R/Names<</EmbeddedFiles<</Names[{names}]>>>>\
             /AcroForm<</Fields[{roots}]{extra}>>>>"
        );
        let catalog = pdf.add(catalog.into_bytes());
        let info = pdf.add(format!("<</Keywords({})>>", self.keywords).into_bytes());
        pdf.finish(catalog, info, &self.annotations)
    }
}

/// Fields by the parts of their names.
#[derive(Default)]
struct Tree<'a> {
    field: Option<&'a Field>,
    kids: BTreeMap<String, Tree<'a>>,
}

impl<'a> Tree<'a> {
    fn insert(&mut self, name: &str, field: &'a Field) {
        let (part, rest) =
            name.split_once('.').map_or((name, None), |(a, b)| (a, Some(b)));
        let kid = self.kids.entry(part.into()).or_default();
        match rest {
            Some(rest) => kid.insert(rest, field),
            None => kid.field = Some(field),
        }
    }

    /// Writes the fields in here and gives references to them.
    fn write(
        &self,
        pdf: &mut Objects,
        parent: Option<usize>,
        form: &Form,
        look: usize,
    ) -> String {
        let mut references = String::new();
        for (part, kid) in &self.kids {
            let number = pdf.add(Vec::new());
            let up =
                parent.map(|parent| format!("/Parent {parent} 0 R")).unwrap_or_default();
            let entries = match kid.field {
                Some(field) => content(pdf, field, number, form, look),
                None => {
                    format!("/Kids[{}]", kid.write(pdf, Some(number), form, look))
                }
            };
            pdf.0[number - 1] = format!("<</T({part}){up}{entries}>>").into_bytes();
            write!(references, "{number} 0 R ").expect("a string takes all");
        }
        references
    }
}

fn content(
    pdf: &mut Objects,
    field: &Field,
    number: usize,
    form: &Form,
    look: usize,
) -> String {
    let instead = form.instead.get(&field.name);
    let FieldKind::Choice(boxes) = field.kind else {
        let value = || format!("/V {}", string(pdf, &field.value, form.encoding));
        let value = instead.cloned().unwrap_or_else(value);
        return format!("/FT/Tx/Subtype/Widget{value}");
    };
    let ticked = boxes.iter().find(|one| one.words == field.value);
    let mut kids = String::new();
    for one in boxes {
        let word = one.code;
        let state = if ticked == Some(one) { word } else { "Off" };
        let kid = format!(
            "<</Subtype/Widget/Parent {number} 0 R/AS/{state}/AP<</N<</{word} {look} 0 R/Off \
             {look} 0 R>>>>>>"
        );
        let kid = pdf.add(kid.into_bytes());
        write!(kids, "{kid} 0 R ").expect("a string takes all");
    }
    let value = match ticked {
        Some(one) => one.code.into(),
        None if field.value.is_empty() => "Off".into(),
        None => field.value.replace(' ', "_"),
    };
    let value = instead.cloned().unwrap_or_else(|| format!("/V/{value}"));
    format!("/FT/Btn/Ff 49152{value}/Kids[{kids}]")
}

/// A text, as a string or a reference to a stream.
fn string(pdf: &mut Objects, text: &str, encoding: Encoding) -> String {
    let hex = |bytes: &[u8]| -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    match encoding {
        Encoding::Utf16 => format!("<feff{}>", hex(&big)),
        Encoding::Utf16Little => format!("<fffe{}>", hex(&little)),
        Encoding::Utf8 => format!("<efbbbf{}>", hex(text.as_bytes())),
        Encoding::Stream => {
            let mut stream =
                format!("<</Length {}>>\nstream\n\u{1}\u{1}", big.len() + 2).into_bytes();
            let end = stream.len();
            stream[end - 2..].copy_from_slice(b"\xfe\xff");
            stream.extend(big);
            stream.extend(b"\nendstream");
            format!("{} 0 R", pdf.add(stream))
        }
    }
}

/// The objects of a PDF, from number 1.
#[derive(Default)]
pub struct Objects(Vec<Vec<u8>>);

impl Objects {
    /// Adds an object and gives its number.
    pub fn add(&mut self, object: Vec<u8>) -> usize {
        self.0.push(object);
        self.0.len()
    }

    /// The whole file, without a cross-reference table.
    pub fn finish(self, catalog: usize, info: usize, annotations: &str) -> Vec<u8> {
        let mut pdf = b"%PDF-1.7\n".to_vec();
        for (index, object) in self.0.iter().enumerate() {
            pdf.extend(format!("{} 0 obj\n", index + 1).into_bytes());
            pdf.extend(object);
            pdf.extend(b"\nendobj\n");
        }
        let page = format!(
            "900000 0 obj\n<</Type/Pages/Count 1/Kids[900001 0 R]>>\nendobj\n900001 0 obj\n\
             <</Type/Page/Parent 900000 0 R/MediaBox[0 0 9 9]/Annots[{annotations}]>>\nendobj\n"
        );
        pdf.extend(page.into_bytes());
        pdf.extend(
            format!("trailer\n<</Root {catalog} 0 R/Info {info} 0 R/Size 900002>>\n")
                .into_bytes(),
        );
        pdf.extend(b"%%EOF\n");
        pdf
    }
}

//! Typst's view of the outside: the layouts, the fonts and the document, and nothing else.
//!
//! No network, no packages and no system fonts: the same input gives the same bytes on
//! every machine.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use ecow::{EcoVec, eco_format};
use ttf_parser::cmap::Format;
use typst::diag::{FileError, FileResult, SourceDiagnostic, SourceResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{DiagSpan, FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Coverage, Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt};
use typst_kit::files::{FileLoader, FileStore};
use typst_kit::fonts::FontStore;

use crate::date::Date;
use crate::embedded;
use crate::input::cause;

/// The path at which the layouts find the document.
pub const DOCUMENT: &str = "document.json";

/// The path of the layout that is compiled.
pub const MAIN: &str = "layouts/main.typ";

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    // Row headers of tables are an extra still.
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});

/// A document that is laid out, with the layouts and fonts of its run.
///
/// A clone shares layouts and fonts: what Typst has worked out for one document of a run
/// holds for the others.
#[derive(Clone)]
pub struct World {
    run: Arc<Run>,
    document: Bytes,
}

/// What all documents of a run have in common.
struct Run {
    main: FileId,
    document: FileId,
    fonts: FontStore,
    layouts: FileStore<Layouts>,
    today: Date,
}

/// Where layouts come from: a folder of edited ones, or what is built in.
struct Layouts(Option<PathBuf>);

impl World {
    /// Prepares a run.
    ///
    /// # Errors
    /// If a font cannot be read, or the folder has no layouts.
    pub fn new(
        today: Date,
        layouts: Option<PathBuf>,
        more_fonts: &[PathBuf],
    ) -> SourceResult<Self> {
        let mut problems = EcoVec::new();
        let mut fonts = FontStore::new();
        for (_, data) in embedded::FONTS {
            add_font(&mut fonts, &Bytes::new(*data));
        }
        for path in more_fonts {
            match std::fs::read(path) {
                Err(err) => problems.push(unreadable(path, &cause(&err))),
                Ok(data) => {
                    if !add_font(&mut fonts, &Bytes::new(data)) {
                        problems
                            .push(unreadable(path, "it is no TrueType or OpenType font"));
                    }
                }
            }
        }
        if let Some(folder) = &layouts
            && !folder.join("main.typ").is_file()
        {
            let shown = folder.display();
            let message = if folder.is_dir() {
                eco_format!("there is no `main.typ` in `{shown}`")
            } else {
                eco_format!("there is no folder `{shown}`")
            };
            problems.push(
                SourceDiagnostic::error(DiagSpan::detached(), message)
                    .with_hint("start from a copy of Proforma's own `layouts` folder"),
            );
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let run = Run {
            main: project_file(MAIN),
            document: project_file(DOCUMENT),
            fonts,
            layouts: FileStore::new(Layouts(layouts)),
            today,
        };
        Ok(Self { run: Arc::new(run), document: Bytes::new([]) })
    }

    /// The same layouts and fonts with this document, as JSON.
    pub fn with_document(&self, json: Vec<u8>) -> Self {
        Self { run: Arc::clone(&self.run), document: Bytes::new(json) }
    }

    /// The names and characters of all fonts.
    pub fn fonts(&self) -> &FontBook {
        self.run.fonts.book()
    }

    /// The name of a file for a message.
    pub fn name(&self, id: FileId) -> String {
        let path = id.vpath().get_without_slash();
        match (&self.run.layouts.loader().0, path.strip_prefix("layouts/")) {
            (Some(folder), Some(rest)) => folder.join(rest).display().to_string(),
            _ => path.into(),
        }
    }
}

impl FileLoader for Layouts {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.vpath().get_without_slash();
        let missing = || FileError::NotFound(path.into());
        if *id.root() != VirtualRoot::Project {
            return Err(FileError::Other(Some("packages are not available here".into())));
        }
        let inner = path.strip_prefix("layouts/").ok_or_else(missing)?;
        if let Some(folder) = &self.0 {
            let path = folder.join(inner);
            return std::fs::read(&path)
                .map(Bytes::new)
                .map_err(|err| FileError::from_io(err, &path));
        }
        let layout = embedded::LAYOUTS.iter().find(|(name, _)| *name == path);
        layout.map(|(_, text)| Bytes::from_string(*text)).ok_or_else(missing)
    }
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.run.fonts.book()
    }

    fn main(&self) -> FileId {
        self.run.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.run.layouts.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.run.document {
            return Ok(self.document.clone());
        }
        self.run.layouts.file(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.run.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        let today = self.run.today;
        Datetime::from_ymd(today.year(), today.month(), today.day())
    }
}

/// Adds all faces of a font file; says whether there was one.
fn add_font(fonts: &mut FontStore, data: &Bytes) -> bool {
    let mut any = false;
    for (index, font) in (0..).zip(Font::iter(data.clone())) {
        let mut info = font.info().clone();
        if let Ok(face) = ttf_parser::Face::parse(data, index) {
            info.coverage = drawn(&face, &info.coverage);
        }
        fonts.push((font, info));
        any = true;
    }
    any
}

/// The characters that a face gives a glyph: a character map may list others.
fn drawn(face: &ttf_parser::Face, listed: &Coverage) -> Coverage {
    let tables = face.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables);
    let mut whole = tables.filter(|table| {
        matches!(table.format, Format::SegmentedCoverage(_)) && table.is_unicode()
    });
    if let Some(table) = whole.next() {
        // A table of this form lists no others, and looking each up takes long.
        let mut drawn = Vec::new();
        table.codepoints(|c| drawn.push(c));
        drawn.sort_unstable();
        drawn.dedup();
        return Coverage::from_vec(drawn);
    }
    let has_glyph = |&c: &u32| {
        let glyph = char::from_u32(c).and_then(|c| face.glyph_index(c));
        glyph.is_some_and(|glyph| glyph.0 != 0)
    };
    Coverage::from_vec(listed.iter().filter(has_glyph).collect())
}

fn project_file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("a path of ours is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn unreadable(path: &std::path::Path, why: &str) -> SourceDiagnostic {
    let message = eco_format!("cannot use the font `{}` ({why})", path.display());
    SourceDiagnostic::error(DiagSpan::detached(), message)
}

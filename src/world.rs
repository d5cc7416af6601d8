//! Typst's view of the outside: the layouts, the fonts and the document, and nothing else.
//!
//! No network, no packages and no system fonts: the same input gives the same bytes on
//! every machine.

use std::path::PathBuf;
use std::sync::LazyLock;

use ecow::{EcoVec, eco_format};
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

/// The layouts and fonts of a run, and the document that is laid out.
pub struct World {
    main: FileId,
    fonts: FontStore,
    files: FileStore<Files>,
    today: Date,
}

/// Where files come from.
struct Files {
    /// A folder of edited layouts instead of the built-in ones.
    layouts: Option<PathBuf>,
    document: Bytes,
}

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
        let files = FileStore::new(Files { layouts, document: Bytes::new([]) });
        Ok(Self { main: project_file(MAIN), fonts, files, today })
    }

    /// Sets the document to lay out next, as JSON.
    pub fn set_document(&mut self, json: Vec<u8>) {
        self.files.loader_mut().document = Bytes::new(json);
        self.files.reset();
    }

    /// The names and characters of all fonts.
    pub fn fonts(&self) -> &FontBook {
        self.fonts.book()
    }

    /// The name of a file for a message.
    pub fn name(&self, id: FileId) -> String {
        let path = id.vpath().get_without_slash();
        match (&self.files.loader().layouts, path.strip_prefix("layouts/")) {
            (Some(folder), Some(rest)) => folder.join(rest).display().to_string(),
            _ => path.into(),
        }
    }
}

impl FileLoader for Files {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.vpath().get_without_slash();
        let missing = || FileError::NotFound(path.into());
        if *id.root() != VirtualRoot::Project {
            return Err(FileError::Other(Some("packages are not available here".into())));
        }
        if path == DOCUMENT {
            return Ok(self.document.clone());
        }
        let inner = path.strip_prefix("layouts/").ok_or_else(missing)?;
        if let Some(folder) = &self.layouts {
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
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.files.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.file(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        Datetime::from_ymd(self.today.year(), self.today.month(), self.today.day())
    }
}

/// Adds all faces of a font file; says whether there was one.
fn add_font(fonts: &mut FontStore, data: &Bytes) -> bool {
    let mut any = false;
    for (index, font) in (0..).zip(Font::iter(data.clone())) {
        let mut info = font.info().clone();
        if let Ok(face) = ttf_parser::Face::parse(data, index) {
            // A character map may list characters without giving them a glyph.
            let drawn = |&c: &u32| {
                let glyph = char::from_u32(c).and_then(|c| face.glyph_index(c));
                glyph.is_some_and(|glyph| glyph.0 != 0)
            };
            info.coverage =
                Coverage::from_vec(info.coverage.iter().filter(drawn).collect());
        }
        fonts.push((font, info));
        any = true;
    }
    any
}

fn project_file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("a path of ours is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn unreadable(path: &std::path::Path, why: &str) -> SourceDiagnostic {
    let message = eco_format!("cannot use the font `{}` ({why})", path.display());
    SourceDiagnostic::error(DiagSpan::detached(), message)
}

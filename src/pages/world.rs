//! What Typst can see: the layouts, the fonts and the document, and nothing else.
//!
//! No network, no packages and no system fonts: the same input gives the same bytes on
//! every machine.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt};
use typst_kit::files::{FileLoader, FileStore};

use crate::base::date::Date;
use crate::base::embedded;
use crate::document::text::fonts::Fonts;

/// The path at which the layouts find the document.
pub const DOCUMENT: &str = "document.json";

/// The path of the layout that is compiled.
pub const MAIN: &str = "layouts/main.typ";

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    // Row headers of tables are still an extra.
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});

/// A document that is laid out, with the layouts and fonts of its run.
///
/// A clone shares layouts and fonts, so Typst can reuse work between documents.
#[derive(Clone)]
pub struct World {
    run: Arc<Setup>,
    document: Bytes,
}

/// What all documents of a run have in common.
struct Setup {
    main: FileId,
    document: FileId,
    fonts: Fonts,
    layouts: FileStore<Layouts>,
    today: Date,
}

/// The layouts of a run: those built in, or edited ones.
#[derive(Debug, Clone, Default)]
pub enum Layouts {
    /// The built-in layouts.
    #[default]
    BuiltIn,
    /// The files of a folder.
    Edited {
        /// The folder's name for messages.
        folder: String,
        /// The files' content by their paths in the folder, such as
        /// `components/page.typ`.
        files: BTreeMap<String, Vec<u8>>,
    },
}

impl World {
    /// Prepares a run.
    pub fn new(today: Date, layouts: Layouts, fonts: Fonts) -> Self {
        let run = Setup {
            main: project_file(MAIN),
            document: project_file(DOCUMENT),
            fonts,
            layouts: FileStore::new(layouts),
            today,
        };
        Self { run: Arc::new(run), document: Bytes::new([]) }
    }

    /// The same layouts and fonts with this document, as JSON.
    pub fn with_document(&self, json: Vec<u8>) -> Self {
        Self { run: Arc::clone(&self.run), document: Bytes::new(json) }
    }

    /// The fonts of the run.
    pub fn fonts(&self) -> &Fonts {
        &self.run.fonts
    }

    /// The name of a file for a message.
    pub fn name(&self, id: FileId) -> String {
        let path = id.vpath().get_without_slash();
        match (self.run.layouts.loader(), path.strip_prefix("layouts/")) {
            (Layouts::Edited { folder, .. }, Some(rest)) => in_folder(folder, rest),
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
        match self {
            Self::Edited { folder, files } => {
                let file = files.get(inner).map(|data| Bytes::new(data.clone()));
                file.ok_or_else(|| FileError::NotFound(in_folder(folder, inner).into()))
            }
            Self::BuiltIn => {
                let layout = embedded::LAYOUTS.iter().find(|(name, _)| *name == path);
                layout.map(|(_, text)| Bytes::from_string(*text)).ok_or_else(missing)
            }
        }
    }
}

/// The path of a layout, as the user knows it.
fn in_folder(folder: &str, path: &str) -> String {
    Path::new(folder).join(path).display().to_string()
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

fn project_file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("a path of ours is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

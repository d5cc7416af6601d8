//! What the page is made of besides its words: style sheet, script and fonts.

/// A file of the page: its name, its type, and its bytes.
pub(crate) struct Asset {
    name: &'static str,
    /// Its type.
    pub(crate) kind: &'static str,
    /// Its bytes.
    pub(crate) bytes: &'static [u8],
}

/// All of them.
const ASSETS: [Asset; 6] = [
    Asset {
        name: "page.css",
        kind: "text/css; charset=utf-8",
        bytes: include_bytes!("page.css"),
    },
    Asset {
        name: "page.js",
        kind: "text/javascript; charset=utf-8",
        bytes: include_bytes!("page.js"),
    },
    Asset { name: "icon.svg", kind: "image/svg+xml", bytes: include_bytes!("icon.svg") },
    font("regular.ttf", 0),
    font("semibold.ttf", 1),
    font("bold.ttf", 2),
];

const fn font(name: &'static str, index: usize) -> Asset {
    Asset { name, kind: "font/ttf", bytes: crate::base::embedded::FONTS[index].1 }
}

/// The file with a name.
pub(crate) fn asset(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

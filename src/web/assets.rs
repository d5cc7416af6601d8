//! What the page is made of besides its words: style sheet, scripts and fonts.

/// A file of the page: its name, its type, and its bytes.
pub(crate) struct Asset {
    name: &'static str,
    /// Its type.
    pub(crate) kind: &'static str,
    /// Its bytes.
    pub(crate) bytes: &'static [u8],
}

/// All of them.
const ASSETS: [Asset; 17] = [
    Asset {
        name: "page.css",
        kind: "text/css; charset=utf-8",
        bytes: include_bytes!("page.css"),
    },
    Asset { name: "icon.svg", kind: "image/svg+xml", bytes: include_bytes!("icon.svg") },
    font("regular.ttf", 0),
    font("semibold.ttf", 1),
    font("bold.ttf", 2),
    script("page.js", include_bytes!("page/page.js")),
    script("change.js", include_bytes!("page/change.js")),
    script("fields.js", include_bytes!("page/fields.js")),
    script("news.js", include_bytes!("page/news.js")),
    script("parts.js", include_bytes!("page/parts.js")),
    script("past.js", include_bytes!("page/past.js")),
    script("rows.js", include_bytes!("page/rows.js")),
    script("saving.js", include_bytes!("page/saving.js")),
    script("server.js", include_bytes!("page/server.js")),
    script("told.js", include_bytes!("page/told.js")),
    script("unsaved.js", include_bytes!("page/unsaved.js")),
    script("waiting.js", include_bytes!("page/waiting.js")),
];

const fn script(name: &'static str, bytes: &'static [u8]) -> Asset {
    Asset { name, kind: "text/javascript; charset=utf-8", bytes }
}

const fn font(name: &'static str, index: usize) -> Asset {
    Asset { name, kind: "font/ttf", bytes: crate::base::embedded::FONTS[index].1 }
}

/// The names of the scripts that the page's own script imports: a browser that knows them from
/// the start need not find them one after the other.
pub(crate) fn imports() -> impl Iterator<Item = &'static str> {
    let names = ASSETS.iter().map(|asset| asset.name);
    names
        .filter(|name| name.ends_with(".js") && !["page.js", "waiting.js"].contains(name))
}

/// The file with a name.
pub(crate) fn asset(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

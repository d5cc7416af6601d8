//! What is built into the program: layouts, fonts and checklists.

/// Files with their paths.
pub type Files = &'static [(&'static str, &'static [u8])];

/// A table of files below a folder of this package.
macro_rules! files {
    ($include:ident: $($path:literal),* $(,)?) => {
        &[$(($path, $include!(concat!("../../", $path)))),*]
    };
}

/// The layouts, by their paths; `layouts/main.typ` is the entry point.
pub const LAYOUTS: &[(&str, &str)] = files!(include_str:
    "layouts/blank.typ",
    "layouts/components/about.typ",
    "layouts/components/answers.typ",
    "layouts/components/appendices.typ",
    "layouts/components/base.typ",
    "layouts/components/cover.typ",
    "layouts/components/flow.typ",
    "layouts/components/glance.typ",
    "layouts/components/index.typ",
    "layouts/components/items.typ",
    "layouts/components/lines.typ",
    "layouts/components/page.typ",
    "layouts/components/subject.typ",
    "layouts/components/reading.typ",
    "layouts/components/returning.typ",
    "layouts/components/sign-off.typ",
    "layouts/components/signs.typ",
    "layouts/components/summary.typ",
    "layouts/components/system.typ",
    "layouts/components/text.typ",
    "layouts/components/to-do.typ",
    "layouts/components/writing.typ",
    "layouts/lib.typ",
    "layouts/main.typ",
    "layouts/overview.typ",
    "layouts/record.typ",
);

/// The fonts, by their paths: the text font first, then the fallback.
pub const FONTS: &[(&str, &[u8])] = files!(include_bytes:
    "fonts/AtkinsonHyperlegibleNext-Regular.ttf",
    "fonts/AtkinsonHyperlegibleNext-SemiBold.ttf",
    "fonts/AtkinsonHyperlegibleNext-Bold.ttf",
    "fonts/DejaVuSans.ttf",
);

/// The checklists, by their paths; the file's name is the checklist's id.
pub const CHECKLISTS: &[(&str, &[u8])] = files!(include_bytes:
    "content/pre-migration.yaml",
);

/// The earlier editions of the checklists, whole; a file is named after id and edition,
/// as in `content/editions/pre-migration-2025-03-27.yaml`.
pub const EDITIONS: Files = files!(include_bytes:
);

/// The digests of the words of every edition: id, edition and SHA-256 on each line.
pub const DIGESTS: &str = include_str!("../../content/editions/digests.txt");

/// A small checklist that explains itself.
pub const NEW_CHECKLIST: &str = include_str!("../../content/new.yaml");

/// The ids of the built-in checklists.
pub fn checklist_ids() -> Vec<&'static str> {
    CHECKLISTS.iter().map(|(path, _)| id(path)).collect()
}

/// The bytes of a built-in checklist.
pub fn checklist(wanted: &str) -> Option<(&'static str, &'static [u8])> {
    CHECKLISTS.iter().find(|(path, _)| id(path) == wanted).copied()
}

/// Whether an edition of a checklist is, or was, built in; its date as `2025-03-27`.
pub fn is_edition(wanted: &str, day: &str) -> bool {
    let is_it = |line: &str| {
        let mut words = line.split_whitespace();
        words.next() == Some(wanted) && words.next() == Some(day)
    };
    DIGESTS.lines().any(is_it)
}

/// The path and the bytes of an edition among [the built-in ones](EDITIONS) or others, by
/// its date as `2025-03-27`.
pub fn edition(
    editions: Files,
    wanted: &str,
    day: &str,
) -> Option<(&'static str, &'static [u8])> {
    let name = format!("content/editions/{wanted}-{day}.yaml");
    editions.iter().find(|(path, _)| *path == name).copied()
}

fn id(path: &'static str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".yaml").unwrap_or(name)
}

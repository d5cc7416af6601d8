//! Turns a checklist written in YAML into documents people trust on paper.
//!
//! The modules are arranged in storeys, from the top down. Imports only go down: a module
//! may use modules of its own storey and of those below, and no two modules use each
//! other. A test checks this.
//!
//! ```text
//! cli          the command line, files, the terminal, the clock
//! web          the page in the browser; cli starts it, and it knows nothing of cli
//! engine       the single entry point: bytes in, bytes out
//! returned     returned PDFs: answers from forms, states from records, three-way merge
//! pdf          PDFs as bytes: writing, packing, fields, reading
//! pages        Typst's world, pages, and the check that every answer is on them
//! document     what the layouts read
//! edition      the update-date check
//! compare      comparing a checklist with what is published
//! model        checklist, state, answers
//! yaml         reading, writing and editing YAML, with places
//! base         problems, files, dates, text
//! ```
//!
//! From `engine` down, nothing touches the disk, the terminal, the environment or the
//! clock.

/// The foundations: problems, files that were read, dates and text.
pub mod base {
    pub mod date;
    pub mod earlier;
    pub mod embedded;
    pub mod geometry;
    pub mod privacy;
    pub mod problem;
    pub mod source;
    pub mod text;
}

/// YAML with the places of its values: read, written and edited.
pub mod yaml {
    pub mod edit;
    mod events;
    mod lost;
    pub mod node;
    pub mod place;
    pub mod problems;
    pub mod read;
    pub mod write;
}

/// Checklists, answers, and how they fit together.
pub mod model {
    pub mod about;
    pub mod answers;
    pub mod cell;
    pub mod checklist;
    pub mod edit;
    pub mod fit;
    pub mod guard;
    pub mod path;
    pub mod state;
    pub mod values;
}

/// Comparing a checklist with what its publisher has published.
pub mod compare {
    pub mod checklist_text;
    mod cut;
    pub mod dated;
    pub mod difference;
    mod docx;
    mod html;
    pub mod items;
    pub mod published;
    pub mod sentences;
    #[cfg(test)]
    mod tests;
}

/// The update-date check: is this the newest edition, and what is the evidence?
pub mod edition {
    pub mod checks;
    pub mod comparing;
    pub mod earlier;
    pub mod known;
    pub mod note;
    pub mod update;
    pub mod verdict;
}

/// The data that the layouts read, made from a checklist and its answers.
pub mod document {
    mod blank;
    mod cover;
    pub mod fields;
    mod items;
    pub mod overview;
    mod record;
    pub mod schema;
    pub mod summary;
    mod timeline;
    pub mod writer;

    /// Text as it can be printed with the available fonts.
    pub mod text {
        pub mod characters;
        pub mod fonts;
        pub mod runs;
        mod together;
    }
}

/// From a document to pages: Typst's world, and the check that every answer is on them.
pub mod pages {
    pub mod compile;
    pub mod message;
    pub mod proof;
    pub mod world;
}

/// PDFs as bytes: written, packed, with fields, and read.
pub mod pdf {
    pub mod boxes;
    pub mod export;
    pub mod inside;
    mod nested;
    pub mod pack;
    mod printed;
    mod stream;
    mod strings;
    pub mod widgets;
}

/// Returned PDFs: the answers of forms, and the states of records.
pub mod returned {
    pub mod answers;
    pub mod document;
    pub mod form;
    pub mod identity;
    pub mod into;
    pub mod merge;
    pub mod record;
    pub mod write;
}

pub mod engine;

/// The page in the browser: a server for this machine alone, and what it shows and saves.
pub mod web {
    mod assets;
    mod change;
    pub mod desk;
    mod gate;
    mod history;
    pub mod kept;
    mod reply;
    mod secret;
    pub mod server;
    mod view;
}

/// The command line.
pub mod cli {
    pub mod args;
    pub mod batch;
    pub mod clock;
    pub mod commands;
    pub mod index;
    pub mod input;
    pub mod lists;
    pub mod names;
    pub mod output;
    pub mod session;
    pub mod terminal;
}

//! Turns a checklist written in YAML into documents people trust on paper.
//!
//! The map of the house. Imports go down only: a module may use those of its own storey and
//! of the storeys below it, and no two modules use each other. A test holds to this.
//!
//! ```text
//! cli, web     what is typed, files, the terminal, the clock
//! engine       the one way in: bytes in, bytes out
//! returned     what comes back: answers of a form, state of a record, three-way merge
//! pdf          PDFs as bytes: writing, packing, fields, reading
//! pages        Typst's world, pages, the proof
//! document     what the layouts read
//! edition      the update-date check
//! compare      a checklist against what is published
//! model        checklist, state, answers
//! yaml         YAML with places, read, written and edited
//! base         problems, files, dates, words
//! ```
//!
//! From `engine` down, nothing touches disk, terminal, environment or clock.

/// What everything else stands on: problems, files that were read, dates and words.
pub mod base {
    pub mod date;
    pub mod embedded;
    pub mod geometry;
    pub mod privacy;
    pub mod problem;
    pub mod source;
    pub mod text;
}

/// YAML with the places of its values: read, written and edited.
pub mod yaml {
    mod lost;
    pub mod node;
    pub mod place;
    pub mod problems;
    pub mod read;
    pub mod write;
}

/// A checklist, what was filled in for it, and how the two belong together.
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

/// A checklist against what its publisher has published.
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

/// The update-date check: is this the newest edition, and who found that out?
pub mod edition {
    pub mod checks;
    pub mod comparing;
    pub mod earlier;
    pub mod known;
    pub mod note;
    pub mod update;
    pub mod verdict;
}

/// What the layouts read, made of a checklist and what was filled in.
pub mod document {
    mod blank;
    mod columns;
    mod cover;
    pub mod fields;
    mod items;
    mod qr;
    mod record;
    pub mod schema;
    pub mod summary;
    pub mod writer;

    /// Words as they can be printed with the fonts there are.
    pub mod text {
        pub mod characters;
        pub mod fonts;
        pub mod runs;
    }
}

/// From a document to pages: Typst's world, and the proof.
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
    mod stream;
    mod strings;
    pub mod widgets;
}

/// What comes back: the answers of forms, and the states of records.
pub mod returned {
    pub mod answers;
    pub mod document;
    pub mod form;
    pub mod into;
    pub mod merge;
    pub mod record;
    pub mod write;
}

pub mod engine;

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

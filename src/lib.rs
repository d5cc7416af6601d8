//! Turns a checklist written in YAML into documents people trust on paper.
//!
//! Data flows one way, and the middle touches neither disk nor clock:
//!
//! ```text
//! content/*.yaml → load → fit → document → (JSON) → layouts/*.typ → pdf → proof → form → output
//!                                                world: layouts, fonts
//! ```

pub mod against;
pub mod args;
pub mod batch;
pub mod characters;
pub mod check;
pub mod checklist;
pub mod clock;
pub mod cover;
pub mod date;
pub mod diag;
pub mod document;
pub mod earlier;
pub mod edit;
pub mod edition;
pub mod editions;
pub mod embedded;
pub mod export;
pub mod fields;
pub mod filled;
pub mod fit;
pub mod form;
pub mod guard;
pub mod import;
pub mod index;
pub mod input;
pub mod lay_out;
pub mod load;
pub mod merge;
pub mod name;
pub mod note;
pub mod output;
pub mod pack;
pub mod pdf;
pub mod practices;
pub mod print;
pub mod privacy;
pub mod proof;
pub mod qr;
pub mod record;
pub mod runs;
pub mod session;
pub mod start;
pub mod state;
pub mod summary;
pub mod update;
pub mod values;
pub mod world;

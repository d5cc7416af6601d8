//! Turns a checklist written in YAML into documents people trust on paper.
//!
//! Data flows one way, and the middle touches neither disk nor clock:
//!
//! ```text
//! content/*.yaml → load → checklist → document → (JSON) → layouts/*.typ → pdf → output
//!                                                world: layouts, fonts
//! ```

pub mod args;
pub mod characters;
pub mod checklist;
pub mod clock;
pub mod date;
pub mod diag;
pub mod document;
pub mod embedded;
pub mod input;
pub mod load;
pub mod output;
pub mod pack;
pub mod pdf;
pub mod print;
pub mod qr;
pub mod session;
pub mod world;

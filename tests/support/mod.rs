//! Running the program and reading its PDFs back, for the tests.

#![expect(
    unreachable_pub,
    reason = "the parts of a test binary are public to each other"
)]
#![allow(dead_code, reason = "the reader can do more than the tests of today ask")]

pub mod browser;
pub mod checklists;
pub mod document;
mod drawing;
pub mod engine;
pub mod forms;
pub mod lines;
mod marks;
pub mod picture;
pub mod project;
pub mod random;
pub mod reader;
pub mod reference;
pub mod rules;
pub mod tag_tree;
pub mod widgets;
pub mod words;
pub mod work;

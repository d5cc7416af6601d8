//! Reading a finished PDF back, for the tests.

#![allow(dead_code, reason = "each test file uses a part of this")]

pub mod document;
mod drawing;
pub mod lines;
mod marks;
pub mod picture;
pub mod reader;
mod tag_tree;

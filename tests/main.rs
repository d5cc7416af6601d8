//! The integration tests.

mod changes;
mod check;
mod content;
mod editions;
mod embedded;
mod engine;
mod form;
mod geometry;
mod house;
mod layouts;
mod many;
mod messages;
mod mutations;
mod overview;
mod own;
mod record;
mod references;
mod reproducible;
mod returned;
mod support;
mod web;
mod writing;
mod yaml;

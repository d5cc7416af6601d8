//! Where something stands in a YAML file.

use std::ops::Range;

use crate::base::source::Source;

/// Where something stands in an input file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    start: usize,
    end: usize,
}

impl Place {
    /// These bytes of the file's text.
    pub fn bytes(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }

    /// The bytes of the file's text that this is.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The line of the file on which this starts, from 1.
    pub fn line(self, input: &Source) -> usize {
        input.line_at(self.start)
    }
}

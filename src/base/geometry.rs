//! Measures that Rust and the layouts both need, in mm and pt.

/// The width of the text on the page in mm: A4 less two margins of 20 mm.
pub const TEXT_WIDTH: f64 = 170.0;

/// How many times larger the type in large print is.
pub const LARGE_PRINT: f64 = 1.5;

/// The size of type in running text, in pt.
pub const BODY: f64 = 12.0;

/// The space beside the content of a column, in mm.
pub const INSETS: f64 = 4.0;

/// The width of a column for a date as long as *20 September 2028* on one line, in mm, in
/// both sizes of print; `layouts/components/system.typ` has the same.
pub const DATE_COLUMN: [f64; 2] = [43.0, 62.0];

/// Widths of columns in mm without the space beside their content, in whichever size of
/// print is narrower.
pub mod widths {
    /// A date.
    pub const DATE: f64 = 39.0;
    /// The owner of an outstanding item.
    pub const OWNER: f64 = 29.0;
    /// The owner of a task.
    pub const TASK_OWNER: f64 = 44.0;
    /// What an answer without a place was the answer to.
    pub const UNPLACED: f64 = 52.0;
    /// What to look at or to do.
    pub const WHAT: f64 = 61.0;
    /// Whose date it is, where it is given, and how to reach them.
    pub const WHO: f64 = 50.0;
    /// Why to look at something.
    pub const WHY: f64 = 92.0;
}

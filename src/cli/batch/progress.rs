//! The progress of a run: a line that changes on a terminal, or a line now and then
//! elsewhere.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often the line on a terminal changes.
const REDRAWN: Duration = Duration::from_millis(100);

/// How often a line is written elsewhere, such as a log.
const LOGGED: Duration = Duration::from_secs(10);

/// The progress of a run.
pub(super) struct Progress {
    all: usize,
    on_terminal: bool,
    started: Instant,
    shown: Instant,
    is_drawn: bool,
}

impl Progress {
    /// Starts to count up to a number.
    pub(super) fn new(all: usize) -> Self {
        let now = Instant::now();
        let on_terminal = io::stderr().is_terminal();
        Self { all, on_terminal, started: now, shown: now, is_drawn: false }
    }

    /// Shows how many are done, if it is time to.
    pub(super) fn show(&mut self, done: usize) {
        let every = if self.on_terminal { REDRAWN } else { LOGGED };
        if self.all < 2 || self.shown.elapsed() < every {
            return;
        }
        self.shown = Instant::now();
        let text = progress_text(done, self.all, self.started.elapsed());
        if self.on_terminal {
            write(&format!("\r\x1b[K{text}"));
            self.is_drawn = true;
        } else {
            line(&format!("note: {text}"));
        }
    }

    /// Clears the line to make room for a message.
    pub(super) fn clear(&mut self) {
        if self.is_drawn {
            write("\r\x1b[K");
            self.is_drawn = false;
        }
    }
}

/// How many are done, and how long the rest will take.
fn progress_text(done: usize, all: usize, elapsed: Duration) -> String {
    let left = elapsed.as_secs_f64() / done.max(1) as f64 * (all - done) as f64;
    let left = match left.round() as u64 {
        seconds @ ..100 => format!("{seconds} s"),
        seconds => format!("{} min", (seconds + 30) / 60),
    };
    format!("{done} of {all}, {left} left")
}

/// Writes a line to standard error.
pub(super) fn line(text: &str) {
    write(&format!("{text}\n"));
}

fn write(text: &str) {
    // If standard error is closed, nobody can be told.
    let _ = io::stderr().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_given_in_seconds_or_minutes() {
        let text =
            |done, seconds| progress_text(done, 6300, Duration::from_secs(seconds));
        assert_eq!(text(63, 1), "63 of 6300, 99 s left");
        assert_eq!(text(630, 60), "630 of 6300, 9 min left");
        assert_eq!(text(6300, 60), "6300 of 6300, 0 s left");
        assert_eq!(text(0, 0), "0 of 6300, 0 s left");
    }
}

//! The processor time of a thread: other work on the machine does not count.

use std::fs;
use std::time::Duration;

/// How long this thread has had a processor, if the system says.
pub fn worked() -> Duration {
    let statistics =
        fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds =
        statistics.split_whitespace().next().and_then(|word| word.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

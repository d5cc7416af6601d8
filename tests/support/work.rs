//! How much a thread has worked: what else the machine does meanwhile does not count.

use std::fs;
use std::time::Duration;

/// For how long this thread has had a processor, where the system tells.
pub fn worked() -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split_whitespace().next().and_then(|word| word.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

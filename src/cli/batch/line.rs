//! Works on many items at once, and returns the results in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// How many results per thread may be ready before the next one that is due.
const AHEAD: usize = 4;

/// Works on each item, on this many threads, and passes the results on in order; there is
/// no result if the work on an item panics.
///
/// With a single thread, this thread does the work, one item after another.
pub(super) fn in_order<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(&T, Option<R>) -> ControlFlow<()>,
) {
    // It is safe to continue after a panic: what items share is behind locks.
    let work = |item| catch_unwind(AssertUnwindSafe(|| work(item))).ok();
    if threads <= 1 {
        let _ = items.iter().try_for_each(|item| take(item, work(item)));
        return;
    }
    let line = Line::new(items.len(), threads * AHEAD);
    thread::scope(|scope| {
        let (sender, results) = mpsc::channel();
        for _ in 0..threads {
            let (sender, line, work) = (sender.clone(), &line, &work);
            scope.spawn(move || {
                alone(|| {
                    while let Some(index) = line.next() {
                        // The receiver is gone once the rest is not wanted.
                        let _ = sender.send((index, work(&items[index])));
                    }
                });
            });
        }
        drop(sender);
        // Otherwise the threads would wait for ever if taking a result panics.
        let _closing = Closing(&line);
        let mut early = BTreeMap::new();
        let mut taken = 0;
        for (index, result) in results {
            early.insert(index, result);
            while let Some(result) = early.remove(&taken) {
                if take(&items[taken], result).is_break() {
                    return;
                }
                taken += 1;
                line.allow(taken + threads * AHEAD);
            }
        }
    });
}

/// Runs something in a thread pool that has only this thread.
///
/// Typst lays out in parallel where it can. In a shared pool, a thread that waits for
/// part of its document would start on another document meanwhile.
fn alone(run: impl FnOnce() + Send) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    match pool.build() {
        Ok(pool) => pool.install(run),
        Err(_) => run(),
    }
}

/// Gives out indices, up to a limit that grows.
struct Line {
    state: Mutex<LineState>,
    changed: Condvar,
}

struct LineState {
    next: usize,
    limit: usize,
    end: usize,
}

impl Line {
    fn new(end: usize, limit: usize) -> Self {
        let state = Mutex::new(LineState { next: 0, limit, end });
        Self { state, changed: Condvar::new() }
    }

    fn change(&self, change: impl FnOnce(&mut LineState)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    fn allow(&self, limit: usize) {
        self.change(|state| state.limit = limit);
    }

    /// The next index, as soon as it may be worked on; none at the end.
    fn next(&self) -> Option<usize> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waits =
            |state: &mut LineState| state.next < state.end && state.next >= state.limit;
        let state = self.changed.wait_while(state, waits);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        let index = state.next;
        state.next += 1;
        (index < state.end).then_some(index)
    }
}

/// Stops any further index from being given out when it is dropped.
struct Closing<'a>(&'a Line);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.change(|state| state.end = 0);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn results_come_in_order_and_not_too_far_ahead() {
        let items: Vec<usize> = (0..200).collect();
        let (begun, mut taken) = (AtomicUsize::new(0), Vec::new());
        let (ready, news) = (Mutex::new(HashSet::new()), Condvar::new());
        let work = |&item: &usize| {
            begun.fetch_add(1, Ordering::SeqCst);
            let mut ready = ready.lock().unwrap();
            // The first of each seven is ready after the one that follows it.
            if item % 7 == 0 && item + 1 < items.len() {
                ready = news.wait_while(ready, |it| !it.contains(&(item + 1))).unwrap();
            }
            ready.insert(item);
            news.notify_all();
            item
        };
        in_order(&items, 3, work, |_, result| {
            taken.extend(result);
            assert!(begun.load(Ordering::SeqCst) <= taken.len() + 3 * AHEAD);
            ControlFlow::Continue(())
        });
        assert_eq!(taken, items);
    }

    #[test]
    fn work_stops_once_no_more_results_are_wanted() {
        let items: Vec<usize> = (0..1000).collect();
        let begun = AtomicUsize::new(0);
        let work = |&item: &usize| {
            begun.fetch_add(1, Ordering::SeqCst);
            item
        };
        let mut taken = 0;
        in_order(&items, 2, work, |_, _| {
            taken += 1;
            if taken == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(taken, 5);
        assert!(begun.into_inner() < 20);
    }

    #[test]
    fn work_that_panics_has_no_result_and_the_rest_goes_on() {
        let items: Vec<usize> = (0..100).collect();
        for threads in 1..=3 {
            let mut taken = Vec::new();
            let work = |&item: &usize| {
                assert!(item % 9 != 0, "meant to panic");
                item
            };
            in_order(&items, threads, work, |&item, result| {
                taken.push((item, result));
                ControlFlow::Continue(())
            });
            let wanted: Vec<_> = items
                .iter()
                .map(|&item| (item, Some(item).filter(|i| i % 9 != 0)))
                .collect();
            assert_eq!(taken, wanted, "{threads} threads");
        }
    }

    #[test]
    fn a_panic_while_taking_results_leaves_no_thread_waiting() {
        let items: Vec<usize> = (0..100).collect();
        for threads in 1..=3 {
            let take = |_: &_, _| panic!("meant to panic");
            let run = || in_order(&items, threads, |&item| item, take);
            assert!(catch_unwind(AssertUnwindSafe(run)).is_err(), "{threads} threads");
        }
    }
}

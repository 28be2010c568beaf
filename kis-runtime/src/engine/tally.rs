//! What a run counts at each place of its flow.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// A counter with one writer at a time, so a plain load and store will do.
#[derive(Default)]
pub struct Count(AtomicU64);

impl Count {
    pub(crate) fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
    pub(crate) fn set(&self, n: u64) {
        self.0.store(n, Relaxed);
    }
    pub(crate) fn add(&self, n: u64) {
        self.set(self.get().wrapping_add(n));
    }
    pub(crate) fn take(&self) -> u64 {
        let n = self.get();
        self.set(0);
        n
    }
}

/// The counters of one place; `Run::settle` turns the raw ones into rows in and out.
#[derive(Default)]
pub struct Tally {
    /// Rows that a batch function, or the end of the run, received. Raw.
    pub(crate) arrived: Count,
    /// Rows that went into a row function and did not come out, wrapped below zero when more came out. Raw.
    pub(crate) gone: Count,
    /// Rows that a batch function yielded. Raw.
    pub(crate) yielded: Count,
    /// The number of the row, plus one, during which the function panicked.
    pub(crate) panicked: Count,
    pub(crate) rows_in: Count,
    pub(crate) rows_out: Count,
    pub(crate) dropped: Count,
    pub(crate) skipped: Count,
    pub(crate) dead_lettered: Count,
    pub(crate) calls: Count,
    pub(crate) retries: Count,
    pub(crate) nanos: Count,
    /// Calls of a row function that were measured.
    pub(crate) timed: Count,
}

impl Tally {
    /// How long the function took, where all its calls were measured.
    pub(crate) fn duration(&self, by_row: bool) -> Option<Duration> {
        let measured = !by_row || self.timed.get() == self.calls.get();
        Some(self.nanos.get()).filter(|nanos| measured && *nanos > 0).map(Duration::from_nanos)
    }
}

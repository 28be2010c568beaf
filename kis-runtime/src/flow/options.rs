//! What a caller may say of one run.

use std::num::NonZeroU32;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::context::next_run_id;

/// What a caller may say of one run.
///
/// ```
/// # use kis_runtime::{CancellationToken, RunOptions, Timing};
/// let stop = CancellationToken::new();
/// let options = RunOptions::new().cancel(stop.clone()).timing(Timing::Always);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct RunOptions {
    pub(crate) cancel: Option<CancellationToken>,
    pub(crate) deadline: Option<Instant>,
    pub(crate) run_id: u64,
    pub(crate) timing: Option<Timing>,
    pub(crate) max_jumps: Option<u32>,
}

impl RunOptions {
    /// A run that nothing cancels, with a number of its own.
    pub fn new() -> Self {
        RunOptions { cancel: None, deadline: None, run_id: next_run_id(), timing: None, max_jumps: None }
    }

    /// Ends the run, as an error, when the token is cancelled: between batches, at an await, or within a heavy
    /// batch after a slice of it.
    pub fn cancel(mut self, token: CancellationToken) -> Self {
        self.cancel = Some(token);
        self
    }

    /// Ends the run, as an error, when that time has come.
    pub fn deadline(mut self, deadline: Instant) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// The number that the functions see, and errors and spans carry.
    pub fn run_id(mut self, run_id: u64) -> Self {
        self.run_id = run_id;
        self
    }

    /// Whether this run measures each function by itself; else the flow's own habit counts.
    pub fn timing(mut self, timing: Timing) -> Self {
        self.timing = Some(timing);
        self
    }

    /// After how many jumps the run is ended as an error; else the flow's own bound counts.
    pub fn max_jumps(mut self, bound: u32) -> Self {
        self.max_jumps = Some(bound);
        self
    }
}

impl Default for RunOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// How many runs measure the duration of each row function.
///
/// Neighbouring row functions run as one loop, in which one cannot be told from the other; to measure them a run
/// goes stage by stage, each on a batch of its own. Counts are exact, and batch functions are timed, in every run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// No run.
    Never,
    /// One in so many.
    OneIn(NonZeroU32),
    /// Every run.
    Always,
}

impl Default for Timing {
    /// One in 16.
    fn default() -> Self {
        const SIXTEEN: NonZeroU32 = NonZeroU32::new(16).expect("16 is not zero");
        Timing::OneIn(SIXTEEN)
    }
}

//! What a run tells of itself.

use std::time::Duration;

use crate::function::Mode;

/// The rows of a run, and what each function did with them.
#[derive(Debug)]
#[non_exhaustive]
pub struct RunReport<T> {
    /// The rows that left the last function; none when the run ended before it.
    pub rows: Vec<T>,
    /// The run's number.
    pub run_id: u64,
    /// Each function, in the order of the flow.
    pub functions: Vec<FunctionReport>,
    /// Lines of input that were no rows, where the flow leaves such lines out.
    pub bad_input: u64,
    /// How long the run took.
    pub duration: Duration,
}

/// What one function did in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionReport {
    /// The function's name.
    pub name: &'static str,
    /// The function's mode.
    pub mode: Mode,
    /// Rows that it took.
    pub rows_in: u64,
    /// Rows that it yielded.
    pub rows_out: u64,
    /// Rows of which it let nothing through: refused, skipped, dead-lettered or aborted.
    pub dropped: u64,
    /// Of these: rows left out after an error.
    pub skipped: u64,
    /// Of these: rows sent to the dead letters.
    pub dead_lettered: u64,
    /// Batches that it took.
    pub calls: u64,
    /// Tries beyond the first.
    pub retries: u64,
    /// How long it took; `None` for a row function in a run that did not measure it, see [`Timing`](crate::Timing).
    pub duration: Option<Duration>,
}

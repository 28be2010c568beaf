//! How a function is treated: its mode, its retries, and what an error does.

use std::fmt;
use std::time::Duration;

/// What a function is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Checks and filters rows (`V`).
    Verify,
    /// Keeps rows in a connector (`S`).
    Save,
    /// Brings rows from a connector (`L`).
    Load,
    /// Makes new rows of those that come (`C`).
    Calculate,
    /// Anything else, such as notifying or printing (`E`).
    Expand,
}

impl Mode {
    /// The name that configurations and metrics use.
    pub const fn name(self) -> &'static str {
        match self {
            Mode::Verify => "Verify",
            Mode::Save => "Save",
            Mode::Load => "Load",
            Mode::Calculate => "Calculate",
            Mode::Expand => "Expand",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a row that fails does to its run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnError {
    /// The run fails, naming the row.
    #[default]
    Fail,
    /// The row is left out and counted.
    Skip,
    /// The row goes to the flow's dead letters with the error, and is counted.
    DeadLetter,
}

/// How a function is called: what the attribute says, overridden by a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// Tries beyond the first one, for batch functions.
    pub retry_times: u32,
    /// The wait before a further try.
    pub retry_duration: Duration,
    /// Whether the wait doubles from try to try, with jitter.
    pub retry_backoff: bool,
    /// The time that one try may take.
    pub timeout: Option<Duration>,
    /// What a row that fails does.
    pub on_error: OnError,
}

impl Policy {
    /// One try, no time limit, an error ends the run.
    pub const DEFAULT: Policy = Policy {
        retry_times: 0,
        retry_duration: Duration::ZERO,
        retry_backoff: false,
        timeout: None,
        on_error: OnError::Fail,
    };

    /// What an attribute says.
    #[doc(hidden)]
    pub const fn new(
        retry_times: u32,
        retry_duration: Duration,
        retry_backoff: bool,
        timeout: Option<Duration>,
        on_error: OnError,
    ) -> Self {
        Policy { retry_times, retry_duration, retry_backoff, timeout, on_error }
    }

    /// The wait before try number `retry` beyond the first, counted from 1.
    ///
    /// With backoff: twice as long from try to try, at most [`Policy::LONGEST_WAIT`], and of that a random
    /// part between a half and the whole ("equal jitter"), so that callers that failed together do not come
    /// back together.
    pub(crate) fn wait(&self, retry: u32) -> Duration {
        if !self.retry_backoff {
            return self.retry_duration;
        }
        let doubled = self.retry_duration.saturating_mul(1_u32.checked_shl(retry - 1).unwrap_or(u32::MAX));
        doubled.min(Self::LONGEST_WAIT).mul_f64(0.5 + fastrand::f64() / 2.0)
    }

    /// The longest wait between two tries: one hour.
    pub const LONGEST_WAIT: Duration = Duration::from_secs(3600);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_constant_without_backoff() {
        let policy = Policy { retry_duration: Duration::from_millis(500), ..Policy::DEFAULT };
        assert_eq!([policy.wait(1), policy.wait(7)], [Duration::from_millis(500); 2]);
    }

    #[test]
    fn backoff_doubles_between_a_half_and_the_whole_and_ends_at_an_hour() {
        let policy =
            Policy { retry_duration: Duration::from_millis(100), retry_backoff: true, ..Policy::DEFAULT };
        for (retry, whole) in [(1, 100), (2, 200), (5, 1600), (30, 3_600_000), (1000, 3_600_000)] {
            let whole = Duration::from_millis(whole);
            for _ in 0..100 {
                let wait = policy.wait(retry);
                assert!(whole / 2 <= wait && wait <= whole, "try {retry}: {wait:?}");
            }
        }
    }
}

use std::fmt;
use std::time::Duration;

use super::Params;
use crate::span::At;

/// What a file says of a function: `kistype: func`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Function {
    /// `fname`, or `fid`.
    pub name: At<String>,
    /// `fmode`.
    pub mode: At<Mode>,
    /// `source`: the rows that it takes.
    pub source: DataSource,
    /// `option.cname`, or `cid`; an empty one is none.
    pub connector: Option<At<String>>,
    /// `option.retry_times`: tries beyond the first, at most 1,000.
    pub retry_times: Option<At<u32>>,
    /// `option.return_duration`, or `retry_duration`: the wait before a further try, at most one hour.
    pub retry_duration: Option<At<Duration>>,
    /// `option.retry_backoff`: whether the wait doubles from try to try.
    pub retry_backoff: Option<At<bool>>,
    /// `option.timeout`: the time that one try may take, more than none and at most one hour.
    pub timeout: Option<At<Duration>>,
    /// `option.on_error`: what a row that fails does.
    pub on_error: Option<At<OnError>>,
    /// `option.default_params`: the function's parameters, under those of its places in flows.
    pub default_params: Params,
}

/// The rows that a function takes, as its file has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataSource {
    /// What people call them.
    pub name: Option<At<String>>,
    /// The fields that they must have.
    pub must: Vec<At<String>>,
}

/// What a function is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// All modes.
    pub const ALL: [Mode; 5] = [Mode::Verify, Mode::Save, Mode::Load, Mode::Calculate, Mode::Expand];

    /// The mode's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Mode::Verify => "Verify",
            Mode::Save => "Save",
            Mode::Load => "Load",
            Mode::Calculate => "Calculate",
            Mode::Expand => "Expand",
        }
    }

    /// The mode of this name, or of its first letter.
    ///
    /// ```
    /// use kis_config::Mode;
    ///
    /// assert_eq!(Mode::from_name("Save"), Some(Mode::Save));
    /// assert_eq!(Mode::from_name("S"), Some(Mode::Save));
    /// assert_eq!(Mode::from_name("save"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Mode::ALL.into_iter().find(|mode| name == mode.name() || name == &mode.name()[..1])
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a row that fails does to its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OnError {
    /// The run fails (`fail`).
    Fail,
    /// The row is left out and counted (`skip`).
    Skip,
    /// The row goes to the flow's dead letters and is counted (`dead_letter`).
    DeadLetter,
}

impl OnError {
    /// All of them.
    pub const ALL: [OnError; 3] = [OnError::Fail, OnError::Skip, OnError::DeadLetter];

    /// As it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            OnError::Fail => "fail",
            OnError::Skip => "skip",
            OnError::DeadLetter => "dead_letter",
        }
    }
}

//! What can go wrong with a flow: when it is built, and when it runs.

use std::fmt;
use std::sync::Arc;

use crate::BoxError;
use crate::connector::ConnectorError;
use crate::params::ParamProblem;

/// Why a run failed: where, at which row, and what the function said.
#[non_exhaustive]
pub struct FlowError {
    /// The flow.
    pub flow: Arc<str>,
    /// The run's number.
    pub run_id: u64,
    /// The function.
    pub function: &'static str,
    /// The function's place in the flow, counted from 0.
    pub place: usize,
    /// The row's number in the function's own input, counted from 0, where one row is to blame.
    pub row: Option<u64>,
    /// What kind of fault it was.
    pub kind: ErrorKind,
    /// How often it was tried: more than once where the function has retries.
    pub tries: u32,
    /// What was wrong, the last time: what the function returned.
    pub source: BoxError,
}

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FlowError { flow, run_id: _, function, place, row, kind, tries, source } = self;
        write!(f, "flow `{flow}`: ")?;
        match kind {
            ErrorKind::Input => f.write_str("input")?,
            _ => write!(f, "function `{function}` (place {})", place + 1)?,
        }
        if let Some(row) = row {
            write!(f, ", row {row}")?;
        }
        write!(f, ": {source}")?;
        if *tries > 1 {
            write!(f, " (tried {tries} times)")?;
        }
        Ok(())
    }
}

/// As it is shown: a `main` that returns the error prints this.
impl fmt::Debug for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for FlowError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.source()
    }
}

/// The kinds of fault that end a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A line of input was no row, or the caller's iterator panicked.
    Input,
    /// A row function failed at a row.
    Row,
    /// A batch function failed, with all its retries.
    Batch,
    /// A batch function took longer than its time limit, with all its retries.
    Timeout,
    /// A function panicked.
    Panic,
    /// The run was cancelled.
    Cancelled,
    /// The run's deadline passed.
    Deadline,
    /// A jump to nowhere, or one too many.
    Jumps,
    /// The dead letters could not be sent.
    DeadLetters,
}

impl ErrorKind {
    /// The name that metrics use.
    pub const fn name(self) -> &'static str {
        match self {
            ErrorKind::Input => "input",
            ErrorKind::Row => "row",
            ErrorKind::Batch => "batch",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Panic => "panic",
            ErrorKind::Cancelled => "cancelled",
            ErrorKind::Deadline => "deadline",
            ErrorKind::Jumps => "jumps",
            ErrorKind::DeadLetters => "dead_letters",
        }
    }
}

/// Why a flow could not be built: every problem, not just the first.
#[non_exhaustive]
pub struct BuildError {
    /// The flow.
    pub flow: String,
    /// What was wrong, in the order of the flow.
    pub problems: Vec<BuildProblem>,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "flow `{}` cannot be built: ", self.flow)?;
        match &*self.problems {
            [one] => write!(f, "{one}"),
            many => {
                write!(f, "{} problems", many.len())?;
                many.iter().try_for_each(|problem| write!(f, "\n- {problem}"))
            }
        }
    }
}

/// As it is shown: a `main` that returns the error prints this.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for BuildError {}

/// One reason why a flow could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildProblem {
    /// A parameter is missing, unknown or cannot be read.
    #[error("function `{function}` (place {}): {problem}", place + 1)]
    Parameter {
        /// The function.
        function: &'static str,
        /// Its place in the flow, counted from 0.
        place: usize,
        /// What is wrong with it.
        problem: ParamProblem,
    },
    /// The builder was given a parameter for a function that the flow does not have.
    #[error("parameter `{name}` was given for `{function}`, which is not in the flow{}", near_text(near.as_deref()))]
    NoSuchFunction {
        /// The function that was named.
        function: String,
        /// The parameter.
        name: String,
        /// A function of the flow with a name like it.
        near: Option<String>,
    },
    /// A flow that is linked at run time names a function that is not registered.
    #[error("no function `{function}` is registered{}", near_text(near.as_deref()))]
    NotRegistered {
        /// The function that was named.
        function: String,
        /// A registered function with a name like it.
        near: Option<String>,
    },
    /// Neighbouring functions of a flow that is linked at run time do not fit.
    #[error("function `{function}` takes rows of `{takes}`, but `{before}` before it yields `{yields}`")]
    Edge {
        /// The function.
        function: &'static str,
        /// The rows that it takes.
        takes: &'static str,
        /// The function before it.
        before: &'static str,
        /// The rows that that one yields.
        yields: &'static str,
    },
    /// A flow that is linked at run time lacks the target of a jump.
    #[error("function `{function}` jumps to `{target}`, which this flow does not have")]
    NoTarget {
        /// The function that jumps.
        function: &'static str,
        /// The function that is missing.
        target: &'static str,
    },
    /// A flow without functions.
    #[error("the flow has no functions")]
    Empty,
    /// A function's connector is not declared, cannot be reached or does not fit.
    #[error("function `{function}` (place {}): {source}", place + 1)]
    Connector {
        /// The function.
        function: &'static str,
        /// Its place in the flow, counted from 0.
        place: usize,
        /// What is wrong with it.
        source: ConnectorError,
    },
    /// Rows are to go to dead letters that are not there, or cannot be reached.
    #[error("dead letters of {wanted_by}: {source}")]
    DeadLetters {
        /// What sends rows there.
        wanted_by: String,
        /// What is wrong with the connector.
        source: ConnectorError,
    },
}

fn near_text(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PoolError;
    use crate::connector::{ConnectorConfig, Connectors};

    #[tokio::test]
    async fn a_main_that_returns_an_error_prints_what_is_wrong() {
        let connectors = Connectors::new().with("Orders", ConnectorConfig::new("memory", ""));
        let source = connectors.topic::<u32>("Ordres").await.unwrap_err();
        assert_eq!(
            format!("{source:?}"),
            "no connector is named `Ordres` (did you mean `Orders`?); declared: `Orders`"
        );
        let problem = BuildProblem::Connector { function: "Save", place: 0, source };
        let error = PoolError::Build(BuildError { flow: "Keep".to_owned(), problems: vec![problem] });
        let main: crate::BoxError = error.into();
        assert_eq!(
            format!("{main:?}"),
            "flow `Keep` cannot be built: function `Save` (place 1): no connector is named `Ordres` (did you mean \
             `Orders`?); declared: `Orders`"
        );
    }
}

use std::fmt;

use crate::{BoxError, BuildError, FlowError};

/// What can go wrong with the flows of a pool.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum PoolError {
    /// There is no flow of that name.
    #[error("there is no flow `{name}` in this pool{}", known(.near.as_deref(), .names))]
    NoSuchFlow {
        /// The name.
        name: String,
        /// A flow with a name like it.
        near: Option<String>,
        /// The flows that there are.
        names: Vec<String>,
    },
    /// The flow cannot be linked.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The run failed.
    #[error(transparent)]
    Run(#[from] FlowError),
    /// The flow takes or yields rows of another type.
    #[error("flow `{flow}` {verb} rows of `{actual}`, not of `{asked}`")]
    OtherRows {
        /// The flow.
        flow: String,
        /// `takes` or `yields`.
        verb: &'static str,
        /// What the flow has.
        actual: &'static str,
        /// What the caller has.
        asked: &'static str,
    },
    /// The rows cannot be read from JSON, or written as such.
    #[error("rows of `{row}`, which flow `{flow}` {verb}, are no JSON: derive `{derive}` for it")]
    NoJson {
        /// The flow.
        flow: String,
        /// `takes` or `yields`.
        verb: &'static str,
        /// The rows.
        row: &'static str,
        /// The derive that is missing.
        derive: &'static str,
    },
    /// A row that left the flow could not be written as JSON.
    #[error("a row that left flow `{flow}` cannot be written as JSON: {source}")]
    Write {
        /// The flow.
        flow: String,
        /// What serde says.
        source: BoxError,
    },
}

/// As it is shown: a `main` that returns the error prints this.
impl fmt::Debug for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn known(near: Option<&str>, names: &[String]) -> String {
    match near {
        Some(near) => format!("; did you mean `{near}`?"),
        None if names.is_empty() => "; it is empty".to_owned(),
        None => format!(
            "; it has {}",
            names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        ),
    }
}

//! What goes wrong with a server and on the way to it, and what is done about it.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use super::refused::{Refused, list};
use crate::BoxError;
use crate::connector::error::ConnectorError;

/// Why a request has no good answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("{fault}; tried again for {retry_for:?} (param `retry_for`)")]
    GaveUp { retry_for: Duration, fault: Box<Fault> },
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    #[error("the connection was lost: {0}")]
    Lost(String),
    #[error("the server did not answer within {limit:?}; param `{param}` sets the limit")]
    NoAnswer { limit: Duration, param: &'static str },
    #[error(
        "all {size} requests at once were under way for {limit:?}; param `pool_size` sets how many there are"
    )]
    Busy { size: usize, limit: Duration },
    #[error("the server cannot answer now ({0})")]
    NotNow(Said),
    #[error("the server has more to do than it takes on ({0})")]
    Overloaded(Said),
    #[error("{DISK_FULL} ({0})")]
    DiskFull(Said),
    #[error("the server refuses the user, the password or the `api_key` ({0})")]
    Unauthorized(Said),
    #[error("the user may not do this ({0})")]
    Forbidden(Said),
    #[error("index `{0}` is not there: make it, or say `create: true`")]
    NoIndex(String),
    #[error(
        "the server takes no request of {bytes} bytes: lower param `bulk_bytes`, or raise its `http.max_content_length`"
    )]
    TooLong { bytes: usize },
    #[error("the answer is longer than {limit} bytes: {advice}, or raise param `answer_bytes`")]
    LongAnswer { limit: usize, advice: &'static str },
    #[error("the server sends us on to `{0}`: write the address that answers itself")]
    Redirect(String),
    #[error(
        "the answer is none of Elasticsearch (status {status}, it begins with `{begin}`): does something else stand at this address?"
    )]
    Foreign { status: StatusCode, begin: String },
    #[error("the server refuses the request ({0})")]
    Refused(Said),
    #[error("{failed} of {total} shards failed ({said})")]
    Shards { failed: u64, total: u64, said: String },
    #[error("a page of the scan may be lost, so the scan is over: begin it again")]
    ScanOver,
    #[error("{fault}; a page of the scan may be lost, so the scan is over: begin it again")]
    PageLost { fault: Box<Fault> },
    #[error(transparent)]
    BadRow(Box<ConnectorError>),
    #[error("a request did not end: {0}")]
    Panicked(tokio::task::JoinError),
    #[error("{0}")]
    Other(String),
    #[error("{}; writing all of them again is safe: {}", so_far(*.written, *.unsure, .refused.len(), *.rows), reasons(refused, fault.as_deref()))]
    Partial { written: usize, unsure: usize, rows: usize, refused: Vec<Refused>, fault: Option<Box<Fault>> },
    #[error("{}; removing all of them again is safe: {}", removed(*.deleted, *.unsure, .refused.len()), reasons(refused, fault.as_deref()))]
    PartlyDeleted { deleted: u64, unsure: usize, refused: Vec<Refused>, fault: Option<Box<Fault>> },
}

pub(super) const DISK_FULL: &str = "the server's disk is nearly full (flood-stage watermark), and its indices are read-only until there is room";

/// What the server said, in its own words.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) status: u16,
    /// The type of the error, such as `mapper_parsing_exception`; empty when there is none.
    pub(super) kind: String,
    pub(super) reason: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        for part in [&self.kind, &self.reason] {
            if !part.is_empty() {
                write!(f, ", {part}")?;
            }
        }
        Ok(())
    }
}

fn so_far(written: usize, unsure: usize, refused: usize, rows: usize) -> String {
    let mut parts = vec![format!("{written} of {rows} rows are written")];
    if refused > 0 {
        parts.push(format!("{refused} are refused"));
    }
    if unsure > 0 {
        parts.push(format!("{unsure} may be written"));
    }
    parts.join(", ")
}

fn removed(deleted: u64, unsure: usize, refused: usize) -> String {
    let mut parts = vec![format!("{deleted} rows are removed")];
    if refused > 0 {
        parts.push(format!("{refused} are refused"));
    }
    if unsure > 0 {
        parts.push(format!("{unsure} keys more may be"));
    }
    parts.join(", ")
}

fn reasons(refused: &[Refused], fault: Option<&Fault>) -> String {
    let fault = fault.map(ToString::to_string);
    let rows = (!refused.is_empty()).then(|| list(refused));
    fault.into_iter().chain(rows).collect::<Vec<_>>().join("; ")
}

impl Fault {
    /// What became of a request that was not answered. `limit` is how long it might take.
    pub(super) fn of(error: reqwest::Error, limit: Duration, param: &'static str) -> Self {
        let error = error.without_url();
        if error.is_connect() {
            return Fault::Unreachable(innermost(&error));
        }
        if error.is_timeout() {
            return Fault::NoAnswer { limit, param };
        }
        if error.is_builder() {
            return Fault::Other(innermost(&error));
        }
        Fault::Lost(innermost(&error))
    }

    /// What a status that is no success means.
    pub(super) fn answered(said: Said) -> Self {
        match said.status {
            _ if said.is_disk_full() => Fault::DiskFull(said),
            401 => Fault::Unauthorized(said),
            403 if said.kind == "cluster_block_exception" => Fault::Refused(said),
            403 => Fault::Forbidden(said),
            429 => Fault::Overloaded(said),
            502..=504 => Fault::NotNow(said),
            _ => Fault::Refused(said),
        }
    }

    /// As calls fail by it: a refused row is told as it is.
    pub(super) fn boxed(self) -> BoxError {
        match self {
            Fault::BadRow(error) => error,
            fault => Box::new(fault),
        }
    }

    /// Whether the same request may go through later, or at another node.
    pub(super) fn passes(&self) -> bool {
        matches!(
            self,
            Fault::Unreachable(_)
                | Fault::Lost(_)
                | Fault::NoAnswer { .. }
                | Fault::NotNow(_)
                | Fault::Overloaded(_)
                | Fault::Shards { .. }
        )
    }

    /// Whether another node may do better.
    pub(super) fn is_of_node(&self) -> bool {
        matches!(self, Fault::Unreachable(_) | Fault::Lost(_) | Fault::NoAnswer { .. } | Fault::NotNow(_))
    }

    /// Whether the server may have done what it was asked for.
    pub(super) fn is_unsure(&self) -> bool {
        match self {
            Fault::GaveUp { fault, .. } => fault.is_unsure(),
            Fault::NotNow(said) => said.status != 503,
            Fault::Lost(_) | Fault::NoAnswer { .. } | Fault::LongAnswer { .. } | Fault::Panicked(_) => true,
            Fault::Foreign { status, .. } => status.is_success() || status.is_server_error(),
            _ => false,
        }
    }
}

impl From<ConnectorError> for Fault {
    fn from(error: ConnectorError) -> Self {
        Fault::BadRow(Box::new(error))
    }
}

impl Said {
    /// Whether a mapping is refused because the server has no such type.
    pub(super) fn is_unknown_type(&self, name: &str) -> bool {
        self.kind == "mapper_parsing_exception"
            && self.reason.contains(&format!("type [{name}] declared on field"))
    }

    pub(super) fn is_disk_full(&self) -> bool {
        self.kind == "cluster_block_exception" && self.reason.contains("read-only-allow-delete")
    }
}

/// The cause of all: what is around it says only what was being done.
fn innermost(error: &reqwest::Error) -> String {
    let mut told: &dyn Error = error;
    while let Some(source) = told.source() {
        told = source;
    }
    told.to_string()
}

//! What goes wrong with a server, and whether to try again.

use std::io::Error;
use std::time::Duration;

use kis_runtime::ConnectorError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("the server cannot be reached: {0}")]
    Unreachable(Error),
    #[error("the connection was lost: {0}")]
    Lost(Error),
    #[error("the server did not take the connection within {0:?} (param `connect_timeout`)")]
    NoConnection(Duration),
    #[error("the server did not answer within {0:?} (param `answer_timeout`)")]
    NoAnswer(Duration),
    #[error("the server takes no jobs any more: it was told to drain, so start another one")]
    Draining,
    #[error("the server's memory is full: have jobs fetched, or give it more")]
    Full,
    #[error("the server answered `{0}`")]
    Answer(String),
    #[error(transparent)]
    BadRow(Box<ConnectorError>),
    #[error("{fault}; tried again for {retry_for:?} (param `retry_for`)")]
    GaveUp { retry_for: Duration, fault: Box<Fault> },
    #[error(
        "the first {done} of {rows} rows are sent, and the {unsure} after them may be; sending all of them again \
         makes them be there twice: {fault}"
    )]
    Partial { done: usize, unsure: usize, rows: usize, fault: Box<Fault> },
}

impl Fault {
    /// Whether the same may go well later, over a new connection.
    pub(super) fn may_pass(&self) -> bool {
        matches!(
            self,
            Fault::Unreachable(_)
                | Fault::Lost(_)
                | Fault::NoConnection(_)
                | Fault::NoAnswer(_)
                | Fault::Draining
        )
    }
}

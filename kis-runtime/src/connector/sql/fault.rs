//! What can go wrong at a server and on the way to it, and which of it may pass.

use std::error::Error;
use std::time::Duration;

use super::name::BadName;
use crate::BoxError;
use crate::connector::error::ConnectorError;

/// What a server says when it refuses a statement.
pub(in crate::connector) trait ServerFault: Error + Send + Sync + 'static {
    /// Whether the server took the transaction back and may well take it the next time.
    fn is_rollback(&self) -> bool;

    /// Whether the server is gone, going or not there yet. What became of a commit is not known then.
    fn is_loss(&self) -> bool;
}

#[derive(Debug, thiserror::Error)]
pub(in crate::connector) enum Fault<S: ServerFault> {
    #[error("{0}")]
    Server(S),
    #[error("the connection was lost: {0}")]
    Lost(String),
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    #[error("the server did not answer within {limit:?}; param `{param}` sets the limit")]
    TimedOut { limit: Duration, param: &'static str },
    #[error("all {size} connections stayed in use for {limit:?}; param `pool_size` sets how many there are")]
    Busy { size: usize, limit: Duration },
    #[error(
        "the connection was lost during the commit, so the rows may be gone or not, and their count is not known: \
         delete them again to be sure ({0})"
    )]
    UnsureDelete(BoxError),
    #[error("{last}; given up after {within:?} (tries: {tries}), param `retry_for` sets how long to try")]
    GaveUp { last: BoxError, tries: u32, within: Duration },
    #[error("{0}")]
    Refused(Box<ConnectorError>),
    #[error("{0}")]
    Other(String),
}

impl<S: ServerFault> Fault<S> {
    /// Whether the same call may well succeed a little later. Nothing of it was kept, or it is safe to repeat.
    pub(super) fn passes(&self) -> bool {
        self.is_loss() || matches!(self, Fault::Server(said) if said.is_rollback())
    }

    /// Whether the server is gone, going or not there yet. What became of a commit is not known then.
    pub(in crate::connector) fn is_loss(&self) -> bool {
        match self {
            Fault::Lost(_) | Fault::Unreachable(_) => true,
            Fault::Server(said) => said.is_loss(),
            _ => false,
        }
    }

    /// As calls fail by it: a refused row or table is told as it is.
    pub(in crate::connector) fn boxed(self) -> BoxError {
        match self {
            Fault::Refused(error) => error,
            fault => Box::new(fault),
        }
    }

    /// The same fault, met while connecting.
    pub(in crate::connector) fn of_connecting(self) -> Self {
        match self {
            Fault::Lost(why) => Fault::Unreachable(why),
            fault => fault,
        }
    }
}

impl<S: ServerFault> From<ConnectorError> for Fault<S> {
    fn from(error: ConnectorError) -> Self {
        Fault::Refused(Box::new(error))
    }
}

impl<S: ServerFault> From<BadName> for Fault<S> {
    fn from(error: BadName) -> Self {
        Fault::Other(error.to_string())
    }
}

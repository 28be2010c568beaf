//! What can go wrong at the server and on the way to it, and which of it may pass.

use std::error::Error;
use std::time::Duration;
use std::{fmt, io};

use tokio_postgres::error::{DbError, SqlState};

use super::sql::BadName;
use crate::BoxError;
use crate::connector::error::ConnectorError;

#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("{}", Said(.0))]
    Server(Box<DbError>),
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
    UnsureDelete(Box<Fault>),
    #[error("{last}; given up after {within:?} (tries: {tries}), param `retry_for` sets how long to try")]
    GaveUp { last: Box<Fault>, tries: u32, within: Duration },
    #[error("{0}")]
    Refused(Box<ConnectorError>),
    #[error("{0}")]
    Other(String),
}

impl Fault {
    /// Whether the same call may well succeed a little later. Nothing of it was kept, or it is safe to repeat.
    pub(super) fn passes(&self) -> bool {
        self.is_rollback() || self.is_loss()
    }

    /// Whether the server took the transaction back and may well take it the next time.
    fn is_rollback(&self) -> bool {
        let codes = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
        matches!(self, Fault::Server(error) if codes.contains(error.code()))
    }

    /// Whether the server is gone, going or not there yet. What became of a commit is not known then.
    pub(super) fn is_loss(&self) -> bool {
        let codes = [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::TOO_MANY_CONNECTIONS,
        ];
        match self {
            Fault::Lost(_) | Fault::Unreachable(_) => true,
            Fault::Server(error) => codes.contains(error.code()) || error.code().code().starts_with("08"),
            _ => false,
        }
    }

    /// As calls fail by it: a refused row or table is told as it is.
    pub(super) fn boxed(self) -> BoxError {
        match self {
            Fault::Refused(error) => error,
            fault => Box::new(fault),
        }
    }

    /// The same fault, met while connecting.
    pub(super) fn of_connecting(self) -> Self {
        match self {
            Fault::Lost(why) => Fault::Unreachable(why),
            fault => fault,
        }
    }
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        if let Some(said) = error.as_db_error() {
            return Fault::Server(Box::new(said.clone()));
        }
        let source = error.source();
        let why = match source {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        };
        let broken = source.and_then(|source| source.downcast_ref::<io::Error>());
        // A certificate that is not trusted comes as invalid data, and will come again.
        let broken = broken.is_some_and(|error| error.kind() != io::ErrorKind::InvalidData);
        match error.is_closed() || broken {
            true => Fault::Lost(why),
            false => Fault::Other(why),
        }
    }
}

impl From<ConnectorError> for Fault {
    fn from(error: ConnectorError) -> Self {
        Fault::Refused(Box::new(error))
    }
}

impl From<BadName> for Fault {
    fn from(error: BadName) -> Self {
        Fault::Other(error.to_string())
    }
}

/// A server's message in one line, with the code by which its manual knows it.
struct Said<'a>(&'a DbError);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.message())?;
        for more in [self.0.detail(), self.0.hint()].into_iter().flatten() {
            write!(f, "; {}", more.trim_end_matches('.'))?;
        }
        write!(f, " (SQLSTATE {})", self.0.code().code())
    }
}

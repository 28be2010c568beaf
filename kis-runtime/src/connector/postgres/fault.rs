//! What PostgreSQL says, and which of it may pass.

use std::error::Error;
use std::{fmt, io};

use tokio_postgres::error::{DbError, SqlState};

use crate::connector::sql;

pub(super) type Fault = sql::Fault<Said>;

/// A server's message in one line, with the code by which its manual knows it.
#[derive(Debug)]
pub(super) struct Said(Box<DbError>);

impl sql::ServerFault for Said {
    fn is_rollback(&self) -> bool {
        [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED].contains(self.0.code())
    }

    fn is_loss(&self) -> bool {
        let codes = [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::TOO_MANY_CONNECTIONS,
        ];
        codes.contains(self.0.code()) || self.0.code().code().starts_with("08")
    }
}

impl Error for Said {}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.message())?;
        for more in [self.0.detail(), self.0.hint()].into_iter().flatten() {
            write!(f, "; {}", more.trim_end_matches('.'))?;
        }
        write!(f, " (SQLSTATE {})", self.0.code().code())
    }
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        if let Some(said) = error.as_db_error() {
            return Fault::Server(Said(Box::new(said.clone())));
        }
        let source = error.source();
        let why = match source {
            // The library has no other sign for it.
            Some(source) if source.to_string() == "password missing" => {
                "the server asks for a password: write it into the address, `postgres://user:password@host`"
                    .to_owned()
            }
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

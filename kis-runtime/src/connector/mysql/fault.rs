//! What MySQL and its kin say, and which of it may pass.

use std::error::Error;
use std::fmt;

use mysql_async::{DriverError, ServerError};

use crate::connector::sql;
#[cfg(feature = "mysql-tls")]
use crate::connector::tls;

pub(super) type Fault = sql::Fault<Said>;

/// Errors with which the server took the transaction, or the statement and with it the call, back: a row that has
/// changed, a lock that was waited for too long, a deadlock; TiDB: write conflicts (8002, 8005, 9007), a commit
/// that failed, a changed schema.
const ROLLBACKS: [u16; 8] = [1020, 1205, 1213, 8002, 8005, 8022, 8028, 9007];
/// Errors of a server that is full, going or gone: too many connections (of all, of a user), a shutdown, the network's
/// own, a killed connection; TiDB: it knows no current schema, its placement driver and its stores cannot be
/// reached, or are busy.
const LOSSES: [u16; 16] =
    [1040, 1053, 1152, 1158, 1159, 1160, 1161, 1203, 1927, 8027, 9001, 9002, 9003, 9004, 9005, 9008];

/// Errors of a server that cannot write: a full disk, a full table.
const NO_ROOM: [u16; 2] = [1021, 1114];

/// TiDB's limits, with the setting of each.
const LIMITS: [(u16, &str); 2] = [
    (8004, "a call is one transaction: write fewer rows at once, or raise TiDB's `txn-total-size-limit`"),
    (8025, "write shorter rows, or raise TiDB's `txn-entry-size-limit`"),
];

/// A server's message in one line, with the number by which its manual knows it.
#[derive(Debug)]
pub(super) struct Said(ServerError);

impl Said {
    /// Whether an index would have more bytes than the server's indexes have.
    pub(super) fn is_long_key(&self) -> bool {
        self.0.code == 1071
    }
}

impl sql::ServerFault for Said {
    fn is_rollback(&self) -> bool {
        ROLLBACKS.contains(&self.0.code)
    }

    fn is_loss(&self) -> bool {
        LOSSES.contains(&self.0.code)
    }
}

impl Error for Said {}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.0.message.trim_end_matches('.').replace('\n', " ");
        write!(f, "{message}")?;
        if NO_ROOM.contains(&self.0.code) {
            write!(f, "; the server's disk or tablespace has no room left")?;
        }
        if let Some((_, advice)) = LIMITS.iter().find(|(code, _)| *code == self.0.code) {
            write!(f, "; {advice}")?;
        }
        write!(f, " (error {}, SQLSTATE {})", self.0.code, self.0.state)
    }
}

impl From<mysql_async::Error> for Fault {
    fn from(error: mysql_async::Error) -> Self {
        match error {
            mysql_async::Error::Server(said) => Fault::Server(Said(said)),
            #[cfg(feature = "mysql-tls")]
            mysql_async::Error::Io(mysql_async::IoError::Tls(error)) => of_tls(error.to_string()),
            #[cfg(feature = "mysql-tls")]
            mysql_async::Error::Io(mysql_async::IoError::Io(error)) if tls::is_at_fault(&error) => {
                of_tls(error.to_string())
            }
            mysql_async::Error::Driver(DriverError::NoClientSslFlagFromServer) => Fault::Other(
                "the server does not support TLS: give it a certificate, or take `ssl-mode` out of the address"
                    .to_owned(),
            ),
            mysql_async::Error::Driver(DriverError::CleartextPluginDisabled) => Fault::Other(
                "the server asks for the password in clear text (`mysql_clear_password`), which is never sent: let the \
                 user log in by another authentication plugin"
                    .to_owned(),
            ),
            mysql_async::Error::Io(mysql_async::IoError::Io(error)) => Fault::Lost(error.to_string()),
            mysql_async::Error::Driver(DriverError::ConnectionClosed) => {
                Fault::Lost("the server closed it".to_owned())
            }
            error => Fault::Other(error.to_string()),
        }
    }
}

/// It would be the same the next time.
#[cfg(feature = "mysql-tls")]
fn of_tls(why: String) -> Fault {
    Fault::Other(format!("the TLS handshake failed: {why}"))
}

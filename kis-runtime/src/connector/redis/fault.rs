//! What goes wrong with a server, in clearer words than its own.

#[cfg(feature = "redis-tls")]
use std::error::Error;
#[cfg(feature = "redis-tls")]
use std::sync::Arc;
use std::time::Duration;

use redis::{ErrorKind, RedisError};

use super::settings::Settings;
use crate::connector::error::ConnectorError;
#[cfg(feature = "redis-tls")]
use crate::connector::tls;

/// Why a request has no good answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("{fault}; tried again for {retry_for:?} (param `retry_for`)")]
    GaveUp { retry_for: Duration, fault: Box<Fault> },
    #[error("the server did not answer within {limit:?} (param `response_timeout`)")]
    NoAnswer { limit: Duration },
    #[error("the server did not take the connection within {limit:?} (param `connect_timeout`)")]
    NoConnection { limit: Duration },
    #[error("the server cannot be reached: {0}")]
    Unreachable(RedisError),
    #[cfg(feature = "redis-tls")]
    #[error("the TLS handshake failed: {0}")]
    Tls(RedisError),
    #[error(
        "the server did not go through the TLS handshake in time (param `connect_timeout`): if it speaks no TLS, write \
         `redis://` into the address"
    )]
    NoHandshake,
    #[error("the connection was lost: {0}")]
    Lost(RedisError),
    #[error("the server cannot answer now: {0}")]
    NotNow(RedisError),
    #[error(
        "the server's memory is full (`maxmemory`), and it may not evict anything: raise the limit, or remove rows"
    )]
    Full,
    #[error("the server refuses the user or the password")]
    Refused,
    #[error("the server asks for a password: write it into the address, `redis://:password@host`")]
    NoPassword,
    #[error("the server is one of a cluster: name two or more of its nodes in `addrs`")]
    IsCluster,
    #[error("the servers are no cluster: name one address in `addrs`")]
    NoCluster,
    #[error(
        "{held} of {wanted} replicas hold what was written (param `wait_replicas`): see that they run and keep up, or ask \
         for fewer"
    )]
    TooFewReplicas { held: u32, wanted: u32 },
    #[error("a key is there already, with a value of another type: remove it, or choose another `key`")]
    WrongType,
    #[error("{0}")]
    Other(RedisError),
    #[error("the server answered with something else: {0}")]
    Answer(#[from] redis::ParsingError),
    #[error(transparent)]
    BadRow(ConnectorError),
    #[error("a request did not end: {0}")]
    Panicked(tokio::task::JoinError),
    #[error("{}; writing all of them again {again}: {fault}", so_far(*.written, *.unsure, *.rows))]
    Partial { written: usize, unsure: usize, rows: usize, again: &'static str, fault: Box<Fault> },
    #[error(
        "{deleted} rows are removed, and the {unsure} keys after them may be; removing all of them again is safe: {fault}"
    )]
    PartlyDeleted { deleted: u64, unsure: usize, fault: Box<Fault> },
}

fn so_far(written: usize, unsure: usize, rows: usize) -> String {
    match (written, unsure) {
        (0, _) => format!("{unsure} of {rows} rows may be written"),
        (_, 0) => format!("the first {written} of {rows} rows are written"),
        _ => format!("the first {written} of {rows} rows are written, and the {unsure} after them may be"),
    }
}

/// What to do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cure {
    /// The same request may go through later.
    Wait,
    /// It may go through over a new connection.
    Reconnect,
    /// Nothing helps.
    None,
}

impl Fault {
    /// `sent` says whether the request was on its way.
    pub(super) fn of(error: RedisError, sent: bool, settings: &Settings) -> (Self, Cure) {
        let code = code(&error);
        match code.as_deref().unwrap_or_default() {
            "LOADING" | "BUSY" | "TRYAGAIN" | "CLUSTERDOWN" | "MASTERDOWN" | "NOREPLICAS" => {
                return (Fault::NotNow(error), Cure::Wait);
            }
            // The server became a replica, or the cluster's map is an old one.
            "READONLY" => return (Fault::NotNow(error), Cure::Reconnect),
            // The slot went to another node, which a new look at the cluster tells, or is on its way.
            "MOVED" if settings.is_cluster() => return (Fault::NotNow(error), Cure::Reconnect),
            "ASK" if settings.is_cluster() => return (Fault::NotNow(error), Cure::Wait),
            "MOVED" | "ASK" | "CROSSSLOT" => return (Fault::IsCluster, Cure::None),
            "OOM" => return (Fault::Full, Cure::None),
            "WRONGPASS" => return (Fault::Refused, Cure::None),
            "NOAUTH" => return (Fault::NoPassword, Cure::None),
            "WRONGTYPE" => return (Fault::WrongType, Cure::None),
            _ => {}
        }
        match error.kind() {
            #[cfg(feature = "redis-tls")]
            ErrorKind::Io if is_of_tls(&error) => (Fault::Tls(error), Cure::None),
            ErrorKind::AuthenticationFailed => (Fault::Refused, Cure::None),
            ErrorKind::Io if sent && error.is_timeout() => {
                (Fault::NoAnswer { limit: settings.response_timeout }, Cure::Reconnect)
            }
            ErrorKind::Io if error.is_timeout() && settings.encrypted => {
                (Fault::NoHandshake, Cure::Reconnect)
            }
            ErrorKind::Io if error.is_timeout() => {
                (Fault::NoConnection { limit: settings.connect_timeout }, Cure::Reconnect)
            }
            ErrorKind::Io if sent => (Fault::Lost(error), Cure::Reconnect),
            ErrorKind::Io | ErrorKind::ClusterConnectionNotFound => {
                (Fault::Unreachable(error), Cure::Reconnect)
            }
            _ if error.to_string().contains("cluster support disabled") => (Fault::NoCluster, Cure::None),
            _ => (Fault::Other(error), Cure::None),
        }
    }

    /// Whether the server may have done what it was asked for.
    pub(super) fn is_unsure(&self) -> bool {
        match self {
            Fault::GaveUp { fault, .. } => fault.is_unsure(),
            Fault::NoAnswer { .. } | Fault::Lost(_) | Fault::Answer(_) | Fault::TooFewReplicas { .. } => true,
            _ => false,
        }
    }
}

/// The first code that the server answered with; for a discarded transaction that of the command at fault.
fn code(error: &RedisError) -> Option<String> {
    let errors = error.clone().into_server_errors()?;
    errors.first().map(|(_, error)| error.code().to_owned())
}

#[cfg(feature = "redis-tls")]
fn is_of_tls(error: &RedisError) -> bool {
    let inner = error.source().and_then(|source| source.downcast_ref::<Arc<dyn Error + Send + Sync>>());
    inner.and_then(|inner| inner.downcast_ref()).is_some_and(tls::is_at_fault)
}

//! Where to connect, and how long to wait.

use std::str::FromStr;
use std::time::Duration;

use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo};

use crate::connector::config::ConnectorConfig;
use crate::connector::entry::connect_timeout;
use crate::connector::error::ConnectorError;
#[cfg(feature = "redis-tls")]
use crate::connector::tls;
use crate::connector::tls::Wish;

const TLS: Wish =
    Wish { word: "rediss://", feature: "redis-tls", is_compiled_in: cfg!(feature = "redis-tls") };

#[derive(Clone)]
pub(super) struct Settings {
    /// At least one; several are a cluster's.
    pub(super) nodes: Vec<ConnectionInfo>,
    /// Whether each is spoken to in TLS.
    pub(super) encrypted: bool,
    /// Those who are trusted, as PEM; nothing when they are the system's, or nobody need be.
    #[cfg(feature = "redis-tls")]
    pub(super) authorities: Option<Vec<u8>>,
    pub(super) connect_timeout: Duration,
    pub(super) response_timeout: Duration,
    pub(super) retry_for: Duration,
    /// How many replicas have to hold what is written.
    pub(super) wait_replicas: u32,
}

/// How `redis` keeps a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Hash,
}

impl FromStr for Format {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "json" => Ok(Format::Json),
            "hash" => Ok(Format::Hash),
            _ => Err(()),
        }
    }
}

impl Settings {
    pub(super) fn of(name: &str, config: &ConnectorConfig) -> Result<Self, ConnectorError> {
        let invalid = |reason: &str| ConnectorError::InvalidConfig {
            connector: name.to_owned(),
            conn_type: config.conn_type().to_owned(),
            what: "the address",
            value: config.masked_address(),
            reason: reason.to_owned(),
        };
        let encrypted = config.addrs().filter(|addr| is_tls(addr)).count();
        TLS.check(name, config, encrypted > 0)?;
        let nodes: Result<Vec<_>, _> = config.addrs().map(|addr| node(addr).map_err(&invalid)).collect();
        let nodes = nodes?;
        if nodes.is_empty() {
            return Err(invalid(SHAPE));
        }
        if encrypted > 0 && encrypted < nodes.len() {
            return Err(invalid("`rediss://` must stand in each of the addresses or in none"));
        }
        Ok(Settings {
            nodes,
            encrypted: encrypted > 0,
            #[cfg(feature = "redis-tls")]
            authorities: match encrypted {
                0 => None,
                _ => tls::trusted(name, config)?.pem(),
            },
            connect_timeout: connect_timeout(name, config)?,
            response_timeout: config.time_limit(name, "response_timeout")?.unwrap_or(Duration::from_secs(5)),
            retry_for: config.duration(name, "retry_for")?.unwrap_or(Duration::from_secs(15)),
            wait_replicas: config
                .parsed(name, "wait_replicas", "a whole number of replicas")?
                .unwrap_or_default(),
        })
    }

    pub(super) fn is_cluster(&self) -> bool {
        self.nodes.len() > 1
    }
}

const SHAPE: &str = "it takes `redis://[[user]:password@]host[:port][/db]`, special characters of user and password \
                     percent-encoded, `rediss://…` for TLS, or several, separated by commas";

/// The crate also knows TLS as `valkeys`.
fn is_tls(addr: &str) -> bool {
    let scheme = addr.split_once("://").map_or("", |(scheme, _)| scheme);
    ["rediss", "valkeys"].iter().any(|tls| scheme.eq_ignore_ascii_case(tls))
}

fn node(addr: &str) -> Result<ConnectionInfo, &'static str> {
    let url = if addr.contains("://") { addr.to_owned() } else { format!("redis://{addr}") };
    // What the crate says of an address may quote it, with the password.
    let node = url.into_connection_info().map_err(|_| SHAPE)?;
    match node.addr() {
        ConnectionAddr::TcpTls { insecure: true, .. } => {
            Err("certificates are always verified: take `#insecure` out")
        }
        _ => Ok(node),
    }
}

//! Where to connect, and how long to wait.

use std::str::FromStr;
use std::time::Duration;

use redis::{ConnectionInfo, IntoConnectionInfo};

use crate::connector::config::{CONNECT_TIMEOUT, ConnectorConfig};
use crate::connector::error::ConnectorError;

#[derive(Clone)]
pub(super) struct Settings {
    /// At least one; several are a cluster's.
    pub(super) nodes: Vec<ConnectionInfo>,
    pub(super) connect_timeout: Duration,
    pub(super) response_timeout: Duration,
    pub(super) retry_for: Duration,
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
        let seconds = |param, default| {
            Ok::<_, ConnectorError>(config.duration(name, param)?.unwrap_or(Duration::from_secs(default)))
        };
        let invalid = |reason: &str| ConnectorError::InvalidConfig {
            connector: name.to_owned(),
            conn_type: config.conn_type().to_owned(),
            what: "the address",
            value: config.masked_address(),
            reason: reason.to_owned(),
        };
        let nodes: Result<Vec<_>, _> = config.addrs().map(|addr| node(addr).map_err(&invalid)).collect();
        let nodes = nodes?;
        if nodes.is_empty() {
            return Err(invalid(SHAPE));
        }
        Ok(Settings {
            nodes,
            connect_timeout: seconds(CONNECT_TIMEOUT, 10)?,
            response_timeout: seconds("response_timeout", 5)?,
            retry_for: seconds("retry_for", 15)?,
        })
    }

    pub(super) fn is_cluster(&self) -> bool {
        self.nodes.len() > 1
    }
}

const SHAPE: &str = "it takes `redis://[[user]:password@]host[:port][/db]`, or several, separated by commas";

fn node(addr: &str) -> Result<ConnectionInfo, &'static str> {
    if addr.starts_with("rediss://") {
        return Err("TLS is not supported: use `redis://` in a network that is trusted");
    }
    let url = if addr.contains("://") { addr.to_owned() } else { format!("redis://{addr}") };
    // What the crate says of an address may quote it, with the password.
    url.into_connection_info().map_err(|_| SHAPE)
}

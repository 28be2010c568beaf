//! What the address says: the brokers, and who logs in.

use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;

pub(super) struct Address {
    /// Those through which the others are found, as librdkafka has them, and without a password.
    pub(super) brokers: String,
    pub(super) login: Option<Login>,
}

/// It has no `Debug`, which would show the password.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Login {
    pub(super) user: String,
    pub(super) password: String,
}

impl Address {
    pub(super) fn of(name: &str, config: &ConnectorConfig) -> Result<Self, ConnectorError> {
        read(config).map_err(|reason| refused(name, config, reason.to_owned()))
    }
}

/// The error that says what is wrong with the address.
pub(super) fn refused(name: &str, config: &ConnectorConfig, reason: String) -> ConnectorError {
    ConnectorError::InvalidConfig {
        connector: name.to_owned(),
        conn_type: config.conn_type().to_owned(),
        what: "the address",
        value: config.masked_address(),
        reason,
    }
}

/// Why without the feature nothing is encrypted and nobody logs in.
pub(super) const NOT_COMPILED_IN: &str =
    "TLS and logins are not compiled in: add the feature `kafka-ssl` to `kis-runtime` in Cargo.toml";

const SHAPE: &str = "it takes `[user:password@]host[:port]`, or several, separated by commas";
const SCHEME: &str =
    "it takes `host[:port]` without a scheme: how brokers are spoken to is the param `security`";
const PASSWORD: &str = "it takes `user:password@host[:port]`, with `%`, `:`, `@` and `,` of the user and the password \
                        percent-encoded";

fn read(config: &ConnectorConfig) -> Result<Address, &'static str> {
    let mut brokers = Vec::new();
    let mut login: Option<Login> = None;
    // Of a password with a comma in it, the first part has no `@`.
    let shape = if config.address().contains('@') { PASSWORD } else { SHAPE };
    for addr in config.addrs() {
        if addr.contains("://") {
            return Err(SCHEME);
        }
        let (user, broker) = match addr.rsplit_once('@') {
            Some((user, broker)) => (Some(user), broker),
            None => (None, addr),
        };
        if !is_broker(broker) {
            return Err(shape);
        }
        brokers.push(broker);
        let Some(user) = user else { continue };
        let found = Login::of(user)?;
        if login.as_ref().is_some_and(|login| *login != found) {
            return Err("all brokers of a cluster know the same users: name one user, with one password");
        }
        login = Some(found);
    }
    if brokers.is_empty() { Err(shape) } else { Ok(Address { brokers: brokers.join(","), login }) }
}

impl Login {
    fn of(text: &str) -> Result<Self, &'static str> {
        let (user, password) = text.split_once(':').unwrap_or((text, ""));
        let login = Login { user: decoded(user)?, password: decoded(password)? };
        // librdkafka is written in C.
        if login.user.contains('\0') || login.password.contains('\0') {
            return Err("Kafka takes no NUL in a user or a password");
        }
        let is_whole = !login.user.is_empty() && !login.password.is_empty();
        if is_whole && !text.contains('@') { Ok(login) } else { Err(PASSWORD) }
    }
}

#[cfg(feature = "kafka-ssl")]
fn decoded(text: &str) -> Result<String, &'static str> {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| "the user or the password is not UTF-8 when it is percent-decoded")
}

#[cfg(not(feature = "kafka-ssl"))]
fn decoded(_: &str) -> Result<String, &'static str> {
    Err(NOT_COMPILED_IN)
}

fn is_broker(addr: &str) -> bool {
    let (host, port) = match addr.rsplit_once(':') {
        // Of `[::1]` the last part is no port.
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (addr, None),
    };
    let is_host = match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').is_some_and(|ip| ip.parse::<std::net::Ipv6Addr>().is_ok()),
        None => !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c)),
    };
    is_host && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

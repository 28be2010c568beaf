//! What the configuration says, checked.

use std::time::Duration;

use async_nats::ServerAddr;
use async_nats::rustls::ClientConfig;
use percent_encoding::percent_decode_str;

use crate::connector::config::ConnectorConfig;
use crate::connector::entry::connect_timeout;
use crate::connector::error::ConnectorError;
use crate::connector::roots::Roots;
use crate::connector::tls::{self, Wish};

const TLS: Wish = Wish { word: "tls://", feature: "nats", is_compiled_in: true };

pub(super) struct Settings {
    /// At least one; several are a cluster's.
    pub(super) servers: Vec<Server>,
    pub(super) tls: ClientConfig,
    pub(super) stream: StreamSettings,
    pub(super) connect_timeout: Duration,
    pub(super) response_timeout: Duration,
    pub(super) retry_for: Duration,
}

/// A server's address, and who asks. The address holds neither, because the client logs it.
pub(super) struct Server {
    pub(super) addr: ServerAddr,
    pub(super) login: Login,
}

pub(super) enum Login {
    None,
    Token(String),
    User(String, String),
}

/// Which stream is to hold the subject.
pub(super) struct StreamSettings {
    pub(super) name: Option<String>,
    pub(super) create: bool,
    pub(super) max_age: Option<Duration>,
}

impl Settings {
    pub(super) fn of(name: &str, config: &ConnectorConfig) -> Result<Self, ConnectorError> {
        let invalid = |reason: String| ConnectorError::InvalidConfig {
            connector: name.to_owned(),
            conn_type: config.conn_type().to_owned(),
            what: "the address",
            value: config.masked_address(),
            reason,
        };
        let servers: Result<Vec<_>, _> = config.addrs().map(server).collect();
        let servers = servers.map_err(|reason| invalid(reason.to_owned()))?;
        if servers.is_empty() {
            return Err(invalid(SHAPE.to_owned()));
        }
        let is_tls = servers.iter().any(|server| server.addr.tls_required());
        TLS.check(name, config, is_tls)?;
        let roots = if is_tls { tls::trusted(name, config)? } else { Roots::of_nobody() };
        Ok(Settings {
            servers,
            tls: roots.client().map_err(&invalid)?,
            stream: StreamSettings::of(name, config)?,
            connect_timeout: connect_timeout(name, config)?,
            response_timeout: config.time_limit(name, "response_timeout")?.unwrap_or(Duration::from_secs(5)),
            retry_for: config.duration(name, "retry_for")?.unwrap_or(Duration::from_secs(15)),
        })
    }
}

impl StreamSettings {
    fn of(name: &str, config: &ConnectorConfig) -> Result<Self, ConnectorError> {
        let create = config.parsed(name, "create", "`true` or `false`")?.unwrap_or(false);
        let max_age = config.duration(name, "max_age")?;
        let invalid = |param: &str, expected: &str| ConnectorError::InvalidParam {
            connector: name.to_owned(),
            param: param.to_owned(),
            value: config.get(param).unwrap_or_default().to_owned(),
            expected: expected.to_owned(),
        };
        match max_age {
            Some(_) if !create => {
                return Err(invalid(
                    "max_age",
                    "it is of use only with `create: true`: a stream that is there keeps its own",
                ));
            }
            // The server's least; a message must outlast its retries.
            Some(age) if age < Duration::from_secs(1) => {
                return Err(invalid("max_age", "allowed: a second or more"));
            }
            _ => {}
        }
        let stream = config.get("stream").map(str::trim);
        let refused = |c: char| c.is_whitespace() || c.is_control() || ".*>/\\".contains(c);
        if stream.is_some_and(|stream| stream.is_empty() || stream.contains(refused)) {
            return Err(invalid(
                "stream",
                "allowed: a name without blanks, control characters and `.`, `*`, `>`, `/`, `\\`",
            ));
        }
        Ok(StreamSettings { name: stream.map(str::to_owned), create, max_age })
    }
}

const SHAPE: &str = "it takes `nats://[[user:]password@]host[:port]`, special characters of user and password percent-encoded, \
                     `tls://…` for TLS, or several, separated by commas";

fn server(addr: &str) -> Result<Server, &'static str> {
    // What the client says of an address may quote it, with the password.
    let addr: ServerAddr = addr.parse().map_err(|_| SHAPE)?;
    if addr.is_websocket() {
        return Err("WebSockets are not supported: use `nats://`, or `tls://` for TLS");
    }
    let login = match (addr.username(), addr.password()) {
        (None, None) => Login::None,
        (Some(token), None) => Login::Token(decoded(token)?),
        (user, Some(password)) => Login::User(decoded(user.unwrap_or_default())?, decoded(password)?),
    };
    let mut url = addr.into_inner();
    let is_bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    if !is_bare || url.host_str().is_none_or(str::is_empty) {
        return Err(SHAPE);
    }
    url.set_username("").and_then(|()| url.set_password(None)).map_err(|()| SHAPE)?;
    Ok(Server { addr: ServerAddr::from_url(url).map_err(|_| SHAPE)?, login })
}

fn decoded(text: &str) -> Result<String, &'static str> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| "the user or the password is not UTF-8 when it is percent-decoded")
}

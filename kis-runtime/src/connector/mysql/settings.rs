//! What the configuration says, checked.

use std::time::Duration;

#[cfg(feature = "mysql-tls")]
use mysql_async::SslOpts;
use mysql_async::{Opts, OptsBuilder};

use super::pool::Driver;
use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;
use crate::connector::limits::Limits;
use crate::connector::tls::{self, Wish};

const TLS: Wish =
    Wish { word: "ssl-mode=REQUIRED", feature: "mysql-tls", is_compiled_in: cfg!(feature = "mysql-tls") };
/// So that a dead peer is found while nothing is asked of it.
const KEEPALIVE: Duration = Duration::from_secs(60);
/// Prepared statements that a connection keeps: a store has up to 11 sizes of each.
const STATEMENTS: usize = 128;
/// What a session must not inherit from the server. Refused is what would be changed in silence; a zero is a zero in a
/// column that counts up by itself, too.
const SESSION: [&str; 2] = [
    "SET SESSION autocommit = 1, sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,\
     NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'",
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
];

pub(super) struct Settings {
    pub(super) driver: Driver,
    pub(super) create: bool,
    pub(super) limits: Limits,
}

impl Settings {
    pub(super) fn of(name: &str, config: &ConnectorConfig) -> Result<Self, ConnectorError> {
        let (server, is_tls) = server(config).map_err(|reason| tls::unusable(name, config, reason))?;
        let server = encrypted(server, name, config, is_tls)?;
        Ok(Settings {
            driver: Driver { server: server.into(), is_tidb: config.conn_type() == "tidb" },
            create: config.parsed(name, "create", "`true` or `false`")?.unwrap_or(false),
            limits: Limits::of(name, config)?,
        })
    }
}

/// The server, and whether it is spoken to in TLS.
///
/// Nothing of the address is repeated: what breaks it may be part of the password.
fn server(config: &ConnectorConfig) -> Result<(OptsBuilder, bool), String> {
    const FORM: &str = "it takes `mysql://user:password@host:3306/database`, with `?ssl-mode=REQUIRED` for TLS, special \
                        characters percent-encoded";
    let address = config.address();
    if !address.starts_with("mysql://") {
        return Err(FORM.to_owned());
    }
    let (address, options) = address.split_once('?').unwrap_or((address, ""));
    let is_tls = ["ssl-mode=REQUIRED", "ssl-mode=VERIFY_IDENTITY"].contains(&options);
    if address.contains('#') {
        return Err(format!("a `#` in a name or a password is written `%23`; {FORM}"));
    }
    if !(options.is_empty() || is_tls) {
        return Err(format!(
            "it takes no option but `ssl-mode=REQUIRED` or `ssl-mode=VERIFY_IDENTITY`, which are the same: TLS, with \
             certificate and name verified; the others are params; {FORM}"
        ));
    }
    let read = Opts::from_url(address).map_err(|_| FORM.to_owned())?;
    let host = Some(read.ip_or_hostname()).filter(|host| !host.is_empty());
    let host = host.ok_or_else(|| format!("no host is named; {FORM}"))?;
    let user = read.user().filter(|user| !user.is_empty());
    let user = user.ok_or_else(|| format!("no user is named; {FORM}"))?;
    let database = read.db_name().filter(|database| !database.is_empty());
    let database = database.ok_or_else(|| format!("no database is named; {FORM}"))?;
    // Made anew: the address of a URL would be looked up while the whole thread waits.
    let server = OptsBuilder::default()
        .ip_or_hostname(host.trim_matches(['[', ']']))
        .tcp_port(read.tcp_port())
        .user(Some(user))
        .pass(read.pass())
        .db_name(Some(database))
        .prefer_socket(false)
        .tcp_keepalive(Some(KEEPALIVE))
        .stmt_cache_size(STATEMENTS)
        .init(SESSION.to_vec());
    Ok((server, is_tls))
}

fn encrypted(
    server: OptsBuilder,
    name: &str,
    config: &ConnectorConfig,
    is_tls: bool,
) -> Result<OptsBuilder, ConnectorError> {
    TLS.check(name, config, is_tls)?;
    #[cfg(feature = "mysql-tls")]
    if is_tls {
        let authorities = tls::trusted(name, config)?.der().into_iter().map(Into::into).collect();
        // Those that mysql_async brings along are neither the system's nor the file's.
        let trust = SslOpts::default().with_root_certs(authorities).with_disable_built_in_roots(true);
        return Ok(server.ssl_opts(trust));
    }
    Ok(server)
}

//! What the configuration says, checked.

use std::error::Error;
use std::time::Duration;

use tokio_postgres::Config;

use super::pool::Driver;
use super::tls::Tls;
use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;
use crate::connector::limits::Limits;

/// So that a dead peer is found while nothing is asked of it.
const KEEPALIVE: Duration = Duration::from_secs(60);

pub(super) struct Settings {
    pub(super) driver: Driver,
    pub(super) create: bool,
    pub(super) limits: Limits,
}

impl Settings {
    pub(super) fn of(name: &str, config: &ConnectorConfig) -> Result<Self, ConnectorError> {
        let server = server(config).map_err(|reason| ConnectorError::InvalidConfig {
            connector: name.to_owned(),
            conn_type: config.conn_type().to_owned(),
            what: "the address",
            value: config.masked_address(),
            reason,
        })?;
        let tls = Tls::of(name, config, &server)?;
        Ok(Settings {
            driver: Driver { server, tls },
            create: config.parsed(name, "create", "`true` or `false`")?.unwrap_or(false),
            limits: Limits::of(name, config)?,
        })
    }
}

fn server(config: &ConnectorConfig) -> Result<Config, String> {
    const FORM: &str =
        "it takes `postgres://user:password@host:5432/database`, special characters percent-encoded";
    let address = config.address();
    if !address.starts_with("postgres://") && !address.starts_with("postgresql://") {
        return Err(FORM.to_owned());
    }
    // The parser takes the first `@` for the one before the host, and what is left of the password for the host's name.
    if address.split('?').next().is_some_and(|start| start.matches('@').count() > 1) {
        return Err(format!("an `@` in a name or a password is written `%40`; {FORM}"));
    }
    let mut server: Config = address.parse().map_err(|error: tokio_postgres::Error| {
        let why = error.source().map(ToString::to_string).unwrap_or_default();
        // What the parser took for an option may be part of a password; what is masked is not repeated.
        match why.split('`').nth(1).filter(|option| config.masked_address().contains(*option)) {
            Some(_) => format!("{why}; {FORM}"),
            None => FORM.to_owned(),
        }
    })?;
    if server.get_hosts().is_empty() {
        return Err(format!("no host is named; {FORM}"));
    }
    if server.get_user().is_none() {
        return Err(format!("no user is named; {FORM}"));
    }
    server.keepalives_idle(KEEPALIVE);
    if server.get_application_name().is_none() {
        server.application_name("kisflow");
    }
    Ok(server)
}

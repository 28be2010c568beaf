//! What the configuration says, checked.

use std::error::Error;
use std::time::Duration;

use tokio_postgres::Config;

use super::tls::Tls;
use crate::connector::config::ConnectorConfig;
use crate::connector::entry::connect_timeout;
use crate::connector::error::ConnectorError;

const MOST_CONNECTIONS: usize = 1_000;
/// So that a dead peer is found while nothing is asked of it.
const KEEPALIVE: Duration = Duration::from_secs(60);

pub(super) struct Settings {
    pub(super) server: Config,
    pub(super) tls: Tls,
    pub(super) create: bool,
    pub(super) pool_size: usize,
    pub(super) connect_timeout: Duration,
    pub(super) read_timeout: Duration,
    pub(super) write_timeout: Duration,
    pub(super) retry_for: Duration,
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
        let pool_size = config.parsed::<PoolSize>(name, "pool_size", "a whole number from 1 to 1000")?;
        let limit = |param, default| {
            config.duration(name, param).map(|limit| limit.unwrap_or(Duration::from_secs(default)))
        };
        Ok(Settings {
            tls: Tls::of(name, config, &server)?,
            server,
            create: config.parsed(name, "create", "`true` or `false`")?.unwrap_or(false),
            pool_size: pool_size.map_or(8, |size| size.0),
            connect_timeout: connect_timeout(name, config)?,
            read_timeout: limit("read_timeout", 30)?,
            write_timeout: limit("write_timeout", 60)?,
            retry_for: limit("retry_for", 30)?,
        })
    }
}

struct PoolSize(usize);

impl std::str::FromStr for PoolSize {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let size = text.parse().map_err(|_| ())?;
        (1..=MOST_CONNECTIONS).contains(&size).then_some(PoolSize(size)).ok_or(())
    }
}

fn server(config: &ConnectorConfig) -> Result<Config, String> {
    const FORM: &str =
        "it takes `postgres://user:password@host:5432/database`, special characters percent-encoded";
    let address = config.address();
    if !address.starts_with("postgres://") && !address.starts_with("postgresql://") {
        return Err(FORM.to_owned());
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

//! What bounds the calls of a connector, by its params.

use std::time::Duration;

use crate::connector::config::ConnectorConfig;
use crate::connector::entry::connect_timeout;
use crate::connector::error::ConnectorError;

const MOST_CONNECTIONS: usize = 1_000;

pub(crate) struct Limits {
    pub(crate) pool_size: usize,
    pub(crate) connect_timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) write_timeout: Duration,
    pub(crate) retry_for: Duration,
}

impl Limits {
    pub(crate) fn of(name: &str, config: &ConnectorConfig) -> Result<Self, ConnectorError> {
        let pool_size = config.parsed::<PoolSize>(name, "pool_size", "a whole number from 1 to 1000")?;
        let limit = |param, default| {
            config.time_limit(name, param).map(|limit| limit.unwrap_or(Duration::from_secs(default)))
        };
        Ok(Limits {
            pool_size: pool_size.map_or(8, |size| size.0),
            connect_timeout: connect_timeout(name, config)?,
            read_timeout: limit("read_timeout", 30)?,
            write_timeout: limit("write_timeout", 60)?,
            retry_for: config.duration(name, "retry_for")?.unwrap_or(Duration::from_secs(30)),
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

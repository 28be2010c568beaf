//! What only Redis does. The tests of `servers` need one.

mod servers;

use crate::connector::ConnectorConfig;

/// The server that tests share, with a prefix that no other test's begins with.
pub(crate) fn config() -> ConnectorConfig {
    let config = crate::connector::tests::servers::config("redis");
    let prefix = format!("{}_", config.key_or(""));
    config.key(prefix)
}

/// As [`config`], for `redis-stream`.
pub(crate) fn stream() -> ConnectorConfig {
    let config = config();
    ConnectorConfig::new("redis-stream", config.address()).key(config.key_or(""))
}

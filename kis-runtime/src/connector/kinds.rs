//! What the types of connectors have that come with the library: handles and params.

use super::config::CONNECT_TIMEOUT;
use super::contract::Connector;
use crate::same::beside;

/// One of the two typed handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// [`Store`](crate::Store).
    Store,
    /// [`Topic`](crate::Topic).
    Topic,
}

impl Handle {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Handle::Store => "Store",
            Handle::Topic => "Topic",
        }
    }

    /// What a connector has of it.
    pub(crate) const fn plural(self) -> &'static str {
        match self {
            Handle::Store => "stores",
            Handle::Topic => "topics",
        }
    }

    pub(crate) const fn is(self, other: Handle) -> bool {
        matches!((self, other), (Handle::Store, Handle::Store) | (Handle::Topic, Handle::Topic))
    }
}

/// The types that have one of the two. `memory` has both.
const ONE_HANDLED: &[(&str, Handle)] = &[
    ("es", Handle::Store),
    ("file", Handle::Topic),
    ("kafka", Handle::Topic),
    ("mysql", Handle::Store),
    ("nats", Handle::Topic),
    ("postgres", Handle::Store),
    ("redis", Handle::Store),
    ("redis-stream", Handle::Topic),
    ("sqlite", Handle::Store),
    ("tidb", Handle::Store),
];

/// The one handle that a type of the library has; nothing for those that have both, or that nobody knows.
pub(crate) const fn only_handle(conn_type: &str) -> Option<Handle> {
    beside(ONE_HANDLED, conn_type)
}

/// The params of the types that are compiled in, without those of all types.
const PARAMS: &[(&str, &[&str])] = &[
    ("file", super::file::FileConnector::PARAMS),
    ("memory", super::memory::MemoryConnector::PARAMS),
    #[cfg(feature = "es")]
    ("es", super::es::EsConnector::PARAMS),
    #[cfg(feature = "kafka")]
    ("kafka", super::kafka::KafkaConnector::PARAMS),
    #[cfg(feature = "mysql")]
    ("mysql", super::mysql::MySqlConnector::<false>::PARAMS),
    #[cfg(feature = "nats")]
    ("nats", super::nats::NatsConnector::PARAMS),
    #[cfg(feature = "postgres")]
    ("postgres", super::postgres::PostgresConnector::PARAMS),
    #[cfg(feature = "redis")]
    ("redis", super::redis::RedisConnector::PARAMS),
    #[cfg(feature = "redis")]
    ("redis-stream", super::redis::RedisStreamConnector::PARAMS),
    #[cfg(feature = "sqlite")]
    ("sqlite", super::sqlite::SqliteConnector::PARAMS),
    #[cfg(feature = "mysql")]
    ("tidb", super::mysql::MySqlConnector::<true>::PARAMS),
];

/// The params of a type of the library; nothing for those that are not there.
#[doc(hidden)]
#[must_use]
pub const fn params_of(conn_type: &str) -> Option<&'static [&'static str]> {
    beside(PARAMS, conn_type)
}

/// The params that connectors of all types have.
pub(crate) const PARAMS_OF_ALL: &[&str] = &[CONNECT_TIMEOUT];

#[cfg(all(test, feature = "yaml"))]
mod tests {
    use super::*;
    use crate::connector::Connectors;

    #[test]
    fn handles_and_params_are_known_of_every_type() {
        for (conn_type, by) in Connectors::new().types() {
            assert_eq!(only_handle(conn_type).is_none(), conn_type == "memory", "{conn_type}");
            assert_eq!(params_of(conn_type), Some(by.params), "{conn_type}");
        }
    }
}

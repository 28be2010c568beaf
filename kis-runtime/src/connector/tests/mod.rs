//! What holds for every connector type.

#[cfg(any(
    feature = "es-tls",
    feature = "kafka-ssl",
    feature = "mysql-tls",
    feature = "nats",
    feature = "postgres-tls",
    feature = "redis-tls"
))]
pub(crate) mod certificate;
#[cfg(any(
    feature = "es",
    feature = "kafka",
    feature = "mysql",
    feature = "nats",
    feature = "postgres",
    feature = "redis"
))]
#[allow(dead_code, reason = "each server takes of it what it needs")]
pub(crate) mod own_process;
mod registry;
pub(crate) mod round_trip;
pub(crate) mod rows;
#[cfg(any(
    feature = "es",
    feature = "kafka",
    feature = "mysql",
    feature = "nats",
    feature = "postgres",
    feature = "redis"
))]
pub(crate) mod servers;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod sql_servers;
mod stores;
mod topics;

//! Connectors: where rows are kept, and how they get from one flow to another.
//!
//! A connector is declared by a [`ConnectorConfig`] under a name in [`Connectors`]. Two typed handles hide what it
//! is: [`Store`] keeps rows by key, [`Topic`] appends them. The embedded types are
//!
//! | type | handles | `addrs` | `key` | params |
//! | --- | --- | --- | --- | --- |
//! | `memory` | store, topic | unused | unused | |
//! | [`file`](mod@file) | topic | the path | the path when `addrs` is empty | `format`, `sync` |
//! | `sqlite` (feature `sqlite`) | store | the path, or `:memory:` | the table | `busy_timeout`, `synchronous` |
//!
//! and those that have a server
//!
//! | type | handles | `addrs` | `key` | params |
//! | --- | --- | --- | --- | --- |
//! | [`mysql`], `tidb` (feature `mysql`) | store | the server's URL | the table | `create`, limits; see there |
//! | [`postgres`] (feature `postgres`) | store | the server's URL | the table | `create`, limits; see there |
//! | [`es`] (feature `es`) | store | `http://[user:password@]host[:port]`; several are tried in turn | the index | `create`, `api_key`, limits; see there |
//! | `redis` (feature `redis`) | store | `redis://[user:password@]host[:port][/db]`, `rediss://`; several are a cluster | the keys' prefix | `format`, `response_timeout`, `retry_for`, `tls_ca`, `wait_replicas` |
//! | `redis-stream` (feature `redis`) | topic | as `redis` | the stream | `maxlen`, `response_timeout`, `retry_for`, `tls_ca`, `wait_replicas` |
//! | [`kafka`] (feature `kafka`) | topic | `[user:password@]host[:port]`, several are nodes of one cluster | the topic | `create`, limits, TLS; see there |
//! | [`nats`] (feature `nats`) | topic | `nats://[[user:]password@]host[:port]`, `tls://`; several are a cluster | the subject | `create`, `stream`, limits; see there |
//!
//! `connect_timeout` is every type's param. A type of one's own implements [`Connector`]; [`own`] walks through one.
//!
//! # Metrics
//!
//! Of every connector, with the labels `conn_name`, `conn_type` and `operation` (`upsert`, `get`, `scan` by page,
//! `delete`, `count`, `send`):
//!
//! | name | what |
//! | --- | --- |
//! | `connector_calls` | calls of a handle |
//! | `connector_errors` | those that failed |
//! | `connector_rows` | rows written, found, deleted or sent by calls that went well |
//! | `connector_bytes` | bytes of the values of those that were written, found or sent, as [`Cells::size`] counts them |
//! | `connector_duration` | histogram, milliseconds per call |
//! | `connector_retries` | requests that a connector to a server sent again by itself |
//!
//! The connectors to SQL servers have the gauge `connector_pool_in_use` (`conn_name`, `conn_type`) too, of the
//! connections that are in use.

mod absent;
mod cells;
mod config;
mod contract;
mod decode;
mod encode;
mod engine;
mod entry;
mod error;
#[cfg(feature = "es")]
pub mod es;
pub mod file;
mod json;
#[cfg(feature = "kafka")]
pub mod kafka;
mod key;
#[cfg(any(feature = "es", feature = "kafka", feature = "redis"))]
mod key_text;
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
mod keyset;
mod kinds;
#[cfg(any(feature = "es", feature = "mysql", feature = "postgres"))]
mod limits;
mod logical;
mod mask;
mod memory;
mod meter;
#[cfg(feature = "mysql")]
pub mod mysql;
#[cfg(feature = "nats")]
pub mod nats;
mod near;
#[cfg(doc)]
#[doc = include_str!("../../docs/own-connector.md")]
pub mod own {}
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "redis")]
pub mod redis;
mod registry;
#[cfg(any(
    feature = "es-tls",
    feature = "mysql-tls",
    feature = "nats",
    feature = "postgres-tls",
    feature = "redis-tls"
))]
mod roots;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod sql;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod store;
mod table;
#[cfg(any(feature = "es", feature = "mysql", feature = "nats", feature = "postgres", feature = "redis"))]
mod tls;
mod topic;
mod upsert;

#[cfg(test)]
mod tests;

#[cfg(feature = "redis")]
pub use self::redis::{Redis, RedisConnection};
#[cfg(feature = "yaml")]
pub(crate) use absent::features_off;
#[doc(hidden)]
pub use absent::{compiled_in, is_called};
pub use cells::{Cell, CellRow, Cells};
pub use config::ConnectorConfig;
pub use contract::Connector;
#[cfg(feature = "yaml")]
pub(crate) use encode::encode_keyed;
pub use engine::{BoxFuture, Pages, StoreEngine, TopicEngine, UpsertParts};
pub use error::ConnectorError;
#[cfg(feature = "es")]
pub use es::Es;
#[cfg(feature = "kafka")]
pub use kafka::Kafka;
#[doc(hidden)]
pub use kinds::params_of;
pub(crate) use kinds::{Handle, PARAMS_OF_ALL, only_handle};
pub use memory::Memory;
#[cfg(feature = "mysql")]
pub use mysql::{MySql, MySqlConnection};
#[cfg(feature = "nats")]
pub use nats::Nats;
#[cfg(feature = "postgres")]
pub use postgres::{Postgres, PostgresConnection};
pub use registry::Connectors;
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;
pub use store::{Scan, Store};
pub use table::Table;
pub use topic::Topic;

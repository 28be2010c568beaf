//! The `redis` and `redis-stream` connectors: rows under keys of their own, and rows appended to a stream.
//!
//! `addrs` is `redis://[[user]:password@]host[:port][/db]`, or just `host:port`; `%` and what it stands for in URLs
//! must be percent-encoded in passwords. Several addresses, separated by commas, are nodes of one cluster, and the
//! others are found through them. Redis 6.2 or newer.
//!
//! With `rediss://` and the feature `redis-tls` the server, or each node of the cluster, is spoken to in TLS. Its
//! certificate and name are verified: by the system's authorities, or by those of the PEM file that the param `tls_ca`
//! names. A cluster's nodes must announce names that are in their certificates (`cluster-announce-hostname`,
//! `cluster-preferred-endpoint-type hostname`). The client takes rustls' provider of cryptography for the process;
//! where the program has chosen none, ring is chosen when the first such connector connects.
//!
//! # Rows of `redis`
//!
//! `key` is the prefix of the rows' Redis keys: with `key: stu_score12_avg_`, row 101 is at `stu_score12_avg_101`.
//! Several connectors share a database when no prefix begins with another's and goes on with what could be a key; end
//! prefixes with `_` or `:`.
//!
//! - Numbers stand in decimal, booleans as `true` and `false`, text and bytes as they are.
//! - The parts of a key of several are joined by `:`; in them `:` is written `%3A`, and `%` is written `%25`.
//! - A part whose kind the row type does not tell is JSON, unless it is text that could not be read as such a number or
//!   as JSON: that stands as it is.
//!
//! `format: json`, the default, keeps a row as a string, a JSON object as serde writes it. `format: hash` keeps it as a
//! hash, a field for each column: scalars as text, bytes as they are, everything else as JSON; what is `None` is no
//! field. Other fields of a JSON object are ignored, those of a hash are removed by the next `upsert`. A key of another
//! type under the prefix is no row to `get` of JSON and an error to `get` of hashes; `upsert` replaces it.
//!
//! Every value comes back exactly or is refused: whole numbers up to `i128`, all floating-point numbers (in JSON
//! not-a-number and the infinities stand as the text `NaN`, `Infinity` and `-Infinity`), text with zero bytes. Only the
//! payload bits of a not-a-number are lost. Refused are a not-a-number inside of a nested value, and, in JSON, a `null`
//! inside of `Some`.
//!
//! # Calls
//!
//! - `upsert` writes chunks of up to 4,096 rows or 1 MiB, each as one `MSET`, or one `MULTI` with hashes: a chunk is
//!   written as a whole or not at all. When a later chunk fails, the error says how many rows are written and how many
//!   may be; writing all of them again is safe. A value that cannot be kept is found before anything is written.
//! - In a cluster chunks are three times as large. Each slot has a `MSET` or `MULTI` of its own, and only rows that
//!   share a slot are written as a whole: with `key: "{orders}_"` all of them do, on one node. Each node gets what
//!   concerns its slots in one pipeline; where that fails, slot by slot.
//! - `get` reads chunks of 512 keys, each at one moment.
//! - `scan` and `count` go through the keys of the whole database (`SCAN`), and remember 16 bytes for each row, so that
//!   each is seen once. In a cluster they go from node to node; rows that move to another node meanwhile may be missed.
//! - `delete` removes keys whatever they hold. It is not repeated by itself once it may have reached the server,
//!   because the count would be wrong. In a cluster some of a chunk may be removed when it fails, and the error
//!   says so; there the client may repeat a request whose connection was lost, and then rows are counted too few.
//!
//! # Messages of `redis-stream`
//!
//! `key` is the stream. Each row is an entry with one field, `row`, its JSON. `send` writes in chunks like those of
//! `upsert`, each in one `MULTI`, and returns when the server has answered for all. A chunk whose answer was lost is
//! sent again, so rows may be there twice: at least once. With `maxlen: n` the stream is cut to about its last `n`
//! entries (`XADD … MAXLEN ~`); without it nothing is ever cut.
//!
//! # When the server fails
//!
//! A lost connection, a server that is loading, a failover or a cluster that is down is waited for: the call tries
//! again with pauses that double from 20 ms to 1 s, of which a random part between a half and the whole is taken, until
//! `retry_for` (`15s`; `0` turns it off) has passed. One answer may take `response_timeout` (`5s`), one connection
//! attempt `connect_timeout` (`10s`). Full memory (`OOM`), wrong types, missing rights and wrong passwords fail at
//! once, and so does the first connection of all.
//!
//! What the server acknowledged is as durable as its own `appendonly` and `appendfsync` make it. Redis replicates
//! after it has acknowledged: a replica that takes the place of its master may lack the last rows, and nobody can
//! tell. With `wait_replicas: n` a call that writes returns only when `n` replicas of each master concerned hold what
//! it wrote (`WAIT`, over the same connection), so that the best of them, which takes the place, has it too. One chunk
//! waits a quarter of `response_timeout` for them, and other calls of the connector wait behind it. Where they are too
//! few, as after a failover, `upsert` writes the chunk again until `retry_for` has passed; `send` and `delete` do not,
//! and say that it may be written.
//!
//! In a cluster slots that move are followed, and rows that are written meanwhile are where their slot is; a hash of
//! such a slot waits until it has moved.

mod client;
mod cluster;
mod fault;
mod fields;
mod held;
mod key;
mod link;
mod scan;
mod settings;
mod store;
mod stream;
#[cfg(test)]
pub(crate) mod tests;
mod value;
mod write;

use std::any::Any;
use std::sync::Arc;

use super::config::ConnectorConfig;
use super::contract::Connector;
use super::engine::{StoreEngine, TopicEngine};
use super::table::Table;
use crate::Result;
pub use client::Redis;
pub use link::RedisConnection;
use settings::{Format, Settings};
use store::RedisStore;
use stream::RedisStream;

/// The connector type `redis`.
pub(super) struct RedisConnector {
    client: Arc<Redis>,
    format: Format,
}

impl Connector for RedisConnector {
    const TYPE: &'static str = "redis";
    const PARAMS: &'static [&'static str] =
        &["format", "response_timeout", "retry_for", "tls_ca", "wait_replicas"];

    async fn connect(name: &str, config: &ConnectorConfig) -> Result<Self> {
        let format = config.parsed(name, "format", "`json` or `hash`")?.unwrap_or(Format::Json);
        let client = Arc::new(Redis::connect(name, config, Settings::of(name, config)?).await?);
        Ok(RedisConnector { client, format })
    }

    async fn store(&self, table: &Table) -> Result<Arc<dyn StoreEngine>> {
        Ok(Arc::new(RedisStore::new(Arc::clone(&self.client), table, self.format)?))
    }

    fn client(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(self.client.clone())
    }
}

/// The connector type `redis-stream`.
pub(super) struct RedisStreamConnector {
    client: Arc<Redis>,
    maxlen: Option<u64>,
}

impl Connector for RedisStreamConnector {
    const TYPE: &'static str = "redis-stream";
    const PARAMS: &'static [&'static str] =
        &["maxlen", "response_timeout", "retry_for", "tls_ca", "wait_replicas"];

    async fn connect(name: &str, config: &ConnectorConfig) -> Result<Self> {
        let maxlen = config.parsed(name, "maxlen", "a whole number of entries")?;
        let client = Arc::new(Redis::connect(name, config, Settings::of(name, config)?).await?);
        Ok(RedisStreamConnector { client, maxlen })
    }

    async fn topic(&self, table: &Table) -> Result<Arc<dyn TopicEngine>> {
        Ok(Arc::new(RedisStream::new(Arc::clone(&self.client), table, self.maxlen)?))
    }

    fn client(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(self.client.clone())
    }
}

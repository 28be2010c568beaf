//! The `postgres` connector: one table of a PostgreSQL database.
//!
//! `addrs` is a URL, `postgres://user:password@host:5432/database`; several hosts, parted by commas, are tried in turn.
//! `key` is the table, `schema.table` too. Special characters of user and password are percent-encoded.
//!
//! | param | default | what |
//! | --- | --- | --- |
//! | `create` | `false` | `true` makes the table from the row type if it is not there |
//! | `pool_size` | `8` | connections at once, at most; they are opened when they are needed |
//! | `read_timeout` | `30s` | how long one try of `get`, `count`, or a page of `scan` may take |
//! | `write_timeout` | `60s` | how long one try of `upsert` or `delete` may take |
//! | `retry_for` | `30s` | how long a call is tried again after a fault that may pass; `0` for never |
//! | `tls_ca` | the system's | a PEM file with the certificates of the authorities to trust |
//!
//! TLS is spoken when the address says `sslmode=require` and the feature `postgres-tls` is on. The server's certificate
//! and name are verified then; without `sslmode=require` there is no TLS.
//!
//! # The table
//!
//! A table that is there is checked when the store is opened. It needs a column for each field, a unique index over the
//! key's columns, and it may have more columns, which stay as they are. What a table is made of, and what is accepted:
//!
//! | field | made | accepted too |
//! | --- | --- | --- |
//! | whole numbers within `i64` | `bigint` | `smallint`, `integer` that hold the field's type; `numeric` |
//! | larger ones | `numeric` | `bigint` |
//! | floating-point numbers | `double precision` | `real` |
//! | text | `text` | `varchar` |
//! | bytes, booleans | `bytea`, `boolean` | |
//! | `date`, `time` | `date`, `time` | text |
//! | `datetime` | `timestamp` | text |
//! | `timestamp` | `timestamp with time zone` | text |
//! | `decimal` | `numeric` | text |
//! | anything else | `json` | `text` |
//! | anything else, in the key | `text` | |
//!
//! Values come back exactly. A value that the column cannot hold is refused, naming row and column: NUL in text, a
//! number beyond the column's range, not-a-number inside JSON, more digits of a second than six or of a number than the
//! column's. `jsonb` is not accepted, because it changes what is
//! written (the order of names, `-0.0`).
//!
//! # Calls
//!
//! An `upsert` writes all rows or none: up to 1,000 rows or 16 MiB in one statement, more by `COPY` into a temporary
//! table and one statement that merges it. Rows are written in the order of the key, so that writers wait for each
//! other instead of deadlocking. A `scan` reads page by page, in the key's order in the table. Statements are prepared,
//! once for each connection; a pooler in between has to know that, or to give whole sessions.
//!
//! # Faults
//!
//! Tried again with backoff and jitter, each time on another connection, until `retry_for` is over: a lost connection,
//! a server that is starting, stopping or full, serialization failures, deadlocks. An upsert is safe to repeat, also
//! when the connection was lost during its commit. A `delete` of which this is not known fails and says so, because the
//! count would be wrong. Everything else fails at once: constraints, permissions, a full disk, and a try that took
//! longer than its limit, which is also cancelled at the server. The first connection is tried once.
//!
//! The metrics are those of [every connector](super#metrics), `connector_retries` and `connector_pool_in_use` among
//! them.
//!
//! The pool is KisFlow's own: a bounded list of connections is all that it needs, and a crate for it would bring
//! more than that.

mod client;
mod column;
mod fault;
mod numeric;
mod pool;
mod schema;
mod settings;
mod sql;
mod store;
#[cfg(test)]
mod tests;
mod tls;
mod upsert;
mod wire;

use std::any::Any;
use std::sync::Arc;

use super::config::ConnectorConfig;
use super::contract::Connector;
use super::engine::StoreEngine;
use super::sql::SqlStore;
use super::table::Table;
use crate::Result;
pub use client::{Postgres, PostgresConnection};
use fault::Fault;
use pool::Pool;
use settings::Settings;
use sql::Sql;
use store::Shape;

/// The connector type `postgres`.
pub(super) struct PostgresConnector {
    client: Arc<Postgres>,
    create: bool,
}

impl Connector for PostgresConnector {
    const TYPE: &'static str = "postgres";
    const PARAMS: &'static [&'static str] =
        &["create", "pool_size", "read_timeout", "write_timeout", "retry_for", "tls_ca"];

    async fn connect(name: &str, config: &ConnectorConfig) -> Result<Self> {
        let Settings { driver, create, limits } = Settings::of(name, config)?;
        sql::quote_table(config.key_or(name))?;
        let pool = Pool::connect(name, Self::TYPE, driver, limits).await.map_err(Fault::boxed)?;
        Ok(PostgresConnector { client: Arc::new(Postgres::new(name, config, pool)), create })
    }

    async fn store(&self, table: &Table) -> Result<Arc<dyn StoreEngine>> {
        let lease = self.client.pool.lease().await.map_err(Fault::boxed)?;
        let types = schema::prepare(lease, table, self.create).await.map_err(Fault::boxed)?;
        let sql = Sql::of(table, &types)?;
        let shape = Shape { table: table.clone(), types, sql };
        Ok(Arc::new(SqlStore::new(&self.client.pool, shape)))
    }

    fn client(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(self.client.clone())
    }
}

//! The `mysql` and `tidb` connectors: one table of a MySQL, MariaDB or TiDB database.
//!
//! `addrs` is a URL, `mysql://user:password@host:3306/database`, special characters percent-encoded. `key` is the
//! table, `database.table` too. Both types are the same but for their name, and that TiDB ends a call that was given up
//! only when it is asked as `tidb`.
//!
//! MariaDB 10.2, MySQL 5.6.4 and TiDB 5 or newer. The tests run against MariaDB 10.11; the suite of every store has
//! also passed at MySQL 5.6.24, and at the TiDB of January 2022, between 5.4 and 6.0, with its storage `unistore`.
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
//! TLS is spoken when the address ends with `?ssl-mode=REQUIRED`, or with `?ssl-mode=VERIFY_IDENTITY`, which is the
//! same here, and the feature `mysql-tls` is on: the server's certificate and name are always verified. Without it
//! there is no TLS; the password is never sent in clear text then. A MariaDB that insists on TLS says "access denied"
//! to a client without. The client takes rustls' provider of cryptography for the process; where the program has chosen
//! none, ring is chosen when the first such connector connects.
//!
//! # The table
//!
//! A table that is there is checked when the store is opened. Its engine has transactions, it has a column for each
//! field and a unique index over the key's columns, and no unique index besides: an upsert would replace the rows of
//! that one too. It may have more columns, which stay as they are. What a table is made of, and what is accepted:
//!
//! | field | made | accepted too |
//! | --- | --- | --- |
//! | whole numbers within `i64` | `bigint` | smaller ones that hold the field's type; `decimal` |
//! | those within `u64` | `bigint unsigned` | the same; `bigint` |
//! | larger ones | `decimal(39)` | shorter `decimal`, `bigint` |
//! | floating-point numbers | `double` | `float` |
//! | text, anything else as JSON | `longtext` | `varchar` and the other texts, in `utf8mb4` |
//! | `date`, `time` | `date`, `time(6)` | text |
//! | `datetime` | `datetime(6)` | text |
//! | `timestamp` | `datetime(6)`, in UTC | `timestamp`, which ends in 2038; text |
//! | `decimal` | `decimal(65,30)` | other `decimal`; text |
//! | bytes, booleans | `longblob`, `boolean` | `varbinary`, the other blobs; `tinyint` |
//! | text, bytes and anything else in the key | `varbinary` | text: `varchar` in `utf8mb4_nopad_bin` or `utf8mb4_0900_bin` |
//!
//! Keys are told apart byte by byte; most collations would take two of them for one. An index takes 3,072 bytes: a key
//! of one part may be as long, the parts of a longer key share them. A server whose indexes take less, as those of
//! MySQL 5.6 do, is given keys of 767 bytes.
//!
//! Values come back exactly, but for the sign of `-0.0`, which MariaDB drops. A value that the column cannot hold is
//! refused, naming row and column: not-a-number and the infinities, a text that is too long, a number beyond the
//! column's range, a row beyond the server's `max_allowed_packet`; TiDB refuses rows of more than 6 MiB, and calls of
//! more than 100 MiB, if its `txn-entry-size-limit` and `txn-total-size-limit` say no other. The server's `sql_mode` is
//! set to refuse them too. MySQL's type `json` is not accepted, because it changes what is written.
//!
//! # Calls
//!
//! An `upsert` writes all rows or none, in statements of up to 1,024 rows, in one transaction. Rows are written in the
//! order of the key, so that writers mostly wait for each other instead of deadlocking. A `scan` reads page by page, in
//! the key's order in the table. Statements are prepared, once for each connection. The isolation is `READ COMMITTED`.
//!
//! Why not `LOAD DATA`: by itself it skips rows that are there or, with `REPLACE`, deletes them, with their other
//! columns and what refers to it. Through a temporary table that is merged from, it took MariaDB 10.11 1.4 times as
//! long as these statements for 100,000 new rows, 1.2 times for changed ones, and more for smaller batches: each row is
//! written twice.
//!
//! # Faults
//!
//! Tried again with backoff and jitter, each time on another connection, until `retry_for` is over: a lost connection,
//! a server that is starting, stopping or full, deadlocks and locks waited for too long, TiDB's write conflicts and
//! regions that cannot be reached. An upsert is safe to repeat, also when the connection was lost during its commit. A
//! `delete` of which this is not known fails and says so, because the count would be wrong. Everything else fails at
//! once: constraints, permissions, a full disk, and a try that took longer than its limit, which is also killed at the
//! server. The first connection is tried once.
//!
//! The metrics are those of [every connector](super#metrics), `connector_retries` and `connector_pool_in_use` among
//! them.

mod client;
mod column;
mod fault;
mod pool;
mod schema;
mod settings;
mod statements;
mod store;
#[cfg(test)]
mod tests;
mod upsert;
mod value;

use std::any::Any;
use std::sync::Arc;

use super::config::ConnectorConfig;
use super::contract::Connector;
use super::engine::StoreEngine;
use super::sql::SqlStore;
use super::table::Table;
use crate::Result;
pub use client::{MySql, MySqlConnection};
use fault::Fault;
use pool::Pool;
use settings::Settings;

/// The connector type `mysql`, and `tidb`, which speaks the same protocol.
pub(super) struct MySqlConnector<const TIDB: bool> {
    client: Arc<MySql>,
    create: bool,
}

impl<const TIDB: bool> Connector for MySqlConnector<TIDB> {
    const TYPE: &'static str = if TIDB { "tidb" } else { "mysql" };
    const PARAMS: &'static [&'static str] =
        &["create", "pool_size", "read_timeout", "write_timeout", "retry_for", "tls_ca"];

    async fn connect(name: &str, config: &ConnectorConfig) -> Result<Self> {
        let Settings { driver, create, limits } = Settings::of(name, config)?;
        statements::quote_table(config.key_or(name))?;
        let pool = Pool::connect(name, Self::TYPE, driver, limits).await.map_err(Fault::boxed)?;
        Ok(MySqlConnector { client: Arc::new(MySql::new(name, config, pool)), create })
    }

    async fn store(&self, table: &Table) -> Result<Arc<dyn StoreEngine>> {
        let lease = self.client.pool.lease().await.map_err(Fault::boxed)?;
        let shape = schema::prepare(lease, table, self.create).await.map_err(Fault::boxed)?;
        Ok(Arc::new(SqlStore::new(&self.client.pool, shape)))
    }

    fn client(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(self.client.clone())
    }
}

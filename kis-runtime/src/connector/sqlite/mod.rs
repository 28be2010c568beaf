//! The `sqlite` connector: one table of one SQLite file, or of one in memory.
//!
//! `addrs` is the path (`sqlite://path` too) or `:memory:`; the file is made, its folder is not. `key` is the table.
//! The table is made from the row type; one that is there already is checked against it. The journal is a WAL,
//! foreign keys are on.
//!
//! Params: `busy_timeout` is how long a lock of another connection is waited for, `5s` by default. `synchronous` is
//! SQLite's own, `normal` by default: a power cut may undo the last calls, and damages nothing; `full` keeps them.
//!
//! One thread holds the one connection and does the work call by call. When the last handle is dropped, the file is
//! closed and the WAL is folded into it before `drop` returns.
//!
//! A call writes all its rows or none, by statements of up to 64 rows: a disk that is full, or a database at its
//! `max_page_count`, keeps nothing of it. What SQLite has no value for is an error: whole numbers beyond `i64`,
//! not-a-number. The negative zero becomes zero.
//!
//! Beside the same statements written by hand with rusqlite, a call costs what turning rows into cells does: about 350
//! instructions for a row of four columns, for which SQLite itself has 2,800. The thread that calls does that, and of a
//! large call the other one writes what is done meanwhile: in a transaction that is committed when the call is awaited,
//! and taken back when it is dropped before. A caller who lets it wait for longer than a moment loses only that work.

mod ahead;
mod cell;
mod client;
mod open;
mod schema;
mod sql;
mod store;
#[cfg(test)]
mod tests;

use std::any::Any;
use std::sync::Arc;

use super::config::ConnectorConfig;
use super::contract::Connector;
use super::engine::StoreEngine;
use super::table::Table;
use crate::Result;
pub use client::Sqlite;
use open::Settings;
use sql::Sql;
use store::SqliteStore;

/// The connector type `sqlite`.
pub(super) struct SqliteConnector(Arc<Sqlite>);

impl Connector for SqliteConnector {
    const TYPE: &'static str = "sqlite";
    const PARAMS: &'static [&'static str] = &["busy_timeout", "synchronous"];

    async fn connect(name: &str, config: &ConnectorConfig) -> Result<Self> {
        let settings = Settings::of(name, config)?;
        sql::check_identifier(config.key_or(name))?;
        Ok(SqliteConnector(Arc::new(Sqlite::open(name, config, settings).await?)))
    }

    async fn store(&self, table: &Table) -> Result<Arc<dyn StoreEngine>> {
        for column in table.columns() {
            sql::check_identifier(column.name)?;
        }
        let table = Arc::new(table.clone());
        let prepared = Arc::clone(&table);
        self.0.run(move |connection| schema::prepare(connection, &prepared)).await??;
        let sql = Arc::new(Sql::of(&table));
        Ok(Arc::new(SqliteStore { client: Arc::clone(&self.0), table, sql }))
    }

    fn client(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(self.0.clone())
    }
}

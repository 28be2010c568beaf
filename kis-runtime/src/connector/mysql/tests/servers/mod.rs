//! What takes a real server.

mod faults;
mod refusals;
mod server;
mod table;
#[cfg(feature = "mysql-tls")]
mod tls;
mod values;

use std::sync::Arc;

use mysql_async::prelude::Queryable;

use crate::connector::tests::servers;
use crate::connector::{ConnectorConfig, Connectors, MySql};

/// A connector at the server, and the name of its table, which is not there yet.
fn config() -> (ConnectorConfig, String) {
    let config = servers::config("mysql");
    let table = config.key_or("").to_owned();
    (config, table)
}

fn with(config: ConnectorConfig) -> Connectors {
    Connectors::new().with("Db", config)
}

async fn client(config: &ConnectorConfig) -> Arc<MySql> {
    with(config.clone()).client("Db").await.unwrap()
}

async fn execute(config: &ConnectorConfig, sql: &str) {
    client(config).await.connection().await.unwrap().query_drop(sql).await.unwrap();
}

//! What takes a real server.

mod cluster;
mod faults;
mod refusals;
mod table;
#[cfg(feature = "postgres-tls")]
mod tls;
mod values;

use std::sync::Arc;

use crate::connector::tests::servers;
use crate::connector::{ConnectorConfig, Connectors, Postgres};

/// A connector at the server, and the name of its table, which is not there yet.
fn config() -> (ConnectorConfig, String) {
    let config = servers::config("postgres");
    let table = config.key_or("").to_owned();
    (config, table)
}

fn with(config: ConnectorConfig) -> Connectors {
    Connectors::new().with("Db", config)
}

async fn client(config: &ConnectorConfig) -> Arc<Postgres> {
    with(config.clone()).client("Db").await.unwrap()
}

async fn execute(config: &ConnectorConfig, sql: &str) {
    client(config).await.connection().await.unwrap().batch_execute(sql).await.unwrap();
}

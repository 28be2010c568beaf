//! What takes a real server.

mod cluster;
mod faults;
mod refusals;
mod tables;
#[cfg(feature = "postgres-tls")]
mod tls;
mod values;

use crate::connector::tests::sql_servers::{self, SqlServer};
use crate::connector::{ConnectorConfig, Connectors, Postgres, PostgresConnection};
use std::sync::Arc;

impl SqlServer for Postgres {
    const TYPE: &'static str = "postgres";
    type Connection = PostgresConnection;

    async fn connect(&self) -> PostgresConnection {
        self.connection().await.unwrap()
    }

    async fn execute(connection: &mut PostgresConnection, sql: &str) {
        connection.batch_execute(sql).await.unwrap();
    }
}

fn with(config: ConnectorConfig) -> Connectors {
    sql_servers::with(config)
}

async fn client(config: &ConnectorConfig) -> Arc<Postgres> {
    sql_servers::client(config).await
}

async fn execute(config: &ConnectorConfig, sql: &str) {
    sql_servers::execute::<Postgres>(config, sql).await;
}

//! What takes a real server.

mod faults;
mod refusals;
mod server;
mod tables;
#[cfg(feature = "mysql-tls")]
mod tls;
mod values;

use mysql_async::prelude::Queryable;

use crate::connector::tests::sql_servers::{self, SqlServer};
use crate::connector::{ConnectorConfig, Connectors, MySql, MySqlConnection};
use std::sync::Arc;

impl SqlServer for MySql {
    const TYPE: &'static str = "mysql";
    type Connection = MySqlConnection;

    async fn connect(&self) -> MySqlConnection {
        self.connection().await.unwrap()
    }

    async fn execute(connection: &mut MySqlConnection, sql: &str) {
        connection.query_drop(sql).await.unwrap();
    }
}

fn with(config: ConnectorConfig) -> Connectors {
    sql_servers::with(config)
}

async fn client(config: &ConnectorConfig) -> Arc<MySql> {
    sql_servers::client(config).await
}

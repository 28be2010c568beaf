//! What takes a real server, and [what differs](crate::connector::tests::sql_servers) from another one.

mod faults;
mod own;
mod refusals;
mod tables;
#[cfg(feature = "postgres-tls")]
mod tls;
mod values;

use crate::connector::tests::sql_servers::SqlServer;
use crate::connector::{Postgres, PostgresConnection};

impl SqlServer for Postgres {
    const TYPE: &'static str = "postgres";
    type Connection = PostgresConnection;

    async fn connect(&self) -> PostgresConnection {
        self.connection().await.unwrap()
    }

    async fn try_execute(connection: &mut PostgresConnection, sql: &str) -> Result<(), String> {
        connection.batch_execute(sql).await.map_err(|error| format!("{error:?}"))
    }
}

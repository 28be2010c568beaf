//! What takes a real server, and [what differs](crate::connector::tests::sql_servers) from another one.

mod faults;
mod own;
mod refusals;
mod tables;
mod tidb;
#[cfg(feature = "mysql-tls")]
mod tls;
mod values;

use mysql_async::prelude::Queryable;

use crate::connector::tests::sql_servers::SqlServer;
use crate::connector::{MySql, MySqlConnection};

impl SqlServer for MySql {
    const TYPE: &'static str = "mysql";
    type Connection = MySqlConnection;

    async fn connect(&self) -> MySqlConnection {
        self.connection().await.unwrap()
    }

    async fn try_execute(connection: &mut MySqlConnection, sql: &str) -> Result<(), String> {
        connection.query_drop(sql).await.map_err(|error| error.to_string())
    }
}

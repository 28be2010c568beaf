//! What the pool does with connections of mysql_async.
//!
//! Not mysql_async's own pool: it takes a connection back in whatever state, and reads on until the server is done.

use std::sync::Arc;
use std::time::Duration;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, Params, Row, Value};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::fault::{Fault, Said};
use crate::connector::sql;

/// How long it may take to end what the server still does.
const KILL_LIMIT: Duration = Duration::from_secs(5);

pub(super) type Pool = sql::Pool<Driver>;
pub(super) type Lease = sql::Lease<Driver>;

/// The server, and how it is spoken with.
pub(super) struct Driver {
    pub(super) server: Opts,
    /// Whether it is TiDB, which ends a connection only when it is called by its name.
    pub(super) is_tidb: bool,
}

pub(super) struct Connection {
    client: Conn,
    /// Whether the server has not answered yet.
    waiting: bool,
}

impl sql::Driver for Driver {
    type Connection = Connection;
    type Said = Said;

    async fn open(&self, _: &str) -> Result<Connection, Fault> {
        let connecting = Conn::new(self.server.clone()).await;
        let client = connecting.map_err(|error| Fault::from(error).of_connecting())?;
        Ok(Connection { client, waiting: false })
    }

    fn is_closed(connection: &Connection) -> bool {
        connection.client.is_disconnected()
    }

    fn abandon(self: &Arc<Self>, connection: Connection) {
        if !connection.waiting {
            return;
        }
        // A call that was dropped may leave the connection closed here and not there.
        // The server would go on, and hold its locks, until it has an answer to send.
        if let Ok(runtime) = Handle::try_current() {
            let server = self.server.clone();
            let kill = if self.is_tidb { "KILL TIDB" } else { "KILL" };
            runtime.spawn(async move {
                let kill = format!("{kill} {}", connection.client.id());
                let killed =
                    timeout(KILL_LIMIT, async { Conn::new(server).await?.query_drop(kill).await }).await;
                if let Ok(Err(error)) = killed {
                    tracing::debug!(error = %Fault::from(error), "mysql connection was not killed");
                }
            });
        }
    }
}

impl Lease {
    pub(super) fn client(&mut self) -> &mut Conn {
        &mut self.connection().client
    }

    pub(super) fn client_ref(&self) -> &Conn {
        &self.connection_ref().client
    }

    /// Does a statement that takes and gives nothing.
    pub(super) async fn run(&mut self, sql: &str) -> Result<(), Fault> {
        let connection = self.connection();
        connection.waiting = true;
        let done = connection.client.query_drop(sql).await;
        connection.waiting = false;
        Ok(done?)
    }

    /// Does a statement, which is prepared once, and gives how many rows it affected.
    pub(super) async fn execute(&mut self, sql: &str, values: Vec<Value>) -> Result<u64, Fault> {
        let connection = self.connection();
        connection.waiting = true;
        let done = connection.client.exec_drop(sql, Params::Positional(values)).await;
        connection.waiting = false;
        done?;
        Ok(connection.client.affected_rows())
    }

    /// Hands each row of a statement's result to `each`, up to the first error.
    pub(super) async fn query(
        &mut self,
        sql: &str,
        values: Vec<Value>,
        mut each: impl FnMut(Row) -> Result<(), Fault> + Send,
    ) -> Result<(), Fault> {
        let connection = self.connection();
        connection.waiting = true;
        let mut outcome = Ok(());
        let client = &mut connection.client;
        let done = async {
            let result = client.exec_iter(sql, Params::Positional(values)).await?;
            let keep = |row| {
                if outcome.is_ok() {
                    outcome = each(row);
                }
            };
            result.for_each_and_drop(keep).await
        };
        let done = done.await;
        connection.waiting = false;
        done?;
        outcome
    }
}

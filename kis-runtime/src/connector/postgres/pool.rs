//! What the pool does with connections of tokio-postgres.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_postgres::{Client, Config, Statement};

use super::fault::{Fault, Said};
use super::tls::Tls;
use crate::connector::sql;

/// How long a request to cancel may take.
const CANCEL_LIMIT: Duration = Duration::from_secs(5);

pub(super) type Pool = sql::Pool<Driver>;
pub(super) type Lease = sql::Lease<Driver>;

/// The server, and how it is spoken with.
pub(super) struct Driver {
    pub(super) server: Config,
    pub(super) tls: Tls,
}

pub(super) struct Connection {
    client: Client,
    statements: HashMap<String, Statement>,
    driver: AbortHandle,
}

impl sql::Driver for Driver {
    type Connection = Connection;
    type Said = Said;

    async fn open(&self, name: &str) -> Result<Connection, Fault> {
        let connecting = self.tls.connect(&self.server).await;
        let (client, driver) = connecting.map_err(|error| Fault::from(error).of_connecting())?;
        let name = name.to_owned();
        let driver = tokio::spawn(async move {
            if let Err(error) = driver.await {
                tracing::debug!(connector = %name, error = %Fault::from(error), "postgres connection ended");
            }
        });
        Ok(Connection { client, statements: HashMap::new(), driver: driver.abort_handle() })
    }

    fn is_closed(connection: &Connection) -> bool {
        connection.client.is_closed()
    }

    fn abandon(self: &Arc<Self>, connection: Connection) {
        if connection.client.is_closed() {
            return;
        }
        connection.driver.abort();
        // The server would go on, and hold its locks, until it has an answer to send.
        if let Ok(runtime) = Handle::try_current() {
            let (driver, cancel) = (Arc::clone(self), connection.client.cancel_token());
            runtime.spawn(async move { timeout(CANCEL_LIMIT, driver.tls.cancel(cancel)).await });
        }
    }
}

impl Lease {
    pub(super) fn client(&mut self) -> &mut Client {
        &mut self.connection().client
    }

    pub(super) fn client_ref(&self) -> &Client {
        &self.connection_ref().client
    }

    /// A statement that this connection prepares once.
    pub(super) async fn prepare(&mut self, sql: &str) -> Result<Statement, Fault> {
        let connection = self.connection();
        if let Some(statement) = connection.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = connection.client.prepare(sql).await?;
        connection.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

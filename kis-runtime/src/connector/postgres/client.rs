//! The client, for what a store does not do.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use tokio_postgres::Client;

use super::pool::{Lease, Pool};
use crate::Result;
use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;

/// The client of a `postgres` connector: its connections, for what [`Store`](crate::Store) does not do.
///
/// ```no_run
/// use kis_runtime::connector::{ConnectorConfig, Connectors, Postgres};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> kis_runtime::Result<()> {
/// let connectors = Connectors::new().with("Db", ConnectorConfig::new("postgres", "postgres://app@127.0.0.1/app"));
/// let postgres = connectors.client::<Postgres>("Db").await?;
/// let connection = postgres.connection().await?;
/// let sum: i32 = connection.query_one("SELECT 1 + 1", &[]).await?.get(0);
/// assert_eq!(sum, 2);
/// # Ok(()) }
/// ```
pub struct Postgres {
    pub(super) pool: Arc<Pool>,
    name: String,
    address: String,
}

impl Postgres {
    pub(super) fn new(name: &str, config: &ConnectorConfig, pool: Arc<Pool>) -> Self {
        Postgres { pool, name: name.to_owned(), address: config.masked_address() }
    }

    /// A connection of the pool, when one is free; it is the caller's alone, and closed when it is dropped.
    ///
    /// # Errors
    ///
    /// [`ConnectorError::Operation`] when the server cannot be reached or refuses the connection.
    pub async fn connection(&self) -> Result<PostgresConnection> {
        match self.pool.lease().await {
            Ok(lease) => Ok(PostgresConnection(lease)),
            Err(fault) => Err(Box::new(ConnectorError::Operation {
                connector: self.name.clone(),
                conn_type: "postgres".to_owned(),
                address: self.address.clone(),
                operation: "call",
                source: fault.boxed(),
            })),
        }
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Postgres({} at {})", self.name, self.address)
    }
}

/// A connection of a [`Postgres`] client: tokio-postgres's own [`Client`].
///
/// It counts against the pool while it is held. Whatever is set on it goes with it.
pub struct PostgresConnection(Lease);

impl Deref for PostgresConnection {
    type Target = Client;

    fn deref(&self) -> &Client {
        self.0.client_ref()
    }
}

impl DerefMut for PostgresConnection {
    fn deref_mut(&mut self) -> &mut Client {
        self.0.client()
    }
}

impl fmt::Debug for PostgresConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostgresConnection")
    }
}

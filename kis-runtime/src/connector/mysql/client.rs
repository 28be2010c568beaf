//! The client, for what a store does not do.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use mysql_async::Conn;

use super::pool::{Lease, Pool};
use crate::Result;
use crate::connector::config::ConnectorConfig;
use crate::connector::error::ConnectorError;

/// The client of a `mysql` or `tidb` connector: its connections, for what [`Store`](crate::Store) does not do.
///
/// ```no_run
/// use kis_runtime::connector::{ConnectorConfig, Connectors, MySql};
/// use mysql_async::prelude::Queryable;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> kis_runtime::Result<()> {
/// let connectors = Connectors::new().with("Db", ConnectorConfig::new("mysql", "mysql://app@127.0.0.1/app"));
/// let mysql = connectors.client::<MySql>("Db").await?;
/// let mut connection = mysql.connection().await?;
/// let sum: Option<i32> = connection.query_first("SELECT 1 + 1").await?;
/// assert_eq!(sum, Some(2));
/// # Ok(()) }
/// ```
pub struct MySql {
    pub(super) pool: Arc<Pool>,
    name: String,
    conn_type: String,
    address: String,
}

impl MySql {
    pub(super) fn new(name: &str, config: &ConnectorConfig, pool: Arc<Pool>) -> Self {
        MySql {
            pool,
            name: name.to_owned(),
            conn_type: config.conn_type().to_owned(),
            address: config.masked_address(),
        }
    }

    /// A connection of the pool, when one is free; it is the caller's alone, and closed when it is dropped.
    ///
    /// # Errors
    ///
    /// [`ConnectorError::Operation`] when the server cannot be reached or refuses the connection.
    pub async fn connection(&self) -> Result<MySqlConnection> {
        match self.pool.lease().await {
            Ok(lease) => Ok(MySqlConnection(lease)),
            Err(fault) => Err(Box::new(ConnectorError::Operation {
                connector: self.name.clone(),
                conn_type: self.conn_type.clone(),
                address: self.address.clone(),
                operation: "call",
                source: fault.boxed(),
            })),
        }
    }
}

impl fmt::Debug for MySql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MySql({} at {})", self.name, self.address)
    }
}

/// A connection of a [`MySql`] client: mysql_async's own [`Conn`].
///
/// It counts against the pool while it is held. Whatever is set on it goes with it.
pub struct MySqlConnection(Lease);

impl Deref for MySqlConnection {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        self.0.client_ref()
    }
}

impl DerefMut for MySqlConnection {
    fn deref_mut(&mut self) -> &mut Conn {
        self.0.client()
    }
}

impl fmt::Debug for MySqlConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MySqlConnection")
    }
}

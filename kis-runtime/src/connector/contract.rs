//! The trait that connector types implement, built-in and users' own alike.

use std::any::Any;
use std::sync::Arc;

use super::config::ConnectorConfig;
use super::engine::{BoxFuture, StoreEngine, TopicEngine};
use super::table::Table;
use crate::Result;

/// A connector type: how to connect, and what engines stand behind the handles on a connection.
///
/// A type has stores, topics, a client of its own, or several of these; asking it for what it does not have is an
/// error that says so. One connector holds rows of one type. [`own`](super::own) walks through one to a real server,
/// with its errors, limits and retries; this is the least that one can be:
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use kis_runtime::connector::{BoxFuture, Cells, Connector, ConnectorConfig, Connectors, Table, TopicEngine};
/// use kis_runtime::Result;
///
/// /// Collects lines, each with a prefix.
/// struct Lines { prefix: String, lines: Mutex<Vec<String>> }
/// struct LineTopic(Arc<Lines>);
///
/// impl TopicEngine for LineTopic {
///     fn send(&self, rows: Cells) -> BoxFuture<'_, Result<()>> {
///         Box::pin(async move {
///             let mut lines = self.0.lines.lock().map_err(|_| "the lines are lost")?;
///             lines.extend(rows.rows().map(|row| format!("{}{:?}", self.0.prefix, row)));
///             Ok(())
///         })
///     }
/// }
///
/// struct LineConnector(Arc<Lines>);
///
/// impl Connector for LineConnector {
///     const TYPE: &'static str = "lines";
///     const PARAMS: &'static [&'static str] = &["prefix"];
///
///     async fn connect(_name: &str, config: &ConnectorConfig) -> Result<Self> {
///         let prefix = config.get("prefix").unwrap_or("> ").to_owned();
///         Ok(LineConnector(Arc::new(Lines { prefix, lines: Mutex::default() })))
///     }
///
///     async fn topic(&self, _table: &Table) -> Result<Arc<dyn TopicEngine>> {
///         Ok(Arc::new(LineTopic(Arc::clone(&self.0))))
///     }
///
///     fn client(&self) -> Option<Arc<dyn std::any::Any + Send + Sync>> {
///         Some(self.0.clone())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let connectors = Connectors::new()
///     .register::<LineConnector>()
///     .with("Log", ConnectorConfig::new("lines", "").param("prefix", "- "));
/// connectors.topic::<(i64, String)>("Log").await?.send(&[(1, "one".to_owned())]).await?;
/// let lines = connectors.client::<Lines>("Log").await?;
/// assert_eq!(*lines.lines.lock().unwrap(), [r#"- [Json("[1,\"one\"]")]"#]);
/// # Ok(()) }
/// ```
pub trait Connector: Sized + Send + Sync + 'static {
    /// The `type` that configurations name it by.
    const TYPE: &'static str;

    /// The params it knows; any other is an error. `connect_timeout` is every type's.
    const PARAMS: &'static [&'static str] = &[];

    /// Connects the connector called `name`. A time limit is set around it.
    ///
    /// # Errors
    ///
    /// Any; connector, type and address are added to it. It must not tell a password.
    fn connect(name: &str, config: &ConnectorConfig) -> impl Future<Output = Result<Self>> + Send;

    /// The engine of the connector's store, asked for once.
    ///
    /// # Errors
    ///
    /// When the type has no stores, or this table cannot be one.
    fn store(&self, table: &Table) -> impl Future<Output = Result<Arc<dyn StoreEngine>>> + Send {
        let refused = table.refuse_handle("stores", "take `&Topic<T>` instead of `&Store<T>`");
        async move { Err(refused.into()) }
    }

    /// The engine of the connector's topic, asked for once.
    ///
    /// # Errors
    ///
    /// When the type has no topics, or these rows cannot be sent to it.
    fn topic(&self, table: &Table) -> impl Future<Output = Result<Arc<dyn TopicEngine>>> + Send {
        let refused = table.refuse_handle("topics", "take `&Store<T>` instead of `&Topic<T>`");
        async move { Err(refused.into()) }
    }

    /// The client itself, for what the handles do not do.
    fn client(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        None
    }
}

/// A connection whose type is forgotten.
pub(crate) trait Connection: Send + Sync {
    fn store<'a>(&'a self, table: &'a Table) -> BoxFuture<'a, Result<Arc<dyn StoreEngine>>>;
    fn topic<'a>(&'a self, table: &'a Table) -> BoxFuture<'a, Result<Arc<dyn TopicEngine>>>;
    fn client(&self) -> Option<Arc<dyn Any + Send + Sync>>;
}

impl<C: Connector> Connection for C {
    fn store<'a>(&'a self, table: &'a Table) -> BoxFuture<'a, Result<Arc<dyn StoreEngine>>> {
        Box::pin(Connector::store(self, table))
    }

    fn topic<'a>(&'a self, table: &'a Table) -> BoxFuture<'a, Result<Arc<dyn TopicEngine>>> {
        Box::pin(Connector::topic(self, table))
    }

    fn client(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Connector::client(self)
    }
}

/// A connector type, as the registry keeps it.
#[derive(Clone, Copy)]
pub(crate) struct ConnectorType {
    #[cfg(feature = "yaml")]
    pub(crate) id: std::any::TypeId,
    pub(crate) params: &'static [&'static str],
    pub(crate) connect: Connect,
}

type Connect = for<'a> fn(&'a str, &'a ConnectorConfig) -> BoxFuture<'a, Result<Arc<dyn Connection>>>;

impl ConnectorType {
    pub(crate) fn of<C: Connector>() -> Self {
        ConnectorType {
            #[cfg(feature = "yaml")]
            id: std::any::TypeId::of::<C>(),
            params: C::PARAMS,
            connect: |name, config| {
                Box::pin(async move {
                    let connection: Arc<dyn Connection> = Arc::new(C::connect(name, config).await?);
                    Ok(connection)
                })
            },
        }
    }
}

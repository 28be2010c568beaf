//! One declared connector: connected once, shared by everybody.

use std::any::TypeId;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::OnceCell;

use super::config::{CONNECT_TIMEOUT, ConnectorConfig};
use super::contract::{Connection, ConnectorType};
use super::engine::{BoxFuture, StoreEngine, TopicEngine};
use super::error::ConnectorError;
use super::table::{Place, Table, row_name};
use crate::{BoxError, Row};

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// Its futures are boxed, so that they are compiled here once and not in every crate that has a flow.
pub(super) struct Entry {
    name: String,
    pub(super) config: ConnectorConfig,
    connection: OnceCell<Arc<dyn Connection>>,
    rows: OnceLock<(TypeId, String)>,
    /// What the store was opened for.
    #[cfg(feature = "yaml")]
    table: OnceLock<Table>,
    store: OnceCell<Arc<dyn StoreEngine>>,
    topic: OnceCell<Arc<dyn TopicEngine>>,
}

impl Entry {
    pub(super) fn new(name: String, config: ConnectorConfig) -> Self {
        Entry {
            name,
            config,
            connection: OnceCell::new(),
            rows: OnceLock::new(),
            #[cfg(feature = "yaml")]
            table: OnceLock::new(),
            store: OnceCell::new(),
            topic: OnceCell::new(),
        }
    }

    /// The connection, made at the first call. A failed attempt is made again at the next one.
    pub(super) fn connection(
        &self,
        by: ConnectorType,
    ) -> BoxFuture<'_, Result<&Arc<dyn Connection>, ConnectorError>> {
        Box::pin(async move { self.connection.get_or_try_init(|| self.connect(by)).await })
    }

    async fn connect(&self, by: ConnectorType) -> Result<Arc<dyn Connection>, ConnectorError> {
        self.config.check_params(&self.name, by.params)?;
        let limit = connect_timeout(&self.name, &self.config)?;
        let connecting = (by.connect)(&self.name, &self.config);
        match tokio::time::timeout(limit, connecting).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => Err(self.explain(error, |source| ConnectorError::Connect {
                connector: self.name.clone(),
                conn_type: self.config.conn_type().to_owned(),
                address: self.config.masked_address(),
                source,
            })),
            Err(_) => Err(ConnectorError::ConnectTimeout {
                connector: self.name.clone(),
                conn_type: self.config.conn_type().to_owned(),
                address: self.config.masked_address(),
                limit,
            }),
        }
    }

    pub(super) fn store<'a>(
        &'a self,
        by: ConnectorType,
        table: &'a Table,
    ) -> BoxFuture<'a, Result<Arc<dyn StoreEngine>, ConnectorError>> {
        Box::pin(async move {
            let connection = self.connection(by).await?;
            let opened = self.store.get_or_try_init(|| connection.store(table)).await;
            #[cfg(feature = "yaml")]
            self.table.get_or_init(|| table.clone());
            opened.cloned().map_err(|error| self.open_failed(error))
        })
    }

    pub(super) fn topic<'a>(
        &'a self,
        by: ConnectorType,
        table: &'a Table,
    ) -> BoxFuture<'a, Result<Arc<dyn TopicEngine>, ConnectorError>> {
        Box::pin(async move {
            let connection = self.connection(by).await?;
            let opened = self.topic.get_or_try_init(|| connection.topic(table)).await;
            opened.cloned().map_err(|error| self.open_failed(error))
        })
    }

    /// The store, once a handle on it was made, and what it holds.
    #[cfg(feature = "yaml")]
    pub(super) fn opened_store(&self) -> Option<(Table, Arc<dyn StoreEngine>)> {
        Some((self.table.get()?.clone(), Arc::clone(self.store.get()?)))
    }

    /// The connection, once it was made.
    #[cfg(feature = "yaml")]
    pub(super) fn opened(&self) -> Option<&Arc<dyn Connection>> {
        self.connection.get()
    }

    /// Runs `make` with the connector's part of a table.
    pub(super) fn table(
        &self,
        make: impl FnOnce(Place<'_>) -> Result<Table, ConnectorError>,
    ) -> Result<Table, ConnectorError> {
        make(Place {
            connector: &self.name,
            conn_type: self.config.conn_type(),
            name: self.config.key_or(&self.name),
            address: &self.config.masked_address(),
        })
    }

    /// The first handle's row type is the connector's; a handle of another one is refused.
    pub(super) fn claim<T: Row>(&self) -> Result<(), ConnectorError> {
        let (held, name) = self.rows.get_or_init(|| (TypeId::of::<T>(), row_name::<T>()));
        if *held == TypeId::of::<T>() {
            return Ok(());
        }
        Err(ConnectorError::RowTypes {
            connector: self.name.clone(),
            held: name.clone(),
            wanted: row_name::<T>(),
        })
    }

    fn open_failed(&self, error: BoxError) -> ConnectorError {
        self.explain(error, |source| ConnectorError::Operation {
            connector: self.name.clone(),
            conn_type: self.config.conn_type().to_owned(),
            address: self.config.masked_address(),
            operation: "open",
            source,
        })
    }

    /// A connector's own error stands as it is; `wrap` says about any other whose it is.
    fn explain(&self, error: BoxError, wrap: impl FnOnce(BoxError) -> ConnectorError) -> ConnectorError {
        match error.downcast::<ConnectorError>() {
            Ok(error) => *error,
            Err(error) => wrap(error),
        }
    }
}

/// How long connecting may take.
pub(super) fn connect_timeout(name: &str, config: &ConnectorConfig) -> Result<Duration, ConnectorError> {
    Ok(config.time_limit(name, CONNECT_TIMEOUT)?.unwrap_or(DEFAULT_TIMEOUT))
}

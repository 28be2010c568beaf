//! Which connector types there are, and which connectors are declared.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use kis_config::near::{nearest, type_called};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::absent::{feature_off, features_off};
#[cfg(feature = "yaml")]
use super::cells::Cells;
use super::config::ConnectorConfig;
use super::contract::{Connector, ConnectorType};
#[cfg(feature = "yaml")]
use super::engine::StoreEngine;
use super::entry::Entry;
use super::error::ConnectorError;
#[cfg(feature = "yaml")]
use super::memory::Memory;
use super::store::Store;
use super::table::{Table, short_name};
use super::topic::Topic;
use crate::{Keyed, Row};

/// The connectors that flows find by name, and the types they can be of.
///
/// Cheap to clone. Each connector connects once, when it is first needed, and everything that is made from the same
/// `Connectors` or a clone of it shares that connection: two flows that name one `memory` connector see the same
/// rows. Declaring another connector on a clone leaves the original as it was.
///
/// ```
/// use kis_runtime::connector::{ConnectorConfig, Connectors};
///
/// let connectors = Connectors::new().with("Score12Cache", ConnectorConfig::new("memory", ""));
/// assert!(connectors.contains("Score12Cache"));
/// ```
#[derive(Clone)]
pub struct Connectors {
    types: Arc<BTreeMap<&'static str, ConnectorType>>,
    declared: Arc<BTreeMap<String, Arc<Entry>>>,
}

impl Connectors {
    /// The built-in types, and no connectors.
    #[must_use]
    pub fn new() -> Self {
        let none = Connectors { types: Arc::default(), declared: Arc::default() };
        let built_in =
            none.register::<super::memory::MemoryConnector>().register::<super::file::FileConnector>();
        #[cfg(feature = "sqlite")]
        let built_in = built_in.register::<super::sqlite::SqliteConnector>();
        #[cfg(feature = "es")]
        let built_in = built_in.register::<super::es::EsConnector>();
        #[cfg(feature = "mysql")]
        let built_in = built_in
            .register::<super::mysql::MySqlConnector<false>>()
            .register::<super::mysql::MySqlConnector<true>>();
        #[cfg(feature = "postgres")]
        let built_in = built_in.register::<super::postgres::PostgresConnector>();
        #[cfg(feature = "nats")]
        let built_in = built_in.register::<super::nats::NatsConnector>();
        #[cfg(feature = "redis")]
        let built_in = built_in
            .register::<super::redis::RedisConnector>()
            .register::<super::redis::RedisStreamConnector>();
        #[cfg(feature = "kafka")]
        let built_in = built_in.register::<super::kafka::KafkaConnector>();
        built_in
    }

    /// Adds a connector type, or replaces the one of its name.
    #[must_use]
    pub fn register<C: Connector>(mut self) -> Self {
        Arc::make_mut(&mut self.types).insert(C::TYPE, ConnectorType::of::<C>());
        self
    }

    /// Declares the connector called `name`, or declares it anew: handles made before keep the old connection.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, config: ConnectorConfig) -> Self {
        let name = name.into();
        let entry = Arc::new(Entry::new(name.clone(), config));
        Arc::make_mut(&mut self.declared).insert(name, entry);
        self
    }

    /// As many connectors of the same names, each an empty one of the type `memory`: for tests.
    ///
    /// ```
    /// use kis_runtime::connector::{ConnectorConfig, Connectors};
    ///
    /// let connectors = Connectors::new().with("Scores", ConnectorConfig::new("redis", "redis://10.0.0.1:6379"));
    /// assert_eq!(connectors.in_memory().config("Scores").unwrap().conn_type(), "memory");
    /// ```
    #[must_use]
    pub fn in_memory(&self) -> Self {
        let memory = || ConnectorConfig::new("memory", "");
        self.names().fold(Connectors::new(), |connectors, name| connectors.with(name, memory()))
    }

    /// Whether a connector of this name is declared.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.declared.contains_key(name)
    }

    /// The names of all declared connectors, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.declared.keys().map(String::as_str)
    }

    /// How the connector called `name` is declared.
    #[must_use]
    pub fn config(&self, name: &str) -> Option<&ConnectorConfig> {
        self.declared.get(name).map(|entry| &entry.config)
    }

    /// A handle on the rows that the connector called `name` keeps by key. Connects if nobody has yet.
    ///
    /// # Errors
    ///
    /// When there is no such connector, when it cannot connect, when its type has no stores, when its table does
    /// not fit `T`, and when it holds rows of another type already.
    pub async fn store<T>(&self, name: &str) -> Result<Store<T>, ConnectorError>
    where
        T: Keyed<Key: Serialize> + Serialize + DeserializeOwned,
    {
        let (entry, by) = self.find(name)?;
        entry.claim::<T>()?;
        let table = entry.table(|place| Table::of_store::<T>(place))?;
        let engine = entry.store(by, &table).await?;
        Ok(Store::new(table, engine))
    }

    /// A handle on the log that the connector called `name` appends to. Connects if nobody has yet.
    ///
    /// # Errors
    ///
    /// When there is no such connector, when it cannot connect, when its type has no topics or none for these rows,
    /// and when it holds rows of another type already.
    pub async fn topic<T>(&self, name: &str) -> Result<Topic<T>, ConnectorError>
    where
        T: Row + Serialize,
    {
        let (entry, by) = self.find(name)?;
        entry.claim::<T>()?;
        let table = entry.table(|place| Table::of_topic::<T>(place))?;
        let engine = entry.topic(by, &table).await?;
        Ok(Topic::new(table, engine))
    }

    /// The client of the connector called `name`, for what the handles do not do. Connects if nobody has yet.
    ///
    /// # Errors
    ///
    /// When there is no such connector, when it cannot connect, and when its client is no `C`.
    pub async fn client<C: Any + Send + Sync>(&self, name: &str) -> Result<Arc<C>, ConnectorError> {
        let (entry, by) = self.find(name)?;
        let client = entry.connection(by).await?.client();
        client.and_then(|client| client.downcast().ok()).ok_or_else(|| ConnectorError::Unsupported {
            connector: name.to_owned(),
            conn_type: entry.config.conn_type().to_owned(),
            wanted: format!("client of type `{}`", short_name::<C>()),
            advice: "take the client of this connector's type, or declare another connector",
        })
    }

    /// Declares the connector called `name` as `before` does, with its connection, where both say the same of it.
    #[cfg(feature = "yaml")]
    pub(crate) fn with_kept(mut self, name: &str, config: ConnectorConfig, before: &Connectors) -> Self {
        let by = |connectors: &Connectors| connectors.types.get(config.conn_type()).map(|by| by.id);
        let same = |entry: &&Arc<Entry>| entry.config == config && by(&self) == by(before);
        match before.declared.get(name).filter(same) {
            Some(entry) => {
                Arc::make_mut(&mut self.declared).insert(name.to_owned(), Arc::clone(entry));
                self
            }
            None => self.with(name, config),
        }
    }

    /// Whether the connector called `name` is one and the same here and there.
    #[cfg(feature = "yaml")]
    pub(crate) fn shares(&self, name: &str, other: &Connectors) -> bool {
        match (self.declared.get(name), other.declared.get(name)) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }

    /// The types of connectors, and which of them is whose.
    #[cfg(feature = "yaml")]
    pub(crate) fn types(&self) -> impl Iterator<Item = (&'static str, ConnectorType)> {
        self.types.iter().map(|(name, by)| (*name, *by))
    }

    /// The store of a connector, once a flow has opened it.
    #[cfg(feature = "yaml")]
    pub(crate) fn opened_store(&self, name: &str) -> Option<(Table, Arc<dyn StoreEngine>)> {
        self.declared.get(name)?.opened_store()
    }

    /// What a topic in memory received, once a flow has opened it.
    #[cfg(feature = "yaml")]
    pub(crate) fn sent_to(&self, name: &str) -> Option<(Table, Vec<Cells>)> {
        let client = self.declared.get(name)?.opened()?.client()?;
        client.downcast::<Memory>().ok()?.sent()
    }

    fn find(&self, name: &str) -> Result<(&Entry, ConnectorType), ConnectorError> {
        let entry = self.declared.get(name).ok_or_else(|| ConnectorError::UnknownConnector {
            connector: name.to_owned(),
            near: nearest(name, &self.names().collect::<Vec<_>>()).map(str::to_owned),
            declared: self.names().map(str::to_owned).collect(),
        })?;
        let conn_type = entry.config.conn_type();
        match self.types.get(conn_type) {
            Some(by) => Ok((entry, *by)),
            None => Err(self.unknown_type(name, conn_type)),
        }
    }

    fn unknown_type(&self, name: &str, conn_type: &str) -> ConnectorError {
        let (connector, conn_type) = (name.to_owned(), conn_type.to_owned());
        if let Some(feature) = feature_off(&conn_type) {
            return ConnectorError::TypeNotCompiledIn { connector, conn_type, feature };
        }
        let known: Vec<&str> = self.types.keys().copied().collect();
        let all: Vec<&str> = features_off().map(|(off, _)| off).chain(known.iter().copied()).collect();
        let near = type_called(&conn_type, all.iter().copied()).or_else(|| nearest(&conn_type, &all));
        ConnectorError::UnknownType {
            near: near.map(str::to_owned),
            known: known.into_iter().map(str::to_owned).collect(),
            connector,
            conn_type,
        }
    }
}

impl Default for Connectors {
    fn default() -> Self {
        Connectors::new()
    }
}

impl fmt::Debug for Connectors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let declared = self.declared.iter().map(|(name, entry)| (name, &entry.config));
        f.debug_map().entries(declared).finish()
    }
}

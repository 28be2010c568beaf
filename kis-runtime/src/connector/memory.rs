//! The `memory` connector: rows in this process, gone when it ends.

use std::any::Any;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde::de::DeserializeOwned;

use super::cells::{CellRow, Cells};
use super::config::ConnectorConfig;
use super::contract::Connector;
use super::decode::decode_rows;
use super::engine::{BoxFuture, Pages, StoreEngine, TopicEngine};
use super::error::ConnectorError;
use super::key::write_key;
use super::table::{Table, row_name};
use crate::{Result, Row};

/// How many rows a page of a scan has.
const PAGE: usize = 1_000;

/// The connector type `memory`.
pub(super) struct MemoryConnector(Arc<Memory>);

/// The client of a `memory` connector: what its topic received, for tests.
///
/// ```
/// use kis_runtime::connector::{ConnectorConfig, Connectors, Memory};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> kis_runtime::Result<()> {
/// let connectors = Connectors::new().with("Out", ConnectorConfig::new("memory", ""));
/// connectors.topic::<i64>("Out").await?.send(&[1, 2]).await?;
/// assert_eq!(connectors.client::<Memory>("Out").await?.received::<i64>()?, [1, 2]);
/// # Ok(()) }
/// ```
#[derive(Debug, Default)]
pub struct Memory {
    /// The rows by their key's bytes, which sort as the keys do.
    rows: Mutex<BTreeMap<Box<[u8]>, Cells>>,
    received: Mutex<Vec<Cells>>,
    topic: OnceLock<Table>,
}

impl Connector for MemoryConnector {
    const TYPE: &'static str = "memory";

    async fn connect(_: &str, _: &ConnectorConfig) -> Result<Self> {
        Ok(MemoryConnector(Arc::default()))
    }

    async fn store(&self, table: &Table) -> Result<Arc<dyn StoreEngine>> {
        Ok(Arc::new(MemoryStore {
            memory: Arc::clone(&self.0),
            keys: table.keys().to_vec(),
            width: table.columns().len(),
        }))
    }

    async fn topic(&self, table: &Table) -> Result<Arc<dyn TopicEngine>> {
        self.0.topic.get_or_init(|| table.clone());
        Ok(Arc::new(MemoryTopic(Arc::clone(&self.0))))
    }

    fn client(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(self.0.clone())
    }
}

impl Memory {
    /// All rows that the connector's topic received, in order; none while it has no topic.
    ///
    /// # Errors
    ///
    /// When the topic's rows are of another type.
    pub fn received<T: Row + DeserializeOwned>(&self) -> Result<Vec<T>> {
        let Some(table) = self.topic.get() else { return Ok(Vec::new()) };
        if table.row_name() != row_name::<T>() {
            return Err(ConnectorError::RowTypes {
                connector: table.connector().to_owned(),
                held: table.row_name().to_owned(),
                wanted: row_name::<T>(),
            }
            .into());
        }
        let mut rows = Vec::new();
        for batch in locked(&self.received).iter() {
            rows.extend(decode_rows::<T>(table, batch)?);
        }
        Ok(rows)
    }
}

impl Memory {
    /// What its topic is for, and every batch that it received.
    #[cfg(feature = "yaml")]
    pub(crate) fn sent(&self) -> Option<(Table, Vec<Cells>)> {
        Some((self.topic.get()?.clone(), locked(&self.received).clone()))
    }
}

/// No code of a user's runs under these locks, and each change is complete when it can panic no more.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct MemoryStore {
    memory: Arc<Memory>,
    keys: Vec<usize>,
    width: usize,
}

impl MemoryStore {
    fn key_of(&self, row: CellRow<'_>) -> Box<[u8]> {
        let mut key = Vec::new();
        write_key(&mut key, self.keys.iter().map(|index| row.get(*index)));
        key.into()
    }
}

fn key_bytes(keys: &Cells) -> impl Iterator<Item = Box<[u8]>> {
    keys.rows().map(|row| {
        let mut key = Vec::new();
        write_key(&mut key, row.iter());
        key.into()
    })
}

impl StoreEngine for MemoryStore {
    fn upsert(&self, rows: Cells) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let keyed: Vec<_> = rows.rows().map(|row| (self.key_of(row), row.to_cells())).collect();
            locked(&self.memory.rows).extend(keyed);
            Ok(())
        })
    }

    fn get(&self, keys: Cells) -> BoxFuture<'_, Result<Cells>> {
        Box::pin(async move {
            let mut asked: Vec<_> = key_bytes(&keys).collect();
            asked.sort_unstable();
            asked.dedup();
            let rows = locked(&self.memory.rows);
            let mut found = Cells::with_capacity(self.width, asked.len());
            for row in asked.iter().filter_map(|key| rows.get(key)) {
                found.push_row(row.row(0).iter());
            }
            Ok(found)
        })
    }

    fn scan(&self) -> Box<dyn Pages> {
        let from = Some(Bound::Unbounded);
        Box::new(MemoryPages { memory: Arc::clone(&self.memory), width: self.width, from })
    }

    fn delete(&self, keys: Cells) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async move {
            let mut rows = locked(&self.memory.rows);
            Ok(key_bytes(&keys).filter(|key| rows.remove(key).is_some()).count() as u64)
        })
    }

    fn count(&self) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async move { Ok(locked(&self.memory.rows).len() as u64) })
    }
}

struct MemoryPages {
    memory: Arc<Memory>,
    width: usize,
    /// Where the next page begins; `None` after the last one.
    from: Option<Bound<Box<[u8]>>>,
}

impl Pages for MemoryPages {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Cells>>> {
        Box::pin(async move {
            let Some(from) = self.from.take() else { return Ok(None) };
            let rows = locked(&self.memory.rows);
            let mut page = Cells::new(self.width);
            for (key, row) in rows.range((from, Bound::Unbounded)).take(PAGE) {
                page.push_row(row.row(0).iter());
                if page.len() == PAGE {
                    self.from = Some(Bound::Excluded(key.clone()));
                }
            }
            Ok(Some(page))
        })
    }
}

struct MemoryTopic(Arc<Memory>);

impl TopicEngine for MemoryTopic {
    fn send(&self, rows: Cells) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            locked(&self.0.received).push(rows);
            Ok(())
        })
    }
}

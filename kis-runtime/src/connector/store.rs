//! Rows by key.

use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::cells::{CellRow, Cells};
use super::decode::{Reader, decode_rows};
use super::encode::{encode_keyed, encode_keys};
use super::engine::{Pages, StoreEngine};
use super::error::ConnectorError;
use super::key::write_key;
use super::meter::{Meter, Moved};
use super::table::Table;
use super::upsert::Upsert;
use crate::{BoxError, Keyed, Result};

/// Keeps rows of `T` by key: the typed handle on a connector, whichever engine it names.
///
/// Cheap to clone. Every method writes or asks in bulk, and fails with a [`ConnectorError`] in the box.
///
/// ```
/// use kis_runtime::connector::{ConnectorConfig, Connectors};
/// use kis_runtime::Row;
///
/// #[derive(Row, serde::Serialize, serde::Deserialize, PartialEq, Debug)]
/// struct Average {
///     #[row(key)]
///     student: String,
///     score: f64,
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> kis_runtime::Result<()> {
/// let connectors = Connectors::new().with("Averages", ConnectorConfig::new("memory", ""));
/// let averages = connectors.store::<Average>("Averages").await?;
/// averages.upsert(&[Average { student: "Ann".into(), score: 9.5 }]).await?;
/// let found = averages.get(&["Ann".into(), "Bob".into()]).await?;
/// assert_eq!(found, [Some(Average { student: "Ann".into(), score: 9.5 }), None]);
/// # Ok(()) }
/// ```
pub struct Store<T> {
    shared: Arc<Shared>,
    rows: PhantomData<fn(T) -> T>,
}

struct Shared {
    table: Table,
    engine: Arc<dyn StoreEngine>,
    upsert: Meter,
    get: Meter,
    scan: Meter,
    delete: Meter,
    count: Meter,
}

impl<T: Keyed> Store<T> {
    pub(crate) fn new(table: Table, engine: Arc<dyn StoreEngine>) -> Self {
        let shared = Shared {
            upsert: Meter::new(&table, "upsert"),
            get: Meter::new(&table, "get"),
            scan: Meter::new(&table, "scan"),
            delete: Meter::new(&table, "delete"),
            count: Meter::new(&table, "count"),
            table,
            engine,
        };
        Store { shared: Arc::new(shared), rows: PhantomData }
    }

    /// Writes the rows, each in place of the one with its key; of several with one key the last one wins.
    ///
    /// All rows or none with `memory`, `sqlite`, `postgres`, `mysql` and `tidb`; other types say how far they go, and
    /// so do their errors.
    ///
    /// # Errors
    ///
    /// When the engine fails or cannot hold a value, naming row and column.
    pub fn upsert(&self, rows: &[T]) -> impl Future<Output = Result<()>> + Send + use<T>
    where
        T: Serialize,
        T::Key: Serialize,
    {
        let shared = Arc::clone(&self.shared);
        let upsert = Upsert::of(&*shared.engine, rows.len(), &mut |part| {
            encode_keyed(&shared.table, &rows[part.clone()], part.start, T::key)
        });
        async move {
            let start = Instant::now();
            let result = match upsert {
                Ok((upsert, moved)) => {
                    let written = upsert.run(&*shared.engine).await;
                    written.map(|()| ((), moved)).map_err(|error| shared.failed("upsert", error))
                }
                Err(error) => Err(error.into()),
            };
            shared.upsert.settle(start, result)
        }
    }

    /// The rows of these keys, in the order asked; `None` where there is none. A key may be named several times.
    ///
    /// # Errors
    ///
    /// When the engine fails, or holds something that is no `T`.
    pub fn get(&self, keys: &[T::Key]) -> impl Future<Output = Result<Vec<Option<T>>>> + Send + use<T>
    where
        T: DeserializeOwned,
        T::Key: Serialize,
    {
        let keys = encode_keys(&self.shared.table, keys);
        let shared = Arc::clone(&self.shared);
        async move {
            let start = Instant::now();
            let result = shared.get(keys).await;
            shared.get.settle(start, result)
        }
    }

    /// All rows, page by page. `memory` and `sqlite` give them in the order of the key.
    ///
    /// A row that is there all the time is seen once; one that is written or deleted meanwhile may be seen or not.
    pub fn scan(&self) -> Scan<T> {
        Scan { shared: Arc::clone(&self.shared), pages: self.shared.engine.scan(), rows: PhantomData }
    }

    /// Removes the rows of these keys and says how many were there.
    ///
    /// # Errors
    ///
    /// When the engine fails.
    pub fn delete(&self, keys: &[T::Key]) -> impl Future<Output = Result<u64>> + Send + use<T>
    where
        T::Key: Serialize,
    {
        let keys = encode_keys(&self.shared.table, keys);
        let shared = Arc::clone(&self.shared);
        async move {
            let start = Instant::now();
            let result = match keys {
                Ok(keys) if keys.is_empty() => Ok(0),
                Ok(keys) => shared.engine.delete(keys).await.map_err(|error| shared.failed("delete", error)),
                Err(error) => Err(error.into()),
            };
            let rows = |deleted| usize::try_from(deleted).unwrap_or(usize::MAX);
            let result = result.map(|deleted| (deleted, Moved { rows: rows(deleted), bytes: 0 }));
            shared.delete.settle(start, result)
        }
    }

    /// How many rows there are.
    ///
    /// # Errors
    ///
    /// When the engine fails.
    pub fn count(&self) -> impl Future<Output = Result<u64>> + Send + use<T> {
        let shared = Arc::clone(&self.shared);
        async move {
            let start = Instant::now();
            let result = shared.engine.count().await.map_err(|error| shared.failed("count", error));
            shared.count.settle(start, result.map(|rows| (rows, Moved::default())))
        }
    }

    /// What the engine knows of the rows.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.shared.table
    }
}

impl Shared {
    async fn get<T: DeserializeOwned>(
        &self,
        keys: Result<Cells, ConnectorError>,
    ) -> Result<(Vec<Option<T>>, Moved)> {
        let keys = keys?;
        if keys.is_empty() {
            return Ok((Vec::new(), Moved::default()));
        }
        let asked = KeyList::new(keys.rows(), |row| row.iter());
        let found = self.engine.get(keys).await.map_err(|error| self.failed("get", error))?;
        let key_of = self.table.keys();
        let there = KeyList::new(found.rows(), |row| key_of.iter().map(move |index| row.get(*index)));
        let moved = Moved::of(&found);
        let mut reader = Reader::new(&self.table, &found);
        let mut read = |index| reader.row(index).map(Some);
        let rows: Result<Vec<_>, ConnectorError> = if asked == there {
            (0..found.len()).map(read).collect()
        } else {
            let places: HashMap<&[u8], usize> = there.iter().zip(0..).collect();
            asked.iter().map(|key| places.get(key).map_or(Ok(None), |index| read(*index))).collect()
        };
        Ok((rows?, moved))
    }

    fn failed(&self, operation: &'static str, error: BoxError) -> BoxError {
        failed(&self.table, operation, error)
    }
}

/// Adds connector, type and address, unless the error has them.
pub(super) fn failed(table: &Table, operation: &'static str, error: BoxError) -> BoxError {
    if error.is::<ConnectorError>() {
        return error;
    }
    Box::new(ConnectorError::Operation {
        connector: table.connector().to_owned(),
        conn_type: table.conn_type().to_owned(),
        address: table.address().to_owned(),
        operation,
        source: error,
    })
}

/// The keys of some rows as bytes, in one block.
#[derive(PartialEq, Eq)]
struct KeyList {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl KeyList {
    fn new<'a, P: IntoIterator<Item = super::Cell<'a>>>(
        rows: impl Iterator<Item = CellRow<'a>>,
        parts: impl Fn(CellRow<'a>) -> P,
    ) -> Self {
        let mut list = KeyList { bytes: Vec::new(), ends: Vec::new() };
        for row in rows {
            write_key(&mut list.bytes, parts(row));
            list.ends.push(list.bytes.len());
        }
        list
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(from, to)| &self.bytes[from..*to])
    }
}

/// The rows of a store, page by page: what [`Store::scan`] gives.
#[must_use = "a scan reads nothing until `next` or `all` is called"]
pub struct Scan<T: Keyed> {
    shared: Arc<Shared>,
    pages: Box<dyn Pages>,
    rows: PhantomData<fn() -> T>,
}

impl<T: Keyed> Scan<T> {
    /// The next rows, at least one; `None` after the last ones.
    ///
    /// # Errors
    ///
    /// When the engine fails, or holds something that is no `T`.
    pub async fn next(&mut self) -> Result<Option<Vec<T>>>
    where
        T: DeserializeOwned,
    {
        loop {
            let start = Instant::now();
            let page = match self.pages.next().await {
                Ok(Some(page)) => decode_rows(&self.shared.table, &page)
                    .map(|rows| (Some(rows), Moved::of(&page)))
                    .map_err(BoxError::from),
                Ok(None) => Ok((None, Moved::default())),
                Err(error) => Err(self.shared.failed("scan", error)),
            };
            match self.shared.scan.settle(start, page) {
                Ok(Some(rows)) if rows.is_empty() => {}
                page => return page,
            }
        }
    }

    /// All rows that are left.
    ///
    /// # Errors
    ///
    /// As [`Scan::next`].
    pub async fn all(mut self) -> Result<Vec<T>>
    where
        T: DeserializeOwned,
    {
        let mut all = Vec::new();
        while let Some(rows) = self.next().await? {
            all.extend(rows);
        }
        Ok(all)
    }
}

impl<T: Keyed> Clone for Store<T> {
    fn clone(&self) -> Self {
        Store { shared: Arc::clone(&self.shared), rows: PhantomData }
    }
}

impl<T: Keyed> fmt::Debug for Store<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store<{}>({})", self.shared.table.row_name(), self.shared.table.connector())
    }
}

impl<T: Keyed> fmt::Debug for Scan<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scan<{}>({})", self.shared.table.row_name(), self.shared.table.connector())
    }
}

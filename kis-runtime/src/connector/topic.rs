//! Rows appended.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;

use super::encode::encode_rows;
use super::engine::TopicEngine;
use super::meter::{Meter, Moved};
use super::store::failed;
use super::table::Table;
use crate::{Result, Row};

/// Appends rows of `T` to a log: the typed handle on a connector, whichever engine it names. Cheap to clone.
///
/// ```
/// use kis_runtime::connector::{ConnectorConfig, Connectors, Memory};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> kis_runtime::Result<()> {
/// let connectors = Connectors::new().with("Words", ConnectorConfig::new("memory", ""));
/// connectors.topic::<String>("Words").await?.send(&["one".to_owned(), "two".to_owned()]).await?;
/// assert_eq!(connectors.client::<Memory>("Words").await?.received::<String>()?, ["one", "two"]);
/// # Ok(()) }
/// ```
pub struct Topic<T: Row> {
    shared: Arc<Shared>,
    rows: PhantomData<fn(T)>,
}

struct Shared {
    table: Table,
    engine: Arc<dyn TopicEngine>,
    send: Meter,
}

impl<T: Row> Topic<T> {
    pub(crate) fn new(table: Table, engine: Arc<dyn TopicEngine>) -> Self {
        let send = Meter::new(&table, "send");
        Topic { shared: Arc::new(Shared { table, engine, send }), rows: PhantomData }
    }

    /// Appends the rows in order and returns when the engine has acknowledged all of them.
    ///
    /// What an acknowledgement is worth is the engine's to say; rows may be there twice when a failed call is
    /// repeated.
    ///
    /// # Errors
    ///
    /// When the engine fails or cannot hold a value, naming row and column.
    pub fn send(&self, rows: &[T]) -> impl Future<Output = Result<()>> + Send + use<T>
    where
        T: Serialize,
    {
        let cells = encode_rows(&self.shared.table, rows);
        let shared = Arc::clone(&self.shared);
        async move {
            let start = Instant::now();
            let result = match cells {
                Ok(cells) if cells.is_empty() => Ok(((), Moved::default())),
                Ok(cells) => {
                    let moved = Moved::of(&cells);
                    let sent = shared.engine.send(cells).await;
                    sent.map(|()| ((), moved)).map_err(|error| failed(&shared.table, "send", error))
                }
                Err(error) => Err(error.into()),
            };
            shared.send.settle(start, result)
        }
    }

    /// What the engine knows of the rows.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.shared.table
    }
}

impl<T: Row> Clone for Topic<T> {
    fn clone(&self) -> Self {
        Topic { shared: Arc::clone(&self.shared), rows: PhantomData }
    }
}

impl<T: Row> fmt::Debug for Topic<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Topic<{}>({})", self.shared.table.row_name(), self.shared.table.connector())
    }
}

//! What a connector does behind [`Store`](super::Store) and [`Topic`](super::Topic), row types erased.

use std::pin::Pin;

use super::cells::Cells;
use crate::Result;

/// A boxed future, as traits behind `dyn` need it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Keeps rows by key: what stands behind a [`Store`](super::Store).
///
/// Rows come as [`Cells`] in the order of [`Table::columns`](super::Table::columns), keys as the cells of
/// [`Table::key_columns`](super::Table::key_columns) alone. No method is called with an empty batch. Any error
/// does; the `Store` adds the connector's name, type and address to it.
pub trait StoreEngine: Send + Sync + 'static {
    /// Writes the rows, each in place of the one with its key; of several with one key the last one wins.
    ///
    /// All of them or none, if the engine can; all when it returns `Ok`.
    fn upsert(&self, rows: Cells) -> BoxFuture<'_, Result<()>>;

    /// Where the rows of one large upsert go part by part, while the others are still being turned into cells.
    ///
    /// `None`, as it is without this method, when the engine gains nothing by it: then [`StoreEngine::upsert`] is given
    /// all of them.
    fn upsert_parts(&self) -> Option<Box<dyn UpsertParts>> {
        None
    }

    /// The rows that are there, each once, in any order. A key may be asked for several times.
    fn get(&self, keys: Cells) -> BoxFuture<'_, Result<Cells>>;

    /// All rows, page by page.
    fn scan(&self) -> Box<dyn Pages>;

    /// Removes the rows with these keys and says how many were there. A key may be named several times.
    fn delete(&self, keys: Cells) -> BoxFuture<'_, Result<u64>>;

    /// How many rows there are.
    fn count(&self) -> BoxFuture<'_, Result<u64>>;
}

/// One upsert, which is given its rows in parts.
///
/// It may be written before it is awaited, but is kept only then: when this is dropped without
/// [`finish`](UpsertParts::finish), or the future of that is dropped before it was polled, nothing of it is there.
pub trait UpsertParts: Send + 'static {
    /// Takes the next rows, at least one, without waiting for anything.
    fn add(&mut self, rows: Cells);

    /// Those were all. The future keeps them as [`StoreEngine::upsert`] does, and has its errors.
    fn finish(self: Box<Self>) -> BoxFuture<'static, Result<()>>;
}

/// Takes rows to the end of a log: what stands behind a [`Topic`](super::Topic).
///
/// Rows come as [`Cells`] in the order of [`Table::columns`](super::Table::columns), never none. Any error does;
/// the `Topic` adds the connector's name, type and address to it.
pub trait TopicEngine: Send + Sync + 'static {
    /// Appends the rows in order, and returns when they are acknowledged.
    fn send(&self, rows: Cells) -> BoxFuture<'_, Result<()>>;
}

/// The pages of a scan.
///
/// `Option<Cells>` is one: all rows as a single page.
pub trait Pages: Send + 'static {
    /// The next page, which may be empty; `None` after the last one.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Cells>>>;
}

impl Pages for Option<Cells> {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Cells>>> {
        let page = self.take();
        Box::pin(async move { Ok(page) })
    }
}

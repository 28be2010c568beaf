//! The store: each call a job on a connection of the pool.

use std::ops::Range;
use std::sync::Arc;

use super::fault::Fault;
use super::order::in_key_order;
use super::pool::{Driver, Lease, Operation, Pool};
use crate::Result;
use crate::connector::cells::Cells;
use crate::connector::engine::{BoxFuture, Pages, StoreEngine};
use crate::connector::keyset::Next;
use crate::connector::table::Table;

/// What a call that yields an `R` comes to.
pub(in crate::connector) type Outcome<'a, D, R> = BoxFuture<'a, Result<R, Fault<<D as Driver>::Said>>>;

/// What a database does for each call, on a connection that it gives back when all went well.
pub(in crate::connector) trait Dialect: Driver + Sized {
    /// A table, its columns as the database has them, and its statements.
    type Shape: Send + Sync + 'static;

    fn table(shape: &Self::Shape) -> &Table;

    /// Writes the rows that `order` names, all or none.
    fn upsert<'a>(
        lease: Lease<Self>,
        shape: &'a Self::Shape,
        rows: &'a Cells,
        order: &'a [u32],
    ) -> Outcome<'a, Self, ()>;

    fn get<'a>(lease: Lease<Self>, shape: &'a Self::Shape, keys: &'a Cells) -> Outcome<'a, Self, Cells>;

    fn delete<'a>(lease: Lease<Self>, shape: &'a Self::Shape, keys: &'a Cells) -> Outcome<'a, Self, u64>;

    fn count(lease: Lease<Self>, shape: &Self::Shape) -> Outcome<'_, Self, u64>;

    /// The first rows in the order of the key, up to [`PAGE`](crate::connector::keyset::PAGE) of them.
    fn page<'a>(
        lease: Lease<Self>,
        shape: &'a Self::Shape,
        after: Option<&'a Cells>,
    ) -> Outcome<'a, Self, Cells>;
}

pub(in crate::connector) struct SqlStore<D: Dialect> {
    pool: Arc<Pool<D>>,
    shape: Arc<D::Shape>,
}

impl<D: Dialect> SqlStore<D> {
    pub(in crate::connector) fn new(pool: &Arc<Pool<D>>, shape: D::Shape) -> Self {
        SqlStore { pool: Arc::clone(pool), shape: Arc::new(shape) }
    }
}

impl<D: Dialect> StoreEngine for SqlStore<D> {
    fn upsert(&self, rows: Cells) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let (shape, rows) = (&*self.shape, &rows);
            let order = &in_key_order(rows, D::table(shape).keys());
            self.pool.call(Operation::Write("upsert"), |lease| D::upsert(lease, shape, rows, order)).await
        })
    }

    fn get(&self, keys: Cells) -> BoxFuture<'_, Result<Cells>> {
        Box::pin(async move {
            self.pool.call(Operation::Read("get"), |lease| D::get(lease, &self.shape, &keys)).await
        })
    }

    fn scan(&self) -> Box<dyn Pages> {
        let store = SqlStore { pool: Arc::clone(&self.pool), shape: Arc::clone(&self.shape) };
        Box::new(SqlPages { store, next: Next::First })
    }

    fn delete(&self, keys: Cells) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async move {
            self.pool.call(Operation::Write("delete"), |lease| D::delete(lease, &self.shape, &keys)).await
        })
    }

    fn count(&self) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async move {
            self.pool.call(Operation::Read("count"), |lease| D::count(lease, &self.shape)).await
        })
    }
}

struct SqlPages<D: Dialect> {
    store: SqlStore<D>,
    next: Next,
}

impl<D: Dialect> Pages for SqlPages<D> {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Cells>>> {
        Box::pin(async move {
            let after = match &self.next {
                Next::First => None,
                Next::After(key) => Some(key),
                Next::Nowhere => return Ok(None),
            };
            let SqlStore { pool, shape } = &self.store;
            let page = pool.call(Operation::Read("scan"), |lease| D::page(lease, shape, after)).await?;
            // Only now: a page that failed, or that nobody waited for, is asked for again.
            self.next = Next::after(&page, D::table(shape).keys());
            Ok(Some(page))
        })
    }
}

/// A number of keys in chunks of up to `most`.
pub(in crate::connector) fn chunks(length: usize, most: usize) -> impl Iterator<Item = Range<usize>> {
    (0..length).step_by(most).map(move |from| from..length.min(from + most))
}

//! The store: each call a transaction on a connection of the pool.

use std::ops::Range;
use std::pin::pin;
use std::sync::Arc;

use futures_util::TryStreamExt;
use tokio_postgres::{Row, Statement};

use super::column::ColumnType;
use super::fault::Fault;
use super::pool::{Lease, Pool};
use super::sql::{PAGE, Sql};
use super::upsert::upsert;
use super::wire::{Parameter, Raw};
use crate::Result;
use crate::connector::cells::{Cell, Cells};
use crate::connector::engine::{BoxFuture, Pages, StoreEngine};
use crate::connector::error::ConnectorError;
use crate::connector::sql::{Operation, in_key_order};
use crate::connector::table::Table;

/// Keys that a statement asks for, at most.
const KEYS: usize = 16_384;

/// A table, its columns as PostgreSQL has them, and its statements.
pub(super) struct Shape {
    pub(super) table: Table,
    pub(super) types: Vec<ColumnType>,
    pub(super) sql: Sql,
}

#[derive(Clone)]
pub(super) struct PostgresStore {
    pub(super) pool: Arc<Pool>,
    pub(super) shape: Arc<Shape>,
}

impl StoreEngine for PostgresStore {
    fn upsert(&self, rows: Cells) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let (shape, rows) = (&*self.shape, &rows);
            let order = &in_key_order(rows, shape.table.keys());
            let job = |lease| -> BoxFuture<'_, _> { Box::pin(upsert(lease, shape, rows, order)) };
            self.pool.call(Operation::Write("upsert"), job).await
        })
    }

    fn get(&self, keys: Cells) -> BoxFuture<'_, Result<Cells>> {
        Box::pin(async move {
            let (shape, keys) = (&*self.shape, &keys);
            let job = |lease| -> BoxFuture<'_, _> { Box::pin(get(lease, shape, keys)) };
            self.pool.call(Operation::Read("get"), job).await
        })
    }

    fn scan(&self) -> Box<dyn Pages> {
        Box::new(PostgresPages { store: self.clone(), next: Next::First })
    }

    fn delete(&self, keys: Cells) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async move {
            let (shape, keys) = (&*self.shape, &keys);
            let job = |lease| -> BoxFuture<'_, _> { Box::pin(delete(lease, shape, keys)) };
            self.pool.call(Operation::Write("delete"), job).await
        })
    }

    fn count(&self) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async move {
            let shape = &*self.shape;
            let job = |lease| -> BoxFuture<'_, _> { Box::pin(count(lease, shape)) };
            self.pool.call(Operation::Read("count"), job).await
        })
    }
}

async fn get(mut lease: Lease, shape: &Shape, keys: &Cells) -> Result<Cells, Fault> {
    let mut found = Cells::with_capacity(shape.types.len(), keys.len());
    let statement = lease.prepare(&shape.sql.get).await?;
    // All keys are read at one moment.
    let several = keys.len() > KEYS;
    if several {
        lease.client().batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    }
    for chunk in chunks(keys.len()) {
        let parameters = key_arrays(shape, keys, chunk)?;
        read(&mut lease, shape, &statement, &parameters, &mut found).await?;
    }
    if several {
        lease.client().batch_execute("COMMIT").await?;
    }
    lease.done(Ok(found))
}

async fn delete(mut lease: Lease, shape: &Shape, keys: &Cells) -> Result<u64, Fault> {
    let statement = lease.prepare(&shape.sql.delete).await?;
    lease.client().batch_execute("BEGIN").await?;
    let mut deleted = 0;
    for chunk in chunks(keys.len()) {
        let parameters = key_arrays(shape, keys, chunk)?;
        deleted += lease.client().execute_raw(&statement, &parameters).await?;
    }
    match lease.client().batch_execute("COMMIT").await.map_err(Fault::from) {
        Ok(()) => lease.done(Ok(deleted)),
        // A second try would count what is left.
        Err(fault) if fault.is_loss() => Err(Fault::UnsureDelete(Box::new(fault))),
        Err(fault) => Err(fault),
    }
}

async fn count(mut lease: Lease, shape: &Shape) -> Result<u64, Fault> {
    let statement = lease.prepare(&shape.sql.count).await?;
    let count: i64 = lease.client().query_one(&statement, &[]).await?.try_get(0)?;
    lease.done(Ok(count.unsigned_abs()))
}

fn chunks(length: usize) -> impl Iterator<Item = Range<usize>> {
    (0..length).step_by(KEYS).map(move |from| from..length.min(from + KEYS))
}

/// An array per column of the key.
fn key_arrays(shape: &Shape, keys: &Cells, chunk: Range<usize>) -> Result<Vec<Parameter>, ConnectorError> {
    let parts = shape.table.keys().iter().enumerate();
    let arrays = parts.map(|(part, column)| {
        let cells = chunk.clone().map(|row| keys.row(row).get(part));
        Parameter::array(cells, shape.types[*column])
            .map_err(|(at, reason)| shape.table.refuse_cell(chunk.start + at, *column, reason))
    });
    arrays.collect()
}

async fn read(
    lease: &mut Lease,
    shape: &Shape,
    statement: &Statement,
    parameters: &[Parameter],
    found: &mut Cells,
) -> Result<(), Fault> {
    let mut rows = pin!(lease.client().query_raw(statement, parameters).await?);
    while let Some(row) = rows.try_next().await? {
        read_row(found, &row, shape)?;
    }
    Ok(())
}

fn read_row(cells: &mut Cells, row: &Row, shape: &Shape) -> Result<(), Fault> {
    let from = cells.push_nulls();
    for (index, column) in shape.types.iter().enumerate() {
        let raw: Raw<'_> = row.try_get(index)?;
        let cell: Cell<'_> = raw.cell(*column).map_err(|reason| ConnectorError::Decode {
            connector: shape.table.connector().to_owned(),
            row_type: shape.table.row_name().to_owned(),
            row: cells.len(),
            column: Some(shape.table.columns()[index].name.to_owned()),
            reason,
        })?;
        cells.set(from + index, cell);
    }
    Ok(())
}

struct PostgresPages {
    store: PostgresStore,
    next: Next,
}

/// Where the next page begins.
enum Next {
    First,
    /// After the row of this key.
    After(Cells),
    Nowhere,
}

impl Next {
    fn after(page: &Cells, keys: &[usize]) -> Self {
        if page.len() < PAGE {
            return Next::Nowhere;
        }
        let last = page.row(page.len() - 1);
        let mut key = Cells::with_capacity(keys.len(), 1);
        key.push_row(keys.iter().map(|index| last.get(*index)));
        Next::After(key)
    }
}

impl Pages for PostgresPages {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Cells>>> {
        Box::pin(async move {
            let after = match &self.next {
                Next::First => None,
                Next::After(key) => Some(key),
                Next::Nowhere => return Ok(None),
            };
            let shape = &*self.store.shape;
            let job = |lease| -> BoxFuture<'_, _> { Box::pin(page(lease, shape, after)) };
            let page = self.store.pool.call(Operation::Read("scan"), job).await?;
            // Only now: a page that failed, or that nobody waited for, is asked for again.
            self.next = Next::after(&page, shape.table.keys());
            Ok(Some(page))
        })
    }
}

async fn page(mut lease: Lease, shape: &Shape, after: Option<&Cells>) -> Result<Cells, Fault> {
    let (sql, parameters) = match after {
        None => (&shape.sql.first_page, Vec::new()),
        Some(key) => (&shape.sql.next_page, last_key(shape, key)?),
    };
    let statement = lease.prepare(sql).await?;
    let mut found = Cells::with_capacity(shape.types.len(), PAGE);
    read(&mut lease, shape, &statement, &parameters, &mut found).await?;
    lease.done(Ok(found))
}

fn last_key(shape: &Shape, key: &Cells) -> Result<Vec<Parameter>, ConnectorError> {
    let parts = key.row(0).iter().zip(shape.table.keys());
    let values = parts.map(|(cell, column)| {
        let value = Parameter::value(cell, shape.types[*column]);
        value.map_err(|reason| shape.table.refuse_cell(0, *column, reason))
    });
    values.collect()
}

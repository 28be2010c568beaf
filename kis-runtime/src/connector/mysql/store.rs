//! The store: each call a transaction on a connection of the pool.

use std::ops::Range;
use std::sync::Arc;

use mysql_async::{Row, Value};

use super::column::ColumnType;
use super::fault::Fault;
use super::pool::{Lease, Pool};
use super::statements::{PAGE, Statements};
use super::upsert::upsert;
use super::value::{cell, value};
use crate::Result;
use crate::connector::cells::Cells;
use crate::connector::engine::{BoxFuture, Pages, StoreEngine};
use crate::connector::error::ConnectorError;
use crate::connector::sql::{Operation, in_key_order};
use crate::connector::table::Table;

/// Keys that a statement asks for, at most: a power of two.
const KEYS: usize = 256;

/// A table, its columns as MySQL has them, and its statements.
pub(super) struct Shape {
    pub(super) table: Table,
    pub(super) types: Vec<ColumnType>,
    pub(super) statements: Statements,
    /// Bytes that a row may have.
    pub(super) largest: usize,
}

#[derive(Clone)]
pub(super) struct MySqlStore {
    pub(super) pool: Arc<Pool>,
    pub(super) shape: Arc<Shape>,
}

impl StoreEngine for MySqlStore {
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
        Box::new(MySqlPages { store: self.clone(), next: Next::First })
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
    // All keys are read at one moment.
    let several = keys.len() > KEYS;
    if several {
        lease.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").await?;
        lease.run("START TRANSACTION WITH CONSISTENT SNAPSHOT").await?;
    }
    for chunk in chunks(keys.len()) {
        let (length, values) = key_values(shape, keys, chunk)?;
        read(&mut lease, shape, &shape.statements.get(length), values, &mut found).await?;
    }
    if several {
        lease.run("COMMIT").await?;
    }
    lease.done(Ok(found))
}

async fn delete(mut lease: Lease, shape: &Shape, keys: &Cells) -> Result<u64, Fault> {
    lease.run("START TRANSACTION").await?;
    let mut deleted = 0;
    for chunk in chunks(keys.len()) {
        let (length, values) = key_values(shape, keys, chunk)?;
        deleted += lease.execute(&shape.statements.delete(length), values).await?;
    }
    match lease.run("COMMIT").await {
        Ok(()) => lease.done(Ok(deleted)),
        // A second try would count what is left.
        Err(fault) if fault.is_loss() => Err(Fault::UnsureDelete(Box::new(fault))),
        Err(fault) => Err(fault),
    }
}

async fn count(mut lease: Lease, shape: &Shape) -> Result<u64, Fault> {
    let mut count = None;
    let keep = |row: Row| {
        count = row.get(0);
        Ok(())
    };
    lease.query(&shape.statements.count, Vec::new(), keep).await?;
    let count = count.ok_or_else(|| Fault::Other("the server sent no count".to_owned()))?;
    lease.done(Ok(count))
}

fn chunks(length: usize) -> impl Iterator<Item = Range<usize>> {
    (0..length).step_by(KEYS).map(move |from| from..length.min(from + KEYS))
}

/// The values of some keys, and of how many: the last one is repeated up to a power of two, so that there are few
/// statements to prepare.
fn key_values(
    shape: &Shape,
    keys: &Cells,
    chunk: Range<usize>,
) -> Result<(usize, Vec<Value>), ConnectorError> {
    let length = chunk.len().next_power_of_two();
    let last = chunk.end - 1;
    let mut values = Vec::with_capacity(length * shape.table.keys().len());
    for row in (chunk.start..chunk.start + length).map(|row| row.min(last)) {
        for (part, column) in shape.table.keys().iter().enumerate() {
            let value = value(keys.row(row).get(part), shape.types[*column]);
            values.push(value.map_err(|reason| shape.table.refuse_cell(row, *column, reason))?);
        }
    }
    Ok((length, values))
}

async fn read(
    lease: &mut Lease,
    shape: &Shape,
    sql: &str,
    values: Vec<Value>,
    found: &mut Cells,
) -> Result<(), Fault> {
    lease.query(sql, values, |row| read_row(found, &row, shape)).await
}

fn read_row(cells: &mut Cells, row: &Row, shape: &Shape) -> Result<(), Fault> {
    let from = cells.push_nulls();
    for (index, column) in shape.types.iter().enumerate() {
        let value = row.as_ref(index).unwrap_or(&Value::NULL);
        let cell = cell(value, *column).map_err(|reason| ConnectorError::Decode {
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

struct MySqlPages {
    store: MySqlStore,
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

impl Pages for MySqlPages {
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
    let mut found = Cells::with_capacity(shape.types.len(), PAGE);
    let (sql, values) = match after {
        None => (&shape.statements.first_page, Vec::new()),
        Some(key) => (&shape.statements.next_page, last_key(shape, key)?),
    };
    read(&mut lease, shape, sql, values, &mut found).await?;
    lease.done(Ok(found))
}

fn last_key(shape: &Shape, key: &Cells) -> Result<Vec<Value>, ConnectorError> {
    let keys = shape.table.keys();
    let values = Statements::after(keys.len()).map(|part| {
        let value = value(key.row(0).get(part), shape.types[keys[part]]);
        value.map_err(|reason| shape.table.refuse_cell(0, keys[part], reason))
    });
    values.collect()
}

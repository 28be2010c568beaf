//! What each call of the store does: a transaction on a connection.

use std::ops::Range;
use std::pin::pin;

use futures_util::TryStreamExt;
use tokio_postgres::{Row, Statement};

use super::column::ColumnType;
use super::fault::Fault;
use super::pool::{Driver, Lease};
use super::sql::Sql;
use super::upsert::upsert;
use super::wire::{Parameter, Raw};
use crate::connector::cells::Cells;
use crate::connector::error::ConnectorError;
use crate::connector::keyset::PAGE;
use crate::connector::sql::{Dialect, Outcome, chunks};
use crate::connector::table::Table;

/// Keys that a statement asks for, at most.
const KEYS: usize = 16_384;

/// A table, its columns as PostgreSQL has them, and its statements.
pub(super) struct Shape {
    pub(super) table: Table,
    pub(super) types: Vec<ColumnType>,
    pub(super) sql: Sql,
}

impl Dialect for Driver {
    type Shape = Shape;

    fn table(shape: &Shape) -> &Table {
        &shape.table
    }

    fn upsert<'a>(
        lease: Lease,
        shape: &'a Shape,
        rows: &'a Cells,
        order: &'a [u32],
    ) -> Outcome<'a, Self, ()> {
        Box::pin(upsert(lease, shape, rows, order))
    }

    fn get<'a>(lease: Lease, shape: &'a Shape, keys: &'a Cells) -> Outcome<'a, Self, Cells> {
        Box::pin(get(lease, shape, keys))
    }

    fn delete<'a>(lease: Lease, shape: &'a Shape, keys: &'a Cells) -> Outcome<'a, Self, u64> {
        Box::pin(delete(lease, shape, keys))
    }

    fn count(lease: Lease, shape: &Shape) -> Outcome<'_, Self, u64> {
        Box::pin(count(lease, shape))
    }

    fn page<'a>(lease: Lease, shape: &'a Shape, after: Option<&'a Cells>) -> Outcome<'a, Self, Cells> {
        Box::pin(page(lease, shape, after))
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
    for chunk in chunks(keys.len(), KEYS) {
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
    for chunk in chunks(keys.len(), KEYS) {
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
        let row = cells.len() - 1;
        raw.read(cells, from + index, *column)
            .map_err(|reason| shape.table.misread_cell(row, index, reason))?;
    }
    Ok(())
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

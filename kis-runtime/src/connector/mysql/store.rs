//! What each call of the store does: a transaction on a connection.

use std::ops::Range;

use mysql_async::{Row, Value};

use super::column::ColumnType;
use super::fault::Fault;
use super::pool::{Driver, Lease};
use super::statements::Statements;
use super::upsert::upsert;
use super::value::{read as read_value, value};
use crate::connector::cells::Cells;
use crate::connector::error::ConnectorError;
use crate::connector::keyset::PAGE;
use crate::connector::sql::{Dialect, Outcome, chunks};
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
    // All keys are read at one moment.
    let several = keys.len() > KEYS;
    if several {
        lease.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").await?;
        lease.run("START TRANSACTION WITH CONSISTENT SNAPSHOT").await?;
    }
    for chunk in chunks(keys.len(), KEYS) {
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
    for chunk in chunks(keys.len(), KEYS) {
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
        let row = cells.len() - 1;
        let read = read_value(cells, from + index, value, *column);
        read.map_err(|reason| shape.table.misread_cell(row, index, reason))?;
    }
    Ok(())
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

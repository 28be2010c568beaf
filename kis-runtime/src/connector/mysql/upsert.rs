//! Rows into the table: all or none.

use futures_util::future::join;
use mysql_async::Value;

use super::fault::Fault;
use super::pool::Lease;
use super::store::Shape;
use super::value::value;
use crate::connector::cells::{Cell, CellRow, Cells};
use crate::connector::error::ConnectorError;

/// Bytes up to which rows share a statement: its values are held as a whole, on both sides.
const SMALL: usize = 4 << 20;
/// What a value that is no text takes in a statement, at most; a `decimal` is text of 40 characters.
const CELL: usize = 48;

pub(super) async fn upsert(
    mut lease: Lease,
    shape: &Shape,
    rows: &Cells,
    order: &[u32],
) -> Result<(), Fault> {
    let mut parts = Parts { shape, rows, rest: order };
    let mut part = parts.next()?;
    let several = !parts.rest.is_empty();
    if several {
        lease.run("START TRANSACTION").await?;
    }
    while let Some((length, values)) = part {
        let sql = shape.statements.upsert(length);
        // The next values are made while the server is at work on these.
        let (written, next) = join(lease.execute(&sql, values), async { parts.next() }).await;
        written?;
        part = next?;
    }
    if several {
        lease.run("COMMIT").await?;
    }
    lease.done(Ok(()))
}

/// The rows that are still to be written, statement by statement.
struct Parts<'a> {
    shape: &'a Shape,
    rows: &'a Cells,
    rest: &'a [u32],
}

impl Parts<'_> {
    /// How many rows the next statement has, and their values; `None` when all rows are written.
    fn next(&mut self) -> Result<Option<(usize, Vec<Value>)>, ConnectorError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let length = together(self.shape, self.rows, self.rest);
        let (now, later) = self.rest.split_at(length);
        self.rest = later;
        Ok(Some((length, values(self.shape, self.rows, now)?)))
    }
}

/// How many of the rows go into one statement: a power of two, so that there are few statements to prepare.
fn together(shape: &Shape, rows: &Cells, order: &[u32]) -> usize {
    let limit = SMALL.min(shape.largest);
    let mut bytes = 0;
    let mut length: usize = 0;
    for row in order.iter().take(shape.statements.most_rows) {
        bytes += size(rows.row(*row as usize));
        if bytes > limit {
            break;
        }
        length += 1;
    }
    1 << length.max(1).ilog2()
}

fn values(shape: &Shape, rows: &Cells, order: &[u32]) -> Result<Vec<Value>, ConnectorError> {
    let mut values = Vec::with_capacity(order.len() * shape.types.len());
    for row in order {
        let row = *row as usize;
        let cells = rows.row(row);
        let size = size(cells);
        if size > shape.largest {
            let column = (0..shape.types.len()).max_by_key(|column| length(cells.get(*column)));
            let reason = format!(
                "with it the row has {size} bytes, and the server takes {} at most (`max_allowed_packet`)",
                shape.largest
            );
            return Err(shape.table.refuse_cell(row, column.unwrap_or(0), reason));
        }
        for (column, cell) in cells.iter().enumerate() {
            let value = value(cell, shape.types[column])
                .map_err(|reason| shape.table.refuse_cell(row, column, reason))?;
            values.push(value);
        }
    }
    Ok(values)
}

fn size(row: CellRow<'_>) -> usize {
    row.iter().map(|cell| length(cell) + CELL).sum()
}

fn length(cell: Cell<'_>) -> usize {
    match cell {
        Cell::Text(text) | Cell::Json(text) => text.len(),
        Cell::Bytes(bytes) => bytes.len(),
        _ => 0,
    }
}

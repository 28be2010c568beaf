//! Rows into the table: all or none.

use std::pin::pin;

use bytes::{BufMut, Bytes, BytesMut};
use futures_util::SinkExt;

use super::fault::Fault;
use super::pool::Lease;
use super::store::Shape;
use super::wire::{Parameter, write_cell};
use crate::connector::cells::Cells;
use crate::connector::error::ConnectorError;

/// Rows up to which one statement is cheaper than a temporary table.
const FEW: usize = 1_000;
/// Bytes up to which this is so: a statement's parameters are held as a whole, on both sides.
const SMALL: usize = 16 << 20;
/// How much is sent at once.
const BLOCK: usize = 256 << 10;
/// PostgreSQL's file format of `COPY … (FORMAT binary)`: signature, flags, extension.
const COPY_HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const COPY_END: i16 = -1;

pub(super) async fn upsert(lease: Lease, shape: &Shape, rows: &Cells, order: &[u32]) -> Result<(), Fault> {
    if order.len() <= FEW {
        let parameters = arrays(shape, rows, order)?;
        if parameters.iter().map(|array| array.0.len()).sum::<usize>() <= SMALL {
            return few(lease, shape, &parameters).await;
        }
    }
    many(lease, shape, rows, order).await
}

/// An array per column.
fn arrays(shape: &Shape, rows: &Cells, order: &[u32]) -> Result<Vec<Parameter>, ConnectorError> {
    let columns = shape.types.iter().enumerate();
    let arrays = columns.map(|(index, column)| {
        let cells = order.iter().map(|row| rows.row(*row as usize).get(index));
        Parameter::array(cells, *column).map_err(|(at, reason)| {
            shape.table.refuse_cell(order.get(at).map_or(0, |row| *row as usize), index, reason)
        })
    });
    arrays.collect()
}

async fn few(mut lease: Lease, shape: &Shape, parameters: &[Parameter]) -> Result<(), Fault> {
    let statement = lease.prepare(&shape.sql.upsert_few).await?;
    lease.client().execute_raw(&statement, parameters).await?;
    lease.done(Ok(()))
}

async fn many(mut lease: Lease, shape: &Shape, rows: &Cells, order: &[u32]) -> Result<(), Fault> {
    let client = lease.client();
    client.batch_execute(&shape.sql.begin_many).await?;
    let mut copy = pin!(client.copy_in::<_, Bytes>(&shape.sql.copy_many).await?);
    let mut block = BytesMut::with_capacity(BLOCK + BLOCK / 4);
    block.put_slice(COPY_HEADER);
    for row in order {
        let row = *row as usize;
        block.put_i16(shape.types.len() as i16);
        for (column, cell) in rows.row(row).iter().enumerate() {
            write_cell(&mut block, cell, shape.types[column])
                .map_err(|reason| shape.table.refuse_cell(row, column, reason))?;
        }
        if block.len() >= BLOCK {
            copy.feed(block.split().freeze()).await?;
            block.reserve(BLOCK + BLOCK / 4);
        }
    }
    block.put_i16(COPY_END);
    copy.feed(block.freeze()).await?;
    copy.finish().await?;
    client.batch_execute(&shape.sql.merge_many).await?;
    lease.done(Ok(()))
}

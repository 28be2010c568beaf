//! Rows to the commands that write them, chunk by chunk.

use std::collections::HashMap;
use std::sync::Arc;

use redis::cluster_routing::Slot;
use redis::{Cmd, Pipeline};
use tokio::task::{JoinSet, yield_now};

use super::client::{Redis, Repeat};
use super::fault::Fault;
use super::fields::write_field;
use super::held::Wait;
use super::key::Keys;
use super::link::Request;
use super::settings::Format;

use crate::connector::cells::{Cell, CellRow, Cells};
use crate::connector::error::ConnectorError;
use crate::connector::json::{JsonRows, Style};
use crate::connector::table::Table;
use crate::{Field, Result};

/// How many rows a chunk has at most, and about how many bytes.
pub(super) const CHUNK_ROWS: usize = 4_096;
const CHUNK_BYTES: usize = 1 << 20;
/// In a cluster nodes share a chunk, and no smaller cluster is well.
const CLUSTER_SHARES: usize = 3;
/// Room for no larger row is made before it comes.
const MOST_ROOM: usize = 4 << 10;
/// What Redis takes as one value, unless `proto-max-bulk-len` says otherwise.
const LARGEST_VALUE: usize = 512 << 20;
/// Shorter text and bytes can be no larger value, however JSON writes them, in fewer than eight columns.
const LONG_TEXT: usize = LARGEST_VALUE / 64;

/// Some rows, and what writes them: as a whole or not at all, if it is one request of one server.
pub(super) struct Chunk {
    pub(super) rows: usize,
    pub(super) requests: Vec<Request>,
}

/// Sends so many rows in order, each chunk while the next one is made by `make`, which is told where it begins. An
/// error says how far it came, and that writing all of them again does what `again` says. With `wait` replicas have to
/// hold each chunk before the next one is sent.
pub(super) async fn send_all(
    client: &Arc<Redis>,
    operation: &'static str,
    rows: usize,
    make: impl Fn(usize) -> Result<Chunk, ConnectorError>,
    again: &'static str,
    wait: Option<Wait>,
) -> Result<()> {
    let mut written = 0;
    let mut next = Some(Ok(make(0)?));
    // One at a time: of two rows with one key the later one has to arrive later, after any number of retries.
    let mut sending = JoinSet::new();
    while let Some(made) = next.take() {
        let chunk = match made {
            Ok(chunk) => chunk,
            Err(fault) => {
                return Err(Fault::Partial { written, unsure: 0, rows, again, fault: Box::new(fault) }.into());
            }
        };
        // In a cluster every command and every slot stands for itself.
        let parts = client.is_cluster() || chunk.requests.len() > 1;
        let sender = Arc::clone(client);
        sending.spawn(async move { sender.run_all(operation, chunk.requests, Repeat::Always, wait).await });
        yield_now().await;
        let end = written + chunk.rows;
        if end < rows {
            next = Some(make(end).map_err(Fault::BadRow));
        }
        let sent = match sending.join_next().await {
            Some(Ok(Err(fault))) => Err(fault),
            Some(Err(panicked)) => Err(Fault::Panicked(panicked)),
            Some(Ok(Ok(_))) | None => Ok(()),
        };
        if let Err(fault) = sent {
            let unsure = if parts || fault.is_unsure() { chunk.rows } else { 0 };
            return Err(match written + unsure {
                0 => fault.into(),
                _ => Fault::Partial { written, unsure, rows, again, fault: Box::new(fault) }.into(),
            });
        }
        written = end;
    }
    Ok(())
}

/// Whether writing a row may fail, so that it has to be tried before anything is sent.
pub(super) fn may_be_refused(table: &Table, row: CellRow<'_>) -> bool {
    table.columns().iter().zip(row.iter()).any(|(column, cell)| match cell {
        Cell::F64(number) => !number.is_finite(),
        Cell::Json(json) => (column.optional && json == "null") || json.len() > LONG_TEXT,
        Cell::Text(text) => text.len() > LONG_TEXT,
        Cell::Bytes(bytes) => bytes.len() > LONG_TEXT,
        _ => false,
    })
}

/// Whether a chunk is as large as chunks for one server get.
pub(super) fn is_full(rows: usize, bytes: usize) -> bool {
    rows >= CHUNK_ROWS || bytes >= CHUNK_BYTES
}

pub(super) fn check_size(
    bytes: usize,
    table: &Table,
    row: usize,
    column: usize,
) -> Result<(), ConnectorError> {
    if bytes <= LARGEST_VALUE {
        return Ok(());
    }
    Err(table.refuse_cell(
        row,
        column,
        format!("Redis takes values of up to 512 MiB, and this is of {bytes} bytes"),
    ))
}

/// Makes the chunks of an `upsert`.
pub(super) struct Writer {
    pub(super) table: Table,
    pub(super) keys: Keys,
    json: JsonRows,
    format: Format,
    is_cluster: bool,
}

impl Writer {
    pub(super) fn new(table: &Table, format: Format, is_cluster: bool) -> Result<Self> {
        let json = JsonRows::new(table, Style::Exact)?;
        Ok(Writer { keys: Keys::of(table), table: table.clone(), json, format, is_cluster })
    }

    /// Finds a row that cannot be kept, before anything is written.
    pub(super) fn check(&self, rows: &Cells) -> Result<(), ConnectorError> {
        for (index, row) in rows.rows().enumerate() {
            if may_be_refused(&self.table, row) {
                self.chunk_of(rows, index, index + 1)?;
            }
        }
        Ok(())
    }

    /// The chunk that begins at a row.
    pub(super) fn chunk(&self, rows: &Cells, from: usize) -> Result<Chunk, ConnectorError> {
        self.chunk_of(rows, from, rows.len())
    }

    fn chunk_of(&self, rows: &Cells, from: usize, to: usize) -> Result<Chunk, ConnectorError> {
        match self.format {
            Format::Json => self.strings(rows, from, to),
            Format::Hash => self.hashes(rows, from, to),
        }
    }

    /// The key of the row at `index`; `cells` are the key's alone.
    pub(super) fn key(&self, index: usize, cells: CellRow<'_>) -> Result<Vec<u8>, ConnectorError> {
        let mut key = Vec::new();
        self.keys
            .write(&mut key, cells.iter())
            .map_err(|(part, reason)| self.table.refuse_cell(index, self.table.keys()[part], reason))?;
        Ok(key)
    }

    fn write_key(&self, key: &mut Vec<u8>, index: usize, row: CellRow<'_>) -> Result<(), ConnectorError> {
        let columns = self.table.keys();
        self.keys
            .write(key, columns.iter().map(|column| row.get(*column)))
            .map_err(|(part, reason)| self.table.refuse_cell(index, columns[part], reason))
    }

    fn strings(&self, rows: &Cells, from: usize, to: usize) -> Result<Chunk, ConnectorError> {
        // A command for each slot, of mostly one row, or one.
        let most = (self.shares() * CHUNK_ROWS).min(to - from);
        let (slots, rows_of_each) = if self.is_cluster { (most, 1) } else { (1, most) };
        let mut commands: HashMap<Option<Slot>, Cmd> = HashMap::with_capacity(slots);
        let (mut key, mut json) = (Vec::new(), Vec::new());
        let (mut count, mut bytes) = (0, 0);
        for index in from..to {
            let row = rows.row(index);
            self.write_key(&mut key, index, row)?;
            json.clear();
            self.json.write(&mut json, &self.table, row).map_err(|fault| fault.at(&self.table, index))?;
            check_size(json.len(), &self.table, index, usize::MAX)?;
            let command = commands.entry(self.slot(&key)).or_insert_with(|| {
                let room = (key.len() + json.len()).saturating_mul(rows_of_each);
                let mut command = Cmd::with_capacity(1 + 2 * rows_of_each, 4 + room.min(CHUNK_BYTES));
                command.arg("MSET");
                command
            });
            command.arg(&key[..]).arg(&json[..]);
            count += 1;
            bytes += key.len() + json.len();
            if is_full(count / self.shares(), bytes / self.shares()) {
                break;
            }
        }
        Ok(Chunk { rows: count, requests: commands.into_values().map(Request::One).collect() })
    }

    fn hashes(&self, rows: &Cells, from: usize, to: usize) -> Result<Chunk, ConnectorError> {
        let mut hashes = Vec::with_capacity((self.shares() * CHUNK_ROWS).min(to - from));
        let mut key = Vec::new();
        let (mut count, mut bytes, mut size) = (0, 0, 0);
        for index in from..to {
            let row = rows.row(index);
            self.write_key(&mut key, index, row)?;
            let command;
            // Most rows are about as large as the one before.
            (command, size) = self.hash(index, row, &key, (size + size / 4).min(MOST_ROOM))?;
            let mut remove = Cmd::with_capacity(2, 6 + key.len());
            remove.arg("UNLINK").arg(&key[..]);
            hashes.push((remove, command, self.slot(&key)));
            count += 1;
            bytes += size;
            if is_full(count / self.shares(), bytes / self.shares()) {
                break;
            }
        }
        let requests = if self.is_cluster {
            by_slot(hashes, |(.., slot)| *slot).into_iter().map(replace_hashes).collect()
        } else {
            vec![replace_hashes(hashes)]
        };
        Ok(Chunk { rows: count, requests })
    }

    /// How many times as large as for one server a chunk is.
    fn shares(&self) -> usize {
        if self.is_cluster { CLUSTER_SHARES } else { 1 }
    }

    /// Where a cluster keeps a key; one server needs no such thing.
    fn slot(&self, key: &[u8]) -> Option<Slot> {
        self.is_cluster.then(|| Slot::for_key(key))
    }

    /// The command that writes a row, and its size, which is expected to be about `room`.
    fn hash(
        &self,
        index: usize,
        row: CellRow<'_>,
        key: &[u8],
        room: usize,
    ) -> Result<(Cmd, usize), ConnectorError> {
        let mut command = Cmd::with_capacity(2 + 2 * self.table.columns().len(), room);
        command.arg("HSET").arg(key);
        let mut bytes = key.len();
        for (place, (column, cell)) in self.fields(row) {
            let field = write_field(cell, column.kind)
                .map_err(|reason| self.table.refuse_cell(index, place, reason))?;
            let Some(field) = field else { continue };
            check_size(field.len(), &self.table, index, place)?;
            command.arg(column.name).arg(&field[..]);
            bytes += column.name.len() + field.len();
        }
        Ok((command, bytes))
    }

    /// The columns that are fields: all, but for the key of an opaque row, which only its Redis key tells.
    fn fields<'a>(&'a self, row: CellRow<'a>) -> impl Iterator<Item = (usize, (&'a Field, Cell<'a>))> {
        let skipped = usize::from(self.table.is_opaque());
        self.table.columns().iter().zip(row.iter()).enumerate().skip(skipped)
    }
}

/// Each hash in place of what is there, in order, as a whole.
fn replace_hashes(hashes: Vec<(Cmd, Cmd, Option<Slot>)>) -> Request {
    let mut pipeline = Pipeline::with_capacity(2 * hashes.len());
    pipeline.atomic();
    for (remove, write, _) in hashes {
        pipeline.add_command(remove).add_command(write);
    }
    Request::Many(pipeline)
}

/// Puts together what one node of a cluster can do in one go.
pub(super) fn by_slot<T>(
    items: impl IntoIterator<Item = T>,
    slot: impl Fn(&T) -> Option<Slot>,
) -> Vec<Vec<T>> {
    let items = items.into_iter();
    let mut slots: HashMap<Option<Slot>, Vec<T>> = HashMap::with_capacity(items.size_hint().0);
    for item in items {
        slots.entry(slot(&item)).or_default().push(item);
    }
    slots.into_values().collect()
}

//! The rows of one call as messages.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;

use crate::Result;
use crate::connector::cells::Cells;
use crate::connector::error::ConnectorError;
use crate::connector::json::{JsonRows, Style};
use crate::connector::table::Table;

/// Makes messages of rows: the JSON, and an id by which the stream knows one that comes again.
pub(super) struct Messages {
    table: Table,
    json: JsonRows,
    /// No two topics have the same, in whatever process.
    origin: String,
    next: AtomicU64,
}

/// The messages of one call, made once and sent as often as it takes.
pub(super) struct Batch {
    json: Bytes,
    /// Where each row's JSON ends.
    ends: Vec<usize>,
    origin: String,
    first: u64,
}

impl Messages {
    pub(super) fn new(table: &Table) -> Result<Self> {
        let json = JsonRows::new(table, Style::Plain)?;
        let origin = format!("{:016x}", fastrand::u64(..));
        Ok(Messages { table: table.clone(), json, origin, next: AtomicU64::new(0) })
    }

    /// A row that cannot be written refuses all of them, before anything is sent.
    pub(super) fn of(&self, rows: &Cells) -> Result<Batch, ConnectorError> {
        let mut json = Vec::new();
        let mut ends = Vec::with_capacity(rows.len());
        for (index, row) in rows.rows().enumerate() {
            self.json.write(&mut json, &self.table, row).map_err(|fault| fault.at(&self.table, index))?;
            ends.push(json.len());
        }
        let first = self.next.fetch_add(rows.len() as u64, Ordering::Relaxed);
        Ok(Batch { json: json.into(), ends, origin: self.origin.clone(), first })
    }

    /// Finds a row that the server would not take.
    pub(super) fn check_sizes(&self, batch: &Batch, limit: usize) -> Result<(), ConnectorError> {
        let size = |row: &usize| batch.range(*row).len() + HEADER + batch.id(*row).len();
        // Ids differ by less than this.
        let may_be_large = |row: &usize| batch.range(*row).len() + LARGE_HEADER > limit;
        match (0..batch.len()).filter(may_be_large).find(|row| size(row) > limit) {
            None => Ok(()),
            Some(row) => Err(self.table.refuse_cell(
                row,
                usize::MAX,
                format!(
                    "its message is of {} bytes, and the server takes up to {limit} (`max_payload`): raise that, or \
                     send less in a row",
                    size(&row)
                ),
            )),
        }
    }
}

/// What stands around the id: `NATS/1.0`, `Nats-Msg-Id: `, and the ends of three lines.
const HEADER: usize = 27;
const LARGE_HEADER: usize = 100;

impl Batch {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn payload(&self, row: usize) -> Bytes {
        self.json.slice(self.range(row))
    }

    pub(super) fn id(&self, row: usize) -> String {
        format!("{}-{}", self.origin, self.first + row as u64)
    }

    fn range(&self, row: usize) -> Range<usize> {
        let from = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        from..self.ends[row]
    }
}

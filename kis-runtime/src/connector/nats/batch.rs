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

/// The rows of one call, and the number of the first one's id.
pub(super) struct Batch {
    rows: Cells,
    first: u64,
}

/// The JSON of some rows, one after the other. It is made while those before are on their way: until the first row is
/// sent, the server has nothing to do.
#[derive(Default)]
pub(super) struct Block {
    json: Bytes,
    rows: Range<usize>,
    /// Where each row's JSON ends.
    ends: Vec<usize>,
}

/// How many rows and about how many bytes a block has.
const BLOCK_ROWS: usize = 256;
const BLOCK_BYTES: usize = 256 << 10;

impl Messages {
    pub(super) fn new(table: &Table) -> Result<Self> {
        let json = JsonRows::new(table, Style::Plain)?;
        let origin = format!("{:016x}", fastrand::u64(..));
        Ok(Messages { table: table.clone(), json, origin, next: AtomicU64::new(0) })
    }

    pub(super) fn batch(&self, rows: Cells) -> Batch {
        let first = self.next.fetch_add(rows.len() as u64, Ordering::Relaxed);
        Batch { rows, first }
    }

    /// Finds a row that is no JSON, or that the server would not take, before the JSON of any is made.
    pub(super) fn check(&self, batch: &Batch, limit: usize) -> Result<(), ConnectorError> {
        let mut json = Vec::new();
        for (index, row) in batch.rows.rows().enumerate() {
            let most = self.json.check(row).map_err(|fault| fault.at(&self.table, index))?;
            if most + LARGE_HEADER <= limit {
                continue;
            }
            json.clear();
            self.json.write(&mut json, &self.table, row).map_err(|fault| fault.at(&self.table, index))?;
            let size = json.len() + HEADER + self.id(batch, index).len();
            if size > limit {
                return Err(self.table.refuse_cell(
                    index,
                    usize::MAX,
                    format!(
                        "its message is of {size} bytes, and the server takes up to {limit} (`max_payload`): raise that, \
                         or send less in a row"
                    ),
                ));
            }
        }
        Ok(())
    }

    /// The JSON of a row. `block` is what was made for the one before; a row that is not in it begins another.
    pub(super) fn payload(
        &self,
        batch: &Batch,
        row: usize,
        block: &mut Block,
    ) -> Result<Bytes, ConnectorError> {
        if !block.rows.contains(&row) {
            *block = self.block(batch, row)?;
        }
        let place = row - block.rows.start;
        let from = place.checked_sub(1).map_or(0, |before| block.ends[before]);
        Ok(block.json.slice(from..block.ends[place]))
    }

    /// The block that begins with a row.
    fn block(&self, batch: &Batch, from: usize) -> Result<Block, ConnectorError> {
        let most = BLOCK_ROWS.min(batch.len() - from);
        let mut json = Vec::new();
        let mut ends = Vec::with_capacity(most);
        for row in from..from + most {
            self.json
                .write(&mut json, &self.table, batch.rows.row(row))
                .map_err(|fault| fault.at(&self.table, row))?;
            ends.push(json.len());
            if json.len() >= BLOCK_BYTES {
                break;
            }
        }
        Ok(Block { json: json.into(), rows: from..from + ends.len(), ends })
    }

    /// The id of a row: the same whenever it is sent.
    pub(super) fn id(&self, batch: &Batch, row: usize) -> String {
        numbered(&self.origin, '-', batch.first + row as u64)
    }
}

/// Text and a number. Each row has two of these, and `format!` takes twice as long.
pub(super) fn numbered(text: &str, separator: char, number: u64) -> String {
    let number = number.to_string();
    let mut numbered = String::with_capacity(text.len() + separator.len_utf8() + number.len());
    numbered.push_str(text);
    numbered.push(separator);
    numbered.push_str(&number);
    numbered
}

/// What stands around the id: `NATS/1.0`, `Nats-Msg-Id: `, and the ends of three lines.
const HEADER: usize = 27;
/// No header is longer.
const LARGE_HEADER: usize = 100;

impl Batch {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::encode::encode_rows;
    use crate::connector::table::Place;
    use crate::connector::tests::rows::{Student, student};

    fn messages() -> Messages {
        let place = Place { connector: "Log", conn_type: "nats", name: "log", address: "" };
        Messages::new(&Table::of_topic::<Student>(place).unwrap()).unwrap()
    }

    fn batch(messages: &Messages, rows: &[Student]) -> Batch {
        messages.batch(encode_rows(&messages.table, rows).unwrap())
    }

    #[test]
    fn a_row_sent_again_has_the_same_json_and_the_same_id() {
        let messages = messages();
        let rows: Vec<_> =
            (0..700).map(|id| student(id, &"x".repeat(if id == 300 { BLOCK_BYTES } else { 3 }))).collect();
        let (before, batch) = (batch(&messages, &rows[..5]), batch(&messages, &rows));
        let mut block = Block::default();
        let mut made = |row| {
            let payload = messages.payload(&batch, row, &mut block).unwrap();
            (payload, messages.id(&batch, row))
        };
        let first: Vec<_> = (0..700).map(&mut made).collect();
        for (row, (payload, _)) in first.iter().enumerate() {
            assert_eq!(serde_json::from_slice::<Student>(payload).unwrap(), rows[row]);
        }
        for from in [0, 255, 256, 301, 699] {
            assert!((from..700).map(&mut made).eq(first[from..].iter().cloned()), "from {from}");
        }
        let mut ids: Vec<_> = first.into_iter().map(|(_, id)| id).collect();
        ids.extend((0..5).map(|row| messages.id(&before, row)));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 705);
    }

    #[test]
    fn a_row_that_cannot_be_sent_is_found_wherever_it_stands() {
        let messages = messages();
        let mut rows: Vec<_> = (0..600).map(|id| student(id, "Ann")).collect();
        assert!(messages.check(&batch(&messages, &rows), 100).is_ok());
        rows[500].score = Some(f64::NAN);
        let error = messages.check(&batch(&messages, &rows), 100).unwrap_err().to_string();
        assert!(error.contains("row 501") && error.contains("JSON has no number for `NaN`"), "{error}");
        rows[400].name = "x".repeat(100);
        let error = messages.check(&batch(&messages, &rows), 100).unwrap_err().to_string();
        assert!(error.contains("row 401") && error.contains("the server takes up to 100"), "{error}");
    }
}

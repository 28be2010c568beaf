//! Cells to rows, through serde.

mod cell;
mod row;

use serde::de::{self, DeserializeOwned};

use super::cells::{Cell, CellRow, Cells};
use super::error::ConnectorError;
use super::near::shortened;
use super::table::Table;
use cell::CellDeserializer;
use row::RowDeserializer;

/// Why cells are no row, and the column at fault when one is.
#[derive(Debug)]
struct Fault {
    column: Option<String>,
    reason: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<M: std::fmt::Display>(message: M) -> Self {
        Fault { column: None, reason: message.to_string() }
    }

    /// A null of a field that is no `Option` is left out; the column is there, so it is not what is missing.
    fn missing_field(field: &'static str) -> Self {
        let reason =
            "it has no value (null), and the field is neither an `Option` nor has it a `#[serde(default)]`";
        Fault { column: Some(field.to_owned()), reason: reason.to_owned() }
    }
}

/// Reads all rows.
pub(crate) fn decode_rows<T: DeserializeOwned>(
    table: &Table,
    cells: &Cells,
) -> Result<Vec<T>, ConnectorError> {
    let mut reader = Reader::new(table, cells);
    (0..cells.len()).map(|index| reader.row(index)).collect()
}

/// Reads rows of one block of cells.
pub(crate) struct Reader<'a> {
    table: &'a Table,
    cells: &'a Cells,
    nulls: Nulls,
}

/// What an optional column's null was: serde wrote `None`, or it left the field out. Only the row type can tell, so
/// what its last row with a null took is tried first.
#[derive(Clone, Copy, PartialEq)]
enum Nulls {
    None,
    LeftOut,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(table: &'a Table, cells: &'a Cells) -> Self {
        Reader { table, cells, nulls: Nulls::None }
    }

    /// Reads the row at `index`.
    pub(crate) fn row<T: DeserializeOwned>(&mut self, index: usize) -> Result<T, ConnectorError> {
        let row = self.cells.row(index);
        self.decode(row).map_err(|fault| self.refuse(index, row, fault))
    }

    fn refuse(&self, index: usize, row: CellRow<'_>, fault: Fault) -> ConnectorError {
        // The number is one of the answer or page, by which nobody finds the row again.
        let parts = self.table.keys().iter().map(|column| readable(row.get(*column)));
        let key = parts.collect::<Option<Vec<_>>>().filter(|key| !key.is_empty());
        let at = key.map_or_else(String::new, |key| format!(" (at key `{}`)", key.join(":")));
        ConnectorError::Decode {
            connector: self.table.connector().to_owned(),
            row_type: self.table.row_name().to_owned(),
            row: index + 1,
            column: fault.column,
            reason: fault.reason + &at,
        }
    }

    fn decode<T: DeserializeOwned>(&mut self, row: CellRow<'_>) -> Result<T, Fault> {
        let columns = self.table.columns();
        if self.table.is_opaque() {
            let last = columns.len() - 1;
            return T::deserialize(CellDeserializer::new(row.get(last), columns[last].kind));
        }
        let read = |nulls| T::deserialize(RowDeserializer { columns, row, nulls });
        read(self.nulls).or_else(|fault| {
            let nulls = match self.nulls {
                Nulls::None => Nulls::LeftOut,
                Nulls::LeftOut => Nulls::None,
            };
            if row.iter().all(|cell| cell != Cell::Null) {
                return Err(fault);
            }
            let row = read(nulls).map_err(|_| fault)?;
            self.nulls = nulls;
            Ok(row)
        })
    }
}

/// A part of a key as text; bytes have none.
fn readable(part: Cell<'_>) -> Option<String> {
    match part {
        Cell::Null => Some("null".to_owned()),
        Cell::Bool(value) => Some(value.to_string()),
        Cell::I64(number) => Some(number.to_string()),
        Cell::U64(number) => Some(number.to_string()),
        Cell::I128(number) => Some(number.to_string()),
        Cell::F64(number) => Some(number.to_string()),
        Cell::Text(text) | Cell::Json(text) => Some(shortened(text)),
        Cell::Bytes(_) => None,
    }
}

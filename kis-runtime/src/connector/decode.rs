//! Cells to rows, through serde.

mod cell;
mod row;

use serde::de::{self, DeserializeOwned};

use super::cells::{CellRow, Cells};
use super::error::ConnectorError;
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
}

/// Reads all rows.
pub(crate) fn decode_rows<T: DeserializeOwned>(
    table: &Table,
    cells: &Cells,
) -> Result<Vec<T>, ConnectorError> {
    (0..cells.len()).map(|index| decode_row(table, cells, index)).collect()
}

/// Reads the row at `index`.
pub(crate) fn decode_row<T: DeserializeOwned>(
    table: &Table,
    cells: &Cells,
    index: usize,
) -> Result<T, ConnectorError> {
    decode(table, cells.row(index)).map_err(|fault| ConnectorError::Decode {
        connector: table.connector().to_owned(),
        row_type: table.row_name().to_owned(),
        row: index + 1,
        column: fault.column,
        reason: fault.reason,
    })
}

fn decode<T: DeserializeOwned>(table: &Table, row: CellRow<'_>) -> Result<T, Fault> {
    let columns = table.columns();
    if table.is_opaque() {
        let last = columns.len() - 1;
        return T::deserialize(CellDeserializer::new(row.get(last), columns[last].kind));
    }
    T::deserialize(RowDeserializer { columns, row })
}

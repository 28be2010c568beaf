//! Rows as JSON, one line each.

use std::io::Write;

use crate::Result;
use crate::connector::cells::{Cell, Cells};
use crate::connector::error::ConnectorError;
use crate::connector::table::Table;

/// The rows as serde would write them: what it left out stays out.
pub(super) fn write(table: &Table, rows: &Cells) -> Result<Vec<u8>> {
    let mut lines = Vec::with_capacity(rows.len() * 64);
    if table.is_opaque() {
        for (index, row) in rows.rows().enumerate() {
            write_cell(&mut lines, row.get(0)).map_err(|fault| fault.at(table, index, 0))?;
            lines.push(b'\n');
        }
        return Ok(lines);
    }
    let names: Vec<String> =
        table.columns().iter().map(|column| serde_json::to_string(column.name)).collect::<Result<_, _>>()?;
    for (index, row) in rows.rows().enumerate() {
        let mut separator = b'{';
        for (place, (column, cell)) in table.columns().iter().zip(row.iter()).enumerate() {
            if cell == Cell::Null && !column.optional {
                continue;
            }
            lines.push(separator);
            separator = b',';
            lines.extend_from_slice(names[place].as_bytes());
            lines.push(b':');
            write_cell(&mut lines, cell).map_err(|fault| fault.at(table, index, place))?;
        }
        if separator == b'{' {
            lines.push(b'{');
        }
        lines.extend_from_slice(b"}\n");
    }
    Ok(lines)
}

/// Why a cell cannot be JSON.
struct Fault(String);

impl Fault {
    fn at(self, table: &Table, row: usize, column: usize) -> ConnectorError {
        table.refuse_cell(row, column, self.0)
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Fault(error.to_string())
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Fault(error.to_string())
    }
}

fn write_cell(json: &mut Vec<u8>, cell: Cell<'_>) -> Result<(), Fault> {
    match cell {
        Cell::Null => json.extend_from_slice(b"null"),
        Cell::Bool(value) => write!(json, "{value}")?,
        Cell::I64(number) => write!(json, "{number}")?,
        Cell::U64(number) => write!(json, "{number}")?,
        Cell::I128(number) => write!(json, "{number}")?,
        Cell::F64(number) if number.is_finite() => serde_json::to_writer(json, &number)?,
        Cell::F64(number) => return Err(Fault(format!("JSON has no number for `{number}`"))),
        Cell::Text(text) => serde_json::to_writer(json, text)?,
        Cell::Bytes(bytes) => serde_json::to_writer(json, bytes)?,
        Cell::Json(text) => json.extend_from_slice(text.as_bytes()),
    }
    Ok(())
}

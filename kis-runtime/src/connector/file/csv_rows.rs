//! Rows as CSV, under a header of the field names.

use std::io::Write;

use super::log::Log;
use crate::Result;
use crate::connector::cells::{Cell, Cells};
use crate::connector::table::Table;

/// The header, as one line.
pub(super) fn header(table: &Table) -> Result<Vec<u8>> {
    let mut line = csv::Writer::from_writer(Vec::new());
    line.write_record(table.columns().iter().map(|column| column.name))?;
    Ok(line.into_inner().map_err(|error| error.into_error())?)
}

/// The rows, a record each.
pub(super) fn write(rows: &Cells) -> Result<Vec<u8>> {
    let mut lines = csv::Writer::from_writer(Vec::with_capacity(rows.len() * 32));
    let mut scratch = Vec::new();
    for row in rows.rows() {
        for cell in row.iter() {
            match cell {
                Cell::Text(text) => lines.write_field(text)?,
                cell => {
                    scratch.clear();
                    write_cell(&mut scratch, cell)?;
                    lines.write_field(&scratch)?;
                }
            }
        }
        lines.write_record(None::<&[u8]>)?;
    }
    Ok(lines.into_inner().map_err(|error| error.into_error())?)
}

fn write_cell(field: &mut Vec<u8>, cell: Cell<'_>) -> Result<()> {
    match cell {
        Cell::Null => {}
        // `NaN` and `inf` too, which Rust and most others read.
        Cell::F64(number) => write!(field, "{number:?}")?,
        Cell::Bytes(bytes) => serde_json::to_writer(field, bytes)?,
        Cell::Bool(value) => write!(field, "{value}")?,
        Cell::I64(number) => write!(field, "{number}")?,
        Cell::U64(number) => write!(field, "{number}")?,
        Cell::I128(number) => write!(field, "{number}")?,
        Cell::Text(text) | Cell::Json(text) => field.extend_from_slice(text.as_bytes()),
    }
    Ok(())
}

/// Refuses rows without fields, and a file whose header names other fields.
pub(super) fn check_header(log: &Log, table: &Table) -> Result<()> {
    if table.is_opaque() {
        let reason = "its fields are not known, and CSV needs their names: derive `Row` for a struct with named \
                      fields, or write JSON lines";
        return Err(table.refuse_rows(reason).into());
    }
    let mut records = csv::ReaderBuilder::new().has_headers(false).from_reader(log.reader()?);
    let Some(found) = records.records().next().transpose()? else { return Ok(()) };
    if found.iter().eq(table.columns().iter().map(|column| column.name)) {
        return Ok(());
    }
    let show = |names: Vec<&str>| format!("the header `{}`", names.join(","));
    Err(table
        .mismatch(
            format!("file `{}`", log.path().display()),
            show(table.columns().iter().map(|column| column.name).collect()),
            show(found.iter().collect()),
        )
        .into())
}

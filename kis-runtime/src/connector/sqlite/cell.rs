//! Cells to SQLite's values and back.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Row, Statement};

use crate::connector::cells::{Cell, Cells};
use crate::connector::table::Table;
use crate::{FieldKind, Result};

/// Binds a cell to the statement's parameter at `index`, counting from 1. `row` and `column` are for the message.
pub(super) fn bind(
    statement: &mut Statement<'_>,
    index: usize,
    cell: Cell<'_>,
    table: &Table,
    (row, column): (usize, usize),
) -> Result<()> {
    let any = table.columns()[column].kind == FieldKind::Any;
    let value = value(cell, any).map_err(|reason| table.refuse_cell(row, column, reason))?;
    Ok(statement.raw_bind_parameter(index, value)?)
}

fn value(cell: Cell<'_>, any: bool) -> Result<ToSqlOutput<'_>, String> {
    Ok(ToSqlOutput::Borrowed(match cell {
        Cell::Null => ValueRef::Null,
        // In a column of any kind a boolean has to differ from a number.
        Cell::Bool(true) if any => ValueRef::Text(b"true"),
        Cell::Bool(false) if any => ValueRef::Text(b"false"),
        Cell::Bool(value) => ValueRef::Integer(value.into()),
        Cell::I64(number) => ValueRef::Integer(number),
        Cell::U64(number) => return Err(too_big(number.into())),
        Cell::I128(number) => return Err(too_big(number)),
        Cell::F64(number) if number.is_nan() => {
            return Err("SQLite has no value for not-a-number".to_owned());
        }
        // SQLite keeps no sign of a zero on disk; so it is never there to be compared.
        Cell::F64(0.0) => return Ok(ToSqlOutput::Owned(Value::Real(0.0))),
        Cell::F64(number) => ValueRef::Real(number),
        Cell::Text(text) | Cell::Json(text) => ValueRef::Text(text.as_bytes()),
        Cell::Bytes(bytes) => ValueRef::Blob(bytes),
    }))
}

fn too_big(number: i128) -> String {
    format!("SQLite has no whole number `{number}`: {} to {} are allowed", i64::MIN, i64::MAX)
}

/// Adds a row of a query whose columns are the table's.
pub(super) fn read_row(cells: &mut Cells, row: &Row<'_>, table: &Table) -> Result<()> {
    let from = cells.push_nulls();
    for (index, column) in table.columns().iter().enumerate() {
        let cell = match row.get_ref(index)? {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number @ (0 | 1)) if column.kind == FieldKind::Bool => Cell::Bool(number == 1),
            ValueRef::Integer(number) => Cell::I64(number),
            ValueRef::Real(number) => Cell::F64(number),
            ValueRef::Text(text) => {
                let text = std::str::from_utf8(text);
                Cell::Text(
                    text.map_err(|error| table.misread_cell(cells.len() - 1, index, error.to_string()))?,
                )
            }
            ValueRef::Blob(bytes) => Cell::Bytes(bytes),
        };
        cells.set(from + index, cell);
    }
    Ok(())
}

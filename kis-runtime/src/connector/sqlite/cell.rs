//! Cells to SQLite's values and back.

use rusqlite::types::{Null, ValueRef};
use rusqlite::{Row, Statement};

use crate::connector::cells::{Cell, Cells};
use crate::connector::table::Table;
use crate::{FieldKind, Result};

/// Binds a cell to the statement's parameter at `index`, counting from 1. `row` and `column` are for the message.
#[inline(always)]
pub(super) fn bind(
    statement: &mut Statement<'_>,
    index: usize,
    cell: Cell<'_>,
    table: &Table,
    (row, column): (usize, usize),
) -> Result<()> {
    // Each value as what it is: rusqlite's own enum would be matched once more for every one.
    let bound = match cell {
        Cell::Null => statement.raw_bind_parameter(index, Null),
        Cell::I64(number) => statement.raw_bind_parameter(index, number),
        // SQLite keeps no sign of a zero on disk; so it is never there to be compared.
        Cell::F64(0.0) => statement.raw_bind_parameter(index, 0.0),
        Cell::F64(number) if !number.is_nan() => statement.raw_bind_parameter(index, number),
        Cell::Text(text) | Cell::Json(text) => statement.raw_bind_parameter(index, text),
        Cell::Bytes(bytes) => statement.raw_bind_parameter(index, bytes),
        // In a column of any kind a boolean has to differ from a number.
        Cell::Bool(value) if table.columns()[column].kind == FieldKind::Any => {
            statement.raw_bind_parameter(index, if value { "true" } else { "false" })
        }
        Cell::Bool(value) => statement.raw_bind_parameter(index, value),
        Cell::F64(_) => {
            return Err(table.refuse_cell(row, column, "SQLite has no value for not-a-number").into());
        }
        Cell::U64(number) => return Err(table.refuse_cell(row, column, too_big(number.into())).into()),
        Cell::I128(number) => return Err(table.refuse_cell(row, column, too_big(number)).into()),
    };
    Ok(bound?)
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
            // As they were bound: a key is looked up as a cell.
            ValueRef::Text(b"true") if column.kind == FieldKind::Any => Cell::Bool(true),
            ValueRef::Text(b"false") if column.kind == FieldKind::Any => Cell::Bool(false),
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

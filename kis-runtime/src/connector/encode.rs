//! Rows to cells, through serde.

mod cell;
mod finite;
mod json;
mod row;

use serde::Serialize;

pub(crate) use json::reads_as_json;

use super::cells::{Cell, CellRow, Cells};
use super::error::ConnectorError;
use super::table::Table;
use crate::{Field, FieldKind};
use cell::encode_cell;

/// Why a value is no cell.
#[derive(Debug)]
struct Stop(Box<Cause>);

/// Apart, so that what is returned for every cell is small.
#[derive(Debug)]
enum Cause {
    /// It is nested: its place is a JSON text.
    Nested,
    /// A reason to tell.
    Because(String),
}

impl Stop {
    #[cold]
    fn nested() -> Self {
        Stop(Box::new(Cause::Nested))
    }

    #[cold]
    fn because(reason: impl Into<String>) -> Self {
        Stop(Box::new(Cause::Because(reason.into())))
    }
}

impl serde::ser::Error for Stop {
    fn custom<M: std::fmt::Display>(message: M) -> Self {
        Stop::because(message.to_string())
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &*self.0 {
            Cause::Nested => f.write_str("a nested value"),
            Cause::Because(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Stop {}

/// Why a row is no row of cells, and the column at fault when one is.
#[derive(Debug)]
struct Fault(Box<FaultParts>);

/// Apart, so that what is returned for every cell is small.
#[derive(Debug)]
struct FaultParts {
    column: Option<String>,
    reason: String,
}

impl Fault {
    fn new(column: Option<&str>, reason: impl Into<String>) -> Self {
        Fault(Box::new(FaultParts { column: column.map(str::to_owned), reason: reason.into() }))
    }
}

/// The rows of a topic.
pub(crate) fn encode_rows<T: Serialize>(table: &Table, rows: &[T]) -> Result<Cells, ConnectorError> {
    encode(table, table.columns(), (rows, 0), table.is_opaque(), |_| false, |_, _| Ok(()))
}

/// The rows of a store, the first of which is number `first` for messages. Opaque rows stand beside their key, which
/// `key` gives.
pub(crate) fn encode_keyed<T: Serialize, K: Serialize>(
    table: &Table,
    rows: &[T],
    first: usize,
    key: impl Fn(&T) -> K,
) -> Result<Cells, ConnectorError> {
    let columns = table.columns();
    let keys = KeyCheck::new(table, |_, column| column);
    let required: Vec<usize> = (0..columns.len()).filter(|index| !columns[*index].optional).collect();
    if !table.is_opaque() {
        let is_doubtful = |is_whole: bool| !is_whole || keys.is_doubtful;
        return encode(table, columns, (rows, first), false, is_doubtful, |index, row| {
            keys.check(index, row)?;
            check_absent(table, index, row, &required)
        });
    }
    let mut cells = Cells::with_capacity(2, rows.len());
    for (index, row) in rows.iter().enumerate() {
        let at = cells.push_nulls();
        encode_cell(&mut cells, at, &columns[0], &key(row))
            .and_then(|()| encode_cell(&mut cells, at + 1, &columns[1], row))
            .map_err(|fault| refuse(table, first + index, fault))?;
        keys.check(first + index, cells.row(index))?;
    }
    Ok(cells)
}

/// Keys: the cells of the key's columns alone.
pub(crate) fn encode_keys<K: Serialize>(table: &Table, keys: &[K]) -> Result<Cells, ConnectorError> {
    let columns: Vec<Field> = table.key_columns().copied().collect();
    let check = KeyCheck::new(table, |part, _| part);
    let is_doubtful = |is_whole: bool| !is_whole || check.is_doubtful;
    encode(table, &columns, (keys, 0), columns.len() == 1, is_doubtful, |index, key| check.check(index, key))
}

/// Rows that are `doubtful`, which is told whether every cell of the row was written, are checked, each when it is
/// written: after all of them it would have to be fetched from memory again.
fn encode<T: Serialize>(
    table: &Table,
    columns: &[Field],
    (rows, first): (&[T], usize),
    scalar: bool,
    doubtful: impl Fn(bool) -> bool,
    check: impl Fn(usize, CellRow<'_>) -> Result<(), ConnectorError>,
) -> Result<Cells, ConnectorError> {
    let mut cells = Cells::with_capacity(columns.len(), rows.len());
    for (index, row) in rows.iter().enumerate() {
        let at = cells.push_nulls();
        let written = if scalar {
            encode_cell(&mut cells, at, &columns[0], row).map(|()| true)
        } else {
            row::encode_row(&mut cells, at, columns, row)
        };
        match written {
            Ok(is_whole) if !doubtful(is_whole) => {}
            Ok(_) => check(first + index, cells.row(index))?,
            Err(fault) => return Err(refuse(table, first + index, fault)),
        }
    }
    Ok(cells)
}

/// A key is there, and equals itself.
struct KeyCheck<'a> {
    table: &'a Table,
    /// Where each part stands in the row, and its column in the table.
    parts: Vec<(usize, usize)>,
    /// Whether a part has a type with values that are no key.
    is_doubtful: bool,
}

impl<'a> KeyCheck<'a> {
    /// `place` says where a part of the key stands, given its number and its column.
    fn new(table: &'a Table, place: impl Fn(usize, usize) -> usize) -> Self {
        let parts =
            table.keys().iter().enumerate().map(|(part, column)| (place(part, *column), *column)).collect();
        let is_doubtful = table
            .key_columns()
            .any(|column| column.optional || matches!(column.kind, FieldKind::Float | FieldKind::Any));
        KeyCheck { table, parts, is_doubtful }
    }

    fn check(&self, index: usize, row: CellRow<'_>) -> Result<(), ConnectorError> {
        for (place, column) in &self.parts {
            match row.get(*place) {
                Cell::Null => return Err(self.table.refuse_cell(index, *column, "a key is never absent")),
                Cell::F64(number) if number.is_nan() => {
                    return Err(self.table.refuse_cell(index, *column, "not-a-number is no key"));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Stores have a column for every field, and one that is not optional must be filled.
fn check_absent(
    table: &Table,
    index: usize,
    row: CellRow<'_>,
    required: &[usize],
) -> Result<(), ConnectorError> {
    match required.iter().find(|column| row.is_null(**column)) {
        None => Ok(()),
        Some(column) => {
            let reason = "serde left it out of the row, and it is not optional";
            Err(table.refuse_cell(index, *column, reason))
        }
    }
}

#[cold]
fn refuse(table: &Table, row: usize, fault: Fault) -> ConnectorError {
    ConnectorError::Encode {
        connector: table.connector().to_owned(),
        row_type: table.row_name().to_owned(),
        row: row + 1,
        column: fault.0.column,
        reason: fault.0.reason,
    }
}

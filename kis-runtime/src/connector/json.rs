//! Rows as JSON.

#[cfg(any(feature = "es", feature = "redis"))]
mod object;
#[cfg(any(feature = "es", feature = "redis"))]
mod value;

use std::io::Write;

#[cfg(any(feature = "es", feature = "redis"))]
use crate::FieldKind;
use crate::connector::cells::{Cell, CellRow};
use crate::connector::error::ConnectorError;
use crate::connector::table::Table;
use crate::{Field, Result};
#[cfg(any(feature = "es", feature = "redis"))]
pub(crate) use object::read_object;
#[cfg(any(feature = "es", feature = "redis"))]
pub(crate) use value::Misread;
#[cfg(feature = "redis")]
pub(crate) use value::{boolean, integer, named_float, number, read_any};

/// Writes rows as serde would, the names of the fields quoted once.
pub(crate) struct JsonRows {
    names: Vec<String>,
    style: Style,
}

/// Who reads the JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Anybody: what JSON has no value for is refused.
    Plain,
    /// The connector itself, which gives every cell back as it was. Floating-point numbers beyond JSON's stand as text
    /// where the row type declares such numbers, and what is absent is left out where `null` is a value.
    #[cfg(any(feature = "es", feature = "redis"))]
    Exact,
}

/// Why a cell cannot be JSON, and which.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) column: usize,
    reason: String,
}

impl Fault {
    /// `row` counts from 0.
    pub(crate) fn at(self, table: &Table, row: usize) -> ConnectorError {
        table.refuse_cell(row, self.column, self.reason)
    }
}

impl JsonRows {
    pub(crate) fn new(table: &Table, style: Style) -> Result<Self> {
        let names = table.columns().iter().map(|column| serde_json::to_string(column.name));
        Ok(JsonRows { names: names.collect::<Result<_, _>>()?, style })
    }

    /// Appends one row. An opaque one is the value in its last column.
    pub(crate) fn write(&self, json: &mut Vec<u8>, table: &Table, row: CellRow<'_>) -> Result<(), Fault> {
        let columns = table.columns();
        if table.is_opaque() {
            let last = columns.len() - 1;
            return self.cell(json, last, &columns[last], row.get(last));
        }
        let mut separator = b'{';
        for (place, (column, cell)) in columns.iter().zip(row.iter()).enumerate() {
            if cell == Cell::Null && self.leaves_out(column) {
                continue;
            }
            json.push(separator);
            separator = b',';
            json.extend_from_slice(self.names[place].as_bytes());
            json.push(b':');
            self.cell(json, place, column, cell)?;
        }
        if separator == b'{' {
            json.push(b'{');
        }
        json.push(b'}');
        Ok(())
    }

    /// That [`write`](JsonRows::write) takes the row, and how many bytes it writes at most.
    #[cfg(feature = "nats")]
    pub(crate) fn check(&self, row: CellRow<'_>) -> Result<usize, Fault> {
        let mut most = 2;
        for (column, (name, cell)) in self.names.iter().zip(row.iter()).enumerate() {
            check_cell(cell).map_err(|reason| Fault { column, reason })?;
            most += name.len() + 2 + most_of(cell);
        }
        Ok(most)
    }

    fn leaves_out(&self, column: &Field) -> bool {
        match self.style {
            Style::Plain => !column.optional,
            #[cfg(any(feature = "es", feature = "redis"))]
            Style::Exact => !column.optional || column.kind == FieldKind::Any,
        }
    }

    fn cell(&self, json: &mut Vec<u8>, place: usize, column: &Field, cell: Cell<'_>) -> Result<(), Fault> {
        #[cfg(any(feature = "es", feature = "redis"))]
        if self.style == Style::Exact {
            if let (Cell::F64(number), FieldKind::Float) = (cell, column.kind)
                && let Some(name) = float_name(number)
            {
                json.extend_from_slice(format!("\"{name}\"").as_bytes());
                return Ok(());
            }
            if cell == Cell::Json("null") && column.optional {
                let reason = "`null` inside of `Some` would come back as `None`".to_owned();
                return Err(Fault { column: place, reason });
            }
        }
        #[cfg(not(any(feature = "es", feature = "redis")))]
        let _ = column;
        write_cell(json, cell).map_err(|reason| Fault { column: place, reason })
    }
}

/// What a number that JSON lacks is called, as in the JSON of Protocol Buffers.
#[cfg(any(feature = "es", feature = "kafka", feature = "redis"))]
pub(crate) fn float_name(number: f64) -> Option<&'static str> {
    match number {
        number if number.is_nan() => Some("NaN"),
        f64::INFINITY => Some("Infinity"),
        f64::NEG_INFINITY => Some("-Infinity"),
        _ => None,
    }
}

/// Whether a cell can be JSON.
fn check_cell(cell: Cell<'_>) -> Result<(), String> {
    match cell {
        Cell::F64(number) if !number.is_finite() => Err(format!("JSON has no number for `{number}`")),
        _ => Ok(()),
    }
}

/// The JSON of a cell is never longer.
#[cfg(feature = "nats")]
fn most_of(cell: Cell<'_>) -> usize {
    match cell {
        // A control character is `\u0000`.
        Cell::Text(text) => 2 + 6 * text.len(),
        // A list of numbers up to 255.
        Cell::Bytes(bytes) => 2 + 4 * bytes.len(),
        Cell::Json(text) => text.len(),
        // `i128::MIN` has 40 digits with its sign.
        Cell::I64(_) | Cell::U64(_) | Cell::I128(_) | Cell::F64(_) | Cell::Null | Cell::Bool(_) => 40,
    }
}

/// Appends one cell as JSON.
pub(crate) fn write_cell(json: &mut Vec<u8>, cell: Cell<'_>) -> Result<(), String> {
    check_cell(cell)?;
    let written = match cell {
        Cell::I64(number) => serde_json::to_writer(json, &number),
        Cell::U64(number) => serde_json::to_writer(json, &number),
        Cell::I128(number) => serde_json::to_writer(json, &number),
        Cell::F64(number) => serde_json::to_writer(json, &number),
        Cell::Text(text) => serde_json::to_writer(json, text),
        Cell::Bytes(bytes) => serde_json::to_writer(json, bytes),
        Cell::Null => json.write_all(b"null").map_err(serde_json::Error::io),
        Cell::Bool(value) => serde_json::to_writer(json, &value),
        Cell::Json(text) => json.write_all(text.as_bytes()).map_err(serde_json::Error::io),
    };
    written.map_err(|error| error.to_string())
}

#[cfg(all(test, feature = "nats"))]
mod tests {
    use super::*;

    #[test]
    fn no_json_of_a_cell_is_longer_than_it_was_said_to_be() {
        let text: String = (0..300).filter_map(char::from_u32).chain("\u{202e}\u{1f511}".chars()).collect();
        let mut cells =
            vec![Cell::Null, Cell::Bool(false), Cell::Text(""), Cell::Text(&text), Cell::Text("\0\0")];
        cells.extend([Cell::Bytes(&[]), Cell::Bytes(&[0, 255, 255]), Cell::Json("[1]")]);
        cells.extend([
            Cell::I64(i64::MIN),
            Cell::U64(u64::MAX),
            Cell::I128(i128::MIN),
            Cell::I128(i128::MAX),
        ]);
        cells.extend([f64::MIN, f64::MIN_POSITIVE, -5e-324, -1.234_567_890_123_456_7e-300].map(Cell::F64));
        for cell in cells {
            let mut json = Vec::new();
            write_cell(&mut json, cell).unwrap();
            assert!(json.len() <= most_of(cell), "{cell:?}");
        }
    }
}

//! Values of JSON to cells, as the row type says.

use crate::connector::cells::{Cell, Cells};
use crate::connector::error::ConnectorError;
use crate::connector::json::float_name;
use crate::connector::near::shortened;
use crate::connector::table::Table;
use crate::{Field, FieldKind};

/// Why a value that a server holds is no row, and the column at fault when one is.
#[derive(Debug)]
pub(crate) struct Misread {
    pub(crate) column: Option<usize>,
    pub(crate) reason: String,
}

impl Misread {
    /// `row` counts from 0.
    pub(crate) fn at(self, table: &Table, row: usize, key: &[u8]) -> ConnectorError {
        ConnectorError::Decode {
            connector: table.connector().to_owned(),
            row_type: table.row_name().to_owned(),
            row: row + 1,
            column: self.column.map(|column| table.columns()[column].name.to_owned()),
            reason: format!("{} (at key `{}`)", self.reason, String::from_utf8_lossy(key)),
        }
    }
}

/// Sets the cell at `at` to the value that `json` is.
pub(crate) fn read_json(cells: &mut Cells, at: usize, column: &Field, json: &str) -> Result<(), String> {
    if json == "null" {
        let known = column.optional || column.kind != FieldKind::Any;
        cells.set(at, if known { Cell::Null } else { Cell::Json(json) });
        return Ok(());
    }
    let cell = match column.kind {
        FieldKind::Any => return read_any(cells, at, json),
        FieldKind::Bool => boolean(json)?,
        FieldKind::Integer { .. } => integer(json)?,
        FieldKind::Float if json.starts_with('"') => named_float(json.trim_matches('"'))?,
        FieldKind::Float => number(json)?,
        FieldKind::Text | FieldKind::Logical(_) => {
            match json.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
                Some(text) if !text.contains('\\') => Cell::Text(text),
                _ => {
                    let text: String = serde_json::from_str(json).map_err(|error| error.to_string())?;
                    cells.set(at, Cell::Text(&text));
                    return Ok(());
                }
            }
        }
        FieldKind::Bytes => {
            let bytes: Vec<u8> = serde_json::from_str(json).map_err(|error| error.to_string())?;
            cells.set(at, Cell::Bytes(&bytes));
            return Ok(());
        }
    };
    cells.set(at, cell);
    Ok(())
}

/// As [`read_json`], for a column whose kind is not known.
pub(crate) fn read_any(cells: &mut Cells, at: usize, json: &str) -> Result<(), String> {
    let cell = match json.as_bytes().first() {
        Some(b'-' | b'0'..=b'9') => number(json)?,
        Some(b't' | b'f') => boolean(json)?,
        _ => Cell::Json(json),
    };
    cells.set(at, cell);
    Ok(())
}

pub(crate) fn boolean(text: &str) -> Result<Cell<'static>, String> {
    match text {
        "true" => Ok(Cell::Bool(true)),
        "false" => Ok(Cell::Bool(false)),
        _ => Err(format!("`{}` is no boolean", shortened(text))),
    }
}

pub(crate) fn integer(text: &str) -> Result<Cell<'static>, String> {
    let number: Result<i128, _> = text.parse();
    number.map(Cell::from).map_err(|_| format!("`{}` is no whole number", shortened(text)))
}

/// A whole number, or one of floating point that is finite.
pub(crate) fn number(text: &str) -> Result<Cell<'static>, String> {
    if !text.contains(['.', 'e', 'E']) {
        return integer(text);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(Cell::F64(number)),
        Ok(_) => Err(format!("`{}` is beyond the largest `f64`", shortened(text))),
        Err(_) => Err(format!("`{}` is no number", shortened(text))),
    }
}

pub(crate) fn named_float(name: &str) -> Result<Cell<'static>, String> {
    let named = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    let found = named.into_iter().find(|number| float_name(*number) == Some(name));
    found.map(Cell::F64).ok_or_else(|| format!("`{}` is no number", shortened(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(column: Field, json: &str) -> Result<Cells, String> {
        let mut cells = Cells::new(1);
        let at = cells.push_nulls();
        read_json(&mut cells, at, &column, json).map(|()| cells)
    }

    #[test]
    fn what_others_wrote_is_read_or_refused_but_never_rounded() {
        let column = |kind| Field::new("x", kind);
        let float = || column(FieldKind::Float);
        assert_eq!(
            read(float(), "9007199254740993").unwrap().row(0).get(0),
            Cell::I64(9_007_199_254_740_993)
        );
        assert_eq!(read(float(), "-0.0").unwrap().row(0).get(0), Cell::F64(-0.0));
        assert_eq!(read(float(), "\"-Infinity\"").unwrap().row(0).get(0), Cell::F64(f64::NEG_INFINITY));
        assert_eq!(read(float(), "1e999").unwrap_err(), "`1e999` is beyond the largest `f64`");
        assert_eq!(read(float(), "\"one\"").unwrap_err(), "`one` is no number");
        assert_eq!(read(column(FieldKind::Bool), "1").unwrap_err(), "`1` is no boolean");
        assert!(read(column(FieldKind::Text), "1").is_err());
        assert!(read(column(FieldKind::Bytes), "[256]").is_err());
        let optional = Field { optional: true, ..column(FieldKind::Text) };
        assert_eq!(read(optional, "null").unwrap().row(0).get(0), Cell::Null);
        assert_eq!(read(column(FieldKind::Any), "null").unwrap().row(0).get(0), Cell::Json("null"));
    }
}

//! Cells as MySQL's values, and back.

use mysql_async::Value;

use super::column::{ColumnType, Longest};
use crate::connector::cells::Cell;
use crate::connector::sql::{any_text, json_text, read_any};

/// The value of a cell; the reason if the column cannot hold it.
pub(super) fn value(cell: Cell<'_>, column: ColumnType) -> Result<Value, String> {
    Ok(match (column, cell) {
        (_, Cell::Null) => Value::NULL,
        (ColumnType::Bool, Cell::Bool(value)) => Value::Int(value.into()),
        (ColumnType::Double, Cell::F64(number)) => Value::Double(finite(number)?),
        (ColumnType::Float, Cell::F64(number)) => {
            let single = finite(number)? as f32;
            if f64::from(single) != number {
                return Err(format!("the column is `float`, which would round `{number}`"));
            }
            Value::Float(single)
        }
        (ColumnType::Text(longest), Cell::Text(text)) => Value::Bytes(bounded(text, longest)?.into()),
        (ColumnType::Json(longest), cell) => {
            let json = json_text(cell)?;
            bounded(&json, longest)?;
            Value::Bytes(json.into_owned().into())
        }
        (ColumnType::AnyText(longest), cell) => {
            let text = any_text(cell)?;
            bounded(&text, longest)?;
            Value::Bytes(text.into_owned().into())
        }
        (ColumnType::Bytes(Longest::Bytes(longest)), Cell::Bytes(bytes)) if bytes.len() > longest => {
            return Err(format!("the column takes {longest} bytes at most"));
        }
        (ColumnType::Bytes(_), Cell::Bytes(bytes)) => Value::Bytes(bytes.into()),
        (ColumnType::Integer { min, max }, cell) => match cell.integer() {
            Some(number) if number < min.into() || number > max.into() => {
                return Err(format!("the column has no `{number}`: {min} to {max} are allowed"));
            }
            Some(number) => match i64::try_from(number) {
                Ok(number) => Value::Int(number),
                Err(_) => Value::UInt(number as u64),
            },
            None => return Err(unfit(cell, "whole numbers")),
        },
        (ColumnType::Decimal { digits }, cell) => match cell.integer() {
            Some(number) => {
                let text = number.to_string();
                if text.trim_start_matches('-').len() > digits {
                    return Err(format!("the column has no `{number}`: it takes {digits} digits at most"));
                }
                Value::Bytes(text.into())
            }
            None => return Err(unfit(cell, "whole numbers")),
        },
        (ColumnType::Bool, cell) => return Err(unfit(cell, "booleans")),
        (ColumnType::Double | ColumnType::Float, cell) => return Err(unfit(cell, "floating-point numbers")),
        (ColumnType::Text(_), cell) => return Err(unfit(cell, "text")),
        (ColumnType::Bytes(_), cell) => return Err(unfit(cell, "bytes")),
    })
}

fn finite(number: f64) -> Result<f64, String> {
    match number.is_finite() {
        true => Ok(number),
        false => Err(format!("MySQL has no number for `{number}`")),
    }
}

fn bounded(text: &str, longest: Longest) -> Result<&str, String> {
    match longest {
        Longest::Characters(longest) if text.len() > longest && text.chars().count() > longest => {
            Err(format!("the column takes {longest} characters at most"))
        }
        Longest::Bytes(longest) if text.len() > longest => {
            Err(format!("the column takes {longest} bytes at most"))
        }
        _ => Ok(text),
    }
}

fn unfit(cell: Cell<'_>, kept: &str) -> String {
    format!("the column is for {kept}, and cannot hold {}", cell.describe())
}

/// The cell of a value; the reason if no row can hold it.
pub(super) fn cell(value: &Value, column: ColumnType) -> Result<Cell<'_>, String> {
    Ok(match (column, value) {
        (_, Value::NULL) => Cell::Null,
        (ColumnType::Bool, Value::Int(number)) => Cell::Bool(*number != 0),
        (ColumnType::Bool, Value::UInt(number)) => Cell::Bool(*number != 0),
        (ColumnType::Integer { .. }, Value::Int(number)) => Cell::I64(*number),
        (ColumnType::Integer { .. }, Value::UInt(number)) => i128::from(*number).into(),
        (ColumnType::Decimal { .. }, Value::Bytes(bytes)) => {
            let number: i128 = text(bytes)?
                .parse()
                .map_err(|_| "a `decimal` beyond `i128` is no number that a row can have".to_owned())?;
            number.into()
        }
        (ColumnType::Double, Value::Double(number)) => Cell::F64(*number),
        (ColumnType::Float, Value::Float(number)) => Cell::F64((*number).into()),
        (ColumnType::Text(_), Value::Bytes(bytes)) => Cell::Text(text(bytes)?),
        (ColumnType::Json(_), Value::Bytes(bytes)) => Cell::Json(text(bytes)?),
        (ColumnType::AnyText(_), Value::Bytes(bytes)) => read_any(text(bytes)?),
        (ColumnType::Bytes(_), Value::Bytes(bytes)) => Cell::Bytes(bytes),
        _ => return Err("the server sent a value of another type than its column's".to_owned()),
    })
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|error| error.to_string())
}

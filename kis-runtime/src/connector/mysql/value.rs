//! Cells as MySQL's values, and back.

use mysql_async::Value;

use super::column::{ColumnType, Longest};
use crate::connector::cells::{Cell, Cells};
use crate::connector::logical::{Date, Decimal, Moment, Time};
use crate::connector::sql::{any_text, json_text, known, put, read_any};

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
        (ColumnType::Date, Cell::Text(text)) => {
            let Date { year, month, day } = known(Date::parse(text))?;
            Value::Date(year, month, day, 0, 0, 0, 0)
        }
        (ColumnType::Time { digits }, Cell::Text(text)) => {
            let time = known(Time::parse(text))?;
            Value::Time(false, 0, time.hour, time.minute, time.second, time.micros_to(digits)?)
        }
        (ColumnType::DateTime { digits }, Cell::Text(text)) => moment(known(Moment::parse(text))?, digits)?,
        (ColumnType::Timestamp { digits }, Cell::Text(text)) => {
            moment(known(Moment::parse_with_offset(text))?, digits)?
        }
        (ColumnType::Fixed { whole, fraction }, Cell::Text(text)) => {
            known(Decimal::parse(text))?.check(whole, fraction)?;
            Value::Bytes(text.into())
        }
        (ColumnType::Bool, cell) => return Err(unfit(cell, "booleans")),
        (ColumnType::Double | ColumnType::Float, cell) => return Err(unfit(cell, "floating-point numbers")),
        (ColumnType::Text(_), cell) => return Err(unfit(cell, "text")),
        (ColumnType::Bytes(_), cell) => return Err(unfit(cell, "bytes")),
        (ColumnType::Date | ColumnType::Time { .. }, cell) => return Err(unfit(cell, "dates or times")),
        (ColumnType::DateTime { .. } | ColumnType::Timestamp { .. }, cell) => {
            return Err(unfit(cell, "dates with times"));
        }
        (ColumnType::Fixed { .. }, cell) => return Err(unfit(cell, "decimal numbers")),
    })
}

fn moment(Moment { date, time }: Moment, digits: u32) -> Result<Value, String> {
    let micros = time.micros_to(digits)?;
    Ok(Value::Date(date.year, date.month, date.day, time.hour, time.minute, time.second, micros))
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

/// Sets the cell at `at` to a value; the reason if no row can hold it.
pub(super) fn read(cells: &mut Cells, at: usize, value: &Value, column: ColumnType) -> Result<(), String> {
    let cell = match (column, value) {
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
        (ColumnType::Date, Value::Date(year, month, day, ..)) => {
            return put(cells, at, Date::new(*year, *month, *day), "");
        }
        (ColumnType::Time { .. }, Value::Time(false, 0, hour, minute, second, micros)) => {
            return put(cells, at, Time::new(*hour, *minute, *second, micros * 1_000), "");
        }
        (ColumnType::Time { .. }, Value::Time(..)) => return put(cells, at, None::<Time>, ""),
        (ColumnType::DateTime { .. }, value @ Value::Date(..)) => {
            return put(cells, at, moment_of(value), "");
        }
        (ColumnType::Timestamp { .. }, value @ Value::Date(..)) => {
            return put(cells, at, moment_of(value), "Z");
        }
        (ColumnType::Fixed { .. }, Value::Bytes(bytes)) => {
            return put(cells, at, Decimal::parse(text(bytes)?), "");
        }
        _ => return Err("the server sent a value of another type than its column's".to_owned()),
    };
    cells.set(at, cell);
    Ok(())
}

fn moment_of(value: &Value) -> Option<Moment> {
    let &Value::Date(year, month, day, hour, minute, second, micros) = value else { return None };
    let (date, time) = (Date::new(year, month, day)?, Time::new(hour, minute, second, micros * 1_000)?);
    Some(Moment { date, time })
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|error| error.to_string())
}

//! Rows of files, of flows and of connectors, all as JSON.

use kis_config::{Value as Written, ValueKind};
use serde_json::{Number, Value};

use crate::FieldKind;
use crate::connector::encode_keyed;
use crate::connector::{Cell, Cells, ConnectorError, Table};

/// A value of a file as JSON.
pub(super) fn json(value: &Written) -> Result<Value, String> {
    Ok(match &value.kind {
        ValueKind::Null => Value::Null,
        ValueKind::Bool(value) => Value::Bool(*value),
        ValueKind::Int(number) => match Number::from_i128(*number) {
            Some(number) => Value::Number(number),
            None => return Err(format!("`{number}` is beyond the numbers of JSON rows: write it as text")),
        },
        ValueKind::Float(number) => match Number::from_f64(*number) {
            Some(number) => Value::Number(number),
            None => return Err(format!("JSON has no number for `{number}`, so no row can hold it here")),
        },
        ValueKind::Text(text) => Value::String(text.clone()),
        ValueKind::List(items) => items.iter().map(json).collect::<Result<_, _>>()?,
        ValueKind::Map(entries) => {
            let entries = entries.iter().map(|(name, value)| Ok((name.clone(), json(value)?)));
            Value::Object(entries.collect::<Result<_, String>>()?)
        }
    })
}

/// A line that a flow wrote.
pub(super) fn parsed(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|_| Value::String(line.to_owned()))
}

/// Rows as a store takes them.
pub(super) fn cells(table: &Table, rows: &[Value]) -> Result<Cells, ConnectorError> {
    let rows: Vec<Value> = rows.iter().map(|row| with_floats(table, row)).collect();
    encode_keyed(table, &rows, 0, |_| Value::Null)
}

/// Files may leave out the `.0` of a number.
fn with_floats(table: &Table, row: &Value) -> Value {
    let mut row = row.clone();
    for column in table.columns().iter().filter(|column| column.kind == FieldKind::Float) {
        if let Some(value) = row.get_mut(column.name)
            && let Some(number) =
                value.as_i64().filter(|number| number.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS)
        {
            *value = Value::from(number as f64);
        }
    }
    row
}

/// Rows as a store or topic gives them.
pub(super) fn of_cells<'a>(table: &'a Table, cells: &'a Cells) -> impl Iterator<Item = Value> + 'a {
    cells.rows().map(|row| match table.is_opaque() {
        true => of_cell(row.get(table.columns().len() - 1)),
        false => {
            let fields = table.columns().iter().zip(row.iter());
            Value::Object(fields.map(|(column, cell)| (column.name.to_owned(), of_cell(cell))).collect())
        }
    })
}

fn of_cell(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Bool(value) => Value::Bool(value),
        Cell::I64(number) => number.into(),
        Cell::U64(number) => number.into(),
        Cell::I128(number) => Value::String(number.to_string()),
        Cell::F64(number) => {
            Number::from_f64(number).map_or_else(|| number.to_string().into(), Value::Number)
        }
        Cell::Text(text) => Value::String(text.to_owned()),
        Cell::Bytes(bytes) => bytes.into(),
        Cell::Json(text) => parsed(text),
    }
}

/// In an order that two equal lists of rows have in common.
pub(super) fn sorted(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_cached_key(|row| plain(row).to_string());
    rows
}

/// Whether two values say the same: `1` and `1.0` do, and so do a key that is `null` and one that is missing.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || (is_float(one) || is_float(other)) && one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => one
            .keys()
            .chain(other.keys())
            .all(|name| same(one.get(name).unwrap_or(&Value::Null), other.get(name).unwrap_or(&Value::Null))),
        (one, other) => one == other,
    }
}

fn is_float(number: &Number) -> bool {
    number.is_f64()
}

/// Without what makes no difference.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => {
            number.as_f64().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(entries) => {
            let there = entries.iter().filter(|(_, value)| !value.is_null());
            Value::Object(there.map(|(name, value)| (name.clone(), plain(value))).collect())
        }
        other => other.clone(),
    }
}

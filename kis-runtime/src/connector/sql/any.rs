//! Values of any kind as text: as JSON, and as keys, which JSON of the same value may not be.

use std::borrow::Cow;

use serde_json::Number;

use crate::connector::cells::Cell;

/// The value as JSON; the reason if JSON cannot hold it.
pub(in crate::connector) fn json_text(cell: Cell<'_>) -> Result<Cow<'_, str>, String> {
    let json = match cell {
        Cell::Json(json) => return Ok(json.into()),
        Cell::Text(text) => serde_json::to_string(text),
        Cell::Bytes(bytes) => serde_json::to_string(bytes),
        cell => return scalar(cell).map(Cow::Owned),
    };
    json.map(Cow::Owned).map_err(|error| error.to_string())
}

/// The value as a key's text; the reason if text cannot hold it. Text that reads as a number is quoted, so that it
/// differs from one.
pub(in crate::connector) fn any_text(cell: Cell<'_>) -> Result<Cow<'_, str>, String> {
    match cell {
        Cell::Text(text) if is_number(text) => Ok(format!("\"{text}\"").into()),
        Cell::Text(text) | Cell::Json(text) => Ok(text.into()),
        // The two zeros are one key.
        Cell::F64(0.0) => Ok("0.0".into()),
        cell => scalar(cell).map(Cow::Owned),
    }
}

/// What [`any_text`] wrote, as the cell it was: keys are compared as cells.
pub(in crate::connector) fn read_any(text: &str) -> Cell<'_> {
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    match text {
        "true" => return Cell::Bool(true),
        "false" => return Cell::Bool(false),
        _ => {}
    }
    if let Some(inner) = quoted.filter(|inner| is_number(inner)) {
        return Cell::Text(inner);
    }
    let Ok(number) = serde_json::from_str::<Number>(text) else { return Cell::Text(text) };
    match (number.as_i64(), number.as_u64(), number.as_f64()) {
        (Some(number), _, _) => Cell::I64(number),
        (_, Some(number), _) => Cell::U64(number),
        (_, _, Some(number)) => Cell::F64(number),
        _ => Cell::Text(text),
    }
}

fn scalar(cell: Cell<'_>) -> Result<String, String> {
    match cell {
        Cell::Bool(value) => Ok(value.to_string()),
        Cell::I64(number) => Ok(number.to_string()),
        Cell::U64(number) => Ok(number.to_string()),
        Cell::F64(number) => Number::from_f64(number)
            .map(|number| number.to_string())
            .ok_or_else(|| format!("the field is kept as JSON, which has no number for `{number}`")),
        Cell::I128(number) => {
            Err(format!("the field is kept as JSON, and `{number}` would be rounded when it is read"))
        }
        cell => Err(format!("the field is kept as text, which cannot hold {}", cell.describe())),
    }
}

fn is_number(text: &str) -> bool {
    serde_json::from_str::<Number>(text).is_ok()
}

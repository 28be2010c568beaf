//! Values inside a cell, as JSON text.

use serde::Serialize;

use super::Stop;
use super::finite::check_finite;
use crate::connector::cells::Written;

/// Whether text in a column of any kind would read as JSON.
#[inline]
pub(crate) fn reads_as_json(text: &str) -> bool {
    text.starts_with(['{', '[', '"']) || matches!(text, "true" | "false" | "null")
}

/// Appends `value` as JSON. Not-a-number is refused: JSON would turn it into `null` without a word.
pub(super) fn write_json<T: Serialize + ?Sized>(text: &mut String, value: &T) -> Result<Written, Stop> {
    check_finite(value).map_err(Stop::because)?;
    let json = serde_json::to_string(value).map_err(|error| Stop::because(error.to_string()))?;
    text.push_str(&json);
    Ok(Written::Json)
}

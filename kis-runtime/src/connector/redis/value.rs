//! The fields of a hash to cells, as the row type says.

use crate::connector::cells::{Cell, Cells};
use crate::connector::json::{boolean, integer, named_float, number, read_any};
use crate::{Field, FieldKind};

/// Sets the cell at `at` to the value of a hash's field.
pub(super) fn read_field(cells: &mut Cells, at: usize, column: &Field, bytes: &[u8]) -> Result<(), String> {
    if column.kind == FieldKind::Bytes {
        cells.set(at, Cell::Bytes(bytes));
        return Ok(());
    }
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let cell = match column.kind {
        FieldKind::Any => {
            serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| error.to_string())?;
            return read_any(cells, at, text);
        }
        FieldKind::Bool => boolean(text)?,
        FieldKind::Integer { .. } => integer(text)?,
        FieldKind::Float => number(text).or_else(|_| named_float(text))?,
        FieldKind::Text | FieldKind::Logical(_) | FieldKind::Bytes => Cell::Text(text),
    };
    cells.set(at, cell);
    Ok(())
}

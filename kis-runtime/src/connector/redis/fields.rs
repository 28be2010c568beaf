//! A row of cells as the fields of a hash.

use std::borrow::Cow;

use crate::FieldKind;
use crate::connector::cells::Cell;
use crate::connector::json::{float_name, write_cell};

/// The text or the bytes of a field; `None` when the row has no such field.
pub(super) fn write_field(cell: Cell<'_>, kind: FieldKind) -> Result<Option<Cow<'_, [u8]>>, String> {
    let text = |text: &'static str| Ok(Some(Cow::Borrowed(text.as_bytes())));
    match (cell, kind) {
        (Cell::Null, _) => Ok(None),
        (cell, FieldKind::Any) => json(cell).map(Some),
        (Cell::Text(text), _) => Ok(Some(Cow::Borrowed(text.as_bytes()))),
        (Cell::Bytes(bytes), _) => Ok(Some(Cow::Borrowed(bytes))),
        (Cell::F64(number), _) => match float_name(number) {
            Some(name) => text(name),
            None => json(cell).map(Some),
        },
        (cell, _) => json(cell).map(Some),
    }
}

fn json(cell: Cell<'_>) -> Result<Cow<'_, [u8]>, String> {
    let mut json = Vec::new();
    write_cell(&mut json, cell)?;
    Ok(Cow::Owned(json))
}

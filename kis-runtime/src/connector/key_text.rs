//! Keys of rows as text, for engines whose keys are bytes.

use serde::de::IgnoredAny;

use super::cells::Cell;
use super::json::{float_name, write_cell};
use crate::FieldKind;

/// Appends a key so that different keys of these kinds are different texts, or says which part cannot be one, and why.
///
/// A single part stands as it is; the parts of several are joined by `:`, and in them `:` is written `%3A` and `%` is
/// written `%25`.
#[cfg(any(feature = "es", feature = "redis"))]
pub(crate) fn write_parts<'a>(
    key: &mut Vec<u8>,
    kinds: &[FieldKind],
    parts: impl IntoIterator<Item = Cell<'a>>,
) -> Result<(), (usize, String)> {
    for (index, (cell, kind)) in parts.into_iter().zip(kinds).enumerate() {
        if index > 0 {
            key.push(b':');
        }
        let from = key.len();
        write_part(key, cell, *kind).map_err(|reason| (index, reason))?;
        if kinds.len() > 1 {
            escape(key, from);
        }
    }
    Ok(())
}

/// Appends one part of a key: text and bytes as they are, everything else as JSON has it. Where the row type does not
/// tell the kind, text that could be read as another value is JSON too, so that different values stay different.
pub(crate) fn write_part(key: &mut Vec<u8>, cell: Cell<'_>, kind: FieldKind) -> Result<(), String> {
    match cell {
        Cell::Text(text) if kind == FieldKind::Any && reads_as_value(text) => write_cell(key, cell),
        Cell::Text(text) => {
            key.extend_from_slice(text.as_bytes());
            Ok(())
        }
        Cell::Bytes(bytes) if kind != FieldKind::Any => {
            key.extend_from_slice(bytes);
            Ok(())
        }
        // The two zeros are equal, so they are one key.
        Cell::F64(0.0) => write_cell(key, Cell::F64(0.0)),
        Cell::F64(number) => match float_name(number) {
            Some(name) => {
                key.extend_from_slice(name.as_bytes());
                Ok(())
            }
            None => write_cell(key, cell),
        },
        cell => write_cell(key, cell),
    }
}

/// Whether text would be taken for a value that is no text.
fn reads_as_value(text: &str) -> bool {
    matches!(text, "NaN" | "Infinity" | "-Infinity") || serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Frees what was written at `from` and after it of `:`, which stands between parts, and of `%`, which stands for it.
pub(crate) fn escape(key: &mut Vec<u8>, from: usize) {
    if !key[from..].iter().any(|byte| b":%".contains(byte)) {
        return;
    }
    for byte in key.split_off(from) {
        match byte {
            b':' => key.extend_from_slice(b"%3A"),
            b'%' => key.extend_from_slice(b"%25"),
            byte => key.push(byte),
        }
    }
}

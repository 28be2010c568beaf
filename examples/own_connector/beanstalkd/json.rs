//! Rows as jobs: the JSON that serde would write.

use kis_runtime::Result;
use kis_runtime::connector::{Cell, CellRow, Table};

/// The row at `place` of the batch. One whose fields are not known is a single value.
pub(super) fn job(table: &Table, place: usize, row: CellRow<'_>) -> Result<Vec<u8>> {
    let mut json = Vec::new();
    if table.is_opaque() {
        write(&mut json, row.get(0)).map_err(|reason| table.refuse_cell(place, 0, reason))?;
        return Ok(json);
    }
    json.push(b'{');
    for (index, (column, cell)) in table.columns().iter().zip(row.iter()).enumerate() {
        if cell == Cell::Null && !column.optional {
            continue; // serde left the field out
        }
        if json.len() > 1 {
            json.push(b',');
        }
        let field = write(&mut json, Cell::Text(column.name)).and_then(|()| {
            json.push(b':');
            write(&mut json, cell)
        });
        field.map_err(|reason| table.refuse_cell(place, index, reason))?;
    }
    json.push(b'}');
    Ok(json)
}

/// Appends a value exactly, or says why JSON cannot hold it.
fn write(json: &mut Vec<u8>, cell: Cell<'_>) -> Result<(), String> {
    let written = match cell {
        Cell::Null => serde_json::to_writer(json, &()),
        Cell::Bool(value) => serde_json::to_writer(json, &value),
        Cell::I64(number) => serde_json::to_writer(json, &number),
        Cell::U64(number) => serde_json::to_writer(json, &number),
        Cell::I128(number) => serde_json::to_writer(json, &number),
        Cell::F64(number) if number.is_finite() => serde_json::to_writer(json, &number),
        Cell::F64(number) => return Err(format!("JSON has no number for `{number}`")),
        Cell::Text(text) => serde_json::to_writer(json, text),
        Cell::Json(text) => {
            json.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        // Bytes in a field whose kind nobody knows, and whatever kinds are still to come.
        other => return Err(format!("a job is JSON, which has no {}", other.describe())),
    };
    written.map_err(|error| error.to_string())
}

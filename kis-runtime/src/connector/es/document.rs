//! Rows as documents, and back.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::id::Ids;
use crate::connector::cells::{Cell, CellRow, Cells};
use crate::connector::error::ConnectorError;
use crate::connector::json::{JsonRows, Misread, Style, read_object};
use crate::connector::table::Table;
use crate::{FieldKind, Result};

/// The field that holds an opaque row: a document is an object.
pub(super) const OPAQUE: &str = "row";

/// Writes and reads the documents of a table.
pub(super) struct Documents {
    pub(super) table: Table,
    json: JsonRows,
    /// Whether a value may be JSON that somebody else wrote.
    foreign: bool,
}

impl Documents {
    pub(super) fn new(table: &Table) -> Result<Self> {
        let foreign = table.columns().iter().any(|column| column.kind == FieldKind::Any);
        Ok(Documents { json: JsonRows::new(table, Style::Exact)?, table: table.clone(), foreign })
    }

    /// Finds a row that cannot be kept, before anything is written.
    pub(super) fn check(&self, rows: &Cells) -> Result<(), ConnectorError> {
        let mut json = Vec::new();
        for (index, row) in rows.rows().enumerate() {
            if self.may_be_refused(row) {
                json.clear();
                self.write(&mut json, index, row)?;
            }
        }
        Ok(())
    }

    fn may_be_refused(&self, row: CellRow<'_>) -> bool {
        self.table.columns().iter().zip(row.iter()).any(|(column, cell)| match cell {
            Cell::F64(number) => !number.is_finite(),
            Cell::Json(json) => column.optional && json == "null",
            _ => false,
        })
    }

    /// Appends the document of the row at `index`, in one line.
    pub(super) fn write(
        &self,
        json: &mut Vec<u8>,
        index: usize,
        row: CellRow<'_>,
    ) -> Result<(), ConnectorError> {
        let from = json.len();
        let opaque = self.table.is_opaque();
        if opaque {
            json.extend_from_slice(format!("{{\"{OPAQUE}\":").as_bytes());
        }
        self.json.write(json, &self.table, row).map_err(|fault| fault.at(&self.table, index))?;
        if opaque {
            json.push(b'}');
        }
        // Of a bulk each document is a line. In text a line's end is escaped; between values it may stand as it is.
        if self.foreign {
            json[from..].iter_mut().filter(|byte| **byte == b'\n').for_each(|byte| *byte = b' ');
        }
        Ok(())
    }

    /// Adds the row that a document is.
    pub(super) fn read(
        &self,
        cells: &mut Cells,
        id: &str,
        source: Option<&RawValue>,
    ) -> Result<(), ConnectorError> {
        let from = cells.push_nulls();
        let read = source.ok_or_else(|| misread("it has no `_source`")).and_then(|source| {
            let json = source.get().as_bytes();
            if !self.table.is_opaque() {
                return read_object(cells, from, &self.table, json);
            }
            let row: Opaque<'_> =
                serde_json::from_slice(json).map_err(|error| misread(&error.to_string()))?;
            read_object(cells, from, &self.table, row.row.get().as_bytes())
        });
        read.map_err(|misread| misread.at(&self.table, cells.len() - 1, id.as_bytes()))
    }

    /// Sets the key that the row last read was asked for by: as it is written, it may have lost its type.
    pub(super) fn set_key(&self, cells: &mut Cells, asked: CellRow<'_>) {
        let from = (cells.len() - 1) * cells.width();
        for (part, column) in self.table.keys().iter().enumerate() {
            if self.table.columns()[*column].kind == FieldKind::Any {
                cells.set(from + column, asked.get(part));
            }
        }
    }

    /// Sets the key of the opaque row last read, which only its id tells.
    pub(super) fn set_id(&self, cells: &mut Cells, id: &str) {
        if self.table.is_opaque() {
            cells.set((cells.len() - 1) * cells.width(), Cell::Text(id));
        }
    }
}

#[derive(Deserialize)]
struct Opaque<'a> {
    #[serde(borrow)]
    row: &'a RawValue,
}

fn misread(reason: &str) -> Misread {
    Misread { column: None, reason: reason.to_owned() }
}

/// Appends the line of a bulk that says what to do with an id.
pub(super) fn write_action(body: &mut Vec<u8>, action: &str, id: &str) {
    body.extend_from_slice(b"{\"");
    body.extend_from_slice(action.as_bytes());
    body.extend_from_slice(b"\":{\"_id\":");
    // Writing text into memory cannot fail.
    let _ = serde_json::to_writer(&mut *body, id);
    body.extend_from_slice(b"}}\n");
}

/// The ids at these places as the body of `_mget`.
pub(super) fn ids_body(ids: &Ids, places: &[usize]) -> String {
    let ids: Vec<_> = places.iter().map(|place| ids.get(*place)).collect();
    serde_json::json!({ "ids": ids }).to_string()
}

//! Document ids of rows.

use std::collections::HashMap;
use std::ops::Range;

use crate::FieldKind;
use crate::connector::cells::{Cell, Cells};
use crate::connector::error::ConnectorError;
use crate::connector::key_text::write_parts;
use crate::connector::table::Table;

/// What Elasticsearch and OpenSearch take as an id, in bytes.
const LONGEST: usize = 512;

/// The ids of some rows, in one block.
pub(super) struct Ids {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Ids {
    /// Of whole rows.
    pub(super) fn of_rows(table: &Table, rows: &Cells) -> Result<Self, ConnectorError> {
        Ids::of(table, rows, |row, part| rows.row(row).get(table.keys()[part]))
    }

    /// Of keys alone.
    pub(super) fn of_keys(table: &Table, keys: &Cells) -> Result<Self, ConnectorError> {
        Ids::of(table, keys, |row, part| keys.row(row).get(part))
    }

    fn of<'a>(
        table: &Table,
        rows: &Cells,
        part: impl Fn(usize, usize) -> Cell<'a>,
    ) -> Result<Self, ConnectorError> {
        let kinds: Vec<_> = table.key_columns().map(|column| column.kind).collect();
        let mut ids = Ids { text: Vec::with_capacity(rows.len() * 8), ends: Vec::with_capacity(rows.len()) };
        let mut id = Vec::new();
        for row in 0..rows.len() {
            id.clear();
            let refused =
                |(part, reason): (usize, String)| table.refuse_cell(row, table.keys()[part], reason);
            if kinds.contains(&FieldKind::Bytes) {
                let texts: Vec<_> = (0..kinds.len()).map(|index| hexadecimal(part(row, index))).collect();
                let parts = texts.iter().enumerate().map(|(index, text)| match text {
                    Some(text) => Cell::Text(text),
                    None => part(row, index),
                });
                write_parts(&mut id, &kinds, parts).map_err(refused)?;
            } else {
                write_parts(&mut id, &kinds, (0..kinds.len()).map(|index| part(row, index)))
                    .map_err(refused)?;
            }
            match id.len() {
                0 => return Err(refused((0, "it is empty, and Elasticsearch has no empty ids".to_owned()))),
                length if length > LONGEST => {
                    let reason = format!(
                        "the key is {length} bytes long as text, and Elasticsearch takes ids of up to {LONGEST}"
                    );
                    return Err(refused((0, reason)));
                }
                _ => ids.text.extend_from_slice(&id),
            }
            ids.ends.push(ids.text.len());
        }
        Ok(ids)
    }

    pub(super) fn get(&self, index: usize) -> &str {
        // Every part of a key is text.
        std::str::from_utf8(&self.text[self.range(index)]).unwrap_or_default()
    }

    fn range(&self, index: usize) -> Range<usize> {
        let from = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        from..self.ends[index]
    }

    /// Where each id stands for the last time, in that order.
    pub(super) fn last_of_each(&self) -> Vec<usize> {
        let mut last: HashMap<&[u8], usize> = HashMap::with_capacity(self.ends.len());
        for index in 0..self.ends.len() {
            last.insert(&self.text[self.range(index)], index);
        }
        if last.len() == self.ends.len() {
            return (0..self.ends.len()).collect();
        }
        let mut places: Vec<_> = last.into_values().collect();
        places.sort_unstable();
        places
    }
}

/// Bytes as text; an id is nothing else.
fn hexadecimal(cell: Cell<'_>) -> Option<String> {
    let Cell::Bytes(bytes) = cell else { return None };
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

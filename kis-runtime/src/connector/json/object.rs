//! A JSON object to a row of cells.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::value::{Misread, read_json};
use crate::connector::cells::Cells;
use crate::connector::table::Table;

/// Reads one row into the cells that begin at `from`. Of an opaque row the JSON is the last cell.
pub(crate) fn read_object(cells: &mut Cells, from: usize, table: &Table, json: &[u8]) -> Result<(), Misread> {
    let columns = table.columns();
    let whole = |error: serde_json::Error| Misread { column: None, reason: error.to_string() };
    if table.is_opaque() {
        let last = columns.len() - 1;
        let raw: &RawValue = serde_json::from_slice(json).map_err(whole)?;
        return read_json(cells, from + last, &columns[last], raw.get())
            .map_err(|reason| Misread { column: Some(last), reason });
    }
    let mut misread = None;
    let mut reader = serde_json::Deserializer::from_slice(json);
    let row = Row { cells, from, table, misread: &mut misread };
    match reader.deserialize_map(row).and_then(|()| reader.end()) {
        Ok(()) => Ok(()),
        Err(error) => Err(misread.unwrap_or_else(|| whole(error))),
    }
}

struct Row<'a> {
    cells: &'a mut Cells,
    from: usize,
    table: &'a Table,
    misread: &'a mut Option<Misread>,
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut fields: M) -> Result<(), M::Error> {
        let mut next = 0;
        while let Some(found) = fields.next_key_seed(Name { table: self.table, next })? {
            let Some(index) = found else {
                fields.next_value::<IgnoredAny>()?;
                continue;
            };
            next = index + 1;
            let raw: &RawValue = fields.next_value()?;
            let column = &self.table.columns()[index];
            read_json(self.cells, self.from + index, column, raw.get()).map_err(|reason| {
                *self.misread = Some(Misread { column: Some(index), reason });
                M::Error::custom("a field")
            })?;
        }
        Ok(())
    }
}

/// The column that a field is, if there is one.
struct Name<'a> {
    table: &'a Table,
    /// Where it is expected: rows are written in the order of the columns.
    next: usize,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Option<usize>, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<usize>, E> {
        let columns = self.table.columns();
        if columns.get(self.next).is_some_and(|column| column.name == name) {
            return Ok(Some(self.next));
        }
        Ok(columns.iter().position(|column| column.name == name))
    }
}

//! Rows as Kafka's messages.

use crate::connector::cells::{Cell, CellRow, Cells};
use crate::connector::error::ConnectorError;
use crate::connector::json::JsonRows;
use crate::connector::key_text::{escape, write_part};
use crate::connector::table::Table;

/// What stands for an absent part of a key of several; no other part is written so.
const ABSENT: &[u8] = b"%";

/// The messages of some rows, all of which can be sent.
pub(super) struct Messages {
    bytes: Vec<u8>,
    places: Vec<Place>,
}

/// A key up to `value`, when there is one, and then the value.
struct Place {
    from: usize,
    has_key: bool,
    value: usize,
    to: usize,
}

pub(super) struct Message<'a> {
    pub(super) key: Option<&'a [u8]>,
    pub(super) value: &'a [u8],
}

impl Messages {
    /// Refuses all rows when one cannot be sent; `largest` is how many bytes key and value of one may have.
    pub(super) fn of(
        table: &Table,
        json: &JsonRows,
        rows: &Cells,
        largest: usize,
    ) -> Result<Self, ConnectorError> {
        let mut messages = Messages { bytes: Vec::new(), places: Vec::with_capacity(rows.len()) };
        for (index, row) in rows.rows().enumerate() {
            let from = messages.bytes.len();
            let has_key = write_key(&mut messages.bytes, table, row)
                .map_err(|(column, reason)| table.refuse_cell(index, column, reason))?;
            let value = messages.bytes.len();
            json.write(&mut messages.bytes, table, row).map_err(|fault| fault.at(table, index))?;
            let to = messages.bytes.len();
            if to - from > largest {
                let reason = format!(
                    "its message is of {} bytes, more than the param `max_message_bytes` allows ({largest})",
                    to - from
                );
                return Err(table.refuse_cell(index, usize::MAX, reason));
            }
            messages.places.push(Place { from, has_key, value, to });
        }
        Ok(messages)
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Message<'_>> {
        self.places.iter().map(|place| Message {
            key: place.has_key.then(|| &self.bytes[place.from..place.value]),
            value: &self.bytes[place.value..place.to],
        })
    }
}

/// Appends the row's key; false when it has none.
fn write_key(bytes: &mut Vec<u8>, table: &Table, row: CellRow<'_>) -> Result<bool, (usize, String)> {
    let part = |bytes: &mut Vec<u8>, column: usize| {
        write_part(bytes, row.get(column), table.columns()[column].kind).map_err(|reason| (column, reason))
    };
    match *table.keys() {
        [] => Ok(false),
        [column] if row.get(column) == Cell::Null => Ok(false),
        [column] => part(bytes, column).map(|()| true),
        ref columns => {
            for (place, column) in columns.iter().enumerate() {
                if place > 0 {
                    bytes.push(b':');
                }
                let from = bytes.len();
                if row.get(*column) == Cell::Null {
                    bytes.extend_from_slice(ABSENT);
                } else {
                    part(bytes, *column)?;
                    escape(bytes, from);
                }
            }
            Ok(true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::json::Style;
    use crate::connector::table::Place as TablePlace;
    use crate::{Field, FieldEntry, FieldKind, Fields, Row};

    struct One;
    impl Row for One {
        const NAME: &'static str = "One";
        const FIELDS: Fields = Fields::Named(&[FieldEntry::Field(Field {
            key: true,
            optional: true,
            ..Field::new("id", FieldKind::Text)
        })]);
    }

    struct Two;
    impl Row for Two {
        const NAME: &'static str = "Two";
        const FIELDS: Fields = Fields::Named(&[
            FieldEntry::Field(Field { key: true, optional: true, ..Field::new("a", FieldKind::Text) }),
            FieldEntry::Field(Field { key: true, ..Field::new("b", FieldKind::Text) }),
        ]);
    }

    fn keys<T: Row>(rows: &[&[Cell<'_>]], largest: usize) -> Result<Vec<Option<String>>, String> {
        let place = TablePlace { connector: "Log", conn_type: "kafka", name: "log", address: "h" };
        let table = Table::of_topic::<T>(place).unwrap();
        let json = JsonRows::new(&table, Style::Plain).unwrap();
        let mut cells = Cells::new(table.columns().len());
        rows.iter().for_each(|row| cells.push_row(row.iter().copied()));
        let messages = Messages::of(&table, &json, &cells, largest).map_err(|error| error.to_string())?;
        let text = |key: &[u8]| String::from_utf8(key.to_vec()).unwrap();
        Ok(messages.iter().map(|message| message.key.map(text)).collect())
    }

    #[test]
    fn a_key_of_one_part_is_its_text_and_an_absent_one_is_none() {
        let found = keys::<One>(&[&[Cell::Text("a:%\0")], &[Cell::Text("")], &[Cell::Null]], 100).unwrap();
        assert_eq!(found, [Some("a:%\0".to_owned()), Some(String::new()), None]);
    }

    #[test]
    fn different_keys_of_several_parts_are_different_texts() {
        let rows: [&[Cell<'_>]; 4] = [
            &[Cell::Text("a:"), Cell::Text("b")],
            &[Cell::Text("a"), Cell::Text(":b")],
            &[Cell::Null, Cell::Text("")],
            &[Cell::Text("%"), Cell::Text("")],
        ];
        let found: Vec<_> = keys::<Two>(&rows, 100).unwrap().into_iter().flatten().collect();
        assert_eq!(found, ["a%3A:b", "a:%3Ab", "%:", "%25:"]);
    }

    #[test]
    fn a_row_that_is_too_large_refuses_all_before_anything_is_sent() {
        let long = "x".repeat(90);
        let fits = keys::<One>(&[&[Cell::Text("a")], &[Cell::Text(&long)]], 189).unwrap();
        assert_eq!(fits.len(), 2);
        assert_eq!(
            keys::<One>(&[&[Cell::Text("a")], &[Cell::Text(&long)]], 188).unwrap_err(),
            "row 2 of `One` cannot be written to connector `Log`: its message is of 189 bytes, more than the param \
             `max_message_bytes` allows (188)"
        );
    }
}

//! What an engine knows of the rows it holds: names and kinds, never the Rust type.

use std::any::type_name;

use super::error::ConnectorError;
use crate::{Field, FieldEntry, FieldKind, Fields, Keyed, Row};

/// What a connector is asked to hold: whose rows, under which key, in which columns.
///
/// The columns of a row type with fields are its fields, in order, flattened ones in their place. An opaque row
/// is one column called `row`; in a store it stands after one called `key`. Both are of
/// [`FieldKind::Any`](crate::FieldKind::Any).
#[derive(Clone, Debug)]
pub struct Table {
    connector: String,
    conn_type: String,
    name: String,
    address: String,
    row_name: String,
    columns: Vec<Field>,
    keys: Vec<usize>,
    opaque: bool,
}

impl Table {
    /// The connector's name.
    #[must_use]
    pub fn connector(&self) -> &str {
        &self.connector
    }

    /// The connector's type.
    #[must_use]
    pub fn conn_type(&self) -> &str {
        &self.conn_type
    }

    /// The connector's addresses, masked.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The table, topic, index or key prefix: the connector's `key`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The row type's name, for messages.
    #[must_use]
    pub fn row_name(&self) -> &str {
        &self.row_name
    }

    /// The columns, in the order of the cells.
    #[must_use]
    pub fn columns(&self) -> &[Field] {
        &self.columns
    }

    /// Where the key's columns are in [`columns`](Table::columns), in the order of the key. Topics may have none.
    #[must_use]
    pub fn keys(&self) -> &[usize] {
        &self.keys
    }

    /// The key's columns, in the order of the key.
    pub fn key_columns(&self) -> impl ExactSizeIterator<Item = &Field> + Clone {
        self.keys.iter().map(|key| &self.columns[*key])
    }

    /// Whether the row's fields are not known.
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        self.opaque
    }

    /// An error that says why an engine cannot hold a cell.
    ///
    /// `row` counts from 0, as [`Cells::row`](super::Cells::row) does. A `column` past the last one stands for the row
    /// as a whole.
    pub fn refuse_cell(&self, row: usize, column: usize, reason: impl Into<String>) -> ConnectorError {
        ConnectorError::Encode {
            connector: self.connector.clone(),
            row_type: self.row_name.clone(),
            row: row + 1,
            column: self.columns.get(column).map(|column| column.name.to_owned()),
            reason: reason.into(),
        }
    }

    /// An error that says why what an engine holds in a cell is no part of a row.
    #[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
    pub(super) fn misread_cell(
        &self,
        row: usize,
        column: usize,
        reason: impl Into<String>,
    ) -> ConnectorError {
        ConnectorError::Decode {
            connector: self.connector.clone(),
            row_type: self.row_name.clone(),
            row: row + 1,
            column: self.columns.get(column).map(|column| column.name.to_owned()),
            reason: reason.into(),
        }
    }

    /// An error that says why the connector's type cannot hold rows of this type.
    pub fn refuse_rows(&self, reason: impl Into<String>) -> ConnectorError {
        ConnectorError::RowType {
            connector: self.connector.clone(),
            conn_type: self.conn_type.clone(),
            row_type: self.row_name.clone(),
            reason: reason.into(),
        }
    }

    /// An error that says what of an existing table or file does not fit the rows.
    pub fn mismatch(
        &self,
        place: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> ConnectorError {
        ConnectorError::Schema {
            connector: self.connector.clone(),
            row_type: self.row_name.clone(),
            place: place.into(),
            expected: expected.into(),
            found: found.into(),
        }
    }

    pub(crate) fn refuse_handle(&self, wanted: &str, advice: &'static str) -> ConnectorError {
        ConnectorError::Unsupported {
            connector: self.connector.clone(),
            conn_type: self.conn_type.clone(),
            wanted: wanted.to_owned(),
            advice,
        }
    }
}

/// The connector's part of a [`Table`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) connector: &'a str,
    pub(crate) conn_type: &'a str,
    pub(crate) name: &'a str,
    pub(crate) address: &'a str,
}

impl Table {
    /// The table of a store of `T`.
    pub(crate) fn of_store<T: Keyed>(place: Place<'_>) -> Result<Self, ConnectorError> {
        let mut table = Table::of_topic::<T>(place)?;
        if table.opaque {
            table.columns.insert(0, Field { key: true, ..Field::new("key", FieldKind::Any) });
            table.keys = vec![0];
        }
        if table.keys.is_empty() {
            return Err(table.refuse_rows(
                "none of its fields is marked as its key: mark one or more with `#[row(key)]`",
            ));
        }
        if let Some(field) = table.key_columns().find(|field| field.optional) {
            return Err(table.refuse_rows(format!(
                "its key field `{}` is optional, and a key is never absent",
                field.name
            )));
        }
        Ok(table)
    }

    /// The table of a topic of `T`.
    pub(crate) fn of_topic<T: Row>(place: Place<'_>) -> Result<Self, ConnectorError> {
        let mut columns = Vec::new();
        let known = collect(T::FIELDS, true, &mut columns);
        let opaque = !known || columns.is_empty();
        if opaque {
            columns = vec![Field::new("row", FieldKind::Any)];
        }
        let table = Table {
            connector: place.connector.to_owned(),
            conn_type: place.conn_type.to_owned(),
            name: place.name.to_owned(),
            address: place.address.to_owned(),
            row_name: row_name::<T>(),
            keys: (0..columns.len()).filter(|index| columns[*index].key).collect(),
            columns,
            opaque,
        };
        match table.duplicate() {
            Some(name) => Err(table.refuse_rows(format!("two of its fields are named `{name}`"))),
            None => Ok(table),
        }
    }

    fn duplicate(&self) -> Option<&'static str> {
        let mut names: Vec<_> = self.columns.iter().map(|column| column.name).collect();
        names.sort_unstable();
        names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
    }
}

/// Lists the fields; false when some are not known. A flattened row's key is no key of the row around it.
fn collect(fields: Fields, outermost: bool, columns: &mut Vec<Field>) -> bool {
    let Fields::Named(entries) = fields else { return false };
    entries.iter().fold(true, |known, entry| match *entry {
        FieldEntry::Field(field) => {
            columns.push(Field { key: field.key && outermost, ..field });
            known
        }
        FieldEntry::Flattened(inner) => collect(inner, false, columns) && known,
    })
}

/// The row type's name for messages: its own, or the type's without module paths.
pub(crate) fn row_name<T: Row>() -> String {
    if T::NAME.is_empty() { short_name::<T>() } else { T::NAME.to_owned() }
}

/// `Vec<String>` for `alloc::vec::Vec<alloc::string::String>`.
pub(crate) fn short_name<T: ?Sized>() -> String {
    let mut short = String::new();
    let mut word = String::new();
    for c in type_name::<T>().chars() {
        match c {
            ':' => word.clear(),
            c if c.is_alphanumeric() || c == '_' => word.push(c),
            c => {
                short.push_str(&word);
                word.clear();
                short.push(c);
            }
        }
    }
    short + &word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_names_lose_their_paths() {
        assert_eq!(short_name::<Vec<(String, Option<u8>)>>(), "Vec<(String, Option<u8>)>");
        assert_eq!(short_name::<serde_json::Value>(), "Value");
    }
}

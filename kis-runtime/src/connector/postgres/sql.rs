//! The statements of one table.

use super::column::ColumnType;
use crate::connector::keyset::PAGE;
use crate::connector::sql::BadName;
use crate::connector::table::Table;

/// Longer names would be cut short, and two could become one.
const LONGEST_NAME: usize = 63;
/// Where many rows wait to be merged into the table.
pub(super) const WAITING: &str = "pg_temp.\"kis waiting rows\"";

/// The name in quotes.
pub(super) fn quote(name: &str) -> Result<String, BadName> {
    let why = match name {
        "" => "it is empty".to_owned(),
        name if name.contains('\0') => "it has a NUL in it".to_owned(),
        name if name.len() > LONGEST_NAME => {
            format!("it has {} bytes, and PostgreSQL takes {LONGEST_NAME} at most", name.len())
        }
        name => return Ok(format!("\"{}\"", name.replace('"', "\"\""))),
    };
    Err(BadName { name: name.to_owned(), why })
}

/// `schema.table` or `table` in quotes; the first dot parts them.
pub(super) fn quote_table(key: &str) -> Result<String, BadName> {
    match key.split_once('.') {
        Some((schema, table)) => Ok(format!("{}.{}", quote(schema)?, quote(table)?)),
        None => quote(key),
    }
}

/// The statements of one table, whose columns have these types.
pub(super) struct Sql {
    /// Takes an array per column.
    pub(super) upsert_few: String,
    /// Makes the place where many rows wait, in a transaction of its own.
    pub(super) begin_many: String,
    pub(super) copy_many: String,
    /// Merges what waits, and commits.
    pub(super) merge_many: String,
    /// These two take an array per column of the key.
    pub(super) get: String,
    pub(super) delete: String,
    pub(super) first_page: String,
    /// Takes the last key of the page before.
    pub(super) next_page: String,
    pub(super) count: String,
}

impl Sql {
    pub(super) fn of(table: &Table, types: &[ColumnType]) -> Result<Self, BadName> {
        let columns = table.columns();
        let names: Vec<String> = columns.iter().map(|column| quote(column.name)).collect::<Result<_, _>>()?;
        let name = quote_table(table.name())?;
        let all = names.join(", ");
        let keys: Vec<&str> = table.keys().iter().map(|key| names[*key].as_str()).collect();
        let key = keys.join(", ");
        let arrays = |columns: &mut dyn Iterator<Item = usize>| {
            let arrays = columns.zip(1..).map(|(column, n)| format!("${n}::{}[]", types[column].name()));
            arrays.collect::<Vec<_>>().join(", ")
        };
        let updates: Vec<_> = (0..columns.len())
            .filter(|index| !table.keys().contains(index))
            .map(|index| format!("{0} = excluded.{0}", names[index]))
            .collect();
        let action = match updates.is_empty() {
            true => "NOTHING".to_owned(),
            false => format!("UPDATE SET {}", updates.join(", ")),
        };
        let conflict = format!("ON CONFLICT ({key}) DO {action}");
        let select = format!("SELECT {all} FROM {name}");
        let key_arrays = arrays(&mut table.keys().iter().copied());
        let of_keys = match keys.as_slice() {
            [key] => format!("{key} = ANY ({key_arrays})"),
            _ => format!("({key}) IN (SELECT * FROM unnest({key_arrays}))"),
        };
        let last: Vec<_> =
            table.keys().iter().zip(1..).map(|(key, n)| format!("${n}::{}", types[*key].name())).collect();
        let order = format!("ORDER BY {key} LIMIT {PAGE}");
        Ok(Sql {
            upsert_few: format!(
                "INSERT INTO {name} ({all}) SELECT * FROM unnest({}) {conflict}",
                arrays(&mut (0..columns.len()))
            ),
            begin_many: format!(
                "BEGIN; CREATE TEMPORARY TABLE {WAITING} ON COMMIT DROP AS SELECT {all} FROM {name} WITH NO DATA"
            ),
            copy_many: format!("COPY {WAITING} ({all}) FROM STDIN (FORMAT binary)"),
            merge_many: format!("INSERT INTO {name} ({all}) SELECT {all} FROM {WAITING} {conflict}; COMMIT"),
            get: format!("{select} WHERE {of_keys}"),
            delete: format!("DELETE FROM {name} WHERE {of_keys}"),
            next_page: format!("{select} WHERE ({key}) > ({}) {order}", last.join(", ")),
            first_page: format!("{select} {order}"),
            count: format!("SELECT count(*) FROM {name}"),
        })
    }
}

/// The statement that makes the table. Text in the key is ordered byte by byte, as every other store does.
pub(super) fn create(table: &Table) -> Result<String, BadName> {
    let mut parts = Vec::new();
    for column in table.columns() {
        let made = ColumnType::of(column);
        let collate = match made {
            ColumnType::Text { .. } | ColumnType::AnyText if column.key => " COLLATE \"C\"",
            _ => "",
        };
        let null = if column.optional { "" } else { " NOT NULL" };
        parts.push(format!("{} {}{collate}{null}", quote(column.name)?, made.name()));
    }
    let keys: Vec<_> = table.key_columns().map(|column| quote(column.name)).collect::<Result<_, _>>()?;
    parts.push(format!("PRIMARY KEY ({})", keys.join(", ")));
    Ok(format!("CREATE TABLE {} ({})", quote_table(table.name())?, parts.join(", ")))
}

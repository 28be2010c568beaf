//! The statements of one table.

use crate::FieldKind;
use crate::connector::keyset::PAGE;
use crate::connector::table::Table;

/// As many parameters as any build of SQLite takes (its default since 3.32).
const MAX_PARAMETERS: usize = 32_766;
/// Rows a statement inserts, at most: 16 were slower, 256 no faster.
const MAX_ROWS: usize = 64;
/// Keys a statement asks for, at most.
const MAX_KEYS: usize = 256;

/// An identifier that cannot be quoted.
#[derive(Debug, thiserror::Error)]
#[error("the name `{0}` cannot be a table or column: it is empty or has a NUL in it")]
pub(super) struct BadIdentifier(String);

pub(super) fn check_identifier(name: &str) -> Result<(), BadIdentifier> {
    if name.is_empty() || name.contains('\0') {
        return Err(BadIdentifier(name.escape_debug().to_string()));
    }
    Ok(())
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The statements of one table, those of fixed size as text.
pub(super) struct Sql {
    /// Rows per statement of `upsert_many`.
    pub(super) rows: usize,
    /// Keys per statement of `get` and `delete`, at most.
    pub(super) keys: usize,
    pub(super) upsert_many: String,
    pub(super) upsert_one: String,
    pub(super) first_page: String,
    pub(super) next_page: String,
    pub(super) count: String,
    select: String,
    delete: String,
    /// `"k" IN (` or `("a", "b") IN (VALUES `.
    key_in: String,
    /// `?` or `(?, ?)`.
    key: String,
}

impl Sql {
    pub(super) fn of(table: &Table) -> Self {
        let columns = table.columns();
        let names: Vec<String> = columns.iter().map(|column| quote(column.name)).collect();
        let keys: Vec<&str> = table.keys().iter().map(|key| names[*key].as_str()).collect();
        let name = quote(table.name());
        let all = names.join(", ");
        let (key_in, key, keys_listed) = match keys.as_slice() {
            [key] => (format!("{key} IN ("), "?".to_owned(), (*key).to_owned()),
            keys => {
                let listed = keys.join(", ");
                (format!("({listed}) IN (VALUES "), tuple(keys.len()), format!("({listed})"))
            }
        };
        let select = format!("SELECT {all} FROM {name}");
        let rows = (MAX_PARAMETERS / columns.len()).clamp(1, MAX_ROWS);
        let upsert = |rows| {
            let updates: Vec<_> = (0..columns.len())
                .filter(|index| !table.keys().contains(index))
                .map(|index| format!("{0} = excluded.{0}", names[index]))
                .collect();
            let action = match updates.is_empty() {
                true => "NOTHING".to_owned(),
                false => format!("UPDATE SET {}", updates.join(", ")),
            };
            let values = vec![tuple(columns.len()); rows].join(", ");
            format!(
                "INSERT INTO {name} ({all}) VALUES {values} ON CONFLICT ({}) DO {action}",
                keys.join(", ")
            )
        };
        let order = format!("ORDER BY {} LIMIT {PAGE}", keys.join(", "));
        Sql {
            rows,
            keys: (MAX_PARAMETERS / keys.len()).clamp(1, MAX_KEYS),
            upsert_many: upsert(rows),
            upsert_one: upsert(1),
            first_page: format!("{select} {order}"),
            next_page: format!("{select} WHERE {keys_listed} > {key} {order}"),
            count: format!("SELECT COUNT(*) FROM {name}"),
            delete: format!("DELETE FROM {name}"),
            select,
            key_in,
            key,
        }
    }

    /// The rows of `keys` keys.
    pub(super) fn get(&self, keys: usize) -> String {
        self.of_keys(&self.select, keys)
    }

    /// Removes the rows of `keys` keys.
    pub(super) fn delete(&self, keys: usize) -> String {
        self.of_keys(&self.delete, keys)
    }

    fn of_keys(&self, statement: &str, keys: usize) -> String {
        let list = vec![self.key.as_str(); keys].join(", ");
        format!("{statement} WHERE {}{list})", self.key_in)
    }
}

fn tuple(width: usize) -> String {
    format!("({})", vec!["?"; width].join(", "))
}

/// The statement that makes the table.
pub(super) fn create(table: &Table) -> String {
    let columns: Vec<_> = table
        .columns()
        .iter()
        .map(|column| {
            let null = if column.optional { "" } else { " NOT NULL" };
            format!("{} {}{null}", quote(column.name), column_type(column.kind))
        })
        .collect();
    let keys: Vec<_> = table.key_columns().map(|column| quote(column.name)).collect();
    format!(
        "CREATE TABLE {} ({}, PRIMARY KEY ({})) STRICT",
        quote(table.name()),
        columns.join(", "),
        keys.join(", ")
    )
}

/// The column type that a field is given. A strict table keeps whatever stands in an `ANY` column as it is.
pub(super) fn column_type(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Bool | FieldKind::Integer { .. } => "INTEGER",
        FieldKind::Float => "REAL",
        FieldKind::Text | FieldKind::Logical(_) => "TEXT",
        FieldKind::Bytes => "BLOB",
        FieldKind::Any => "ANY",
    }
}

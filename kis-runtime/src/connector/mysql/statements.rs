//! The statements of one table.

use std::borrow::Cow;

use super::column::{ColumnType, made};
use crate::connector::keyset::PAGE;
use crate::connector::sql::BadName;
use crate::connector::table::Table;

const LONGEST_NAME: usize = 64;
/// Rows that one statement writes, at most.
const ROWS: usize = 1_024;
/// Values that a prepared statement takes, at most.
const VALUES: usize = 65_535;

/// The name in quotes.
pub(super) fn quote(name: &str) -> Result<String, BadName> {
    let length = name.chars().count();
    let why = match name {
        "" => "it is empty".to_owned(),
        name if name.contains('\0') => "it has a NUL in it".to_owned(),
        name if name.ends_with(char::is_whitespace) => "it ends with a space".to_owned(),
        _ if length > LONGEST_NAME => {
            format!("it has {length} characters, and MySQL takes {LONGEST_NAME} at most")
        }
        name => match name.chars().find(|c| *c > '\u{ffff}') {
            Some(c) => format!("it has `{c}` in it, and MySQL's names have no characters beyond U+FFFF"),
            None => return Ok(format!("`{}`", name.replace('`', "``"))),
        },
    };
    Err(BadName { name: name.to_owned(), why })
}

/// `database.table` or `table` in quotes.
pub(super) fn quote_table(key: &str) -> Result<String, BadName> {
    match parts(key) {
        (Some(database), table) => Ok(format!("{}.{}", quote(database)?, quote(table)?)),
        (None, table) => quote(table),
    }
}

/// The database, if it is named, and the table; the first dot parts them.
pub(super) fn parts(key: &str) -> (Option<&str>, &str) {
    match key.split_once('.') {
        Some((database, table)) => (Some(database), table),
        None => (None, key),
    }
}

/// The statements of one table, whose columns have these types.
pub(super) struct Statements {
    insert: String,
    row: String,
    replace: String,
    select: String,
    delete: String,
    /// Whether a key is this one.
    is_key: String,
    /// The key's only column, and what stands for a value of it.
    only_key: Option<(String, Cow<'static, str>)>,
    pub(super) first_page: String,
    /// Takes what [`after`](Statements::after) says.
    pub(super) next_page: String,
    pub(super) count: String,
    /// Rows that one statement may write.
    pub(super) most_rows: usize,
}

impl Statements {
    pub(super) fn of(table: &Table, types: &[ColumnType]) -> Result<Self, BadName> {
        let columns = table.columns();
        let names: Vec<String> = columns.iter().map(|column| quote(column.name)).collect::<Result<_, _>>()?;
        let name = quote_table(table.name())?;
        let all = names.join(", ");
        let keys: Vec<(&str, Cow<'static, str>)> =
            table.keys().iter().map(|key| (names[*key].as_str(), marker(types[*key]))).collect();
        let mut updates: Vec<_> = (0..columns.len())
            .filter(|index| !table.keys().contains(index))
            .map(|index| format!("{0} = VALUES({0})", names[index]))
            .collect();
        if updates.is_empty() {
            updates.push(format!("{0} = {0}", keys[0].0));
        }
        let equal = |keys: &[(&str, Cow<'static, str>)]| {
            let terms: Vec<_> = keys.iter().map(|(key, marker)| format!("{key} = {marker}")).collect();
            terms.join(" AND ")
        };
        // Not `(a, b) > (?, ?)`, for which no index is used.
        let after: Vec<_> = keys
            .iter()
            .enumerate()
            .map(|(part, (key, marker))| match part {
                0 => format!("{key} > {marker}"),
                part => format!("({} AND {key} > {marker})", equal(&keys[..part])),
            })
            .collect();
        let order: Vec<_> = keys.iter().map(|(key, _)| *key).collect();
        let order = format!("ORDER BY {} LIMIT {PAGE}", order.join(", "));
        let select = format!("SELECT {all} FROM {name}");
        let most_rows = (VALUES / columns.len()).clamp(1, ROWS);
        Ok(Statements {
            insert: format!("INSERT INTO {name} ({all}) VALUES "),
            row: format!("({})", vec!["?"; columns.len()].join(",")),
            replace: format!(" ON DUPLICATE KEY UPDATE {}", updates.join(", ")),
            delete: format!("DELETE FROM {name}"),
            is_key: format!("({})", equal(&keys)),
            only_key: match keys.as_slice() {
                [(key, marker)] => Some(((*key).to_owned(), marker.clone())),
                _ => None,
            },
            first_page: format!("{select} {order}"),
            next_page: format!("{select} WHERE {} {order}", after.join(" OR ")),
            count: format!("SELECT count(*) FROM {name}"),
            most_rows,
            select,
        })
    }

    /// Takes the cells of so many rows.
    pub(super) fn upsert(&self, rows: usize) -> String {
        format!("{}{}{}", self.insert, vec![self.row.as_str(); rows].join(","), self.replace)
    }

    /// Takes so many keys.
    pub(super) fn get(&self, keys: usize) -> String {
        format!("{} WHERE {}", self.select, self.any_of(keys))
    }

    /// Takes so many keys.
    pub(super) fn delete(&self, keys: usize) -> String {
        format!("{} WHERE {}", self.delete, self.any_of(keys))
    }

    fn any_of(&self, keys: usize) -> String {
        match &self.only_key {
            Some((key, marker)) => format!("{key} IN ({})", vec![marker.as_ref(); keys].join(",")),
            None => vec![self.is_key.as_str(); keys].join(" OR "),
        }
    }

    /// Which parts of the last key [`next_page`](Statements::next_page) takes, in its order.
    pub(super) fn after(parts: usize) -> impl Iterator<Item = usize> {
        (0..parts).flat_map(|part| 0..=part)
    }
}

/// What stands for a value that is compared. Text compared with a `decimal` would be rounded to a `double` first.
fn marker(column: ColumnType) -> Cow<'static, str> {
    match column {
        ColumnType::Decimal { .. } => "CAST(? AS DECIMAL(39))".into(),
        ColumnType::Fixed { whole, fraction } => {
            format!("CAST(? AS DECIMAL({}, {fraction}))", whole + fraction).into()
        }
        _ => "?".into(),
    }
}

/// The statement that makes the table, whose index takes so many bytes.
pub(super) fn create(table: &Table, index_bytes: usize) -> Result<String, BadName> {
    let key_bytes = index_bytes / table.keys().len().max(1);
    let mut parts = Vec::new();
    for column in table.columns() {
        let null = if column.optional { " NULL" } else { " NOT NULL" };
        parts.push(format!("{} {}{null}", quote(column.name)?, made(column, key_bytes)));
    }
    let keys: Vec<_> = table.key_columns().map(|column| quote(column.name)).collect::<Result<_, _>>()?;
    parts.push(format!("PRIMARY KEY ({})", keys.join(", ")));
    let name = quote_table(table.name())?;
    Ok(format!(
        "CREATE TABLE IF NOT EXISTS {name} ({}) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
        parts.join(", ")
    ))
}

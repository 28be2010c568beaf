//! Makes the table, or checks the one that is there.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::sql::{column_type, create};
use crate::connector::error::ConnectorError;
use crate::connector::table::Table;
use crate::{Field, FieldKind, Result};

/// A column of a table that is there.
struct Found {
    name: String,
    declared: String,
    not_null: bool,
    has_default: bool,
    in_key: bool,
    generated: bool,
}

/// Leaves a table that fits the rows, or says what does not fit.
pub(super) fn prepare(connection: &mut Connection, table: &Table) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let existing = transaction
        .query_row(
            "SELECT type, strict FROM pragma_table_list(?1) WHERE schema = 'main'",
            [table.name()],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?)),
        )
        .optional()?;
    match existing {
        None => transaction.execute_batch(&create(table))?,
        Some((kind, strict)) if kind == "table" => {
            let columns = columns(&transaction, table.name())?;
            check(table, &columns, strict)?;
        }
        Some((kind, _)) => {
            let place = format!("`{}`", table.name());
            return Err(table.mismatch(place, "a table", format!("a {kind}")).into());
        }
    }
    Ok(transaction.commit()?)
}

fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Found>> {
    let mut statement = connection.prepare(
        "SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk > 0, hidden > 1 FROM pragma_table_xinfo(?1)",
    )?;
    let columns = statement.query_map([table], |row| {
        Ok(Found {
            name: row.get(0)?,
            declared: row.get(1)?,
            not_null: row.get(2)?,
            has_default: row.get(3)?,
            in_key: row.get(4)?,
            generated: row.get(5)?,
        })
    })?;
    columns.collect()
}

fn check(table: &Table, columns: &[Found], strict: bool) -> Result<(), ConnectorError> {
    for field in table.columns() {
        let place = format!("table `{}`, column `{}`", table.name(), field.name);
        let Some(column) = columns.iter().find(|column| same(&column.name, field.name)) else {
            let names: Vec<_> = columns.iter().map(|column| format!("`{}`", column.name)).collect();
            let expected = format!("a column of type {}", column_type(field.kind));
            return Err(table.mismatch(place, expected, format!("none; there are {}", names.join(", "))));
        };
        check_column(field, column, strict)
            .map_err(|(expected, found)| table.mismatch(place, expected, found))?;
    }
    check_key(table, columns)?;
    let unfilled = columns.iter().find(|column| {
        let filled = table.columns().iter().any(|field| same(&column.name, field.name));
        !filled && column.not_null && !column.has_default && !column.generated
    });
    match unfilled {
        None => Ok(()),
        Some(column) => Err(table.mismatch(
            format!("table `{}`, column `{}`", table.name(), column.name),
            "a column that may be null or has a default, because the row has no such field",
            "NOT NULL without one",
        )),
    }
}

fn check_column(field: &Field, column: &Found, strict: bool) -> Result<(), (String, String)> {
    if column.generated {
        return Err(("a column that can be written".to_owned(), "a generated one".to_owned()));
    }
    if !holds(field.kind, &column.declared, strict) {
        let found = match column.declared.as_str() {
            "" => "no type".to_owned(),
            declared => format!("type {declared}"),
        };
        return Err((format!("type {}", column_type(field.kind)), found));
    }
    if field.optional && column.not_null {
        return Err(("a column that may be null".to_owned(), "NOT NULL".to_owned()));
    }
    Ok(())
}

fn check_key(table: &Table, columns: &[Found]) -> Result<(), ConnectorError> {
    let found: Vec<&str> =
        columns.iter().filter(|column| column.in_key).map(|column| column.name.as_str()).collect();
    let expected: Vec<&str> = table.key_columns().map(|field| field.name).collect();
    let fits = found.len() == expected.len()
        && expected.iter().all(|field| found.iter().any(|column| same(column, field)));
    if fits {
        return Ok(());
    }
    let show = |names: Vec<&str>| match names.is_empty() {
        true => "no primary key".to_owned(),
        false => format!("the primary key `{}`", names.join(", ")),
    };
    Err(table.mismatch(format!("table `{}`", table.name()), show(expected), show(found)))
}

/// SQLite's names differ in more than the case of ASCII letters.
fn same(column: &str, field: &str) -> bool {
    column.eq_ignore_ascii_case(field)
}

/// Whether a column declared so gives back every value of this kind as it was.
fn holds(kind: FieldKind, declared: &str, strict: bool) -> bool {
    let declared = declared.to_ascii_uppercase();
    let has = |parts: &[&str]| parts.iter().any(|part| declared.contains(part));
    if strict && declared == "ANY" {
        return true;
    }
    // SQLite's own rules of affinity, in their order.
    let affinity = if has(&["INT"]) {
        "INTEGER"
    } else if has(&["CHAR", "CLOB", "TEXT"]) {
        "TEXT"
    } else if has(&["BLOB"]) || declared.is_empty() {
        "BLOB"
    } else if has(&["REAL", "FLOA", "DOUB"]) {
        "REAL"
    } else {
        "NUMERIC"
    };
    match kind {
        FieldKind::Bool | FieldKind::Integer { .. } => matches!(affinity, "INTEGER" | "NUMERIC"),
        FieldKind::Float => matches!(affinity, "REAL" | "NUMERIC"),
        FieldKind::Text | FieldKind::Logical(_) => affinity == "TEXT" || (affinity == "BLOB" && !strict),
        FieldKind::Bytes => affinity == "BLOB",
        FieldKind::Any => affinity == "BLOB" && !strict,
    }
}

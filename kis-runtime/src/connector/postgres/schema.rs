//! Makes the table, or checks the one that is there.

use super::column::ColumnType;
use super::fault::Fault;
use super::pool::Lease;
use super::sql::{create, quote_table};
use crate::Field;
use crate::connector::error::ConnectorError;
use crate::connector::table::Table;

/// A column of a table that is there.
struct Found {
    name: String,
    type_name: String,
    type_oid: u32,
    modifier: i32,
    not_null: bool,
    filled: bool,
    read_only: bool,
    /// Different texts can be equal.
    lenient: bool,
}

const KIND: &str = "SELECT c.oid, c.relkind::text FROM pg_class c WHERE c.oid = to_regclass($1)";

const COLUMNS: &str = "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), a.atttypid, a.atttypmod, a.attnotnull, \
     a.atthasdef OR a.attidentity <> '', a.attgenerated <> '' OR a.attidentity = 'a', \
     EXISTS (SELECT FROM pg_collation c WHERE c.oid = a.attcollation AND NOT c.collisdeterministic) \
     FROM pg_attribute a WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

/// The columns of each index that `ON CONFLICT` can go by, the primary key first.
const UNIQUE: &str = "SELECT ARRAY(SELECT a.attname::text FROM pg_attribute a \
     WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])) \
     FROM pg_index i WHERE i.indrelid = $1 AND i.indisunique AND i.indimmediate AND i.indisvalid \
     AND i.indpred IS NULL AND i.indexprs IS NULL ORDER BY i.indisprimary DESC";

/// Leaves a table that fits the rows and says what its columns are, or says what does not fit.
pub(super) async fn prepare(mut lease: Lease, table: &Table, make: bool) -> Result<Vec<ColumnType>, Fault> {
    let name = quote_table(table.name())?;
    let client = lease.client();
    client.batch_execute("BEGIN").await?;
    if make {
        // Two that make one table at once would meet in the catalog, `IF NOT EXISTS` or not.
        client.execute("SELECT pg_advisory_xact_lock(hashtext($1))", &[&name]).await?;
    }
    let mut found = client.query_opt(KIND, &[&name]).await?;
    if found.is_none() && make {
        client.batch_execute(&create(table)?).await?;
        found = client.query_opt(KIND, &[&name]).await?;
    }
    let place = || format!("table `{}`", table.name());
    let Some(found) = found else {
        let expected = "a table (make it, or say `create: true`)";
        return Err(table.mismatch(place(), expected, "none").into());
    };
    let (oid, kind): (u32, String) = (found.get(0), found.get(1));
    if !matches!(kind.as_str(), "r" | "p") {
        let found = match kind.as_str() {
            "v" => "a view",
            "m" => "a materialized view",
            "f" => "a foreign table",
            _ => "something else of that name",
        };
        return Err(table.mismatch(format!("`{}`", table.name()), "a table", found).into());
    }
    let columns = client.query(COLUMNS, &[&oid]).await?;
    let columns: Vec<_> = columns
        .iter()
        .map(|row| Found {
            name: row.get(0),
            type_name: row.get(1),
            type_oid: row.get(2),
            modifier: row.get(3),
            not_null: row.get(4),
            filled: row.get(5),
            read_only: row.get(6),
            lenient: row.get(7),
        })
        .collect();
    let types = check(table, &columns)?;
    let unique = client.query(UNIQUE, &[&oid]).await?;
    check_key(table, &unique.iter().map(|row| row.get(0)).collect::<Vec<_>>())?;
    client.batch_execute("COMMIT").await?;
    lease.done(Ok(types))
}

fn check(table: &Table, columns: &[Found]) -> Result<Vec<ColumnType>, ConnectorError> {
    let mut types = Vec::with_capacity(columns.len());
    for field in table.columns() {
        let place = format!("table `{}`, column `{}`", table.name(), field.name);
        let Some(column) = columns.iter().find(|column| column.name == field.name) else {
            let names: Vec<_> = columns.iter().map(|column| format!("`{}`", column.name)).collect();
            let expected = format!("a column of type {}", ColumnType::of(field).name());
            return Err(table.mismatch(place, expected, format!("none; there are {}", names.join(", "))));
        };
        let column_type = check_column(field, column)
            .map_err(|(expected, found)| table.mismatch(place, expected, found))?;
        types.push(column_type);
    }
    let unfilled = columns.iter().find(|column| {
        let written = table.columns().iter().any(|field| column.name == field.name);
        !written && column.not_null && !column.filled
    });
    match unfilled {
        None => Ok(types),
        Some(column) => Err(table.mismatch(
            format!("table `{}`, column `{}`", table.name(), column.name),
            "a column that may be null or has a default, because the row has no such field",
            "NOT NULL without one",
        )),
    }
}

fn check_column(field: &Field, column: &Found) -> Result<ColumnType, (String, String)> {
    if column.read_only {
        return Err(("a column that can be written".to_owned(), "a generated one".to_owned()));
    }
    let Some(column_type) = ColumnType::found(field, column.type_oid, column.modifier) else {
        let expected = format!("type {}", ColumnType::of(field).name());
        return Err((expected, format!("type {}", column.type_name)));
    };
    if field.optional && column.not_null {
        return Err(("a column that may be null".to_owned(), "NOT NULL".to_owned()));
    }
    if field.key && !column.not_null {
        return Err((
            "NOT NULL, because it is in the key".to_owned(),
            "a column that may be null".to_owned(),
        ));
    }
    if field.key && column.lenient {
        let expected = "a collation that tells all texts apart, because it is in the key";
        return Err((expected.to_owned(), "a nondeterministic one".to_owned()));
    }
    Ok(column_type)
}

fn check_key(table: &Table, unique: &[Vec<String>]) -> Result<(), ConnectorError> {
    let expected: Vec<&str> = table.key_columns().map(|field| field.name).collect();
    let fits = |found: &Vec<String>| {
        found.len() == expected.len() && expected.iter().all(|field| found.iter().any(|name| name == field))
    };
    if unique.iter().any(fits) {
        return Ok(());
    }
    let found = match unique {
        [] => "no unique index".to_owned(),
        found => {
            let lists: Vec<_> = found.iter().map(|names| format!("`{}`", names.join(", "))).collect();
            format!("unique indexes over {}", lists.join(" and over "))
        }
    };
    let expected = format!("a primary key or unique index over `{}`", expected.join(", "));
    Err(table.mismatch(format!("table `{}`", table.name()), expected, found))
}

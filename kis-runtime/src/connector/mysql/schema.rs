//! Makes the table, or checks the one that is there.

use mysql_async::{Row, Value};

use super::column::{ColumnType, Found, INDEX_BYTES, OLD_INDEX_BYTES, made};
use super::fault::Fault;
use super::pool::Lease;
use super::statements::{Statements, create, parts};
use super::store::Shape;
use crate::Field;
use crate::connector::error::ConnectorError;
use crate::connector::table::Table;

const KIND: &str = "SELECT t.TABLE_TYPE, t.ENGINE, e.TRANSACTIONS FROM information_schema.TABLES t \
     LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE \
     WHERE t.TABLE_SCHEMA = COALESCE(?, DATABASE()) AND t.TABLE_NAME = ?";

const COLUMNS: &str = "SELECT COLUMN_NAME, COLUMN_TYPE, DATA_TYPE, IS_NULLABLE = 'NO', \
     COLUMN_DEFAULT IS NOT NULL OR EXTRA LIKE '%auto_increment%', EXTRA LIKE '%VIRTUAL GENERATED%' OR EXTRA LIKE '%STORED GENERATED%', \
     CHARACTER_SET_NAME, COLLATION_NAME, CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH, NUMERIC_PRECISION, NUMERIC_SCALE, \
     DATETIME_PRECISION \
     FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ? \
     ORDER BY ORDINAL_POSITION";

/// A row for each column of each unique index; what is no column, or only the start of one, has no name.
const UNIQUE: &str = "SELECT INDEX_NAME, CASE WHEN SUB_PART IS NULL THEN COLUMN_NAME END \
     FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ? \
     AND NON_UNIQUE = 0 ORDER BY INDEX_NAME, SEQ_IN_INDEX";

/// What a packet has besides its values.
const PACKET_HEAD: usize = 4_096;

/// Leaves a table that fits the rows and says what its columns are, or says what does not fit.
pub(super) async fn prepare(mut lease: Lease, table: &Table, make: bool) -> Result<Shape, Fault> {
    if make && ask(&mut lease, table, KIND).await?.is_empty() {
        match lease.run(&create(table, INDEX_BYTES)?).await {
            Err(Fault::Server(said)) if said.is_long_key() => {
                lease.run(&create(table, OLD_INDEX_BYTES)?).await?;
            }
            made => made?,
        }
    }
    let kind = ask(&mut lease, table, KIND).await?;
    check_kind(table, kind.first())?;
    let columns = ask(&mut lease, table, COLUMNS).await?;
    let columns: Vec<_> = columns.iter().map(found).collect();
    let types = check(table, &columns)?;
    check_key(table, &indexes(&ask(&mut lease, table, UNIQUE).await?))?;
    let mut largest = 0;
    let keep = |row: Row| {
        largest = number(&row, 0);
        Ok(())
    };
    lease.query("SELECT @@max_allowed_packet", Vec::new(), keep).await?;
    let statements = Statements::of(table, &types)?;
    let largest = largest.saturating_sub(PACKET_HEAD);
    lease.done(Ok(Shape { table: table.clone(), types, statements, largest }))
}

/// The rows of a statement that takes database and table.
async fn ask(lease: &mut Lease, table: &Table, sql: &str) -> Result<Vec<Row>, Fault> {
    let (database, name) = parts(table.name());
    let mut rows = Vec::new();
    let keep = |row| {
        rows.push(row);
        Ok(())
    };
    lease.query(sql, vec![database.into(), name.into()], keep).await?;
    Ok(rows)
}

fn text(row: &Row, index: usize) -> Option<String> {
    match row.as_ref(index) {
        Some(Value::Bytes(bytes)) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    }
}

fn number(row: &Row, index: usize) -> usize {
    match row.as_ref(index) {
        Some(Value::Int(number)) => usize::try_from(*number).unwrap_or(0),
        Some(Value::UInt(number)) => usize::try_from(*number).unwrap_or(usize::MAX),
        _ => 0,
    }
}

fn found(row: &Row) -> Found {
    Found {
        name: text(row, 0).unwrap_or_default(),
        full_type: text(row, 1).unwrap_or_default().to_lowercase(),
        base_type: text(row, 2).unwrap_or_default().to_lowercase(),
        not_null: number(row, 3) != 0,
        filled: number(row, 4) != 0,
        read_only: number(row, 5) != 0,
        charset: text(row, 6),
        collation: text(row, 7),
        characters: number(row, 8),
        bytes: number(row, 9),
        precision: number(row, 10),
        scale: number(row, 11),
        digits_of_second: number(row, 12) as u32,
    }
}

/// The columns of each index; none for a part that is no whole column.
fn indexes(rows: &[Row]) -> Vec<Vec<Option<String>>> {
    let mut indexes: Vec<(Option<String>, Vec<Option<String>>)> = Vec::new();
    for row in rows {
        let name = text(row, 0);
        match indexes.last_mut().filter(|index| index.0 == name) {
            Some(index) => index.1.push(text(row, 1)),
            None => indexes.push((name, vec![text(row, 1)])),
        }
    }
    indexes.into_iter().map(|index| index.1).collect()
}

fn check_kind(table: &Table, kind: Option<&Row>) -> Result<(), ConnectorError> {
    let place = || format!("table `{}`", table.name());
    let Some(kind) = kind else {
        let expected = "a table (make it, or say `create: true`)";
        return Err(table.mismatch(place(), expected, "none"));
    };
    if text(kind, 0).is_some_and(|kind| kind.contains("VIEW")) {
        return Err(table.mismatch(format!("`{}`", table.name()), "a table", "a view"));
    }
    if text(kind, 2).as_deref() != Some("YES") {
        let engine = text(kind, 1).unwrap_or_default();
        return Err(table.mismatch(place(), "an engine with transactions, as InnoDB is", engine));
    }
    Ok(())
}

fn check(table: &Table, columns: &[Found]) -> Result<Vec<ColumnType>, ConnectorError> {
    let key_bytes = INDEX_BYTES / table.keys().len().max(1);
    let mut types = Vec::with_capacity(columns.len());
    for field in table.columns() {
        let place = format!("table `{}`, column `{}`", table.name(), field.name);
        let Some(column) = columns.iter().find(|column| column.name == field.name) else {
            let names: Vec<_> = columns.iter().map(|column| format!("`{}`", column.name)).collect();
            let expected = format!("a column of type {}", made(field, key_bytes));
            return Err(table.mismatch(place, expected, format!("none; there are {}", names.join(", "))));
        };
        let column_type = check_column(field, column, key_bytes)
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

fn check_column(field: &Field, column: &Found, key_bytes: usize) -> Result<ColumnType, (String, String)> {
    if column.read_only {
        return Err(("a column that can be written".to_owned(), "a generated one".to_owned()));
    }
    let Some(column_type) = column.column_type(field) else {
        return Err((format!("type {}", made(field, key_bytes)), format!("type {}", column.described())));
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
    match column.lenient().filter(|_| field.key) {
        None => Ok(column_type),
        Some(collation) => Err((
            "type varbinary, or a collation that tells all texts apart, because it is in the key".to_owned(),
            collation.to_owned(),
        )),
    }
}

fn check_key(table: &Table, unique: &[Vec<Option<String>>]) -> Result<(), ConnectorError> {
    let expected: Vec<&str> = table.key_columns().map(|field| field.name).collect();
    let has = |index: &[Option<String>], key: &str| index.iter().any(|name| name.as_deref() == Some(key));
    let holds_key = |index: &[Option<String>]| expected.iter().all(|key| has(index, key));
    let shown = |index: &[Option<String>]| {
        let names: Vec<_> = index.iter().map(|name| name.as_deref().unwrap_or("…")).collect();
        format!("`{}`", names.join(", "))
    };
    if !unique.iter().any(|index| index.len() == expected.len() && holds_key(index)) {
        let found = match unique {
            [] => "no unique index".to_owned(),
            found => {
                let lists: Vec<_> = found.iter().map(|index| shown(index)).collect();
                format!("unique indexes over {}", lists.join(" and over "))
            }
        };
        let expected = format!("a primary key or unique index over `{}`", expected.join(", "));
        return Err(table.mismatch(format!("table `{}`", table.name()), expected, found));
    }
    // One that holds the whole key is broken only by rows that break the key's.
    match unique.iter().find(|index| !holds_key(index)) {
        None => Ok(()),
        Some(other) => Err(table.mismatch(
            format!("table `{}`", table.name()),
            format!(
                "no unique index besides that over `{}`, because an upsert would replace its rows too",
                expected.join(", ")
            ),
            format!("one over {}", shown(other)),
        )),
    }
}

//! The store: every call is one job, and one transaction.

use std::ops::Range;
use std::sync::Arc;

use rusqlite::{CachedStatement, Connection, Transaction, TransactionBehavior};

use super::ahead::Ahead;
use super::cell::{bind, read_row};
use super::client::Sqlite;
use super::sql::Sql;
use crate::Result;
use crate::connector::cells::{CellRow, Cells};
use crate::connector::engine::{BoxFuture, Pages, StoreEngine, UpsertParts};
use crate::connector::keyset::{Next, PAGE};
use crate::connector::table::Table;

#[derive(Clone)]
pub(super) struct SqliteStore {
    pub(super) client: Arc<Sqlite>,
    pub(super) table: Arc<Table>,
    pub(super) sql: Arc<Sql>,
}

impl SqliteStore {
    fn job<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection, &Table, &Sql) -> Result<R> + Send + 'static,
    ) -> BoxFuture<'_, Result<R>> {
        let (table, sql) = (Arc::clone(&self.table), Arc::clone(&self.sql));
        Box::pin(async move { self.client.run(move |connection| work(connection, &table, &sql)).await? })
    }
}

impl StoreEngine for SqliteStore {
    fn upsert(&self, rows: Cells) -> BoxFuture<'_, Result<()>> {
        self.job(move |connection, table, sql| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            write(&transaction, table, sql, &rows, 0)?;
            Ok(transaction.commit()?)
        })
    }

    fn upsert_parts(&self) -> Option<Box<dyn UpsertParts>> {
        Ahead::begin(self).map(|parts| Box::new(parts) as Box<dyn UpsertParts>)
    }

    fn get(&self, keys: Cells) -> BoxFuture<'_, Result<Cells>> {
        self.job(move |connection, table, sql| get(connection, table, sql, &keys))
    }

    fn scan(&self) -> Box<dyn Pages> {
        Box::new(SqlitePages { store: self.clone(), next: Next::First })
    }

    fn delete(&self, keys: Cells) -> BoxFuture<'_, Result<u64>> {
        self.job(move |connection, table, sql| delete(connection, table, sql, &keys))
    }

    fn count(&self) -> BoxFuture<'_, Result<u64>> {
        self.job(|connection, _, sql| {
            let count: i64 = connection.prepare_cached(&sql.count)?.query_row([], |row| row.get(0))?;
            Ok(count.unsigned_abs())
        })
    }
}

/// Writes the rows, the first of which is number `first` of its call.
pub(super) fn write(
    transaction: &Transaction<'_>,
    table: &Table,
    sql: &Sql,
    rows: &Cells,
    first: usize,
) -> Result<()> {
    let whole = rows.len() / sql.rows * sql.rows;
    let mut many = transaction.prepare_cached(&sql.upsert_many)?;
    for from in (0..whole).step_by(sql.rows) {
        insert(&mut many, table, rows, from..from + sql.rows, first)?;
    }
    let mut one = transaction.prepare_cached(&sql.upsert_one)?;
    for row in whole..rows.len() {
        insert(&mut one, table, rows, row..row + 1, first)?;
    }
    Ok(())
}

fn insert(
    statement: &mut CachedStatement<'_>,
    table: &Table,
    rows: &Cells,
    range: Range<usize>,
    first: usize,
) -> Result<()> {
    let mut parameter = 0;
    for index in range {
        let row = rows.row(index);
        for column in 0..rows.width() {
            parameter += 1;
            bind(statement, parameter, row.get(column), table, (first + index, column))?;
        }
    }
    statement.raw_execute()?;
    Ok(())
}

fn get(connection: &mut Connection, table: &Table, sql: &Sql, keys: &Cells) -> Result<Cells> {
    // One transaction, so that all keys are read at one moment.
    let transaction = connection.transaction()?;
    let mut found = Cells::with_capacity(table.columns().len(), keys.len());
    for chunk in chunks(keys.len(), sql.keys) {
        let size = padded(chunk.len(), sql.keys);
        let mut statement = transaction.prepare_cached(&sql.get(size))?;
        bind_keys(&mut statement, table, keys, chunk, size)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            read_row(&mut found, row, table)?;
        }
    }
    transaction.commit()?;
    Ok(found)
}

fn delete(connection: &mut Connection, table: &Table, sql: &Sql, keys: &Cells) -> Result<u64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut deleted = 0;
    for chunk in chunks(keys.len(), sql.keys) {
        let size = padded(chunk.len(), sql.keys);
        let mut statement = transaction.prepare_cached(&sql.delete(size))?;
        bind_keys(&mut statement, table, keys, chunk, size)?;
        deleted += statement.raw_execute()? as u64;
    }
    transaction.commit()?;
    Ok(deleted)
}

fn chunks(length: usize, size: usize) -> impl Iterator<Item = Range<usize>> {
    (0..length).step_by(size).map(move |from| from..length.min(from + size))
}

/// Statements come in few sizes, so that the cache holds them all.
fn padded(length: usize, largest: usize) -> usize {
    length.next_power_of_two().min(largest)
}

/// Binds the keys, and the last one again until the statement is full: a key named twice is found once.
fn bind_keys(
    statement: &mut CachedStatement<'_>,
    table: &Table,
    keys: &Cells,
    chunk: Range<usize>,
    size: usize,
) -> Result<()> {
    let last = chunk.end - 1;
    let mut parameter = 0;
    for place in chunk.start..chunk.start + size {
        let row = place.min(last);
        parameter = bind_key(statement, table, keys.row(row), row, parameter)?;
    }
    Ok(())
}

/// Binds one key after `parameter`, and says which parameter came last.
fn bind_key(
    statement: &mut CachedStatement<'_>,
    table: &Table,
    key: CellRow<'_>,
    row: usize,
    parameter: usize,
) -> Result<usize> {
    for (part, column) in table.keys().iter().enumerate() {
        bind(statement, parameter + part + 1, key.get(part), table, (row, *column))?;
    }
    Ok(parameter + table.keys().len())
}

struct SqlitePages {
    store: SqliteStore,
    next: Next,
}

impl Pages for SqlitePages {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Cells>>> {
        Box::pin(async move {
            let after = match &self.next {
                Next::First => None,
                Next::After(key) => Some(key.clone()),
                Next::Nowhere => return Ok(None),
            };
            let page =
                self.store.job(move |connection, table, sql| page(connection, table, sql, after)).await?;
            // Only now: a page that failed, or that nobody waited for, is asked for again.
            self.next = Next::after(&page, self.store.table.keys());
            Ok(Some(page))
        })
    }
}

fn page(connection: &mut Connection, table: &Table, sql: &Sql, after: Option<Cells>) -> Result<Cells> {
    let mut statement =
        connection.prepare_cached(if after.is_some() { &sql.next_page } else { &sql.first_page })?;
    if let Some(key) = &after {
        bind_key(&mut statement, table, key.row(0), 0, 0)?;
    }
    let mut found = Cells::with_capacity(table.columns().len(), PAGE);
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        read_row(&mut found, row, table)?;
    }
    Ok(found)
}

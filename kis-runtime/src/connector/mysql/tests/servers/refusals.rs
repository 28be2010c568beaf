//! What is not tried again, and calls that are in each other's way.

use mysql_async::prelude::Queryable;

use super::{client, config, execute, with};
use crate::connector::tests::rows::{Student, student};
use crate::connector::tests::servers;
use crate::connector::{ConnectorConfig, MySql, MySqlConnection};

#[tokio::test]
async fn a_wrong_password_is_said_and_not_told() {
    let address = servers::config("mysql").address().to_owned();
    let (start, end) = address.rsplit_once('@').unwrap();
    let user = start.rsplit_once(':').unwrap().0;
    let wrong = with(ConnectorConfig::new("mysql", format!("{user}:hunter2@{end}")));
    let error = wrong.client::<MySql>("Db").await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(
        shown.contains("Access denied for user 'kis'") && shown.contains("(error 1045, SQLSTATE 28000)"),
        "{shown}"
    );
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn a_constraint_takes_the_whole_call_back() {
    let (config, table) = config();
    let config = config.param("create", "true");
    let store = with(config.clone()).store::<Student>("Db").await.unwrap();
    execute(&config, &format!("ALTER TABLE {table} ADD CONSTRAINT no_x CHECK (name <> 'x')")).await;
    for rows in [10, 5_000] {
        let mut rows: Vec<_> = (0..rows).map(|id| student(id, "")).collect();
        rows.push(student(-1, "x"));
        let error = store.upsert(&rows).await.unwrap_err().to_string();
        assert!(
            error.contains("CONSTRAINT `no_x` failed") && error.contains("(error 4025, SQLSTATE 23000)"),
            "{error}"
        );
        assert!(!error.contains('\n') && !error.contains("given up"), "{error}");
        assert_eq!(store.count().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn writers_of_the_same_rows_in_any_order_end_well() {
    let (config, _) = config();
    let config = config.param("create", "true");
    let store = with(config).store::<Student>("Db").await.unwrap();
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for round in 0..5 {
                    let size = if round % 2 == 0 { 300 } else { 1_500 };
                    let mut rows: Vec<_> = (0..size).map(|id| student(id, &format!("{writer}"))).collect();
                    if writer % 2 == 0 {
                        rows.reverse();
                    }
                    store.upsert(&rows).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(store.count().await.unwrap(), 1_500);
}

/// Waits until a statement that names the table is at work, or none is any more.
async fn until(watcher: &mut MySqlConnection, table: &str, at_work: bool) {
    let sql =
        "SELECT count(*) > 0 FROM information_schema.PROCESSLIST WHERE INFO LIKE ? AND ID <> CONNECTION_ID()";
    let table = format!("%INTO `{table}`%");
    while watcher.exec_first::<bool, _, _>(sql, (&table,)).await.unwrap() != Some(at_work) {}
}

#[tokio::test]
async fn a_deadlock_with_somebody_else_is_tried_again() {
    let (config, table) = config();
    let config = config.param("create", "true");
    let store = with(config.clone()).store::<Student>("Db").await.unwrap();
    store.upsert(&[student(1, "a"), student(2, "b")]).await.unwrap();
    let mut other = client(&config).await.connection().await.unwrap();
    let mut watcher = client(&config).await.connection().await.unwrap();
    other.query_drop("START TRANSACTION").await.unwrap();
    // More work than the upsert's: the server takes back what is cheaper.
    for id in 10..60 {
        other.query_drop(format!("INSERT INTO {table} VALUES ({id}, 'other', NULL)")).await.unwrap();
    }
    other.query_drop(format!("UPDATE {table} SET name = 'other' WHERE id = 2")).await.unwrap();
    let upsert = tokio::spawn(store.upsert(&[student(1, "c"), student(2, "c")]));
    until(&mut watcher, &table, true).await;
    other.query_drop(format!("UPDATE {table} SET name = 'other' WHERE id = 1")).await.unwrap();
    other.query_drop("COMMIT").await.unwrap();
    upsert.await.unwrap().unwrap();
    assert_eq!(store.get(&[1, 2]).await.unwrap(), [Some(student(1, "c")), Some(student(2, "c"))]);
}

#[tokio::test]
async fn a_call_that_is_dropped_ends_at_the_server_too() {
    let (config, table) = config();
    let config = config.param("create", "true");
    let store = with(config.clone()).store::<Student>("Db").await.unwrap();
    store.upsert(&[student(1, "a")]).await.unwrap();
    let mut other = client(&config).await.connection().await.unwrap();
    let mut watcher = client(&config).await.connection().await.unwrap();
    other.query_drop("START TRANSACTION").await.unwrap();
    other.query_drop(format!("SELECT * FROM {table} FOR UPDATE")).await.unwrap();
    let upsert = tokio::spawn(store.upsert(&[student(1, "b")]));
    until(&mut watcher, &table, true).await;
    upsert.abort();
    until(&mut watcher, &table, false).await;
    other.query_drop("COMMIT").await.unwrap();
    assert_eq!(store.get(&[1]).await.unwrap(), [Some(student(1, "a"))]);
}

#[tokio::test]
async fn a_pool_whose_connections_are_all_in_use_says_so() {
    let (config, _) = config();
    let config = config.param("create", "true").param("pool_size", "1").param("write_timeout", "50ms");
    let connectors = with(config);
    let store = connectors.store::<Student>("Db").await.unwrap();
    let held = connectors.client::<MySql>("Db").await.unwrap().connection().await.unwrap();
    let error = store.upsert(&[student(1, "a")]).await.unwrap_err().to_string();
    let end = "all 1 connections stayed in use for 50ms; param `pool_size` sets how many there are";
    assert!(error.ends_with(end), "{error}");
    drop(held);
    assert_eq!(store.count().await.unwrap(), 0);
}

//! What is not tried again, and calls that are in each other's way.

use super::{client, config, execute, with};
use crate::connector::tests::rows::{Student, student};
use crate::connector::tests::servers;
use crate::connector::{ConnectorConfig, Postgres};

#[tokio::test]
async fn a_wrong_password_is_said_and_not_told() {
    let address = servers::config("postgres").address().to_owned();
    let (start, end) = address.rsplit_once('@').unwrap();
    let user = start.rsplit_once(':').unwrap().0;
    let wrong = with(ConnectorConfig::new("postgres", format!("{user}:hunter2@{end}")));
    let error = wrong.client::<Postgres>("Db").await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(
        shown.contains("password authentication failed") && shown.contains("(SQLSTATE 28P01)"),
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
            error.contains("violates check constraint \"no_x\"") && error.contains("(SQLSTATE 23514)"),
            "{error}"
        );
        assert!(!error.contains('\n') && !error.contains("given up"), "{error}");
        assert_eq!(store.count().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn writers_of_the_same_rows_in_any_order_do_not_deadlock() {
    let (config, _) = config();
    let config = config.param("create", "true").param("retry_for", "0");
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

#[tokio::test]
async fn a_deadlock_with_somebody_else_is_tried_again() {
    let (config, table) = config();
    let config = config.param("create", "true");
    let store = with(config.clone()).store::<Student>("Db").await.unwrap();
    store.upsert(&[student(1, "a"), student(2, "b")]).await.unwrap();
    let other = client(&config).await.connection().await.unwrap();
    let watcher = client(&config).await.connection().await.unwrap();
    other.batch_execute(&format!("BEGIN; UPDATE {table} SET name = 'other' WHERE id = 2")).await.unwrap();
    let upsert = tokio::spawn(store.upsert(&[student(1, "c"), student(2, "c")]));
    let waits =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND position($1 IN query) > 0";
    while watcher.query_one(waits, &[&table]).await.unwrap().get::<_, i64>(0) == 0 {}
    // The server ends the one of the two that waits longer, which is the upsert.
    other.batch_execute(&format!("UPDATE {table} SET name = 'other' WHERE id = 1; COMMIT")).await.unwrap();
    upsert.await.unwrap().unwrap();
    assert_eq!(store.get(&[1, 2]).await.unwrap(), [Some(student(1, "c")), Some(student(2, "c"))]);
}

#[tokio::test]
async fn a_call_that_is_dropped_ends_at_the_server_too() {
    let (config, table) = config();
    let config = config.param("create", "true");
    let store = with(config.clone()).store::<Student>("Db").await.unwrap();
    let other = client(&config).await.connection().await.unwrap();
    let watcher = client(&config).await.connection().await.unwrap();
    other.batch_execute(&format!("BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE")).await.unwrap();
    let upsert = tokio::spawn(store.upsert(&[student(1, "a")]));
    let waits =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND position($1 IN query) > 0";
    while watcher.query_one(waits, &[&table]).await.unwrap().get::<_, i64>(0) == 0 {}
    upsert.abort();
    while watcher.query_one(waits, &[&table]).await.unwrap().get::<_, i64>(0) > 0 {}
    other.batch_execute("COMMIT").await.unwrap();
    assert_eq!(store.count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_pool_whose_connections_are_all_in_use_says_so() {
    let (config, _) = config();
    let config = config.param("create", "true").param("pool_size", "1").param("write_timeout", "50ms");
    let connectors = with(config);
    let store = connectors.store::<Student>("Db").await.unwrap();
    let held = connectors.client::<Postgres>("Db").await.unwrap().connection().await.unwrap();
    let error = store.upsert(&[student(1, "a")]).await.unwrap_err().to_string();
    let end = "all 1 connections stayed in use for 50ms; param `pool_size` sets how many there are";
    assert!(error.ends_with(end), "{error}");
    drop(held);
    assert_eq!(store.count().await.unwrap(), 0);
}

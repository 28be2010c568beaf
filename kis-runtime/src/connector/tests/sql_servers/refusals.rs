//! What is not tried again, and calls that are in each other's way.

use super::{SqlServer, config, connection, execute, with};
use crate::connector::ConnectorConfig;
use crate::connector::tests::rows::{Student, student};
use crate::connector::tests::servers;

pub(crate) trait Refusals: SqlServer {
    /// What the server says of a wrong password.
    const WRONG_PASSWORD: &'static [&'static str];
    /// What it says of a row that the constraint `no_x` forbids.
    const NO_X: &'static [&'static str];
    /// Whether writers that keep to the order of the key never lock each other out.
    const IS_WITHOUT_DEADLOCKS: bool;

    /// Waits until somebody's upsert of the table is at work and cannot go on, or none is there any more.
    async fn until_blocked(watcher: &mut Self::Connection, table: &str, is_blocked: bool);
}

pub(super) async fn a_wrong_password_is_said_and_not_told<S: Refusals>() {
    let address = servers::config(S::TYPE).address().to_owned();
    let (start, end) = address.rsplit_once('@').unwrap();
    let user = start.rsplit_once(':').unwrap().0;
    let wrong = with(ConnectorConfig::new(S::TYPE, format!("{user}:hunter2@{end}")));
    let Err(error) = wrong.client::<S>("Db").await else { panic!("the server takes any password") };
    let shown = format!("{error} {error:?}");
    assert!(S::WRONG_PASSWORD.iter().all(|words| shown.contains(words)), "{shown}");
    assert!(!shown.contains("hunter2"), "{shown}");
}

pub(super) async fn a_constraint_takes_the_whole_call_back<S: Refusals>() {
    let (config, table) = config::<S>();
    let store = with(config.clone().param("create", "true")).store::<Student>("Db").await.unwrap();
    execute::<S>(&config, &format!("ALTER TABLE {table} ADD CONSTRAINT no_x CHECK (name <> 'x')")).await;
    for rows in [10, 5_000] {
        let mut rows: Vec<_> = (0..rows).map(|id| student(id, "")).collect();
        rows.push(student(-1, "x"));
        let error = store.upsert(&rows).await.unwrap_err().to_string();
        assert!(S::NO_X.iter().all(|words| error.contains(words)), "{error}");
        assert!(!error.contains('\n') && !error.contains("given up"), "{error}");
        assert_eq!(store.count().await.unwrap(), 0);
    }
}

pub(super) async fn writers_of_the_same_rows_in_any_order_end_well<S: Refusals>() {
    let (mut config, _) = config::<S>();
    if S::IS_WITHOUT_DEADLOCKS {
        config = config.param("retry_for", "0");
    }
    let store = with(config.param("create", "true")).store::<Student>("Db").await.unwrap();
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

pub(super) async fn a_deadlock_with_somebody_else_is_tried_again<S: Refusals>() {
    a_deadlock_is_tried_again::<S>(config::<S>().0).await;
}

pub(crate) async fn a_deadlock_is_tried_again<S: Refusals>(config: ConnectorConfig) {
    let table = config.key_or("").to_owned();
    let store = with(config.clone().param("create", "true")).store::<Student>("Db").await.unwrap();
    store.upsert(&[student(1, "a"), student(2, "b")]).await.unwrap();
    let (mut other, mut watcher) = (connection::<S>(&config).await, connection::<S>(&config).await);
    loop {
        S::execute(&mut other, "START TRANSACTION").await;
        // One server takes back what waits longer, another what has done less: either way the upsert.
        let more_work: Vec<_> = (10..60).map(|id| format!("({id}, 'other', NULL)")).collect();
        S::execute(&mut other, &format!("INSERT INTO {table} VALUES {}", more_work.join(", "))).await;
        S::execute(&mut other, &format!("UPDATE {table} SET name = 'other' WHERE id = 2")).await;
        let upsert = tokio::spawn(store.upsert(&[student(1, "c"), student(2, "c")]));
        S::until_blocked(&mut watcher, &table, true).await;
        let last =
            S::try_execute(&mut other, &format!("UPDATE {table} SET name = 'other' WHERE id = 1")).await;
        let end = if last.is_ok() { "COMMIT" } else { "ROLLBACK" };
        S::execute(&mut other, end).await;
        upsert.await.unwrap().unwrap();
        match last {
            Ok(()) => break,
            // PostgreSQL looks once, a second after the upsert began to wait: that was before there was a deadlock.
            Err(error) => assert!(error.to_lowercase().contains("deadlock"), "{error}"),
        }
    }
    assert_eq!(store.get(&[1, 2]).await.unwrap(), [Some(student(1, "c")), Some(student(2, "c"))]);
}

pub(super) async fn a_call_that_is_dropped_ends_at_the_server_too<S: Refusals>() {
    a_dropped_call_ends::<S>(config::<S>().0).await;
}

pub(crate) async fn a_dropped_call_ends<S: Refusals>(config: ConnectorConfig) {
    let table = config.key_or("").to_owned();
    let store = with(config.clone().param("create", "true")).store::<Student>("Db").await.unwrap();
    store.upsert(&[student(1, "a")]).await.unwrap();
    let (mut other, mut watcher) = (connection::<S>(&config).await, connection::<S>(&config).await);
    S::execute(&mut other, "START TRANSACTION").await;
    S::execute(&mut other, &format!("SELECT * FROM {table} FOR UPDATE")).await;
    let upsert = tokio::spawn(store.upsert(&[student(1, "b")]));
    S::until_blocked(&mut watcher, &table, true).await;
    upsert.abort();
    S::until_blocked(&mut watcher, &table, false).await;
    S::execute(&mut other, "COMMIT").await;
    assert_eq!(store.get(&[1]).await.unwrap(), [Some(student(1, "a"))]);
}

pub(super) async fn a_pool_whose_connections_are_all_in_use_says_so<S: Refusals>() {
    let (config, _) = config::<S>();
    let config = config.param("create", "true").param("pool_size", "1").param("write_timeout", "50ms");
    let connectors = with(config);
    let store = connectors.store::<Student>("Db").await.unwrap();
    let held = connectors.client::<S>("Db").await.unwrap().connect().await;
    let error = store.upsert(&[student(1, "a")]).await.unwrap_err().to_string();
    let end = "all 1 connections stayed in use for 50ms; param `pool_size` sets how many there are";
    assert!(error.ends_with(end), "{error}");
    drop(held);
    assert_eq!(store.count().await.unwrap(), 0);
}

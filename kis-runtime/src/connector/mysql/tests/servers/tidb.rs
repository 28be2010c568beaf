//! What TiDB does otherwise. The suites of every store run against a TiDB of yours too, when they are asked for.

use mysql_async::prelude::Queryable;

use crate::connector::tests::rows::{Student, student};
use crate::connector::tests::servers;
use crate::connector::tests::sql_servers::refusals::{a_deadlock_is_tried_again, a_dropped_call_ends};
use crate::connector::tests::sql_servers::values::{every_row_comes_back, the_extremes_come_back};
use crate::connector::tests::sql_servers::{connection, with};
use crate::connector::{ConnectorConfig, MySql, MySqlConnection, Store};

/// A server that every test run has speaks the same protocol.
#[tokio::test]
async fn tidb_is_a_type_of_its_own() {
    let store = made(servers::config_at("mysql", "tidb")).await;
    store.upsert(&[student(1, "a"), student(2, "b")]).await.unwrap();
    assert_eq!(store.get(&[2]).await.unwrap(), [Some(student(2, "b"))]);
    assert_eq!(store.delete(&[1, 2, 3]).await.unwrap(), 2);
}

async fn made(config: ConnectorConfig) -> Store<Student> {
    with(config.param("create", "true")).store("Db").await.unwrap()
}

fn config() -> ConnectorConfig {
    servers::config("tidb")
}

/// A connection whose transactions are of this kind, as those of all that come after it.
async fn with_mode(mode: &str) -> MySqlConnection {
    let mut connection = connection::<MySql>(&config()).await;
    connection.query_drop(format!("SET GLOBAL tidb_txn_mode = '{mode}'")).await.unwrap();
    connection.query_drop(format!("SET SESSION tidb_txn_mode = '{mode}'")).await.unwrap();
    connection
}

#[tokio::test]
#[ignore = "takes a TiDB of yours: KIS_TEST_TIDB_URL"]
async fn every_row_comes_back_as_it_was_or_is_refused() {
    every_row_comes_back::<MySql>(config()).await;
}

#[tokio::test]
#[ignore = "takes a TiDB of yours: KIS_TEST_TIDB_URL"]
async fn the_extremes_of_each_number_come_back() {
    the_extremes_come_back(config()).await;
}

/// One after the other, because the kind of transactions is the whole server's.
#[tokio::test]
#[ignore = "takes a TiDB of yours: KIS_TEST_TIDB_URL"]
async fn locks_deadlocks_and_write_conflicts_end_well() {
    with_mode("pessimistic").await;
    a_deadlock_is_tried_again::<MySql>(config()).await;
    a_dropped_call_ends::<MySql>(config()).await;
    with_mode("optimistic").await;
    writers_in_conflict().await;
    with_mode("pessimistic").await;
    writers_in_conflict().await;
}

async fn writers_in_conflict() {
    let store = made(config()).await;
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for _ in 0..4 {
                    let rows: Vec<_> = (0..1_500).map(|id| student(id, &format!("{writer}"))).collect();
                    store.upsert(&rows).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(store.count().await.unwrap(), 1_500);
    assert_eq!(store.delete(&(0..2_000).collect::<Vec<_>>()).await.unwrap(), 1_500);
}

#[tokio::test]
#[ignore = "takes a TiDB of yours: KIS_TEST_TIDB_URL"]
async fn what_is_beyond_a_limit_is_an_error_with_its_setting_and_keeps_nothing() {
    let store = made(config()).await;
    store.upsert(&[student(1, "a")]).await.unwrap();
    let error =
        store.upsert(&[student(1, "b"), student(2, &"x".repeat(7 << 20))]).await.unwrap_err().to_string();
    let end = "; write shorter rows, or raise TiDB's `txn-entry-size-limit` (error 8025, SQLSTATE HY000)";
    assert!(error.ends_with(end), "{error}");
    // More than 100 MiB in all.
    let long = "x".repeat(1 << 20);
    let many: Vec<_> = (0..110).map(|id| student(id, &long)).collect();
    let error = store.upsert(&many).await.unwrap_err().to_string();
    let end = "; a call is one transaction: write fewer rows at once, or raise TiDB's `txn-total-size-limit` (error \
               8004, SQLSTATE HY000)";
    assert!(error.ends_with(end), "{error}");
    assert_eq!(store.scan().all().await.unwrap(), [student(1, "a")]);
}

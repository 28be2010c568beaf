//! A server that goes away: no row is lost, and what is not known is said.

use mysql_async::prelude::Queryable;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::server::Server;
use super::{client, with};
use crate::Result;
use crate::connector::tests::rows::{Student, student};
use crate::connector::{ConnectorConfig, MySqlConnection, Store};

const MANY: i64 = 2_000;

async fn store(config: &ConnectorConfig) -> Store<Student> {
    with(config.clone()).store("Db").await.unwrap()
}

/// Waits until a statement of somebody else waits for a lock.
async fn waiting(config: &ConnectorConfig) {
    let mut connection = client(config).await.connection().await.unwrap();
    let sql = "SELECT count(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'";
    // The server looks at it anew ten times in a second, if nobody asks in between.
    while connection.query_first::<u64, _>(sql).await.unwrap() == Some(0) {
        connection.query_drop("DO SLEEP(0.15)").await.unwrap();
    }
}

/// Upserts batches of many and of few rows one after the other, and tells how many are done.
fn write(store: Store<Student>, batches: i64, done: watch::Sender<i64>) -> JoinHandle<Result<()>> {
    tokio::spawn(async move {
        for batch in 0..batches {
            let rows: Vec<_> = (0..MANY).map(|id| student(batch * MANY + id, "x")).collect();
            store.upsert(&rows).await?;
            store.upsert(&[student(-1 - batch, "few")]).await?;
            done.send_replace(batch + 1);
        }
        Ok(())
    })
}

#[tokio::test]
async fn a_server_that_is_killed_and_started_again_loses_no_row() {
    let mut server = Server::start().await;
    let store = store(&server.config()).await;
    let (done, mut seen) = watch::channel(0);
    let writer = write(store.clone(), 20, done);
    for (batch, signal) in [(3, "KILL"), (7, "TERM"), (11, "KILL")] {
        seen.wait_for(|done| *done >= batch).await.unwrap();
        server.down(signal);
        server.up().await;
    }
    writer.await.unwrap().unwrap();
    assert_eq!(store.count().await.unwrap(), 20 * (MANY as u64 + 1));
}

#[tokio::test]
async fn a_batch_that_the_server_dies_in_is_written_whole_when_it_is_back() {
    let mut server = Server::start().await;
    let config = server.config();
    let store = store(&config).await;
    store.upsert(&[student(MANY - 1, "last")]).await.unwrap();
    let mut holder = client(&config).await.connection().await.unwrap();
    holder.query_drop("START TRANSACTION").await.unwrap();
    holder.query_drop(format!("SELECT * FROM `rows` WHERE id = {} FOR UPDATE", MANY - 1)).await.unwrap();
    let (done, _) = watch::channel(0);
    let writer = write(store.clone(), 1, done);
    waiting(&config).await;
    server.down("KILL");
    server.up().await;
    writer.await.unwrap().unwrap();
    assert_eq!(store.count().await.unwrap(), MANY as u64 + 1);
    assert_eq!(store.delete(&[-1, 0, 1]).await.unwrap(), 3);
}

#[tokio::test]
async fn a_server_that_stays_away_is_an_error_and_a_scan_goes_on_when_it_is_back() {
    let mut server = Server::start().await;
    let store = store(&server.config().param("retry_for", "100ms")).await;
    store.upsert(&(0..MANY).map(|id| student(id, "")).collect::<Vec<_>>()).await.unwrap();
    let mut scan = store.scan();
    let first = scan.next().await.unwrap().unwrap().len();
    server.down("TERM");
    let errors = [
        store.upsert(&[student(1, "a")]).await.unwrap_err(),
        store.get(&[1]).await.unwrap_err(),
        store.delete(&[1]).await.unwrap_err(),
        store.count().await.unwrap_err(),
        scan.next().await.unwrap_err(),
    ];
    for (error, operation) in errors.iter().zip(["upsert", "get", "delete", "count", "scan"]) {
        let error = error.to_string();
        let start =
            format!("{operation} failed at connector `Db` (type `mysql`, `mysql://kis:***@127.0.0.1:");
        assert!(error.starts_with(&start), "{error}");
        assert!(
            error.contains("the server cannot be reached: ") && error.contains("param `retry_for` sets"),
            "{error}"
        );
    }
    server.up().await;
    let mut seen = first;
    while let Some(rows) = scan.next().await.unwrap() {
        seen += rows.len();
    }
    assert_eq!(seen, MANY as usize);
}

#[tokio::test]
async fn a_server_that_hangs_is_an_error_when_the_time_is_over() {
    let server = Server::start().await;
    let store = store(&server.config().param("write_timeout", "200ms").param("read_timeout", "200ms")).await;
    store.upsert(&[student(1, "a")]).await.unwrap();
    server.halt();
    let error = store.upsert(&[student(2, "b")]).await.unwrap_err().to_string();
    assert!(
        error.ends_with("the server did not answer within 200ms; param `write_timeout` sets the limit"),
        "{error}"
    );
    server.go_on();
    let generous = with(server.config()).store::<Student>("Db").await.unwrap();
    generous.upsert(&[student(3, "c")]).await.unwrap();
    assert_eq!(generous.get(&[1, 3]).await.unwrap(), [Some(student(1, "a")), Some(student(3, "c"))]);
}

/// Makes commits wait, until the connection is dropped, and waits for one.
async fn hold_commits(config: &ConnectorConfig) -> MySqlConnection {
    let mut connection = client(config).await.connection().await.unwrap();
    connection.query_drop("BACKUP STAGE START").await.unwrap();
    connection.query_drop("BACKUP STAGE BLOCK_COMMIT").await.unwrap();
    connection
}

async fn until_committing(connection: &mut MySqlConnection) {
    let sql = "SELECT count(*) FROM information_schema.PROCESSLIST WHERE INFO = 'COMMIT'";
    while connection.query_first::<u64, _>(sql).await.unwrap() == Some(0) {}
}

#[tokio::test]
async fn after_a_connection_is_lost_in_a_commit_an_upsert_is_repeated_and_a_delete_is_not() {
    let mut server = Server::start().await;
    let config = server.config();
    let store = store(&config).await;
    store.upsert(&[student(1, "a")]).await.unwrap();

    let mut holder = hold_commits(&config).await;
    let delete = tokio::spawn(store.delete(&[1]));
    until_committing(&mut holder).await;
    server.down("KILL");
    let error = delete.await.unwrap().unwrap_err().to_string();
    assert!(
        error.contains("the connection was lost during the commit, so the rows may be gone or not"),
        "{error}"
    );
    server.up().await;
    assert_eq!(store.count().await.unwrap(), 1);

    let mut holder = hold_commits(&config).await;
    let (done, _) = watch::channel(0);
    let writer = write(store.clone(), 1, done);
    until_committing(&mut holder).await;
    server.down("KILL");
    server.up().await;
    writer.await.unwrap().unwrap();
    assert_eq!(store.count().await.unwrap(), MANY as u64 + 1);
}

/// All tables in one file, which may have 20 MiB.
const SMALL: &[&str] =
    &["--innodb-file-per-table=0", "--innodb-data-file-path=ibdata1:12M:autoextend:max:20M"];

#[tokio::test]
async fn a_full_disk_is_an_error_at_once_keeps_nothing_of_the_call_and_takes_less() {
    let server = Server::start_with(SMALL, |_| {}).await;
    let store = store(&server.config()).await;
    let few: Vec<_> = (0..100).map(|id| student(id, "few")).collect();
    store.upsert(&few).await.unwrap();
    let text = "x".repeat(4_000);
    let many: Vec<_> = (0..6_000).map(|id| student(id, &text)).collect();
    let error = store.upsert(&many).await.unwrap_err().to_string();
    assert!(error.starts_with("upsert failed at connector `Db` (type `mysql`, "), "{error}");
    assert!(
        error.ends_with("the server's disk or tablespace has no room left (error 1114, SQLSTATE HY000)"),
        "{error}"
    );
    assert_eq!(store.scan().all().await.unwrap(), few);
    store.upsert(&many[50..150]).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 150);
}

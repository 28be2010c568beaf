//! A server that goes away: no row is lost, and what is not known is said.

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::cluster::{Cluster, send};
use super::{client, execute, with};
use crate::Result;
use crate::connector::tests::rows::{Student, student};
use crate::connector::{ConnectorConfig, Store};

const MANY: i64 = 2_000;

async fn store(config: &ConnectorConfig) -> Store<Student> {
    with(config.clone()).store("Db").await.unwrap()
}

/// Waits until a statement of somebody else waits for a lock, and gives the number of its process.
async fn waiting(config: &ConnectorConfig) -> u32 {
    let connection = client(config).await.connection().await.unwrap();
    let sql =
        "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    loop {
        if let Some(row) = connection.query_opt(sql, &[]).await.unwrap() {
            return row.get::<_, i32>(0).unsigned_abs();
        }
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
    let mut cluster = Cluster::start().await;
    let store = store(&cluster.config()).await;
    let (done, mut seen) = watch::channel(0);
    let writer = write(store.clone(), 20, done);
    for (batch, signal) in [(3, "KILL"), (7, "INT"), (11, "KILL")] {
        seen.wait_for(|done| *done >= batch).await.unwrap();
        cluster.down(signal);
        cluster.up().await;
    }
    writer.await.unwrap().unwrap();
    assert_eq!(store.count().await.unwrap(), 20 * (MANY as u64 + 1));
}

#[tokio::test]
async fn a_batch_that_the_server_dies_in_is_written_whole_when_it_is_back() {
    let mut cluster = Cluster::start().await;
    let config = cluster.config();
    let store = store(&config).await;
    let holder = client(&config).await.connection().await.unwrap();
    holder.batch_execute("BEGIN; LOCK TABLE rows IN EXCLUSIVE MODE").await.unwrap();
    let (done, _) = watch::channel(0);
    let writer = write(store.clone(), 1, done);
    waiting(&config).await;
    cluster.down("KILL");
    cluster.refuse(5).await;
    cluster.up().await;
    writer.await.unwrap().unwrap();
    assert_eq!(store.count().await.unwrap(), MANY as u64 + 1);
    assert_eq!(store.delete(&[-1, 0, 1]).await.unwrap(), 3);
}

#[tokio::test]
async fn a_server_that_stays_away_is_an_error_and_a_scan_goes_on_when_it_is_back() {
    let mut cluster = Cluster::start().await;
    let store = store(&cluster.config().param("retry_for", "100ms")).await;
    store.upsert(&(0..MANY).map(|id| student(id, "")).collect::<Vec<_>>()).await.unwrap();
    let mut scan = store.scan();
    let first = scan.next().await.unwrap().unwrap().len();
    cluster.down("INT");
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
            format!("{operation} failed at connector `Db` (type `postgres`, `postgres://kis:***@127.0.0.1:");
        assert!(error.starts_with(&start), "{error}");
        assert!(
            error.contains("the server cannot be reached: ") && error.contains("param `retry_for` sets"),
            "{error}"
        );
    }
    cluster.up().await;
    let mut seen = first;
    while let Some(rows) = scan.next().await.unwrap() {
        seen += rows.len();
    }
    assert_eq!(seen, MANY as usize);
}

#[tokio::test]
async fn a_server_that_hangs_is_an_error_when_the_time_is_over() {
    let cluster = Cluster::start().await;
    let store = store(&cluster.config().param("write_timeout", "200ms").param("read_timeout", "200ms")).await;
    store.upsert(&[student(1, "a")]).await.unwrap();
    cluster.signal_all("STOP");
    let error = store.upsert(&[student(2, "b")]).await.unwrap_err().to_string();
    assert!(
        error.ends_with("the server did not answer within 200ms; param `write_timeout` sets the limit"),
        "{error}"
    );
    cluster.signal_all("CONT");
    let generous = with(cluster.config()).store::<Student>("Db").await.unwrap();
    generous.upsert(&[student(3, "c")]).await.unwrap();
    assert_eq!(generous.get(&[1, 3]).await.unwrap(), [Some(student(1, "a")), Some(student(3, "c"))]);
}

/// Whoever commits a change of the table waits for a lock then.
const SLOW_COMMIT: &str = "
    CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER wait AFTER INSERT OR DELETE ON rows DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION wait()";

#[tokio::test]
async fn after_a_connection_is_lost_in_a_commit_an_upsert_is_repeated_and_a_delete_is_not() {
    let cluster = Cluster::start().await;
    let config = cluster.config();
    let store = store(&config).await;
    store.upsert(&[student(1, "a")]).await.unwrap();
    execute(&config, SLOW_COMMIT).await;
    let lock = "SELECT pg_advisory_lock(42)";

    let holder = client(&config).await.connection().await.unwrap();
    holder.batch_execute(lock).await.unwrap();
    let delete = tokio::spawn(store.delete(&[1]));
    // The whole server starts again when one of its processes is killed.
    send("KILL", &[waiting(&config).await]);
    let error = delete.await.unwrap().unwrap_err().to_string();
    assert!(
        error.contains("the connection was lost during the commit, so the rows may be gone or not"),
        "{error}"
    );

    assert_eq!(store.count().await.unwrap(), 1);
    let holder = client_when_up(&config).await;
    holder.batch_execute(lock).await.unwrap();
    let (done, _) = watch::channel(0);
    let writer = write(store.clone(), 1, done);
    send("KILL", &[waiting(&config).await]);
    writer.await.unwrap().unwrap();
    assert_eq!(store.count().await.unwrap(), MANY as u64 + 1);
}

async fn client_when_up(config: &ConnectorConfig) -> crate::connector::PostgresConnection {
    loop {
        if let Ok(client) = with(config.clone()).client::<crate::connector::Postgres>("Db").await
            && let Ok(connection) = client.connection().await
        {
            return connection;
        }
    }
}

#[tokio::test]
async fn a_full_disk_is_an_error_at_once_keeps_nothing_of_the_call_and_takes_less() {
    let cluster = Cluster::start().await;
    // A little more than a segment of its log has.
    cluster.limit_files(18 << 20);
    let store = store(&cluster.config()).await;
    let few: Vec<_> = (0..100).map(|id| student(id, "few")).collect();
    store.upsert(&few).await.unwrap();
    let text = "x".repeat(1_900);
    let many: Vec<_> = (0..12_000).map(|id| student(id, &text)).collect();
    let error = store.upsert(&many).await.unwrap_err().to_string();
    assert!(error.starts_with("upsert failed at connector `Db` (type `postgres`, "), "{error}");
    assert!(error.contains("could not extend file ") && error.contains("Check free disk space"), "{error}");
    assert!(!error.contains("given up after"), "{error}");
    assert_eq!(store.scan().all().await.unwrap(), few);
    store.upsert(&many[50..150]).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 150);
}

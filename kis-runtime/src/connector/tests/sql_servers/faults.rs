//! A server that goes away: no row is lost, and what is not known is said.

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::own::{OwnServer, Program};
use super::{connection, with};
use crate::Result;
use crate::connector::tests::rows::{Student, student};
use crate::connector::{ConnectorConfig, Store};

pub(crate) trait Faults: Program {
    /// What is said when there is no room.
    const NO_ROOM: &'static [&'static str];

    /// A server that has no room for 20 MiB.
    async fn start_small() -> OwnServer<Self>;

    /// Waits until a statement of somebody else waits for a lock.
    async fn until_locked(watcher: &mut Self::Connection);
}

pub(crate) const MANY: i64 = 2_000;

pub(crate) async fn store(config: ConnectorConfig) -> Store<Student> {
    with(config).store("Db").await.unwrap()
}

/// Upserts batches of many and of few rows one after the other, and tells how many are done.
pub(crate) fn write(
    store: &Store<Student>,
    batches: i64,
    done: watch::Sender<i64>,
) -> JoinHandle<Result<()>> {
    let store = store.clone();
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

pub(super) async fn a_server_that_is_killed_and_started_again_loses_no_row<S: Faults>() {
    let mut server = OwnServer::<S>::start().await;
    let store = store(server.config()).await;
    let (done, mut seen) = watch::channel(0);
    let writer = write(&store, 20, done);
    for (batch, signal) in [(3, "KILL"), (7, S::ENDS[0]), (11, "KILL")] {
        seen.wait_for(|done| *done >= batch).await.unwrap();
        server.down(signal);
        server.up().await;
    }
    writer.await.unwrap().unwrap();
    assert_eq!(store.count().await.unwrap(), 20 * (MANY as u64 + 1));
}

pub(super) async fn a_batch_that_the_server_dies_in_is_written_whole_when_it_is_back<S: Faults>() {
    let mut server = OwnServer::<S>::start().await;
    let config = server.config();
    let store = store(config.clone()).await;
    store.upsert(&[student(MANY - 1, "last")]).await.unwrap();
    let (mut holder, mut watcher) = (connection::<S>(&config).await, connection::<S>(&config).await);
    S::execute(&mut holder, "START TRANSACTION").await;
    let last = format!("SELECT * FROM students WHERE id = {} FOR UPDATE", MANY - 1);
    S::execute(&mut holder, &last).await;
    let writer = write(&store, 1, watch::channel(0).0);
    S::until_locked(&mut watcher).await;
    server.down("KILL");
    server.refuse(5).await;
    server.up().await;
    writer.await.unwrap().unwrap();
    assert_eq!(store.count().await.unwrap(), MANY as u64 + 1);
    assert_eq!(store.delete(&[-1, 0, 1]).await.unwrap(), 3);
}

pub(super) async fn a_server_that_stays_away_is_an_error_and_a_scan_goes_on_when_it_is_back<S: Faults>() {
    let mut server = OwnServer::<S>::start().await;
    let store = store(server.config().param("retry_for", "100ms")).await;
    store.upsert(&(0..MANY).map(|id| student(id, "")).collect::<Vec<_>>()).await.unwrap();
    let mut scan = store.scan();
    let first = scan.next().await.unwrap().unwrap().len();
    server.down(S::ENDS[0]);
    let errors = [
        store.upsert(&[student(1, "a")]).await.unwrap_err(),
        store.get(&[1]).await.unwrap_err(),
        store.delete(&[1]).await.unwrap_err(),
        store.count().await.unwrap_err(),
        scan.next().await.unwrap_err(),
    ];
    let server_type = S::TYPE;
    for (error, operation) in errors.iter().zip(["upsert", "get", "delete", "count", "scan"]) {
        let error = error.to_string();
        let start = format!(
            "{operation} failed at connector `Db` (type `{server_type}`, `{server_type}://kis:***@127.0.0.1:"
        );
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

pub(super) async fn a_server_that_hangs_is_an_error_when_the_time_is_over<S: Faults>() {
    let server = OwnServer::<S>::start().await;
    let hurried = server.config().param("write_timeout", "200ms").param("read_timeout", "200ms");
    let hurried = store(hurried).await;
    hurried.upsert(&[student(1, "a")]).await.unwrap();
    server.hang();
    let error = hurried.upsert(&[student(2, "b")]).await.unwrap_err().to_string();
    let end = "the server did not answer within 200ms; param `write_timeout` sets the limit";
    assert!(error.ends_with(end), "{error}");
    server.go_on();
    let patient = store(server.config()).await;
    patient.upsert(&[student(3, "c")]).await.unwrap();
    assert_eq!(patient.get(&[1, 3]).await.unwrap(), [Some(student(1, "a")), Some(student(3, "c"))]);
}

pub(super) async fn a_full_disk_is_an_error_at_once_keeps_nothing_of_the_call_and_takes_less<S: Faults>() {
    let server = S::start_small().await;
    let store = store(server.config()).await;
    let few: Vec<_> = (0..100).map(|id| student(id, "few")).collect();
    store.upsert(&few).await.unwrap();
    // As long as PostgreSQL leaves as it is: 22 MiB of them.
    let text = "x".repeat(1_900);
    let many: Vec<_> = (0..12_000).map(|id| student(id, &text)).collect();
    let error = store.upsert(&many).await.unwrap_err().to_string();
    let start = format!("upsert failed at connector `Db` (type `{}`, ", S::TYPE);
    assert!(error.starts_with(&start) && !error.contains("given up after"), "{error}");
    assert!(S::NO_ROOM.iter().all(|words| error.contains(words)), "{error}");
    assert_eq!(store.scan().all().await.unwrap(), few);
    store.upsert(&many[50..150]).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 150);
}

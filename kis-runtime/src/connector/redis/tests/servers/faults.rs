//! What happens to rows when the server fails.

use std::collections::BTreeSet;

use tokio::sync::mpsc;

use super::own::OwnServer;
use super::{ask, with};
use crate::connector::tests::rows::{Student, student};
use crate::connector::{ConnectorConfig, Connectors, Store};

const DURABLE: [&str; 4] = ["--appendonly", "yes", "--appendfsync", "always"];

async fn store(config: ConnectorConfig) -> Store<Student> {
    with(config).store("Cache").await.unwrap()
}

fn batch(number: i64) -> Vec<Student> {
    (number * 500..(number + 1) * 500).map(|id| student(id, &format!("student {id}"))).collect()
}

async fn connect_error(config: ConnectorConfig) -> String {
    with(config).store::<Student>("Cache").await.unwrap_err().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_in_the_middle_of_a_run_loses_no_row() {
    for format in ["json", "hash"] {
        let mut server = OwnServer::start(&DURABLE);
        let store = store(server.config("redis").param("format", format)).await;
        let (progress, mut done) = mpsc::unbounded_channel();
        let writer = tokio::spawn({
            let store = store.clone();
            async move {
                for number in 0..60 {
                    store.upsert(&batch(number)).await.unwrap();
                    progress.send(number).unwrap();
                }
            }
        });
        for kill_after in [10, 30] {
            while done.recv().await.unwrap() < kill_after {}
            server.kill_and_restart();
        }
        writer.await.unwrap();
        assert_eq!(store.count().await.unwrap(), 30_000);
        let keys: Vec<_> = (0..30_000).collect();
        let found: Vec<_> = store.get(&keys).await.unwrap().into_iter().flatten().collect();
        assert!(found == (0..60).flat_map(batch).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_a_stream_are_there_at_least_once_after_a_kill() {
    let mut server = OwnServer::start(&DURABLE);
    let connectors = with(server.config("redis-stream"));
    let topic = connectors.topic::<Student>("Cache").await.unwrap();
    let (progress, mut done) = mpsc::unbounded_channel();
    let sender = tokio::spawn(async move {
        for number in 0..40 {
            topic.send(&batch(number)).await.unwrap();
            progress.send(number).unwrap();
        }
    });
    while done.recv().await.unwrap() < 20 {}
    server.kill_and_restart();
    sender.await.unwrap();
    let range = redis::cmd("XRANGE").arg("rows_").arg("-").arg("+").clone();
    let entries: Vec<(String, Vec<(String, String)>)> = ask(&connectors, &range).await;
    let rows = entries.iter().map(|(_, fields)| serde_json::from_str::<Student>(&fields[0].1).unwrap().id);
    assert_eq!(rows.collect::<BTreeSet<_>>(), (0..20_000).collect());
    assert!(entries.len() <= 20_500, "{}", entries.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hanging_server_is_an_error_in_time_or_waited_for() {
    let server = OwnServer::start(&[]);
    let config = server.config("redis").param("response_timeout", "500ms");
    let patient = store(config.clone().param("retry_for", "1m")).await;
    patient.upsert(&batch(0)).await.unwrap();
    let hasty = config.param("retry_for", "0");
    let (reader, writer, remover) =
        (store(hasty.clone()).await, store(hasty.clone()).await, store(hasty.clone()).await);
    server.hang();
    let waiting = tokio::spawn({
        let patient = patient.clone();
        async move { patient.upsert(&batch(1)).await }
    });
    let address = format!("127.0.0.1:{}", server.port);
    let no_answer = "the server did not answer within 500ms (param `response_timeout`)";
    let (read, written, removed) =
        tokio::join!(reader.get(&[1]), writer.upsert(&batch(2)), remover.delete(&[1, 2, 3]));
    assert_eq!(
        read.unwrap_err().to_string(),
        format!("get failed at connector `Cache` (type `redis`, `{address}`): {no_answer}")
    );
    let said = |text: &str| {
        let at = format!("failed at connector `Cache` (type `redis`, `{address}`): ");
        text.split_once(&at).unwrap().1.to_owned()
    };
    assert_eq!(
        said(&written.unwrap_err().to_string()),
        format!("500 of 500 rows may be written; writing all of them again is safe: {no_answer}")
    );
    assert_eq!(
        said(&removed.unwrap_err().to_string()),
        format!(
            "0 rows are removed, and the 3 keys after them may be; removing all of them again is safe: {no_answer}"
        )
    );
    let unanswered = connect_error(hasty.param("connect_timeout", "500ms")).await;
    assert!(unanswered.contains(" within 500ms: is it the right server"), "{unanswered}");
    server.go_on();
    waiting.await.unwrap().unwrap();
    for number in [0, 2] {
        patient.upsert(&batch(number)).await.unwrap();
    }
    let found = patient.get(&(0..1_500).collect::<Vec<_>>()).await.unwrap();
    assert!(found.into_iter().flatten().eq((0..3).flat_map(batch)));
}

#[tokio::test]
async fn a_server_that_is_gone_is_an_error_after_retry_for() {
    let mut server = OwnServer::start(&[]);
    let store = store(server.config("redis").param("retry_for", "300ms")).await;
    server.kill();
    let error = store.upsert(&batch(0)).await.unwrap_err().to_string();
    assert!(error.contains("the server cannot be reached: "), "{error}");
    assert!(error.ends_with("; tried again for 300ms (param `retry_for`)"), "{error}");
    let refused = connect_error(server.config("redis")).await;
    let place = format!("connector `Cache` cannot connect to `127.0.0.1:{}` (type `redis`): ", server.port);
    assert!(refused.starts_with(&format!("{place}the server cannot be reached: ")), "{refused}");
}

#[tokio::test]
async fn passwords_that_are_wrong_or_missing_are_told_apart_and_never_shown() {
    let server = OwnServer::start(&["--requirepass", "right"]);
    let at = |user: &str| ConnectorConfig::new("redis", format!("redis://{user}127.0.0.1:{}", server.port));
    let wrong = connect_error(at(":wr0ng@")).await;
    assert!(wrong.ends_with("the server refuses the user or the password"), "{wrong}");
    assert!(!wrong.contains("wr0ng"), "{wrong}");
    let none = connect_error(at("")).await;
    assert!(none.ends_with("write it into the address, `redis://:password@host`"), "{none}");
    let broken = connect_error(at(":wr0ng@[")).await;
    assert!(broken.contains("it takes `redis://[[user]:password@]host[:port][/db]`"), "{broken}");
    assert!(!broken.contains("wr0ng"), "{broken}");
    let connectors = with(at(":right@"));
    connectors.store::<Student>("Cache").await.unwrap();
    let shown = format!("{connectors:?} {:?}", connectors.client::<crate::connector::Redis>("Cache").await);
    assert!(!shown.contains("right"), "{shown}");
}

/// How many rows an error says are written.
fn written(error: &str) -> u64 {
    let Some((_, after)) = error.split_once("the first ") else { return 0 };
    after.split(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn full_memory_says_how_many_rows_are_written() {
    for (conn_type, format) in [("redis", Some("json")), ("redis", Some("hash")), ("redis-stream", None)] {
        let server = OwnServer::start(&["--maxmemory", "8mb"]);
        let config =
            format.iter().fold(server.config(conn_type), |config, format| config.param("format", *format));
        let connectors = with(config);
        let rows: Vec<_> = (0..40_000).map(|id| student(id, &"x".repeat(500))).collect();
        let (error, count) = if format.is_some() {
            let store = connectors.store::<Student>("Cache").await.unwrap();
            let error = store.upsert(&rows).await.unwrap_err();
            (error.to_string(), store.count().await.unwrap())
        } else {
            let error = connectors.topic::<Student>("Cache").await.unwrap().send(&rows).await.unwrap_err();
            (error.to_string(), ask(&connectors, redis::cmd("XLEN").arg("rows_")).await)
        };
        assert!(error.contains("the server's memory is full (`maxmemory`)"), "{error}");
        assert!(count > 0 && count < 40_000, "{count}");
        assert_eq!(written(&error), count, "{error}");
    }
}

#[tokio::test]
async fn a_replica_is_waited_for_until_it_may_be_written() {
    let server = OwnServer::start(&[]);
    let store = store(server.config("redis").param("retry_for", "200ms")).await;
    let connectors = with(server.config("redis"));
    let _: () = ask(&connectors, redis::cmd("REPLICAOF").arg("127.0.0.1").arg(1)).await;
    let error = store.upsert(&batch(0)).await.unwrap_err().to_string();
    assert!(error.contains("the server cannot answer now: ") && error.contains("retry_for"), "{error}");
    let _: () = ask(&connectors, redis::cmd("REPLICAOF").arg("NO").arg("ONE")).await;
    store.upsert(&batch(0)).await.unwrap();
    assert_eq!(store.count().await.unwrap(), 500);
}

#[tokio::test]
async fn rows_are_found_once_while_the_database_grows() {
    let server = OwnServer::start(&[]);
    let store = store(server.config("redis")).await;
    let old = || (0..20).flat_map(batch);
    store.upsert(&old().collect::<Vec<_>>()).await.unwrap();
    let mut scan = store.scan();
    let mut seen = Vec::new();
    let mut number = 20;
    // The server makes its table larger meanwhile, and tells keys again.
    while let Some(page) = scan.next().await.unwrap() {
        seen.extend(page.into_iter().filter(|row| row.id < 10_000));
        if number < 120 {
            store.upsert(&batch(number)).await.unwrap();
            number += 1;
        }
    }
    seen.sort_by_key(|row| row.id);
    assert!(seen == old().collect::<Vec<_>>());
}

#[tokio::test]
async fn one_address_of_a_cluster_and_two_that_are_none_say_what_to_write() {
    let server = OwnServer::start(&[]);
    let address = format!("127.0.0.1:{0},127.0.0.1:{0}", server.port);
    let error = connect_error(ConnectorConfig::new("redis", address)).await;
    assert!(error.ends_with("the servers are no cluster: name one address in `addrs`"), "{error}");
    let none = Connectors::new().with("Cache", ConnectorConfig::new("redis", " , "));
    let error = none.store::<Student>("Cache").await.unwrap_err().to_string();
    assert!(error.contains("it takes `redis://[[user]:password@]host[:port][/db]`"), "{error}");
}

//! A replica takes the place of its master.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;

use super::own_cluster::OwnCluster;
use super::{ask, with};
use crate::connector::tests::rows::{Student, student};
use crate::connector::{ConnectorConfig, Store};

const BATCHES: i64 = 60;

fn batch(number: i64) -> Vec<Student> {
    (number * 100..(number + 1) * 100).map(|id| student(id, &format!("student {id}"))).collect()
}

struct Writer {
    config: ConnectorConfig,
    task: JoinHandle<()>,
    /// How many batches are acknowledged.
    done: Arc<AtomicI64>,
}

impl Writer {
    /// Writes all batches, one after the other.
    async fn start(config: ConnectorConfig) -> Self {
        let connectors = with(config.clone());
        let done = Arc::new(AtomicI64::new(0));
        let count = Arc::clone(&done);
        let task = if config.conn_type() == "redis-stream" {
            let topic = connectors.topic::<Student>("Cache").await.unwrap();
            tokio::spawn(async move {
                for number in 0..BATCHES {
                    topic.send(&batch(number)).await.unwrap();
                    count.fetch_add(1, Ordering::SeqCst);
                }
            })
        } else {
            let store: Store<Student> = connectors.store("Cache").await.unwrap();
            tokio::spawn(async move {
                for number in 0..BATCHES {
                    store.upsert(&batch(number)).await.unwrap();
                    count.fetch_add(1, Ordering::SeqCst);
                }
            })
        };
        Writer { config, task, done }
    }

    fn done(&self) -> i64 {
        self.done.load(Ordering::SeqCst)
    }

    /// The numbers of the rows that are there.
    async fn ids(&self) -> Vec<i64> {
        let connectors = with(self.config.clone());
        if self.config.conn_type() == "redis-stream" {
            let range = redis::cmd("XRANGE").arg(self.config.key_or("")).arg("-").arg("+").clone();
            let entries: Vec<(String, Vec<(String, String)>)> = ask(&connectors, &range).await;
            let row = |json: &str| serde_json::from_str::<Student>(json).unwrap();
            return entries.iter().map(|(_, fields)| row(&fields[0].1).id).collect();
        }
        let store: Store<Student> = connectors.store("Cache").await.unwrap();
        let found = store.get(&(0..BATCHES * 100).collect::<Vec<_>>()).await.unwrap();
        let ids: Vec<_> = found.into_iter().flatten().map(|row| row.id).collect();
        assert_eq!(store.count().await.unwrap(), ids.len() as u64);
        ids
    }
}

/// How far a node's replication is.
async fn offset(cluster: &OwnCluster, node: usize, field: &str) -> u64 {
    let info: String = cluster.ask(node, &["INFO", "replication"]).await;
    let line = info.lines().find_map(|line| line.strip_prefix(field));
    line.unwrap().trim_start_matches(':').trim().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_goes_on_when_a_replica_becomes_the_master_and_loses_only_what_was_not_replicated() {
    let mut cluster = OwnCluster::start_with_replicas().await;
    let config = |conn_type, key: &str| cluster.config(conn_type).key(key).param("retry_for", "1m");
    // Of the first master's slots.
    let mut stream = "stream".to_owned();
    while cluster.ask::<u32>(0, &["CLUSTER", "KEYSLOT", &stream]).await > 5_460 {
        stream.push('_');
    }
    let configs = [
        config("redis", "json_"),
        config("redis", "hash_").param("format", "hash"),
        config("redis-stream", &stream),
    ];
    let mut writers = Vec::new();
    for config in configs {
        writers.push(Writer::start(config).await);
    }
    let pause = || tokio::time::sleep(Duration::from_millis(5));
    while writers.iter().any(|writer| writer.done() < 5) {
        pause().await;
    }
    let replicated: Vec<_> = writers.iter().map(Writer::done).collect();
    let sent = offset(&cluster, 0, "master_repl_offset").await;
    while offset(&cluster, 3, "slave_repl_offset").await < sent {
        pause().await;
    }
    cluster.nodes[0].kill();
    cluster.until(3, &["INFO", "replication"], "role:master").await;
    let before: Vec<_> = writers.iter().map(Writer::done).collect();
    cluster.nodes[0].restart();
    for ((writer, replicated), before) in writers.iter_mut().zip(replicated).zip(before) {
        (&mut writer.task).await.unwrap();
        let ids = writer.ids().await;
        let there = |number: i64| batch(number).iter().all(|row| ids.contains(&row.id));
        let lost: Vec<_> = (0..BATCHES).filter(|number| !there(*number)).collect();
        let may_be_lost = replicated..=before;
        assert!(lost.iter().all(|number| may_be_lost.contains(number)), "{lost:?}, not in {may_be_lost:?}");
    }
}

//! A replica takes the place of its master.

use std::ops::Range;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::own_cluster::OwnCluster;
use super::{ask, with};
use crate::connector::tests::rows::{Student, student};
use crate::connector::{ConnectorConfig, Store};

/// These batches the replica gets,
const REPLICATED: Range<i64> = 0..10;
/// these are written while it is away,
const MISSED: Range<i64> = 10..20;
/// and the rest when it is the master.
const BATCHES: i64 = 60;

fn batch(number: i64) -> Vec<Student> {
    (number * 100..(number + 1) * 100).map(|id| student(id, &format!("student {id}"))).collect()
}

struct Writer {
    config: ConnectorConfig,
    task: JoinHandle<()>,
    /// How many batches are acknowledged.
    done: watch::Receiver<i64>,
}

impl Writer {
    /// Writes one batch after the other, as many as `so_far` says.
    async fn start(config: ConnectorConfig, mut so_far: watch::Receiver<i64>) -> Self {
        let connectors = with(config.clone());
        let (count, done) = watch::channel(0);
        let task = if config.conn_type() == "redis-stream" {
            let topic = connectors.topic::<Student>("Cache").await.unwrap();
            tokio::spawn(async move {
                for number in 0..BATCHES {
                    so_far.wait_for(|so_far| number < *so_far).await.unwrap();
                    // With `wait_replicas` it fails until the new master has a replica.
                    while topic.send(&batch(number)).await.is_err() {}
                    count.send(number + 1).unwrap();
                }
            })
        } else {
            let store: Store<Student> = connectors.store("Cache").await.unwrap();
            tokio::spawn(async move {
                for number in 0..BATCHES {
                    so_far.wait_for(|so_far| number < *so_far).await.unwrap();
                    store.upsert(&batch(number)).await.unwrap();
                    count.send(number + 1).unwrap();
                }
            })
        };
        Writer { config, task, done }
    }

    /// Whether what it wrote waits for replicas.
    fn is_held(&self) -> bool {
        self.config.get("wait_replicas").is_some()
    }

    async fn until(&mut self, done: i64) {
        self.done.wait_for(|count| *count >= done).await.unwrap();
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
async fn a_run_goes_on_when_a_replica_becomes_the_master_and_loses_only_what_did_not_wait_for_it() {
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
        config("redis", "held_json_").param("wait_replicas", "1"),
        config("redis", "held_hash_").param("format", "hash").param("wait_replicas", "1"),
        config("redis-stream", &format!("{{{stream}}}held")).param("wait_replicas", "1"),
    ];
    let (go_on, so_far) = watch::channel(REPLICATED.end);
    let mut writers = Vec::new();
    for config in configs {
        writers.push(Writer::start(config, so_far.clone()).await);
    }
    for writer in &mut writers {
        writer.until(REPLICATED.end).await;
    }
    let sent = offset(&cluster, 0, "master_repl_offset").await;
    while offset(&cluster, 3, "slave_repl_offset").await < sent {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }

    cluster.nodes[3].hang();
    let _: u32 = cluster.ask(0, &["CLIENT", "KILL", "TYPE", "replica"]).await;
    go_on.send(MISSED.end).unwrap();
    for writer in writers.iter_mut().filter(|writer| !writer.is_held()) {
        writer.until(MISSED.end).await;
    }
    cluster.nodes[0].kill();
    cluster.nodes[3].go_on();
    cluster.until(3, &["INFO", "replication"], "role:master").await;
    cluster.nodes[0].restart();
    go_on.send(BATCHES).unwrap();
    for writer in &mut writers {
        (&mut writer.task).await.unwrap();
        let ids = writer.ids().await;
        let there = |number: i64| batch(number).iter().all(|row| ids.contains(&row.id));
        let lost: Vec<_> = (0..BATCHES).filter(|number| !there(*number)).collect();
        match writer.is_held() {
            true => assert!(lost.is_empty(), "{lost:?}"),
            false => assert!(lost == MISSED.collect::<Vec<_>>(), "{lost:?}"),
        }
    }
}

//! Clusters of a test's own.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Duration;

use super::own::{OwnServer, free_port};
use super::{ask, with};
use crate::connector::ConnectorConfig;

/// Three masters, each with a third of the slots, and then their replicas in the same order, if there are any.
pub(super) struct OwnCluster {
    pub(super) nodes: Vec<OwnServer>,
}

const MASTERS: usize = 3;

impl OwnCluster {
    pub(super) async fn start() -> Self {
        OwnCluster::start_nodes(MASTERS).await
    }

    pub(super) async fn start_with_replicas() -> Self {
        OwnCluster::start_nodes(2 * MASTERS).await
    }

    async fn start_nodes(count: usize) -> Self {
        let mut ports = BTreeSet::new();
        while ports.len() < count {
            ports.insert(free_port());
        }
        let ports: Vec<_> = ports.into_iter().collect();
        let options = ["--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--appendonly", "yes"];
        let options =
            [&options[..], &["--appendfsync", "always", "--repl-diskless-sync-delay", "0"]].concat();
        let start = |(node, port): (usize, &u16)| {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("nodes.conf"), map_of(node, &ports)).unwrap();
            OwnServer::start_in(folder, *port, &options)
        };
        let cluster = OwnCluster { nodes: ports.iter().enumerate().map(start).collect() };
        for node in 0..count {
            cluster.until(node, &["CLUSTER", "INFO"], "cluster_state:ok").await;
        }
        for master in MASTERS..count {
            cluster.until(master - MASTERS, &["INFO", "replication"], "state=online").await;
        }
        cluster
    }

    pub(super) fn config(&self, conn_type: &str) -> ConnectorConfig {
        let addresses: Vec<_> =
            self.nodes[..MASTERS].iter().map(|node| format!("127.0.0.1:{}", node.port)).collect();
        ConnectorConfig::new(conn_type, addresses.join(", "))
    }

    /// What one node answers.
    pub(super) async fn ask<T: redis::FromRedisValue>(&self, node: usize, words: &[&str]) -> T {
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        ask(&with(self.nodes[node].config("redis")), &command).await
    }

    /// Waits until the answer of a node has this in it.
    pub(super) async fn until(&self, node: usize, words: &[&str], expected: &str) {
        let asking = async {
            while !self.ask::<String>(node, words).await.contains(expected) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let limit = Duration::from_secs(60);
        tokio::time::timeout(limit, asking).await.unwrap_or_else(|_| panic!("node {node}: no {expected}"));
    }
}

pub(super) fn id(node: usize) -> String {
    format!("{:040x}", node + 1)
}

/// What the file of a node says of all nodes, so that they need not be introduced to each other.
fn map_of(this: usize, ports: &[u16]) -> String {
    let mut map = String::new();
    for (node, port) in ports.iter().enumerate() {
        let myself = if node == this { "myself," } else { "" };
        write!(map, "{} 127.0.0.1:{port}@{} {myself}", id(node), port + 10_000).unwrap();
        let (epoch, slot) = (node % MASTERS + 1, |master| 16_384 * master / MASTERS);
        match node.checked_sub(MASTERS) {
            None => writeln!(map, "master - 0 0 {epoch} connected {}-{}", slot(node), slot(node + 1) - 1),
            Some(master) => writeln!(map, "slave {} 0 0 {epoch} connected", id(master)),
        }
        .unwrap();
    }
    map + &format!("vars currentEpoch {MASTERS} lastVoteEpoch 0\n")
}

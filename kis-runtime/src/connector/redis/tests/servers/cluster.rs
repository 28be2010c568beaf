//! Several addresses are a cluster.

use redis::Cmd;

use super::own::OwnServer;
use super::{ask, with};
use crate::connector::tests::rows::{Student, student};
use crate::connector::{ConnectorConfig, Connectors, Store};

/// Three nodes that share the slots.
async fn start() -> Vec<OwnServer> {
    let nodes: Vec<_> = (0..3).map(|_| OwnServer::start(&["--cluster-enabled", "yes"])).collect();
    let each: Vec<_> = nodes.iter().map(|node| with(node.config("redis"))).collect();
    let cluster = |words: &[&str]| -> Cmd {
        let mut command = redis::cmd("CLUSTER");
        command.arg(words);
        command
    };
    for (node, (from, to)) in each.iter().zip([("0", "5000"), ("5001", "11000"), ("11001", "16383")]) {
        let _: () = ask(node, &cluster(&["ADDSLOTSRANGE", from, to])).await;
        let _: () = ask(node, &cluster(&["MEET", "127.0.0.1", &nodes[0].port.to_string()])).await;
    }
    for node in &each {
        loop {
            let info: String = ask(node, &cluster(&["INFO"])).await;
            if info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3") {
                break;
            }
        }
    }
    nodes
}

fn config(nodes: &[OwnServer], conn_type: &str) -> ConnectorConfig {
    let addresses: Vec<_> = nodes[..2].iter().map(|node| format!("127.0.0.1:{}", node.port)).collect();
    ConnectorConfig::new(conn_type, addresses.join(", ")).key("rows_")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_keeps_rows_as_one_server_does() {
    let nodes = start().await;
    for format in ["json", "hash"] {
        let connectors = with(config(&nodes, "redis").param("format", format));
        let store: Store<Student> = connectors.store("Cache").await.unwrap();
        let rows: Vec<_> = (0..3_000).map(|id| student(id, &format!("student {id}"))).collect();
        let twice: Vec<_> =
            [student(7, "first"), student(8, "first")].into_iter().chain(rows.clone()).collect();
        store.upsert(&twice).await.unwrap();
        assert_eq!(store.count().await.unwrap(), 3_000);
        let keys: Vec<_> = (0..3_001).collect();
        let found = store.get(&keys).await.unwrap();
        assert_eq!(found[3_000], None);
        assert!(found.into_iter().flatten().eq(rows.iter().cloned()));
        let mut all = store.scan().all().await.unwrap();
        all.sort_by_key(|row| row.id);
        assert!(all == rows);
        for node in &nodes {
            let size: u64 = ask(&with(node.config("redis")), &redis::cmd("DBSIZE")).await;
            assert!(size > 100, "{size}");
        }
        assert_eq!(store.delete(&keys).await.unwrap(), 3_000);
        assert_eq!(store.count().await.unwrap(), 0);
    }
    let connectors = with(config(&nodes, "redis-stream"));
    let rows: Vec<_> = (0..3_000).map(|id| student(id, "x")).collect();
    connectors.topic::<Student>("Cache").await.unwrap().send(&rows).await.unwrap();
    assert_eq!(ask::<u64>(&connectors, redis::cmd("XLEN").arg("rows_")).await, 3_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_of_a_cluster_says_to_name_another() {
    let nodes = start().await;
    let connectors: Connectors = with(nodes[0].config("redis"));
    let store: Store<Student> = connectors.store("Cache").await.unwrap();
    let error = store.upsert(&[student(1, "a"), student(2, "b"), student(3, "c")]).await.unwrap_err();
    let advice = "the server is one of a cluster: name two or more of its nodes in `addrs`";
    assert!(error.to_string().ends_with(advice), "{error}");
}

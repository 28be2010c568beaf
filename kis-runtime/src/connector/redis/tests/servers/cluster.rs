//! Several addresses are a cluster.

use redis::cluster_routing::Slot;
use tokio::sync::mpsc;

use super::super::cluster as shared;
use super::own_cluster::{OwnCluster, id};
use super::{ask, with};
use crate::connector::tests::rows::{Student, student};
use crate::connector::{ConnectorConfig, Store};

fn batch(number: i64) -> Vec<Student> {
    (number * 200..(number + 1) * 200).map(|id| student(id, &format!("student {id}"))).collect()
}

async fn store(config: ConnectorConfig) -> Store<Student> {
    with(config).store("Cache").await.unwrap()
}

#[tokio::test]
async fn rows_are_spread_over_the_nodes_of_a_cluster() {
    let config = shared();
    store(config.clone()).await.upsert(&batch(0)).await.unwrap();
    for address in config.addrs() {
        let pattern = format!("{}*", config.key_or(""));
        let mut scan = redis::cmd("SCAN");
        scan.arg(0).arg("MATCH").arg(pattern).arg("COUNT").arg(1_000_000);
        let node = with(ConnectorConfig::new("redis", address));
        let (_, keys): (u64, Vec<String>) = ask(&node, &scan).await;
        assert!((20..120).contains(&keys.len()), "{}", keys.len());
    }
}

#[tokio::test]
async fn one_address_of_a_cluster_says_to_name_another() {
    let shared = shared();
    let one = ConnectorConfig::new("redis", shared.addrs().next().unwrap()).key(shared.key_or(""));
    let error = store(one).await.upsert(&batch(0)).await.unwrap_err();
    let advice = "the server is one of a cluster: name two or more of its nodes in `addrs`";
    assert!(error.to_string().ends_with(advice), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_changes_is_waited_for() {
    let mut cluster = OwnCluster::start().await;
    nodes_that_do_not_tell_their_host_are_where_the_first_was_reached(&cluster).await;
    a_slot_moves_while_its_rows_are_written(&cluster).await;
    a_master_without_a_replica_is_waited_for(&mut cluster).await;
}

async fn nodes_that_do_not_tell_their_host_are_where_the_first_was_reached(cluster: &OwnCluster) {
    let tell = async |what| {
        for node in 0..cluster.nodes.len() {
            let set = ["CONFIG", "SET", "cluster-preferred-endpoint-type", what];
            let _: () = cluster.ask(node, &set).await;
        }
    };
    tell("unknown-endpoint").await;
    let store = store(cluster.config("redis").key("unknown_")).await;
    store.upsert(&batch(0)).await.unwrap();
    let found = store.get(&(0..200).collect::<Vec<_>>()).await.unwrap();
    assert!(found.into_iter().flatten().eq(batch(0)));
    assert_eq!(store.count().await.unwrap(), 200);
    tell("ip").await;
}

async fn a_slot_moves_while_its_rows_are_written(cluster: &OwnCluster) {
    let (progress, mut done) = mpsc::unbounded_channel();
    let mut writers = Vec::new();
    for format in ["json", "hash"] {
        let config = |key: &str| {
            let config = cluster.config("redis").key(format!("{key}{format}_"));
            config.param("format", format).param("retry_for", "1m")
        };
        let (store, spread) = (store(config("{moved}")).await, store(config("spread_")).await);
        // The one of these rows that goes with the slot goes with those of many slots that stay.
        let key = (0..)
            .find(|id| Slot::for_key(format!("spread_{format}_{id}")) == Slot::for_key("moved"))
            .unwrap();
        let progress = progress.clone();
        writers.push(tokio::spawn(async move {
            for number in 0..60 {
                store.upsert(&batch(number)).await.unwrap();
                let keys: Vec<_> = batch(number).iter().map(|row| row.id).collect();
                let found = store.get(&keys).await.unwrap();
                assert!(found.into_iter().flatten().eq(batch(number)));

                let name = format!("in round {number}");
                let rows: Vec<_> = (key - 100..key + 100).map(|id| student(id, &name)).collect();
                spread.upsert(&rows).await.unwrap();
                let keys: Vec<_> = rows.iter().map(|row| row.id).collect();
                assert!(spread.get(&keys).await.unwrap().into_iter().flatten().eq(rows));
                progress.send(number).unwrap();
            }
            assert_eq!(store.count().await.unwrap(), 12_000);
            assert_eq!(spread.count().await.unwrap(), 200);
        }));
    }
    while done.recv().await.unwrap() < 15 {}
    let slot: u32 = cluster.ask(0, &["CLUSTER", "KEYSLOT", "{moved}"]).await;
    let from = (slot as usize) * 3 / 16_384;
    let to = (from + 1) % 3;
    let slot = slot.to_string();
    let set = async |node, words: &[&str]| {
        let _: () = cluster.ask(node, &[&["CLUSTER", "SETSLOT", &slot], words].concat()).await;
    };
    set(to, &["IMPORTING", &id(from)]).await;
    set(from, &["MIGRATING", &id(to)]).await;
    let port = cluster.nodes[to].port.to_string();
    let mut moved = 0;
    loop {
        let keys: Vec<String> = cluster.ask(from, &["CLUSTER", "GETKEYSINSLOT", &slot, "100"]).await;
        if keys.is_empty() {
            break;
        }
        moved += keys.len();
        let keys: Vec<_> = keys.iter().map(String::as_str).collect();
        let migrate = ["MIGRATE", "127.0.0.1", &port, "", "0", "5000", "KEYS"];
        let _: () = cluster.ask(from, &[&migrate[..], &keys].concat()).await;
    }
    assert!(moved > 1_000, "{moved}");
    for node in [to, from, (to + 1) % 3] {
        set(node, &["NODE", &id(to)]).await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let left: u32 = cluster.ask(to, &["CLUSTER", "COUNTKEYSINSLOT", &slot]).await;
    assert_eq!(left, 24_002);
}

async fn a_master_without_a_replica_is_waited_for(cluster: &mut OwnCluster) {
    let config = cluster.config("redis").key("down_");
    let patient = store(config.clone().param("retry_for", "1m")).await;
    let hasty = store(config.param("retry_for", "4s")).await;
    patient.upsert(&batch(0)).await.unwrap();
    cluster.nodes[2].kill();
    let error = hasty.upsert(&batch(1)).await.unwrap_err().to_string();
    let expected = "200 of 200 rows may be written; writing all of them again is safe: ";
    assert!(error.contains(expected), "{error}");
    assert!(error.ends_with("; tried again for 4s (param `retry_for`)"), "{error}");
    let waiting = tokio::spawn({
        let patient = patient.clone();
        async move { patient.upsert(&batch(1)).await }
    });
    cluster.nodes[2].restart();
    waiting.await.unwrap().unwrap();
    let found = patient.get(&(0..400).collect::<Vec<_>>()).await.unwrap();
    assert!(found.into_iter().flatten().eq(batch(0).into_iter().chain(batch(1))));
    assert_eq!(patient.delete(&(100..500).collect::<Vec<_>>()).await.unwrap(), 300);
    assert_eq!(patient.count().await.unwrap(), 100);
}

//! Servers that speak TLS.

use tempfile::TempDir;

use super::own::OwnServer;
use super::{ask, with};
use crate::connector::tests::certificate::make_certificate;
use crate::connector::tests::rows::{Student, student};
use crate::connector::{ConnectorConfig, Redis, Store};

fn certificate() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    make_certificate(folder.path());
    folder
}

fn start(certificate: &TempDir) -> OwnServer {
    OwnServer::start_with_tls(certificate.path(), &["--requirepass", "hunter2", "--appendonly", "yes"])
}

fn at(host: &str, server: &OwnServer) -> ConnectorConfig {
    ConnectorConfig::new("redis", format!("rediss://:hunter2@{host}:{}", server.port)).key("rows_")
}

trait Trust {
    fn trust(self, certificate: &TempDir) -> Self;
}

impl Trust for ConnectorConfig {
    fn trust(self, certificate: &TempDir) -> Self {
        self.param("tls_ca", certificate.path().join("server.crt").to_str().unwrap())
    }
}

async fn connect_error(config: ConnectorConfig) -> String {
    let error = with(config).client::<Redis>("Cache").await.unwrap_err().to_string();
    assert!(!error.contains("hunter2"), "{error}");
    error
}

#[tokio::test]
async fn rows_go_in_tls_to_a_server_that_is_trusted_also_when_it_comes_back() {
    let certificate = certificate();
    let mut server = start(&certificate);
    let connectors = with(at("localhost", &server).trust(&certificate));
    let store: Store<Student> = connectors.store("Cache").await.unwrap();
    let rows: Vec<_> = (0..2_000).map(|id| student(id, "x")).collect();
    store.upsert(&rows[..1_000]).await.unwrap();
    server.kill_and_restart();
    store.upsert(&rows[1_000..]).await.unwrap();
    let mut all = store.scan().all().await.unwrap();
    all.sort_by_key(|row| row.id);
    assert!(all == rows);
}

#[tokio::test]
async fn a_server_that_is_not_trusted_gets_no_password() {
    let (own, other) = (certificate(), certificate());
    let server = start(&own);
    for (config, problem) in [
        (at("localhost", &server), "invalid peer certificate: "),
        (at("localhost", &server).trust(&other), "invalid peer certificate: "),
        (at("127.0.0.1", &server).trust(&own), "certificate not valid for name \"127.0.0.1\""),
    ] {
        let error = connect_error(config).await;
        assert!(error.contains("the TLS handshake failed: ") && error.contains(problem), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_speaks_tls_alone_is_no_server_without_it() {
    let server = start(&certificate());
    let error = connect_error(server.config("redis")).await;
    assert!(error.contains("the server cannot be reached: "), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_is_spoken_to_in_tls_at_each_node() {
    let folder = certificate();
    let hostnames =
        ["--cluster-announce-hostname", "localhost", "--cluster-preferred-endpoint-type", "hostname"];
    let options = [&["--cluster-enabled", "yes", "--tls-cluster", "yes"], &hostnames[..]].concat();
    let nodes: Vec<_> = (0..2).map(|_| OwnServer::start_with_tls(folder.path(), &options)).collect();
    let address = |node: &OwnServer| format!("rediss://localhost:{}", node.port);
    let config = |address: String| ConnectorConfig::new("redis", address).key("rows_").trust(&folder);
    let each: Vec<_> = nodes.iter().map(|node| with(config(address(node)))).collect();
    for (node, (from, to)) in each.iter().zip([("0", "8000"), ("8001", "16383")]) {
        let _: () = ask(node, redis::cmd("CLUSTER").arg("ADDSLOTSRANGE").arg(from).arg(to)).await;
    }
    let meet = redis::cmd("CLUSTER").arg("MEET").arg("127.0.0.1").arg(nodes[0].port).clone();
    let _: () = ask(&each[1], &meet).await;
    let joined = async {
        for node in &each {
            loop {
                let info: String = ask(node, redis::cmd("CLUSTER").arg("INFO")).await;
                if info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:2") {
                    break;
                }
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), joined)
        .await
        .expect("the nodes find each other");
    let both = format!("{}, {}", address(&nodes[0]), address(&nodes[1]));
    let store: Store<Student> = with(config(both.clone())).store("Cache").await.unwrap();
    let rows: Vec<_> = (0..1_000).map(|id| student(id, "x")).collect();
    store.upsert(&rows).await.unwrap();
    let mut all = store.scan().all().await.unwrap();
    all.sort_by_key(|row| row.id);
    assert!(all == rows);
    let untrusted = connect_error(config(both).trust(&certificate())).await;
    assert!(untrusted.contains("invalid peer certificate: "), "{untrusted}");
}

//! Servers that speak TLS.

use tempfile::tempdir;

use super::own::OwnServer;
use super::{batch, ids, open_error, topic, with};
use crate::connector::ConnectorConfig;
use crate::connector::tests::certificate::make_certificate;

/// A server that speaks TLS alone, and the file of its certificate.
fn start() -> (OwnServer, String) {
    let folder = tempdir().unwrap();
    make_certificate(folder.path());
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (streams, certificate, key) = (at("streams"), at("server.crt"), at("server.key"));
    let config = format!(
        "jetstream {{ store_dir: \"{streams}\" }}\ntls {{ cert_file: \"{certificate}\", key_file: \"{key}\" }}"
    );
    (OwnServer::start_in(folder, &config), certificate)
}

fn tls(server: &OwnServer, host: &str) -> ConnectorConfig {
    server.config().at(format!("tls://u:hunter2@{host}:{}", server.port))
}

#[tokio::test]
async fn rows_go_in_tls_to_a_server_that_is_trusted() {
    let (mut server, certificate) = start();
    let connectors = with(tls(&server, "localhost").param("tls_ca", certificate));
    let topic = topic(&connectors).await;
    topic.send(&batch(0)).await.unwrap();
    server.kill_and_restart();
    topic.send(&batch(1)).await.unwrap();
    assert_eq!(ids(&connectors, "rows").await, (0..1_000).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_server_that_is_not_trusted_gets_no_password() {
    let (server, certificate) = start();
    for (config, problem) in [
        (tls(&server, "localhost"), "invalid peer certificate: "),
        (tls(&server, "127.0.0.1").param("tls_ca", &certificate), "certificate not valid for name"),
    ] {
        let error = open_error(config).await;
        assert!(error.contains("the TLS handshake failed: ") && error.contains(problem), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
    let plain = open_error(server.config()).await;
    assert!(plain.ends_with("the server asks for TLS: write `tls://` into the address"), "{plain}");
    let none = OwnServer::start("");
    let error = open_error(tls(&none, "localhost").param("tls_ca", &certificate)).await;
    assert!(error.contains("the TLS handshake failed: "), "{error}");
    let error = open_error(tls(&server, "localhost").param("tls_ca", "/nonexistent.pem")).await;
    assert!(error.contains("it takes a PEM file with certificates of authorities: "), "{error}");
}

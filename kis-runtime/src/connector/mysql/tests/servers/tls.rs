//! Servers that speak TLS.

use mysql_async::prelude::Queryable;

use crate::connector::tests::certificate::make_certificate;
use crate::connector::tests::rows::{Student, student};
use crate::connector::tests::sql_servers::own::OwnServer;
use crate::connector::tests::sql_servers::with;
use crate::connector::{ConnectorConfig, MySql};

async fn start() -> OwnServer<MySql> {
    // The paths begin at the folder of the data.
    let options = &["--ssl-cert=../server.crt", "--ssl-key=../server.key", "--require-secure-transport=ON"];
    OwnServer::start_with(options, make_certificate).await
}

fn at(host: &str, server: &OwnServer<MySql>) -> ConnectorConfig {
    let port = server.port();
    ConnectorConfig::new("mysql", format!("mysql://kis:hunter2@{host}:{port}/kis?ssl-mode=REQUIRED"))
        .key("rows")
        .param("create", "true")
}

async fn connect_error(config: ConnectorConfig) -> String {
    let error = with(config).client::<MySql>("Db").await.unwrap_err().to_string();
    assert!(!error.contains("hunter2"), "{error}");
    error
}

/// One server for all, because it takes its time to start.
#[tokio::test]
async fn rows_go_in_tls_to_a_server_that_is_trusted_and_no_other_gets_the_password() {
    let mut server = start().await;
    let own = |host| at(host, &server).param("tls_ca", server.file("server.crt"));
    for (config, problem) in [
        (at("localhost", &server), "the TLS handshake failed: invalid peer certificate: "),
        (own("127.0.0.1"), "certificate not valid for name \"127.0.0.1\""),
        (server.config(), "SQLSTATE "),
    ] {
        let error = connect_error(config).await;
        assert!(error.contains(problem), "{error}");
    }
    let connectors = with(own("localhost"));
    let store = connectors.store::<Student>("Db").await.unwrap();
    let rows: Vec<_> = (0..2_000).map(|id| student(id, "x")).collect();
    store.upsert(&rows[..1_000]).await.unwrap();
    server.down("KILL");
    server.up().await;
    store.upsert(&rows[1_000..]).await.unwrap();
    assert!(store.scan().all().await.unwrap() == rows);
    let client = connectors.client::<MySql>("Db").await.unwrap();
    let status = client.connection().await.unwrap().query_first("SHOW STATUS LIKE 'Ssl_cipher'").await;
    let (_, cipher): (String, String) = status.unwrap().unwrap();
    assert!(cipher.starts_with("TLS_"), "{cipher}");
}

#[tokio::test]
async fn a_server_without_tls_is_told() {
    let plain = OwnServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    make_certificate(folder.path());
    let authority = folder.path().join("server.crt");
    let error = connect_error(at("localhost", &plain).param("tls_ca", authority.to_str().unwrap())).await;
    let expected =
        "the server does not support TLS: give it a certificate, or take `ssl-mode` out of the address";
    assert!(error.ends_with(expected), "{error}");
}

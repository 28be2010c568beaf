//! Servers that speak TLS.

use crate::connector::tests::certificate::make_certificate;
use crate::connector::tests::rows::{Student, student};
use crate::connector::tests::sql_servers::own::OwnServer;
use crate::connector::tests::sql_servers::with;
use crate::connector::{ConnectorConfig, Postgres};

async fn start() -> OwnServer<Postgres> {
    let settings = &["ssl=on", "ssl_cert_file=../server.crt", "ssl_key_file=../server.key"];
    OwnServer::start_with(settings, make_certificate).await
}

fn require(server: &OwnServer<Postgres>, host: &str) -> ConnectorConfig {
    let port = server.port();
    ConnectorConfig::new("postgres", format!("postgres://kis:hunter2@{host}:{port}/postgres?sslmode=require"))
        .key("rows")
        .param("create", "true")
}

#[tokio::test]
async fn rows_go_in_tls_to_a_server_that_is_trusted() {
    let server = start().await;
    let connectors = with(require(&server, "localhost").param("tls_ca", server.file("server.crt")));
    let store = connectors.store::<Student>("Db").await.unwrap();
    let rows: Vec<_> = (0..2_000).map(|id| student(id, "x")).collect();
    store.upsert(&rows).await.unwrap();
    assert!(store.scan().all().await.unwrap() == rows);
    let client = connectors.client::<Postgres>("Db").await.unwrap().connection().await.unwrap();
    let encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    assert!(client.query_one(encrypted, &[]).await.unwrap().get::<_, bool>(0));
}

#[tokio::test]
async fn a_server_that_is_not_trusted_gets_no_password() {
    let server = start().await;
    let own = |host| require(&server, host).param("tls_ca", server.file("server.crt"));
    for (config, problem) in [
        (require(&server, "localhost"), "invalid peer certificate: "),
        (own("127.0.0.1"), "certificate not valid for name"),
    ] {
        let error = with(config).client::<Postgres>("Db").await.unwrap_err().to_string();
        assert!(error.contains("TLS handshake") && error.contains(problem), "{error}");
    }
    let plain = OwnServer::start().await;
    let error = with(require(&plain, "localhost").param("tls_ca", server.file("server.crt")));
    let error = error.client::<Postgres>("Db").await.unwrap_err().to_string();
    assert!(error.ends_with("server does not support TLS"), "{error}");
}

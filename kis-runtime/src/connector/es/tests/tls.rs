//! Servers that speak TLS. OpenSearch does so only with a plugin that Maven does not have, so one of rustls answers.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;

use super::with;
use crate::connector::tests::certificate::make_certificate;
use crate::connector::tests::rows::{Student, student};
use crate::connector::{ConnectorConfig, Es};

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    make_certificate(folder.path());
    folder
}

/// Answers every request with what fits all that these tests ask.
fn serve(folder: &TempDir) -> u16 {
    let certificate = CertificateDer::from_pem_file(folder.path().join("server.crt")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.path().join("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap());
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream);
            let mut request = [0; 4096];
            if stream.read(&mut request).is_ok_and(|length| length > 0) {
                let body = match request.starts_with(b"GET") {
                    true => r#"{"rows":{"mappings":{"dynamic":"false"}}}"#,
                    false => r#"{"items":[{"index":{"status":201}}]}"#,
                };
                let head =
                    format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
                let _ = stream.write_all((head + body).as_bytes());
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    port
}

fn at(host: &str, port: u16) -> ConnectorConfig {
    ConnectorConfig::new("es", format!("https://me:hunter2@{host}:{port}")).key("rows")
}

#[tokio::test]
async fn rows_go_in_tls_to_a_server_that_is_trusted() {
    let folder = folder();
    let config =
        at("localhost", serve(&folder)).param("tls_ca", folder.path().join("server.crt").to_str().unwrap());
    let store = with(config).store::<Student>("Index").await.unwrap();
    store.upsert(&[student(1, "a")]).await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_not_trusted_gets_no_password() {
    let folder = folder();
    let port = serve(&folder);
    let own = |host| at(host, port).param("tls_ca", folder.path().join("server.crt").to_str().unwrap());
    for (config, problem) in [
        (at("localhost", port), "invalid peer certificate: "),
        (own("127.0.0.1"), "certificate not valid for name"),
    ] {
        let error = with(config).client::<Es>("Index").await.unwrap_err().to_string();
        assert!(error.contains(problem) && !error.contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn a_file_of_authorities_is_read_and_needs_https() {
    let none = at("localhost", 1).param("tls_ca", "/nowhere.pem");
    let error = with(none).client::<Es>("Index").await.unwrap_err().to_string();
    assert!(error.contains("it takes a PEM file with certificates of authorities: "), "{error}");
    let plain = at("localhost", 1).at("http://localhost:1").param("tls_ca", "/nowhere.pem");
    let error = with(plain).client::<Es>("Index").await.unwrap_err().to_string();
    assert!(error.ends_with("it is of use only with `https` in the address"), "{error}");
}

//! What only Redis does. The tests of `servers` need one.

mod servers;

use crate::connector::ConnectorConfig;

/// The server that tests share, with a prefix that no other test's begins with.
pub(crate) fn config() -> ConnectorConfig {
    at("redis", "redis")
}

/// As [`config`], at the cluster that tests share.
pub(crate) fn cluster() -> ConnectorConfig {
    at("redis-cluster", "redis")
}

/// As [`config`], for `redis-stream`.
pub(crate) fn stream() -> ConnectorConfig {
    at("redis", "redis-stream")
}

/// As [`cluster`], for `redis-stream`.
pub(crate) fn cluster_stream() -> ConnectorConfig {
    at("redis-cluster", "redis-stream")
}

fn at(server: &str, conn_type: &str) -> ConnectorConfig {
    let config = crate::connector::tests::servers::config(server);
    ConnectorConfig::new(conn_type, config.address()).key(format!("{}_", config.key_or("")))
}

async fn refusal(address: &str, params: &[(&str, &str)]) -> String {
    let config = ConnectorConfig::new("redis", address);
    let config = params.iter().fold(config, |config, (param, value)| config.param(*param, *value));
    let connectors = crate::connector::Connectors::new().with("Cache", config);
    let error = connectors.client::<crate::connector::Redis>("Cache").await.unwrap_err().to_string();
    assert!(!error.contains("hunter2"), "{error}");
    error
}

#[tokio::test]
async fn authorities_are_of_no_use_without_tls() {
    let error = refusal("redis://:hunter2@h", &[("tls_ca", "ca.pem")]).await;
    assert!(error.ends_with("it is of use only with `rediss://` in the address"), "{error}");
}

#[cfg(not(feature = "redis-tls"))]
#[tokio::test]
async fn tls_is_a_feature() {
    for address in ["rediss://:hunter2@h", "REDISS://:hunter2@h", "h, rediss://:hunter2@h"] {
        let error = refusal(address, &[]).await;
        assert!(error.ends_with("add the feature `redis-tls` to `kis-runtime` in Cargo.toml"), "{error}");
    }
}

#[cfg(feature = "redis-tls")]
#[tokio::test]
async fn what_is_wrong_with_tls_is_said_before_connecting() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let cut = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for (ca, problem) in [
        (folder.path().join("none.pem").to_str().unwrap().to_owned(), "No such file or directory"),
        (file("empty.pem", ""), "there is none in it"),
        (file("other.pem", "to whom it may concern"), "there is none in it"),
        (file("cut.pem", cut), "invalid peer certificate: BadEncoding"),
    ] {
        let error = refusal("rediss://:hunter2@h", &[("tls_ca", &ca)]).await;
        let expected = "it takes a PEM file with certificates of authorities: ";
        assert!(error.contains(expected) && error.contains(problem), "{error}");
    }
    for (address, problem) in [
        ("rediss://:hunter2@h#insecure", "certificates are always verified: take `#insecure` out"),
        ("rediss://:hunter2@h, h2", "`rediss://` must stand in each of the addresses or in none"),
    ] {
        let error = refusal(address, &[]).await;
        assert!(error.ends_with(problem), "{error}");
    }
}

#[cfg(feature = "redis-tls")]
#[tokio::test]
async fn a_server_that_answers_in_clear_text_speaks_no_tls() {
    use tokio::io::AsyncWriteExt;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("rediss://:hunter2@{}", listener.local_addr().unwrap());
    let server = async {
        let (mut client, _) = listener.accept().await.unwrap();
        client.write_all(b"-ERR unknown command\r\n").await.unwrap();
        client
    };
    let (error, _) = tokio::join!(refusal(&address, &[]), server);
    assert!(error.contains("the TLS handshake failed: received corrupt message"), "{error}");
}

/// So does Redis without TLS, to which a handshake is the beginning of a command.
#[cfg(feature = "redis-tls")]
#[tokio::test(start_paused = true)]
async fn a_server_that_answers_no_handshake_may_speak_no_tls() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("rediss://:hunter2@{}", silent.local_addr().unwrap());
    let error = refusal(&address, &[]).await;
    let expected = "the server did not go through the TLS handshake in time (param `connect_timeout`): if it speaks no TLS, \
                    write `redis://` into the address";
    assert!(error.ends_with(expected), "{error}");
}

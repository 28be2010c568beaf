//! What is PostgreSQL's own.

mod servers;

use crate::connector::tests::rows::Student;
use crate::connector::{ConnectorConfig, Connectors};

async fn refusal(config: ConnectorConfig) -> String {
    let connectors = Connectors::new().with("Db", config);
    connectors.store::<Student>("Db").await.unwrap_err().to_string()
}

#[tokio::test]
async fn what_is_wrong_with_the_configuration_is_said_before_connecting() {
    let at = |address: &str| ConnectorConfig::new("postgres", address);
    let there = || at("postgres://kis:hunter2@127.0.0.1:1/kis");
    for (config, problem) in [
        (
            there().param("pool_size", "0"),
            "param `pool_size` of connector `Db` is `0`; allowed: a whole number from 1 to 1000",
        ),
        (
            there().param("create", "yes"),
            "param `create` of connector `Db` is `yes`; allowed: `true` or `false`",
        ),
        (there().param("read_timeout", "soon"), "or a whole number of milliseconds"),
        (
            there().param("connect_timeout", "0"),
            "param `connect_timeout` of connector `Db` is `0`; allowed: a duration longer than 0 such as `500ms`, `10s` or `2m`, \
             or a whole number of milliseconds",
        ),
        (there().key("a\0b"), "the name `a\\0b` cannot be a schema, table or column: it has a NUL in it"),
        (there().key("a."), "the name `` cannot be a schema, table or column: it is empty"),
        (there().key("ü".repeat(32)), "it has 64 bytes, and PostgreSQL takes 63 at most"),
        (at("127.0.0.1:5432"), "special characters percent-encoded"),
        (
            at("postgres:///kis?user=kis"),
            "no host is named; it takes `postgres://user:password@host:5432/database`, special characters percent-encoded",
        ),
        (
            at("postgres://127.0.0.1/kis"),
            "no user is named; it takes `postgres://user:password@host:5432/database`, special characters percent-encoded",
        ),
        (
            at("postgres://kis@h/kis?sslmod=require"),
            "unknown option `sslmod`; it takes `postgres://user:password@host:5432/database`, special characters percent-encoded",
        ),
        (
            at("postgres://kis:hunter2@2@h/kis"),
            "an `@` in a name or a password is written `%40`; it takes `postgres://user:password@host:5432/database`, special \
             characters percent-encoded",
        ),
        (
            there().param("tls_ca", "ca.pem"),
            "is `ca.pem`; it is of use only with `sslmode=require` in the address",
        ),
        #[cfg(not(feature = "postgres-tls"))]
        (
            at("postgres://kis@h/kis?sslmode=require"),
            "add the feature `postgres-tls` to `kis-runtime` in Cargo.toml",
        ),
        #[cfg(feature = "postgres-tls")]
        (
            at("postgres://kis@h/kis?sslmode=require").param("tls_ca", "Cargo.toml"),
            "it takes a PEM file with certificates of authorities: there is none in it",
        ),
    ] {
        let error = refusal(config).await;
        assert!(error.ends_with(problem), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn a_password_that_breaks_the_url_is_not_told() {
    let error = refusal(ConnectorConfig::new("postgres", "postgres://kis:a?hunter2=1@h/kis")).await;
    assert!(!error.contains("hunter2"), "{error}");
}

#[tokio::test]
async fn a_refused_connection_is_an_error_at_once() {
    let error = refusal(ConnectorConfig::new("postgres", "postgres://kis:hunter2@127.0.0.1:1/kis")).await;
    let start = "connector `Db` cannot connect to `postgres://kis:***@127.0.0.1:1/kis` (type `postgres`): the server \
                 cannot be reached: ";
    assert!(error.starts_with(start) && error.contains("refused"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_answers_is_an_error_when_the_time_is_over() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://kis:hunter2@{}/kis", silent.local_addr().unwrap());
    let error = refusal(ConnectorConfig::new("postgres", url).param("connect_timeout", "2s")).await;
    assert!(error.contains(" within 2s: is it the right server"), "{error}");
}

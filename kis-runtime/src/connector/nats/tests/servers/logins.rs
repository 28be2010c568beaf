//! Who may connect and publish, and what is said of addresses.

use std::net::TcpListener;

use tempfile::tempdir;

use super::own::OwnServer;
use super::{batch, open_error, topic, with};
use crate::connector::tests::rows::Student;
use crate::connector::{ConnectorConfig, Nats};

#[tokio::test]
async fn passwords_that_are_wrong_or_missing_are_told_apart_and_never_shown() {
    let server = OwnServer::start("authorization { user: kis, password: \"r1ght@:/%\" }");
    let wrong = open_error(server.config_at("nats://kis:wr0ng@")).await;
    assert!(wrong.ends_with("the server refuses the user or the password"), "{wrong}");
    assert!(!wrong.contains("wr0ng"), "{wrong}");
    let none = open_error(server.config_at("")).await;
    assert!(
        none.ends_with(
            "the server asks for a user or a token: write it into the address, `nats://user:password@host`"
        ),
        "{none}"
    );
    let connectors = with(server.config_at("nats://kis:r1ght%40%3a%2f%25@"));
    topic(&connectors).await.send(&batch(0)).await.unwrap();
    let client = connectors.client::<Nats>("Log").await.unwrap();
    let shown = format!("{connectors:?} {client:?} {:?}", client.client().await.unwrap());
    assert!(!shown.contains("r1ght"), "{shown}");
}

#[tokio::test]
async fn a_token_is_written_where_the_user_stands() {
    let server = OwnServer::start("authorization { token: s3cret }");
    topic(&with(server.config_at("nats://s3cret@"))).await.send(&batch(0)).await.unwrap();
    let wrong = open_error(server.config_at("nats://s3crets@")).await;
    assert!(wrong.ends_with("the server refuses the user or the password"), "{wrong}");
    assert!(!wrong.contains("s3crets"), "{wrong}");
}

#[tokio::test]
async fn who_may_not_publish_is_told_so() {
    let rights = "{ publish: { deny: \"rows\" } }";
    let server = OwnServer::start(&format!(
        "authorization {{ users: [ {{ user: a, password: b, permissions: {rights} }} ] }}"
    ));
    let topic = topic(&with(server.config_at("nats://a:b@").param("response_timeout", "500ms"))).await;
    let error = topic.send(&batch(0)).await.unwrap_err().to_string();
    let expected =
        "`): the server does not let the user do this: Permissions Violation for Publish to \"rows\"";
    assert!(error.ends_with(expected), "{error}");
}

#[tokio::test]
async fn a_server_without_jetstream_is_told_as_that() {
    let server = OwnServer::start_in(tempdir().unwrap(), "");
    let error = open_error(server.config()).await;
    assert!(
        error.ends_with(
            "`): JetStream is off at the server, or for this user: turn it on, `jetstream` in the server's configuration"
        ),
        "{error}"
    );
}

#[tokio::test]
async fn what_takes_connections_and_says_nothing_is_an_error_in_time() {
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("nats://u:hunter2@{}", silent.local_addr().unwrap());
    let error = open_error(ConnectorConfig::new("nats", address).param("connect_timeout", "300ms")).await;
    assert!(error.contains(" within 300ms: is it the right server"), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[tokio::test]
async fn addresses_that_are_none_say_what_one_is() {
    let shape = "it takes `nats://[[user:]password@]host[:port]`, special characters of user and password percent-encoded, \
                         `tls://…` for TLS, or several, separated by commas";
    for (address, reason) in [
        ("http://u:hunter2@h", shape),
        ("nats://u:hunter2@", shape),
        ("nats://u:hunter2@h/path", shape),
        ("nats://u:hunter2@h:99999", shape),
        ("nats://h,redis://u:hunter2@h", shape),
        (" , ", shape),
        ("nats://u:%ffhunter2@h", "the user or the password is not UTF-8 when it is percent-decoded"),
        ("wss://u:hunter2@h", "WebSockets are not supported: use `nats://`, or `tls://` for TLS"),
    ] {
        let error = open_error(ConnectorConfig::new("nats", address)).await;
        assert!(error.starts_with("connector `Log` of type `nats` has the address `"), "{error}");
        assert!(error.ends_with(&format!("`: {reason}")), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn stores_are_refused() {
    let server = OwnServer::start("");
    let error = with(server.config()).store::<Student>("Log").await.unwrap_err().to_string();
    assert!(error.ends_with("has no stores: take `&Topic<T>` instead of `&Store<T>`"), "{error}");
}

//! What is refused before a broker is asked, and brokers that are not there.

use crate::connector::tests::rows::Student;
use crate::connector::{ConnectorConfig, Connectors};

pub(super) async fn refusal(config: ConnectorConfig) -> String {
    Connectors::new().with("Log", config).topic::<Student>("Log").await.unwrap_err().to_string()
}

#[tokio::test]
async fn addresses_of_another_kind_are_refused_and_show_no_password() {
    let shape = "it takes `[user:password@]host[:port]`, or several, separated by commas";
    let scheme = "it takes `host[:port]` without a scheme: how brokers are spoken to is the param `security`";
    for (address, masked, reason) in [
        ("", "", shape),
        (" , ", ",", shape),
        ("127.0.0.1:port", "127.0.0.1:port", shape),
        ("127.0.0.1:0", "127.0.0.1:0", shape),
        ("kafka://127.0.0.1", "kafka://127.0.0.1", scheme),
        ("a b:1", "a b:1", shape),
        ("[::1", "[::1", shape),
        ("h:1,SASL_SSL://u:hunter2@h:2", "h:1,SASL_SSL:***@h:2", scheme),
    ] {
        assert_eq!(
            refusal(ConnectorConfig::new("kafka", address)).await,
            format!("connector `Log` of type `kafka` has the address `{masked}`: {reason}")
        );
    }
}

#[tokio::test]
async fn names_that_no_topic_can_have_are_refused() {
    for (key, shown) in [
        ("'; DROP TABLE x; --", "\\'; DROP TABLE x; --"),
        ("nul\0", "nul\\0"),
        ("שלום", "שלום"),
        ("a\nb", "a\\nb"),
        ("..", ".."),
    ] {
        assert_eq!(
            refusal(ConnectorConfig::new("kafka", "127.0.0.1:1").key(key)).await,
            format!(
                "connector `Log` of type `kafka` has the key `{shown}`: Kafka's topics are named with up to 249 of `a` \
                 to `z`, `A` to `Z`, `0` to `9`, `.`, `_` and `-`"
            )
        );
    }
    let long = refusal(ConnectorConfig::new("kafka", "127.0.0.1:1").key("x".repeat(1 << 20))).await;
    assert!(long.len() < 600 && long.contains("up to 249"), "{long}");
}

#[tokio::test]
async fn params_say_what_they_take() {
    for (param, value, expected) in [
        ("retry_for", "0", "allowed: `1ms` to `2147483647ms`"),
        ("response_timeout", "1h", "allowed: `10ms` to `5m`"),
        ("linger", "30s", "allowed: `0` to `15m`, and less than `retry_for`"),
        ("compression", "zstd", "allowed: `none`, `lz4` or `snappy`"),
        ("create", "yes", "allowed: `true` or `false`"),
        ("partitions", "0", "allowed: a whole number from 1 to 100000"),
        ("partitions", "3", "it only says how a topic is created: add `create: true`"),
        ("replication", "70000", "allowed: a whole number from 1 to 32767"),
        ("max_message_bytes", "10", "allowed: a number of bytes from 1000 to 1000000000"),
    ] {
        assert_eq!(
            refusal(ConnectorConfig::new("kafka", "127.0.0.1:1").param(param, value)).await,
            format!("param `{param}` of connector `Log` is `{value}`; {expected}")
        );
    }
    let unknown = refusal(ConnectorConfig::new("kafka", "127.0.0.1:1").param("lingr", "1ms")).await;
    assert!(unknown.contains("unknown param `lingr` (did you mean `linger`?)"), "{unknown}");
}

#[tokio::test]
async fn brokers_that_refuse_are_an_error_at_once() {
    let port = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let error = refusal(ConnectorConfig::new("kafka", format!("127.0.0.1:{port}"))).await;
    let place = format!("connector `Log` cannot connect to `127.0.0.1:{port}` (type `kafka`): ");
    assert!(error.starts_with(&format!("{place}no broker can be reached: ")), "{error}");
    assert!(error.contains("Connection refused"), "{error}");
}

#[tokio::test]
async fn a_name_that_nobody_knows_is_named() {
    let error = refusal(ConnectorConfig::new("kafka", "nowhere.invalid:9092")).await;
    assert!(error.contains("no broker can be reached: "), "{error}");
    assert!(error.contains("nowhere.invalid:9092"), "{error}");
}

#[tokio::test]
async fn a_socket_that_never_answers_is_an_error_after_connect_timeout() {
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("127.0.0.1:{}", silent.local_addr().unwrap().port());
    let error = refusal(ConnectorConfig::new("kafka", &address).param("connect_timeout", "300ms")).await;
    assert_eq!(
        error,
        format!(
            "connector `Log` did not connect to `{address}` (type `kafka`) within 300ms: is it the right server, and \
             does it answer? param `connect_timeout` sets the limit"
        )
    );
}

//! What happens to rows when the server fails.

use async_nats::jetstream::stream::{Config, DiscardPolicy};

use super::own::OwnServer;
use super::{batch, ids, jetstream, make, open_error, state, topic, with};
use crate::connector::ConnectorConfig;
use crate::connector::tests::rows::student;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_in_the_middle_of_a_call_has_every_row_once_and_in_order() {
    let mut server = OwnServer::start("");
    let connectors = with(server.config());
    let topic = topic(&connectors).await;
    let rows: Vec<_> = (0..40_000).map(|id| student(id, &format!("student {id}"))).collect();
    let sending = tokio::spawn(async move { topic.send(&rows).await });
    let watching = with(server.config());
    for kill_after in [5_000, 20_000] {
        while state(&watching, "rows").await.messages < kill_after {}
        server.kill_and_restart();
    }
    assert!(!sending.is_finished(), "the call was over before the second kill");
    sending.await.unwrap().unwrap();
    assert_eq!(ids(&connectors, "rows").await, (0..40_000).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hanging_server_is_an_error_in_time_or_waited_for() {
    let server = OwnServer::start("");
    let config = server.config().param("response_timeout", "500ms");
    let patient = with(config.clone().param("retry_for", "1m"));
    let patient_topic = topic(&patient).await;
    patient_topic.send(&batch(0)).await.unwrap();
    let hasty = config.param("retry_for", "0");
    let hasty_topic = topic(&with(hasty.clone())).await;
    server.hang();
    let waiting = tokio::spawn({
        let topic = patient_topic.clone();
        async move { topic.send(&batch(1)).await }
    });
    assert_eq!(
        hasty_topic.send(&batch(2)).await.unwrap_err().to_string(),
        format!(
            "send failed at connector `Log` (type `nats`, `nats://127.0.0.1:{}`): 500 of 500 rows may be in the stream; \
             sending all of them again makes these be there twice: the server did not answer within 500ms (param \
             `response_timeout`)",
            server.port
        )
    );
    let unanswered = open_error(hasty.param("connect_timeout", "500ms")).await;
    assert!(unanswered.contains(" within 500ms: is it the right server"), "{unanswered}");
    server.go_on();
    waiting.await.unwrap().unwrap();
    patient_topic.send(&batch(3)).await.unwrap();
    let mut ids = ids(&patient, "rows").await;
    // What nobody waited for may be there, and no more than once.
    let mut unsure: Vec<_> = ids.extract_if(.., |id| (1_000..1_500).contains(id)).collect();
    unsure.dedup();
    assert!(unsure.len() <= 500 && unsure.is_sorted(), "{unsure:?}");
    assert_eq!(ids, (0..1_000).chain(1_500..2_000).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_server_that_is_gone_is_an_error_after_retry_for() {
    let mut server = OwnServer::start("");
    let topic = topic(&with(server.config().param("retry_for", "300ms"))).await;
    server.kill();
    let error = topic.send(&batch(0)).await.unwrap_err().to_string();
    let place = format!("send failed at connector `Log` (type `nats`, `nats://127.0.0.1:{}`): ", server.port);
    assert!(error.starts_with(&place) && error.contains("the server cannot be reached: "), "{error}");
    assert!(error.ends_with("; tried again for 300ms (param `retry_for`)"), "{error}");
    let refused = open_error(server.config()).await;
    let place =
        format!("connector `Log` cannot connect to `nats://127.0.0.1:{}` (type `nats`): ", server.port);
    assert!(refused.starts_with(&format!("{place}the server cannot be reached: ")), "{refused}");
}

#[tokio::test]
async fn an_idle_connection_that_was_lost_is_made_anew() {
    let mut server = OwnServer::start("");
    let connectors = with(server.config());
    let topic = topic(&connectors).await;
    topic.send(&batch(0)).await.unwrap();
    server.kill_and_restart();
    topic.send(&batch(1)).await.unwrap();
    assert_eq!(ids(&connectors, "rows").await, (0..1_000).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_second_address_is_used_when_the_first_does_not_answer() {
    let (mut gone, server) = (OwnServer::start(""), OwnServer::start(""));
    gone.kill();
    let address = format!("127.0.0.1:{},127.0.0.1:{}", gone.port, server.port);
    let config = ConnectorConfig::new("nats", address).key("rows").param("create", "true");
    let connectors = with(config);
    topic(&connectors).await.send(&batch(0)).await.unwrap();
    assert_eq!(ids(&connectors, "rows").await.len(), 500);
}

/// How many rows an error says are in the stream.
fn written(error: &str) -> u64 {
    let (_, after) = error.split_once("`): ").unwrap();
    after.split(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_full_stream_says_which_row_and_how_many_are_there() {
    let server = OwnServer::start("");
    let connectors = with(server.config());
    make(&connectors, Config { max_bytes: 1 << 20, discard: DiscardPolicy::New, ..Config::default() }).await;
    let topic = topic(&connectors).await;
    let mut rows: Vec<_> = (0..8_000).map(|id| student(id, &"x".repeat(500))).collect();
    let error = topic.send(&rows).await.unwrap_err().to_string();
    let count = state(&connectors, "rows").await.messages;
    assert!(count > 0 && count < 8_000, "{count}");
    assert_eq!(written(&error), count, "{error}");
    let refused = format!(
        " of 8000 rows are in the stream; sending all of them again makes these be there twice: row {} was refused \
         because the stream or the server's storage is full: raise the limit, or let the stream discard old messages: \
         maximum bytes exceeded",
        count + 1
    );
    assert!(error.contains(&refused), "{error}");
    rows.truncate(1);
    let error = topic.send(&rows).await.unwrap_err().to_string();
    assert!(
        error.contains("`): row 1 was refused because the stream or the server's storage is full"),
        "{error}"
    );
}

#[tokio::test]
async fn rows_after_a_refused_one_are_counted_too() {
    let server = OwnServer::start("");
    let connectors = with(server.config());
    make(&connectors, Config { max_message_size: 1_000, ..Config::default() }).await;
    let rows = [student(1, "a"), student(2, &"x".repeat(1_000)), student(3, "c"), student(4, "d")];
    let error = topic(&connectors).await.send(&rows).await.unwrap_err().to_string();
    assert!(error.contains("`): 3 of 4 rows are in the stream; "), "{error}");
    assert!(error.contains(": row 2 was refused: message size exceeds maximum allowed"), "{error}");
    assert_eq!(ids(&connectors, "rows").await, [1, 3, 4]);
}

#[tokio::test]
async fn a_stream_that_is_gone_is_waited_for_and_then_told() {
    let server = OwnServer::start("");
    let connectors = with(server.config().param("retry_for", "300ms"));
    let topic = topic(&connectors).await;
    jetstream(&connectors).await.delete_stream("rows").await.unwrap();
    let error = topic.send(&batch(0)).await.unwrap_err().to_string();
    let expected = "`): no stream holds the subject `rows`: add it to a stream, or let the connector make one with the \
                    param `create: true`; tried again for 300ms (param `retry_for`)";
    assert!(error.ends_with(expected), "{error}");
    let elsewhere =
        Config { name: "other".to_owned(), subjects: vec!["rows".to_owned()], ..Config::default() };
    jetstream(&connectors).await.create_stream(elsewhere).await.unwrap();
    let error = topic.send(&batch(0)).await.unwrap_err().to_string();
    assert!(error.contains("500 of 500 rows are in the stream"), "{error}");
    let moved = ": row 1 is in stream `other`, and those before went to `rows`: the subject has moved";
    assert!(error.ends_with(moved), "{error}");
}

#[tokio::test]
async fn a_row_larger_than_the_server_takes_is_refused_before_any_is_sent() {
    let server = OwnServer::start("max_payload: 10KB");
    let connectors = with(server.config());
    let topic = topic(&connectors).await;
    let error =
        topic.send(&[student(1, "a"), student(2, &"x".repeat(10_200))]).await.unwrap_err().to_string();
    assert_eq!(
        error,
        "row 2 of `Student` cannot be written to connector `Log`: its message is of 10276 bytes, and the server takes up \
         to 10240 (`max_payload`): raise that, or send less in a row"
    );
    assert_eq!(state(&connectors, "rows").await.messages, 0);
    // The largest that fits, to the byte.
    topic.send(&[student(1, &"x".repeat(10_164))]).await.unwrap();
    let error = topic.send(&[student(1, &"x".repeat(10_165))]).await.unwrap_err().to_string();
    assert!(error.contains("its message is of 10241 bytes"), "{error}");
}

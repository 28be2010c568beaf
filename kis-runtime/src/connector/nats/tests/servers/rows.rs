//! Every value comes back exactly, or is refused; every row is there once.

use proptest::test_runner::{Config, TestRunner};

use super::super::{config, messages};
use super::{batch, ids, jetstream, topic, with};
use crate::connector::Nats;
use crate::connector::tests::round_trip::everything;
use crate::connector::tests::rows::{Everything, Student, student};

#[test]
fn every_row_comes_back_as_it_was_or_is_refused() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = config();
    let subject = config.key_or("").to_owned();
    let connectors = with(config);
    let topic = runtime.block_on(connectors.topic::<Everything>("Log")).unwrap();
    let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
    let mut sent = std::cell::RefCell::new(Vec::new());
    let result = runner.run(&proptest::collection::vec(everything(), 1..5), |rows| {
        match runtime.block_on(topic.send(&rows)) {
            Ok(()) => sent.borrow_mut().extend(rows),
            Err(error) => {
                let error = error.to_string();
                proptest::prop_assert!(error.contains("JSON has no number for `"), "{}", error);
            }
        }
        Ok(())
    });
    result.unwrap();
    let client = runtime.block_on(connectors.client::<Nats>("Log")).unwrap();
    let messages = runtime.block_on(messages(&client, &subject));
    let found: Vec<Everything> =
        messages.iter().map(|message| serde_json::from_slice(message).unwrap()).collect();
    assert!(found.len() > 200);
    assert_eq!(format!("{found:?}"), format!("{:?}", sent.get_mut()));
}

#[tokio::test]
async fn a_message_is_the_json_of_its_row_with_an_id() {
    let config = config();
    let subject = config.key_or("").to_owned();
    let connectors = with(config);
    topic(&connectors).await.send(&[student(101, "Ann\0")]).await.unwrap();
    let stream = jetstream(&connectors).await.get_stream(subject).await.unwrap();
    let message = stream.get_raw_message(1).await.unwrap();
    assert_eq!(message.payload, r#"{"id":101,"name":"Ann\u0000","score":null}"#);
    assert!(message.headers.get("Nats-Msg-Id").is_some_and(|id| id.as_str().ends_with("-0")));
}

#[tokio::test]
async fn equal_rows_are_kept_in_a_call_and_in_two() {
    let config = config();
    let subject = config.key_or("").to_owned();
    let connectors = with(config.clone());
    let twice = [student(1, "a"), student(1, "a")];
    topic(&connectors).await.send(&twice).await.unwrap();
    topic(&connectors).await.send(&twice).await.unwrap();
    topic(&with(config)).await.send(&twice).await.unwrap();
    assert_eq!(ids(&connectors, &subject).await, [1; 6]);
}

#[tokio::test]
async fn many_senders_of_large_calls_do_not_wait_for_each_other_for_ever() {
    let config = config();
    let subject = config.key_or("").to_owned();
    let connectors = with(config);
    let topic = connectors.topic::<Student>("Log").await.unwrap();
    let senders: Vec<_> = (0..4)
        .map(|sender| {
            let topic = topic.clone();
            let rows: Vec<_> = (sender * 20..(sender + 1) * 20).flat_map(batch).collect();
            tokio::spawn(async move { topic.send(&rows).await })
        })
        .collect();
    for sender in senders {
        sender.await.unwrap().unwrap();
    }
    let ids = ids(&connectors, &subject).await;
    assert_eq!(ids.len(), 40_000);
    for sender in 0..4 {
        let own = ids.iter().filter(|id| **id / 10_000 == sender);
        assert!(own.copied().eq(sender * 10_000..(sender + 1) * 10_000));
    }
}

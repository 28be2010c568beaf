//! Against the server that all tests share.

mod faults;
mod own;
#[cfg(feature = "kafka-ssl")]
mod secure;
mod types;

use std::collections::BTreeMap;

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use serde::Serialize;

use super::{config, sent};
use crate::connector::tests::rows::{Student, field, key, student};
use crate::connector::{ConnectorConfig, Connectors, Kafka};
use crate::{FieldKind, Fields, Row};

fn with(config: ConnectorConfig) -> Connectors {
    Connectors::new().with("Log", config)
}

#[derive(Serialize)]
struct Word {
    word: String,
}

impl Row for Word {
    const NAME: &'static str = "Word";
    const FIELDS: Fields = Fields::Named(&[key("word", FieldKind::Text)]);
}

#[derive(Serialize)]
struct Note {
    text: String,
}

impl Row for Note {
    const NAME: &'static str = "Note";
    const FIELDS: Fields = Fields::Named(&[field("text", FieldKind::Text)]);
}

/// What Kafka's own tests of its Java client say that the hash of these keys is (`UtilsTest.testMurmur2`).
const MURMUR2: [(&str, i32); 6] = [
    ("21", -973_932_308),
    ("foobar", -790_332_482),
    ("a-little-bit-long-string", -985_981_536),
    ("a-little-bit-longer-string", -1_486_304_829),
    ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
    ("abc", 479_470_107),
];

#[tokio::test]
async fn a_row_is_its_json_under_its_key_in_the_partition_that_java_clients_choose() {
    let connectors = with(config().param("partitions", "12"));
    let rows: Vec<_> = MURMUR2.iter().map(|(word, _)| Word { word: (*word).to_owned() }).collect();
    connectors.topic::<Word>("Log").await.unwrap().send(&rows).await.unwrap();
    let sent = sent(&connectors, "Log").await;
    let found: BTreeMap<_, _> = sent.into_iter().map(|sent| (sent.key.clone().unwrap(), sent)).collect();
    assert_eq!(found.len(), 6);
    for (word, hash) in MURMUR2 {
        let sent = &found[word.as_bytes()];
        assert_eq!(sent.partition, (hash & i32::MAX) % 12, "{word}");
        assert_eq!(sent.value, format!(r#"{{"word":"{word}"}}"#).into_bytes());
    }
}

#[tokio::test]
async fn rows_without_a_key_have_none() {
    let connectors = with(config());
    let rows = [Note { text: "a".to_owned() }, Note { text: "b".to_owned() }];
    connectors.topic::<Note>("Log").await.unwrap().send(&rows).await.unwrap();
    assert!(sent(&connectors, "Log").await.iter().all(|sent| sent.key.is_none()));
}

#[tokio::test]
async fn a_topic_that_is_not_there_is_an_error_and_is_not_made_by_asking() {
    // These brokers would make it for any client that does not say that they should not.
    let config = config();
    let missing = ConnectorConfig::new("kafka", config.address()).key(config.key_or(""));
    for _ in 0..2 {
        let error = with(missing.clone()).topic::<Student>("Log").await.unwrap_err().to_string();
        let topic = config.key_or("");
        assert!(
            error.ends_with(&format!(
                "): the topic `{topic}` is not there: create it, or have it created with the param `create: true`"
            )),
            "{error}"
        );
    }
    with(config.clone()).topic::<Student>("Log").await.unwrap();
    with(config).topic::<Student>("Log").await.unwrap().send(&[student(1, "a")]).await.unwrap();
    with(missing).topic::<Student>("Log").await.unwrap();
}

#[tokio::test]
async fn a_topic_that_the_brokers_refuse_to_create_says_why() {
    let error =
        with(config().param("replication", "7")).topic::<Student>("Log").await.unwrap_err().to_string();
    assert!(error.contains("` cannot be created: ") && error.contains("replication"), "{error}");
}

#[tokio::test]
async fn a_row_that_the_topic_does_not_take_is_told_with_what_is_delivered() {
    let config = config();
    let topic = config.key_or("").to_owned();
    let connectors =
        with(ConnectorConfig::new("kafka", config.address()).key("unused").param("create", "true"));
    let kafka = connectors.client::<Kafka>("Log").await.unwrap();
    let admin: AdminClient<DefaultClientContext> = kafka.client_config().create().unwrap();
    let small = NewTopic::new(&topic, 1, TopicReplication::Fixed(1)).set("max.message.bytes", "1000");
    admin.create_topics([&small], &AdminOptions::new()).await.unwrap()[0].as_ref().unwrap();
    let connectors = with(config);
    let log = connectors.topic::<Student>("Log").await.unwrap();
    log.send(&[student(1, "a")]).await.unwrap();
    let error = log.send(&[student(2, &"x".repeat(2_000))]).await.unwrap_err().to_string();
    let reason = format!(
        "): a row is larger than the topic `{topic}` takes: raise its `max.message.bytes`, or lower the param \
         `max_message_bytes`"
    );
    assert!(error.ends_with(&reason), "{error}");
    assert_eq!(sent(&connectors, "Log").await.len(), 1);
}

#[tokio::test]
async fn a_call_may_be_larger_than_the_queue() {
    let connectors = with(config().param("max_message_bytes", "1000000").param("compression", "lz4"));
    let rows: Vec<_> = (0..150_000).map(|id| student(id, &"x".repeat(600))).collect();
    connectors.topic::<Student>("Log").await.unwrap().send(&rows).await.unwrap();
    let sent = sent(&connectors, "Log").await;
    assert_eq!(sent.len(), 150_000);
    assert!((0..).zip(&sent).all(|(id, sent)| sent.key.as_deref() == Some(format!("{id}").as_bytes())));
}

//! What becomes of rows when brokers answer with errors, as librdkafka's stand-ins for brokers do when they are told.

use std::time::Duration;

use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};

use super::sent;
use crate::connector::tests::rows::{Student, student};
use crate::connector::{ConnectorConfig, Connectors, Topic};

type Brokers = MockCluster<'static, DefaultProducerContext>;

async fn topic() -> (Brokers, Connectors, Topic<Student>) {
    let brokers = MockCluster::new(1).unwrap();
    brokers.create_topic("log", 1, 1).unwrap();
    let config = ConnectorConfig::new("kafka", brokers.bootstrap_servers()).key("log");
    let connectors = Connectors::new().with("Log", config.param("retry_for", "20s"));
    let topic = connectors.topic("Log").await.unwrap();
    (brokers, connectors, topic)
}

async fn ids(connectors: &Connectors) -> Vec<i64> {
    let sent = sent(connectors, "Log").await;
    sent.iter().map(|message| serde_json::from_slice::<Student>(&message.value).unwrap().id).collect()
}

fn students(count: i64) -> Vec<Student> {
    (0..count).map(|id| student(id, "x")).collect()
}

#[tokio::test]
async fn what_may_pass_is_sent_again_and_written_once() {
    let (brokers, connectors, topic) = topic().await;
    let passing = [
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
    ];
    brokers.request_errors(RDKafkaApiKey::Produce, &passing);
    topic.send(&students(100)).await.unwrap();
    assert_eq!(ids(&connectors).await, (0..100).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_topic_that_goes_while_rows_are_on_their_way_is_told() {
    let (brokers, _connectors, topic) = topic().await;
    topic.send(&students(1)).await.unwrap();
    brokers.topic_error("log", RDKafkaRespErr::RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART).unwrap();
    // The rows are sent again, and the producer asks for the topic; mostly its answer comes while they are on their way.
    brokers
        .request_errors(RDKafkaApiKey::Produce, &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR; 20]);
    brokers.broker_round_trip_time(1, Duration::from_millis(1_000)).unwrap();
    let error = topic.send(&students(2)).await.unwrap_err().to_string();
    assert!(error.ends_with(": the topic `log` is not there any more"), "{error}");
}

#[tokio::test]
async fn a_missing_right_is_an_error_at_once() {
    let (brokers, connectors, topic) = topic().await;
    let forbidden = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED];
    brokers.request_errors(RDKafkaApiKey::Produce, &forbidden);
    let error = topic.send(&students(1)).await.unwrap_err().to_string();
    assert!(error.ends_with("): this client may not write to the topic `log`"), "{error}");
    assert_eq!(ids(&connectors).await, [0; 0]);
}

#[tokio::test]
async fn after_brokers_and_producer_disagree_the_next_call_has_a_new_producer() {
    let (brokers, connectors, topic) = topic().await;
    topic.send(&students(1)).await.unwrap();
    let disagree = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER];
    brokers.request_errors(RDKafkaApiKey::Produce, &disagree);
    let error = topic.send(&students(2)).await.unwrap_err().to_string();
    let said = "2 of 2 rows may be delivered; sending all of them again may make these be there twice: \
                the producer cannot go on (";
    assert!(error.contains(said), "{error}");
    assert!(error.ends_with("; the next call has a new one"), "{error}");
    topic.send(&students(3)).await.unwrap();
    assert_eq!(ids(&connectors).await, [0, 0, 1, 2]);
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_the_connector_as_good_as_before() {
    let (_brokers, connectors, topic) = topic().await;
    let dropped = tokio::time::timeout(Duration::ZERO, topic.send(&students(10))).await;
    assert!(dropped.is_err());
    topic.send(&[student(100, "x")]).await.unwrap();
    let ids = ids(&connectors).await;
    assert_eq!(ids.last(), Some(&100), "{ids:?}");
}

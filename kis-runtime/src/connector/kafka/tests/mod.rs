//! What only Kafka does. The tests of `servers` need one.

mod answers;
mod security;
mod servers;
mod settings;

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::{Message, Offset, TopicPartitionList};

use crate::connector::{ConnectorConfig, Connectors, Kafka};

/// The server that tests share, with a topic that no other test has.
pub(crate) fn config() -> ConnectorConfig {
    crate::connector::tests::servers::config("kafka")
        .param("create", "true")
        .param("partitions", "1")
        .param("replication", "1")
        .param("max_message_bytes", "20000000")
}

/// A message as it was read: partition, key and value.
#[derive(Debug, PartialEq)]
pub(crate) struct Sent {
    pub(crate) partition: i32,
    pub(crate) key: Option<Vec<u8>>,
    pub(crate) value: Vec<u8>,
}

/// All messages of the topic, those of each partition in order.
pub(crate) async fn sent(connectors: &Connectors, connector: &str) -> Vec<Sent> {
    let kafka = connectors.client::<Kafka>(connector).await.unwrap();
    tokio::task::spawn_blocking(move || read(&kafka)).await.unwrap()
}

fn read(kafka: &Kafka) -> Vec<Sent> {
    const PATIENCE: Duration = Duration::from_secs(20);
    let deadline = Instant::now() + PATIENCE;
    let mut config = kafka.client_config();
    let consumer: BaseConsumer =
        config.set("group.id", "tests").set("enable.auto.commit", "false").create().unwrap();
    let topic = kafka.topic();
    let metadata = consumer.fetch_metadata(Some(topic), PATIENCE).unwrap();
    let mut from = TopicPartitionList::new();
    let mut left = 0;
    for partition in metadata.topics()[0].partitions() {
        let (first, end) = loop {
            match consumer.fetch_watermarks(topic, partition.id(), PATIENCE) {
                Ok(marks) => break marks,
                // A broker that has just started may not know the partition yet.
                Err(error) => assert!(Instant::now() < deadline, "{error}"),
            }
            std::thread::sleep(Duration::from_millis(50));
        };
        left += end - first;
        from.add_partition_offset(topic, partition.id(), Offset::Offset(first)).unwrap();
    }
    consumer.assign(&from).unwrap();
    let mut sent = Vec::new();
    while left > 0 {
        let message = consumer.poll(PATIENCE).expect("messages are left").unwrap();
        left -= 1;
        sent.push(Sent {
            partition: message.partition(),
            key: message.key().map(<[u8]>::to_vec),
            value: message.payload().unwrap_or_default().to_vec(),
        });
    }
    sent
}

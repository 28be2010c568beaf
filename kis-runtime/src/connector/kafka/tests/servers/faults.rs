//! What happens to rows when the broker fails.

use std::collections::BTreeMap;

use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::DefaultClientContext;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::super::sent;
use super::own::OwnBroker;
use crate::connector::tests::rows::{I64, field, key};
use crate::connector::{ConnectorConfig, Connectors, Kafka, Topic};
use crate::{Fields, Row};

/// Number `number` of those with the key `key`.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
struct Step {
    key: i64,
    number: i64,
}

impl Row for Step {
    const NAME: &'static str = "Step";
    const FIELDS: Fields = Fields::Named(&[key("key", I64), field("number", I64)]);
}

const KEYS: i64 = 50;

/// Ten steps of each key.
fn batch(number: i64) -> Vec<Step> {
    let steps = number * 10..(number + 1) * 10;
    steps.flat_map(|number| (0..KEYS).map(move |key| Step { key, number })).collect()
}

fn with(config: ConnectorConfig) -> Connectors {
    Connectors::new().with("Log", config)
}

async fn topic(config: ConnectorConfig) -> Topic<Step> {
    with(config).topic("Log").await.unwrap()
}

async fn connect_error(config: ConnectorConfig) -> String {
    with(config).topic::<Step>("Log").await.unwrap_err().to_string()
}

/// The steps of each key, in the order of its partition.
async fn steps(config: ConnectorConfig) -> BTreeMap<i64, Vec<i64>> {
    let mut steps = BTreeMap::<_, Vec<_>>::new();
    for message in sent(&with(config), "Log").await {
        let step: Step = serde_json::from_slice(&message.value).unwrap();
        assert_eq!(message.key.unwrap(), step.key.to_string().into_bytes());
        steps.entry(step.key).or_default().push(step.number);
    }
    steps
}

/// The broker is one for all cases, because it takes seconds to start.
#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_the_broker_has_its_outcome() {
    let mut broker = tokio::task::spawn_blocking(OwnBroker::start).await.unwrap();
    a_kill_in_the_middle_loses_and_doubles_no_row_and_keeps_the_order(&mut broker).await;
    a_hanging_broker_is_an_error_in_time_or_waited_for(&broker).await;
    a_topic_that_is_deleted_is_an_error(&broker).await;
    a_full_disk_is_waited_for_and_loses_no_row(&mut broker).await;
    a_broker_that_is_gone_is_an_error_after_retry_for(&mut broker).await;
}

async fn a_kill_in_the_middle_loses_and_doubles_no_row_and_keeps_the_order(broker: &mut OwnBroker) {
    let config = broker.config("killed").param("partitions", "3").param("retry_for", "1m");
    let topic = topic(config.clone()).await;
    let (progress, mut done) = mpsc::unbounded_channel();
    let sender = tokio::spawn(async move {
        for number in 0..40 {
            topic.send(&batch(number)).await.unwrap();
            progress.send(number).unwrap();
        }
    });
    while done.recv().await.unwrap() < 15 {}
    broker.kill();
    broker.start_again();
    sender.await.unwrap();
    let steps = steps(config).await;
    assert!(steps.keys().copied().eq(0..KEYS));
    for (key, found) in steps {
        assert!(found.iter().copied().eq(0..400), "key {key}: {found:?}");
    }
}

async fn a_hanging_broker_is_an_error_in_time_or_waited_for(broker: &OwnBroker) {
    let patient = broker.config("hung").param("retry_for", "1m").param("response_timeout", "1s");
    let hasty = broker.config("hasty").param("retry_for", "700ms");
    let (waiting, refused) = (topic(patient.clone()).await, topic(hasty.clone()).await);
    waiting.send(&batch(0)).await.unwrap();
    send_at_last(&refused, 0).await;
    broker.hang();
    let waiting = tokio::spawn(async move { waiting.send(&batch(1)).await });
    let error = refused.send(&batch(1)).await.unwrap_err().to_string();
    let unsure = "500 of 500 rows may be delivered; sending all of them again may make these be there twice";
    let no_answer = "the brokers did not acknowledge within 700ms (param `retry_for`)";
    let at = format!("send failed at connector `Log` (type `kafka`, `{}`): ", broker.address());
    assert!(error.starts_with(&format!("{at}{unsure}: {no_answer}")), "{error}");
    let late = connect_error(hasty.clone().param("connect_timeout", "500ms")).await;
    assert!(late.contains(" within 500ms: is it the right server"), "{late}");
    // Long enough for a request to have been given up and sent again.
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    assert!(!waiting.is_finished());
    broker.go_on();
    waiting.await.unwrap().unwrap();
    for found in steps(patient).await.into_values() {
        assert!(found.iter().copied().eq(0..20), "{found:?}");
    }
    send_at_last(&refused, 2).await;
    for found in steps(hasty).await.into_values() {
        assert!(found.ends_with(&(20..30).collect::<Vec<_>>()), "{found:?}");
    }
}

/// With a short `retry_for` it may take more than one call: the producer has to connect and to ask for its number first.
async fn send_at_last(topic: &Topic<Step>, number: i64) {
    let mut tries = 0;
    while let Err(error) = topic.send(&batch(number)).await {
        tries += 1;
        assert!(tries < 20, "{error}");
    }
}

async fn a_topic_that_is_deleted_is_an_error(broker: &OwnBroker) {
    let connectors = with(broker.config("deleted").param("retry_for", "20s"));
    let topic = connectors.topic::<Step>("Log").await.unwrap();
    topic.send(&batch(0)).await.unwrap();
    let kafka = connectors.client::<Kafka>("Log").await.unwrap();
    let admin: AdminClient<DefaultClientContext> = kafka.client_config().create().unwrap();
    admin.delete_topics(&["deleted"], &AdminOptions::new()).await.unwrap()[0].as_ref().unwrap();
    // The broker answers before it has deleted it, and may take some rows more.
    let mut sends = 0;
    let error = loop {
        sends += 1;
        assert!(sends < 1_000, "it takes rows for ever");
        if let Err(error) = topic.send(&batch(sends)).await {
            break error.to_string();
        }
    };
    assert!(error.ends_with(": the topic `deleted` is not there any more"), "{error}");
    let missing = connect_error(broker.config("deleted").param("create", "false")).await;
    assert!(missing.contains("the topic `deleted` is not there: create it"), "{missing}");
    tokio::task::spawn_blocking(move || drop(admin)).await.unwrap();
}

async fn a_full_disk_is_waited_for_and_loses_no_row(broker: &mut OwnBroker) {
    let config = broker.config("full").param("retry_for", "1m");
    let topic = topic(config.clone()).await;
    broker.limit_files(2 << 20);
    let sender = tokio::spawn(async move {
        for number in 0..300 {
            topic.send(&batch(number)).await.unwrap();
        }
    });
    broker.ended().await;
    assert!(!sender.is_finished());
    broker.start_again();
    sender.await.unwrap();
    for (key, found) in steps(config).await {
        assert!(found.iter().copied().eq(0..3_000), "key {key}: {} steps", found.len());
    }
}

async fn a_broker_that_is_gone_is_an_error_after_retry_for(broker: &mut OwnBroker) {
    let config = broker.config("gone").param("retry_for", "2s");
    let topic = topic(config.clone()).await;
    send_at_last(&topic, 0).await;
    broker.kill();
    let error = topic.send(&batch(1)).await.unwrap_err().to_string();
    assert!(error.contains("the brokers did not acknowledge within 2s (param `retry_for`)"), "{error}");
    assert!(error.contains("Connection refused"), "{error}");
    let refused = connect_error(config).await;
    let place = format!("connector `Log` cannot connect to `{}` (type `kafka`): ", broker.address());
    assert!(refused.starts_with(&format!("{place}no broker can be reached: ")), "{refused}");
    assert!(refused.contains("Connection refused"), "{refused}");
}

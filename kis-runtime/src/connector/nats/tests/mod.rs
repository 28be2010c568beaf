//! What only NATS does. The tests of `servers` need one.

mod servers;

use async_nats::jetstream::consumer::push;
use bytes::Bytes;
use futures_util::StreamExt;
use serde_json::Value;

use crate::connector::{ConnectorConfig, Nats};

/// The server that tests share, with a subject that no other test has, and a stream for it.
pub(crate) fn config() -> ConnectorConfig {
    crate::connector::tests::servers::config("nats").param("create", "true")
}

/// What the stream of a subject holds, in its order.
pub(crate) async fn held(client: &Nats, subject: &str) -> Vec<Value> {
    messages(client, subject).await.iter().map(|message| serde_json::from_slice(message).unwrap()).collect()
}

async fn messages(client: &Nats, subject: &str) -> Vec<Bytes> {
    let jetstream = client.jetstream().await.unwrap();
    let name = jetstream.stream_by_subject(subject).await.unwrap();
    let stream = jetstream.get_stream(name).await.unwrap();
    let count = stream.cached_info().state.messages as usize;
    if count == 0 {
        return Vec::new();
    }
    let deliver_subject = jetstream.client().new_inbox();
    let ordered = push::OrderedConfig { deliver_subject, ..Default::default() };
    let messages = stream.create_consumer(ordered).await.unwrap().messages().await.unwrap();
    let payloads = messages.take(count).map(|message| {
        let message = message.unwrap();
        assert_eq!(message.subject.as_str(), subject);
        message.message.payload
    });
    payloads.collect().await
}

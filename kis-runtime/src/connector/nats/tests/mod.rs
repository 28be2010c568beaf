//! What only NATS does. The tests of `servers` need one.

use serde_json::Value;

use crate::connector::{ConnectorConfig, Nats};

/// The server that tests share, with a subject that no other test has, and a stream for it.
pub(crate) fn config() -> ConnectorConfig {
    crate::connector::tests::servers::config("nats").param("create", "true")
}

/// What the stream of a subject holds, in its order.
pub(crate) async fn held(client: &Nats, subject: &str) -> Vec<Value> {
    let jetstream = client.jetstream().await.unwrap();
    let name = jetstream.stream_by_subject(subject).await.unwrap();
    let stream = jetstream.get_stream(name).await.unwrap();
    let state = &stream.cached_info().state;
    let mut rows = Vec::new();
    for sequence in state.first_sequence.max(1)..=state.last_sequence {
        let message = stream.get_raw_message(sequence).await.unwrap();
        assert_eq!(message.subject.as_str(), subject);
        rows.push(serde_json::from_slice(&message.payload).unwrap());
    }
    rows
}

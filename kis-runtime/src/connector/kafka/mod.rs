//! The `kafka` connector: rows appended to a topic of Apache Kafka.
//!
//! `addrs` is `[user:password@]host[:port]`, or several, separated by commas: nodes of one cluster, through which the
//! others are found; without a port it is 9092. `key` is the topic. The client is librdkafka, which is compiled in; it
//! is tested with Kafka 4.1.
//!
//! # TLS and logins
//!
//! They need the feature `kafka-ssl`. Without the param `security` the listener must be a `PLAINTEXT` one, in a network
//! that is trusted.
//!
//! | `security` | TLS | login | |
//! | --- | --- | --- | --- |
//! | `plaintext` | no | no | |
//! | `ssl` | yes | no | `tls_ca` |
//! | `sasl_ssl` | yes | yes | `tls_ca`, `sasl` |
//! | `sasl_plaintext` | no | yes | `sasl`, but not `plain`: that would send the password in clear |
//!
//! In TLS the broker's certificate is verified, and that it is for the broker's name, as the address or the brokers'
//! `advertised.listeners` have it. Trusted are the authorities of the PEM file `tls_ca`; without it those of the
//! system, or of the variables `SSL_CERT_FILE` and `SSL_CERT_DIR`. There are no certificates of clients.
//!
//! With a login the address has the user and the password, once or the same at each broker; `%`, `:`, `@` and `,` in
//! them are percent-encoded. A certificate that is not trusted and a login that is refused are errors when the
//! connector connects. When that happens later, rows wait for `retry_for`, and the error of the call says why.
//!
//! ```
//! use kis_runtime::connector::ConnectorConfig;
//!
//! let config = ConnectorConfig::new("kafka", "billing:pa%25ss@kafka.example:9093")
//!     .key("orders")
//!     .param("security", "sasl_ssl")
//!     .param("sasl", "scram-sha-512");
//! assert!(!format!("{config:?}").contains("pa%25ss"));
//! ```
//!
//! OpenSSL is the system's, found by pkg-config (on Debian: `libssl-dev` and `pkg-config`). A program that wants it
//! compiled in adds `openssl-sys = { version = "0.9", features = ["vendored"] }` to its own dependencies; that needs
//! perl, and takes minutes.
//!
//! # Messages
//!
//! Each row is a message: its value is the row's JSON, as serde writes it, and its key is made of the fields marked
//! `#[row(key)]`. Rows without such fields have no key.
//!
//! - Dates, times and decimal numbers have one text each, in key and value: a timestamp is in UTC.
//! - Text and bytes of a key stand as they are, numbers in decimal, booleans as `true` and `false`. A part whose kind
//!   the row type does not tell is JSON, unless it is text that could not be read as JSON: that stands as it is.
//! - The parts of a key of several are joined by `:`; in them `:` is written `%3A`, and `%` is written `%25`. A part
//!   that is `None` is written `%`. A key of one part that is `None` is no key.
//!
//! The partition is chosen from the key as Kafka's Java clients do (`murmur2_random`), so that both put a key into
//! the same one. Rows of one key are in their partition in the order in which they were sent; rows without a key go
//! to any.
//!
//! JSON has no value for not-a-number and the infinities: such a row is refused, and with it the whole call, before
//! anything is sent. So is a row whose message is larger than `max_message_bytes`.
//!
//! # Params
//!
//! | param | default | what it is |
//! | --- | --- | --- |
//! | `create` | `false` | creates the topic if it is not there; otherwise that is an error when the connector connects |
//! | `partitions`, `replication` | the brokers' | those of the topic that is created |
//! | `max_message_bytes` | `1000000` | of key and value; a topic that is created takes so much too, any other must |
//! | `compression` | `none` | or `lz4`, `snappy` |
//! | `linger` | `5ms` | how long a batch that is not full waits for more rows |
//! | `retry_for` | `30s` | how long a row may take until it is acknowledged, with all that is tried again meanwhile |
//! | `response_timeout` | `10s` | how long one answer may take |
//! | `connect_timeout` | `10s` | how long connecting may take |
//! | `security` | `plaintext` | or `ssl`, `sasl_ssl`, `sasl_plaintext`: Kafka's `security.protocol` |
//! | `sasl` | | how to log in: `plain`, `scram-sha-256`, `scram-sha-512` |
//! | `tls_ca` | the system's | a file of the authorities that are trusted |
//!
//! # Calls
//!
//! `send` queues the messages and returns when all in-sync replicas have acknowledged each (`acks=all`). The queue is
//! one for the connector: 100,000 messages or 64 MiB, or twice `max_message_bytes`; a call waits while it is full. A
//! call whose future is dropped leaves in the queue what it has queued.
//!
//! The producer is idempotent: what librdkafka sends again, because an answer was lost, is written once and in order.
//! A call that fails says how many rows are delivered, and how many others may be; when the caller repeats it, these
//! rows are there twice, because that is news to Kafka: at least once. Rows behind one that failed may be there.
//!
//! # When the brokers fail
//!
//! Lost connections, changes of leader, brokers that are down and too few replicas are waited for, with pauses that
//! double from 50 ms to 1 s for connections and from 100 ms to 1 s for requests, each with a random part, until a row
//! has waited for `retry_for`. A topic that is deleted, missing rights, and a row larger than the topic takes fail as
//! soon as the brokers say so, and so does the first connection of all. After an error that is fatal to a producer,
//! because the brokers disagree about what it has sent, the next call has a new one.
//!
//! The counter `connector_retries` (`operation` is `send`) counts messages that were sent again, not requests, which
//! librdkafka does not count. It is brought up to date each second; what fails before it was ever sent may hide some.
//! The logs of librdkafka go to `tracing`.

mod address;
mod batch;
mod client;
mod events;
mod fault;
mod messages;
mod security;
mod settings;
#[cfg(test)]
pub(crate) mod tests;
mod topic;

use std::any::Any;
use std::sync::Arc;

use super::config::ConnectorConfig;
use super::contract::Connector;
use super::engine::TopicEngine;
use super::table::Table;
use crate::Result;
pub use client::Kafka;
use settings::Settings;
use topic::KafkaTopic;

/// The connector type `kafka`.
pub(super) struct KafkaConnector(Arc<Kafka>);

impl Connector for KafkaConnector {
    const TYPE: &'static str = "kafka";
    const PARAMS: &'static [&'static str] = Settings::PARAMS;

    async fn connect(name: &str, config: &ConnectorConfig) -> Result<Self> {
        Ok(KafkaConnector(Arc::new(Kafka::connect(name, config).await?)))
    }

    async fn topic(&self, table: &Table) -> Result<Arc<dyn TopicEngine>> {
        Ok(Arc::new(KafkaTopic::new(Arc::clone(&self.0), table)?))
    }

    fn client(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(self.0.clone())
    }
}

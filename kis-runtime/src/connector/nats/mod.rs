//! The `nats` connector: rows published to a subject that a stream of JetStream holds.
//!
//! `addrs` is `nats://[user:password@]host[:port]`, `nats://token@host[:port]`, or just `host:port`; `%` and what it
//! stands for in URLs must be percent-encoded in passwords. Several addresses, separated by commas, are nodes of one
//! cluster, tried in order. With `tls://` the server is spoken to in TLS, and must be one whose certificate the system
//! trusts, or an authority of the PEM file that the param `tls_ca` names. NATS 2.9 or newer.
//!
//! | param | default | |
//! | --- | --- | --- |
//! | `create` | `false` | whether a stream is made when none holds the subject |
//! | `stream` | | the stream that must hold the subject, or is made |
//! | `max_age` | for ever | how long a stream that is made keeps its messages |
//! | `response_timeout` | `5s` | how long an acknowledgement may take |
//! | `retry_for` | `15s` | how long a call tries again |
//! | `tls_ca` | the system's | a file of the authorities that are trusted |
//!
//! # The stream
//!
//! `key` is the subject. A stream must hold it, by that name or by one with wildcards; the first handle on the
//! connector looks for it. With `create: true` one is made when there is none: it holds this subject alone, in files,
//! in one copy, and is called as `stream` says, or like the subject, with `_` for all but ASCII letters, digits and
//! `-`: the subject `orders.eu` makes the stream `orders_eu`. A stream that is there already stays as it is. For copies
//! and limits, make the stream with NATS's own tools.
//!
//! # Messages
//!
//! Each row is a message, its JSON as serde writes it. What JSON has no value for is refused, and so is a message
//! larger than the server's `max_payload` (1 MiB, unless it is told otherwise), with the row and the size, before
//! anything is sent.
//!
//! `send` has up to 4,096 rows or about 8 MiB on their way at a time, and returns when the stream has acknowledged all.
//! Each message has an id of its own (`Nats-Msg-Id`): what is sent again in a call is in the stream once, because the
//! stream knows the ids of the last two minutes (`duplicate_window`; one that is too short for the params is refused at
//! the first handle). Equal rows are different messages, in a call as in two. So a *function* that is called again by
//! `retry_times` sends new messages, and rows that its failed call wrote are there twice.
//!
//! Rows of a call are in the stream in their order, also after a lost connection: no connection is repaired, but a new
//! one is made, and all rows from the first that is not acknowledged are sent again over it, in order. (A cluster that
//! refuses single rows for a moment may have taken later ones already.)
//!
//! When a row is refused for good, a full stream for example, the error names it and says how many rows of the call are
//! in the stream, and how many may be. Rows after the refused one may be among them.
//!
//! # When the server fails
//!
//! A lost connection, an answer that is late, a stream that is not there for a moment and a cluster that elects a
//! leader are waited for: the call tries again with pauses that double from 20 ms to 1 s, of which a random part
//! between a half and the whole is taken, until nothing has been acknowledged for `retry_for` (`0` turns it off). One
//! connection attempt may take `connect_timeout` (`10s`). A full stream, missing rights and wrong passwords fail at
//! once, and so does the first connection of all.
//!
//! What the stream acknowledged is as durable as its storage and its copies are.

mod answer;
mod batch;
mod client;
mod fault;
mod link;
mod progress;
mod settings;
mod stream;
#[cfg(test)]
pub(crate) mod tests;
mod topic;

use std::any::Any;
use std::sync::Arc;

use super::config::ConnectorConfig;
use super::contract::Connector;
use super::engine::TopicEngine;
use super::error::ConnectorError;
use super::table::Table;
use crate::Result;
pub use client::Nats;
use settings::Settings;
use topic::NatsTopic;

/// The connector type `nats`.
pub(super) struct NatsConnector {
    client: Arc<Nats>,
}

impl Connector for NatsConnector {
    const TYPE: &'static str = "nats";
    const PARAMS: &'static [&'static str] =
        &["create", "max_age", "response_timeout", "retry_for", "stream", "tls_ca"];

    async fn connect(name: &str, config: &ConnectorConfig) -> Result<Self> {
        let subject = config.key_or(name);
        stream::check_subject(subject).map_err(|reason| ConnectorError::InvalidConfig {
            connector: name.to_owned(),
            conn_type: config.conn_type().to_owned(),
            what: "the key",
            value: subject.to_owned(),
            reason,
        })?;
        let client = Arc::new(Nats::connect(name, config, Settings::of(name, config)?).await?);
        Ok(NatsConnector { client })
    }

    async fn topic(&self, table: &Table) -> Result<Arc<dyn TopicEngine>> {
        let (link, _) = self.client.live().await.map_err(|(fault, _)| fault)?;
        let stream = stream::open(&link, table.name(), &self.client.settings).await?;
        Ok(Arc::new(NatsTopic::new(Arc::clone(&self.client), table, stream)?))
    }

    fn client(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(self.client.clone())
    }
}

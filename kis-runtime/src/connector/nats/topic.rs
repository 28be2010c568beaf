//! The topic: rows published, and their acknowledgements awaited.

use std::collections::VecDeque;
use std::sync::Arc;

use async_nats::Subject;
use async_nats::jetstream::context::{PublishAckFuture, PublishError};
use async_nats::jetstream::message::PublishMessage;

use super::batch::{Batch, Messages};
use super::client::Nats;
use super::fault::{Cure, Fault};
use super::link::Link;
use crate::Result;
use crate::connector::cells::Cells;
use crate::connector::engine::{BoxFuture, TopicEngine};
use crate::connector::error::ConnectorError;
use crate::connector::table::Table;

/// How many rows of a call, and about how many bytes, are on their way at a time. Servers have queues of 10,000.
const ROWS_AT_ONCE: usize = 4_096;
const BYTES_AT_ONCE: usize = 8 << 20;

pub(super) struct NatsTopic {
    client: Arc<Nats>,
    messages: Messages,
    subject: Subject,
    stream: String,
}

/// How far a call has come.
#[derive(Default)]
struct Progress {
    /// All before this one are acknowledged.
    written: usize,
    /// All from this one on were never sent.
    sent: usize,
    /// Of those between, so many are acknowledged, and so many certainly not in the stream, as the last attempt tells.
    later: usize,
    refused: usize,
}

/// Why some rows did not go through.
enum Failed {
    /// The batch as a whole is refused.
    BadRow(ConnectorError),
    Fault(Fault, Cure),
}

impl NatsTopic {
    pub(super) fn new(client: Arc<Nats>, table: &Table, stream: String) -> Result<Self> {
        let messages = Messages::new(table)?;
        Ok(NatsTopic { client, messages, subject: table.name().into(), stream })
    }

    async fn send_all(&self, batch: &Batch, progress: &mut Progress) -> Result<()> {
        let mut patience = self.client.patience();
        loop {
            let before = progress.written;
            let (fault, cure) = match self.attempt(batch, progress).await {
                Ok(()) => return Ok(()),
                Err(Failed::BadRow(error)) => return Err(error.into()),
                Err(Failed::Fault(fault, cure)) => (fault, cure),
            };
            if progress.written > before {
                patience.renew();
            }
            patience.after(fault, cure).await?;
        }
    }

    async fn attempt(&self, batch: &Batch, progress: &mut Progress) -> Result<(), Failed> {
        let (link, number) = self.client.live().await.map_err(|(fault, cure)| Failed::Fault(fault, cure))?;
        if progress.sent == 0 {
            let limit = link.jetstream.client().max_payload();
            self.messages.check_sizes(batch, limit).map_err(Failed::BadRow)?;
        }
        let (fault, cure) = match self.publish(&link, batch, progress).await {
            Ok(()) => return Ok(()),
            Err(failed) => failed,
        };
        if cure == Cure::Reconnect {
            self.client.leave(number).await;
        }
        Err(Failed::Fault(fault, cure))
    }

    /// Publishes the rows that are not acknowledged, in order, over one connection.
    async fn publish(
        &self,
        link: &Link,
        batch: &Batch,
        progress: &mut Progress,
    ) -> Result<(), (Fault, Cure)> {
        let mut waiting: VecDeque<(PublishAckFuture, usize)> = VecDeque::new();
        let (mut next, mut bytes) = (progress.written, 0);
        (progress.later, progress.refused) = (0, 0);
        loop {
            while next < batch.len() && waiting.len() < ROWS_AT_ONCE && bytes < BYTES_AT_ONCE {
                let payload = batch.payload(next);
                let size = payload.len();
                let message = PublishMessage::build().message_id(batch.id(next)).payload(payload);
                progress.sent = progress.sent.max(next + 1);
                let sent = link.jetstream.send_publish(self.subject.clone(), message).await;
                waiting.push_back((sent.map_err(|error| self.fault(link, &error, next))?, size));
                bytes += size;
                next += 1;
            }
            let Some((acknowledgement, size)) = waiting.pop_front() else { return Ok(()) };
            bytes -= size;
            let row = progress.written;
            let failed = match acknowledgement.await {
                Ok(ack) if ack.stream == self.stream => {
                    progress.written += 1;
                    continue;
                }
                Ok(ack) => {
                    progress.later += 1;
                    let wanted = self.stream.clone();
                    (Fault::Moved { row: row + 1, found: ack.stream, wanted }, Cure::None)
                }
                Err(error) => self.fault(link, &error, row),
            };
            if matches!(failed.0, Fault::NotAllowed(_)) {
                // The server tells that once for all, and never answers.
                progress.refused = next - progress.written;
            } else if !failed.0.is_unsure() {
                progress.refused += usize::from(progress.later == 0);
                // What became of those after it, the server tells as well.
                for (row, (acknowledgement, _)) in (row + 1..).zip(waiting) {
                    match acknowledgement.await {
                        Ok(_) => progress.later += 1,
                        Err(error) if self.fault(link, &error, row).0.is_unsure() => break,
                        Err(_) => progress.refused += 1,
                    }
                }
            }
            return Err(failed);
        }
    }

    fn fault(&self, link: &Link, error: &PublishError, row: usize) -> (Fault, Cure) {
        let limit = self.client.settings.response_timeout;
        Fault::of_publish(error, row, &self.subject, limit, link.complaint())
    }
}

impl Progress {
    fn explain(&self, rows: usize, error: crate::BoxError) -> crate::BoxError {
        let written = self.written + self.later;
        let unsure = self.sent.saturating_sub(written + self.refused);
        match error.downcast::<Fault>() {
            Ok(fault) if written + unsure > 0 => Fault::Partial { written, unsure, rows, fault }.into(),
            Ok(fault) => fault,
            Err(error) => error,
        }
    }
}

impl TopicEngine for NatsTopic {
    fn send(&self, rows: Cells) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let batch = self.messages.of(&rows)?;
            drop(rows);
            let mut progress = Progress::default();
            let sent = self.send_all(&batch, &mut progress).await;
            sent.map_err(|error| progress.explain(batch.len(), error))
        })
    }
}

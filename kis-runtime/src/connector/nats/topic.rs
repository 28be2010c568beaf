//! The topic: rows published, and their acknowledgements awaited.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use async_nats::header::NATS_MESSAGE_ID;
use async_nats::{HeaderMap, Message, Subject};
use futures_util::{FutureExt, StreamExt};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::answer::Answer;
use super::batch::{Batch, Block, Messages, numbered};
use super::client::Nats;
use super::fault::{Cure, Fault};
use super::link::Link;
use super::progress::{Outcome, Progress};
use crate::Result;
use crate::connector::cells::Cells;
use crate::connector::engine::{BoxFuture, TopicEngine};
use crate::connector::error::ConnectorError;
use crate::connector::table::Table;

pub(super) struct NatsTopic {
    client: Arc<Nats>,
    messages: Messages,
    subject: Subject,
    stream: String,
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
            let before = progress.written();
            let (fault, cure) = match self.attempt(batch, progress).await {
                Ok(()) => return Ok(()),
                Err(Failed::BadRow(error)) => return Err(error.into()),
                Err(Failed::Fault(fault, cure)) => (fault, cure),
            };
            if progress.written() > before {
                patience.renew();
            }
            patience.after(fault, cure).await?;
        }
    }

    async fn attempt(&self, batch: &Batch, progress: &mut Progress) -> Result<(), Failed> {
        let (link, number) = self.client.live().await.map_err(|(fault, cure)| Failed::Fault(fault, cure))?;
        if progress.is_new() {
            let limit = link.jetstream.client().max_payload();
            self.messages.check(batch, limit).map_err(Failed::BadRow)?;
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
    ///
    /// Each names its own subject for the answer, and all of these are one subscription: that costs less than the
    /// client's futures, one for each.
    async fn publish(
        &self,
        link: &Link,
        batch: &Batch,
        progress: &mut Progress,
    ) -> Result<(), (Fault, Cure)> {
        let client = link.jetstream.client();
        let limit = self.client.settings.response_timeout;
        let lost = || (Fault::lost(link.complaint()), Cure::Reconnect);
        let late = || Fault::late(limit, link.complaint(), &self.subject);
        let inbox = client.new_inbox();
        let mut answers = client.subscribe(format!("{inbox}.*")).await.map_err(|_| lost())?;
        let row_of = |answer: &Message| answer.subject.get(inbox.len() + 1..)?.parse::<usize>().ok();
        let mut block = Block::default();
        let mut failed = None;
        progress.begin();
        loop {
            while failed.is_none() && progress.next() < batch.len() && progress.has_room() {
                let row = progress.next();
                let payload = self
                    .messages
                    .payload(batch, row, &mut block)
                    .map_err(|error| (Fault::BadRow { row: row + 1, why: error.to_string() }, Cure::None))?;
                progress.send(payload.len());
                let mut headers = HeaderMap::new();
                headers.insert(NATS_MESSAGE_ID, self.messages.id(batch, row));
                let reply = numbered(&inbox, '.', row as u64);
                let sent =
                    client.publish_with_reply_and_headers(self.subject.clone(), reply, headers, payload);
                match in_time(limit, sent).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => {
                        progress.settle(row, Outcome::Refused);
                        return Err(Fault::of_send(&error, row, link.complaint()));
                    }
                    Err(_) => return Err(late()),
                }
            }
            if !progress.is_waiting() {
                return failed.map_or(Ok(()), Err);
            }
            let mut answer = match timeout(limit, answers.next()).await {
                Ok(answer) => answer,
                Err(_) => {
                    let late = failed.unwrap_or_else(late);
                    if matches!(late.0, Fault::NotAllowed(_)) {
                        // The server says that once for all, and answers nothing.
                        progress.refuse_waiting();
                    }
                    return Err(late);
                }
            };
            loop {
                let Some(message) = answer else { return Err(failed.unwrap_or_else(lost)) };
                if let Some(row) = row_of(&message)
                    && let Err(refused) = self.read(&message, row, progress)
                {
                    failed.get_or_insert(refused);
                }
                match answers.next().now_or_never() {
                    Some(more) => answer = more,
                    None => break,
                }
            }
        }
    }

    /// What an answer says of a row.
    fn read(&self, message: &Message, row: usize, progress: &mut Progress) -> Result<(), (Fault, Cure)> {
        let ack = match Answer::of(message, row, &self.subject) {
            Ok(ack) => ack,
            Err(refused) => {
                if !refused.0.is_unsure() {
                    progress.settle(row, Outcome::Refused);
                }
                return Err(refused);
            }
        };
        if ack.stream == self.stream {
            progress.settle(row, Outcome::Written);
            return Ok(());
        }
        progress.settle(row, Outcome::Elsewhere);
        let found = ack.stream.into_owned();
        Err((Fault::Moved { row: row + 1, found, wanted: self.stream.clone() }, Cure::None))
    }
}

/// As [`timeout`], which looks at the clock even for what is ready.
async fn in_time<F: Future>(limit: Duration, future: F) -> Result<F::Output, Elapsed> {
    let mut future = pin!(future);
    match future.as_mut().now_or_never() {
        Some(output) => Ok(output),
        None => timeout(limit, future).await,
    }
}

impl TopicEngine for NatsTopic {
    fn send(&self, rows: Cells) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let batch = self.messages.batch(rows);
            let mut progress = Progress::default();
            let sent = self.send_all(&batch, &mut progress).await;
            sent.map_err(|error| progress.explain(batch.len(), error))
        })
    }
}

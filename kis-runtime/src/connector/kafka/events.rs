//! What librdkafka tells: delivery reports, errors, logs and counts.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use metrics::Counter;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::{DeliveryResult, NoCustomPartitioner, ProducerContext};
use rdkafka::{ClientContext, Statistics};

use super::batch::Batch;
use crate::connector::meter::retries;

/// What one connector's producers, one after the other, have told.
pub(super) struct Events {
    name: String,
    conn_type: String,
    retries: Counter,
    trouble: Mutex<Trouble>,
}

#[derive(Default)]
struct Trouble {
    last: Option<(Instant, String)>,
    all_down: bool,
}

/// One producer's line to its [`Events`].
pub(super) struct Line {
    events: Arc<Events>,
    /// The retries of this producer that are counted.
    retries: AtomicU64,
}

impl Events {
    pub(super) fn new(name: &str, conn_type: &str) -> Self {
        Events {
            name: name.to_owned(),
            conn_type: conn_type.to_owned(),
            retries: retries(name, conn_type),
            trouble: Mutex::default(),
        }
    }

    pub(super) fn line(self: &Arc<Self>) -> Line {
        Line { events: Arc::clone(self), retries: AtomicU64::new(0) }
    }

    /// What went wrong last, within this time.
    pub(super) fn trouble_within(&self, time: Duration) -> Option<String> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.last.as_ref().filter(|(at, _)| at.elapsed() <= time).map(|(_, reason)| reason.clone())
    }

    /// Why, when every broker was found to be down.
    pub(super) fn all_down(&self) -> Option<String> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        let reason = || trouble.last.as_ref().map(|(_, reason)| reason.clone()).unwrap_or_default();
        trouble.all_down.then(reason)
    }

    /// A broker has answered.
    pub(super) fn forget_trouble(&self) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Trouble::default();
    }
}

impl ClientContext for Line {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        let Events { name: conn_name, conn_type, .. } = &*self.events;
        match level {
            RDKafkaLogLevel::Emerg
            | RDKafkaLogLevel::Alert
            | RDKafkaLogLevel::Critical
            | RDKafkaLogLevel::Error
            | RDKafkaLogLevel::Warning => {
                tracing::warn!(conn_name, conn_type, facility, message, "librdkafka");
            }
            RDKafkaLogLevel::Notice | RDKafkaLogLevel::Info => {
                tracing::info!(conn_name, conn_type, facility, message, "librdkafka");
            }
            RDKafkaLogLevel::Debug => {
                tracing::debug!(conn_name, conn_type, facility, message, "librdkafka");
            }
        }
    }

    fn stats(&self, statistics: Statistics) {
        let all = statistics.brokers.values().map(|broker| broker.txretries).sum();
        let before = self.retries.fetch_max(all, Ordering::Relaxed);
        self.events.retries.increment(all.saturating_sub(before));
    }

    fn error(&self, error: KafkaError, reason: &str) {
        let mut trouble = self.events.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        if error.rdkafka_error_code() == Some(RDKafkaErrorCode::AllBrokersDown) {
            // Its reason only counts them; the one before says what is wrong with the last.
            trouble.all_down = true;
        } else {
            trouble.last = Some((Instant::now(), reason.to_owned()));
        }
    }
}

impl ProducerContext<NoCustomPartitioner> for Line {
    type DeliveryOpaque = Arc<Batch>;

    fn delivery(&self, report: &DeliveryResult<'_>, batch: Arc<Batch>) {
        batch.settle(match report {
            Ok(_) => Ok(()),
            Err((error, _)) => Err(error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Fail)),
        });
    }
}

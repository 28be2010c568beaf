//! What librdkafka tells: delivery reports, errors, logs and counts.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use metrics::Counter;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::{DeliveryResult, NoCustomPartitioner, ProducerContext};
use rdkafka::{ClientContext, Statistics};

use super::batch::Batch;
use super::fault::{Fault, in_our_words};
use crate::connector::meter::retries;

/// What one connector's producers, one after the other, have told.
pub(super) struct Events {
    name: String,
    conn_type: String,
    retries: Counter,
    trouble: Mutex<Trouble>,
    /// So that the reports on rows, of which there are many, need no lock.
    is_troubled: AtomicBool,
}

#[derive(Default)]
struct Trouble {
    last: Option<(Kind, String)>,
    all_down: bool,
}

/// The fault that a reason makes.
type Kind = fn(String) -> Fault;

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
            retries: retries(name, conn_type, "send"),
            trouble: Mutex::default(),
            is_troubled: AtomicBool::new(false),
        }
    }

    pub(super) fn line(self: &Arc<Self>) -> Line {
        Line { events: Arc::clone(self), retries: AtomicU64::new(0) }
    }

    /// What went wrong last, since a broker has answered.
    pub(super) fn trouble(&self) -> Option<String> {
        self.trouble
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .last
            .as_ref()
            .map(|(_, reason)| reason.clone())
    }

    /// Why, when every broker was found to be down.
    pub(super) fn all_down(&self) -> Option<Fault> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        let last = trouble.all_down.then(|| trouble.last.clone())?;
        Some(last.map_or_else(|| Fault::Unreachable(String::new()), |(fault, reason)| fault(reason)))
    }

    fn note(&self, change: impl FnOnce(&mut Trouble)) {
        change(&mut self.trouble.lock().unwrap_or_else(PoisonError::into_inner));
        self.is_troubled.store(true, Ordering::Release);
    }

    /// A broker has answered.
    pub(super) fn forget_trouble(&self) {
        if self.is_troubled.swap(false, Ordering::AcqRel) {
            *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Trouble::default();
        }
    }
}

impl ClientContext for Line {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        let Events { name: conn_name, conn_type, .. } = &*self.events;
        // That a broker has hung up, as it does on those who do not speak TLS to it, is told in no other way.
        if facility == "FAIL" && matches!(level, RDKafkaLogLevel::Warning | RDKafkaLogLevel::Info) {
            let reason = message.split_once("]: ").map_or(message, |(_thread, reason)| reason);
            self.events.note(|trouble| trouble.last = Some((Fault::HungUp, in_our_words(reason))));
        }
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
        let partitions = statistics.topics.values().flat_map(|topic| topic.partitions.values());
        // Those that were sent, beyond those that were there to be sent.
        let all = partitions.map(|partition| partition.txmsgs.saturating_sub(partition.msgs)).sum();
        let before = self.retries.fetch_max(all, Ordering::Relaxed);
        self.events.retries.increment(all.saturating_sub(before));
    }

    fn error(&self, error: KafkaError, reason: &str) {
        let fault = match error.rdkafka_error_code() {
            // Its reason only counts them; the one before says what is wrong with the last.
            Some(RDKafkaErrorCode::AllBrokersDown) => {
                return self.events.note(|trouble| trouble.all_down = true);
            }
            Some(RDKafkaErrorCode::SSL) => Fault::Handshake,
            // Which code it is depends on who finds out first: the handshake, or the connection.
            _ if reason.contains("in state SSL_HANDSHAKE") => Fault::Handshake,
            Some(RDKafkaErrorCode::Authentication) => Fault::Login,
            _ => Fault::Unreachable,
        };
        self.events.note(|trouble| trouble.last = Some((fault, in_our_words(reason))));
    }
}

impl ProducerContext<NoCustomPartitioner> for Line {
    type DeliveryOpaque = Arc<Batch>;

    fn delivery(&self, report: &DeliveryResult<'_>, batch: Arc<Batch>) {
        batch.settle(match report {
            Ok(_) => {
                if self.events.is_troubled.load(Ordering::Relaxed) {
                    self.events.forget_trouble();
                }
                Ok(())
            }
            Err((error, _)) => Err(error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Fail)),
        });
    }
}

#[cfg(test)]
mod tests {
    use rdkafka::statistics::{Partition, Topic};

    use super::*;

    fn statistics(partitions: &[(u64, u64)]) -> Statistics {
        let partition =
            |(txmsgs, msgs): &(u64, u64)| Partition { txmsgs: *txmsgs, msgs: *msgs, ..Partition::default() };
        let partitions = (0..).zip(partitions.iter().map(partition)).collect();
        let topic = Topic { partitions, ..Topic::default() };
        Statistics { topics: [("log".to_owned(), topic)].into(), ..Statistics::default() }
    }

    #[test]
    fn messages_that_were_sent_again_are_counted_once() {
        let count = Arc::new(AtomicU64::new(0));
        let retries = Counter::from_arc(Arc::clone(&count));
        let events = Arc::new(Events { retries, ..Events::new("Log", "kafka") });
        let line = events.line();
        // Of the second partition some wait; of the third all failed before they were sent.
        for (sent, counted) in [(100, 0), (130, 30), (110, 30), (140, 40)] {
            line.stats(statistics(&[(sent, 100), (50, 70), (0, 10)]));
            assert_eq!(count.load(Ordering::Relaxed), counted);
        }
        events.line().stats(statistics(&[(3, 2)]));
        assert_eq!(count.load(Ordering::Relaxed), 41);
    }

    #[test]
    fn a_broker_that_hangs_up_is_a_reason() {
        let events = Arc::new(Events::new("Log", "kafka"));
        let line = events.line();
        line.log(RDKafkaLogLevel::Info, "FAIL", "[thrd:[::1]:1/bootstrap]: [::1]:1/bootstrap: Disconnected");
        line.log(RDKafkaLogLevel::Info, "LOG", "[thrd:main]: something else");
        assert_eq!(events.trouble().as_deref(), Some("[::1]:1/bootstrap: Disconnected"));
        line.error(KafkaError::Global(RDKafkaErrorCode::AllBrokersDown), "1/1 brokers are down");
        assert!(matches!(events.all_down(), Some(Fault::HungUp(_))));
    }

    #[test]
    fn a_handshake_that_fails_is_one_whatever_its_code() {
        for code in [RDKafkaErrorCode::SSL, RDKafkaErrorCode::BrokerTransportFailure] {
            let events = Arc::new(Events::new("Log", "kafka"));
            let line = events.line();
            line.error(KafkaError::Global(code), "h:1: verify failed (after 5ms in state SSL_HANDSHAKE)");
            line.error(KafkaError::Global(RDKafkaErrorCode::AllBrokersDown), "1/1 brokers are down");
            assert!(matches!(events.all_down(), Some(Fault::Handshake(_))));
        }
    }

    #[test]
    fn the_reason_is_what_went_wrong_last_and_not_how_many_are_down() {
        let events = Arc::new(Events::new("Log", "kafka"));
        let line = events.line();
        let error = |code| KafkaError::Global(code);
        line.error(error(RDKafkaErrorCode::BrokerTransportFailure), "connection refused");
        assert!(events.all_down().is_none());
        line.error(error(RDKafkaErrorCode::AllBrokersDown), "1/1 brokers are down");
        let down = events.all_down().unwrap();
        assert_eq!(down.to_string(), "no broker can be reached: connection refused");
        assert_eq!(events.trouble().as_deref(), Some("connection refused"));
        events.forget_trouble();
        assert!(events.all_down().is_none() && events.trouble().is_none());
    }
}

//! What became of the rows of one `send`.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rdkafka::error::RDKafkaErrorCode;
use tokio::sync::Notify;

use super::fault::is_refused;

/// Counts the delivery reports; each queued row holds it until its report comes.
pub(super) struct Batch {
    /// The rows without a report, and one more while the sender queues.
    open: AtomicUsize,
    delivered: AtomicUsize,
    unsure: AtomicUsize,
    failure: OnceLock<RDKafkaErrorCode>,
    closed: Notify,
}

/// How many rows came to what end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) delivered: usize,
    /// Those that failed, and that a broker may have written nevertheless.
    pub(super) unsure: usize,
    /// The first failure.
    pub(super) failure: Option<RDKafkaErrorCode>,
}

impl Batch {
    pub(super) fn new() -> Self {
        Batch {
            open: AtomicUsize::new(1),
            delivered: AtomicUsize::new(0),
            unsure: AtomicUsize::new(0),
            failure: OnceLock::new(),
            closed: Notify::new(),
        }
    }

    /// A row is about to be queued.
    pub(super) fn add(&self) {
        self.open.fetch_add(1, Ordering::Relaxed);
    }

    /// The row that was added last is not queued after all.
    pub(super) fn take_back(&self) {
        self.close_one();
    }

    /// No more rows are queued, because of this.
    pub(super) fn refuse(&self, code: RDKafkaErrorCode) {
        self.failure.get_or_init(|| code);
    }

    /// The report on one row.
    pub(super) fn settle(&self, report: Result<(), RDKafkaErrorCode>) {
        match report {
            Ok(()) => {
                self.delivered.fetch_add(1, Ordering::Relaxed);
            }
            Err(code) => {
                self.failure.get_or_init(|| code);
                if !is_refused(code) {
                    self.unsure.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        self.close_one();
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failure.get().is_some()
    }

    /// Waits for the reports on all rows that were queued. Called once, by the sender.
    pub(super) async fn settled(&self) -> Tally {
        self.close_one();
        while self.open.load(Ordering::Acquire) > 0 {
            self.closed.notified().await;
        }
        Tally {
            delivered: self.delivered.load(Ordering::Relaxed),
            unsure: self.unsure.load(Ordering::Relaxed),
            failure: self.failure.get().copied(),
        }
    }

    fn close_one(&self) {
        if self.open.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.closed.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn a_batch_is_settled_when_the_last_report_is_there() {
        let batch = Arc::new(Batch::new());
        for _ in 0..3 {
            batch.add();
        }
        batch.take_back();
        batch.settle(Ok(()));
        let waiting = tokio::spawn({
            let batch = Arc::clone(&batch);
            async move { batch.settled().await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        batch.settle(Err(RDKafkaErrorCode::MessageTimedOut));
        let failure = Some(RDKafkaErrorCode::MessageTimedOut);
        assert_eq!(waiting.await.unwrap(), Tally { delivered: 1, unsure: 1, failure });
    }

    #[tokio::test]
    async fn the_first_failure_is_told_and_refused_rows_are_not_unsure() {
        let batch = Batch::new();
        for code in [RDKafkaErrorCode::MessageSizeTooLarge, RDKafkaErrorCode::MessageTimedOut] {
            batch.add();
            batch.settle(Err(code));
        }
        let failure = Some(RDKafkaErrorCode::MessageSizeTooLarge);
        assert_eq!(batch.settled().await, Tally { delivered: 0, unsure: 1, failure });
    }

    #[tokio::test]
    async fn a_batch_of_which_nothing_was_queued_is_settled_at_once() {
        assert_eq!(Batch::new().settled().await, Tally { delivered: 0, unsure: 0, failure: None });
    }
}

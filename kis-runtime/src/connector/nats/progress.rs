//! How far a call has come.

use std::collections::VecDeque;

use super::fault::Fault;
use crate::BoxError;

/// How many rows of a call, and about how many bytes, are on their way at a time. Servers have queues of 10,000.
const ROWS_AT_ONCE: usize = 4_096;
const BYTES_AT_ONCE: usize = 8 << 20;

#[derive(Default)]
pub(super) struct Progress {
    /// All rows before this one are acknowledged.
    written: usize,
    /// All from this one on were never sent.
    sent: usize,
    /// What became of those that were sent after `written`, in the last attempt.
    flight: VecDeque<(Outcome, usize)>,
    /// How many bytes of these are not acknowledged.
    bytes: usize,
    waiting: usize,
    /// Whether there were too many, and are still more than half as many.
    is_full: bool,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Waiting,
    Written,
    /// In a stream that is not the right one.
    Elsewhere,
    /// Certainly in no stream.
    Refused,
}

impl Progress {
    pub(super) fn written(&self) -> usize {
        self.written
    }

    /// Whether nothing was ever sent.
    pub(super) fn is_new(&self) -> bool {
        self.sent == 0
    }

    /// A new attempt: what is not acknowledged is sent again.
    pub(super) fn begin(&mut self) {
        self.flight.clear();
        (self.bytes, self.waiting, self.is_full) = (0, 0, false);
    }

    /// The row to send next.
    pub(super) fn next(&self) -> usize {
        self.written + self.flight.len()
    }

    /// Whether more rows may be sent. When there were too many it takes until half of them are acknowledged: rows that
    /// go together cost less than one for each acknowledgement.
    pub(super) fn has_room(&mut self) -> bool {
        let part = if self.is_full { 2 } else { 1 };
        self.is_full = self.flight.len() >= ROWS_AT_ONCE / part || self.bytes >= BYTES_AT_ONCE / part;
        !self.is_full
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.waiting > 0
    }

    /// The next row, of so many bytes, is on its way.
    pub(super) fn send(&mut self, bytes: usize) {
        self.flight.push_back((Outcome::Waiting, bytes));
        self.bytes += bytes;
        self.waiting += 1;
        self.sent = self.sent.max(self.next());
    }

    /// This became of a row that is on its way. An answer that comes twice changes nothing.
    pub(super) fn settle(&mut self, row: usize, became: Outcome) {
        let at = row.checked_sub(self.written).and_then(|at| self.flight.get_mut(at));
        if let Some((outcome @ Outcome::Waiting, _)) = at {
            *outcome = became;
            self.waiting -= 1;
        }
        while let Some((Outcome::Written, bytes)) = self.flight.front() {
            self.bytes -= bytes;
            self.flight.pop_front();
            self.written += 1;
        }
    }

    /// None of those that wait will be taken.
    pub(super) fn refuse_waiting(&mut self) {
        let waiting = self.flight.iter_mut().filter(|(outcome, _)| *outcome == Outcome::Waiting);
        waiting.for_each(|(outcome, _)| *outcome = Outcome::Refused);
        self.waiting = 0;
    }

    /// Says of a fault how many of so many rows are written nevertheless.
    pub(super) fn explain(&self, rows: usize, error: BoxError) -> BoxError {
        let count =
            |which: &[Outcome]| self.flight.iter().filter(|(outcome, _)| which.contains(outcome)).count();
        let written = self.written + count(&[Outcome::Written, Outcome::Elsewhere]);
        let unsure = self.sent.saturating_sub(written + count(&[Outcome::Refused]));
        match error.downcast::<Fault>() {
            Ok(fault) if written + unsure > 0 => Fault::Partial { written, unsure, rows, fault }.into(),
            Ok(fault) => fault,
            Err(error) => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(progress: &Progress) -> String {
        progress.explain(9, Fault::NoJetStream.into()).to_string()
    }

    #[test]
    fn rows_are_written_from_the_first_on_whatever_order_answers_have() {
        let mut progress = Progress::default();
        progress.begin();
        (0..3).for_each(|_| progress.send(10));
        progress.settle(1, Outcome::Written);
        progress.settle(1, Outcome::Refused);
        assert_eq!((progress.written(), progress.next(), progress.is_waiting()), (0, 3, true));
        progress.settle(0, Outcome::Written);
        assert_eq!((progress.written(), progress.next(), progress.is_waiting()), (2, 3, true));
        progress.settle(0, Outcome::Refused);
        progress.settle(7, Outcome::Written);
        progress.settle(2, Outcome::Written);
        assert_eq!((progress.written(), progress.next(), progress.is_waiting()), (3, 3, false));
    }

    #[test]
    fn an_error_counts_what_is_there_and_what_may_be() {
        let mut progress = Progress::default();
        assert_eq!(explained(&progress), Fault::NoJetStream.to_string());
        progress.begin();
        (0..6).for_each(|_| progress.send(1));
        assert!(explained(&progress).starts_with("6 of 9 rows may be in the stream; "));
        progress.settle(0, Outcome::Written);
        progress.settle(2, Outcome::Written);
        progress.settle(3, Outcome::Refused);
        assert!(explained(&progress).starts_with("2 of 9 rows are in the stream, and 3 more may be; "));
        // What was sent before and not again may be there as well.
        progress.begin();
        progress.send(1);
        assert!(explained(&progress).starts_with("1 of 9 rows are in the stream, and 5 more may be; "));
        progress.refuse_waiting();
        assert!(explained(&progress).starts_with("1 of 9 rows are in the stream, and 4 more may be; "));
    }

    #[test]
    fn rows_and_bytes_on_their_way_are_bounded() {
        let mut progress = Progress::default();
        progress.send(BYTES_AT_ONCE);
        assert!(!progress.has_room());
        progress.settle(0, Outcome::Written);
        assert!(progress.has_room());
        (0..ROWS_AT_ONCE - 1).for_each(|_| progress.send(1));
        assert!(progress.has_room());
        progress.send(1);
        assert!(!progress.has_room());
        (1..=ROWS_AT_ONCE / 2).for_each(|row| progress.settle(row, Outcome::Written));
        assert!(!progress.has_room());
        progress.settle(ROWS_AT_ONCE / 2 + 1, Outcome::Written);
        assert!(progress.has_room());
    }
}

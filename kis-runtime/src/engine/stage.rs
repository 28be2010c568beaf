//! A function at its place, in one run.

use super::{Leave, Place, Run, Tally};
use crate::BoxError;
use crate::flow::ErrorKind;
use crate::function::RowFailure;

/// A function at its place in a flow, in one run.
#[derive(Clone, Copy)]
pub struct Stage<'r> {
    pub(crate) run: &'r Run<'r>,
    pub(crate) place: &'r Place,
}

impl<'r> Stage<'r> {
    #[inline]
    pub(crate) fn tally(self) -> &'r Tally {
        &self.run.tallies[self.place.index]
    }

    pub(crate) fn fail(self, kind: ErrorKind, error: BoxError) -> Leave {
        self.run.fail(self.place.index, kind, None, error)
    }

    #[cold]
    pub(crate) fn fail_row(self, error: BoxError, number: u64) {
        self.run.fail(self.place.index, ErrorKind::Row, Some(number), error);
    }

    #[cold]
    pub(crate) fn skip_row(self, error: &BoxError, number: u64) {
        self.tally().skipped.add(1);
        tracing::debug!(
            flow = &*self.run.core.flow,
            function = self.place.name,
            row = number,
            error = &**error as &dyn std::error::Error,
            "row skipped"
        );
    }

    #[cold]
    pub(crate) fn bury_row(self, failure: RowFailure, number: u64) {
        self.tally().dead_lettered.add(1);
        self.run.bury(self.place, number, failure);
    }

    /// Takes the wish of the function before that the next one be called in any case.
    pub(crate) fn take_forced(self) -> bool {
        self.run.forced.swap(false, std::sync::atomic::Ordering::Relaxed)
    }
}

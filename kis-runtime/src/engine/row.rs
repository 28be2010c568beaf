//! Row functions as adapters: a row in, a row or none out.

use std::ops::ControlFlow::{self, Break, Continue};

use super::guard::guarded;
use super::{RowStream, Stage, Tally};
use crate::context::Seen;
use crate::function::{OnError, RowFn};

/// The rows that leave a [`RowFn`].
pub struct RowRows<'a, I, F: RowFn> {
    rows: I,
    args: &'a F::Args,
    cx: F::Context,
    stage: Stage<'a>,
    tally: &'a Tally,
    /// Rows that went in and did not come out.
    gone: u64,
    stopped: bool,
}

impl<'a, I, F: RowFn> RowRows<'a, I, F> {
    pub fn new(args: &'a F::Args, rows: I, stage: Stage<'a>) -> Self {
        RowRows {
            rows,
            args,
            cx: F::Context::of(stage),
            stage,
            tally: stage.tally(),
            gone: 0,
            stopped: false,
        }
    }
}

impl<I: RowStream<Item = F::In>, F: RowFn> Iterator for RowRows<'_, I, F> {
    type Item = F::Out;

    #[inline(always)] // a fold function's loop is to be one with it
    fn next(&mut self) -> Option<F::Out> {
        // Whether it has stopped is not looked at: whoever was given `None` once does not ask again.
        loop {
            let row = self.rows.next()?;
            match guarded(self.tally, || self.rows.given() - 1, || F::call(self.args, row, &self.cx)) {
                Ok(Some(out)) => return Some(out),
                Ok(None) => self.gone += 1,
                Err(error) => {
                    let number = self.rows.given() - 1;
                    self.gone += 1;
                    self.stopped = failed::<F>(self.stage, error, number);
                    if self.stopped {
                        return None;
                    }
                }
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let (lower, upper) = self.rows.size_hint();
        (if F::ONE_TO_ONE { lower } else { 0 }, upper)
    }
}

impl<I: RowStream<Item = F::In>, F: RowFn> RowStream for RowRows<'_, I, F> {
    #[inline]
    fn each<B>(&mut self, acc: B, mut each: impl FnMut(B, F::Out, u64) -> ControlFlow<B, B>) -> B {
        let RowRows { rows, args, cx, stage, tally, gone: gone_before, stopped } = self;
        let (args, stage, tally, mut gone) = (*args, *stage, *tally, *gone_before);
        let acc =
            rows.each(acc, |acc, row, number| match guarded(tally, || number, || F::call(args, row, cx)) {
                Ok(Some(out)) => each(acc, out, number.wrapping_sub(gone)),
                Ok(None) => {
                    gone += 1;
                    Continue(acc)
                }
                Err(error) => {
                    gone += 1;
                    *stopped = failed::<F>(stage, error, number);
                    if *stopped { Break(acc) } else { Continue(acc) }
                }
            });
        *gone_before = gone;
        acc
    }

    fn done(&self) -> bool {
        self.stopped || self.rows.done()
    }

    #[inline]
    fn given(&self) -> u64 {
        self.rows.given().wrapping_sub(self.gone)
    }

    fn flush(&self) {
        self.tally.gone.add(self.gone);
        self.tally.dropped.add(self.gone);
        self.rows.flush();
    }

    fn is_sliced(&self) -> bool {
        self.rows.is_sliced()
    }
}

/// Notes a row's error; says whether the rows stop here.
#[inline]
pub(super) fn failed<F: crate::Function>(
    stage: Stage<'_>,
    error: impl Into<crate::function::RowFailure>,
    number: u64,
) -> bool {
    let failure = error.into();
    match F::POLICY.on_error {
        OnError::Fail => stage.fail_row(failure.error, number),
        OnError::Skip => stage.skip_row(&failure.error, number),
        OnError::DeadLetter => stage.bury_row(failure, number),
    }
    F::POLICY.on_error == OnError::Fail
}

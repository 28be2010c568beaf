//! Row functions that make any number of rows of one.

use std::ops::ControlFlow::{self, Break, Continue};
use std::vec::IntoIter;

use super::guard::guarded;
use super::row::failed;
use super::{RowStream, Stage};
use crate::context::Seen;
use crate::function::ExpandFn;

/// The rows that leave an [`ExpandFn`].
pub struct ExpandRows<'a, I, F: ExpandFn> {
    rows: I,
    /// Made of the row before, not given yet.
    ready: IntoIter<F::Out>,
    args: &'a F::Args,
    cx: F::Context,
    stage: Stage<'a>,
    /// Rows that went in, less those that were made: below zero, wrapped, when there are more.
    gone: u64,
    /// Rows of which nothing was made.
    dropped: u64,
    stopped: bool,
}

impl<'a, I, F: ExpandFn> ExpandRows<'a, I, F> {
    pub fn new(args: &'a F::Args, rows: I, stage: Stage<'a>) -> Self {
        let cx = F::Context::of(stage);
        ExpandRows {
            rows,
            ready: Vec::new().into_iter(),
            args,
            cx,
            stage,
            gone: 0,
            dropped: 0,
            stopped: false,
        }
    }
}

impl<I: RowStream<Item = F::In>, F: ExpandFn> Iterator for ExpandRows<'_, I, F> {
    type Item = F::Out;

    #[inline(always)]
    fn next(&mut self) -> Option<F::Out> {
        loop {
            if let Some(out) = self.ready.next() {
                return Some(out);
            }
            if self.stopped {
                return None;
            }
            let row = self.rows.next()?;
            self.gone = self.gone.wrapping_add(1);
            let made =
                guarded(self.stage.tally(), || self.rows.given() - 1, || F::call(self.args, row, &self.cx));
            match made {
                Ok(made) => {
                    self.gone = self.gone.wrapping_sub(made.len() as u64);
                    self.dropped += u64::from(made.is_empty());
                    self.ready = made.into_iter();
                }
                Err(error) => {
                    self.dropped += 1;
                    let number = self.rows.given() - 1;
                    self.stopped = failed::<F>(self.stage, error, number);
                }
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.ready.len(), None)
    }
}

impl<I: RowStream<Item = F::In>, F: ExpandFn> RowStream for ExpandRows<'_, I, F> {
    #[inline]
    fn each<B>(&mut self, mut acc: B, mut each: impl FnMut(B, F::Out, u64) -> ControlFlow<B, B>) -> B {
        let mut number = self.given();
        let ExpandRows { rows, ready, args, cx, stage, gone, dropped, stopped } = self;
        for out in ready.by_ref() {
            number += 1;
            match each(acc, out, number - 1) {
                Continue(next) => acc = next,
                Break(last) => return last,
            }
        }
        if *stopped {
            return acc;
        }
        let (args, stage) = (*args, *stage);
        let tally = stage.tally();
        rows.each(acc, |mut acc, row, n| {
            *gone = gone.wrapping_add(1);
            match guarded(tally, || n, || F::call(args, row, cx)) {
                Ok(made) => {
                    *gone = gone.wrapping_sub(made.len() as u64);
                    *dropped += u64::from(made.is_empty());
                    let mut made = made.into_iter();
                    while let Some(out) = made.next() {
                        number += 1;
                        match each(acc, out, number - 1) {
                            Continue(next) => acc = next,
                            Break(last) => {
                                *ready = made;
                                return Break(last);
                            }
                        }
                    }
                    Continue(acc)
                }
                Err(error) => {
                    *dropped += 1;
                    *stopped = failed::<F>(stage, error, n);
                    if *stopped { Break(acc) } else { Continue(acc) }
                }
            }
        })
    }

    fn done(&self) -> bool {
        self.ready.len() == 0 && (self.stopped || self.rows.done())
    }

    #[inline]
    fn given(&self) -> u64 {
        self.rows.given().wrapping_sub(self.gone).wrapping_sub(self.ready.len() as u64)
    }

    fn flush(&self) {
        let tally = self.stage.tally();
        tally.gone.add(self.gone);
        tally.dropped.add(self.dropped);
        self.rows.flush();
    }

    fn is_sliced(&self) -> bool {
        self.rows.is_sliced()
    }
}

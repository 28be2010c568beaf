//! Functions that fold a whole batch without holding it.

use std::ops::ControlFlow::Continue;
use std::pin::pin;
use std::time::Instant;
use std::vec::IntoIter;

use super::guard::guarded;
use super::slices::heavy;
use super::{Batch, Leave, RowStream, Stage};
use crate::BoxError;
use crate::context::Seen;
use crate::function::{AsyncFoldFn, FoldFn};

/// Lets rows into a fold function; it is not called when none comes, unless that is forced.
#[allow(
    clippy::manual_async_fn,
    reason = "declared `Send`, it is not looked into for each function of a user's"
)]
pub fn enter_fold<'a, F: FoldFn, I: RowStream<Item = F::In>>(
    args: &'a F::Args,
    rows: I,
    stage: Stage<'a>,
) -> impl Future<Output = Result<Batch<'a, F::Out>, Leave>> + Send {
    async move {
        let (ready, rows) = first_rows(rows, stage)?;
        let cx = F::Context::of(stage);
        let started = Instant::now();
        let made = if rows.is_sliced() {
            heavy(|| fold::<F, I>(args, ready, rows, &cx, stage))
        } else {
            fold::<F, I>(args, ready, rows, &cx, stage)
        };
        stage.took(started);
        left(made, stage)
    }
}

/// Not part of a future, whose state would keep the loop's out of registers.
#[inline(never)]
fn fold<F: FoldFn, I: RowStream<Item = F::In>>(
    args: &F::Args,
    ready: Chunk<I::Item>,
    mut rows: I,
    cx: &F::Context,
    stage: Stage<'_>,
) -> Result<Vec<F::Out>, BoxError> {
    let lent = Lent { ready, rows: &mut rows };
    let made = stage.span().in_scope(|| guarded(stage.tally(), || 0, || F::call(args, lent, cx)));
    finish(rows, stage);
    made
}

/// The same for `async` functions.
#[allow(
    clippy::manual_async_fn,
    reason = "declared `Send`, it is not looked into for each function of a user's"
)]
pub fn enter_async_fold<'a, F: AsyncFoldFn, I: RowStream<Item = F::In>>(
    args: &'a F::Args,
    rows: I,
    stage: Stage<'a>,
) -> impl Future<Output = Result<Batch<'a, F::Out>, Leave>> + Send {
    async move {
        let (ready, mut rows) = first_rows(rows, stage)?;
        let cx = F::Context::of(stage);
        let lent = Lent { ready, rows: &mut rows };
        let made = stage.attempt(pin!(F::call(args, lent, &cx))).await?;
        finish(rows, stage);
        left(made, stage)
    }
}

/// Rows that the function did not ask for come all the same, so that what the functions before it do, and what is
/// counted, does not hang on how the run goes.
fn finish<I: RowStream>(mut rows: I, stage: Stage<'_>) {
    if !rows.done() {
        let mut unread = Vec::with_capacity(FIRST_CHUNK);
        while !rows.done() {
            rows.fill(&mut unread);
            unread.clear();
        }
    }
    rows.flush();
    stage.tally().arrived.set(rows.given());
}

fn left<'a, T: Send + 'static>(
    made: Result<Vec<T>, BoxError>,
    stage: Stage<'a>,
) -> Result<Batch<'a, T>, Leave> {
    stage.run.check(stage.place.index)?;
    let made = made.map_err(|error| stage.fail_batch(error, 1))?;
    stage.tally().yielded.set(made.len() as u64);
    Ok(stage.run.batch(made, stage.place.index))
}

/// Looks for the first rows before the function is called; without any it is not, unless that is forced.
fn first_rows<I: RowStream>(mut rows: I, stage: Stage<'_>) -> Result<(Chunk<I::Item>, I), Leave> {
    let few = rows.size_hint().1.map_or(FIRST_CHUNK, |high| high.min(FIRST_CHUNK));
    let chunk = fill(&mut rows, Vec::with_capacity(few));
    let is_called = stage.take_forced() || !chunk.is_empty();
    match stage.run.check(stage.place.index) {
        Ok(()) if is_called => {
            stage.tally().calls.add(1);
            Ok((chunk, rows))
        }
        leave => {
            rows.flush();
            stage.tally().arrived.set(rows.given());
            Err(leave.err().unwrap_or(Leave::End))
        }
    }
}

/// Rows that are made ready before the function is called.
const FIRST_CHUNK: usize = 32;
/// Bytes of rows that are made ready at a time later on: few enough for a processor's nearest cache.
const CHUNK_BYTES: usize = 16 << 10;

/// Rows that are ready, and the one that had no room among them.
struct Chunk<T> {
    rows: IntoIter<T>,
    over: Option<T>,
}

impl<T> Chunk<T> {
    fn is_empty(&self) -> bool {
        self.rows.len() == 0 && self.over.is_none()
    }

    /// The next chunk, in the room of this one, which is used up. By value, so that the one before can stay in
    /// registers.
    #[inline(never)]
    fn next<I: RowStream<Item = T>>(self, rows: &mut I) -> Chunk<T> {
        // The library collects in place: this is the room of the vector that the iterator came from.
        #[expect(clippy::map_identity, reason = "collecting the iterator itself would take new room")]
        let mut room: Vec<T> = self.rows.map(|row| row).collect();
        room.reserve((CHUNK_BYTES / size_of::<T>().max(1)).max(FIRST_CHUNK));
        room.extend(self.over);
        fill(rows, room)
    }
}

fn fill<I: RowStream>(rows: &mut I, mut room: Vec<I::Item>) -> Chunk<I::Item> {
    let mut over = None;
    while over.is_none() && !rows.done() {
        over = rows.fill(&mut room);
        if !room.is_empty() {
            break;
        }
    }
    Chunk { rows: room.into_iter(), over }
}

/// What a fold function reads: the segment stays the engine's, which asks it afterwards for its counts.
///
/// `fold`, and with it `for_each`, `sum` and the like, make one loop of the whole segment. `next`, and with it `for`,
/// cannot: the state of all its functions would be loaded and stored from row to row. It is served from rows that were
/// made ready, a chunk at a time, in a loop of their own.
struct Lent<'a, I: Iterator> {
    ready: Chunk<I::Item>,
    rows: &'a mut I,
}

impl<I: RowStream> Iterator for Lent<'_, I> {
    type Item = I::Item;

    #[inline(always)]
    fn next(&mut self) -> Option<I::Item> {
        let row = self.ready.rows.next();
        if row.is_some() {
            return row;
        }
        let used = Chunk { rows: std::mem::take(&mut self.ready.rows), over: self.ready.over.take() };
        self.ready = used.next(self.rows);
        self.ready.rows.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let (low, high) = self.rows.size_hint();
        let ready = self.ready.rows.len() + usize::from(self.ready.over.is_some());
        (low.saturating_add(ready), high.and_then(|high| high.checked_add(ready)))
    }

    #[inline]
    fn fold<B, G: FnMut(B, I::Item) -> B>(self, init: B, mut g: G) -> B {
        let mut acc = init;
        for row in self.ready.rows.chain(self.ready.over) {
            acc = g(acc, row);
        }
        while !self.rows.done() {
            acc = self.rows.each(acc, |acc, row, _| Continue(g(acc, row)));
        }
        acc
    }
}

//! Where a run's rows come from, and how a heavy batch leaves the executor's other tasks their turn.
//!
//! An ordinary batch is one loop. A heavy one, of more than [`HEAVY`] rows, and rows from a source that does
//! not know how many it has, go slice by slice: after each the task yields, and cancellation is looked at. A vector
//! that meets no row function is handed on whole, for there is no loop over its rows.

use std::any::type_name;
use std::marker::PhantomData;
use std::panic::catch_unwind;
use std::vec::IntoIter;

use serde::de::DeserializeOwned;
use tokio::runtime::{Handle, RuntimeFlavor, worker_index};
use tokio::task;

use super::guard::blaming;
use super::stream::More;
use super::{Batch, Leave, RowStream, Run};
use crate::BoxError;
use crate::flow::ErrorKind;
use crate::function::OnError;

/// Batches of more rows than this go slice by slice.
pub(crate) const HEAVY: usize = 1 << 16;
/// Rows of a slice.
pub(crate) const SLICE: usize = 1 << 13;

/// Where a run's rows come from: at hand, or to be parsed, which can fail.
pub trait Input<T>: Send {
    type Rows<'r>: Iterator<Item = T> + Send + 'r
    where
        Self: 'r;
    fn open<'r>(self, run: &'r Run<'r>) -> Self::Rows<'r>
    where
        Self: 'r;
}

/// Rows at hand.
pub(crate) struct Rows<I>(pub I);

impl<I: Iterator + Send> Input<I::Item> for Rows<I> {
    type Rows<'r>
        = I
    where
        Self: 'r;
    fn open<'r>(self, _run: &'r Run<'r>) -> I
    where
        Self: 'r,
    {
        self.0
    }
}

/// Lines of JSON, a row each.
pub(crate) struct JsonLines<L>(pub L);

impl<T, L> Input<T> for JsonLines<L>
where
    T: DeserializeOwned + Send + 'static,
    L: Iterator<Item: AsRef<[u8]>> + Send,
{
    type Rows<'r>
        = JsonRows<'r, L, T>
    where
        Self: 'r;
    fn open<'r>(self, run: &'r Run<'r>) -> JsonRows<'r, L, T>
    where
        Self: 'r,
    {
        JsonRows { lines: self.0, run, number: 0, row: PhantomData }
    }
}

pub(crate) struct JsonRows<'r, L, T> {
    lines: L,
    run: &'r Run<'r>,
    number: u64,
    row: PhantomData<fn() -> T>,
}

impl<L: Iterator<Item: AsRef<[u8]>>, T: DeserializeOwned> Iterator for JsonRows<'_, L, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        loop {
            let line = self.lines.next()?;
            self.number += 1;
            match serde_json::from_slice(line.as_ref()) {
                Ok(row) => return Some(row),
                Err(error) if self.reject(line.as_ref(), &error) => {}
                Err(_) => return None,
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.lines.size_hint().1)
    }
}

impl<L, T> JsonRows<'_, L, T> {
    /// Notes a line that is no row; says whether the next one is read.
    #[cold]
    fn reject(&self, line: &[u8], error: &serde_json::Error) -> bool {
        let number = self.number - 1;
        let error: BoxError = format!("this is not a row of `{}`: {error}", short_name::<T>()).into();
        match self.run.core.habits.bad_input {
            OnError::Fail => {
                self.run.fail(0, ErrorKind::Input, Some(number), error);
                return false;
            }
            OnError::Skip => {}
            OnError::DeadLetter => {
                self.run.bury_text(None, number, &error, String::from_utf8_lossy(line).into_owned());
            }
        }
        self.run.bad_input.add(1);
        true
    }
}

/// A type's name without the path to it.
pub(crate) fn short_name<T>() -> &'static str {
    let name = type_name::<T>();
    let path = name.split_once('<').map_or(name, |(path, _)| path);
    path.rfind("::").map_or(name, |at| &name[at + 2..])
}

/// Rows that go slice by slice.
struct Slices<'r, I> {
    run: &'r Run<'r>,
    place: usize,
    rows: Option<I>,
}

impl<I: Iterator<Item: Send> + Send> More<I::Item> for Slices<'_, I> {
    fn slice(&mut self) -> (Vec<I::Item>, bool) {
        let Some(rows) = &mut self.rows else { return (Vec::new(), false) };
        if self.run.check_interrupts(self.place).is_err() {
            return (Vec::new(), false);
        }
        let rows: Vec<I::Item> = self.run.callers(|| rows.take(SLICE).collect());
        let may_be_more = rows.len() == SLICE;
        (rows, may_be_more)
    }

    fn whole(&mut self) -> Option<Vec<I::Item>> {
        // Of this one type the library collects without a loop. Another of that name would only not be interrupted.
        let is_vec = type_name::<I>() == type_name::<IntoIter<I::Item>>();
        if is_vec { self.rows.take().map(Iterator::collect) } else { None }
    }
}

impl<'r> Run<'r> {
    /// The batch that a run begins with.
    pub(crate) fn head<I: Iterator<Item: Send> + Send + 'r>(&'r self, rows: I) -> Batch<'r, I::Item> {
        match self.callers(|| rows.size_hint()) {
            (low, Some(high)) if low == high && high <= HEAVY => Batch::new(self.callers(|| rows.collect())),
            _ => self.sliced(rows, 0),
        }
    }

    /// The rows that a batch function yielded, for the next segment.
    pub(crate) fn batch<T: Send + 'static>(&'r self, rows: Vec<T>, place: usize) -> Batch<'r, T> {
        if rows.len() <= HEAVY { Batch::new(rows) } else { self.sliced(rows.into_iter(), place) }
    }

    fn sliced<I: Iterator<Item: Send> + Send + 'r>(&'r self, rows: I, place: usize) -> Batch<'r, I::Item> {
        Batch::sliced(Box::new(Slices { run: self, place, rows: Some(rows) }))
    }

    /// Asks the iterator of the run's caller, who is to blame if it panics.
    fn callers<T>(&self, ask: impl FnOnce() -> T) -> T {
        blaming(&self.input_panicked, || 0, ask)
    }

    /// Collects the rows in front of `place`, if the run has not failed on the way; the place behind the last one is
    /// the end of the run.
    #[allow(
        clippy::manual_async_fn,
        reason = "declared `Send`, it is not looked into for each function of a user's"
    )]
    pub fn collect<I: RowStream<Item: Send>>(
        &self,
        rows: I,
        place: usize,
    ) -> impl Future<Output = Result<Vec<I::Item>, Leave>> + Send {
        async move {
            let batch = self.gather(rows, place).await?;
            if self.has_failed() { Err(Leave::Failed) } else { Ok(batch) }
        }
    }

    /// The same, with those before a row that has failed.
    pub(crate) async fn gather<I: RowStream<Item: Send>>(
        &self,
        rows: I,
        place: usize,
    ) -> Result<Vec<I::Item>, Leave> {
        let batch = if rows.is_sliced() { gather(rows).await } else { rows.into_vec() };
        self.tallies[place].arrived.set(batch.len() as u64);
        self.check_interrupts(place.min(self.core.places.len() - 1))?;
        Ok(batch)
    }
}

/// Yields to the executor's other tasks after every slice.
async fn gather<I: RowStream<Item: Send>>(mut rows: I) -> Vec<I::Item> {
    if let Some(batch) = rows.whole() {
        return batch;
    }
    let mut batch = Vec::with_capacity(rows.size_hint().0.max(4));
    while !rows.done() {
        match rows.fill(&mut batch) {
            Some(over) => batch.push(over), // lets it grow
            None if rows.done() => {}
            None => task::yield_now().await,
        }
    }
    rows.flush();
    batch
}

/// Runs a heavy loop that cannot yield in the middle, where it does not hold up the executor's other tasks.
pub(crate) fn heavy<T>(work: impl FnOnce() -> T) -> T {
    if may_block() { task::block_in_place(work) } else { work() }
}

/// Whether this is a worker of a multi-threaded runtime: elsewhere there is nobody to hand the other tasks to. Tokio
/// refuses a `LocalSet` that a worker blocks on, and tells so only by a panic; there the work is done in place.
fn may_block() -> bool {
    Handle::try_current().is_ok_and(|runtime| runtime.runtime_flavor() == RuntimeFlavor::MultiThread)
        && worker_index().is_some()
        && catch_unwind(|| task::block_in_place(|| ())).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_without_losing_arguments() {
        assert_eq!(short_name::<u64>(), "u64");
        assert_eq!(short_name::<std::time::Duration>(), "Duration");
        assert_eq!(short_name::<Vec<std::time::Duration>>(), "Vec<core::time::Duration>");
    }
}

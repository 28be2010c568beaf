//! Rows on their way, and the batch at the head of every segment.

use std::ops::ControlFlow::{self, Break, Continue};

/// An iterator of rows.
///
/// Beside `next` it has a loop of its own, `each`, which can stop early (`try_fold` cannot be written on
/// stable) and numbers the rows; the number is used only when a function fails, so it costs nothing else.
pub trait RowStream: Iterator + Send + Sized {
    /// Hands rows to `row`, with their numbers, until it breaks, a slice ends or no row is left.
    fn each<B>(&mut self, acc: B, row: impl FnMut(B, Self::Item, u64) -> ControlFlow<B, B>) -> B;
    /// Whether no row is left; a loop may end before, so that the executor's other tasks have their turn.
    fn done(&self) -> bool;
    /// How many rows it has given so far.
    fn given(&self) -> u64;
    /// Hands the counts over to the run, when the rows are through.
    fn flush(&self);
    /// Whether the rows come slice by slice, as those of a heavy batch do.
    fn is_sliced(&self) -> bool;

    /// Fills the batch until it is full, a slice ends or no row is left. The row too many is given back, so
    /// that the loop never has to grow the batch.
    #[inline(never)]
    fn fill(&mut self, batch: &mut Vec<Self::Item>) -> Option<Self::Item> {
        let (mut here, mut over) = (std::mem::take(batch), None);
        self.each((), |(), row, _| {
            if here.len() < here.capacity() {
                here.push(row);
                Continue(())
            } else {
                over = Some(row);
                Break(())
            }
        });
        *batch = here;
        over
    }

    /// All rows, where they are in a vector already, however many; none has been given then.
    fn whole(&mut self) -> Option<Vec<Self::Item>> {
        None
    }

    /// All rows, none of which is still to come from elsewhere.
    fn into_vec(mut self) -> Vec<Self::Item> {
        let mut batch = Vec::with_capacity(self.size_hint().0.max(4));
        while let Some(over) = self.fill(&mut batch) {
            batch.push(over); // lets it grow
        }
        self.flush();
        batch
    }
}

/// Where a batch's further rows come from.
pub trait More<T>: Send {
    /// The next of them, and whether there may be more.
    fn slice(&mut self) -> (Vec<T>, bool);
    /// All of them as they are, if they are in a vector already; then there are no more.
    fn whole(&mut self) -> Option<Vec<T>>;
}

/// The head of every segment: rows at hand, and what comes after them where not all are. That comes in slices
/// too, so that a flow is compiled once for all sources and no row is fetched through `dyn`.
pub struct Batch<'a, T> {
    rows: std::vec::IntoIter<T>,
    len: u64,
    more: Option<Box<dyn More<T> + 'a>>,
}

impl<'a, T> Batch<'a, T> {
    /// All rows are at hand.
    pub fn new(rows: Vec<T>) -> Self {
        Batch { len: rows.len() as u64, rows: rows.into_iter(), more: None }
    }

    /// Rows come slice by slice.
    pub fn sliced(more: Box<dyn More<T> + 'a>) -> Self {
        Batch { len: 0, rows: Vec::new().into_iter(), more: Some(more) }
    }

    /// Fetches the next slice; says whether there are rows in it.
    #[inline]
    fn refill(&mut self) -> bool {
        let Some(more) = self.more.take() else { return false };
        let (rows, more) = fetch(more);
        self.len += rows.len() as u64;
        (self.rows, self.more) = (rows.into_iter(), more);
        self.rows.len() > 0
    }
}

/// By value, so that nothing of a batch has an address outside its loop, and all of it can stay in registers.
#[cold]
#[inline(never)]
fn fetch<'a, T>(mut more: Box<dyn More<T> + 'a>) -> (Vec<T>, Option<Box<dyn More<T> + 'a>>) {
    let (rows, may_be_more) = more.slice();
    (rows, may_be_more.then_some(more))
}

impl<T> Iterator for Batch<'_, T> {
    type Item = T;

    #[inline(always)]
    fn next(&mut self) -> Option<T> {
        let row = self.rows.next();
        if row.is_some() || self.more.is_none() || !self.refill() { row } else { self.rows.next() }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.rows.len(), if self.more.is_none() { Some(self.rows.len()) } else { None })
    }
}

impl<T: Send> RowStream for Batch<'_, T> {
    #[inline]
    fn each<B>(&mut self, mut acc: B, mut row: impl FnMut(B, T, u64) -> ControlFlow<B, B>) -> B {
        if self.rows.len() == 0 && self.more.is_some() {
            self.refill();
        }
        let (len, mut rows) = (self.len, std::mem::take(&mut self.rows)); // in this frame, for registers
        while let Some(next) = rows.next() {
            match row(acc, next, len - rows.len() as u64 - 1) {
                Continue(next) => acc = next,
                Break(last) => {
                    self.rows = rows;
                    return last;
                }
            }
        }
        acc
    }

    fn done(&self) -> bool {
        self.rows.len() == 0 && self.more.is_none()
    }

    #[inline]
    fn given(&self) -> u64 {
        self.len - self.rows.len() as u64
    }

    fn flush(&self) {}

    fn is_sliced(&self) -> bool {
        self.more.is_some()
    }

    fn whole(&mut self) -> Option<Vec<T>> {
        let more = if self.len == 0 { self.more.as_mut() } else { None };
        let rows = more?.whole()?;
        (self.len, self.more) = (rows.len() as u64, None);
        Some(rows)
    }

    /// In place, without copying.
    fn into_vec(mut self) -> Vec<T> {
        let mut batch: Vec<T> = std::mem::take(&mut self.rows).collect();
        while self.more.is_some() && self.refill() {
            batch.extend(std::mem::take(&mut self.rows));
        }
        batch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl More<u32> for std::vec::IntoIter<Vec<u32>> {
        fn slice(&mut self) -> (Vec<u32>, bool) {
            (self.next().unwrap_or_default(), self.len() > 0)
        }
        fn whole(&mut self) -> Option<Vec<u32>> {
            Some(self.flatten().collect())
        }
    }

    fn sliced(slices: Vec<Vec<u32>>) -> Batch<'static, u32> {
        Batch::sliced(Box::new(slices.into_iter()))
    }

    #[test]
    fn rows_are_taken_whole_only_before_the_first_is_given() {
        let mut batch = sliced(vec![vec![1, 2], vec![3]]);
        assert_eq!(batch.whole(), Some(vec![1, 2, 3]));
        assert_eq!((batch.given(), batch.done()), (3, true));

        let mut begun = sliced(vec![vec![1, 2], vec![3]]);
        assert_eq!(begun.next(), Some(1));
        assert_eq!(begun.whole(), None);
        assert_eq!(begun.collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn rows_are_numbered_over_all_slices() {
        let mut batch = sliced(vec![vec![10, 11], vec![12], vec![13, 14]]);
        let mut seen = Vec::new();
        while !batch.done() {
            batch.each((), |(), row, number| {
                seen.push((row, number));
                if row == 13 { Break(()) } else { Continue(()) }
            });
        }
        assert_eq!(seen, [(10, 0), (11, 1), (12, 2), (13, 3), (14, 4)]);
        assert_eq!(batch.given(), 5);
    }

    #[test]
    fn next_goes_on_over_slices() {
        assert_eq!(sliced(vec![vec![1], vec![2, 3]]).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn filling_stops_when_the_batch_is_full_and_goes_on_where_it_stopped() {
        let mut batch = Batch::new((0..100).collect());
        let mut some = Vec::with_capacity(16);
        let over = batch.fill(&mut some);
        assert_eq!((some.len(), over), (some.capacity(), Some(some.capacity() as u64)));
        assert_eq!(batch.given(), some.len() as u64 + 1);
    }
}

//! Rows on their way from one function to the next.

use super::RowStream;

/// Rows of one type handed on as rows of another, which is the same. `EDGE` is 0; where the types differ the compiler
/// has said so in working it out, and asks no further.
pub trait Onward<const EDGE: usize, Takes>: Sized {
    type Rows<I: RowStream<Item = Self>>: RowStream<Item = Takes>;
    fn onward<I: RowStream<Item = Self>>(rows: I) -> Self::Rows<I>;
}

impl<R> Onward<0, R> for R {
    type Rows<I: RowStream<Item = R>> = I;
    #[inline(always)]
    fn onward<I: RowStream<Item = R>>(rows: I) -> I {
        rows
    }
}

#[inline(always)]
pub fn hand_over<const EDGE: usize, Takes, I>(rows: I) -> <I::Item as Onward<EDGE, Takes>>::Rows<I>
where
    I: RowStream<Item: Onward<EDGE, Takes>>,
{
    I::Item::onward(rows)
}

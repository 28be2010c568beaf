//! Rows that are held back for a replay, in a fused run; decided when the flow is compiled.

use std::future::{Ready, ready};

use super::{AnyBatch, Batch, Leave, RowStream, Run};
use crate::function::Target;
use crate::same::same;

/// `Hold<true>` keeps the rows that enter a place for `Next::replay`; `Hold<false>` is not there at all.
pub struct Hold<const REPLAYED: bool>;

pub trait Held {
    type Rows<'r, I: RowStream<Item: Send + 'static>>: RowStream<Item = I::Item>;
    fn hold<'r, I: RowStream<Item: Send + 'static>>(
        rows: I,
        run: &'r Run<'r>,
        place: usize,
    ) -> impl Future<Output = Result<Self::Rows<'r, I>, Leave>> + Send;
}

impl Held for Hold<false> {
    type Rows<'r, I: RowStream<Item: Send + 'static>> = I;
    #[allow(
        refining_impl_trait,
        reason = "the compiler has no future to look into, at each place of each flow"
    )]
    fn hold<'r, I: RowStream<Item: Send + 'static>>(
        rows: I,
        _run: &'r Run<'r>,
        _place: usize,
    ) -> Ready<Result<I, Leave>> {
        ready(Ok(rows))
    }
}

impl Held for Hold<true> {
    type Rows<'r, I: RowStream<Item: Send + 'static>> = Batch<'r, I::Item>;
    async fn hold<'r, I: RowStream<Item: Send + 'static>>(
        rows: I,
        run: &'r Run<'r>,
        place: usize,
    ) -> Result<Batch<'r, I::Item>, Leave> {
        let rows = run.gather(rows, place).await?;
        let rows: AnyBatch = Box::new(rows);
        run.keep(place, &rows);
        let rows = rows.downcast::<Vec<I::Item>>().map_or_else(|_| Vec::new(), |rows| *rows);
        Ok(run.batch(rows, place))
    }
}

/// The functions of a flow, as constants: name, path and what each jumps to.
pub type Jumps = [(&'static str, &'static str, &'static [Target])];

/// Whether a function of the flow may replay the one at `place`.
pub const fn is_replayed(flow: &Jumps, place: usize) -> bool {
    let mut i = 0;
    while i < flow.len() {
        let mut t = 0;
        while t < flow[i].2.len() {
            if flow[i].2[t].keep.is_some() && same(flow[i].2[t].path, flow[place].1) {
                return true;
            }
            t += 1;
        }
        i += 1;
    }
    false
}

/// The first function that the one at `place` may jump to and the flow does not have.
pub(crate) const fn missing_target(flow: &Jumps, place: usize) -> Option<&'static str> {
    let mut t = 0;
    while t < flow[place].2.len() {
        let (mut found, mut i) = (false, 0);
        while i < flow.len() {
            found |= same(flow[place].2[t].path, flow[i].1);
            i += 1;
        }
        if !found {
            return Some(flow[place].2[t].name);
        }
        t += 1;
    }
    None
}

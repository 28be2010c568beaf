//! Batch functions: they take what a segment collected and say how to go on.

use std::any::Any;
use std::pin::pin;
use std::sync::atomic::Ordering::Relaxed;

use super::guard::guarded;
use super::{Batch, Leave, RowStream, Stage};
use crate::context::Seen;
use crate::flow::ErrorKind;
use crate::function::{Action, Jump, SliceFn, VecFn};
use crate::{Function, Next};

/// Lets rows into a function that borrows them.
#[allow(
    clippy::manual_async_fn,
    reason = "declared `Send`, it is not looked into for each function of a user's"
)]
pub fn enter_slice<'a, F: SliceFn, I: RowStream<Item = F::In>>(
    args: &'a F::Args,
    rows: I,
    stage: Stage<'a>,
) -> impl Future<Output = Result<Batch<'a, F::Out>, Leave>> + Send {
    async move {
        let rows = arrive(rows, stage).await?;
        let cx = F::Context::of(stage);
        let mut tries = 0;
        let next = loop {
            match stage.attempt(pin!(F::call(args, &rows, &cx))).await? {
                Ok(next) => break next,
                Err(error) => stage.retry(&mut tries, error).await?,
            }
        };
        let arrived = rows.len();
        leave::<F>(next, || same(rows), arrived, stage)
    }
}

/// Lets rows into a function that takes them.
#[allow(
    clippy::manual_async_fn,
    reason = "declared `Send`, it is not looked into for each function of a user's"
)]
pub fn enter_vec<'a, F: VecFn, I: RowStream<Item = F::In>>(
    args: &'a F::Args,
    rows: I,
    stage: Stage<'a>,
) -> impl Future<Output = Result<Batch<'a, F::Out>, Leave>> + Send {
    async move {
        let mut rows = arrive(rows, stage).await?;
        let arrived = rows.len();
        let cx = F::Context::of(stage);
        let mut tries = 0;
        let next = loop {
            let copy = F::COPY.filter(|_| tries < stage.place.policy.retry_times);
            let spare = copy.map(|copy| guarded(stage.tally(), || 0, || copy(&rows)));
            match (stage.attempt(pin!(F::call(args, rows, &cx))).await?, spare) {
                (Ok(next), _) => break next,
                (Err(error), Some(spare)) => {
                    rows = spare;
                    stage.retry(&mut tries, error).await?;
                }
                (Err(error), None) => {
                    tries = tries.max(stage.place.policy.retry_times);
                    stage.retry(&mut tries, error).await?;
                    return Err(Leave::Failed);
                }
            }
        };
        leave::<F>(next, || None, arrived, stage)
    }
}

/// The rows of the segment before, if the function is to be called at all.
async fn arrive<I: RowStream<Item: Send>>(rows: I, stage: Stage<'_>) -> Result<Vec<I::Item>, Leave> {
    let rows = stage.run.collect(rows, stage.place.index).await?;
    if !stage.take_forced() && rows.is_empty() {
        return Err(Leave::End);
    }
    stage.tally().calls.add(1);
    Ok(rows)
}

fn leave<'a, F: Function>(
    next: Next<F::Out>,
    reuse: impl FnOnce() -> Option<Vec<F::Out>>,
    arrived: usize,
    stage: Stage<'a>,
) -> Result<Batch<'a, F::Out>, Leave> {
    let run = stage.run;
    let rows = match next.0 {
        Action::Rows(rows) => rows,
        Action::Force(rows) => {
            run.forced.store(true, Relaxed);
            rows
        }
        Action::Reuse => reuse().ok_or_else(|| {
            stage.fail(ErrorKind::Batch, "`Next::reuse` is for functions that take `rows: &[T]`".into())
        })?,
        Action::Abort => {
            stage.tally().dropped.add(arrived as u64);
            return Err(Leave::End);
        }
        Action::Jump(jump) => {
            if F::JUMPS.iter().any(|target| (target.id)() == jump.target) {
                return Err(Leave::Jump(Jump { from: stage.place.index, ..jump }));
            }
            let text =
                format!("it goes to `{0}` without saying so: write `jumps({0})` in its attribute", jump.name);
            return Err(stage.fail(ErrorKind::Jumps, text.into()));
        }
    };
    stage.tally().yielded.set(rows.len() as u64);
    Ok(run.batch(rows, stage.place.index))
}

/// The same rows under the name of the other type, where both are one.
fn same<T: 'static, U: 'static>(rows: Vec<T>) -> Option<Vec<U>> {
    let mut rows = Some(rows);
    (&mut rows as &mut dyn Any).downcast_mut::<Option<Vec<U>>>()?.take()
}

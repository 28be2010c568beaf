//! Flows as users run them, and the one way in which every typed flow runs.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

use super::error::{BuildError, FlowError};
use super::execute::{Give, Work, execute, report};
use super::options::RunOptions;
use super::report::RunReport;
use super::resolver::Resolver;
use crate::Row;
use crate::engine::{
    AnyBatch, Batch, Core, ErasedStage, Input, JsonLines, Leave, Rows, Run, Tally, land, run_erased,
};
use serde::de::DeserializeOwned;

/// What `flow!` writes of a flow.
#[doc(hidden)]
pub trait Chain: Clone + Send + Sync + 'static {
    const NAME: &'static str;
    type In: Row;
    type Out: Row;
    /// What its functions are called with.
    type Stages;
    type Tallies: AsRef<[Tally]> + Send + Sync;

    fn tallies() -> Self::Tallies;
    fn build(from: Resolver) -> impl Future<Output = Result<Self, BuildError>> + Send;
    fn core(&self) -> &Arc<Core>;
    fn stages(&self) -> Vec<&dyn ErasedStage>;
    fn chain<'r>(
        &'r self,
        rows: Batch<'r, Self::In>,
        run: &'r Run<'r>,
    ) -> impl Future<Output = Result<Vec<Self::Out>, Leave>> + Send;
}

/// A flow that `flow!` made, ready to run.
///
/// It is immutable and cheap to clone: any number of tasks run it at once.
pub trait Flow: Clone + Send + Sync + 'static {
    /// The flow's name.
    const NAME: &'static str;
    /// The rows of its first function.
    type In: Row;
    /// The rows of its last function.
    type Out: Row;

    /// Runs one batch through the flow, and gives the rows that leave its last function. There are none when the
    /// run ends before, which is no error.
    ///
    /// # Errors
    /// The first error of a function, with its place and, where one row is to blame, that row's number. Nothing of
    /// a failed run is left in the flow.
    fn run<I>(&self, rows: I) -> impl Future<Output = Result<Vec<Self::Out>, FlowError>> + Send
    where
        I: IntoIterator<Item = Self::In, IntoIter: Send> + Send;

    /// The same for lines of JSON, a row each.
    ///
    /// # Errors
    /// As [`run`](Flow::run). A line that is no row ends the run with its number and the place in it, unless the
    /// builder said otherwise ([`FlowBuilder::on_bad_input`](crate::FlowBuilder::on_bad_input)).
    fn run_json<L>(&self, lines: L) -> impl Future<Output = Result<Vec<Self::Out>, FlowError>> + Send
    where
        L: IntoIterator<Item: AsRef<[u8]>, IntoIter: Send> + Send,
        Self::In: DeserializeOwned;

    /// Runs one batch as `options` say, and reports what each function did with it.
    ///
    /// # Errors
    /// As [`run`](Flow::run).
    fn run_with<I>(
        &self,
        rows: I,
        options: RunOptions,
    ) -> impl Future<Output = Result<RunReport<Self::Out>, FlowError>> + Send
    where
        I: IntoIterator<Item = Self::In, IntoIter: Send> + Send;

    /// The same for lines of JSON, a row each.
    ///
    /// # Errors
    /// As [`run_json`](Flow::run_json).
    fn run_json_with<L>(
        &self,
        lines: L,
        options: RunOptions,
    ) -> impl Future<Output = Result<RunReport<Self::Out>, FlowError>> + Send
    where
        L: IntoIterator<Item: AsRef<[u8]>, IntoIter: Send> + Send,
        Self::In: DeserializeOwned;
}

impl<C: Chain> Flow for C {
    const NAME: &'static str = C::NAME;
    type In = C::In;
    type Out = C::Out;

    fn run<I>(&self, rows: I) -> impl Future<Output = Result<Vec<C::Out>, FlowError>> + Send
    where
        I: IntoIterator<Item = C::In, IntoIter: Send> + Send,
    {
        run_chain(self, Rows(rows.into_iter()), RunOptions::new(), rows_alone)
    }

    fn run_json<L>(&self, lines: L) -> impl Future<Output = Result<Vec<C::Out>, FlowError>> + Send
    where
        L: IntoIterator<Item: AsRef<[u8]>, IntoIter: Send> + Send,
        C::In: DeserializeOwned,
    {
        run_chain(self, JsonLines(lines.into_iter()), RunOptions::new(), rows_alone)
    }

    fn run_with<I>(
        &self,
        rows: I,
        options: RunOptions,
    ) -> impl Future<Output = Result<RunReport<C::Out>, FlowError>> + Send
    where
        I: IntoIterator<Item = C::In, IntoIter: Send> + Send,
    {
        run_chain(self, Rows(rows.into_iter()), options, report)
    }

    fn run_json_with<L>(
        &self,
        lines: L,
        options: RunOptions,
    ) -> impl Future<Output = Result<RunReport<C::Out>, FlowError>> + Send
    where
        L: IntoIterator<Item: AsRef<[u8]>, IntoIter: Send> + Send,
        C::In: DeserializeOwned,
    {
        run_chain(self, JsonLines(lines.into_iter()), options, report)
    }
}

fn rows_alone<T>(rows: Option<Vec<T>>, _run: &Run<'_>, _started: Instant) -> Vec<T> {
    rows.unwrap_or_default()
}

async fn run_chain<C: Chain, S: Input<C::In>, R>(
    flow: &C,
    input: S,
    options: RunOptions,
    give: Give<Vec<C::Out>, R>,
) -> Result<R, FlowError> {
    let tallies = C::tallies();
    execute(flow.core(), tallies.as_ref(), ChainWork { flow, input }, options, give).await
}

struct ChainWork<'f, C, S> {
    flow: &'f C,
    input: S,
}

impl<C: Chain, S: Input<C::In>> Work for ChainWork<'_, C, S> {
    type Rows = Vec<C::Out>;

    /// Fused from end to end, but stage by stage after a jump and in a run that is timed.
    async fn go(self, run: &Run<'_>) -> Result<Vec<C::Out>, Leave> {
        let ChainWork { flow, input } = self;
        run.check(0)?;
        let head = run.head(input.open(run));
        let mut jumps = 0;
        let (place, rows): (usize, AnyBatch) = if run.core.is_timed(run.options.timing) {
            (0, Box::new(run.gather(head, 0).await?))
        } else {
            match flow.chain(head, run).await {
                Err(Leave::Jump(jump)) => {
                    run.settle(run.core.places.len());
                    land(jump, &mut jumps, run)?
                }
                outcome => return outcome,
            }
        };
        run.settled.store(0, Relaxed);
        let rows = run_erased(flow.stages(), place, rows, jumps, run).await?;
        rows.downcast::<Vec<C::Out>>().map(|rows| *rows).map_err(|_| {
            let text = "the last function's rows have another type";
            run.fail(run.core.places.len() - 1, super::ErrorKind::Jumps, None, text.into())
        })
    }
}

//! Flows as users run them, and the one way in which every typed flow runs.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

use serde::de::DeserializeOwned;
use super::error::{BuildError, FlowError};
use super::options::RunOptions;
use super::report::RunReport;
use super::resolver::Resolver;
use crate::Row;
use crate::engine::{
    AnyBatch, Batch, Core, ErasedStage, Input, JsonLines, Leave, Rows, Run, Tally, caught, land, run_erased,
};

/// What `flow!` writes of a flow.
#[doc(hidden)]
pub trait Chain: Clone + Send + Sync + 'static {
    const NAME: &'static str;
    type In: Row;
    type Out: Row;
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
        execute(self, Rows(rows.into_iter()), RunOptions::new(), |rows, _, _| rows)
    }

    fn run_json<L>(&self, lines: L) -> impl Future<Output = Result<Vec<C::Out>, FlowError>> + Send
    where
        L: IntoIterator<Item: AsRef<[u8]>, IntoIter: Send> + Send,
        C::In: DeserializeOwned,
    {
        execute(self, JsonLines(lines.into_iter()), RunOptions::new(), |rows, _, _| rows)
    }

    fn run_with<I>(
        &self,
        rows: I,
        options: RunOptions,
    ) -> impl Future<Output = Result<RunReport<C::Out>, FlowError>> + Send
    where
        I: IntoIterator<Item = C::In, IntoIter: Send> + Send,
    {
        execute(self, Rows(rows.into_iter()), options, report)
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
        execute(self, JsonLines(lines.into_iter()), options, report)
    }
}

fn report<T>(rows: Vec<T>, run: &Run<'_>, started: Instant) -> RunReport<T> {
    RunReport {
        rows,
        run_id: run.options.run_id,
        functions: run.report(),
        bad_input: run.bad_input.get(),
        duration: started.elapsed(),
    }
}

async fn execute<C: Chain, S: Input<C::In>, R>(
    flow: &C,
    input: S,
    options: RunOptions,
    give: fn(Vec<C::Out>, &Run<'_>, Instant) -> R,
) -> Result<R, FlowError> {
    let started = Instant::now();
    let core = flow.core();
    let tallies = C::tallies();
    let mut run = Run::new(core, tallies.as_ref(), options);
    let span = tracing::info_span!("run", flow = C::NAME, run_id = run.options.run_id);
    let outcome = caught(pin!(pass(flow, input, &run)), span).await;
    let outcome = outcome.unwrap_or_else(|payload| Err(run.panicked(&*payload)));
    run.settle(core.places.len());
    run.record(started, matches!(outcome, Err(Leave::Failed)));
    match outcome {
        Ok(rows) => Ok(give(rows, &run, started)),
        Err(Leave::End | Leave::Jump(_)) => Ok(give(Vec::new(), &run, started)),
        Err(Leave::Failed) => Err(run.error()),
    }
}

/// From the first function to the last, and the rows that failed on the way to the dead letters.
async fn pass<C: Chain, S: Input<C::In>>(flow: &C, input: S, run: &Run<'_>) -> Result<Vec<C::Out>, Leave> {
    let outcome = match go(flow, input, run).await {
        Err(Leave::Failed) => return Err(Leave::Failed),
        outcome => outcome,
    };
    run.send_letters().await?;
    outcome
}

/// Fused from end to end, but stage by stage after a jump and in a run that is timed.
async fn go<C: Chain, S: Input<C::In>>(flow: &C, input: S, run: &Run<'_>) -> Result<Vec<C::Out>, Leave> {
    run.check(0)?;
    let head = run.head(input.open(run));
    let mut jumps = 0;
    let (place, rows): (usize, AnyBatch) = if run.core.is_timed(run.options.timing) {
        (0, Box::new(run.collect(head, 0).await?))
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
    let rows = run_erased(&flow.stages(), place, rows, jumps, run).await?;
    rows.downcast::<Vec<C::Out>>().map(|rows| *rows).map_err(|_| {
        let text = "the last function's rows have another type";
        run.fail(run.core.places.len() - 1, super::ErrorKind::Jumps, None, text.into())
    })
}

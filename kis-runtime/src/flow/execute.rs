//! The one way in which every run goes, whatever its rows are held by.

use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use super::error::FlowError;
use super::options::RunOptions;
use super::report::RunReport;
use crate::engine::{Core, Leave, Run, Tally, caught};

/// What a run does between its first function and its last.
pub(crate) trait Work: Send {
    type Rows: Send;
    fn go(self, run: &Run<'_>) -> impl Future<Output = Result<Self::Rows, Leave>> + Send;
}

/// What the caller gets of a run that went well; there are no rows when it ended before its last function.
pub(crate) type Give<T, R> = fn(Option<T>, &Run<'_>, Instant) -> R;

/// One run: panics caught, dead letters sent, counts settled, metrics recorded.
pub(crate) async fn execute<W: Work, R>(
    core: &Arc<Core>,
    tallies: &[Tally],
    work: W,
    options: RunOptions,
    give: Give<W::Rows, R>,
) -> Result<R, FlowError> {
    let started = Instant::now();
    let run = Run::new(core, tallies, options);
    let span = tracing::info_span!("run", flow = &*core.flow, run_id = run.options.run_id);
    let outcome = caught(pin!(pass(work, &run)), span).await;
    let outcome = outcome.unwrap_or_else(|payload| Err(run.panicked(&*payload)));
    run.settle(core.places.len());
    run.record(started, matches!(outcome, Err(Leave::Failed)));
    match outcome {
        Ok(rows) => Ok(give(Some(rows), &run, started)),
        Err(Leave::End | Leave::Jump(_)) => Ok(give(None, &run, started)),
        Err(Leave::Failed) => Err(run.error()),
    }
}

/// From the first function to the last, and the rows that failed on the way to the dead letters.
async fn pass<W: Work>(work: W, run: &Run<'_>) -> Result<W::Rows, Leave> {
    let outcome = match work.go(run).await {
        Err(Leave::Failed) => return Err(Leave::Failed),
        outcome => outcome,
    };
    if let Some(sent) = run.send_letters() {
        sent.await?;
    }
    outcome
}

/// The rows with what each function did.
pub(crate) fn report<T>(rows: Option<Vec<T>>, run: &Run<'_>, started: Instant) -> RunReport<T> {
    RunReport {
        rows: rows.unwrap_or_default(),
        run_id: run.options.run_id,
        functions: run.report(),
        bad_input: run.bad_input.get(),
        duration: started.elapsed(),
    }
}

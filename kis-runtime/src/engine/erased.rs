//! The same functions behind `dyn`: after a jump, for the runs that are timed stage by stage, for pooled flows.

use std::any::Any;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

use tracing::Instrument;

use super::{Leave, Run, Stage};
use crate::Function;
use crate::connector::BoxFuture;
use crate::flow::ErrorKind;
use crate::function::Jump;

/// A `Vec<T>` of the row type that both sides agreed on when the flow was linked.
pub type AnyBatch = Box<dyn Any + Send>;

/// A function with what it is called with.
pub struct Resolved<F: Function>(pub F::Args);

/// A function whose row types are no longer in its type.
pub trait ErasedStage: Send + Sync {
    fn enter<'a>(&'a self, rows: AnyBatch, stage: Stage<'a>) -> BoxFuture<'a, Result<AnyBatch, Leave>>;
}

impl<F: Function> ErasedStage for Resolved<F> {
    fn enter<'a>(&'a self, rows: AnyBatch, stage: Stage<'a>) -> BoxFuture<'a, Result<AnyBatch, Leave>> {
        let span = if F::BY_ROW { stage.span() } else { tracing::Span::none() };
        let enter = async move {
            let Ok(rows) = rows.downcast::<Vec<F::In>>() else {
                let text = format!("it was given rows that are not of `{}`", std::any::type_name::<F::In>());
                return Err(stage.fail(ErrorKind::Batch, text.into()));
            };
            let (started, is_called) = (Instant::now(), !rows.is_empty());
            let rows = stage.run.batch(*rows, stage.place.index);
            let rows = F::enter(&self.0, rows, stage).await?;
            let rows = stage.run.gather(rows, stage.place.index + 1).await?;
            if F::BY_ROW && is_called {
                stage.took(started);
                stage.tally().timed.add(1);
            }
            Ok(Box::new(rows) as AnyBatch)
        };
        Box::pin(enter.instrument(span))
    }
}

/// Runs stage by stage from `place` on, and wherever it jumps.
///
/// When a row fails, those before it go on as far as the next batch function, as they do in a fused run: one of them
/// may fail there, and then stands first.
pub(crate) fn run_erased<'a>(
    stages: Vec<&'a dyn ErasedStage>,
    mut place: usize,
    mut rows: AnyBatch,
    mut jumps: u32,
    run: &'a Run<'a>,
) -> BoxFuture<'a, Result<AnyBatch, Leave>> {
    Box::pin(async move {
        while let Some(stage) = stages.get(place) {
            run.keep(place, &rows);
            run.settled.store(place, Relaxed);
            let outcome = stage.enter(rows, run.stage(place)).await;
            run.settle(place + 1);
            (place, rows) = match outcome {
                Ok(rows) => (place + 1, rows),
                Err(Leave::Jump(jump)) => land(jump, &mut jumps, run)?,
                Err(leave) => return Err(leave),
            };
        }
        run.check(stages.len() - 1)?;
        Ok(rows)
    })
}

/// Where a jump goes on, and with which rows.
pub(crate) fn land(jump: Jump, jumps: &mut u32, run: &Run<'_>) -> Result<(usize, AnyBatch), Leave> {
    let Jump { from, target, name, rows } = jump;
    let fail = |text: String| run.fail(from, ErrorKind::Jumps, None, text.into());
    let Some(to) = run.core.landing(from, target) else {
        return Err(fail(format!("it jumps to `{name}`, which this flow does not have")));
    };
    run.check(from)?;
    let bound = run.options.max_jumps.unwrap_or(run.core.habits.max_jumps);
    if *jumps >= bound {
        let here = run.core.places[from].name;
        return Err(fail(format!(
            "the run was ended after {bound} jumps, the last of them from `{here}` (place {}) to `{name}` (place {})",
            from + 1,
            to + 1
        )));
    }
    *jumps += 1;
    match rows.or_else(|| run.recall(to)) {
        Some(rows) => Ok((to, rows)),
        None => Err(fail(format!("no rows were kept to replay `{name}` with"))),
    }
}

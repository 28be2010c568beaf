//! What a function may know of the run that it is part of.

mod cache;
mod meta;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use tokio_util::sync::CancellationToken;

pub use cache::Cache;
pub use meta::Meta;

use crate::engine::{Core, Stage};
use crate::function::Mode;

/// The run that a function is part of: names, run id, cancellation, the flow's cache and meta data.
///
/// A function asks for it by taking `&Context`, anywhere among its parameters:
///
/// ```
/// use kis_runtime::prelude::*;
///
/// #[kis_function(mode = "Calculate")]
/// fn tag(row: u64, cx: &Context) -> String {
///     format!("{}/{}: {row}", cx.flow(), cx.function())
/// }
/// # flow! { Tags = tag }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// assert_eq!(Tags::builder().build().await?.run([7]).await?, ["Tags/tag: 7"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Context {
    core: Arc<Core>,
    place: usize,
    run: Arc<RunFacts>,
}

/// What all functions of a run see of it.
pub(crate) struct RunFacts {
    id: u64,
    cancel: CancellationToken,
}

impl RunFacts {
    pub(crate) fn cancellation(&self) -> &CancellationToken {
        &self.cancel
    }
}

impl Context {
    /// The name of the flow.
    pub fn flow(&self) -> &str {
        &self.core.flow
    }

    /// The name of this function.
    pub fn function(&self) -> &'static str {
        self.core.places[self.place].name
    }

    /// The mode of this function.
    pub fn mode(&self) -> Mode {
        self.core.places[self.place].mode
    }

    /// The place of this function in the flow, counted from 1.
    pub fn place(&self) -> usize {
        self.place + 1
    }

    /// The number of the run: the caller's own ([`RunOptions::run_id`](crate::RunOptions::run_id)), else one that
    /// no other run of this process has.
    pub fn run_id(&self) -> u64 {
        self.run.id
    }

    /// Whether the run has been cancelled. Long loops look at it; awaits of a cancelled run end by themselves.
    pub fn is_cancelled(&self) -> bool {
        self.run.cancel.is_cancelled()
    }

    /// The token that cancels this run, to hand on to what the function calls; the caller's own, where it gave one.
    pub fn cancellation(&self) -> &CancellationToken {
        &self.run.cancel
    }

    /// The flow's cache, which all its runs share.
    pub fn cache(&self) -> &Cache {
        &self.core.cache
    }

    /// The flow's meta data, which all its runs share.
    pub fn meta(&self) -> &Meta {
        &self.core.meta
    }
}

/// The number of a run whose caller has given none.
pub(crate) fn next_run_id() -> u64 {
    static RUNS: AtomicU64 = AtomicU64::new(1);
    RUNS.fetch_add(1, Relaxed)
}

/// What a function's shape sees of its run: the context, or nothing where it does not ask.
pub trait Seen: Send + Sync {
    fn of(stage: Stage<'_>) -> Self;
}

impl Seen for () {
    #[inline]
    fn of(_stage: Stage<'_>) {}
}

impl Seen for Context {
    fn of(stage: Stage<'_>) -> Self {
        let run = stage.run.facts.get_or_init(|| {
            let options = &stage.run.options;
            Arc::new(RunFacts { id: options.run_id, cancel: options.cancel.clone().unwrap_or_default() })
        });
        Context { core: stage.run.core.clone(), place: stage.place.index, run: run.clone() }
    }
}

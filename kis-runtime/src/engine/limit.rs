//! One try of a batch function: timed, ended by cancellation, a deadline or its time limit.

use std::future::{pending, poll_fn};
use std::pin::{Pin, pin};
use std::task::{self, Poll};
use std::time::Instant;

use super::guard::guarded;
use super::{Leave, Stage};
use crate::BoxError;
use crate::flow::ErrorKind;
use tokio::time::{self, sleep_until};

/// How waiting for something ended.
enum Outcome<T> {
    Done(T),
    Cancelled,
    Late,
}

impl Stage<'_> {
    /// One call of a batch function. Futures are lent, not moved: a moved one has its room twice in the run's.
    pub(super) async fn attempt<T>(
        self,
        call: Pin<&mut (impl Future<Output = Result<T, BoxError>> + Send)>,
    ) -> Result<Result<T, BoxError>, Leave> {
        let started = Instant::now();
        let (mut call, span) = (call, self.span());
        let call = poll_fn(|cx| {
            let _entered = span.enter();
            call.as_mut().poll(cx)
        });
        let timeout = self.place.policy.timeout;
        let until = timeout.map(|timeout| time::Instant::now() + timeout);
        let outcome = self.wait_for(pin!(call), until).await;
        self.took(started);
        match (outcome?, timeout) {
            (Some(done), _) => Ok(done),
            (None, timeout) => Ok(Err(TimedOut(timeout.unwrap_or_default()).into())),
        }
    }

    /// After an error: waits for the next try, or fails the run.
    pub(super) async fn retry(self, tries: &mut u32, error: BoxError) -> Result<(), Leave> {
        let policy = &self.place.policy;
        if *tries >= policy.retry_times {
            return Err(self.fail_batch(error, tries.saturating_add(1)));
        }
        *tries += 1;
        self.tally().retries.add(1);
        let wait = policy.wait(*tries);
        tracing::warn!(
            flow = &*self.run.core.flow,
            function = self.place.name,
            retry = *tries,
            of = policy.retry_times,
            wait_ms = wait.as_millis() as u64,
            error = &*error as &dyn std::error::Error,
            "retry"
        );
        if !wait.is_zero() {
            self.wait_for(pin!(async { time::sleep(wait).await }), None).await?;
        }
        self.run.check(self.place.index)
    }

    /// A batch function has failed for good.
    #[cold]
    pub(super) fn fail_batch(self, error: BoxError, tries: u32) -> Leave {
        let kind = if error.is::<TimedOut>() { ErrorKind::Timeout } else { ErrorKind::Batch };
        self.run.fail_after(tries, self.place.index, kind, None, error)
    }

    /// Waits for `future`; `None` when `until` comes first.
    async fn wait_for<T>(
        self,
        mut future: Pin<&mut (impl Future<Output = T> + Send)>,
        until: Option<time::Instant>,
    ) -> Result<Option<T>, Leave> {
        let (token, deadline) = (self.run.token(), self.run.options.deadline);
        if token.is_none() && deadline.is_none() && until.is_none() {
            return Ok(Some(poll_fn(|cx| guarded(self.tally(), || 0, || future.as_mut().poll(cx))).await));
        }
        let mut cancelled = pin!(async {
            match token {
                Some(token) => token.cancelled().await,
                None => pending().await,
            }
        });
        let limit = deadline.into_iter().chain(until).min();
        let mut late = pin!(async {
            match limit {
                Some(limit) => sleep_until(limit).await,
                None => pending().await,
            }
        });
        let mut poll = |cx: &mut task::Context<'_>| {
            if let Poll::Ready(done) = future.as_mut().poll(cx) {
                return Poll::Ready(Outcome::Done(done));
            }
            if cancelled.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Outcome::Cancelled);
            }
            late.as_mut().poll(cx).map(|()| Outcome::Late)
        };
        // The timer too: it panics where the runtime has none.
        match poll_fn(|cx| guarded(self.tally(), || 0, || poll(cx))).await {
            Outcome::Done(done) => Ok(Some(done)),
            Outcome::Cancelled => Err(self.run.cancelled(self.place.index)),
            Outcome::Late if limit == deadline => Err(self.run.late(self.place.index)),
            Outcome::Late => Ok(None),
        }
    }

    /// Adds the time since `started` to the function's own.
    pub(super) fn took(self, started: Instant) {
        self.tally().nanos.add((started.elapsed().as_nanos() as u64).max(1));
    }

    pub(super) fn span(self) -> tracing::Span {
        tracing::debug_span!("function", name = self.place.name, mode = self.place.mode.name())
    }
}

#[derive(Debug, thiserror::Error)]
#[error("took longer than its time limit of {0:?}")]
struct TimedOut(std::time::Duration);

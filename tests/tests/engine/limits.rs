//! Cancellation and deadline, wherever a run is at that moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use kis_runtime::prelude::*;
use kis_runtime::{CancellationToken, ErrorKind, Timing};
use tokio::time::{Instant, sleep};

use crate::support::Fault;

#[kis_function(mode = "Expand")]
fn see(_row: &u64) {}

#[kis_function(mode = "Calculate")]
fn collect(rows: Vec<u64>) -> Vec<u64> {
    rows
}

#[kis_function(mode = "Calculate")]
fn sum(rows: impl Iterator<Item = u64>) -> Vec<u64> {
    vec![rows.sum()]
}

#[kis_function(mode = "Calculate")]
async fn async_sum(rows: impl Iterator<Item = u64> + Send) -> Vec<u64> {
    vec![rows.sum()]
}

#[kis_function(mode = "Expand")]
async fn a_minute(_rows: &[u64]) {
    sleep(Duration::from_secs(60)).await;
}

#[kis_function(mode = "Expand", retry_times = 10, retry_duration = "1h")]
async fn fail(_rows: &[u64]) -> Result<()> {
    Err("no".into())
}

/// Cancels the run that it is part of.
#[kis_function(mode = "Expand")]
fn cancel(_rows: &[u64], cx: &Context) {
    cx.cancellation().cancel();
}

#[kis_function(mode = "Expand")]
fn never(_rows: &[u64]) {
    unreachable!("the run was cancelled before");
}

#[tokio::test]
async fn a_run_that_is_cancelled_before_it_begins_calls_nothing() {
    flow! { Never = see -> never }
    let flow = Never::builder().build().await.unwrap();
    let token = CancellationToken::new();
    token.cancel();
    for timing in [Timing::Never, Timing::Always] {
        let options = RunOptions::new().cancel(token.clone()).timing(timing);
        let untouched = std::iter::from_fn(|| -> Option<u64> { panic!("rows are not asked for") });
        let fault = Fault::from(flow.run_with(untouched, options).await.unwrap_err());
        assert_eq!((fault.kind, &*fault.text), (ErrorKind::Cancelled, "the run was cancelled"));
    }
}

#[tokio::test]
async fn a_run_is_cancelled_between_functions() {
    flow! { Cancels = see -> cancel -> see -> never }
    let flow = Cancels::builder().build().await.unwrap();
    for timing in [Timing::Never, Timing::Always] {
        let token = CancellationToken::new();
        let options = RunOptions::new().timing(timing);
        let error = flow.run_with([1], options.clone().cancel(token)).await.unwrap_err();
        assert_eq!(
            (error.kind, error.function),
            (ErrorKind::Cancelled, if timing == Timing::Never { "never" } else { "see" })
        );
        // A function may cancel a run whose caller gave no token.
        let error = flow.run_with([1], options).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Cancelled);
        assert_eq!(flow.run([0; 0]).await.unwrap(), [0; 0], "and the next one is not");
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_is_cancelled_in_an_await() {
    flow! { Slow = see -> a_minute -> never }
    let flow = Slow::builder().build().await.unwrap();
    let token = CancellationToken::new();
    let began = Instant::now();
    let (error, ()) = tokio::join!(flow.run_with([1], RunOptions::new().cancel(token.clone())), async {
        sleep(Duration::from_secs(10)).await;
        token.cancel();
    });
    let error = error.unwrap_err();
    assert_eq!((error.function, error.place, error.kind), ("a_minute", 1, ErrorKind::Cancelled));
    assert_eq!(began.elapsed(), Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn a_run_is_cancelled_between_tries() {
    flow! { Fails = fail }
    let flow = Fails::builder().build().await.unwrap();
    let token = CancellationToken::new();
    let (error, ()) = tokio::join!(flow.run_with([1], RunOptions::new().cancel(token.clone())), async {
        sleep(Duration::from_secs(5400)).await;
        token.cancel();
    });
    assert_eq!(error.unwrap_err().kind, ErrorKind::Cancelled);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_ends_a_run_in_an_await_and_between_tries() {
    flow! {
        Slow = a_minute -> never;
        Fails = fail;
    }
    let began = Instant::now();
    let options = |after| RunOptions::new().deadline(Instant::now() + Duration::from_secs(after));
    let slow = Slow::builder().build().await.unwrap();
    let fault = Fault::from(slow.run_with([1], options(20)).await.unwrap_err());
    assert_eq!((fault.kind, &*fault.text), (ErrorKind::Deadline, "the run's deadline has passed"));
    assert_eq!(began.elapsed(), Duration::from_secs(20));
    let fails = Fails::builder().build().await.unwrap();
    assert_eq!(fails.run_with([1], options(20)).await.unwrap_err().kind, ErrorKind::Deadline);
    assert_eq!(began.elapsed(), Duration::from_secs(40));
    let passed = RunOptions::new().deadline(Instant::now());
    assert_eq!(slow.run_with([1], passed).await.unwrap_err().kind, ErrorKind::Deadline);
}

/// A million rows, one after the other; half way the token is cancelled. Counts how many were asked for.
fn million(asked: &Arc<AtomicU64>, token: &CancellationToken) -> impl Iterator<Item = u64> + Send + use<> {
    let (asked, token) = (asked.clone(), token.clone());
    (0..1_000_000).inspect(move |row| {
        asked.store(row + 1, Relaxed);
        if *row == 500_000 {
            token.cancel();
        }
    })
}

#[tokio::test]
async fn a_heavy_batch_is_cancelled_between_slices() {
    flow! {
        Rows = see -> see;
        Collects = see -> collect -> see;
        Sums = see -> sum;
        AsyncSums = see -> async_sum;
    }
    let (asked, soon) = (Arc::new(AtomicU64::new(0)), 500_000 + (1 << 13));
    macro_rules! stops {
        ($($flow:ident),+) => {$(
            let flow = $flow::builder().build().await.unwrap();
            for timing in [Timing::Never, Timing::Always] {
                for is_sized in [true, false] {
                    let token = CancellationToken::new();
                    let options = RunOptions::new().cancel(token.clone()).timing(timing);
                    let rows = million(&asked, &token);
                    let error = match is_sized {
                        true => flow.run_with(rows, options).await,
                        false => flow.run_with(rows.filter(|_| true), options).await,
                    };
                    assert_eq!(error.unwrap_err().kind, ErrorKind::Cancelled);
                    assert!((500_000..=soon).contains(&asked.load(Relaxed)), "{}", asked.load(Relaxed));
                }
            }
        )+};
    }
    stops!(Rows, Collects, Sums, AsyncSums);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_run_leaves_nothing_behind() {
    flow! { Slow = see -> a_minute }
    let flow = Slow::builder().build().await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(1), flow.run([1])).await;
    assert!(ended.is_err());
    assert_eq!(flow.run([2]).await.unwrap(), [2]);
}

//! Many runs of one flow at once, and what a run's future is like.

use std::sync::Arc;

use kis_runtime::prelude::*;
use kis_runtime::{RunReport, Timing};

use crate::support::line;

#[kis_function(mode = "Verify")]
fn not_third(row: &u64) -> bool {
    !row.is_multiple_of(3)
}

#[kis_function(mode = "Calculate")]
fn twice(row: u64) -> Vec<u64> {
    vec![row; 2]
}

#[kis_function(mode = "Calculate", jumps(twice))]
async fn until_hundred(rows: Vec<u64>) -> Next<u64> {
    tokio::task::yield_now().await;
    if rows.len() < 100 && !rows.is_empty() { Next::jump::<twice>(rows) } else { Next::rows(rows) }
}

#[kis_function(mode = "Calculate")]
fn count(rows: impl Iterator<Item = u64>) -> Vec<u64> {
    vec![rows.count() as u64]
}

flow! { Counts = not_third -> twice -> until_hundred -> count }

/// What goes into `twice` and out of it, and how often, when so many rows come.
fn expected(mut rows: u64) -> (u64, u64, u64) {
    let (mut rows_in, mut calls) = (0, 0);
    loop {
        (rows_in, calls) = (rows_in + rows, calls + 1);
        rows *= 2;
        if rows >= 100 {
            return (rows, rows_in, calls);
        }
    }
}

/// Code that is generic over flows, which spawns their runs.
fn spawn<F: Flow<In: Sync>>(
    flow: &F,
    rows: Vec<F::In>,
    timing: Timing,
) -> tokio::task::JoinHandle<RunReport<F::Out>> {
    let flow = flow.clone();
    tokio::spawn(async move { flow.run_with(rows, RunOptions::new().timing(timing)).await.unwrap() })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_runs_neither_race_nor_lose_rows() {
    let flow = Counts::builder().build().await.unwrap();
    let runs: Vec<_> = (0..64_u64)
        .map(|run| {
            let len = if run % 16 == 15 { 70_000 + run } else { 3 * (run + 1) };
            let timing = if run % 3 == 0 { Timing::Always } else { Timing::Never };
            (len, spawn(&flow, (0..len).collect(), timing))
        })
        .collect();
    for (len, run) in runs {
        let report = run.await.unwrap();
        let dropped = len.div_ceil(3);
        let (rows, rows_in, calls) = expected(len - dropped);
        assert_eq!(report.rows, [rows]);
        let calls = if calls == 1 { String::new() } else { format!(", {calls} calls") };
        let lines: Vec<_> = report.functions.iter().map(line).collect();
        assert_eq!(
            lines,
            [
                format!("not_third {len} > {}, {dropped} dropped", len - dropped),
                format!("twice {rows_in} > {}{calls}", rows_in * 2),
                format!("until_hundred {} > {rows}{calls}", rows_in * 2),
                format!("count {rows} > 1"),
            ]
        );
    }
}

#[tokio::test]
async fn a_run_s_future_is_small_and_send() {
    fn send<T: Send>(it: T) -> T {
        it
    }
    let flow = Counts::builder().build().await.unwrap();
    let size = size_of_val(&send(flow.run([1])));
    assert!(size <= 3 << 10, "{size} bytes"); // 2,712 when this was written
    drop(send(flow.run_json(["1"])));
    drop(send(flow.run_with(vec![1], RunOptions::new())));
    drop(send(Counts::builder().build()));
}

#[test]
fn a_flow_runs_without_any_runtime() {
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    let mut built = std::pin::pin!(Counts::builder().build());
    let std::task::Poll::Ready(Ok(flow)) = built.as_mut().poll(&mut cx) else {
        panic!("nothing to wait for")
    };
    let mut run = std::pin::pin!(flow.run(0..100_000));
    loop {
        if let std::task::Poll::Ready(rows) = run.as_mut().poll(&mut cx) {
            assert_eq!(rows.unwrap(), [133_332]);
            return;
        }
    }
}

#[tokio::test]
async fn a_clone_is_the_same_flow() {
    #[kis_function(mode = "Calculate")]
    fn number(row: u64, cx: &Context) -> u64 {
        let seen = cx.cache().get::<Arc<u64>>("seen").map_or(0, |seen| **seen);
        cx.cache().set("seen", Arc::new(seen + row), None);
        seen + row
    }
    flow! { Numbers = number }
    let flow = Numbers::builder().build().await.unwrap();
    let clone = flow.clone();
    assert_eq!(flow.run([1]).await.unwrap(), [1]);
    assert_eq!(clone.run([10]).await.unwrap(), [11]);
}

//! Retries, and the time limit of a try. Time is tokio's, paused.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use kis_runtime::prelude::*;
use kis_runtime::{ErrorKind, Timing};
use tokio::time::{Instant, sleep};

use crate::support::{Fault, line};

/// When a function was called, with what, since the test began.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<Call>>>);

type Call = (Duration, Vec<u64>);

impl Calls {
    fn note(cx: &Context, rows: &[u64]) -> usize {
        let calls = cx.meta().get::<Calls>("calls").unwrap();
        let began = cx.meta().get::<Instant>("began").unwrap();
        let mut calls = calls.0.lock().unwrap();
        calls.push((began.elapsed(), rows.to_vec()));
        calls.len()
    }

    fn take(&self) -> Vec<Call> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn milliseconds(calls: &[Call]) -> Vec<u128> {
    calls.iter().map(|(at, _)| at.as_millis()).collect()
}

#[derive(Params)]
struct Good {
    /// The number of the call that goes well.
    good: usize,
}

fn unless_good(call: usize, good: &Good) -> Result<()> {
    if call == good.good { Ok(()) } else { Err(format!("call {call}").into()) }
}

#[kis_function(mode = "Calculate", retry_times = 3, retry_duration = "500ms")]
fn patient(rows: &[u64], good: &Good, cx: &Context) -> Result<()> {
    unless_good(Calls::note(cx, rows), good)
}

#[kis_function(mode = "Calculate", retry_times = 2)]
async fn at_once(mut rows: Vec<u64>, good: &Good, cx: &Context) -> Result<Vec<u64>> {
    let call = Calls::note(cx, &rows);
    rows.clear(); // the next try sees them all the same
    unless_good(call, good).map(|()| vec![call as u64])
}

#[kis_function(mode = "Calculate", retry_times = 5, retry_duration = "1s", retry_backoff = true)]
async fn backing_off(rows: &[u64], good: &Good, cx: &Context) -> Result<bool> {
    unless_good(Calls::note(cx, rows), good).map(|()| true)
}

#[kis_function(mode = "Calculate", retry_times = 2, retry_duration = "1s", timeout = "100ms")]
async fn slow(rows: &[u64], good: &Good, cx: &Context) -> Result<()> {
    if Calls::note(cx, rows) != good.good {
        sleep(Duration::from_secs(60)).await;
    }
    Ok(())
}

#[kis_function(mode = "Calculate", timeout = "100ms")]
async fn slow_fold(rows: impl Iterator<Item = u64> + Send) -> Vec<u64> {
    sleep(Duration::from_secs(rows.sum())).await;
    Vec::new()
}

macro_rules! case {
    ($function:ident, $good:tt, $calls:expr) => {{
        flow! { Retries = $function(good = $good) }
        let builder = Retries::builder().meta("calls", $calls.clone()).meta("began", Instant::now());
        builder.build().await.unwrap()
    }};
}

#[tokio::test(start_paused = true)]
async fn retries_really_happen() {
    let calls = Calls::default();
    let report = case!(patient, 3, calls).run_with([7, 8], RunOptions::new()).await.unwrap();
    assert_eq!(report.rows, [7, 8]);
    assert_eq!(line(&report.functions[0]), "patient 2 > 2, 2 retries");
    assert_eq!(milliseconds(&calls.take()), [0, 500, 1000]);
}

#[tokio::test(start_paused = true)]
async fn retries_end_with_the_last_error() {
    let calls = Calls::default();
    let error = case!(patient, 9, calls).run([7]).await.unwrap_err();
    assert_eq!(milliseconds(&calls.take()), [0, 500, 1000, 1500]);
    assert_eq!(error.to_string(), "flow `Retries`: function `patient` (place 1): call 4 (tried 4 times)");
    assert!(std::error::Error::source(&error).is_none(), "it would say the same again");
    let fault = Fault::from(error);
    assert_eq!((fault.kind, fault.tries, &*fault.text), (ErrorKind::Batch, 4, "call 4"));
}

#[tokio::test(start_paused = true)]
async fn a_retry_without_a_wait_follows_at_once_with_the_same_rows() {
    for (timing, good) in [(Timing::Never, 3), (Timing::Always, 3)] {
        let calls = Calls::default();
        let flow = case!(at_once, 3, calls);
        let report = flow.run_with([7, 8], RunOptions::new().timing(timing)).await.unwrap();
        assert_eq!((report.rows, report.functions[0].retries), (vec![good], 2));
        assert_eq!(calls.take(), vec![(Duration::ZERO, vec![7, 8]); 3]);
    }
    let calls = Calls::default();
    let fault = Fault::from(case!(at_once, 9, calls).run([7]).await.unwrap_err());
    assert_eq!((fault.tries, &*fault.text, calls.take().len()), (3, "call 3", 3));
}

#[tokio::test(start_paused = true)]
async fn backoff_doubles_with_jitter() {
    let calls = Calls::default();
    case!(backing_off, 5, calls).run([7]).await.unwrap();
    let at = milliseconds(&calls.take());
    let waits: Vec<_> = at.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(waits.len(), 4);
    for (wait, whole) in waits.iter().zip([1_000, 2_000, 4_000, 8_000]) {
        assert!((whole / 2..=whole + 1).contains(wait), "{waits:?}"); // timers go by whole milliseconds
    }
}

#[tokio::test(start_paused = true)]
async fn a_try_that_takes_too_long_is_tried_again() {
    let calls = Calls::default();
    let report = case!(slow, 3, calls).run_with([7], RunOptions::new()).await.unwrap();
    assert_eq!((report.rows, report.functions[0].retries), (vec![7], 2));
    assert_eq!(milliseconds(&calls.take()), [0, 1_100, 2_200]);
    let fault = Fault::from(case!(slow, 9, calls).run([7]).await.unwrap_err());
    assert_eq!(
        (fault.kind, fault.tries, &*fault.text),
        (ErrorKind::Timeout, 3, "took longer than its time limit of 100ms")
    );
}

#[tokio::test(start_paused = true)]
async fn an_async_fold_has_a_time_limit_too() {
    flow! { Slow = slow_fold }
    let flow = Slow::builder().build().await.unwrap();
    assert_eq!(flow.run([0]).await.unwrap(), [0; 0]);
    let error = flow.run([60]).await.unwrap_err();
    assert_eq!((error.function, error.kind), ("slow_fold", ErrorKind::Timeout));
}

#[test]
fn without_a_timer_a_wait_is_an_error_and_the_rest_works() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let calls = Calls::default();
        let flow = case!(at_once, 2, calls);
        assert_eq!(flow.run([7]).await.unwrap(), [2]);
        let fault = Fault::from(case!(patient, 9, calls).run([7]).await.unwrap_err());
        assert_eq!((fault.function, fault.place, fault.kind), ("patient", 0, ErrorKind::Panic));
        assert!(fault.text.contains("enable_time"), "{}", fault.text);
    });
}

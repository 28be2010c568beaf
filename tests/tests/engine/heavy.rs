//! Batches of more rows than one loop may have: they go slice by slice, and nobody sees a difference.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};

use kis_runtime::prelude::*;
use kis_runtime::{ErrorKind, Timing};

use crate::support::{ok, run};

/// More than one piece may have (65,536), and no whole number of slices (8,192).
const MANY: u64 = 100_001;
/// Rows of a slice.
const SLICE: u64 = 8_192;

#[kis_function(mode = "Verify")]
fn not_third(row: &u64) -> bool {
    !row.is_multiple_of(3)
}

#[kis_function(mode = "Calculate")]
fn plus_one(row: u64) -> u64 {
    row + 1
}

#[kis_function(mode = "Calculate")]
fn twice(row: u64) -> Vec<u64> {
    vec![row; 2]
}

/// Two for an even row, none for an odd one.
#[kis_function(mode = "Calculate")]
fn even_twice(row: u64) -> Vec<u64> {
    vec![row; if row.is_multiple_of(2) { 2 } else { 0 }]
}

#[kis_function(mode = "Calculate")]
fn sum(rows: impl Iterator<Item = u64>) -> Vec<u64> {
    vec![rows.sum()]
}

#[kis_function(mode = "Calculate")]
fn sum_for(rows: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut sum = 0;
    for row in rows {
        sum += row;
    }
    vec![sum]
}

#[kis_function(mode = "Calculate")]
async fn later_sum(rows: impl Iterator<Item = u64> + Send) -> Vec<u64> {
    tokio::task::yield_now().await;
    vec![rows.sum()]
}

#[kis_function(mode = "Calculate")]
fn reverse(mut rows: Vec<u64>) -> Vec<u64> {
    rows.reverse();
    rows
}

#[kis_function(mode = "Verify")]
fn not_90_000(row: &u64) -> Result<()> {
    if *row == 90_000 { Err("ninety thousand".into()) } else { Ok(()) }
}

#[kis_function(mode = "Verify")]
fn panic_at_90_000(row: &u64) {
    assert_ne!(*row, 90_000);
}

fn line(name: &str, rows_in: u64, rows_out: u64) -> String {
    match rows_in.saturating_sub(rows_out) {
        0 => format!("{name} {rows_in} > {rows_out}"),
        dropped => format!("{name} {rows_in} > {rows_out}, {dropped} dropped"),
    }
}

#[tokio::test]
async fn order_and_counts_hold_over_slices() {
    let thirds = MANY.div_ceil(3);
    let kept: Vec<u64> = (0..MANY).filter(not_third).collect();
    assert_eq!(
        run!([not_third -> plus_one], (0..MANY).collect()),
        Ok((
            kept.iter().map(|row| row + 1).collect(),
            vec![line("not_third", MANY, MANY - thirds), line("plus_one", MANY - thirds, MANY - thirds)]
        ))
    );
    assert_eq!(
        run!([twice -> reverse -> plus_one], (0..MANY).collect()),
        Ok((
            (0..MANY).rev().flat_map(|row| [row + 1; 2]).collect(),
            vec![
                line("twice", MANY, MANY * 2),
                line("reverse", MANY * 2, MANY * 2),
                line("plus_one", MANY * 2, MANY * 2)
            ]
        ))
    );
}

#[tokio::test]
async fn batches_of_about_a_slice_lose_nothing() {
    for len in [SLICE - 1, SLICE, SLICE + 1, 2 * SLICE, 65_536, 65_537, 9 * SLICE] {
        let rows: Vec<u64> = (0..len).collect();
        assert_eq!(run!([plus_one -> reverse], rows.clone()).unwrap().0, (1..=len).rev().collect::<Vec<_>>());
        let odd = len / 2;
        let expected = Ok((
            vec![(0..len).step_by(2).sum::<u64>() * 2],
            vec![
                format!("even_twice {len} > {}, {odd} dropped", (len - odd) * 2),
                line("sum", (len - odd) * 2, 1).split(',').next().unwrap().to_owned(),
            ],
        ));
        assert_eq!(run!([even_twice -> sum], rows), expected);
    }
}

#[tokio::test]
async fn a_vector_that_meets_no_row_function_is_not_copied() {
    static SEEN: AtomicUsize = AtomicUsize::new(0);
    #[kis_function(mode = "Verify")]
    fn look(rows: &[u64]) {
        SEEN.store(rows.as_ptr().addr(), Relaxed);
    }
    flow! { Rows = look -> reverse }
    for timing in [Timing::Never, Timing::OneIn(NonZeroU32::MIN)] {
        let flow = Rows::builder().timing(timing).build().await.unwrap();
        let rows: Vec<u64> = (0..MANY).collect();
        let given = rows.as_ptr().addr();
        let rows = flow.run(rows).await.unwrap();
        assert_eq!((SEEN.load(Relaxed), rows.as_ptr().addr()), (given, given));
        assert!(rows.into_iter().eq((0..MANY).rev()));
    }
}

#[tokio::test]
async fn folds_read_all_slices() {
    let (total, rows) = ((1..=MANY).sum::<u64>(), || (0..MANY).collect::<Vec<_>>());
    let counts = |fold: &str| vec![line("plus_one", MANY, MANY), format!("{fold} {MANY} > 1")];
    assert_eq!(run!([plus_one -> sum], rows()), Ok((vec![total], counts("sum"))));
    assert_eq!(run!([plus_one -> sum_for], rows()), Ok((vec![total], counts("sum_for"))));
    assert_eq!(run!([plus_one -> later_sum], rows()), Ok((vec![total], counts("later_sum"))));
    // Behind a batch function too, and all rows of some slices dropped.
    #[kis_function(mode = "Verify")]
    fn late(row: &u64) -> bool {
        *row > 70_000
    }
    let late_total = (70_001..MANY).sum::<u64>();
    assert_eq!(run!([reverse -> late -> sum], rows()).unwrap().0, [late_total]);
    assert_eq!(run!([late -> sum_for], rows()).unwrap().0, [late_total]);
    assert_eq!(run!([late -> later_sum], rows()).unwrap().0, [late_total]);
}

#[tokio::test]
async fn rows_are_numbered_beyond_the_first_slice() {
    let rows = || (0..MANY).collect::<Vec<_>>();
    let fault = run!([twice -> not_90_000], rows()).unwrap_err();
    assert_eq!((fault.function, fault.row, fault.kind), ("not_90_000", Some(180_000), ErrorKind::Row));
    let fault = run!([even_twice -> not_90_000 -> sum], rows()).unwrap_err();
    assert_eq!((fault.row, fault.kind), (Some(90_000), ErrorKind::Row));
    let fault = run!([reverse -> not_third -> plus_one -> not_90_000 -> sum_for], rows()).unwrap_err();
    // 89,999 is the 10,002nd row from behind; of the 10,001 before it a third is dropped.
    let before = (90_000..MANY).filter(not_third).count() as u64;
    assert_eq!((fault.row, fault.kind), (Some(before), ErrorKind::Row));
    let fault = run!([not_third -> plus_one -> panic_at_90_000 -> later_sum], rows()).unwrap_err();
    let before = (0..89_999).filter(not_third).count() as u64;
    assert_eq!((fault.row, fault.kind), (Some(before), ErrorKind::Panic));
}

#[tokio::test]
async fn a_batch_function_emptied_by_a_heavy_segment_is_not_called() {
    #[kis_function(mode = "Verify")]
    fn none(_row: &u64) -> bool {
        false
    }
    assert_eq!(
        run!([none -> reverse -> plus_one], (0..MANY).collect()),
        ok([], ["none 100001 > 0, 100001 dropped", "reverse 0 > 0", "plus_one 0 > 0"])
    );
    assert_eq!(
        run!([none -> sum], (0..MANY).collect()),
        ok([], ["none 100001 > 0, 100001 dropped", "sum 0 > 0"])
    );
}

#[tokio::test(flavor = "current_thread")]
async fn another_task_has_its_turn_after_every_slice() {
    const ROWS: u64 = 10_000_000;
    static DONE: AtomicBool = AtomicBool::new(false);
    static TURNS: AtomicU64 = AtomicU64::new(0);
    flow! { Rows = plus_one -> not_third }
    let flow = Rows::builder().timing(Timing::Never).build().await.unwrap();
    let other = tokio::spawn(async {
        while !DONE.load(Relaxed) {
            TURNS.fetch_add(1, Relaxed);
            tokio::task::yield_now().await;
        }
    });
    let rows = flow.run(0..ROWS).await.unwrap().len() as u64;
    DONE.store(true, Relaxed);
    other.await.unwrap();
    assert_eq!(rows, (1..=ROWS).filter(not_third).count() as u64);
    assert!(TURNS.load(Relaxed) >= ROWS / SLICE, "{} turns", TURNS.load(Relaxed));
}

#[tokio::test(flavor = "current_thread")]
async fn a_small_batch_of_unknown_size_is_done_at_once() {
    flow! {
        Rows = plus_one -> not_third;
        Folds = plus_one -> sum;
    }
    let at_once = |run: std::task::Poll<_>| matches!(run, std::task::Poll::Ready(Ok(_)));
    let rows = || (0..8_000).filter(|row| *row > 1);
    let flow = Rows::builder().build().await.unwrap();
    let mut run = std::pin::pin!(flow.run(rows()));
    assert!(at_once(std::future::poll_fn(|cx| std::task::Poll::Ready(run.as_mut().poll(cx))).await));
    let flow = Folds::builder().build().await.unwrap();
    let mut run = std::pin::pin!(flow.run(rows()));
    assert!(at_once(std::future::poll_fn(|cx| std::task::Poll::Ready(run.as_mut().poll(cx))).await));
}

#[test]
fn a_heavy_fold_runs_in_a_local_set_beside_a_multi_thread_runtime() {
    use std::panic;
    flow! { Sums = plus_one -> sum }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let panics = std::sync::Arc::new(AtomicU64::new(0));
    let (counter, here) = (panics.clone(), std::thread::current().id());
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == here {
            counter.fetch_add(1, Relaxed);
        }
        hook(info);
    }));
    let total = (1..=MANY).sum::<u64>();
    let flow = runtime.block_on(Sums::builder().build()).unwrap();
    let remote = runtime.spawn({
        let flow = flow.clone();
        async move { flow.run(0..MANY).await.unwrap() }
    });
    let local = tokio::task::LocalSet::new();
    let run = local.run_until(async move {
        tokio::task::spawn_local(async move { flow.run(0..MANY).await.unwrap() }).await.unwrap()
    });
    assert_eq!(runtime.block_on(run), [total]);
    assert_eq!(runtime.block_on(remote).unwrap(), [total]);
    assert_eq!(panics.load(Relaxed), 0, "and nobody reads of a panic in the log");
}

//! The functions themselves.

use kis_runtime::prelude::*;

use super::decide;

#[derive(Params)]
pub(super) struct K {
    k: u64,
}

fn unless(fails: bool) -> Result<()> {
    if fails { Err("as it should".into()) } else { Ok(()) }
}

#[kis_function(mode = "Verify")]
pub(super) fn keep(row: &u64, k: &K) -> bool {
    decide::keep(*row, k.k)
}

#[kis_function(mode = "Expand")]
pub(super) fn see(_row: &u64, _k: &K) {}

#[kis_function(mode = "Calculate")]
pub(super) fn change(row: u64, k: &K) -> u64 {
    decide::mix(row, k.k)
}

#[kis_function(mode = "Calculate")]
pub(super) fn choose(row: &u64, k: &K) -> Option<u64> {
    decide::choose(*row, k.k)
}

#[kis_function(mode = "Calculate")]
pub(super) fn spread(row: u64, k: &K) -> Vec<u64> {
    decide::spread(row, k.k)
}

#[kis_function(mode = "Verify")]
pub(super) fn try_keep(row: &u64, k: &K) -> Result<bool> {
    unless(decide::fails(*row, k.k)).map(|()| decide::keep(*row, k.k))
}

#[kis_function(mode = "Calculate")]
pub(super) fn try_change(row: u64, k: &K) -> Result<u64> {
    unless(decide::fails(row, k.k)).map(|()| decide::mix(row, k.k))
}

#[kis_function(mode = "Calculate")]
pub(super) fn try_spread(row: u64, k: &K) -> Result<Vec<u64>> {
    unless(decide::fails(row, k.k)).map(|()| decide::spread(row, k.k))
}

#[kis_function(mode = "Calculate", on_error = "skip")]
pub(super) fn skip_change(row: u64, k: &K, _cx: &Context) -> Result<u64> {
    unless(decide::fails(row, k.k)).map(|()| decide::mix(row, k.k))
}

#[kis_function(mode = "Calculate", on_error = "skip")]
pub(super) fn skip_spread(row: &u64, k: &K) -> Result<Vec<u64>> {
    unless(decide::fails(*row, k.k)).map(|()| decide::spread(*row, k.k))
}

#[kis_function(mode = "Calculate", on_error = "dead_letter")]
pub(super) fn bury_choose(row: u64, k: &K) -> Result<Option<u64>> {
    unless(decide::fails(row, k.k)).map(|()| decide::choose(row, k.k))
}

#[kis_function(mode = "Calculate", on_error = "dead_letter")]
pub(super) fn bury_spread(row: &u64, k: &K) -> Result<Vec<u64>> {
    unless(decide::fails(*row, k.k)).map(|()| decide::spread(*row, k.k))
}

#[kis_function(mode = "Calculate")]
pub(super) fn total(rows: impl Iterator<Item = u64>, _k: &K) -> Vec<u64> {
    let (sum, count) = rows.fold((0_u64, 0), |(sum, count), row| (sum.wrapping_add(row), count + 1));
    vec![sum, count]
}

#[kis_function(mode = "Calculate")]
pub(super) async fn later_total(rows: impl Iterator<Item = u64> + Send, _k: &K) -> Vec<u64> {
    let mut all = Vec::new();
    for row in rows {
        all.push(row);
        if all.len() % 1_000 == 0 {
            tokio::task::yield_now().await;
        }
    }
    decide::total(&all)
}

/// Reads three rows, and no more.
#[kis_function(mode = "Calculate")]
pub(super) fn first(rows: impl Iterator<Item = u64>, _k: &K) -> Vec<u64> {
    rows.take(3).collect()
}

/// Fails before it has read all rows.
#[kis_function(mode = "Calculate")]
pub(super) fn try_first(rows: impl Iterator<Item = u64>, k: &K) -> Result<Vec<u64>> {
    let rows: Vec<u64> = rows.take(3).collect();
    unless(decide::one_in(4, &rows, k.k)).map(|()| rows)
}

#[kis_function(mode = "Calculate")]
pub(super) fn sort(rows: Vec<u64>, _k: &K) -> Vec<u64> {
    decide::sort(rows)
}

#[kis_function(mode = "Expand")]
pub(super) async fn look(_rows: &[u64], _k: &K) {
    tokio::task::yield_now().await;
}

#[kis_function(mode = "Verify")]
pub(super) async fn gate(rows: &[u64], k: &K) -> Result<bool> {
    unless(decide::one_in(7, rows, k.k)).map(|()| !decide::one_in(5, rows, k.k + 1))
}

#[kis_function(mode = "Verify")]
pub(super) fn force_third(rows: &[u64], k: &K) -> Next<u64> {
    Next::force(decide::third(rows, k.k))
}

#[kis_function(mode = "Verify")]
pub(super) async fn third_or_abort(rows: Vec<u64>, k: &K) -> Next<u64> {
    if decide::one_in(5, &rows, k.k) { Next::abort() } else { Next::rows(decide::third(&rows, k.k)) }
}

/// How often this place has been come to, in this run.
fn visits(cx: &Context) -> u64 {
    let name = format!("visits of {} in {}", cx.place(), cx.run_id());
    let visits = cx.meta().get::<u64>(&name).map_or(1, |visits| *visits + 1);
    cx.meta().set(name, visits);
    visits
}

#[kis_function(mode = "Calculate", retry_times = 2)]
pub(super) fn flaky(rows: Vec<u64>, k: &K, cx: &Context) -> Result<Vec<u64>> {
    let name = format!("tries of {} in {}", cx.place(), cx.run_id());
    let tries = cx.meta().get::<u64>(&name).map_or(0, |tries| *tries);
    let fails = tries < decide::failures(&rows, k.k);
    cx.meta().set(name, if fails { tries + 1 } else { 0 });
    unless(fails).map(|()| decide::change_all(&rows, k.k))
}

/// The first `k` times to `change`, with other rows.
#[kis_function(mode = "Calculate", jumps(change))]
pub(super) fn back(rows: &[u64], k: &K, cx: &Context) -> Next<u64> {
    if visits(cx) <= k.k { Next::jump::<change>(decide::change_all(rows, k.k)) } else { Next::reuse(rows) }
}

/// The first `k` times to `keep`, with the rows that it had.
#[kis_function(mode = "Calculate", jumps(keep))]
pub(super) async fn rewind(rows: Vec<u64>, k: &K, cx: &Context) -> Next<u64> {
    if visits(cx) <= k.k { Next::replay::<keep>() } else { Next::rows(rows) }
}

/// Every other batch to `sort`, wherever that is.
#[kis_function(mode = "Calculate", jumps(sort))]
pub(super) fn skip_to_sort(rows: Vec<u64>, k: &K, cx: &Context) -> Next<u64> {
    match decide::one_in(2, &rows, k.k) && visits(cx) <= 3 {
        true => Next::jump::<sort>(decide::third(&rows, k.k)),
        false => Next::force(rows),
    }
}

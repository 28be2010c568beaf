//! Next, reuse, force, abort, jump and replay.

use kis_runtime::ErrorKind::Jumps;
use kis_runtime::prelude::*;
use kis_runtime::{ErrorKind, Timing};

use crate::support::{both, ok, run};

#[kis_function(mode = "Verify")]
fn odd(row: &u64) -> bool {
    row % 2 == 1
}

#[kis_function(mode = "Calculate")]
fn half(row: u64) -> u64 {
    row / 2
}

#[kis_function(mode = "Calculate")]
fn count(rows: &[u64]) -> Vec<u64> {
    vec![rows.len() as u64]
}

#[kis_function(mode = "Calculate")]
fn count_fold(rows: impl Iterator<Item = u64>) -> Vec<u64> {
    vec![rows.count() as u64]
}

#[kis_function(mode = "Calculate")]
async fn count_async_fold(rows: impl Iterator<Item = u64> + Send) -> Vec<u64> {
    vec![rows.count() as u64]
}

#[kis_function(mode = "Verify")]
fn force(rows: Vec<u64>) -> Next<u64> {
    Next::force(rows)
}

#[kis_function(mode = "Verify")]
fn force_nothing(_rows: &[u64]) -> Next<u64> {
    Next::force(Vec::new())
}

#[kis_function(mode = "Verify")]
fn abort(_rows: Vec<u64>) -> Next<u64> {
    Next::abort()
}

#[tokio::test]
async fn force_with_rows_loses_none() {
    assert_eq!(run!([force], vec![1, 2, 3]), ok([1, 2, 3], ["force 3 > 3"]));
    assert_eq!(run!([force -> count], vec![1, 2, 3]), ok([3], ["force 3 > 3", "count 3 > 1"]));
    assert_eq!(
        run!([force -> half -> odd -> force -> count], vec![2, 4, 6]),
        ok([2], ["force 3 > 3", "half 3 > 3", "odd 3 > 2, 1 dropped", "force 2 > 2", "count 2 > 1"])
    );
}

#[tokio::test]
async fn force_without_rows_enters_the_next_batch_function() {
    let forced = ["force_nothing 1 > 0", "half 0 > 0", "odd 0 > 0", "count 0 > 1, 1 calls"];
    assert_eq!(run!([force_nothing -> half -> odd -> count], vec![1]), ok([0], forced));
    assert_eq!(
        run!([force_nothing -> count_fold], vec![1]),
        ok([0], ["force_nothing 1 > 0", "count_fold 0 > 1, 1 calls"])
    );
    assert_eq!(
        run!([force_nothing -> half -> count_async_fold], vec![1]),
        ok([0], ["force_nothing 1 > 0", "half 0 > 0", "count_async_fold 0 > 1, 1 calls"])
    );
    // Rows that were dropped on the way are counted once.
    assert_eq!(
        run!([force -> odd -> count_fold], vec![2]),
        ok([0], ["force 1 > 1", "odd 1 > 0, 1 dropped", "count_fold 0 > 1, 1 calls"])
    );
    // The one behind that is not forced any more.
    assert_eq!(
        run!([force_nothing -> force -> force_nothing -> odd -> force_nothing -> abort -> count], vec![1]),
        ok(
            [],
            [
                "force_nothing 1 > 0",
                "force 0 > 0, 1 calls",
                "force_nothing 0 > 0, 1 calls",
                "odd 0 > 0",
                "force_nothing 0 > 0, 1 calls",
                "abort 0 > 0, 1 calls",
                "count 0 > 0",
            ]
        )
    );
}

#[tokio::test]
async fn force_of_the_last_function_is_no_error() {
    assert_eq!(run!([force_nothing -> half], vec![1]), ok([], ["force_nothing 1 > 0", "half 0 > 0"]));
}

#[tokio::test]
async fn abort_ends_the_run_well() {
    assert_eq!(
        run!([half -> abort -> half -> count], vec![1, 2]),
        ok([], ["half 2 > 2", "abort 2 > 0, 2 dropped", "half 0 > 0", "count 0 > 0"])
    );
}

#[tokio::test]
async fn an_emptied_batch_ends_the_run_well() {
    assert_eq!(
        run!([odd -> count -> half], vec![2, 4]),
        ok([], ["odd 2 > 0, 2 dropped", "count 0 > 0", "half 0 > 0"])
    );
    assert_eq!(
        run!([odd -> half -> count_fold], vec![2]),
        ok([], ["odd 1 > 0, 1 dropped", "half 0 > 0", "count_fold 0 > 0"])
    );
}

/// Back to `half` until every row is below ten.
#[kis_function(mode = "Verify", jumps(half))]
fn until_small(rows: Vec<u64>) -> Next<u64> {
    if rows.iter().any(|row| *row >= 10) { Next::jump::<half>(rows) } else { Next::rows(rows) }
}

/// On to `finish`, over all between.
#[kis_function(mode = "Verify", jumps(finish))]
fn skip_to_finish(rows: &[u64]) -> Next<u64> {
    Next::jump::<finish>(rows.iter().map(u64::to_string).collect())
}

#[kis_function(mode = "Calculate")]
fn name(row: u64) -> String {
    row.to_string()
}

#[kis_function(mode = "Calculate")]
fn finish(row: String) -> String {
    row + "!"
}

#[tokio::test]
async fn jumps_go_back() {
    assert_eq!(
        run!([odd -> half -> until_small -> count], vec![35, 3, 4]),
        ok([2], ["odd 3 > 2, 1 dropped", "half 4 > 4, 2 calls", "until_small 4 > 2, 2 calls", "count 2 > 1"])
    );
}

#[tokio::test]
async fn jumps_go_forward() {
    assert_eq!(
        run!([half -> skip_to_finish -> half -> name -> finish], vec![4, 6]),
        ok(
            ["2!", "3!"].map(str::to_owned),
            ["half 2 > 2", "skip_to_finish 2 > 0", "half 0 > 0", "name 0 > 0", "finish 2 > 2"]
        )
    );
}

#[tokio::test]
async fn a_jump_without_rows_ends_the_run_well() {
    #[kis_function(mode = "Verify", jumps(half))]
    fn jump_with_none(_rows: &[u64]) -> Next<u64> {
        Next::jump::<half>(Vec::new())
    }
    assert_eq!(
        run!([half -> jump_with_none -> count], vec![4]),
        ok([], ["half 1 > 1", "jump_with_none 1 > 0", "count 0 > 0"])
    );
}

#[kis_function(mode = "Verify", jumps(half))]
fn for_ever(rows: &[u64]) -> Next<u64> {
    Next::jump::<half>(rows.to_vec())
}

#[tokio::test]
async fn a_loop_is_bounded_and_named() {
    let fault = run!([odd -> half -> for_ever], vec![1]).unwrap_err();
    assert_eq!((fault.function, fault.place, fault.row, fault.kind), ("for_ever", 2, None, Jumps));
    assert_eq!(
        fault.text,
        "the run was ended after 1000 jumps, the last of them from `for_ever` (place 3) to `half` (place 2)"
    );
}

#[tokio::test]
async fn the_bound_is_the_flow_s_or_the_run_s() {
    flow! { Loop = half -> for_ever }
    let flow = Loop::builder().max_jumps(7).build().await.unwrap();
    let ended = |error: FlowError| error.source.to_string().split(',').next().unwrap().to_owned();
    assert_eq!(ended(flow.run([1]).await.unwrap_err()), "the run was ended after 7 jumps");
    let options = RunOptions::new().max_jumps(0).timing(Timing::Always);
    assert_eq!(ended(flow.run_with([1], options).await.unwrap_err()), "the run was ended after 0 jumps");
}

/// Gives way to `half` the first three times that a run comes here.
#[kis_function(mode = "Verify", jumps(half))]
fn thrice(rows: &[u64], cx: &Context) -> Next<u64> {
    let seen = format!("seen {}", cx.run_id());
    let times = cx.cache().get::<u32>(&seen).map_or(1, |times| *times + 1);
    cx.cache().set(seen, times, None);
    if times <= 3 { Next::replay::<half>() } else { Next::reuse(rows) }
}

#[tokio::test]
async fn a_replay_gives_the_rows_that_the_target_had() {
    assert_eq!(
        run!([odd -> half -> half -> thrice], vec![41, 7]),
        ok(
            [10, 1],
            [
                "odd 2 > 2",
                "half 2 > 2",
                "half 8 > 8, 4 calls", // the nearest before
                "thrice 8 > 2, 4 calls"
            ]
        )
    );
}

#[tokio::test]
async fn a_replay_of_what_was_not_there_is_an_error() {
    let fault = run!([odd -> thrice -> half], vec![1]).unwrap_err();
    assert_eq!(
        (fault.function, fault.kind, &*fault.text),
        ("thrice", Jumps, "no rows were kept to replay `half` with")
    );
}

/// Once to the nearest `half`, then on.
#[kis_function(mode = "Verify", jumps(half))]
fn once_to_half(rows: &[u64]) -> Next<u64> {
    if rows[0] >= 1_000 { Next::jump::<half>(vec![rows[0] - 1_000]) } else { Next::reuse(rows) }
}

#[tokio::test]
async fn a_jump_lands_at_the_nearest_place_before() {
    assert_eq!(
        run!([half -> half -> once_to_half -> half], vec![4_800]),
        ok([50], ["half 1 > 1", "half 2 > 2, 2 calls", "once_to_half 2 > 1, 2 calls", "half 1 > 1"])
    );
}

#[tokio::test]
async fn a_jump_lands_behind_when_there_is_none_before() {
    assert_eq!(
        run!([once_to_half -> odd -> half -> half], vec![1_008]),
        ok([2], ["once_to_half 1 > 0", "odd 0 > 0", "half 1 > 1", "half 1 > 1"])
    );
}

/// May go to itself.
#[kis_function(mode = "Verify", jumps(shrink))]
fn shrink(rows: Vec<u64>) -> Next<u64> {
    if rows.len() > 1 { Next::jump::<shrink>(rows[1..].to_vec()) } else { Next::rows(rows) }
}

#[tokio::test]
async fn a_function_may_jump_to_itself() {
    assert_eq!(run!([half -> shrink], vec![2, 4, 6]), ok([3], ["half 3 > 3", "shrink 6 > 1, 3 calls"]));
}

#[tokio::test]
async fn a_jump_that_the_attribute_does_not_name_is_an_error() {
    #[kis_function(mode = "Verify")]
    fn secretly(rows: Vec<u64>) -> Next<u64> {
        Next::jump::<half>(rows)
    }
    let fault = run!([half -> secretly], vec![1]).unwrap_err();
    assert_eq!(
        (fault.function, fault.kind, &*fault.text),
        ("secretly", Jumps, "it goes to `half` without saying so: write `jumps(half)` in its attribute")
    );
}

#[tokio::test]
async fn a_held_row_that_fails_stands_behind_one_before_it() {
    #[kis_function(mode = "Verify")]
    fn not_five(row: &u64) -> Result<bool> {
        if *row == 5 { Err("five".into()) } else { Ok(true) }
    }
    #[kis_function(mode = "Verify")]
    fn not_three(row: &u64) -> Result<bool> {
        if *row == 3 { Err("three".into()) } else { Ok(true) }
    }
    #[kis_function(mode = "Verify", jumps(not_three))]
    fn again(rows: &[u64]) -> Next<u64> {
        if rows.len() > 9 { Next::replay::<not_three>() } else { Next::reuse(rows) }
    }
    flow! { Checks = not_five -> not_three -> again }
    let flow = Checks::builder().build().await.unwrap();
    let fault = both(&flow, vec![1, 3, 5]).await.unwrap_err();
    assert_eq!((fault.function, fault.row, fault.kind), ("not_three", Some(1), ErrorKind::Row));
    let fault = both(&flow, vec![1, 5, 3]).await.unwrap_err();
    assert_eq!((fault.function, fault.row, fault.kind), ("not_five", Some(1), ErrorKind::Row));
}

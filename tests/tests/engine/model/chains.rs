//! The chains, and what is sent through them.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;

use kis_runtime::connector::Memory;
use kis_runtime::prelude::*;
use kis_runtime::{DeadLetter, ErrorKind};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::decide::mix;
use super::files;
use super::functions::*;
use super::interpreter::{Interpreter, Letter, Op, op};
use crate::support::both;

/// Few, so that a loop may pass it.
pub(super) const MAX_JUMPS: u32 = 4;

/// `name = function(k) -> …;`: a flow, the same as a list, and a test that both agree, and that the
/// same chain does when it is loaded from files.
macro_rules! chains {
    ($($name:ident = $first:ident($k:tt) $(-> $function:ident($ks:tt))*;)+) => {$(
        #[test]
        fn $name() {
            kis_runtime::flow! { Tested = $first(k = $k) $(-> $function(k = $ks))* }
            let ops = [op(stringify!($first), $k) $(, op(stringify!($function), $ks))*];
            agree(&ops, async |connectors: &Connectors| {
                Tested::builder().connectors(connectors).max_jumps(MAX_JUMPS).build().await.unwrap()
            });
            files::agree(&ops, async |connectors: &Connectors, ks: &BTreeMap<&'static str, u64>| {
                let builder = Tested::builder().connectors(connectors).max_jumps(MAX_JUMPS);
                ks.iter().fold(builder, |builder, (name, k)| builder.param(*name, "k", k)).build().await.unwrap()
            });
        }
    )+};
}

chains! {
    rows_one_to_one = change(1) -> see(2) -> change(3);
    rows_dropped = keep(1) -> change(2) -> choose(3) -> keep(4);
    rows_expanded = spread(1) -> keep(2) -> spread(3) -> choose(4);
    rows_that_fail = keep(1) -> try_change(2) -> spread(3) -> try_keep(7);
    rows_that_fail_often = try_keep(1) -> try_spread(6) -> try_change(1) -> see(2);
    rows_that_fail_in_the_end = change(1) -> spread(2) -> try_change(4) -> try_spread(9) -> total(1);
    rows_skipped = skip_change(0) -> keep(1) -> skip_spread(5) -> change(2);
    rows_buried = spread(1) -> bury_choose(0) -> change(2) -> bury_spread(6) -> see(1);
    rows_skipped_and_buried_before_one_fails =
        skip_spread(0) -> bury_choose(5) -> try_change(2) -> sort(1) -> bury_spread(1);
    folds = keep(1) -> total(2) -> change(3);
    async_folds = spread(1) -> choose(2) -> later_total(3) -> spread(4) -> keep(5);
    folds_that_stop = change(1) -> try_keep(3) -> first(1) -> spread(2);
    folds_that_fail = skip_change(0) -> try_change(4) -> try_first(1) -> change(2) -> total(3);
    batches = sort(1) -> look(2) -> gate(3) -> sort(4) -> look(5);
    batches_between_rows = keep(1) -> sort(2) -> spread(3) -> gate(4) -> choose(5) -> third_or_abort(6) -> see(7);
    batches_forced = keep(1) -> force_third(2) -> keep(3) -> force_third(4) -> spread(5) -> later_total(6);
    batches_forced_into_a_fold = third_or_abort(1) -> force_third(2) -> choose(3) -> first(4) -> total(5);
    batches_retried = choose(1) -> flaky(2) -> keep(3) -> flaky(4) -> total(5);
    jumps_back = keep(1) -> change(2) -> choose(3) -> back(2) -> total(4);
    jumps_to_the_nearest = change(1) -> keep(2) -> change(3) -> keep(4) -> back(1) -> change(5) -> look(6) -> back(2);
    jumps_too_often = change(1) -> skip_spread(2) -> back(3) -> keep(4) -> change(5) -> back(3);
    replays = change(1) -> keep(2) -> choose(3) -> rewind(2) -> spread(4) -> sort(5);
    replays_between_batches = sort(1) -> keep(2) -> try_change(3) -> force_third(4) -> rewind(1) -> keep(5) -> rewind(2);
    replays_of_rows_that_jumped = keep(1) -> change(2) -> keep(3) -> rewind(1) -> bury_choose(0) -> back(1) -> look(2);
    jumps_forward = choose(1) -> skip_to_sort(2) -> keep(3) -> flaky(4) -> sort(5) -> spread(6) -> sort(7);
    jumps_to_and_fro =
        sort(1) -> keep(2) -> skip_to_sort(3) -> try_keep(4) -> third_or_abort(5) -> sort(6) -> skip_to_sort(7);
}

/// Small batches that shrink, greater ones of several slices, and a heavy one.
fn agree<F: Flow<In = u64, Out = u64>>(ops: &[Op], build: impl AsyncFn(&Connectors) -> F) {
    let runtime = runtime();
    let check = |rows: Vec<u64>| {
        // What is caught ends the test.
        AssertUnwindSafe(|| runtime.block_on(agree_on(ops, &build, rows)))();
        Ok(())
    };
    let runner = |count| TestRunner::new(cases(count));
    runner(48).run(&prop::collection::vec(any::<u64>(), 0..200), check).unwrap();
    let seeded = |(seed, len): (u64, u64)| (0..len).map(|n| mix(n, seed)).collect();
    runner(4).run(&(any::<u64>(), 8_000..20_000_u64).prop_map(seeded), check).unwrap();
    runner(1).run(&(any::<u64>(), 65_530..70_000_u64).prop_map(seeded), check).unwrap();
}

pub(super) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

pub(super) fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

async fn agree_on<F: Flow<In = u64, Out = u64>>(
    ops: &[Op],
    build: &impl AsyncFn(&Connectors) -> F,
    rows: Vec<u64>,
) {
    let connectors = Connectors::new().with("dead_letter", ConnectorConfig::new("memory", ""));
    let flow = build(&connectors).await;
    let mut interpreter = Interpreter::new(ops);
    let expected = interpreter.run(rows.clone(), MAX_JUMPS);
    let (failed, mut found) = (expected.is_err(), both(&flow, rows).await);
    if let Err(fault) = &mut found
        && fault.kind == ErrorKind::Jumps
    {
        fault.text = "as it should".to_owned();
    }
    assert_eq!(found, expected);

    let letters = connectors.client::<Memory>("dead_letter").await.unwrap().received::<DeadLetter>().unwrap();
    let mut found: Vec<Letter> =
        letters.into_iter().map(|letter| (letter.place.unwrap(), letter.number, letter.row)).collect();
    // The flow ran three times; of a run that fails no letter is sent.
    let runs = if failed { 0 } else { 3 };
    let mut expected = vec![interpreter.letters; runs].concat();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

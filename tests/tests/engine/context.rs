//! What a function knows of its run.

use std::time::Duration;

use kis_runtime::prelude::*;
use kis_runtime::{Mode, Timing};

#[kis_function(mode = "Calculate", name = "WhereAmI")]
fn where_am_i(row: u64, cx: &Context) -> String {
    assert_eq!(cx.mode(), Mode::Calculate);
    format!("{row} {} {} {} {}", cx.flow(), cx.function(), cx.place(), cx.run_id())
}

#[kis_function(mode = "Expand")]
async fn where_too(rows: &[String], cx: &Context) -> Vec<String> {
    assert!(!cx.is_cancelled());
    vec![format!("{} {} {} {}", rows[0], cx.function(), cx.place(), cx.run_id())]
}

/// How many runs came here in the last minute.
#[kis_function(mode = "Calculate")]
fn runs(row: u64, cx: &Context) -> u64 {
    let runs = cx.cache().get::<u64>("runs").map_or(0, |runs| *runs) + 1;
    cx.cache().set("runs", runs, Some(Duration::from_secs(60)));
    row + runs + *cx.meta().get::<u64>("hundreds").unwrap() * 100
}

#[tokio::test]
async fn it_knows_flow_function_place_and_run() {
    flow! { Places = where_am_i -> where_too }
    let flow = Places::builder().build().await.unwrap();
    for timing in [Timing::Never, Timing::Always] {
        let rows = flow.run_with([7], RunOptions::new().run_id(42).timing(timing)).await.unwrap().rows;
        assert_eq!(rows, ["7 Places WhereAmI 1 42 where_too 2 42"]);
    }
}

#[tokio::test]
async fn a_run_has_a_number_that_no_other_has() {
    flow! { Places = where_am_i }
    let flow = Places::builder().build().await.unwrap();
    let mut ids = Vec::new();
    for _ in 0..3 {
        let report = flow.run_with([1], RunOptions::new()).await.unwrap();
        assert!(report.rows[0].ends_with(&format!(" {}", report.run_id)));
        ids.push(report.run_id);
    }
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn runs_share_cache_and_meta_data_and_flows_do_not() {
    flow! { Counts = runs }
    let flow = Counts::builder().meta("hundreds", 3_u64).build().await.unwrap();
    let clone = flow.clone();
    assert_eq!(flow.run([0]).await.unwrap(), [301]);
    assert_eq!(clone.run([0]).await.unwrap(), [302]);
    let other = Counts::builder().meta("hundreds", 5_u64).build().await.unwrap();
    assert_eq!(other.run([0]).await.unwrap(), [501]);
    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(flow.run([0]).await.unwrap(), [301]);
}

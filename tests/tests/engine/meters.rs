//! What the metrics say of known runs.

use kis_runtime::prelude::*;
use kis_runtime::{OnError, Timing};

use super::books::{Books, counters};

#[kis_function(mode = "Verify")]
fn odd(row: &u64) -> bool {
    row % 2 == 1
}

#[kis_function(mode = "Calculate", on_error = "skip")]
fn not_seven(row: u64) -> Result<Vec<u64>> {
    if row == 7 { Err("seven".into()) } else { Ok(vec![row; 2]) }
}

#[kis_function(mode = "Expand", retry_times = 2)]
async fn nap(rows: &[u64], cx: &Context) -> Result<()> {
    if rows.contains(&13) {
        return Err("thirteen".into());
    }
    let tries = format!("tries {}", cx.run_id());
    if rows.contains(&9) && cx.cache().get::<()>(&tries).is_none() {
        cx.cache().set(tries, (), None);
        return Err("nine, the first time".into());
    }
    Ok(())
}

/// Back to `odd` as long as there is a row above a hundred.
#[kis_function(mode = "Calculate", jumps(odd))]
fn small(rows: &[u64]) -> Next<u64> {
    match rows.iter().any(|row| *row > 100) {
        true => Next::jump::<odd>(rows.iter().map(|row| row % 100).collect()),
        false => Next::reuse(rows),
    }
}

#[tokio::test]
async fn counters_are_exact() {
    let books = Books::default();
    let _here = metrics::set_default_local_recorder(&books);
    flow! { Naps = odd -> not_seven -> nap }
    let flow = Naps::builder().build().await.unwrap();
    for timing in [Timing::Never, Timing::Always] {
        flow.run_with([1, 2, 7, 9], RunOptions::new().timing(timing)).await.unwrap();
        flow.run_with([2, 4], RunOptions::new().timing(timing)).await.unwrap();
        flow.run_with([13], RunOptions::new().timing(timing)).await.unwrap_err();
        let recorded = books.take();
        assert_eq!(
            counters(&recorded),
            [
                "flow_data_total{flow_name=Naps} 7",
                "flow_errors{flow_name=Naps,kind=batch} 1",
                "flow_schedule_cnts{flow_name=Naps} 3",
                "func_retries{flow_name=Naps,func_name=nap,func_mode=Expand} 3",
                "func_rows_dropped{flow_name=Naps,func_name=not_seven,func_mode=Calculate} 1",
                "func_rows_dropped{flow_name=Naps,func_name=odd,func_mode=Verify} 3",
                "func_rows_in{flow_name=Naps,func_name=nap,func_mode=Expand} 6",
                "func_rows_in{flow_name=Naps,func_name=not_seven,func_mode=Calculate} 4",
                "func_rows_in{flow_name=Naps,func_name=odd,func_mode=Verify} 7",
                "func_rows_out{flow_name=Naps,func_name=nap,func_mode=Expand} 4",
                "func_rows_out{flow_name=Naps,func_name=not_seven,func_mode=Calculate} 6",
                "func_rows_out{flow_name=Naps,func_name=odd,func_mode=Verify} 4",
                "func_rows_skipped{flow_name=Naps,func_name=not_seven,func_mode=Calculate} 1",
                "func_schedule_cnts{func_name=nap,func_mode=Expand} 2",
                "func_schedule_cnts{func_name=not_seven,func_mode=Calculate} 2",
                "func_schedule_cnts{func_name=odd,func_mode=Verify} 3",
                "kisflow_data_total{} 7",
            ]
        );
        assert_eq!(recorded["flow_batch_size{flow_name=Naps}"], [4.0, 2.0, 1.0]);
        assert_eq!(recorded["flow_run_duration{flow_name=Naps}"].len(), 3);
        assert_eq!(recorded["func_run_duration{func_name=nap,func_mode=Expand}"].len(), 2);
    }
}

#[tokio::test]
async fn rows_that_jump_back_have_entered_the_flow_once() {
    let books = Books::default();
    let _here = metrics::set_default_local_recorder(&books);
    flow! { Smalls = odd -> small }
    let flow = Smalls::builder().build().await.unwrap();
    for timing in [Timing::Never, Timing::Always] {
        let report = flow.run_with([101, 203, 5], RunOptions::new().timing(timing)).await.unwrap();
        assert_eq!(report.rows, [1, 3, 5]);
        let recorded = books.take();
        assert_eq!(recorded["flow_data_total{flow_name=Smalls}"], [3.0]);
        assert_eq!(recorded["flow_batch_size{flow_name=Smalls}"], [3.0]);
        assert_eq!(recorded["func_rows_in{flow_name=Smalls,func_name=odd,func_mode=Verify}"], [6.0]);
        // Measured in all laps, or told of none.
        let is_timed = timing == Timing::Always;
        assert_eq!(report.functions[0].duration.is_some(), is_timed);
        assert_eq!(recorded.contains_key("func_run_duration{func_name=odd,func_mode=Verify}"), is_timed);
        assert!(report.functions[1].duration.is_some());
    }
}

#[tokio::test]
async fn bad_lines_are_counted() {
    let books = Books::default();
    let _here = metrics::set_default_local_recorder(&books);
    flow! { Lines = odd }
    let flow = Lines::builder().on_bad_input(OnError::Skip).build().await.unwrap();
    assert_eq!(flow.run_json(["1", "x", "3", "y"]).await.unwrap(), [1, 3]);
    let recorded = books.take();
    assert_eq!(recorded["flow_bad_input{flow_name=Lines}"], [2.0]);
    assert_eq!(recorded["flow_data_total{flow_name=Lines}"], [2.0]);
    let flow = Lines::builder().build().await.unwrap();
    flow.run_json(["1", "x"]).await.unwrap_err();
    assert_eq!(books.take()["flow_errors{flow_name=Lines,kind=input}"], [1.0]);
}

#[tokio::test]
async fn row_functions_are_measured_in_one_run_of_sixteen() {
    let books = Books::default();
    let _here = metrics::set_default_local_recorder(&books);
    flow! { Rows = odd -> nap }
    let flow = Rows::builder().build().await.unwrap();
    for _ in 0..64 {
        flow.run([1]).await.unwrap();
    }
    let recorded = books.take();
    assert_eq!(recorded["func_run_duration{func_name=odd,func_mode=Verify}"].len(), 4);
    assert_eq!(recorded["func_run_duration{func_name=nap,func_mode=Expand}"].len(), 64);
    assert_eq!(recorded["func_schedule_cnts{func_name=odd,func_mode=Verify}"], [64.0]);
}

#[tokio::test]
async fn a_row_function_that_is_not_called_has_no_duration() {
    flow! { Rows = odd -> not_seven }
    let flow = Rows::builder().timing(Timing::Always).build().await.unwrap();
    let report = flow.run_with([2], RunOptions::new()).await.unwrap();
    assert_eq!(report.functions.iter().map(|it| it.duration.is_some()).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn durations_are_in_milliseconds() {
    let books = Books::default();
    let _here = metrics::set_default_local_recorder(&books);
    flow! { Rows = odd -> nap }
    let flow = Rows::builder().build().await.unwrap();
    let report = flow.run_with([1], RunOptions::new()).await.unwrap();
    let nap = report.functions[1].duration.unwrap().as_secs_f64() * 1e3;
    assert_eq!(books.take()["func_run_duration{func_name=nap,func_mode=Expand}"], [nap]);
}

//! A panic in a function is that run's error, and nothing else's.

use kis_runtime::prelude::*;
use kis_runtime::{ErrorKind, Timing};

use crate::support::{Fault, run};

#[kis_function(mode = "Calculate")]
fn plus_one(row: u64) -> u64 {
    row + 1
}

#[kis_function(mode = "Verify")]
fn over_two(row: &u64) -> bool {
    *row > 2
}

#[kis_function(mode = "Calculate")]
fn row(row: u64) -> u64 {
    assert_ne!(row, 7, "seven");
    row
}

#[kis_function(mode = "Calculate")]
fn expand(row: u64) -> Vec<u64> {
    assert_ne!(row, 7, "seven");
    vec![row; 2]
}

#[kis_function(mode = "Calculate")]
fn fold(rows: impl Iterator<Item = u64>) -> Vec<u64> {
    rows.map(row).collect()
}

#[kis_function(mode = "Calculate")]
async fn later_fold(rows: impl Iterator<Item = u64> + Send) -> Vec<u64> {
    let rows = rows.map(row).collect();
    tokio::task::yield_now().await;
    rows
}

#[kis_function(mode = "Calculate")]
fn slice(rows: &[u64]) {
    assert!(!rows.contains(&7), "seven");
}

#[kis_function(mode = "Calculate", retry_times = 3)]
async fn later(rows: &[u64]) -> Result<()> {
    tokio::task::yield_now().await;
    assert!(!rows.contains(&7), "seven");
    Ok(())
}

#[kis_function(mode = "Calculate")]
fn vec(rows: Vec<u64>) -> Vec<u64> {
    rows.into_iter().map(row).collect()
}

#[kis_function(mode = "Calculate")]
fn last_fold(rows: impl Iterator<Item = u64>) -> Vec<u64> {
    vec![rows.last().unwrap()]
}

#[tokio::test]
async fn a_panic_names_function_and_row() {
    macro_rules! panics {
        ($([$($chain:tt)+] $function:literal $place:literal $row:expr;)+) => {$(
            // 1 is dropped where `over_two` stands: 6 + 1 is the third row behind it.
            let fault = run!([$($chain)+], vec![1, 3, 4, 6, 8]).unwrap_err();
            let expected = ($function, $place, $row, ErrorKind::Panic);
            assert_eq!((fault.function, fault.place, fault.row, fault.kind), expected);
            assert!(fault.text.starts_with("panicked: ") && fault.text.contains("seven"), "{}", fault.text);
        )+};
    }
    panics! {
        [plus_one -> over_two -> row -> plus_one] "row" 2 Some(2);
        [plus_one -> over_two -> row -> last_fold] "row" 2 Some(2);
        [over_two -> plus_one -> expand -> plus_one] "expand" 2 Some(2);
        [over_two -> plus_one -> expand -> fold] "expand" 2 Some(2);
        [over_two -> plus_one -> expand -> later_fold] "expand" 2 Some(2);
        [plus_one -> fold -> plus_one] "fold" 1 None;
        [plus_one -> later_fold] "later_fold" 1 None;
        [plus_one -> slice -> row] "slice" 1 None;
        [plus_one -> later] "later" 1 None;
        [plus_one -> vec] "vec" 1 None;
    }
}

#[tokio::test]
async fn a_value_that_is_no_text_is_a_panic_too() {
    #[kis_function(mode = "Expand")]
    fn throw(_row: &u64) {
        std::panic::panic_any(7)
    }
    let fault = run!([throw], vec![1]).unwrap_err();
    assert_eq!((fault.row, &*fault.text), (Some(0), "panicked: a value that is no text"));
}

#[tokio::test]
async fn a_panic_in_the_callers_iterator_is_the_inputs() {
    flow! {
        Rows = plus_one -> row;
        Folds = plus_one -> fold;
        LaterFolds = later_fold;
        Batches = slice -> plus_one;
    }
    macro_rules! input {
        ($($flow:ident),+) => {$(
            let flow = $flow::builder().build().await.unwrap();
            for timing in [Timing::Never, Timing::Always] {
                for len in [10, 50_000, 100_000] {
                    let rows = (100..len + 100).inspect(move |row| assert_ne!(*row, len + 99, "no rows"));
                    for is_sized in [true, false] {
                        let rows = rows.clone();
                        let options = RunOptions::new().timing(timing);
                        let error = match is_sized {
                            true => flow.run_with(rows, options).await,
                            false => flow.run_with(rows.filter(|_| true), options).await,
                        };
                        let error = error.unwrap_err();
                        let shown = error.to_string();
                        let begin = concat!("flow `", stringify!($flow), "`: input: the rows' iterator panicked: ");
                        assert!(shown.starts_with(begin), "{shown}");
                        assert_eq!(Fault::from(error).kind, ErrorKind::Input);
                    }
                }
            }
            assert_eq!(flow.run([0; 0]).await.unwrap(), [0; 0]);
        )+};
    }
    input!(Rows, Folds, LaterFolds, Batches);
}

/// A row that cannot be copied when it is a seven.
#[derive(Debug, PartialEq)]
struct Shy(u64);

impl kis_runtime::Row for Shy {}

impl Clone for Shy {
    fn clone(&self) -> Self {
        Shy(row(self.0))
    }
}

#[tokio::test]
async fn a_panic_in_a_copy_is_the_functions_that_wanted_it() {
    #[kis_function(mode = "Calculate")]
    fn shy(row: u64) -> Shy {
        Shy(row)
    }
    #[kis_function(mode = "Calculate", retry_times = 1)]
    fn again(rows: Vec<Shy>) -> Result<Vec<Shy>> {
        Ok(rows)
    }
    #[kis_function(mode = "Expand")]
    fn look(_row: &Shy) {}
    #[kis_function(mode = "Expand", jumps(look))]
    fn replay(rows: &[Shy]) -> Next<Shy> {
        Next::reuse(rows)
    }
    let fault = run!([plus_one -> shy -> again], vec![6]).unwrap_err();
    assert_eq!((fault.function, fault.place, fault.kind), ("again", 2, ErrorKind::Panic));
    let fault = run!([shy -> look -> replay], vec![7]).unwrap_err();
    assert_eq!((fault.function, fault.place, fault.kind), ("look", 1, ErrorKind::Panic));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_runs_go_on() {
    flow! { Rows = plus_one -> row -> later -> expand }
    let flow = Rows::builder().build().await.unwrap();
    let runs: Vec<_> = (0..64_u64)
        .map(|run| {
            let flow = flow.clone();
            tokio::spawn(async move { (run, flow.run([run]).await) })
        })
        .collect();
    for run in runs {
        let (run, outcome) = run.await.unwrap();
        match outcome {
            Ok(rows) => assert_eq!(rows, [run + 1; 2]),
            Err(error) => assert_eq!((run, error.kind), (6, ErrorKind::Panic)),
        }
    }
}

//! Every signature, plain and `Result`, sync and async.

use kis_runtime::prelude::*;

use crate::support::{ok, run};

/// A function, and the same that may fail but does not.
macro_rules! functions {
    ($($plain:ident, $fallible:ident: ($($arg:tt)*) -> [$($out:tt)*] $body:block)*) => {$(
        #[kis_function(mode = "Calculate")]
        fn $plain($($arg)*) -> $($out)* $body

        #[kis_function(mode = "Calculate")]
        fn $fallible($($arg)*) -> Result<$($out)*> { let out = $body; Ok(out) }
    )*};
}

/// The same for functions that may be async.
macro_rules! async_functions {
    ($($plain:ident, $fallible:ident: ($($arg:tt)*) -> [$($out:tt)*] $body:block)*) => {$(
        #[kis_function(mode = "Calculate")]
        async fn $plain($($arg)*) -> $($out)* { tokio::task::yield_now().await; let out = $body; out }

        #[kis_function(mode = "Calculate")]
        async fn $fallible($($arg)*) -> Result<$($out)*> { tokio::task::yield_now().await; let out = $body; Ok(out) }
    )*};
}

functions! {
    keep, try_keep: (row: &u64) -> [bool] { row % 2 == 1 }
    see, try_see: (row: &u64) -> [()] { assert!(*row < 100) }
    text, try_text: (row: u64) -> [String] { row.to_string() }
    text_of, try_text_of: (row: &u64) -> [String] { row.to_string() }
    odd_text, try_odd_text: (row: u64) -> [Option<String>] { (row % 2 == 1).then(|| row.to_string()) }
    odd_text_of, try_odd_text_of: (row: &u64) -> [Option<String>] { (row % 2 == 1).then(|| row.to_string()) }
    repeat, try_repeat: (row: u64) -> [Vec<String>] { vec![row.to_string(); row as usize] }
    repeat_of, try_repeat_of: (row: &u64) -> [Vec<String>] { vec![row.to_string(); *row as usize] }
    fold, try_fold: (rows: impl Iterator<Item = u64>) -> [Vec<String>] { vec![rows.sum::<u64>().to_string()] }
    look, try_look: (rows: &[u64]) -> [()] { assert!(rows.len() < 100) }
    gate, try_gate: (rows: &[u64]) -> [bool] { rows.len() > 3 }
    texts_of, try_texts_of: (rows: &[u64]) -> [Vec<String>] { rows.iter().map(u64::to_string).collect() }
    next_of, try_next_of: (rows: &[u64]) -> [Next<u64>] { Next::reuse(rows) }
    texts, try_texts: (rows: Vec<u64>) -> [Vec<String>] { rows.iter().map(u64::to_string).collect() }
    next, try_next: (rows: Vec<u64>) -> [Next<u64>] { Next::rows(rows) }
}

async_functions! {
    later_fold, later_try_fold: (rows: impl Iterator<Item = u64> + Send) -> [Vec<String>] { vec![rows.sum::<u64>().to_string()] }
    later_look, later_try_look: (rows: &[u64]) -> [()] { assert!(rows.len() < 100) }
    later_gate, later_try_gate: (rows: &[u64]) -> [bool] { rows.len() > 3 }
    later_texts_of, later_try_texts_of: (rows: &[u64]) -> [Vec<String>] { rows.iter().map(u64::to_string).collect() }
    later_next_of, later_try_next_of: (rows: &[u64]) -> [Next<u64>] { Next::reuse(rows) }
    later_texts, later_try_texts: (rows: Vec<u64>) -> [Vec<String>] { rows.iter().map(u64::to_string).collect() }
    later_next, later_try_next: (rows: Vec<u64>) -> [Next<u64>] { Next::rows(rows) }
}

/// All of these give the same, and count the same.
macro_rules! all {
    ([$($function:ident),+], $rows:expr, $expected:expr, $counts:literal) => {$(
        assert_eq!(run!([$function], $rows), ok($expected, [concat!(stringify!($function), " ", $counts)]));
    )+};
}

fn texts_are(rows: &[u64]) -> Vec<String> {
    rows.iter().map(u64::to_string).collect()
}

#[tokio::test]
async fn a_row_to_a_bool_keeps_or_drops_it() {
    all!([keep, try_keep], vec![1, 2, 3], [1, 3], "3 > 2, 1 dropped");
}

#[tokio::test]
async fn a_row_to_nothing_travels_on() {
    all!([see, try_see], vec![1, 2, 3], [1, 2, 3], "3 > 3");
}

#[tokio::test]
async fn a_row_to_a_row() {
    all!([text, try_text, text_of, try_text_of], vec![1, 2, 3], texts_are(&[1, 2, 3]), "3 > 3");
}

#[tokio::test]
async fn a_row_to_an_option_is_one_or_none() {
    all!(
        [odd_text, try_odd_text, odd_text_of, try_odd_text_of],
        vec![1, 2, 3],
        texts_are(&[1, 3]),
        "3 > 2, 1 dropped"
    );
}

#[tokio::test]
async fn a_row_to_a_vec_is_any_number() {
    all!(
        [repeat, try_repeat, repeat_of, try_repeat_of],
        vec![2, 0, 3],
        texts_are(&[2, 2, 3, 3, 3]),
        "3 > 5, 1 dropped"
    );
}

#[tokio::test]
async fn an_iterator_is_folded() {
    all!([fold, try_fold, later_fold, later_try_fold], (1..=100).collect(), ["5050".to_owned()], "100 > 1");
}

#[tokio::test]
async fn a_slice_to_nothing_travels_on() {
    all!([look, try_look, later_look, later_try_look], vec![1, 2, 3], [1, 2, 3], "3 > 3");
}

#[tokio::test]
async fn a_slice_to_a_bool_travels_on_or_ends_the_run() {
    all!([gate, try_gate, later_gate, later_try_gate], vec![1, 2, 3, 4], [1, 2, 3, 4], "4 > 4");
    all!([gate, try_gate, later_gate, later_try_gate], vec![1, 2, 3], [], "3 > 0, 3 dropped");
}

#[tokio::test]
async fn a_batch_to_a_batch() {
    all!(
        [
            texts_of,
            try_texts_of,
            later_texts_of,
            later_try_texts_of,
            texts,
            try_texts,
            later_texts,
            later_try_texts
        ],
        vec![1, 2],
        texts_are(&[1, 2]),
        "2 > 2"
    );
}

#[tokio::test]
async fn a_batch_to_a_next() {
    all!(
        [next_of, try_next_of, later_next_of, later_try_next_of, next, try_next, later_next, later_try_next],
        vec![1, 2],
        [1, 2],
        "2 > 2"
    );
}

#[tokio::test]
async fn nothing_is_called_without_rows() {
    all!([keep, try_see, gate, later_look, next, later_try_next_of], vec![], [], "0 > 0");
    all!([text, repeat, fold, later_try_fold, texts, later_texts_of], vec![], [], "0 > 0");
}

#[tokio::test]
async fn annotated_functions_are_still_functions() {
    assert!(keep(&3));
    assert_eq!(repeat(2), ["2", "2"]);
    assert_eq!(later_fold([1, 2].into_iter()).await, ["3"]);
}

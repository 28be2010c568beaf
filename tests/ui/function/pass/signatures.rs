//! Every signature: row, fold and batch functions, with and without `async` and `Result`.
#![deny(warnings)]

use kis_runtime::prelude::*;

#[kis_function(mode = "Verify")]
fn row_keeps(row: &u64) -> bool {
    *row < 100
}

#[kis_function(mode = "Verify")]
fn row_keeps_or_fails(row: &u64) -> Result<bool> {
    Ok(*row < 100)
}

#[kis_function(mode = "Expand")]
fn row_looks(row: &u64) {
    assert!(*row < 100);
}

#[kis_function(mode = "Expand")]
fn row_looks_or_fails(row: &u64) -> Result<()> {
    Ok(assert!(*row < 100))
}

#[kis_function(mode = "Expand")]
fn row_looks_with_arrow(_: &u64) -> () {}

#[kis_function(mode = "Calculate")]
fn row_to_row(mut row: u64) -> u64 {
    row += 1;
    row
}

#[kis_function(mode = "Calculate")]
fn row_to_row_or_fails(row: &u64) -> Result<u64, std::num::TryFromIntError> {
    Ok(u64::from(u8::try_from(*row)?))
}

#[kis_function(mode = "Calculate")]
fn row_to_option(row: u64) -> Option<u64> {
    row.checked_sub(1)
}

#[kis_function(mode = "Calculate")]
fn row_to_option_or_fails(row: &u64) -> Result<Option<u64>> {
    Ok(Some(*row))
}

#[kis_function(mode = "Calculate")]
fn row_to_rows(row: u64) -> Vec<u64> {
    vec![row, row]
}

#[kis_function(mode = "Calculate")]
fn row_to_rows_or_fails(row: &u64) -> std::result::Result<Vec<u64>, String> {
    Ok(vec![*row])
}

#[kis_function(mode = "Calculate")]
fn rows_that_are_vectors(row: Vec<u8>) -> Vec<u64> {
    row.into_iter().map(u64::from).collect()
}

#[kis_function(mode = "Calculate")]
fn tuples((left, right): (u64, u64)) -> (u64,) {
    (left + right,)
}

#[kis_function(mode = "Calculate")]
fn folds(rows: impl Iterator<Item = u64>) -> Vec<u64> {
    rows.collect()
}

#[kis_function(mode = "Calculate")]
fn folds_or_fails(rows: impl Iterator<Item = u64> + Send) -> Result<Vec<u64>> {
    Ok(rows.collect())
}

#[kis_function(mode = "Calculate")]
async fn folds_async(rows: impl Iterator<Item = u64>) -> Vec<u64> {
    rows.collect()
}

#[kis_function(mode = "Calculate")]
async fn folds_async_or_fails(rows: impl std::iter::Iterator<Item = u64>) -> Result<Vec<u64>> {
    Ok(rows.collect())
}

#[kis_function(mode = "Expand")]
fn slice_looks(_rows: &[u64]) {}

#[kis_function(mode = "Expand")]
async fn slice_looks_async(_rows: &[u64]) {}

#[kis_function(mode = "Expand")]
fn slice_looks_or_fails(_rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode = "Expand")]
async fn slice_looks_async_or_fails(_rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode = "Verify")]
fn slice_keeps(rows: &[u64]) -> bool {
    !rows.is_empty()
}

#[kis_function(mode = "Verify")]
async fn slice_keeps_async_or_fails(rows: &[u64]) -> Result<bool> {
    Ok(!rows.is_empty())
}

#[kis_function(mode = "Calculate")]
fn slice_to_rows(rows: &[u64]) -> Vec<u64> {
    rows.to_vec()
}

#[kis_function(mode = "Calculate")]
async fn slice_to_rows_async_or_fails(rows: &[u64]) -> Result<Vec<u64>> {
    Ok(rows.to_vec())
}

#[kis_function(mode = "Calculate")]
fn slice_to_next(rows: &[u64]) -> Next<u64> {
    Next::reuse(rows)
}

#[kis_function(mode = "Calculate")]
async fn slice_to_next_async_or_fails(rows: &[u64]) -> Result<Next<u64>> {
    Ok(Next::force(rows.to_vec()))
}

#[kis_function(mode = "Calculate")]
fn batch_to_rows(rows: Vec<u64>) -> Vec<u64> {
    rows
}

#[kis_function(mode = "Calculate")]
fn batch_to_rows_or_fails(mut rows: Vec<u64>) -> Result<Vec<u64>> {
    rows.reverse();
    Ok(rows)
}

#[kis_function(mode = "Calculate")]
async fn batch_to_rows_async(rows: std::vec::Vec<u64>) -> std::vec::Vec<u64> {
    rows
}

#[kis_function(mode = "Calculate")]
async fn batch_to_rows_async_or_fails(rows: Vec<u64>) -> Result<Vec<u64>> {
    Ok(rows)
}

#[kis_function(mode = "Calculate")]
fn batch_to_next(rows: Vec<u64>) -> Next<u64> {
    Next::rows(rows)
}

#[kis_function(mode = "Calculate")]
async fn batch_to_next_async_or_fails(rows: Vec<u64>) -> Result<kis_runtime::Next<u64>> {
    Ok(Next::rows(rows))
}

flow! {
    Rows = row_keeps -> row_keeps_or_fails -> row_looks -> row_looks_or_fails -> row_looks_with_arrow
        -> row_to_row -> row_to_row_or_fails -> row_to_option -> row_to_option_or_fails -> row_to_rows
        -> row_to_rows_or_fails;
    Folds = folds -> folds_or_fails -> folds_async -> folds_async_or_fails;
    Slices = slice_looks -> slice_looks_async -> slice_looks_or_fails -> slice_looks_async_or_fails -> slice_keeps
        -> slice_keeps_async_or_fails -> slice_to_rows -> slice_to_rows_async_or_fails -> slice_to_next
        -> slice_to_next_async_or_fails;
    Batches = batch_to_rows -> batch_to_rows_or_fails -> batch_to_rows_async -> batch_to_rows_async_or_fails
        -> batch_to_next -> batch_to_next_async_or_fails;
    Vectors = rows_that_are_vectors;
    Tuples = tuples;
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    assert_eq!(Rows::builder().build().await?.run([1, 200]).await?, [1, 1]);
    assert_eq!(Folds::builder().build().await?.run([1, 2]).await?, [1, 2]);
    assert_eq!(Slices::builder().build().await?.run([1, 2]).await?, [1, 2]);
    assert_eq!(Batches::builder().build().await?.run([1, 2]).await?, [2, 1]);
    assert_eq!(Vectors::builder().build().await?.run([vec![1, 2], vec![3]]).await?, [1, 2, 3]);
    assert_eq!(Tuples::builder().build().await?.run([(1, 2)]).await?, [(3,)]);
    // The functions are still functions.
    assert!(row_keeps(&3));
    assert_eq!(folds([1, 2].into_iter()), [1, 2]);
    assert_eq!(batch_to_rows_async(vec![1]).await, [1]);
    Ok(())
}

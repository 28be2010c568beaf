#![allow(unused)]

use kis_runtime::prelude::*;

#[kis_function(mode = "Calculate", retry_times = 3)]
fn retried_row(row: u64) -> Result<u64> {
    Ok(row)
}

#[kis_function(mode = "Calculate", retry_times = 3)]
fn retried_fold(rows: impl Iterator<Item = u64>) -> Result<Vec<u64>> {
    Ok(rows.collect())
}

#[kis_function(mode = "Calculate", retry_times = 3)]
fn retried_without_need(rows: &[u64]) {}

#[kis_function(mode = "Calculate", retry_duration = "1s")]
fn waits_for_nothing(rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode = "Calculate", retry_times = 0, retry_duration = 500, retry_backoff)]
fn never_retried(rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode = "Calculate", on_error = "skip")]
fn batch_with_on_error(rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode = "Calculate", on_error = "skip")]
fn fold_with_on_error(rows: impl Iterator<Item = u64>) -> Result<Vec<u64>> {
    Ok(rows.collect())
}

#[kis_function(mode = "Calculate", on_error = "dead_letter")]
fn cannot_fail(row: u64) -> u64 {
    row
}

#[kis_function(mode = "Calculate", timeout = "5s")]
fn awaits_nothing(rows: &[u64]) -> Result<()> {
    Ok(())
}

#[kis_function(mode = "Calculate", timeout = 5000)]
fn row_in_time(row: u64) -> u64 {
    row
}

#[kis_function(mode = "Calculate", jumps(retried_row))]
fn jumps_nowhere(rows: Vec<u64>) -> Vec<u64> {
    rows
}

fn main() {}

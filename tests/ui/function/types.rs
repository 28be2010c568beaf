#![allow(unused)]

use std::rc::Rc;

use kis_runtime::prelude::*;

struct Plain;

#[derive(Row)]
struct Score {
    id: u64,
}

struct Failure;

#[derive(Params)]
struct Limits {
    max: u64,
}

#[kis_function(mode = "Calculate")]
fn fails_with_no_error(row: u64) -> Result<u64, Failure> {
    Err(Failure)
}

#[kis_function(mode = "Calculate")]
async fn batch_fails_with_no_error(rows: Vec<u64>) -> std::result::Result<Vec<u64>, Failure> {
    Err(Failure)
}

#[kis_function(mode = "Calculate")]
fn takes_no_row(row: &Plain) -> u64 {
    1
}

#[kis_function(mode = "Calculate")]
fn yields_no_row(rows: &[u64]) -> Vec<Plain> {
    Vec::new()
}

#[kis_function(mode = "Calculate", retry_times = 3)]
fn retries_what_is_gone(rows: Vec<Score>) -> Result<Vec<Score>> {
    Ok(rows)
}

#[kis_function(mode = "Calculate", on_error = "dead_letter")]
fn buries_what_is_gone(row: Score) -> Result<u64> {
    Ok(row.id)
}

#[kis_function(mode = "Calculate", on_error = "dead_letter")]
fn buries_what_cannot_be_written(row: &Score) -> Result<u64> {
    Ok(row.id)
}

#[kis_function(mode = "Calculate")]
fn unknown_argument(row: u64, plain: &Plain) -> u64 {
    row
}

#[kis_function(mode = "Calculate")]
fn argument_of_the_library(row: u64, names: &Vec<String>) -> u64 {
    row
}

#[kis_function(mode = "Save", connector = "Scores")]
async fn store_without_key(rows: &[Score], scores: &Store<Score>) {}

#[kis_function(mode = "Calculate")]
async fn not_send(rows: &[u64]) -> Result<()> {
    let local = Rc::new(1);
    std::future::ready(()).await;
    drop(local);
    Ok(())
}

#[kis_function(mode = "Calculate")]
async fn not_send_fold(rows: impl Iterator<Item = u64>) -> Result<Vec<u64>> {
    let local = Rc::new(1);
    std::future::ready(()).await;
    drop(local);
    Ok(rows.collect())
}

#[kis_function(mode = "Verify", jumps(Plain))]
fn jumps_to_no_function(rows: Vec<u64>) -> Next<u64> {
    Next::rows(rows)
}

#[kis_function(mode = "Verify", jumps(takes_scores))]
fn replays_what_is_gone(rows: Vec<u64>) -> Next<u64> {
    Next::replay::<takes_scores>()
}

#[kis_function(mode = "Calculate")]
fn takes_scores(row: Score) -> u64 {
    row.id
}

fn main() {}

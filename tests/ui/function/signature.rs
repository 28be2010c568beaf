#![allow(unused)]

use kis_runtime::prelude::*;

#[derive(Params)]
struct Limits {
    max: u64,
}

#[kis_function(mode = "Calculate")]
fn generic<T: Row>(row: T) -> T {
    row
}

#[kis_function(mode = "Calculate")]
fn lifetime<'a>(row: &'a u64) -> u64 {
    *row
}

#[kis_function(mode = "Calculate")]
fn clause(row: u64) -> u64
where
    u64: Copy,
{
    row
}

#[kis_function(mode = "Calculate")]
fn no_parameters() -> u64 {
    1
}

#[kis_function(mode = "Calculate")]
unsafe fn not_safe(row: u64) -> u64 {
    row
}

#[kis_function(mode = "Calculate")]
extern "C" fn foreign(row: u64) -> u64 {
    row
}

#[kis_function(mode = "Calculate")]
fn changed_in_place(rows: &mut [u64]) {}

#[kis_function(mode = "Calculate")]
fn changed_row(row: &mut u64) {}

#[kis_function(mode = "Calculate")]
fn changed_argument(row: u64, limits: &mut Limits) -> u64 {
    row
}

#[kis_function(mode = "Calculate")]
fn argument_by_value(row: u64, limits: Limits, max: u64) -> u64 {
    row
}

#[kis_function(mode = "Calculate")]
fn context_by_value(row: u64, cx: Context) -> u64 {
    row
}

#[kis_function(mode = "Verify")]
fn eats_and_keeps(row: String) -> bool {
    true
}

#[kis_function(mode = "Expand")]
fn eats(row: String) {}

#[kis_function(mode = "Verify")]
fn eats_batch_and_keeps(rows: Vec<u64>) -> Result<bool> {
    Ok(true)
}

#[kis_function(mode = "Expand")]
fn eats_batch(rows: Vec<u64>) {}

#[kis_function(mode = "Calculate")]
fn row_that_jumps(row: u64) -> Next<u64> {
    Next::rows(vec![row])
}

#[kis_function(mode = "Calculate")]
fn batch_to_option(rows: &[u64]) -> Option<u64> {
    None
}

#[kis_function(mode = "Calculate")]
fn batch_to_one(rows: Vec<u64>) -> Result<u64> {
    Ok(1)
}

#[kis_function(mode = "Calculate")]
fn fold_to_one(rows: impl Iterator<Item = u64>) -> u64 {
    rows.sum()
}

#[kis_function(mode = "Calculate")]
fn fold_to_nothing(rows: impl Iterator<Item = u64>) {}

#[kis_function(mode = "Calculate")]
fn fold_that_jumps(rows: impl Iterator<Item = u64>) -> Next<u64> {
    Next::rows(rows.collect())
}

#[kis_function(mode = "Calculate")]
async fn awaiting_row(row: u64) -> u64 {
    row
}

#[kis_function(mode = "Calculate")]
fn text(row: &str) -> String {
    row.to_owned()
}

#[kis_function(mode = "Calculate")]
fn reference_to_vec(rows: &Vec<u64>) {}

#[kis_function(mode = "Calculate")]
fn any_display(row: impl std::fmt::Display) -> String {
    row.to_string()
}

#[kis_function(mode = "Calculate")]
fn into_iterator(rows: impl IntoIterator<Item = u64>) -> Vec<u64> {
    rows.into_iter().collect()
}

#[kis_function(mode = "Calculate")]
fn bare_slice(rows: [u64]) -> Vec<u64> {
    Vec::new()
}

#[kis_function(mode = "Calculate")]
fn borrows(row: &Line<'_>) -> u64 {
    1
}

#[kis_function(mode = "Calculate")]
fn borrows_for_long(row: &'static u64) -> u64 {
    1
}

#[kis_function(mode = "Calculate")]
fn yields_iterator(rows: Vec<u64>) -> impl Iterator<Item = u64> {
    rows.into_iter()
}

#[kis_function(mode = "Calculate")]
fn yields_reference(row: &String) -> &String {
    row
}

#[kis_function(mode = "Calculate")]
fn yields_slice(rows: &[u64]) -> &[u64] {
    rows
}

#[kis_function(mode = "Calculate")]
fn yields_references(rows: &[String]) -> Vec<&String> {
    rows.iter().collect()
}

#[kis_function(mode = "Calculate")]
fn yields_text(row: &String) -> Option<&str> {
    Some(row)
}

#[kis_function(mode = "Calculate")]
fn never(row: u64) -> ! {
    panic!("{row}")
}

struct Line<'a>(&'a str);

fn main() {}

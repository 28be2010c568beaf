#![allow(unused)]

use kis_runtime::prelude::*;

#[kis_function(mode = "Calculate")]
fn halve(row: u64) -> u64 {
    row / 2
}

#[kis_function(mode = "Calculate")]
fn double(row: u64) -> u64 {
    row * 2
}

#[kis_function(mode = "Verify", jumps(halve, double))]
fn until_small(rows: Vec<u64>) -> Next<u64> {
    if rows.iter().any(|row| *row >= 10) { Next::jump::<halve>(rows) } else { Next::rows(rows) }
}

flow! {
    NoTarget = until_small;
    OneTarget = halve -> until_small;
    Both = halve -> until_small -> double;
}

fn main() {}

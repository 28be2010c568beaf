//! A `fn` without the attribute.
#![allow(unused)]

use kis_runtime::prelude::*;

fn plain(row: u64) -> u64 {
    row
}

#[kis_function(mode = "Calculate")]
fn halve(row: u64) -> u64 {
    row / 2
}

flow! {
    First = plain -> halve;
    Last = halve -> plain;
}

fn main() {}

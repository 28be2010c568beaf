//! The rows of a flow that others see come from its first and its last function, which they see then, too.
#![allow(unused)]

use kis_runtime::prelude::*;

#[kis_function(mode = "Calculate")]
fn private(row: u64) -> u64 {
    row
}

#[kis_function(mode = "Calculate")]
pub fn public(row: u64) -> u64 {
    row
}

#[derive(Row)]
struct Hidden {
    id: u64,
}

#[kis_function(mode = "Calculate")]
pub fn shows_what_is_hidden(row: &u64) -> Vec<Hidden> {
    Vec::new()
}

flow! {
    pub PrivateInside = public -> private -> public;
    pub PrivateFirst = private -> public;
    pub PrivateLast = public -> private;
    pub PrivateAlone = private;
    PrivateFlow = private -> public;
}

fn main() {}

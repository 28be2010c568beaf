#![allow(unused)]

use kis_runtime::prelude::*;

#[kis_function(mode = "Verify")]
struct Verify;

#[kis_function(mode = "Verify")]
const VERIFY: fn(&u64) -> bool = |row| *row > 0;

struct Checks;

#[kis_function(mode = "Verify")]
impl Checks {}

impl Checks {
    #[kis_function(mode = "Verify")]
    fn verify(&self, row: &u64) -> bool {
        *row > 0
    }
}

#[kis_function(mode = "Verify")]
mod verify {}

fn main() {}

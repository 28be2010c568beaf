//! A disabled flow is checked, and is no type.
use kis_runtime::prelude::*;

#[kis_function(mode = "Calculate", name = "Increment")]
fn increment(row: u64) -> u64 {
    row + 1
}

include_flow!("./disabled.yml");

fn main() {
    let _ = On::builder();
    let _ = Off::builder();
}

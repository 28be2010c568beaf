//! Names that stand for something else.
#![allow(unused)]

use kis_runtime::prelude::*;

struct Plain;

fn plain(row: u64) -> u64 {
    row
}

#[kis_function(mode = "Calculate")]
fn halve(row: u64) -> u64 {
    row / 2
}

flow! {
    First = Plain -> halve;
    Middle = halve -> Plain -> halve;
    Last = halve -> Plain;
    Alone = Plain;
}

async fn runs() -> Result<()> {
    let rows = First::builder().build().await?.run([1]).await?;
    println!("{}", rows[0]);
    Ok(())
}

fn main() {}
